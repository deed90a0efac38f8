"""A stored record in the one form that the index reads: the API's, version 2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from equipoise.library.versions import StoredRecord
from equipoise.study.exports.v2 import to_v2
from equipoise.study.model import Study

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_encode = msgspec.json.Encoder().encode

decoded = msgspec.json.Decoder(dict[str, Any]).decode
"""A record of version 2 from its JSON."""


def v2_record(study: Study) -> Mapping[str, Any]:
    """The record as it came where it is in that form already, else what the study knows, written in it."""
    if study.source != "ctgov":
        return to_v2(study)
    return decoded(study.raw.removeprefix(_BYTE_ORDER_MARK))


def v2_json(record: StoredRecord) -> bytes:
    """The same of a record in the library, as JSON: the bytes that came, not understood in between."""
    if record.version.source != "ctgov":
        return _encode(to_v2(record.study()))
    return record.raw.removeprefix(_BYTE_ORDER_MARK).strip()
