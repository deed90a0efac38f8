"""The use cases: typed functions that take what a person gives and return results. They know nothing of pages.

    equipoise.service.trials      ids and paths -> trials
    equipoise.service.library     the library's own affairs: open, ingest, fetch, list
    equipoise.service.criteria    a trial -> its eligibility criteria, understood, with an account of every character
    equipoise.service.related     a trial -> what surrounds it in the library
    equipoise.service.screening   trials × patients -> answers with evidence
    equipoise.service.readings    the library's trials, read once and kept
    equipoise.service.matching    one patient × the whole library -> the trials that could take the patient
    equipoise.service.patients    hand forms and bundles -> bundles
    equipoise.service.formulas    a formula's name and inputs -> its value

Import the module that is needed, so that no other room than its own is loaded.
"""
