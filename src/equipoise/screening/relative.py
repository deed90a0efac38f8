"""Windows that are counted from another disease: "myositis within 2 years of the diagnosis of a tumour".

The text names that disease in the words of the window or right after them. Before and after are not told apart by such
texts, so both count.
"""

from __future__ import annotations

from equipoise.criteria.nodes import NOWHERE, Window
from equipoise.dates import minus, plus
from equipoise.logic import Truth
from equipoise.patient.facts import ConditionFact, Moment
from equipoise.screening.answer import Evidence
from equipoise.screening.context import Context, Interval
from equipoise.screening.matching import by_keys
from equipoise.screening.why import moment_text
from equipoise.screening.windows import happened_in
from equipoise.vocabulary.scan import scan

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

_REACH = 40  # characters after the window in which its disease may be named


def counted_from(window: Window, context: Context) -> str | None:
    """The disease whose diagnosis the window is counted from; None where the words name none."""
    if window.span == NOWHERE or not context.text:
        return None
    words = context.text[window.span.start : window.span.end + _REACH]
    words = words[
        : max(window.span.end - window.span.start, _end_of_clause(words, window.span.end - window.span.start))
    ]
    return next((mention.key for mention in scan(words) if mention.kind == "condition"), None)


def _end_of_clause(words: str, start: int) -> int:
    ends = [at for sign in ".;)\n" if (at := words.find(sign, start)) >= 0]
    return min(ends, default=len(words))


def near_diagnosis(fact: ConditionFact, window: Window, context: Context) -> tuple[Truth, Evidence | None]:
    """Whether the disease began within the window's length of the other's diagnosis, and the record of that one."""
    other = counted_from(window, context)
    if other is None or window.length is None:
        return U, None
    best: tuple[Truth, Evidence | None] = (F, None)
    for each in context.facts.conditions:
        if each is fact or each.relation is not None or by_keys(each.keys, other) != "is":
            continue
        shown = Evidence(each.resource, each.name, moment_text(each.onset))
        truth = _near(fact.onset, each.onset, window)
        if truth is T:
            return T, shown
        if truth is U:
            best = (U, shown)
    return best


def _near(onset: Moment, other: Moment, window: Window) -> Truth:
    if other.start is None or other.end is None or window.length is None:
        return U
    first = happened_in(onset, Interval(minus(other.start, window.length), plus(other.end, window.length)))
    surely = happened_in(onset, Interval(minus(other.end, window.length), plus(other.start, window.length)))
    return T if surely is T else first if first is F else U
