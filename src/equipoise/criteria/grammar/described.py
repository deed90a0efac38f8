"""What is said of a disease behind its name, as if it stood in front of it.

hypertension that is not well controlled   M d ! w w    uncontrolled hypertension
infection which is severe                  M v w        severe infection
ulcers that are not active                 M d ! k      an ulcer, and no active one
asthma must be well controlled             M m w w      asked only of those who have it
therapy was completed 4 weeks before       R v w W      when it ended is what the time says
stable and asymptomatic, severe or active  w & w, w | k both; either

Behind a list ("hepatitis or stroke that is not resolved") nobody can say how far back the words reach: they stay as
they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from equipoise.criteria.grammar.context import Context
from equipoise.criteria.items import Item, Row
from equipoise.criteria.nodes import And, Concept, Expr, If, Window, any_of
from equipoise.source import Span

# Each with its opposite: what is not controlled is uncontrolled.
_OPPOSITES = {
    "controlled": "uncontrolled", "controllable": "uncontrollable", "stable": "unstable", "stabilized": "unstable",
    "stabilised": "unstable", "treated": "untreated", "resolved": "unresolved", "explained": "unexplained",
}  # fmt: skip
_DESCRIBES = frozenset({
    *_OPPOSITES, *_OPPOSITES.values(), "severe", "serious", "significant", "active", "symptomatic", "asymptomatic",
    "refractory", "recurrent", "progressive", "persistent", "metastatic", "moderate", "mild", "life-threatening",
    "inactive", "disabling", "decompensated", "resistant", "unresectable", "inoperable", "resectable",
})  # fmt: skip
_VERBS = frozenset({
    "is", "are", "was", "were", "be", "been", "that is", "that are", "which is", "which are", "that", "which",
    "has been", "have been", "must be", "should be", "is not", "are not", "was not", "has not", "must not be", "cannot",
    "can not", "has to be", "should not be", "i.e.", "remains", "remain", "considered", "not be", "to be",
})  # fmt: skip


def described(
    out: Sequence[Item], row: Row, end: int, found: Sequence[Item], context: Context
) -> tuple[Row, int] | None:
    """The disease with what is said of it, and the place behind the words that say it; None where nothing is.

    `out` is what stands before the disease (`found`), `row[end:]` what stands behind it.
    """
    thing = found[0].value if len(found) == 1 else None
    if isinstance(thing, Concept) and thing.kind == "treatment":
        return _ended(row, end, found[0], context)
    if not isinstance(thing, Concept) or thing.kind not in ("condition", "test") or (out and out[-1].kind in "|&~/,"):
        return None
    at, denied, must, linked = end, False, False, False
    while at < len(row) and row[at].kind in "v!dm":
        if row[at].kind in "vdm" and row[at].text.lower() not in _VERBS:
            return None
        linked = True
        denied = denied or row[at].kind == "!"
        must = must or row[at].kind == "m"
        at += 1
    said = _words(row, at) if linked else None
    if said is None:
        return None
    either, words, last = said
    if not _ends(row, last) or (denied and len(words) > 1):
        return None
    span = Span(thing.span.start, context.span(row[last - 1].start, row[last - 1].end).end)
    nodes = [_named(thing, word, denied, span) for word in (words if either else [" ".join(words)])]
    known = tuple(node for node in nodes if node is not None)
    if len(known) < len(nodes):
        return None
    whole = any_of(known, rule="described.either")
    expr: Expr = If(thing, whole, span=span, rule="described.must") if must else whole
    return [Item("Z", found[0].start, row[last - 1].end, expr, "K" if isinstance(expr, Concept) else "")], last


_ENDED = frozenset({"completed", "discontinued", "stopped", "ended", "finished", "terminated", "ceased", "given"})


def _ended(row: Row, end: int, treatment: Item, context: Context) -> tuple[Row, int] | None:
    """`therapy was completed at least 4 weeks before`: when it ended is what its time says."""
    at = end
    while at < len(row) and row[at].kind in "vm":
        at += 1
    if at == end or at + 1 >= len(row) or row[at].text.lower() not in _ENDED or row[at + 1].kind != "W":
        return None
    window: Window = row[at + 1].value
    if window.relation not in ("before", "within") or window.length is None:
        return None
    context.term(row[end].start, row[at].end)
    return [treatment], at + 1


def _words(row: Row, at: int) -> tuple[bool, list[str], int] | None:
    """`stable and asymptomatic`, `well controlled on insulin`: whether one will do, the words, the place behind."""
    either = False
    words: list[str] = []
    end = at
    while True:
        start = at
        while at < len(row) and _is_adverb(row[at]):
            at += 1
        if at >= len(row) or row[at].kind not in "wkrMS" or row[at].text.lower() not in _DESCRIBES:
            return (either, words, end) if words else None
        end = _end_of_means(row, at + 1)
        words.append(" ".join(item.text.lower() for item in row[start:end]))
        if end >= len(row) or row[end].kind not in "&|" or (len(words) > 1 and either != (row[end].kind == "|")):
            return either, words, end
        either = row[end].kind == "|"
        at = end + 1


def _ends(row: Row, at: int) -> bool:
    """Whether nothing more is said of the disease: the end, a time, or a thing of its own."""
    joined = at
    while joined < len(row) and row[joined].kind in "&|,~":
        joined += 1
    if joined == at:
        return at >= len(row) or row[at].kind in ".;:()W@xuN"
    while joined < len(row) and row[joined].kind in "thk":
        joined += 1
    return joined >= len(row) or (row[joined].kind in "MRES" and row[joined].text.lower() not in _DESCRIBES)


def _named(thing: Concept, words: str, denied: bool, span: Span) -> Expr | None:
    said = next((word for word in words.split() if word in _DESCRIBES), "")
    manner, _, means = (part.strip() for part in words.partition(said))
    if denied and said in _OPPOSITES:
        opposite = _OPPOSITES[said]  # "not well controlled" is uncontrolled
        name = f"{thing.name} {opposite} {means}" if means else f"{opposite} {thing.name}"
    elif denied:
        if manner or means:
            return None
        absent = replace(thing, name=f"{said} {thing.name}", narrowed=True, present=not thing.present, span=span)
        return And((thing, absent), span=span, rule="logic.link")
    else:
        name = f"{thing.name} {words}" if means and means.split()[0] in _BY else f"{words} {thing.name}"
    return replace(thing, name=name, narrowed=True, span=span, rule="described")


_BY = frozenset({"by", "with", "on", "despite", "using"})


def _is_adverb(item: Item) -> bool:
    return item.kind == "w" and (item.text.lower().endswith("ly") or item.text.lower() == "well")


def _end_of_means(row: Row, at: int) -> int:
    """Past "by medication", "on stable doses of insulin": by what it is controlled."""
    end = at
    if at < len(row) and row[at].kind in "pr" and row[at].text.lower() in _BY:
        end = at + 1
        while end < len(row) and row[end].kind in "twMREpk-":
            end += 1
        while end > at and row[end - 1].kind in "tpk-":
            end -= 1
    return end if end > at + 1 else at
