"""A registry of any size from the records of the reference data, varied as a registry varies; the same for one seed.

    python tools/make_registry.py --size 570000 [--seed 1] > registry.jsonl

Each record is a copy of a real one with an id of its own, moved dates, a part of the sites, conditions and keywords
that others have, and paragraphs of the texts exchanged with those of another. It is for measuring only: what it says of
medicine is nonsense. Nothing of it goes into the project.
"""

from __future__ import annotations

import argparse
import gzip
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
FIRST = 10_000_000
"""The first id's number: a real registry has not come as far."""

_DATES = ("startDateStruct", "primaryCompletionDateStruct", "completionDateStruct", "lastUpdatePostDateStruct")
_MEAN_SITES = 6.5  # of a trial of the registry; the reference records are of larger ones
_TEXTS = (("descriptionModule", "briefSummary"), ("descriptionModule", "detailedDescription"),
          ("eligibilityModule", "eligibilityCriteria"))  # fmt: skip


def records(size: int, seed: int, shared: Path = SHARED) -> Iterator[bytes]:
    """The records as JSON, one after the other. `shared` is the folder of the reference data."""
    bases = _bases(shared)
    chance = random.Random(seed)  # noqa: S311 (for variety, not for secrets)
    encode = msgspec.json.Encoder().encode
    for number in range(size):
        yield encode(_varied(bases[number % len(bases)], chance.choice(bases), FIRST + number, chance))


def _bases(shared: Path) -> list[dict[str, Any]]:
    with gzip.open(shared / "data" / "records" / "ctgov_v2.jsonl.gz") as stream:
        return [msgspec.json.decode(line) for line in stream]


def _varied(base: dict[str, Any], other: dict[str, Any], number: int, chance: random.Random) -> dict[str, Any]:
    """A copy of the base; the parts that differ are new, all others are shared with it."""
    protocol = dict(base["protocolSection"])
    strange = other["protocolSection"]
    nct_id = f"NCT{number:08}"
    protocol["identificationModule"] = protocol["identificationModule"] | {
        "nctId": nct_id,
        "orgStudyIdInfo": {"id": f"MADE-{number}"},
        "briefTitle": _title(protocol["identificationModule"]["briefTitle"], strange, chance),
    }
    if "statusModule" in protocol:
        protocol["statusModule"] = _moved(protocol["statusModule"], timedelta(days=chance.randrange(-2000, 400)))
    if chance.random() < 0.5 and "conditionsModule" in strange:
        protocol["conditionsModule"] = strange["conditionsModule"]
    for module, field in _TEXTS:
        if field in protocol.get(module, {}) and field in strange.get(module, {}):
            mixed = _mixed(protocol[module][field], strange[module][field], chance)
            protocol[module] = protocol[module] | {field: mixed}
    places = protocol.get("contactsLocationsModule", {})
    if places.get("locations"):
        most = min(len(places["locations"]), 1 + int(chance.expovariate(1 / _MEAN_SITES)))
        chosen = chance.sample(places["locations"], most)
        protocol["contactsLocationsModule"] = places | {"locations": chosen}
    return base | {"protocolSection": protocol}


def _title(title: str, other: dict[str, Any], chance: random.Random) -> str:
    """The title with the last words of another's."""
    words, strange = title.split(), other["identificationModule"]["briefTitle"].split()
    cut = chance.randrange(len(words)) + 1
    return " ".join((*words[:cut], *strange[-chance.randrange(1, 6) :]))


def _moved(status: dict[str, Any], by: timedelta) -> dict[str, Any]:
    moved = dict(status)
    for name in _DATES:
        stated = moved.get(name)
        if stated and len(stated.get("date", "")) == 10:
            moved[name] = stated | {"date": (date.fromisoformat(stated["date"]) + by).isoformat()}
    return moved


def _mixed(text: str, other: str, chance: random.Random) -> str:
    """The text with one of its paragraphs replaced by one of the other's."""
    own, strange = text.split("\n"), other.split("\n")
    own[chance.randrange(len(own))] = chance.choice(strange)
    return "\n".join(own)


def main() -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=1_000, help="how many records (1,000)")
    parser.add_argument("--seed", type=int, default=1, help="another one gives other records (1)")
    options = parser.parse_args()
    if not SHARED.exists():
        print(f"the reference data are not at {SHARED}", file=sys.stderr)
        return 1
    for record in records(options.size, options.seed):
        sys.stdout.buffer.write(record + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
