"""One noun phrase -> one item: what kind of thing it names, its name and its concept in the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.heads import kind_of_word
from equipoise.criteria.grammar.plurals import singular
from equipoise.criteria.items import Item, Row
from equipoise.criteria.nodes import Concept, ConceptKind, Expr, Response, Unsupported, Window, any_of
from equipoise.vocabulary.concepts import concept, find

_MENTIONS: dict[str, ConceptKind] = {"M": "condition", "R": "treatment", "E": "test", "S": "state"}
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
        "research",
        "subtype",
        "subtypes",
        "trial",
        "trials",
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


# Whether a treatment may be given: a manner that is a state of the patient, and no response of the treatment.
INELIGIBLE, ELIGIBLE, ALLERGIC = "ineligible", "eligible", "allergic"


@dataclass(slots=True)
class Prefix:
    """What stands before a coordination and reaches over it."""

    time: str = ""  # "ever", "current", "family"
    start: int = -1
    response: Response | None = None
    positive: bool | None = None
    suspected: bool = False
    kind: ConceptKind | None = None  # what "diagnosis of", "use of" say that follows
    allergy: str = ""  # "allergy to": the words that a later member shares
    others: tuple[str, ...] = ()  # "failed or intolerant to": the manners beside the response


def phrase(items: Row, prefix: Prefix, context: Context) -> Row:
    """One noun phrase as an item."""
    if not prefix.others:
        return _phrase(items, prefix, context)
    start = prefix.start
    found = _phrase(items, prefix, context)
    if len(found) != 1 or not isinstance(found[0].value, Concept):
        return found
    others = (_in_manner(said, found[0].value, items, prefix, start, context) for said in prefix.others)
    nodes: list[Expr] = [found[0].value, *(other for other in others if other is not None)]
    return [Item("Z", found[0].start, found[0].end, any_of(tuple(nodes), rule="concept.manners"), "")]


def _in_manner(said: str, first: Concept, items: Row, prefix: Prefix, start: int, context: Context) -> Expr | None:
    """The same treatment, gone another way; None where those words say nothing of a treatment."""
    if said in (INELIGIBLE, ELIGIBLE):
        name = f"{said} for {first.name.removeprefix('contraindication to ')}"
        return Concept("state", name, narrowed=True, span=first.span, rule="concept.fitness")
    if said == ALLERGIC:
        name = f"allergy to {first.name.removeprefix('contraindication to ')}"
        return replace(first, kind="condition", name=name, response=None, allergy=True, rule="concept.allergic")
    again = _phrase(items, replace(prefix, others=(), response=cast("Response", said), start=start), context)
    return again[0].value if len(again) == 1 and isinstance(again[0].value, Concept | Unsupported) else None


def _phrase(items: Row, prefix: Prefix, context: Context) -> Row:
    while items and items[0].kind in "tp-":
        items = items[1:]
    result = next((item for item in items if item.kind in "+_"), None)
    words = [item for item in items if item.kind not in "+_"]
    if not words:
        return []
    start, end = items[0].start, items[-1].end
    idle = all(_idle(item) for item in words)
    if idle and context.judged and words[-1].text.lower() in _CONDITIONS:
        # "illness, or condition that in the investigator's opinion …": whatever it is, it is to be judged
        whatever = Concept("condition", "condition", narrowed=True, span=context.span(start, end), rule="concept.any")
        return [Item("Z", start, end, whatever, "")]
    if idle:
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
        return [test, positive, *phrase(rest, prefix, context)]
    kind = None if len(words) == 1 and words[0].text.lower() in ROUTES else _kind(words, prefix)
    if kind is None or (result is not None and _repeated(words)):
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


def _repeated(words: Sequence[Item]) -> bool:
    """`three consecutive (negative) cultures`: more than one result, which no single result answers."""
    return words[0].kind == "N" or any(item.text.lower() in _REPEATED for item in words)


# By which way a drug is given: no drug by itself, but what the members of a list share their head with.
ROUTES = frozenset({
    "oral", "topical", "intravenous", "injectable", "inhaled", "subcutaneous", "intramuscular", "parenteral", "nasal",
    "intra-articular", "intravitreal", "periocular", "subtenon", "systemic", "iv", "im", "sc", "intranasal", "rectal",
    "transdermal", "intrathecal", "intraocular", "ophthalmic", "injected", "implantable", "partial",
})  # fmt: skip
_REPEATED = frozenset({"consecutive", "successive", "serial", "repeated", "occasion", "occasions"})
_CONDITIONS = frozenset({"condition", "conditions"})
_MARKER = re.compile(r"^(?P<name>.+?)[- ](?P<sign>positive|negative)$", re.IGNORECASE)


def _marker(words: Sequence[Item]) -> tuple[Item, re.Match[str]] | None:
    """The word that says of which test the disease is positive or negative."""
    if len(words) < 2 or words[-1].kind not in "Mw":
        return None
    for item in words[:-1]:
        if (
            item.kind in "wE"
            and item.text.lower().endswith(("positive", "negative"))
            and (match := _MARKER.match(item.text)) is not None
        ):
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


_GIVEN_AGAINST = frozenset({"vaccinated", "immunized", "immunised"})


def _kind(words: Sequence[Item], prefix: Prefix) -> ConceptKind | None:
    if prefix.response == "contraindicated":
        return "condition"
    if any(item.text.lower().partition(" ")[0] in _GIVEN_AGAINST for item in words[:2]):
        return "treatment"  # "vaccinated against influenza" is no influenza
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
            return "treatment" if item.value == "prior_lines" else "test"
    for item in words:
        if item.kind in _MENTIONS:
            return _MENTIONS[item.kind]
        if item.kind == "w" and (found := kind_of_word(item.text)):
            return found
    if prefix.allergy:
        return "condition"
    return prefix.kind


_OUTCOMES = frozenset({"recovered", "resolved", "healed"})  # "prior surgery and recovered": no history of that


def _concept(
    words: Sequence[Item],
    kind: ConceptKind,
    prefix: Prefix,
    result: Item | None,
    context: Context,
    start: int,
    end: int,
) -> Expr:
    key, narrowed = _key(words, kind)
    allergy, key = _allergy(words, prefix, key)
    tested = kind in ("test", "condition")  # "negative test and not breastfeeding": a state has no result
    positive = result.kind == "+" if result is not None else prefix.positive if tested else None
    name = _name(words, context)
    windows: tuple[Window, ...] = ()
    if prefix.time == "ever" and name not in _OUTCOMES:
        windows = (Window("ever", rule="window.history"),)
    elif prefix.time == "current":
        windows = (Window("current", rule="window.current"),)
    if prefix.response == "contraindicated":
        name = f"contraindication to {name}"
    return Concept(
        "condition" if allergy else kind,
        name if not (allergy and prefix.allergy and not is_allergy(words)) else f"{prefix.allergy} {name}",
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


def is_allergy(words: Sequence[Item]) -> bool:
    """Whether the head of the phrase is an allergy."""
    return any(word in _ALLERGY for item in _head_zone(words) for word in item.text.lower().split())


def _allergy(words: Sequence[Item], prefix: Prefix, key: str | None) -> tuple[bool, str | None]:
    """Whether this is an allergy to something, and the key of that something."""
    if is_allergy(words):
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
        if index and words[index - 1].kind == "(" and not item.text.islower():
            continue
        if item.kind == "w" and text in _IDLE and text != "other":
            continue
        parts.append(singular(text) if index == zone - 1 and not _is_letters(item) else text)
    return " ".join(part for part in parts if part).replace(" , ", ", ") or context.text.lower()


def _is_letters(item: Item) -> bool:
    """Whether the last word is an abbreviation in -S ("SARS"), which is no plural."""
    last = item.text.rsplit(" ", 1)[-1]
    return last.isupper() and len(last) <= _LONGEST_ABBREVIATION


_LONGEST_ABBREVIATION = 8
