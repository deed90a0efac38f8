"""The v2 JSON of a study, from the model alone: the raw record is not looked at."""

from __future__ import annotations

from typing import Any

import msgspec

from equipoise.study.ctgov import encoder
from equipoise.study.model import Study


def to_json(study: Study) -> bytes:
    """The study as one JSON object in the form of the ClinicalTrials.gov API, version 2."""
    written = encoder.encode(study.record)
    return encoder.encode(_with_blanks(written, study)) if study.blanks else written


def to_builtins(study: Study) -> dict[str, Any]:
    """The same as dictionaries and lists."""
    return _with_blanks(encoder.encode(study.record), study)


def _with_blanks(written: bytes, study: Study) -> dict[str, Any]:
    whole: dict[str, Any] = msgspec.json.decode(written)
    for blank in study.blanks:
        *way, last = blank.path
        place: Any = whole
        for step in way:
            place = place[step]
        place[last] = None if blank.value == "null" else []
    return whole
