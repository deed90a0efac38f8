"""Words that narrow what is asked for: a criterion that lost one of them has not been understood.

A word that no rule took is mostly harmless ("at the screening visit"). One of these never is: "stable", "refractory" or
"untreated" change who qualifies, so that a tree without them would let the wrong patients pass. They become
`Unsupported` nodes, and the whole criterion is then unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from equipoise.criteria.coverage import words_passed_over
from equipoise.criteria.model import Criterion
from equipoise.criteria.nodes import And, Concept, Expr, Unsupported, atoms
from equipoise.source import Span

_WORDS: Final = """
    asymptomatic chronic failed inadequate inadequately insufficient mild moderate naive persistent persistently
    planned planning progressed progressing progressive recurrent refractory relapsed resistant severe stable
    symptomatic unable uncontrolled unexplained unresolved unresponsive unstable untreated unwilling
"""
_RESPONSES: Final = frozenset({"failed", "refractory", "relapsed", "resistant"})  # of the tree where an atom has one
_RECENT: Final = re.compile(r"(?:history of )?(?:an? |any )?(recent(?:ly)?)\b(?! onset| diagnos)", re.IGNORECASE)
_RECENT_BEFORE: Final = re.compile(r"\b(recent(?:ly)?)\s+(?:(?:or|and|and/or)\s+)?(?:an? |any )?$", re.IGNORECASE)
# For words in lower case: that is many times faster than to ignore case at every letter.
_NARROWING: Final = re.compile(rf"\b(?:{'|'.join(_WORDS.split())}|half[- ]li(?:fe|ves))\b")


def with_lost_words(criterion: Criterion, text: str) -> Expr | None:
    """The criterion's tree, with a node for each narrowing word that no atom holds."""
    if criterion.expr is None:
        return None
    lost = (*_lost(criterion, criterion.expr, text), *_recent(criterion.words, criterion.expr, text))
    if not lost:
        return criterion.expr
    return And((criterion.expr, *lost), span=criterion.clause.span, rule="narrowing.lost")


def _recent(words: str, expr: Expr, text: str) -> Iterator[Unsupported]:
    """`recent M` without a window: how recent is not said, and without the word M of any time would count."""
    if "recent" not in words.lower():
        return
    for atom in atoms(expr):
        if not isinstance(atom, Concept) or any(window.length is not None for window in atom.windows):
            continue
        if (found := _RECENT.match(atom.span.of(text))) is not None:
            span = Span(atom.span.start + found.start(1), atom.span.start + found.end())
        elif (found := _RECENT_BEFORE.search(text, max(0, atom.span.start - 24), atom.span.start)) is not None:
            span = Span(found.start(1), found.end(1))
        else:
            continue
        yield Unsupported(found[1], span=span, rule="narrowing.recent")


def _lost(criterion: Criterion, expr: Expr, text: str) -> tuple[Unsupported, ...]:
    if _NARROWING.search(criterion.words.lower()) is None:
        return ()
    told = any(isinstance(atom, Concept) and atom.response for atom in atoms(expr))
    return tuple(
        Unsupported(" ".join(span.of(text).split()), span=span, rule="narrowing.lost")
        for span in words_passed_over(criterion, text)
        if (word := _NARROWING.search(span.of(text).lower())) is not None and not (told and word.group() in _RESPONSES)
    )
