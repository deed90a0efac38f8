"""People's parts: agreements and judgements -> Z.

written informed consent                       G …       an agreement, to the end of its phrase
willing to use contraception during the study
any condition that would interfere with …      … j …     a judgement; the whole phrase where nothing in it is concrete
major surgery, in the investigator's opinion   … J       a judgement beside what it judges
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from equipoise.criteria.grammar.context import Context
from equipoise.criteria.items import Item, Row, rewrite
from equipoise.criteria.nodes import Personal, Window

_STOPS = frozenset(".;8")
# Nouns that name no particular thing: with nothing else, a phrase that is to be judged is judgement through and
# through.
_VAGUE = frozenset(
    [
        "condition",
        "conditions",
        "disease",
        "diseases",
        "disorder",
        "disorders",
        "illness",
        "illnesses",
        "circumstance",
        "circumstances",
        "reason",
        "reasons",
        "factor",
        "factors",
        "medical",
        "psychiatric",
        "psychological",
        "social",
        "abnormality",
        "abnormalities",
        "situation",
        "finding",
        "findings",
        "concomitant",
        "serious",
        "severe",
        "other",
        "significant",
        "clinically",
        "laboratory",
        "physical",
        "mental",
        "behavioral",
        "behavioural",
        "concurrent",
        "uncontrolled",
        "underlying",
        "problem",
        "problems",
        "issue",
        "issues",
        "history",
        "status",
        "state",
        "systemic",
        "acute",
        "chronic",
        "geographic",
        "geographical",
        "familial",
        "sociological",
        "additional",
        "criteria",
        "evidence",
        "anything",
        "examination",
        "personal",
        "surgical",
        "addictive",
        "unstable",
        "comorbidity",
        "comorbidities",
        "intercurrent",
        "dermatological",
        "previous",
        "prior",
        "known",
        "any",
        "current",
        "test",
        "tests",
        "clinical",
        "general",
        "health",
        "material",
        "life-threatening",
        "major",
        "relevant",
        "complicating",
        "dysfunction",
        "pre-existing",
        "organ",
        "system",
        "investigations",
        "impairment",
        "conditions;",
        "coexisting",
        "co-existing",
        "medically",
        "disability",
        "reasons.",
        "physiological",
        "important",
        "nature",
        "characteristics",
        "emotional",
        "another",
        "treatment",
        "therapy",
        "medication",
        "medications",
        "patients",
        "patient",
        "subjects",
        "subject",
        "participant",
        "participants",
        "study",
        "trial",
        "drug",
    ]
)
_WORD = re.compile(r"[A-Za-z][\w'-]*")


def people(row: Row, context: Context) -> Row:
    """G … -> Z(agreement); … j … -> Z(judgement)."""
    return _judgements(_agreements(rewrite(row, _IN_OPINION, _opinion), context), context)


_IN_OPINION = re.compile(r"(?:[pd][tp]*)?wp[t]*[ws](?:[ws]|[/|&]t?(?=[ws]))*")
_OPINION_OF = frozenset(
    {"opinion", "judgment", "judgement", "discretion", "view", "estimation", "assessment", "decision"}
)
_JUDGE = re.compile(
    r"^(?:(?:sub-?)?investigators?|physicians?|clinicians?|doctors?|sponsors?|monitors?|pi|surgeons?|oncologists?|personnel"
    r"|team|chair(?:man|person)?|researchers?|psychiatrists?|neurologists?|ophthalmologists?|cardiologists?|staff)"
    r"(?:'s|s')?$",
    re.IGNORECASE,
)


def _opinion(items: Sequence[Item], _: re.Match[str]) -> Item | Row | None:
    """`in the opinion of the treating physician or a sub-investigator` -> J."""
    at = next((index for index, item in enumerate(items) if item.text.lower() in _OPINION_OF), None)
    judges = [index for index, item in enumerate(items) if _JUDGE.match(item.text)]
    if at is None or not judges or judges[-1] < at or judges[0] - at > 6:
        return None
    end = judges[-1] + 1
    text = " ".join(item.text for item in items[:end])
    return [Item("J", items[0].start, items[end - 1].end, "", text), *items[end:]]


def _agreements(row: Row, context: Context) -> Row:
    out: Row = []
    index = 0
    while index < len(row):
        item = row[index]
        if item.kind != "G" and not _is_consent(row, index):
            out.append(item)
            index += 1
            continue
        end = _end_of_agreement(row, index)
        first = len(out)
        while first > 0 and out[first - 1].kind in "wtvpGhkA" and row_start_is_free(out, first - 1):
            first -= 1
        first = _over_people(out, first)
        negative = bool(first and out[first - 1].kind == "!") or _UNWILLING.match(item.text) is not None
        start = (
            out[first - 1].start
            if first and out[first - 1].kind == "!"
            else (out[first].start if first < len(out) else item.start)
        )
        del out[first - 1 if first and out[first - 1].kind == "!" else first :]
        inner = tuple(i.value for i in row[index:end] if i.kind == "W" and isinstance(i.value, Window))
        node = Personal("agreement", _name(item, context.text[start : row[end - 1].end]), not negative, inner[:1],
                        span=context.span(start, row[end - 1].end), rule="people.agreement")  # fmt: skip
        out.append(Item("Z", start, row[end - 1].end, node, "G"))
        index = end
    return out


_UNWILLING = re.compile(r"un(?!derst)|refus|not |non|inab|poor", re.IGNORECASE)

# Who agrees beside the patient, or in their place.
_AGREEING = re.compile(
    r"^(?:parents?|guardians?|representatives?|legal(?:ly)?(?:-authori[sz]ed|-acceptable)?|authori[sz]ed|acceptable|care-?givers?|care-?takers?|proxy|surrogate"
    r"|relatives?|famil(?:y|ies)|partners?|spouses?|patient['’]s|subject['’]s|participant['’]s|next|kin|study|own|both)$",
    re.IGNORECASE,
)


def _over_people(out: Row, first: int) -> int:
    """`Patient or legal guardian must` in front of an agreement is who agrees: the place where it begins."""
    at = first
    named = False
    while at > 0 and (out[at - 1].kind in "s|&/,()tmv" or _AGREEING.match(out[at - 1].text)):
        at -= 1
        named = named or _AGREEING.match(out[at].text) is not None
    return at if named and (at == 0 or out[at - 1].kind in ".;:") else first


def _is_consent(row: Row, index: int) -> bool:
    """`Informed consent`, which no window uses as its anchor."""
    item = row[index]
    before = next((other.kind for other in reversed(row[:index]) if other.kind != "t"), "")
    return item.kind == "A" and item.value == "consent" and (not before or before in "v&|,!msw.;(:")


def row_start_is_free(out: Row, index: int) -> bool:
    """Whether the words before an agreement belong to it: "must be", "has voluntarily", not a disease."""
    return out[index].kind in "tvpGhkA" or (out[index].kind == "w" and len(out) - index < 6)


def _end_of_agreement(row: Row, index: int) -> int:
    """An agreement runs to the end of its sentence, or to an `and` that begins another statement."""
    at = index + 1
    depth = 0
    while at < len(row):
        kind = row[at].kind
        if kind == "(":
            depth += 1
        elif kind == ")":
            if not depth:
                break
            depth -= 1
        elif not depth:
            if kind in _STOPS or kind in "xu":
                break
            if kind == "|" and at + 1 < len(row) and row[at + 1].kind == "G":
                at += 1
                continue
            if kind in "&,~|" and at + 1 < len(row) and _begins_another(row, at + 1):
                break
        at += 1
    while at > index + 1 and row[at - 1].kind in ",&":
        at -= 1
    return at


def _begins_another(row: Row, at: int) -> bool:
    while at < len(row) and (row[at].kind in "&t," or (row[at].kind == "v" and not row[at].value)):
        at += 1
    return at < len(row) and (row[at].kind in "GZS!zihs+_" or (row[at].kind == "v" and row[at].value == "condition"))


def _name(item: Item, words: str) -> str:
    lowered = words.lower()
    if "consent" in lowered or "assent" in lowered:
        return "informed consent"
    if item.value == "contraception" or "contracept" in lowered or "birth control" in lowered or "abstinen" in lowered:
        return "contraception"
    return " ".join(_WORD.findall(lowered)[:14]) or str(item.value)


def _judgements(row: Row, context: Context) -> Row:
    """Each sentence that holds a judgement phrase."""
    out: Row = []
    for sentence in filter(None, _sentences(row)):
        out.extend(
            _judged(sentence, context)
            if any(item.kind in "Jj" for item in sentence)
            or _OPINION.search(context.text[sentence[0].start : sentence[-1].end])
            else sentence
        )
    return out


# What patient or physician thinks of something, said of the sentence as a whole.
_OPINION = re.compile(
    r"\b(?:considered|deemed|perceived|regarded|felt)\b[^.;]{0,40}\bby\b[^.;]{0,25}\b(?:patient|physician|rheumatologist|clinician|parent|caregiver)s?\b",
    re.IGNORECASE,
)


def _sentences(row: Row) -> list[Row]:
    found: list[Row] = [[]]
    for item in row:
        found[-1].append(item)
        if item.kind in _STOPS:
            found.append([])
    return found


def _judged(sentence: Row, context: Context) -> Row:
    body = sentence[:-1] if sentence[-1].kind in _STOPS else sentence
    tail = sentence[len(body) :]
    if not body:
        return sentence
    concrete = [item for item in body if _concrete(item)]
    if not concrete or _OPINION.search(context.text[body[0].start : body[-1].end]):
        return [_judgement(body, body[0].start, body[-1].end, context), *tail]
    first = next(index for index, item in enumerate(body) if item.kind in "Jj")
    left, right = body[:first], body[first:]
    if not any(_concrete(item) for item in left):
        if right[0].kind == "J":
            # "in the investigator's opinion, has cardiac disease": what follows is what is judged
            rest = right[1:]
            while rest and rest[0].kind in ",:":
                rest = rest[1:]
            made = _judgement(right[:1], right[0].start, right[0].end, context)
            return (
                [*left, made, Item("&", right[0].end, right[0].end, "", ""), *rest, *tail]
                if rest
                else [*left, made, *tail]
            )
        return [_judgement(body, body[0].start, body[-1].end, context), *tail]
    start = right[0].start
    while left and left[-1].kind in "(,vtp" and left[-1].kind != ")":
        start = left[-1].start if left[-1].kind in "vtp" else start
        left = left[:-1]
    stop = _end_of_judgement(right)
    made = _judgement(right[:stop], start, right[stop - 1].end, context)
    return [*left, Item("r", right[0].start, right[0].start, "", ""), made, *right[stop:], *tail]


def _concrete(item: Item) -> bool:
    return item.kind in "ZQMRESV" and item.text.lower() not in _VAGUE and not (item.kind == "Z" and item.text == "G")


def _end_of_judgement(items: Row) -> int:
    """A judgement runs to the end of its sentence, or to a window that belongs to what is judged."""
    for index, item in enumerate(items):
        if item.kind == "W" and index:
            return index
    return len(items)


def _judgement(items: Row, start: int, end: int, context: Context) -> Item:
    context.judged = True
    words = _WORD.findall(context.text[start:end].lower())
    node = Personal(
        "judgement", " ".join(words[:24]) or "judgement", span=context.span(start, end), rule="people.judgement"
    )
    return Item("Z", start, end, node, "J")
