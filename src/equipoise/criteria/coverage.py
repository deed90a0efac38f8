"""How far a text is understood: every criterion once, and every character that is not white space once.

The account is meant to be honest rather than kind. Beside the phrases that became `Unsupported` nodes it looks for
words that were passed over: those of a criterion that lie in no atom, in no window, in no example ("e.g. …"), and are
not in the closed list of function words. They count as not understood, and so does the criterion in which they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, Literal

from equipoise.criteria.function_words import FUNCTION_WORDS
from equipoise.criteria.model import Criteria, Criterion
from equipoise.criteria.nodes import Concept, Personal, Quantity, Unsupported, atoms
from equipoise.source import Span

Class = Literal["computed", "person", "not_understood", "structure", "heading"]

_WORD = re.compile(r"&[a-z]+;|(?P<word>[^\W_]+(?:['’.,-][^\W_]+)*|[<>≤≥±=])")
_PARTS = re.compile(r"[^\W_]+")
# Examples illustrate and ask nothing: to the end of their bracket or sentence.
_EXAMPLES = re.compile(
    r"(?:\be\.?g\b\.?|\bsuch as\b|\bfor (?:example|instance)\b"
    r"|\bincluding,? but (?:is |are )?not (?:only |necessarily )?(?:limited|restricted) to\b)"
    r"(?:\.(?=\d)|(?<=\b[A-Za-z])\.|[^.;()]|\([^()]*\))*",
    re.IGNORECASE,
)
_BY_A_PERSON = frozenset({"judgement", "attestation", "damaged"})


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of something is in each class."""

    computed: int = 0
    person: int = 0
    not_understood: int = 0
    structure: int = 0
    heading: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return sum(getattr(self, field.name) for field in fields(self))

    @property
    def asking(self) -> int:
        """All that asks something of a patient."""
        return self.computed + self.person + self.not_understood

    def __add__(self, more: Shares) -> Shares:
        return Shares(*(getattr(self, field.name) + getattr(more, field.name) for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Missed:
    """Words that were not understood: an `Unsupported` phrase, or a run of words that no atom holds."""

    criterion: str
    span: Span
    text: str
    passed_over: bool

    def to_json(self) -> dict[str, Any]:
        """Its fields, the span as `start` and `end`."""
        row: dict[str, Any] = {"criterion": self.criterion, "start": self.span.start, "end": self.span.end}
        return {**row, "text": self.text, "passed_over": self.passed_over}


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far one text, or many together, are understood.

    Of criteria, `structure` are those that ask nothing of a patient (parents that only introduce their items, notes and
    definitions), `heading` none, and `not_understood` all in which anything was missed, however small.
    """

    criteria: Shares = Shares()
    characters: Shares = Shares()
    missed: tuple[Missed, ...] = ()

    def __add__(self, more: Coverage) -> Coverage:
        return Coverage(self.criteria + more.criteria, self.characters + more.characters, (*self.missed, *more.missed))

    @property
    def unsupported(self) -> tuple[str, ...]:
        """The phrases that were not understood, in the order of the text."""
        return tuple(one.text for one in self.missed)

    def to_json(self) -> dict[str, Any]:
        """`{"criteria": {class: count}, "characters": {…}, "missed": [{criterion, start, end, text, passed_over}]}`."""
        return {
            "criteria": _counts(self.criteria),
            "characters": _counts(self.characters),
            "missed": [one.to_json() for one in self.missed],
        }


def coverage(criteria: Criteria) -> Coverage:
    """The account of a text."""
    missed = {id(one): tuple(missed_in(one, criteria.text)) for one in criteria.criteria}
    of_criteria = _shares((answered(one, missed[id(one)]), 1) for one in criteria.criteria)
    everything = tuple(one for found in missed.values() for one in found)
    return Coverage(of_criteria, _characters(criteria, everything), everything)


def answered(criterion: Criterion, missed: Iterable[Missed]) -> Class:
    """How a criterion is answered: what was not understood makes all of it so; a lost item needs a person."""
    if criterion.role == "lost":
        return "person"
    if any(missed):
        return "not_understood"
    if criterion.expr is None:
        return "structure"
    personal = any(isinstance(atom, Personal) for atom in atoms(criterion.expr))
    return "person" if personal or criterion.decidable in _BY_A_PERSON else "computed"


def missed_in(criterion: Criterion, text: str) -> Iterator[Missed]:
    """What was not understood of a criterion, in the order of the text.

    Notes and definitions ask nothing of a patient, so none of their words is passed over.
    """
    found = [] if criterion.expr is None else list(atoms(criterion.expr))
    phrases = [(atom.span, False) for atom in found if isinstance(atom, Unsupported)]
    passed = [(span, True) for span in words_passed_over(criterion, text)] if criterion.role == "criterion" else []
    for span, passed_over in sorted(phrases + passed):
        yield Missed(criterion.id, span, " ".join(span.of(text).split()), passed_over)


def words_passed_over(criterion: Criterion, text: str) -> Iterator[Span]:
    """Runs of words that are in nothing that was understood, and that are no function words."""
    inside = criterion.clause.span
    taken = _taken(criterion, text)
    run: Span | None = None
    for match in _WORD.finditer(text, inside.start, inside.end):
        place = Span(*match.span())
        if match["word"] is None or taken[place.start - inside.start] or _is_function_word(match["word"]):
            if run is not None:
                yield run
            run = None
        else:
            run = place if run is None else Span(run.start, place.end)
    if run is not None:
        yield run


def _taken(criterion: Criterion, text: str) -> bytearray:
    """One for each character of the criterion that an atom, a window or an example holds."""
    inside = criterion.clause.span
    marks = bytearray(inside.end - inside.start)
    for span in _understood_spans(criterion, text):
        start, end = max(span.start, inside.start) - inside.start, min(span.end, inside.end) - inside.start
        if end > start:
            marks[start:end] = b"\1" * (end - start)
    return marks


def _understood_spans(criterion: Criterion, text: str) -> Iterator[Span]:
    for atom in () if criterion.expr is None else atoms(criterion.expr):
        yield atom.span
        if isinstance(atom, Quantity | Concept | Personal):
            yield from (window.span for window in atom.windows)
    yield from (leaf.span for leaf in criterion.leaves if leaf.kind == "term")
    for match in _EXAMPLES.finditer(text, *criterion.clause.span):
        yield Span(*match.span())


def _is_function_word(word: str) -> bool:
    lowered = word.lower()
    parts = _PARTS.findall(lowered)
    return lowered in FUNCTION_WORDS or (bool(parts) and all(part in FUNCTION_WORDS for part in parts))


def _characters(criteria: Criteria, missed: Iterable[Missed]) -> Shares:
    """The leaves, with the words that were passed over moved from the structure to what is not understood."""
    kinds = (
        ("structure" if leaf.kind == "term" else leaf.kind.replace("-", "_"), _visible(leaf.span.of(criteria.text)))
        for leaf in criteria.leaves
    )
    passed = sum(_visible(one.text) for one in missed if one.passed_over)
    return _shares((*kinds, ("structure", -passed), ("not_understood", passed)))


def _visible(text: str) -> int:
    return sum(len(word) for word in text.split())


def _shares(counted: Iterable[tuple[str, int]]) -> Shares:
    sums = dict.fromkeys((field.name for field in fields(Shares)), 0)
    for name, count in counted:
        sums[name] += count
    return Shares(**sums)


def _counts(shares: Shares) -> dict[str, int]:
    return {field.name: getattr(shares, field.name) for field in fields(shares)}
