"""What the benchmark of related trials asks for: two trials that were judged relevant to one topic are related.

A pair's grade is the lesser of its two grades for a topic, the greatest over topics. A query is a trial that is related
to another one; it ranks all trials that were judged in its collection, for whatever topic, but itself.
"""

from __future__ import annotations

import ast
import gzip
import json
import random
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from retrieval_topics import COLLECTIONS, judgements

__all__ = ["COLLECTIONS", "co_relevance", "judged", "queries", "records", "v2_of"]

Record = Mapping[str, Any]
Related = Mapping[str, Mapping[str, int]]

_PHASE = re.compile(r"(early )?phase ?([1-4])", re.IGNORECASE)


def records(shared: Path) -> dict[str, Record]:
    """The records by their ids, conditions and interventions as lists."""
    found = {}
    with gzip.open(shared / "data" / "records" / "normalized.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            listed = {name: _listed(record.get(name)) for name in ("conditions", "interventions")}
            found[record["nct_id"]] = record | listed
    return found


def _listed(value: object) -> list[str]:
    """A list as it stands, or as a program printed it into one text."""
    if isinstance(value, str) and value.startswith("["):
        with suppress(SyntaxError, ValueError):
            value = ast.literal_eval(value)
    if isinstance(value, list):
        return [str(each) for each in value if each]
    return [value] if isinstance(value, str) and value else []


def judged(shared: Path, collection: str) -> list[str]:
    """The trials that were judged for any topic of a collection."""
    grades = judgements(shared / "data" / "labels", collection)
    return sorted({trial for topic in grades.values() for trial in topic})


def co_relevance(shared: Path, collection: str) -> Related:
    """Trial -> the trials that were relevant to a topic together with it, with their grades."""
    found: dict[str, dict[str, int]] = {}
    for topic in judgements(shared / "data" / "labels", collection).values():
        relevant = {trial: grade for trial, grade in topic.items() if grade}
        for one, grade in relevant.items():
            row = found.setdefault(one, {})
            for other, others in relevant.items():
                if other != one:
                    row[other] = max(row.get(other, 0), min(grade, others))
    return {trial: row for trial, row in found.items() if row}


def queries(related: Related, count: int, seed: int = 1) -> list[str]:
    """So many of the trials, drawn at random but the same every time."""
    drawn = sorted(related)
    random.Random(seed).shuffle(drawn)  # noqa: S311 (sampling, not secrecy)
    return drawn[:count]


def v2_of(record: Record) -> dict[str, Any]:
    """The record in the form of the API, version 2, with what it states."""
    protocol = {
        "identificationModule": {
            "nctId": record["nct_id"],
            "briefTitle": record["title"],
            "officialTitle": record.get("official"),
        },
        "descriptionModule": {"briefSummary": record.get("summary")},
        "conditionsModule": {"conditions": record["conditions"]},
        "armsInterventionsModule": {"interventions": [{"name": name} for name in record["interventions"]]},
        "eligibilityModule": {
            "eligibilityCriteria": record.get("criteria"),
            "sex": (record.get("sex") or "").upper() or None,
            "minimumAge": _age(record.get("min_age")),
            "maximumAge": _age(record.get("max_age")),
        },
        "designModule": {"phases": [*_phases(str(record.get("phase")))]},
    }
    return {"protocolSection": {name: _stated(module) for name, module in protocol.items()}}


def _stated(module: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in module.items() if value not in (None, "", [])}


def _age(limit: object) -> str | None:
    if isinstance(limit, int | float):
        return f"{limit:g} Years"
    return limit if isinstance(limit, str) and limit[:1].isdigit() else None


def _phases(text: str) -> Iterator[str]:
    return (("EARLY_" if early else "") + f"PHASE{number}" for early, number in _PHASE.findall(text))
