"""How a treatment went, or whether it may be given, in several words about one treatment -> one q, or a state.

failed or intolerant to R                  q | q R      either is kept
inadequate response or intolerance to R    S | q R      the same, where the first word stands alone
ineligible for R, no candidate for R       z p R        a state of the patient: nobody is kept out of the study by it
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.phrase import ALLERGIC, ELIGIBLE, INELIGIBLE
from equipoise.criteria.items import Item, Row, kinds, rewrite
from equipoise.criteria.nodes import Concept

_BARE = {
    **dict.fromkeys(("failure", "failed", "inadequate response", "insufficient response", "lack of response",
                     "lack of efficacy", "nonresponse", "non-response", "resistant", "resistance", "refractory",
                     "unresponsive", "nonresponsive", "inadequate responders", "treatment failure", "poor response",
                     "inadequate control", "incomplete response", "suboptimal response"), "failed"),
    **dict.fromkeys(("intolerant", "intolerance"), "intolerant"),
    **dict.fromkeys(("contraindicated", "contraindication", "contraindications"), "contraindicated"),
    **dict.fromkeys(("allergy to", "allergic to", "allergies to", "hypersensitivity to", "hypersensitive to", "allergy",
                     "allergic", "hypersensitivity", "allergies"), ALLERGIC),
    **dict.fromkeys(("relapsed", "progressed", "progression", "relapse"), "relapsed"),
}  # fmt: skip
_MANNER = r"(?:q|[zy]p|!?v?t?sp)"
_SEVERAL = re.compile(rf"{_MANNER}(?:,?[|/~,][tvs]?{_MANNER})+(?=[thkO]*[MRESwAVCNZ])")
_FIT = re.compile(r"(?P<manner>[zy]p|!?v?t?sp)[thk]*(?:[MRESwA-]+(?:p[t]?[MRESA])?)(?:,?[|/~]t?w{0,2}[RA])*")
_OURS = re.compile(
    r"\b(?:stud(?:y|ies)|trials?|inclusion|participat\w*|enrol\w*|randomi[sz]\w*|protocol|cohorts?|arms?|reasons?)\b"
)
_OUR_TREATMENT = re.compile(
    r"\s*(?:on|in|under|with|of|from|during|for)\s(?:this|the)\s(?:clinical\s)?(?:study|protocol|trial)"
)


def responses(row: Row, context: Context) -> Row:
    """q | q R -> q R; z p R -> Z."""
    shape = kinds(row)
    if "q" not in shape and "zp" not in shape and "sp" not in shape and "yp" not in shape:
        return row
    if "q" in shape:
        row = _with_bare_words(row, context)
    return _states(rewrite(row, _SEVERAL, _joined), context)


def _with_bare_words(row: Row, context: Context) -> Row:
    """`failure or intolerance of`: from right to left, so that each word stands before one that is understood."""
    out = list(row)
    for index in range(len(out) - 2, -1, -1):
        if out[index].kind not in ",|/~" or out[index + 1].kind not in "qz":
            continue
        end = index
        while end and out[end - 1].kind in ",|/~":
            end -= 1
        for start in range(max(0, end - 2), end):
            said = _BARE.get(context.text[out[start].start : out[end - 1].end].lower())
            if said is not None and all(item.kind in "wSMREp" for item in out[start:end]):
                out[start:end] = [Item("q", out[start].start, out[end - 1].end, said, "")]
                return _with_bare_words(out, context)
    return out


def _joined(items: Sequence[Item], match: re.Match[str]) -> Item | None:
    """One q for several; each manner is kept once."""
    found: list[str] = []
    at = 0
    for part in re.finditer(_MANNER, match.group()):
        manner = items[part.start() : part.end()]
        said = manner[0].value if manner[0].kind == "q" else _fitness(manner)
        if not said:
            return None
        found.append(str(said))
        at = part.end()
    made = Item("q", items[0].start, items[at - 1].end, "|".join(sorted(dict.fromkeys(found), key=_is_state)), "")
    return made if len(found) > 1 and not all(map(_is_state, found)) else None


def _is_state(manner: str) -> bool:
    """What is no response of a treatment stands behind those that are."""
    return manner in (ALLERGIC, ELIGIBLE, INELIGIBLE)


def _fitness(items: Sequence[Item]) -> str:
    """`ineligible for`, `not a candidate for`: whether a treatment may be given; "" for other words."""
    if items[-1].text.lower() != "for":
        return ""
    named = items[-2].text.lower()
    denied = items[0].kind == "!"
    if items[-2].kind == "s":
        return (INELIGIBLE if denied else ELIGIBLE) if named.startswith("candidate") else ""
    if named.endswith("ligible"):
        return INELIGIBLE if items[-2].kind == "z" else ELIGIBLE
    return ""


def _states(row: Row, context: Context) -> Row:
    """A treatment that a patient may or may not be given is no treatment that the patient had."""
    return rewrite(row, _FIT, lambda items, match: _state(items, match, context))


def _state(items: Sequence[Item], match: re.Match[str], context: Context) -> Item | None:
    said = _fitness(items[: match.end("manner") - match.start()])
    named = [item for item in items[match.end("manner") - match.start() :] if item.kind != "t"]
    if not said or not named:
        return None
    words = context.text[named[0].start : named[-1].end]
    if _OURS.search(words.lower()) or _OUR_TREATMENT.match(context.text.lower(), named[-1].end):
        return None
    span = context.span(items[0].start, items[-1].end)
    node = Concept("state", f"{said} for {words.lower()}", narrowed=True, span=span, rule="responses.fitness")
    return Item("Z", items[0].start, items[-1].end, node, "K")
