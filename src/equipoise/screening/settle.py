"""What a person has settled: an open item that they answer in their own name. It never changes what was computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from equipoise.criteria.model import Criterion
from equipoise.errors import RequestError
from equipoise.screening.outcome import F, Outcome, T, U

Said = Literal["present", "absent"]
_WORDS: Mapping[str, Said] = {
    "present": "present", "met": "present", "true": "present", "yes": "present",
    "absent": "absent", "not-met": "absent", "false": "absent", "no": "absent",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settlement:
    """A person's answer to one criterion: what it says is there or not, who says so, and on what grounds."""

    criterion: str
    said: Said
    by: str
    because: str


def settlement(text: str, by: str, because: str) -> Settlement:
    """Read `E1=absent`. Raises `RequestError` where it is no such thing or a name or reason is missing."""
    name, _, word = text.partition("=")
    said = _WORDS.get(word.strip().casefold())
    if not name.strip() or said is None:
        raise RequestError("not a criterion and what is settled", hint="such as E1=absent or I3=met")
    if not by.strip() or not because.strip():
        raise RequestError("what a person settles needs their name and their reason")
    return Settlement(name.strip(), said, by.strip(), because.strip())


def settled(criterion: Criterion, computed: Outcome | None, by_id: Mapping[str, Settlement]) -> Outcome | None:
    """The person's answer in place of an unknown one or of an item that the source has lost; else what was computed."""
    given = by_id.get(criterion.id)
    if computed is not None:
        return settled_limit(given, computed)
    return None if given is None or criterion.role != "lost" else _outcome(given)


def settled_limit(given: Settlement | None, computed: Outcome) -> Outcome:
    """The person's answer in place of an unknown one; else what was computed."""
    if given is None or computed.truth is not U:
        return computed
    outcome = _outcome(given)
    return replace(outcome, said=(*outcome.said, *computed.said))


def _outcome(given: Settlement) -> Outcome:
    words = (f"settled by {given.by} as {given.said}: {given.because}",)
    return Outcome(T if given.said == "present" else F, (words,), personal=True)
