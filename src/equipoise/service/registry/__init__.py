"""The registry's own API, version 2, over this library: what existing clients of ClinicalTrials.gov ask.

`parameters` reads what was asked, `studies` answers with records, `statistics` with counts.
"""
