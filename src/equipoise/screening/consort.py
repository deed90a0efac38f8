"""What a screening log comes to: how many persons were assessed for each trial, and why who was excluded (CONSORT)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from equipoise.logic import DECISIONS, Decision

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Excluding:
    """A criterion that excluded persons: for how many it is the primary reason, and for how many one of the reasons."""

    criterion: str
    quote: str
    primary: int
    any: int


@dataclass(frozen=True, slots=True)
class Consort:
    """The counts of one trial. A person counts once, with the newest screening.

    `computed` are the program's decisions and `final` those after overrides; `overridden` counts by "from → to".
    `reasons` are of the persons whom the program found ineligible and nobody overrode.
    """

    trial: str
    assessed: int
    screenings: int
    computed: Mapping[Decision, int]
    final: Mapping[Decision, int]
    overridden: Mapping[str, int]
    reasons: tuple[Excluding, ...]


def consort(entries: Iterable[Entry]) -> tuple[Consort, ...]:
    """The counts of every trial in a log, by trial id."""
    screenings: Counter[str] = Counter()
    newest: dict[tuple[str, str], Entry] = {}
    overrides: dict[int, Decision] = {}
    for entry in entries:
        if entry["kind"] == "screening":
            screenings[entry["trial"]] += 1
            newest[entry["trial"], entry["patient"]] = entry
        elif entry["kind"] == "override":
            overrides[entry["of"]] = entry["decision"]  # the last word on an entry is the one that counts
    return tuple(
        _of_trial(trial, screenings[trial], [entry for (each, _), entry in newest.items() if each == trial], overrides)
        for trial in sorted(screenings)
    )


def _of_trial(trial: str, screenings: int, persons: list[Entry], overrides: Mapping[int, Decision]) -> Consort:
    computed: Counter[Decision] = Counter(entry["decision"] for entry in persons)
    final: Counter[Decision] = Counter(overrides.get(entry["sequence"], entry["decision"]) for entry in persons)
    changed = Counter(
        f"{entry['decision']} → {overrides[entry['sequence']]}" for entry in persons if entry["sequence"] in overrides
    )
    excluded = [entry for entry in persons if entry["decision"] == "ineligible" and entry["sequence"] not in overrides]
    return Consort(
        trial=trial,
        assessed=len(persons),
        screenings=screenings,
        computed={decision: computed[decision] for decision in DECISIONS},
        final={decision: final[decision] for decision in DECISIONS},
        overridden=dict(sorted(changed.items())),
        reasons=_reasons(excluded),
    )


def _reasons(excluded: list[Entry]) -> tuple[Excluding, ...]:
    """By criterion and its words, for an amendment may give a number to another criterion."""
    primary: Counter[tuple[str, str]] = Counter()
    every: Counter[tuple[str, str]] = Counter()
    for entry in excluded:
        primary[entry["primary"]["criterion"], entry["primary"]["quote"]] += 1
        every.update((each["criterion"], each["quote"]) for each in entry["blocks"])
    found = (Excluding(name, quote, primary[name, quote], count) for (name, quote), count in every.items())
    return tuple(sorted(found, key=lambda each: (-each.primary, -each.any, each.criterion)))
