"""Words against the pieces of a record: the queries that a term or a phrase becomes.

A piece's words count by its weight in the area that is searched. Where a thing has other names, each is as good as the
words that were given but for a small discount; a run of words that names no thing is looked for word by word, and
ranks higher where the words stand together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice, product

from tantivy import Occur, Query, Schema

from equipoise.finding.essie.tree import Coverages, Expansions
from equipoise.finding.planning.wording import Part, exact_words, inflections, parts_of
from equipoise.library.index.layout import END, START, Kind
from equipoise.library.index.schema import OTHER
from equipoise.study.pieces import ENUMS
from equipoise.study.pieces.catalogue import BY_NAME

_OTHER_NAME = 0.7  # what another name of a thing counts beside the words that were given
_TIE = 0.2  # what the pieces beside the best one add
_TOGETHER = 0.5  # what words count more that stand together though they need not
_MOST_PHRASES = 3
_NAMED = 0.5  # the least weight of a piece in which other names are looked for
_SLOP = 4  # words that may stand between those of one thing, or the room to stand the other way round
_APART = 0.4  # what they count then
_RELAXED = frozenset({"Relaxation", "Lossy"})
_WIDENED = frozenset({"Concept", "Relaxation", "Lossy"})


@dataclass(frozen=True, slots=True)
class Target:
    """A piece that is searched: how it is indexed, its weight, and whether other names of a thing count in it."""

    piece: str
    kind: Kind
    weight: float
    synonyms: bool


@dataclass(frozen=True, slots=True)
class Manner:
    """How terms match: `coverage` of the value, how far they may be widened, and whether what is found is ranked.

    What is not ranked is found by fewer queries: none that would only find again what another finds.
    """

    coverage: Coverages = "Contains"
    expansion: Expansions = "Relaxation"
    ranked: bool = True


PLAIN = Manner()
"""What the syntax page says of terms without an operator."""

UNRANKED = Manner(ranked=False)
"""The same where the order is another than that of relevance."""


def term(schema: Schema, targets: Sequence[Target], text: str, manner: Manner, *, together: bool) -> Query:
    """What a run of words finds; `together` where it was written in quotation marks."""
    words = exact_words(text)
    if not words:
        return _nothing()
    adjacent = replace(manner, expansion="Concept") if manner.expansion in _RELAXED else manner
    if together or manner.coverage != "Contains" or manner.expansion in ("None", "Term"):
        return _of_part(schema, targets, Part(words), adjacent)
    parts = parts_of(text)
    if len(parts) == 1:
        return _of_part(schema, targets, parts[0], manner)
    if manner.expansion == "Concept":  # names may stand for words, but all stand together
        return _of_part(schema, targets, Part(words), adjacent)
    wanted = _relaxed(schema, targets, parts, manner)
    if not manner.ranked:
        return wanted
    whole = _of_part(schema, targets, Part(words), adjacent)
    return Query.boolean_query([(Occur.Must, wanted), (Occur.Should, Query.boost_query(whole, _TOGETHER))])


def _relaxed(schema: Schema, targets: Sequence[Target], parts: Sequence[Part], manner: Manner) -> Query:
    """All the parts anywhere (or, lossy, most of them)."""
    each = [_of_part(schema, targets, part, manner) for part in parts]
    if manner.expansion == "Lossy":
        return Query.boolean_query(
            [(Occur.Should, query) for query in each], minimum_number_should_match=max(1, (2 * len(each)) // 3)
        )
    return Query.boolean_query([(Occur.Must, query) for query in each])


def _of_part(schema: Schema, targets: Sequence[Target], part: Part, manner: Manner) -> Query:
    """The part in the best of the pieces, the others adding a little."""
    written = _as_written(part, manner)
    named = _as_named(part, manner)
    found: list[Query] = []
    for target in targets:
        if target.kind == "word":
            values = values_like(target.piece, part.words, manner)
            found.extend(
                Query.boost_query(Query.term_query(schema, target.piece, value, "basic"), target.weight)
                for value in values
            )
        elif target.kind in ("text", "other"):
            runs = [*written, *named] if target.synonyms and target.weight >= _NAMED else written
            found.extend(_in_piece(schema, target, runs))
    if not found:
        return _nothing()
    return found[0] if len(found) == 1 else Query.disjunction_max_query(found, _TIE)


@dataclass(frozen=True, slots=True)
class _Run:
    """Words to be found in this order, with room for `slop` others, and what they count."""

    words: list[str]
    counts: float
    slop: int = 0


def _as_written(part: Part, manner: Manner) -> list[_Run]:
    """The words that were given, in their forms; where they may be apart, for less."""
    forms = _forms(part.words, manner.expansion)
    near = [_Run(_placed(words, manner), 1.0) for words in forms]
    if manner.expansion not in _RELAXED or manner.coverage != "Contains" or len(part.words) == 1:
        return near
    apart = [_Run([*words], _APART, _SLOP) for words in forms]
    return near + apart if manner.ranked else apart


def _as_named(part: Part, manner: Manner) -> list[_Run]:
    """Other names of the thing; none that holds another one, which finds the same and more."""
    if manner.expansion not in _WIDENED:
        return []
    names = part.names
    if manner.coverage == "Contains":
        every = (part.words, *names)
        names = tuple(name for name in names if not any(name != each and _holds(name, each) for each in every))
    return [_Run(_placed(words, manner), _OTHER_NAME) for words in names]


def _holds(name: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether the words stand in the name, in their order and together."""
    size = len(words)
    return any(name[at : at + size] == words for at in range(len(name) - size + 1))


def _in_piece(schema: Schema, target: Target, runs: Sequence[_Run]) -> Iterator[Query]:
    field = target.piece if target.kind == "text" else f"{OTHER}.{target.piece}"
    for run in runs:
        if len(run.words) == 1:
            found = Query.term_query(schema, field, run.words[0])
        else:
            found = Query.phrase_query(schema, field, [*run.words], slop=run.slop)
        yield Query.boost_query(found, target.weight * run.counts)


def _forms(words: tuple[str, ...], expansion: Expansions) -> list[tuple[str, ...]]:
    """The words in their several forms, as they were given first."""
    if expansion == "None":
        return [words]
    return list(islice(product(*(inflections(word) for word in words)), _MOST_PHRASES))


def _placed(words: tuple[str, ...], manner: Manner) -> list[str]:
    """The words with the begin or the end of a value where that is asked."""
    begin = [START] if manner.coverage in ("FullMatch", "StartsWith") else []
    end = [END] if manner.coverage in ("FullMatch", "EndsWith") else []
    return [*begin, *words, *end]


def values_like(piece: str, words: tuple[str, ...], manner: Manner) -> tuple[str, ...]:
    """The values of an enumeration that the words name, as the registry or a reader writes them."""
    exact = _by_letters(piece).get("".join(words), ())
    if exact or manner.coverage == "FullMatch":
        return exact  # "recruiting" is not meant to find what is not yet recruiting
    if not _spoken(piece).issuperset(words):
        return ()
    return tuple(value for value, each in _names(piece).items() if any(_covers(name, words, manner) for name in each))


def _covers(name: tuple[str, ...], words: tuple[str, ...], manner: Manner) -> bool:
    size = len(words)
    match manner.coverage:
        case "StartsWith":
            return name[:size] == words
        case "EndsWith":
            return name[-size:] == words
        case _:
            return _holds(name, words)


@cache
def _names(piece: str) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """The values of an enumeration: each as words of its code and of its label."""
    kind = BY_NAME[piece].type
    if kind == "boolean":
        return {"true": (("true",), ("yes",)), "false": (("false",), ("no",))}
    known = ENUMS[kind]
    return {
        value: (exact_words(value.replace("_", " ")), exact_words(known.legacy.get(value, value)))
        for value in known.values
    }


@cache
def _by_letters(piece: str) -> Mapping[str, tuple[str, ...]]:
    """The values by their names without the blanks."""
    found: dict[str, tuple[str, ...]] = {}
    for value, names in _names(piece).items():
        for name in {"".join(name) for name in names}:
            found[name] = (*found.get(name, ()), value)
    return found


@cache
def _spoken(piece: str) -> frozenset[str]:
    """The words of all names of the values: most words that are searched name no value of an enumeration."""
    return frozenset(word for names in _names(piece).values() for name in names for word in name)


def _nothing() -> Query:
    return Query.empty_query()
