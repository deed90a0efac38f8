"""What is compared, and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from equipoise.finding.related.weights import Facet
from equipoise.library.index.entries import values_of
from equipoise.library.index.profile import Profile, body_of, profile_of


@dataclass(frozen=True, slots=True)
class Subject:
    """The trial that others are compared with: its NCT number, its profile and the texts that say what it is about."""

    number: int
    profile: Profile
    body: tuple[str, ...]


def subject_of(number: int, record: Mapping[str, Any]) -> Subject:
    """The subject from a record in the form of the API, version 2. It need not be in the index."""
    values = values_of(record)
    return Subject(number, profile_of(values), tuple(body_of(values)))


@dataclass(frozen=True, slots=True)
class Agreement:
    """How near two trials are in a facet, from 0 to 1, and the words in which they agree, the most telling first."""

    score: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """A trial with its total and the facets that could be compared."""

    number: int
    total: float
    facets: Mapping[Facet, Agreement]
