"""Conditions, treatments, tests and states: a noun phrase -> Z.

    severe lupus nephritis            w M           a condition, narrower than the concept it is keyed to
    allergy to penicillin             w p R         an allergy, keyed to the substance
    history of stroke or TIA          h M | M       the prefix reaches over the coordination
    HBsAg positive, positive HBsAg    E +, + E      a test with its result
    biologic therapy                  w w           by its head noun, where the vocabulary does not hold it

A phrase whose head is in neither the vocabulary nor the lists of heads is an `Unsupported` node: it is not understood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.heads import kind_of_word
from equipoise.criteria.items import Item, Row
from equipoise.criteria.lexer import CONFIRMATIONS
from equipoise.criteria.nodes import And, Concept, ConceptKind, Expr, Or, Quantity, Response, Unsupported, Window
from equipoise.source import Span
from equipoise.vocabulary.concepts import concept, find, is_a, members

_MENTIONS: dict[str, ConceptKind] = {"M": "condition", "R": "treatment", "E": "test", "S": "state"}
_STARTS = frozenset("wMRESQN")
_CONTINUES = frozenset("wMRESQNTUtp-o'\"+_s")
_REVERT = frozenset("AYBPLlXc")
_RESETS = frozenset(".;xuid")
_ALLERGY = frozenset(
    {
        "allergy",
        "allergies",
        "allergic",
        "hypersensitivity",
        "hypersensitive",
        "sensitivity",
        "sensitive",
        "anaphylaxis",
        "anaphylactic",
        "reaction",
        "reactions",
    }
)
# Words at the edge of a phrase that ask nothing: they are left out of the name.
_IDLE = frozenset(
    [
        "known",
        "suspected",
        "documented",
        "any",
        "other",
        "active",
        "current",
        "prior",
        "previous",
        "recent",
        "concomitant",
        "concurrent",
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
    ]
)
_GENERIC = frozenset(
    {
        "condition",
        "conditions",
        "treatments",
        "medical history",
        "laboratory values",
        "laboratory value",
        "ability",
        "consultation",
        "medical condition",
        "medical conditions",
    }
)
_EMPTY_PHRASES = frozenset(
    [
        "condition",
        "conditions",
        "eligible",
        "study",
        "criteria",
        "criterion",
        "following",
        "note",
        "protocol",
        "section",
        "appendix",
        "above",
        "below",
        "least",
        "time",
        "times",
        "day",
        "days",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
        "screening",
        "baseline",
        "visit",
        "period",
        "patient",
        "patients",
        "subject",
        "subjects",
        "investigator",
        "sponsor",
        "site",
        "center",
        "centre",
        "data",
        "see",
        "details",
        "table",
        "least",
        "one",
        "two",
        "three",
        "etc",
        "exclusion",
        "inclusion",
        "requirement",
        "requirements",
        "number",
        "part",
        "case",
        "cases",
        "group",
        "cohort",
        "arm",
        "phase",
        "years-old",
        "participants",
        "participant",
        "volunteers",
        "individual",
        "individuals",
        "people",
        "person",
    ]
)


@dataclass(slots=True)
class _Prefix:
    """What stands before a coordination and reaches over it."""

    time: str = ""  # "ever", "current", "family"
    start: int = -1
    response: Response | None = None
    positive: bool | None = None
    suspected: bool = False
    kind: ConceptKind | None = None  # what "diagnosis of", "use of" say that follows
    allergy: str = ""  # "allergy to": the words that a later member shares


def concepts(row: Row, context: Context) -> Row:
    """w M p w -> Z, with what stands before it."""
    row = _phrases(_revert(row), context)
    return _without_suspects(_shared_heads(_modified(row)), context)


def _modified(row: Row) -> Row:
    """`U K -> K`, `K Z -> Z`: a word right before a phrase modifies it; a phrase right before a bound says what is
    measured.
    """
    out: Row = []
    for item in row:
        before = out[-1] if out else None
        if item.kind == "Z" and before is not None and before.kind == "Z" and before.end + 1 >= item.start:
            if (
                isinstance(before.value, Unsupported)
                and isinstance(item.value, Concept)
                and item.text == "K"
                and len(before.value.text.split()) < 3
            ):
                name = f"{_adjective(before.value.text)} {item.value.name}"
                whole = Span(before.value.span.start, item.value.span.end)
                out[-1] = Item(
                    "Z", before.start, item.end, replace(item.value, name=name, narrowed=True, span=whole), "K"
                )
                continue
            if isinstance(before.value, Unsupported | Concept) and before.text in "KU" and _is_bound(item.value):
                out[-1] = item
                continue
        out.append(item)
    return out


def _adjective(words: str) -> str:
    """`moderately` (active disease) -> moderate."""
    return " ".join(word.removesuffix("ly") if word.endswith("ely") else word for word in words.lower().split())


def _is_bound(expr: Expr) -> bool:
    match expr:
        case Quantity(subject):
            return subject not in ("age", "disease_duration", "prior_lines")
        case And(items) | Or(items):
            return all(_is_bound(item) for item in items)
        case _:
            return False


def _phrases(row: Row, context: Context) -> Row:
    out: Row = []
    prefix = _Prefix()
    index = 0
    while index < len(row):
        item = row[index]
        if (confirmed := _confirmation(row, index, context)) is not None:
            out.append(confirmed)
            index += 1
            continue
        if item.kind in _STARTS or _bare_modifier(row, index):
            end = _end_of_phrase(row, index)
            found = _phrase(row[index:end], prefix, context)
            said = _predicate(row, end, found, context)
            if said is not None:
                found, end = said
            out.extend(found)
            index = end
            continue
        if item.kind == "^" and item.value:
            item.value = concepts(item.value, context)
        prefix = _after(prefix, item, row, index)
        if item.kind in "pdr" and _is_method(out, row, index):
            index = _end_of_methods(row, index + 1)
        elif item.kind in "hk" and out and out[-1].kind in "Z(" and not _phrase_follows(row, index):
            window = Window(
                "current" if item.kind == "k" else "ever", span=context.span(item.start, item.end), rule="window.behind"
            )
            out.append(Item("W", item.start, item.end, window, item.text))
        elif item.kind not in "hkq+_" or (item.kind in "+_" and not _phrase_follows(row, index)):
            out.append(item)
        index += 1
    return out


def _confirmation(row: Row, index: int, context: Context) -> Item | None:
    """A word that says by which kind of test a diagnosis is to be confirmed."""
    item = row[index]
    name = CONFIRMATIONS.get(item.text.lower()) if item.kind in "wE" else None
    if name is None or index + 1 >= len(row) or row[index + 1].kind not in "v|&/~,wMEr":
        return None
    if name.endswith("confirmation") and item.text.lower().endswith(("ic", "ical")) and row[index + 1].kind in "wM":
        return None
    node = Concept("test", name, span=context.span(item.start, item.end), rule="concept.confirmation")
    return Item("Z", item.start, item.end, node, "E")


_RESULTS = frozenset({"normal", "abnormal", "negative", "positive", "intact", "clear"})
_CHANGED = frozenset(
    {"enlarged", "impaired", "elevated", "increased", "decreased", "reduced", "thickened", "dilated", "controlled"}
)


def _results(row: Row, end: int, found: Row, context: Context) -> tuple[Row, int] | None:
    """`the cells were increased in number or normal` -> either result of one test."""
    at = end
    while at < len(row) and row[at].kind == "v":
        at += 1
    if at == end or row[at - 1].text.lower() not in ("is", "are", "was", "were") or at >= len(row):
        return None
    last = at
    while last < len(row) and row[last].kind == "w":
        last += 1
    if (
        not 1 <= last - at <= 3
        or last + 1 >= len(row)
        or row[last].kind != "|"
        or row[last + 1].text.lower() not in _RESULTS
    ):
        return None
    thing = found[0].value
    if not isinstance(thing, Concept):
        return None
    answers = (context.text[row[at].start : row[last - 1].end].lower(), row[last + 1].text.lower())
    span = context.span(found[0].start, row[last + 1].end)
    nodes = tuple(
        Concept(
            "test",
            thing.name,
            key=thing.key,
            narrowed=thing.key is None,
            result=answer,
            span=span,
            rule="concept.results",
        )
        for answer in answers
    )
    return [Item("Z", found[0].start, row[last + 1].end, Or(nodes, span=span, rule="concept.results"), "K")], last + 2


def _predicate(row: Row, end: int, found: Row, context: Context) -> tuple[Row, int] | None:
    """`the smear is normal` -> a result; `the spleen is not enlarged` -> a finding that is absent."""
    if len(found) != 1 or found[0].kind != "Z" or end + 1 >= len(row) or row[end].kind not in "v!":
        return None
    if (several := _results(row, end, found, context)) is not None:
        return several
    at, denied = end, False
    verb = False
    while at < len(row) and (
        row[at].kind in "v!" or row[at].text.lower().endswith("ly") or row[at].text.lower() == "well"
    ):
        verb = verb or row[at].text.lower() in (
            "is",
            "are",
            "was",
            "were",
            "be",
            "is not",
            "are not",
            "was not",
            "must not be",
            "should not be",
        )
        denied = denied or row[at].kind == "!"
        at += 1
    if at >= len(row) or not verb or (at + 1 < len(row) and row[at + 1].kind in "wMREStp-"):
        return None
    word = row[at].text.lower()
    thing = found[0].value
    name = (
        thing.name
        if isinstance(thing, Concept)
        else singular(" ".join(thing.text.lower().split()))
        if isinstance(thing, Unsupported)
        else ""
    )
    if not name or (word not in _RESULTS and word not in _CHANGED):
        return None
    span = context.span(found[0].start, row[at].end)
    key = thing.key if isinstance(thing, Concept) else None
    if word in _RESULTS:
        node = Concept(
            "test", name, not denied, key, narrowed=key is None, result=word, span=span, rule="concept.result"
        )
    else:
        node = Concept(
            "condition", f"{word} {name}", not denied, None, narrowed=True, span=span, rule="concept.changed"
        )
    return [Item("Z", found[0].start, row[at].end, node, "K")], at + 1


_BY = re.compile(r"^(?:by|on|using|via|per|with|in|at)$|\bby$", re.IGNORECASE)


def _end_of_methods(row: Row, index: int) -> int:
    """Past the tests that are named, joined by `or`."""
    end = _end_of_phrase(row, index)
    while end + 1 < len(row) and row[end].kind in "|,&/" and row[end + 1].kind == "E":
        end = _end_of_phrase(row, end + 1)
    return end


def _is_method(out: Row, row: Row, index: int) -> bool:
    """`by echocardiography` behind a bound: how it is measured, and nothing that is asked for."""
    if not out or out[-1].kind != "Z" or not _BY.search(row[index].text):
        return False
    if not isinstance(out[-1].value, Quantity | And | Or) or index + 1 >= len(row):
        return False
    return (
        row[index + 1].kind in "Ew"
        and index + 1 < len(row)
        and (row[index + 1].kind == "E" or kind_of_word(row[index + 1].text) == "test")
    )


def _without_suspects(row: Row, context: Context) -> Row:
    """`biologics, including A, B and C` -> without the members that the vocabulary knows to be something else.

    Only biologics are looked at: what a molecule is made by is a fact, while of most other classes a list may be
    wider than ours.
    Such a name is a slip of the pen or of a translator. It is reported and counts for nobody; what it stood for is
    not guessed.
    """
    out: Row = []
    header: str | None = None
    listing = False
    for item in row:
        node = item.value if item.kind == "Z" else None
        if isinstance(node, Concept) and node.kind == "treatment" and node.key is not None:
            known = concept(node.key)
            if listing and header is not None and known is not None and known.broader and not is_a(node.key, header):
                context.problem(
                    "suspect-term", f"'{node.name}' does not fit the class it is listed in", item.start, item.end
                )
                out.append(Item("t", item.start, item.end, "", item.text))
                continue
            if not listing and is_a(node.key, "biologic") and members(node.key):
                header = node.key
        elif item.kind == "n":
            listing = header is not None
        elif item.kind in ".;:" or (item.kind == "Z" and not (isinstance(node, Concept) and node.kind == "treatment")):
            header, listing = None, False
        out.append(item)
    return out


def _bare_modifier(row: Row, index: int) -> bool:
    """`active` of "active or chronic infection": a modifier of the head that follows, not a prefix."""
    return (
        row[index].kind in "kh" and index + 1 < len(row) and row[index + 1].kind in "|/" and " " not in row[index].text
    )


def _shared_heads(row: Row) -> Row:
    """`U | K -> K | K`: "recurrent or chronic infections", "fallopian tube or ovarian cancer" share their last word.

    A member of a list that is no phrase of its own takes its head from the next member that is one.
    """
    out = list(row)
    for index in range(len(out) - 1, -1, -1):
        item = out[index]
        if item.kind != "Z" or not isinstance(item.value, Unsupported) or len(item.value.text.split()) > 4:
            continue
        after = index + 1
        while after < len(out) and out[after].kind in "|&/~,":
            after += 1
        if (
            after in (index + 1, len(out))
            or out[after].kind != "Z"
            or not isinstance(out[after].value, Concept)
            or out[after].text != "K"
        ):
            continue
        head: Concept = out[after].value
        words = head.name.split()
        cut = next(
            (
                at
                for at, word in enumerate(words)
                if word in ("of", "in", "to", "due", "from", "for", "by", "with", "at", "on")
            ),
            len(words),
        )
        if cut == 0:
            continue
        adverb = item.value.text.lower().endswith("ly") and len(words) > 1
        name = " ".join((*_adjective(item.value.text).split(), *words[1 if adverb else max(cut - 1, 0) :]))
        known = find(name)
        shared = replace(
            head,
            name=name,
            key=known.key if known is not None else head.key,
            narrowed=known is None,
            windows=head.windows,
            span=item.value.span,
            rule="concept.shared-head",
        )
        out[index] = Item("Z", item.start, item.end, shared, "K")
    return out


def _phrase_follows(row: Row, index: int) -> bool:
    return index + 1 < len(row) and row[index + 1].kind in "wMRESQtv"


def _after(prefix: _Prefix, item: Item, row: Row, index: int) -> _Prefix:
    """The prefix as it stands after this item."""
    match item.kind:
        case "h" | "k":
            time, _, kind = (item.value or "ever").partition(":")
            return _Prefix(time, item.start, kind=cast("ConceptKind", kind) if kind else None)
        case "r" if item.text.lower().startswith(("requir", "need", "that requir", "which requir")):
            return _Prefix(prefix.time, -1, "required")
        case "v" if item.value or "suspected" in item.text.lower():
            begin = item.start if prefix.start < 0 else prefix.start
            return replace(
                prefix,
                kind=item.value or prefix.kind,
                start=begin,
                suspected=prefix.suspected or "suspected" in item.text.lower(),
            )
        case "q":
            return _Prefix(prefix.time, item.start, item.value)
        case "+" | "_" if _phrase_follows(row, index):
            return replace(prefix, positive=item.kind == "+", start=item.start if prefix.start < 0 else prefix.start)
        case "!":
            return replace(prefix, start=-1)
        case kind if kind in _RESETS:
            return _Prefix()
        case _:
            return prefix


def _revert(row: Row) -> Row:
    """Grammar words that no rule used are ordinary words again."""
    out: Row = []
    for item in row:
        if item.kind == "g":
            out.append(Item("t", item.start, item.end, "", item.text))
        elif item.kind in _REVERT or (item.kind == "C" and not item.text.strip("<>=≤≥")):
            out.extend(item.fallback or [Item("w", item.start, item.end, item.text.lower(), item.text)])
        elif item.kind == "C":
            out.append(Item("p", item.start, item.end, "", item.text))
        elif (
            item.kind == "V" and _exists(item) and out and (out[-1].kind == "p" or item.text.lower().startswith("of "))
        ):
            out.append(Item("t", item.start, item.end, "", item.text))  # "involvement of at least one organ"
        elif item.kind == "V":
            out.extend(item.fallback or [item])
        else:
            out.append(item)
    return out


def _exists(item: Item) -> bool:
    bounds = item.value
    return (
        len(bounds) == 1
        and bounds[0].op == ">="
        and bounds[0].value == 1
        and not bounds[0].unit
        and bounds[0].reference == "absolute"
    )


def _end_of_phrase(row: Row, index: int) -> int:
    at = index + 1
    while at < len(row) and (row[at].kind in _CONTINUES or _bracketed(row, at)):
        at += 3 if row[at].kind == "(" else 1
    while at > index + 1 and row[at - 1].kind in "pt-ohs":
        at -= 1
    return at


def _bracketed(row: Row, at: int) -> bool:
    """An abbreviation in brackets, which belongs to the phrase: `( w )`."""
    if row[at].kind != "(" or at + 2 >= len(row) or row[at + 2].kind != ")":
        return False
    inner = row[at + 1]
    return inner.kind in "wMREST" and len(inner.text) <= 12 and any(c.isupper() for c in inner.text)


def _phrase(items: Row, prefix: _Prefix, context: Context) -> Row:
    """One noun phrase as an item."""
    while items and items[0].kind in "tp-":
        items = items[1:]
    result = next((item for item in items if item.kind in "+_"), None)
    words = [item for item in items if item.kind not in "+_"]
    if not words:
        return []
    start, end = items[0].start, items[-1].end
    if all(_idle(item) for item in words):
        return [Item("t", start, end, "", context.text[start:end])]
    if prefix.response == "failed" and all(
        item.text.lower() in ("treatment", "therapy", "treatments", "therapies") for item in words
    ):
        return [
            Item("t", start, end, "", context.text[start:end])
        ]  # "failure of treatment": which, the rest of the sentence says
    if (marked := _marker(words)) is not None and (rest := [word for word in words if word is not marked[0]]):
        # "MDA5-positive dermatomyositis": a test's result, and a disease
        test, positive = _marker_test(marked, context), Item("r", marked[0].end, marked[0].end)
        return [test, positive, *_phrase(rest, prefix, context)]
    kind = _kind(words, prefix)
    if kind is None:
        return [
            Item(
                "Z",
                start,
                end,
                Unsupported(context.text[start:end], span=context.span(start, end), rule="concept.unknown"),
                "U",
            )
        ]
    if prefix.start >= 0:
        start, prefix.start = min(prefix.start, start), -1
    node = _concept(words, kind, prefix, result, context, start, end)
    return [Item("Z", start, end, node, "K")]


_MARKER = re.compile(r"^(?P<name>.+?)[- ](?P<sign>positive|negative)$", re.IGNORECASE)


def _marker(words: Sequence[Item]) -> tuple[Item, re.Match[str]] | None:
    """The word that says of which test the disease is positive or negative."""
    if len(words) < 2 or words[-1].kind not in "Mw":
        return None
    for item in words[:-1]:
        if item.kind in "wE" and (match := _MARKER.match(item.text)) is not None:
            return item, match
    return None


def _marker_test(marked: tuple[Item, re.Match[str]], context: Context) -> Item:
    item, match = marked
    name = match["name"].lower()
    known = next(
        (
            found
            for form in (f"anti-{name} antibody", f"{name} antibody", name)
            if (found := find(form)) is not None and found.kind == "test"
        ),
        None,
    )
    positive = match["sign"].lower() == "positive"
    node = Concept(
        "test",
        known.name if known is not None else name,
        positive,
        known.key if known is not None else None,
        narrowed=known is None,
        result=match["sign"].lower(),
        span=context.span(item.start, item.end),
        rule="concept.marker",
    )
    return Item("Z", item.start, item.end, node, "E")


def _idle(item: Item) -> bool:
    if item.kind in "MRES":
        return item.text.lower() in _GENERIC
    return item.kind in "tpNTUs-'\"h" or (
        item.kind == "w"
        and (item.text.lower() in _EMPTY_PHRASES or item.text.lower() in _IDLE or not item.text[0].isalnum())
    )


def _head_zone(words: Sequence[Item]) -> Sequence[Item]:
    for index, item in enumerate(words):
        if item.kind in "po(" and index:
            return words[:index]
    return words


def _kind(words: Sequence[Item], prefix: _Prefix) -> ConceptKind | None:
    if prefix.response == "contraindicated":
        return "condition"
    zone = _head_zone(words)
    last = zone[-1]
    if len(words) == 1 and last.kind == "w" and last.text.lower().endswith("ly"):
        return None
    if last.kind in _MENTIONS:
        return _MENTIONS[last.kind]
    for item in reversed(zone):
        if item.kind == "w" and (found := kind_of_word(item.text)):
            return found
        if item.kind in _MENTIONS:
            return _MENTIONS[item.kind]
        if item.kind == "Q":
            return "test"
    for item in words:
        if item.kind in _MENTIONS:
            return _MENTIONS[item.kind]
        if item.kind == "w" and (found := kind_of_word(item.text)):
            return found
    if prefix.allergy:
        return "condition"
    return prefix.kind


def _concept(
    words: Sequence[Item],
    kind: ConceptKind,
    prefix: _Prefix,
    result: Item | None,
    context: Context,
    start: int,
    end: int,
) -> Expr:
    key, narrowed = _key(words, kind)
    allergy, key = _allergy(words, prefix, key)
    positive = result.kind == "+" if result is not None else prefix.positive
    windows: tuple[Window, ...] = ()
    if prefix.time == "ever":
        windows = (Window("ever", rule="window.history"),)
    elif prefix.time == "current":
        windows = (Window("current", rule="window.current"),)
    name = _name(words, context)
    if prefix.response == "contraindicated":
        name = f"contraindication to {name}"
    return Concept(
        "condition" if allergy else kind,
        name if not (allergy and prefix.allergy and not _is_allergy_phrase(words)) else f"{prefix.allergy} {name}",
        positive is not False,
        key,
        narrowed,
        windows,
        response=prefix.response if prefix.response != "required" or kind == "treatment" else None,
        family=prefix.time == "family",
        suspected=prefix.suspected,
        allergy=allergy,
        result="positive" if positive else "negative" if positive is False else None,
        span=context.span(start, end),
        rule="concept",
    )


def _is_allergy_phrase(words: Sequence[Item]) -> bool:
    return any(item.text.lower() in _ALLERGY for item in _head_zone(words))


def _allergy(words: Sequence[Item], prefix: _Prefix, key: str | None) -> tuple[bool, str | None]:
    """Whether this is an allergy to something, and the key of that something."""
    if _is_allergy_phrase(words):
        cut = next((i for i, item in enumerate(words) if item.kind == "p"), None)
        if cut is None:
            return False, key
        prefix.allergy = " ".join(item.text.lower() for item in words[: cut + 1])
        substance = next((item for item in words[cut:] if item.kind in "RMQE"), None)
        return True, (substance.value or None) if substance is not None else None
    if (
        prefix.allergy
        and all(kind_of_word(item.text) != "condition" for item in words if item.kind == "w")
        and words[-1].kind != "M"
    ):
        return True, key
    return False, key


# Words that make a phrase say more than the concept it names, unless the concept's own name has them.
_QUALIFIERS = frozenset(
    [
        "severe",
        "moderate",
        "mild",
        "uncontrolled",
        "controlled",
        "unstable",
        "stable",
        "significant",
        "serious",
        "active",
        "inactive",
        "symptomatic",
        "asymptomatic",
        "refractory",
        "relapsed",
        "relapsing",
        "recurrent",
        "untreated",
        "treated",
        "advanced",
        "metastatic",
        "localized",
        "progressive",
        "positive",
        "negative",
        "resistant",
        "intractable",
        "major",
        "minor",
        "extensive",
        "persistent",
        "newly",
        "poorly",
        "well",
        "life-threatening",
        "clinically",
        "disabling",
        "debilitating",
        "decompensated",
        "compensated",
        "uncontrollable",
        "adequate",
        "inadequate",
        "abnormal",
        "cured",
        "resolved",
        "unresolved",
        "early",
        "late",
        "primary",
        "secondary",
    ]
)


def _says_more(item: Item) -> bool:
    """Whether the words of a mention hold a qualifier that its concept's name does not."""
    words = {part for word in item.text.lower().split() for part in (word, word.rsplit("-", 1)[-1])} & _QUALIFIERS
    known = concept(item.value) if words and item.value else None
    return bool(words) and (known is None or not words <= set(known.name.split()))


def _key(words: Sequence[Item], kind: ConceptKind) -> tuple[str | None, bool]:
    """The vocabulary's concept for the phrase, and whether the phrase says more than it."""
    meaning = [
        item for item in words if item.kind not in "tp-()'\"" and not (item.kind == "w" and item.text.lower() in _IDLE)
    ]
    mentions = [item for item in meaning if item.kind in _MENTIONS]
    if len(meaning) == 1 and mentions:
        return mentions[0].value or None, not mentions[0].value or _says_more(mentions[0])
    phrase = " ".join(item.text.lower() for item in words if item.kind not in "t()")
    if (whole := find(phrase)) is not None and whole.kind == kind:
        return whole.key, bool(set(phrase.split()) & _QUALIFIERS - set(whole.name.split()))
    zone = _head_zone(words)
    named = next((item for item in reversed(zone) if _MENTIONS.get(item.kind) == kind), None)
    if named is None and mentions and _MENTIONS[mentions[0].kind] == kind:
        named = mentions[0]
    return (named.value or None, _adds(meaning, named)) if named is not None else (None, True)


def _adds(meaning: Sequence[Item], named: Item) -> bool:
    """Whether the other words of the phrase say something that the concept's own name does not."""
    known = concept(named.value) if named.value else None
    others = {item.text.lower() for item in meaning if item is not named}
    return known is None or _says_more(named) or not others <= set(known.name.split())


def _name(words: Sequence[Item], context: Context) -> str:
    """Plain English: lower case, abbreviations written out, the last word of the head singular."""
    parts: list[str] = []
    zone = len(_head_zone(words))
    for index, item in enumerate(words):
        if item.kind in "()'\"" or (index == 0 and item.kind == "t"):
            continue
        text = item.text.lower()
        if (
            item.kind in _MENTIONS
            and item.text.isupper()
            and len(item.text) <= 6
            and item.value
            and (found := concept(item.value)) is not None
        ):
            text = found.name
        if index and words[index - 1].kind == "(":
            continue
        if item.kind == "w" and text in _IDLE and text != "other":
            continue
        parts.append(singular(text) if index == zone - 1 else text)
    return " ".join(parts) or context.text.lower()


def singular(phrase: str) -> str:
    """The phrase with its last word in the singular, as far as its ending tells."""
    head, _, word = phrase.rpartition(" ")
    lead = f"{head} " if head else ""
    if len(word) < 4 or word.endswith(
        ("ss", "us", "is", "itis", "ics", "betes", "ies")
        if not word.endswith("ies")
        else ("series", "rabies", "scabies")
    ):
        return phrase
    if word.endswith("ies"):
        return f"{lead}{word[:-3]}y"
    if word.endswith("metastases") or (
        word.endswith(("oses", "ases", "eses", "ises")) and word.endswith(("stases", "noses", "roses", "lyses"))
    ):
        return f"{lead}{word[:-2]}is"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return f"{lead}{word[:-2]}"
    return f"{lead}{word[:-1]}" if word.endswith("s") else phrase


def is_lab(expr: Expr) -> bool:
    """Whether a quantity is a measured value (and so can be what a term is defined by)."""
    return isinstance(expr, Quantity) and expr.subject not in ("age", "disease_duration")
