"""Fixed frames around atoms: labels, methods, sets of criteria, lists that are counted, repeated measurements.

Liver function: ALT ≤ 3 × ULN                w w : …     a label: its words ask nothing
CrCl ≥ 60 mL/min (Cockcroft-Gault formula)   Z ( w w )   how it is computed
lupus according to ACR criteria              M d w w     F: the set of criteria that a diagnosis meets
at least 2 of the following five findings:   V … :       V that counts the members of what follows
two consecutive counts below 50              V w … Z     a bound on consecutive results
refractory to ≥ 2 prior lines of therapy     q Z         a bound on the lines that failed
10 % decrease in FVC                         V w p Q     a bound on a change
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from equipoise.criteria.grammar.atoms import DIRECTIONS
from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.counts import counts
from equipoise.criteria.grammar.quantities import subjects_of
from equipoise.criteria.grammar.trees import with_qualifier
from equipoise.criteria.grammar.values import Bound
from equipoise.criteria.items import Item, Row, rewrite
from equipoise.criteria.nodes import And, Expr, Or, Quantity
from equipoise.vocabulary.units import from_text

_SETS = frozenset({"criteria", "classification", "definition", "criterion", "guidelines", "guideline", "consensus"})
_OWN_CRITERIA = frozenset(
    {
        "following",
        "inclusion",
        "exclusion",
        "eligibility",
        "study",
        "entry",
        "these",
        "above",
        "protocol",
        "all",
        "other",
        "selection",
    }
)
_METHODS = frozenset(
    [
        "formula",
        "equation",
        "method",
        "calculated",
        "estimated",
        "calculation",
        "measured",
        "calculator",
        "gault",
        "cockcroft",
        "mdrd",
        "ckd-epi",
        "echocardiography",
        "muga",
        "echo",
        "adjusted",
        "indirect",
        "direct",
    ]
)
_LABELS = frozenset(
    [
        "function",
        "functions",
        "status",
        "system",
        "criteria",
        "definition",
        "idefinition",
        "requirements",
        "requirement",
        "values",
        "parameters",
        "characteristics",
        "disease",
        "therapy",
    ]
)
_ENUMERATORS = frozenset({"i", "ii", "iii", "iv", "v", "vi", "a", "b", "c", "d", "e"})
_EQUIVALENT = frozenset({"or", "its", "an", "equivalent", "equivalents", "the", "or equivalent", "dose"})


def changes(row: Row, context: Context) -> Row:
    """V w p Q -> Z, w p Q V -> Z: a bound on a relative change."""
    row = counts(_without_methods(row), context)
    row = rewrite(row, _CHANGE_BEFORE, lambda items, _: _change(items, context))
    row = rewrite(row, _CHANGE_OF, lambda items, _: _change(items, context))
    return rewrite(row, _CHANGE_AFTER, lambda items, _: _change(items, context))


_CHANGE_BEFORE = re.compile(r"(?:V|NU)[tp]*wp[t]*Q")
_CHANGE_OF = re.compile(r"wp[t]*V(?:w|U)?p[t]*Q")
_CHANGE_AFTER = re.compile(r"wp[t]*Q[vp]*V")


def _change(items: Sequence[Item], context: Context) -> Item | None:
    word = next(item for item in items if item.kind == "w")
    direction = DIRECTIONS.get(word.text.lower())
    if direction is None:
        return None
    subject = next(item for item in items if item.kind == "Q")
    value = next((item for item in items if item.kind == "V"), None)
    if value is not None:
        bound: Bound = value.value[0]
    else:
        number, unit = items[0], items[1]
        bound = Bound(">=", number.value, unit.value)
    if bound.reference not in ("absolute", "baseline") or (bound.unit != "%" and value is None):
        return None
    start, end = items[0].start, items[-1].end
    node = Quantity(
        subject.value,
        bound.op or ">=",
        bound.value,
        bound.unit or "{score}",
        change=direction,
        span=context.span(start, end),
        rule="frame.change",
    )
    return Item("Z", start, end, node, "")


def frames(row: Row, context: Context) -> Row:
    """Labels, methods, sets of criteria, counted lists, consecutive results; after the quantities are known."""
    row = _without_methods(row)
    row = _without_label(row, context)
    row = _criteria_sets(row, context)
    row = _listed(row)
    row = rewrite(_consecutive(row), _FAILED_LINES, lambda items, _: _failed_lines(items, context))
    return _aged(row, context)


_FAILED_LINES = re.compile(r"q[tp]*Z")


def _failed_lines(items: Sequence[Item], context: Context) -> Item | None:
    """`refractory to ≥ 1 prior line`: how the lines went says which of them count."""
    said, lines = items[0], items[-1]
    if subjects_of(lines.value) != ["prior_lines"]:
        return None
    context.term(said.start, said.end)
    return Item("Z", said.start, lines.end, with_qualifier(lines.value, said.value.replace("|", " or ")), lines.text)


def _aged(row: Row, context: Context) -> Row:
    """Z g -> Z t: `age at most 80 years old`."""
    out: Row = []
    for item in row:
        if item.kind == "g" and out and out[-1].kind == "Z" and "age" in subjects_of(out[-1].value):
            context.term(item.start, item.end)
            item = _void([item])
        out.append(item)
    return out


def _void(items: Sequence[Item]) -> Item:
    return Item("t", items[0].start, items[-1].end, "", "")


def _without_methods(row: Row) -> Row:
    """( w w ) -> t, where the bracket says how a value is computed or measured."""
    out: Row = []
    index = 0
    while index < len(row):
        if row[index].kind == "(" and (close := _close(row, index)) is not None:
            inner = row[index + 1 : close]
            method = any(item.text.lower() in _METHODS for item in inner)
            based = bool(inner) and inner[0].kind == "d" and inner[0].text.lower().startswith("based")
            enumerator = len(inner) == 1 and (inner[0].kind == "N" or inner[0].text.lower() in _ENUMERATORS)
            same = bool(inner) and {"or"} != {item.text.lower() for item in inner} <= _EQUIVALENT
            formula = (
                enumerator
                or same
                or (index and row[index - 1].kind in "VUZ" and _is_unit(inner))
                or (any(item.text == "=" for item in inner) and any(item.kind == "/" for item in inner))
            )
            bounds_again = bool(inner) and inner[0].kind == "n" and all(item.kind in "nN&TU|,g" for item in inner)
            if formula or bounds_again:
                out.append(_void(row[index : close + 1]))
                index = close + 1
                continue
            if (method or based) and not any(item.kind in "ZVWx!u" for item in inner):
                out.append(_void(row[index : close + 1]))
                index = close + 1
                continue
        out.append(row[index])
        index += 1
    return out


def _is_unit(items: Sequence[Item]) -> bool:
    """`18 kilogram per square meter (kg/m²)`: the unit once more."""
    return all(item.kind in "wU/-" for item in items) and bool(from_text("".join(item.text for item in items)))


def _close(row: Sequence[Item], index: int) -> int | None:
    depth = 0
    for at in range(index, len(row)):
        depth += (row[at].kind == "(") - (row[at].kind == ")")
        if depth == 0:
            return at
    return None


def _without_label(row: Row, context: Context) -> Row:
    """`w w : Z` -> Z at the start of a sentence."""
    out: Row = []
    bounded: set[str] = set()  # subjects that have a bound in the sentences before
    for sentence in _sentences(row):
        colon = next((index for index, item in enumerate(sentence[:12]) if item.kind == ":"), None)
        if colon and _is_label(sentence[:colon], sentence[colon + 1 :], bounded):
            out.append(_void(sentence[: colon + 1]))
            context.term(sentence[0].start, sentence[colon].end)
            out.extend(sentence[colon + 1 :])
        else:
            out.extend(sentence)
        bounded.update(subject for item in sentence if item.kind == "Z" for subject in subjects_of(item.value))
    return out


def _sentences(row: Row) -> list[Row]:
    found: list[Row] = [[]]
    for item in row:
        found[-1].append(item)
        if item.kind in ".;":
            found.append([])
    return [sentence for sentence in found if sentence]


def _is_label(label: Sequence[Item], rest: Sequence[Item], bounded: set[str]) -> bool:
    content = [item for item in rest if item.kind in "ZMRESQV"]
    words = [item for item in label if item.kind in "wMRESQ"]
    if not content or not words or any(item.kind in "ZVWO!xu" for item in label):
        return False
    named = {item.text.lower().split()[-1] for item in words}
    if named & _LABELS:
        return True
    if label[0].kind == "s":
        # "X ≤ 3; patients with Y: X ≤ 5": the second bound is theirs alone
        again = content[0].kind == "Z" and bounded.intersection(subjects_of(content[0].value))
        return not (again and any(item.kind in "MRES" for item in label))
    return len(words) <= 3 and content[0].kind == "Z" and not any(item.kind in "hkm" for item in label)


def _criteria_sets(row: Row, context: Context) -> Row:
    """`d w w(criteria)` -> F, the name of the set."""
    out: Row = []
    for item in row:
        out.append(item)
        if (item.kind in "wE" and item.text.lower().rstrip(".") in _SETS) or (
            item.kind in "MRES" and item.text.lower().endswith(("criteria", "classification"))
        ):
            start = _earlier_set(out)
            start = _start_of_set(out) if start is None else start
            if start is not None:
                words = out[start:]
                name = context.text[words[0].start : item.end]
                out[start:] = [Item("F", words[0].start, item.end, " ".join(name.lower().split()), name)]
    return out


def _earlier_set(out: Row) -> int | None:
    """`consensus conference definition` is one set: where the one before begins, with nothing but words between."""
    for back in range(2, min(5, len(out) + 1)):
        if out[-back].kind == "F":
            return len(out) - back
        if out[-back].kind not in "wMEQp":
            return None
    return None


def _start_of_set(out: Row) -> int | None:
    """Where the name of a set of criteria begins: behind "according to", "meets", or at a break."""
    index = len(out) - 1
    if index and out[index - 1].text.lower() in _OWN_CRITERIA:
        return None
    while index > 0 and len(out) - index < 16:
        before = out[index - 1]
        if before.kind == "d" or (before.kind == "v" and before.text.lower().startswith(("meet", "met", "fulfil"))):
            return index
        if before.kind == "F":
            break
        if before.kind in ".;:,(!xuimVZ&|OK" or (before.kind == "v" and before.text.lower() != "revised"):
            named = [item for item in out[index:] if item.kind in "wNMEQ"]
            dated = any(item.kind == "N" and 1900 < item.value < 2100 for item in named)
            return index if len(named) > 1 and (dated or any(item.text.isupper() for item in named)) else None
        index -= 1
    return (
        index if index == 0 and len(out) > 2 and any(item.text.isupper() or item.kind == "N" for item in out) else None
    )


def _listed(row: Row) -> Row:
    """`any of the following drugs W : R , R` -> O W R , R: the noun before a list is what the list says."""
    for index, item in enumerate(row):
        if item.kind == "O" and "following" in item.text.lower():
            colon = next((at for at in range(index + 1, min(index + 9, len(row))) if row[at].kind == ":"), None)
            if colon is not None:
                kept = [inner for inner in row[index + 1 : colon] if inner.kind == "W"]
                return [*row[: index + 1], *kept, *row[colon + 1 :]]
    return row


def _consecutive(row: Row) -> Row:
    """`V consecutive … Z` and `Z … V consecutive …` -> Z on consecutive results."""
    for index, item in enumerate(row):
        if item.kind == "w" and item.text.lower() == "consecutive" and index and row[index - 1].kind in "VN":
            count = row[index - 1].value[0].value if row[index - 1].kind == "V" else row[index - 1].value
            ahead = next((at for at in range(index + 1, min(index + 9, len(row))) if row[at].kind == "Z"), None)
            behind = next((at for at in range(index - 2, max(index - 7, -1), -1) if row[at].kind == "Z"), None)
            if ahead is not None and isinstance(row[ahead].value, Quantity | And | Or) and count >= 2:
                made = Item("Z", row[index - 1].start, row[ahead].end, _each(row[ahead].value, int(count)), "")
                return [*row[: index - 1], made, *row[ahead + 1 :]]
            if behind is not None and isinstance(row[behind].value, Quantity | And | Or) and count >= 2:
                end = index + 1
                while end < len(row) and row[end].kind in "wEt":
                    end += 1
                made = Item("Z", row[behind].start, row[end - 1].end, _each(row[behind].value, int(count)), "")
                return [*row[:behind], made, *row[end:]]
    return row


def _each(expr: Expr, count: int) -> Expr:
    match expr:
        case Quantity():
            return replace(expr, consecutive=count)
        case And(items) | Or(items):
            return replace(expr, items=tuple(_each(item, count) for item in items))
        case _:
            return expr
