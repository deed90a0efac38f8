"""The search index beside a library: derived from its records, and made again where it is lost or out of date."""
