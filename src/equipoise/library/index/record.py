"""A stored record in the one form that the index reads: the API's, version 2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from equipoise.study.exports.v2 import to_v2
from equipoise.study.model import Study

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_decode: msgspec.json.Decoder[dict[str, Any]] = msgspec.json.Decoder(dict[str, Any])


def v2_record(study: Study) -> Mapping[str, Any]:
    """The record as it came where it is in that form already, else what the study knows, written in it."""
    if study.source != "ctgov":
        return to_v2(study)
    return _decode.decode(study.raw.removeprefix(_BYTE_ORDER_MARK))
