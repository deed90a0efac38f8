"""Study records in the forms in which ClinicalTrials.gov gives them out.

All of them take a v2 record as decoded JSON; `to_v2` makes one of any `Study`. Nothing here is written anywhere: each
function returns a text or a decoded value.
"""

from __future__ import annotations

from equipoise.study.exports.csv_table import chosen_columns, csv_header, csv_rows
from equipoise.study.exports.fhir import research_study
from equipoise.study.exports.markup import MarkupFormat, markup
from equipoise.study.exports.projection import QUERIED, pieces_of, project, split_fields
from equipoise.study.exports.ris import TAGS, ris
from equipoise.study.exports.v2 import to_v2

__all__ = [
    "QUERIED",
    "TAGS",
    "MarkupFormat",
    "chosen_columns",
    "csv_header",
    "csv_rows",
    "markup",
    "pieces_of",
    "project",
    "research_study",
    "ris",
    "split_fields",
    "to_v2",
]
