"""The two indexes' fields: one entry a trial, and one entry a site of a trial.

    trials   nct, seq, a field for each piece by its kind (see `layout`), `other`, `values`, `size`, `has`,
             and for related trials and for patients (see `profile`): `body`, `exclusion`, `facets`, `profile`
    sites    nct, seq, site, the pieces of one location, latitude and longitude

A site is an entry of its own because "recruiting in Lyon" must hold at one place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from equipoise.library.index.analysis import ANALYZER, EXACT
from equipoise.library.index.layout import kind_of
from equipoise.study.pieces import PIECES

if TYPE_CHECKING:
    import tantivy

NCT, SEQ, OTHER, VALUES, SIZE, HAS = "nct", "seq", "other", "values", "size", "has"
BODY, EXCLUSION, FACETS, PROFILE = "body", "exclusion", "facets", "profile"
SITE, LATITUDE, LONGITUDE = "site", "latitude", "longitude"
SITES_A_TRIAL = 100_000
"""An entry of a site is numbered `number of the trial × SITES_A_TRIAL + place in its list`."""

_SITE_TEXT = ("LocationFacility", "LocationCity", "LocationState", "LocationCountry", "LocationZip")
SITE_PIECES = frozenset({*_SITE_TEXT, "LocationStatus"})
_RAW = "raw"


def trials_schema() -> tantivy.Schema:
    """The entry of a trial. Texts are not stored: the library has the record. The profile is: it is compared."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(NCT, indexed=True, fast=True)
    builder.add_unsigned_field(SEQ, fast=True)
    for piece in PIECES:
        match kind_of(piece.name):
            case "text":
                builder.add_text_field(piece.name, tokenizer_name=EXACT)
            case "word":
                builder.add_text_field(piece.name, tokenizer_name=_RAW, index_option="basic", fast=True)
            case "date" | "time" | "number":
                builder.add_unsigned_field(piece.name, fast=True)
    builder.add_json_field(OTHER, tokenizer_name=EXACT)
    builder.add_json_field(VALUES, tokenizer_name=_RAW, index_option="basic", fast=True)
    builder.add_json_field(SIZE, fast=True)
    builder.add_text_field(HAS, tokenizer_name=_RAW, index_option="basic")
    builder.add_text_field(BODY, tokenizer_name=ANALYZER)
    builder.add_text_field(EXCLUSION, tokenizer_name=ANALYZER)
    builder.add_text_field(FACETS, tokenizer_name=_RAW, index_option="basic")
    builder.add_bytes_field(PROFILE, stored=True)
    return builder.build()


def sites_schema() -> tantivy.Schema:
    """The entry of a site."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(NCT, indexed=True, fast=True)
    builder.add_unsigned_field(SEQ, fast=True)
    builder.add_unsigned_field(SITE, indexed=True, fast=True)
    for name in _SITE_TEXT:
        builder.add_text_field(name, tokenizer_name=EXACT)
    builder.add_text_field("LocationStatus", tokenizer_name=_RAW, index_option="basic")
    builder.add_float_field(LATITUDE, fast=True)
    builder.add_float_field(LONGITUDE, fast=True)
    return builder.build()
