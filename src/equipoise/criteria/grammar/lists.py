"""Reads one list from left to right: units, the words between them, brackets, windows.

Each kind of item has a step, which adds a unit, changes the last one, or remembers what the next one needs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from equipoise.criteria.grammar.atoms import bound_nodes
from equipoise.criteria.grammar.brackets import bracket
from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.counting import among_them, counting, is_counted, which
from equipoise.criteria.grammar.counts import PARTS
from equipoise.criteria.grammar.quantities import subjects_of
from equipoise.criteria.grammar.reader import Reader, Step, deny, meeting, place_window, relax
from equipoise.criteria.grammar.trees import with_window
from equipoise.criteria.items import Item
from equipoise.criteria.nodes import And, Concept, Expr, Or, Personal, Quantity, Unsupported, any_of, atoms
from equipoise.source import Span


def read_list(
    row: Sequence[Item], context: Context, *, either: bool | None = None, grouped: bool = False
) -> Expr | None:
    """The tree of a list; `either`: whether any of its members will do (None: not said)."""
    return Reader(context, _STEPS, either=either, grouped=grouped).read(row)


def _in_state(reader: Reader, row: Sequence[Item], index: int) -> int:
    """`oxygen saturation > 91 % on room air`: only a value taken in that state counts."""
    if reader.units:
        last = reader.units[-1]
        last.expr = _qualified(last.expr, row[index])
    return index + 1


def _qualified(expr: Expr, state: Item) -> Expr:
    match expr:
        case Quantity():
            return replace(expr, qualifiers=(*expr.qualifiers, state.value))
        case And(items) | Or(items):
            return replace(expr, items=tuple(_qualified(item, state) for item in items))
        case _:
            return expr


def _criteria_set(reader: Reader, row: Sequence[Item], index: int) -> int:
    """`lupus according to ACR criteria`, `meets ACR criteria for lupus`: the set qualifies the diagnosis."""
    if reader.units and reader.joint in ("", "d"):
        last = reader.units[-1]
        last.expr = meeting(last.expr, row[index], reader.context)
        reader.joint = ""
    else:
        reader.criteria_sets.append(row[index])
        reader.joint = "" if not reader.units else reader.joint
    return index + 1


def _atom(reader: Reader, row: Sequence[Item], index: int) -> int:
    reader.add(row[index].value)
    return index + 1


def _unread(reader: Reader, row: Sequence[Item], index: int) -> int:
    item = row[index]
    if (
        item.kind == "V"
        and item.text == "grade"
        and reader.units
        and len(subjects := subjects_of(reader.units[-1].expr)) == 1
    ):
        # "grade III or IV or grade V": the same thing's grade
        reader.add(bound_nodes(subjects[0], item.value, reader.context, item.start, item.end, "logic.grade"))
        return index + 1
    if (
        item.kind == "V"
        and item.text == "grade"
        and reader.units
        and (classed := _in_classes(reader, item)) is not None
    ):
        if reader.joint:
            reader.add(classed)
        else:
            reader.units[-1].expr = classed
        return index + 1
    reader.add(
        Unsupported(
            reader.context.text[item.start : item.end],
            span=reader.context.span(item.start, item.end),
            rule="logic.unread",
        )
    )
    return index + 1


_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi")


def _in_classes(reader: Reader, item: Item) -> Expr | None:
    """`lupus nephritis class III or IV`: a disease in one of these classes, which is the answer of a test."""
    last = reader.units[-1].expr
    before = last.items[0] if isinstance(last, Or) else last
    bounds = item.value
    if (
        not isinstance(before, Concept)
        or before.kind not in ("condition", "test")
        or any(b.op not in ("=", ">=", "<=") for b in bounds)
    ):
        return None
    numbers = [int(bound.value) for bound in bounds]
    if not all(1 <= number < len(_ROMAN) for number in numbers) or (len(bounds) == 1 and bounds[0].op != "="):
        return None
    place = reader.context.span(item.start, item.end)
    name = before.name.removesuffix(" class")
    start = before.span.start if not reader.joint else place.start
    found = tuple(
        Concept(
            "test",
            f"{name} class",
            key=before.key if before.kind == "test" else None,
            windows=before.windows,
            result=f"class {_ROMAN[number]}",
            span=Span(start, place.end),
            rule="logic.class",
        )
        for number in range(min(numbers), max(numbers) + 1)
    )
    return any_of(found, rule="logic.class")


def _connective(reader: Reader, row: Sequence[Item], index: int) -> int:
    if row[index].kind == "n" and reader.units and reader.joint in ("", ",", "d", "r"):
        if is_counted(reader.units[-1].expr) or (
            _is_class(reader.units[-1].expr) and _is_required(row, index, reader.context)
        ):
            return _among_them(reader, row, index)
        if reader.joint in ("", ",") and _is_class(reader.units[-1].expr):
            return _members_of_class(reader, row, index)
    kind = {"~": "|", "n": "|", "d": "d"}.get(row[index].kind, row[index].kind)
    if _must_include(row, index):
        kind = "&"
    if kind == "&" and _other_patients(reader, row, index):
        kind = "|"
    order = ",/&|"
    if kind == "," and reader.joint in order and reader.joint:
        return index + 1
    before = [unit.joint for unit in reader.units[-2:]]
    alternatives = reader.last_word in ("|", "~") or before == ["|", "&"]
    reader.apart = reader.apart or (reader.joint == "," and alternatives)
    reader.word = row[index].kind
    if kind == "d" and _EVIDENCE.search(row[index].text):
        reader.denial = 0  # "not controlled, as evidenced by …": what shows it is not denied
    reader.joint = kind if reader.joint in ("", ",", "r", "/") or kind == "|" else reader.joint
    if reader.denial and kind in "&," and _new_statement(row, index + 1):
        reader.denial = 0
    if reader.denial and kind == "|" and (reader.offered or _agrees(row, index + 1)):
        reader.denial = 0  # "either no A or B", "not of childbearing potential or agrees to …"
    return index + 1


_EVIDENCE = re.compile(
    r"\b(?:evidenc|document|demonstrat|indicat|show|manifest|confirm|measur|assess|determin)", re.IGNORECASE
)


def _is_class(expr: Expr) -> bool:
    return isinstance(expr, Concept) and expr.kind == "treatment"


_ONE = re.compile(r"(?:an?|one|at least (?:one|1)|≥ ?1|1)$", re.IGNORECASE)


def _is_required(row: Sequence[Item], index: int, context: Context) -> bool:
    """`which must include X`, `including a X` of what is required: the class alone will not do."""
    if _must_include(row, index):
        return True
    one = index + 1 < len(row) and _ONE.match(row[index + 1].text) is not None
    return one and context.section == "inclusion"


def _other_patients(reader: Reader, row: Sequence[Item], index: int) -> bool:
    """`patients with A and patients with B`: either of them."""
    ahead = row[index + 1] if index + 1 < len(row) else row[index]
    if ahead.kind != "s" or not _SOME.search(ahead.text) or reader.denial:
        return False
    return any(item.kind == "s" and _SOME.search(item.text) for item in row[:index])


_SOME = re.compile(r"\b(?:with|who (?:are|have|had))$", re.IGNORECASE)


def _must_include(row: Sequence[Item], index: int) -> bool:
    return row[index].kind == "n" and index > 0 and row[index - 1].kind == "m"


def _among_them(reader: Reader, row: Sequence[Item], index: int) -> int:
    """`at least 2 regimens including a platinum`: so many, and what is named among them."""
    end = _end_of_members(row, index + 1)
    named = reader.nested(row[index + 1 : end], grouped=True)
    reader.joint = ""
    if named is not None:
        reader.units[-1].expr = among_them(reader.units[-1].expr, named, reader.context)
    return end


def _end_of_members(row: Sequence[Item], start: int) -> int:
    """Past the treatments that are named, and the words between them."""
    at = end = start
    while at < len(row) and row[at].kind in "Zt&|~/,VhOKp":
        if row[at].kind == "Z":
            if not (_is_class(row[at].value) or is_counted(row[at].value) or isinstance(row[at].value, Unsupported)):
                break
            end = at + 1
        at += 1
    return max(end, start)


def _members_of_class(reader: Reader, row: Sequence[Item], index: int) -> int:
    """`immunosuppressants for 6 months, including A, B and C`: the class, or any that is named; all have its window."""
    named = reader.nested(row[index + 1 :], either=True)
    unit = reader.units[-1]
    if named is not None:
        if isinstance(unit.expr, Concept) and any(window.length for window in unit.expr.windows):
            for window in unit.expr.windows:
                named = with_window(named, window)
        elif len(times := {atom.windows for atom in atoms(named) if isinstance(atom, Concept)}) == 1:
            for window in times.pop():
                unit.expr = with_window(unit.expr, window)  # "A, including B and C, within 4 weeks"
        unit.expr = any_of((unit.expr, named), rule="logic.class")
    return len(row)


def _agrees(row: Sequence[Item], index: int) -> bool:
    item = next((item for item in row[index:] if item.kind not in "tvm"), None)
    return item is not None and item.kind == "Z" and _is_agreement(item.value)


def _is_agreement(value: object) -> bool:
    return isinstance(value, Personal) and value.kind == "agreement" and value.present


def _new_statement(row: Sequence[Item], index: int) -> bool:
    while index < len(row) and row[index].kind in "&|,":
        index += 1
    if index >= len(row):
        return False
    value = row[index].value if row[index].kind == "Z" else None
    agreed = _is_agreement(value)
    fit = isinstance(value, Concept) and value.rule == "responses.fitness"
    return row[index].kind in "vms" or agreed or fit or isinstance(value, Quantity | And | Or)


def _link(reader: Reader, row: Sequence[Item], index: int) -> int:
    if reader.joint == "," and _NEED.match(row[index].text):
        return index + 1  # "asthma, need for dialysis": one more thing
    if reader.units and not (reader.joint and reader.joint != ","):
        reader.joint = "r"
    return index + 1


_NEED = re.compile(r"(?:the )?(?:need|requirement) for$", re.IGNORECASE)


def _examples(reader: Reader, row: Sequence[Item], index: int) -> int:
    """Examples illustrate and do not require: they are passed over."""
    while index < len(row) and row[index].kind not in ("r", PARTS) and not _judgement(row[index]):
        index += 1
    return index


def _verb(reader: Reader, row: Sequence[Item], index: int) -> int:
    """`A or B, receipt of C within 3 months`: a time behind a member with a verb of its own is that member's."""
    if row[index].value == "treatment" and reader.units and reader.joint in (",", "&", "|", "/"):
        reader.opened = len(reader.units)
    return index + 1


def _judgement(item: Item) -> bool:
    return item.kind == "Z" and isinstance(item.value, Personal)


_STEPS: dict[str, Step] = {
    "Z": _atom,
    "K": counting,
    "F": _criteria_set,
    "^": relax,
    "7": _in_state,
    "W": place_window,
    "(": bracket,
    "!": deny,
    "O": which,
    "v": _verb,
    "e": _examples,
    "r": _link,
    "&": _connective,
    "|": _connective,
    "~": _connective,
    "/": _connective,
    ",": _connective,
    "n": _connective,
    "d": _connective,
    "V": _unread,
    "N": _unread,
    "U": _unread,
    "C": _unread,
}
