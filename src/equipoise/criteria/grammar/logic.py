"""Connectives: the row of atoms and grammar words -> one tree.

    clause    = sentence { ("." | ";") sentence }          all of them in an inclusion, any of them in an exclusion
    sentence  = "if" list "," list                          If
              | list "unless" list                          inclusion: a or b; exclusion: a and not b
              | list "except" list                          a and not b; where a says absence: a or b
              | people "must" list                          If
              | list
    list      = unit { ("," | "and" | "or" | "/") unit }    `and` binds tighter than `or`; a comma is what the list's
    next connective is
    unit      = { "not" } atom { window | "(" list ")" | "requiring" list }

An `and` between two separate grounds for exclusion means `or`: either of them excludes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from equipoise.criteria.grammar.atoms import bound_nodes
from equipoise.criteria.grammar.concepts import is_lab
from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.definitions import defines_exemption
from equipoise.criteria.grammar.quantities import subjects_of
from equipoise.criteria.grammar.values import INVERSE
from equipoise.criteria.items import Item, Row
from equipoise.criteria.nodes import (
    And,
    AtLeast,
    Concept,
    Expr,
    If,
    Not,
    Or,
    Personal,
    Quantity,
    Readings,
    Relaxed,
    Unsupported,
    Window,
    all_of,
    any_of,
    atoms,
)
from equipoise.source import Span

LINK = "logic.link"
_UNREAD = frozenset("VNUC")


def tree(row: Row, context: Context) -> Expr | None:
    """Z & Z … -> the expression of the whole clause; None where nothing is asked."""
    result: Expr | None = None
    for number, sentence in enumerate(_sentences(row)):
        if number and defines_exemption(context.text[sentence[0].start : sentence[-1].end]):
            continue
        if result is not None and (spared := _exception_sentence(sentence, context)) is not None:
            inclusive = context.section == "inclusion" or _is_absence(result)
            exempt = (
                Or((result, spared), rule="logic.unless")
                if inclusive
                else And((result, Not(spared, span=spared.span)), rule="logic.unless")
            )
            result = replace(exempt, span=_hull(result, spared))
            continue
        expr = _sentence(sentence, context)
        if expr is None:
            continue
        if result is not None and any(item.kind == "5" for item in sentence):
            other = all_of((expr.condition, expr.then), rule=LINK) if isinstance(expr, If) else expr
            result = Or((result, other), span=_hull(result, other), rule="logic.other-way")
            continue
        top = {item.kind for item in _top_level(sentence)}
        if "y" in top and not (top & {"!"}):
            result = _with_permission(result, expr, context)
            continue
        if "z" in top and context.section == "inclusion":
            expr = negate(expr)
        if result is None:
            result = expr
        elif context.section == "inclusion" or isinstance(expr, If):
            result = all_of((result, expr), rule="logic.sentences")
        else:
            result = any_of((result, expr), rule="logic.sentences")
    return result


def _with_permission(result: Expr | None, allowed: Expr, context: Context) -> Expr | None:
    """`X is allowed` takes X out of an exclusion that was stated before; alone it asks nothing.

    After "… unless X" it says under which conditions: "those with X and a value below 3 may be included".
    """
    if isinstance(result, Or) and result.rule == "logic.unless" and _shares_concept(result.items[-1], allowed):
        return Or((*result.items[:-1], allowed), span=_hull(result, allowed), rule="logic.unless")
    if result is None or context.section == "inclusion" or isinstance(allowed, Unsupported):
        return result
    return all_of((result, Not(allowed, span=allowed.span, rule="logic.permission")), rule="logic.permission")


def _exception_sentence(sentence: Row, context: Context) -> Expr | None:
    """A sentence of its own that begins with "unless" or "except" speaks of the sentence before it."""
    start = next((index for index, item in enumerate(sentence) if item.kind not in "tv&,:"), None)
    if start is None or sentence[start].kind not in "ux":
        return None
    return _list(sentence[start + 1 :], context, either=True)


def _shares_concept(one: Expr, other: Expr) -> bool:
    keys = [{atom.key or atom.name for atom in atoms(expr) if isinstance(atom, Concept)} for expr in (one, other)]
    return bool(keys[0] & keys[1])


def _sentences(row: Row) -> list[Row]:
    found: list[Row] = [[]]
    depth = 0
    for item in row:
        depth += (item.kind == "(") - (item.kind == ")")
        if item.kind in ".;" and depth <= 0:
            found.append([])
        else:
            found[-1].append(item)
    return [sentence for sentence in found if sentence]


def _top_level(row: Sequence[Item]) -> list[Item]:
    found, depth = [], 0
    for item in row:
        depth -= item.kind == ")"
        if depth <= 0:
            found.append(item)
        depth += item.kind == "("
    return found


def _position(row: Sequence[Item], kinds: str) -> int | None:
    """The first item of one of these kinds outside brackets."""
    depth = 0
    for index, item in enumerate(row):
        depth -= item.kind == ")"
        if depth <= 0 and item.kind in kinds:
            return index
        depth += item.kind == "("
    return None


def _sentence(row: Row, context: Context) -> Expr | None:
    if not row or any(item.kind == "0" for item in row):
        return None
    for split in (_if_first, _unless, _except, _must, _if_last):
        found = split(row, context)
        if found is not None:
            return found
    return _list(row, context)


def _if_first(row: Row, context: Context) -> Expr | None:
    """`if X, Y` -> If(X, Y)."""
    start = next((index for index, item in enumerate(row) if item.kind not in "tv,:(p"), 0)
    if row[start].kind != "i":
        return None
    comma = _position(row[start + 1 :], ",:m")
    if comma is None:
        return None
    condition = _list(row[start + 1 : start + 1 + comma], context)
    then = _sentence(row[start + 2 + comma :], context)
    if condition is None or then is None:
        return condition or then
    return If(condition, then, span=_hull(condition, then), rule="logic.if")


def _if_last(row: Row, context: Context) -> Expr | None:
    """`Y if X` -> If(X, Y)."""
    at = _position(row, "i")
    if not at:
        return None
    then, condition = _list(row[:at], context), _list(row[at + 1 :], context)
    if condition is None or then is None:
        return then or condition
    return If(condition, then, span=_hull(condition, then), rule="logic.if")


def _unless(row: Row, context: Context) -> Expr | None:
    """`X unless Y` -> X or Y of an inclusion, X and not Y of an exclusion."""
    at = _position(row, "u")
    if at is None:
        return None
    base, exception = (_sentence(row[:at], context) if at else None), _list(row[at + 1 :], context, either=False)
    if base is None or exception is None:
        return base or (None if exception is None else Not(exception, span=exception.span, rule="logic.unless"))
    if context.section == "inclusion" or _is_absence(base):
        return Or((base, exception), span=_hull(base, exception), rule="logic.unless")
    return And((base, Not(exception, span=exception.span)), span=_hull(base, exception), rule="logic.unless")


def _except(row: Row, context: Context) -> Expr | None:
    """`X except Y` -> X and not Y; `no X except Y` -> X absent, or Y."""
    at = _position(row, "x")
    if at is None:
        return None
    base, exception = (_sentence(row[:at], context) if at else None), _list(row[at + 1 :], context, either=True)
    if base is None or exception is None:
        return base or exception
    return excepted(base, exception)


def excepted(base: Expr, exception: Expr) -> Expr:
    """The base without the exception; an exception with a limit of its own is an alternative limit."""
    if (limited := _other_limit(base, exception)) is not None:
        return limited
    if _is_absence(base):
        return Or((base, exception), span=_hull(base, exception), rule="logic.except")
    return And((base, Not(exception, span=exception.span)), span=_hull(base, exception), rule="logic.except")


def _other_limit(base: Expr, exception: Expr) -> Expr | None:
    """`bilirubin ≤ 1.5 (except Gilbert, ≤ 3)`: those who have the exception have its limit instead."""
    parts = exception.items if isinstance(exception, And | Or) else (exception,)
    limits = {part.subject for part in parts if isinstance(part, Quantity)}
    if not limits or not any(isinstance(part, Concept) for part in parts):
        return None
    whole = all_of(tuple(parts), rule=LINK)

    def with_limit(expr: Expr) -> Expr:
        match expr:
            case Quantity(subject, op) if subject in limits:
                place = _hull(expr, whole)
                if op in ("<", "<=") or op == "=":
                    return Or((expr, whole), span=place, rule="logic.other-limit")
                return And((expr, Not(whole, span=whole.span)), span=place, rule="logic.other-limit")
            case And(items) | Or(items):
                return replace(expr, items=tuple(with_limit(item) for item in items))
            case _:
                return expr

    changed = with_limit(base)
    return changed if changed != base else None


def _must(row: Row, context: Context) -> Expr | None:
    """`women of childbearing potential must …` -> If(…, …); `patients must …` -> what they must."""
    at = _position(row, "m")
    if at is None or at == 0 or at == len(row) - 1:
        return None
    left, right = row[:at], row[at + 1 :]
    population = _list(left, context)
    then = _sentence(right, context)
    if population is None or then is None:
        return population or then
    if _names_people(population) or any(item.kind == "s" for item in left):
        return If(_population(population), then, span=_hull(population, then), rule="logic.must")
    return all_of((population, then), rule="logic.must")


def _names_people(expr: Expr) -> bool:
    match expr:
        case Concept(kind):
            return kind == "state"
        case And(items) | Or(items):
            return any(_names_people(item) for item in items)
        case _:
            return False


def _is_absence(expr: Expr) -> bool:
    match expr:
        case Concept(_, _, present):
            return not present
        case Not():
            return True
        case And(items) | Or(items):
            return all(_is_absence(item) for item in items)
        case _:
            return False


def negate(expr: Expr) -> Expr:
    """`no (A or B)` -> no A and no B; a linked pair ("diabetes treated with insulin") is denied as a whole."""
    match expr:
        case Concept() | Personal():
            return replace(expr, present=not expr.present)
        case Quantity(_, op):
            return replace(expr, op=INVERSE[op])
        case Not(item):
            return item
        case Or(items):
            return And(tuple(negate(item) for item in items), span=expr.span, rule="logic.no")
        case And(items) if expr.rule != LINK and not any(isinstance(i, Quantity | Not) for i in items):
            return And(tuple(negate(item) for item in items), span=expr.span, rule="logic.no")
        case _:
            return Not(expr, span=expr.span, rule="logic.no")


@dataclass(slots=True)
class _Unit:
    """A member of a list: its tree, what joins it to the one before, and whether its words were denied."""

    expr: Expr
    joint: str
    denied: int = 0  # number of the "no" that reaches it, 0 for none
    timed: bool = False


@dataclass(slots=True)
class _Reader:
    """Reads one list from left to right."""

    context: Context
    units: list[_Unit] = field(default_factory=list)
    joint: str = ""
    denial: int = 0
    denials: int = 0
    denied_from: int = -1
    leading: Window | None = None
    boundary: int = 0  # windows reach back to here
    either: bool | None = None
    relaxed: bool = False
    whom: Expr | None = None  # for whom what was read may be relaxed
    criteria_sets: list[Item] = field(default_factory=list)  # named before the diagnosis that meets them

    def add(self, expr: Expr) -> None:
        for named in self.criteria_sets:
            expr = _meeting(expr, named, self.context)
        self.criteria_sets.clear()
        if self.denial and self.denied_from >= 0:
            expr = _widened(expr, self.context, self.denied_from)
            self.denied_from = -1
        if self.leading is not None:
            expr = with_window(expr, self.leading)
        self.units.append(_Unit(expr, self.joint or ("" if not self.units else "r"), self.denial))
        self.joint = ""


def _widened(expr: Expr, context: Context, start: int) -> Expr:
    """The words of an absence begin with its "no"."""
    first = expr
    if isinstance(first, Concept):
        raw = context.span(start, start + 1).start
        return replace(first, span=Span(min(raw, first.span.start), first.span.end))
    return expr


def _list(row: Sequence[Item], context: Context, *, either: bool | None = None) -> Expr | None:
    reader = _Reader(context, either=either)
    index = 0
    while index < len(row):
        item = row[index]
        step = _STEPS.get(item.kind)
        if step is not None:
            index = step(reader, row, index)
        else:
            index += 1
    if reader.criteria_sets and not reader.units:
        first = reader.criteria_sets[0]
        return Concept(
            "test",
            first.value,
            key=None,
            narrowed=True,
            span=context.span(first.start, first.end),
            rule="logic.criteria-set",
        )
    expr = _joined(reader) if reader.units else None
    if expr is not None and reader.relaxed:
        return Relaxed(expr, reader.whom, span=expr.span, rule="logic.relaxed")
    return expr


def _in_state(reader: _Reader, row: Sequence[Item], index: int) -> int:
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


def _relax(reader: _Reader, row: Sequence[Item], index: int) -> int:
    """`patients with X may relax this`: what was read so far is for the investigator where it fails."""
    reader.relaxed = True
    reader.whom = _list(row[index].value, reader.context) if row[index].value else None
    return index + 1


def _criteria_set(reader: _Reader, row: Sequence[Item], index: int) -> int:
    """`lupus according to ACR criteria`, `meets ACR criteria for lupus`: the set qualifies the diagnosis."""
    if reader.units and reader.joint in ("", "d"):
        last = reader.units[-1]
        last.expr = _meeting(last.expr, row[index], reader.context)
        reader.joint = ""
    else:
        reader.criteria_sets.append(row[index])
        reader.joint = "" if not reader.units else reader.joint
    return index + 1


def _meeting(expr: Expr, named: Item, context: Context) -> Expr:
    """The concept, with the set of criteria that it is to meet."""
    match expr:
        case Concept():
            place = context.span(named.start, named.end)
            span = (
                Span(min(place.start, expr.span.start), max(place.end, expr.span.end))
                if abs(place.start - expr.span.start) < 160
                else expr.span
            )
            return replace(expr, qualifiers=(*expr.qualifiers, f"by {named.value}"), span=span)
        case And(items) | Or(items) if all(isinstance(item, Concept) for item in items):
            return replace(expr, items=tuple(_meeting(item, named, context) for item in items))
        case _:
            return expr


def _counting(reader: _Reader, row: Sequence[Item], index: int) -> int:
    """`at least k of the following: …`: the rest of the sentence is what is counted."""
    bound, announced = row[index].value
    rest = list(row[index + 1 :])
    if rest and rest[0].kind == "(":
        close = next((at for at in range(len(rest) - 1, 0, -1) if rest[at].kind == ")"), len(rest))
        rest = rest[1:close]
    members = _members(
        [part for sentence in _sentences(rest) if (part := _list(sentence, reader.context, either=True)) is not None],
        announced,
    )
    count = int(bound.value) + (bound.op == ">")
    if not members:
        return index + 1
    if count > len(members) or len(members) == 1:
        reader.add(any_of(tuple(members)))
    else:
        place = _hull(*members)
        reader.add(
            AtLeast(count, tuple(members), span=place, rule="logic.at-least")
            if count > 1
            else any_of(tuple(members), rule="logic.any")
        )
    return len(row)


def _members(parts: list[Expr], announced: int) -> list[Expr]:
    """The members of a counted list, taken apart until there are as many as the text announces."""
    while True:
        flat = [item for part in parts for item in (part.items if isinstance(part, Or) else (part,))]
        if len(flat) == len(parts) or (announced and len(parts) >= announced):
            return parts
        parts = flat


Step = Callable[[_Reader, Sequence[Item], int], int]


def _atom(reader: _Reader, row: Sequence[Item], index: int) -> int:
    reader.add(row[index].value)
    return index + 1


def _unread(reader: _Reader, row: Sequence[Item], index: int) -> int:
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


def _in_classes(reader: _Reader, item: Item) -> Expr | None:
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


def _window(reader: _Reader, row: Sequence[Item], index: int) -> int:
    window = replace(row[index].value, span=reader.context.span(row[index].start, row[index].end))
    reach = [unit for unit in reader.units[reader.boundary :] if not unit.timed]
    if not reach or reader.joint:
        reader.leading = window
        return index + 1
    unsure = row[index].fallback
    if not all(_names_people(unit.expr) for unit in reach):
        reach = [unit for unit in reach if not _names_people(unit.expr)]  # a time is of what is asked, not of whom
    for unit in reach:
        if unsure:
            other = replace(unsure[0].value, span=window.span)
            unit.expr = Readings(
                (with_window(unit.expr, window), with_window(unit.expr, other)),
                "contradiction",
                span=unit.expr.span,
                rule="logic.unsure",
            )
        else:
            unit.expr = with_window(unit.expr, window)
        unit.timed = True
    last = reader.units[-1]
    last.expr = _extended(last.expr, window.span.end)
    reader.boundary = len(reader.units)
    return index + 1


def _extended(expr: Expr, end: int) -> Expr:
    """An atom's words run on to the end of its window."""
    if isinstance(expr, Concept) and end - expr.span.end < 120:
        return replace(expr, span=Span(expr.span.start, max(end, expr.span.end)))
    return expr


def with_window(expr: Expr, window: Window) -> Expr:
    """The window on every atom that has none of its own; it says more than "ever" or "current" do."""
    match expr:
        case Concept() | Quantity() | Personal():
            kept = tuple(
                w for w in expr.windows if w.relation not in ("ever", "current") and w.relation != window.relation
            )
            if any(w.relation == window.relation and w.length for w in expr.windows):
                return expr
            return replace(
                expr, windows=(*kept, window) if window.relation != "for_at_least" or kept else (window, *kept)
            )
        case And(items) | Or(items) | AtLeast(_, items):
            return replace(expr, items=tuple(with_window(item, window) for item in items))
        case Not(item):
            return replace(expr, item=with_window(item, window))
        case If(condition, then):
            return replace(expr, then=with_window(then, window), condition=condition)
        case _:
            return expr


def _connective(reader: _Reader, row: Sequence[Item], index: int) -> int:
    if row[index].kind == "n" and reader.units and reader.joint in ("", ",") and _is_class(reader.units[-1].expr):
        return _members_of_class(reader, row, index)
    kind = {"~": "|", "n": "|", "d": "d"}.get(row[index].kind, row[index].kind)
    order = ",/&|"
    if kind == "," and reader.joint in order and reader.joint:
        return index + 1
    reader.joint = kind if reader.joint in ("", ",", "r", "/") or kind == "|" else reader.joint
    if reader.denial and kind in "&," and _new_statement(row, index + 1):
        reader.denial = 0
    return index + 1


def _is_class(expr: Expr) -> bool:
    return isinstance(expr, Concept) and expr.kind == "treatment"


def _members_of_class(reader: _Reader, row: Sequence[Item], index: int) -> int:
    """`immunosuppressants for 6 months, including A, B and C`: the class, or any that is named; all have its window."""
    named = _list(row[index + 1 :], reader.context, either=True)
    unit = reader.units[-1]
    if named is not None:
        for window in unit.expr.windows if isinstance(unit.expr, Concept) else ():
            named = with_window(named, window)
        unit.expr = any_of((unit.expr, named), rule="logic.class")
    return len(row)


def _new_statement(row: Sequence[Item], index: int) -> bool:
    while index < len(row) and row[index].kind in "&|,":
        index += 1
    if index >= len(row):
        return False
    return row[index].kind in "vms" or (row[index].kind == "Z" and isinstance(row[index].value, Quantity | And | Or))


def _link(reader: _Reader, row: Sequence[Item], index: int) -> int:
    if reader.units and not (reader.joint and reader.joint != ","):
        reader.joint = "r"
    return index + 1


def _deny(reader: _Reader, row: Sequence[Item], index: int) -> int:
    reader.denials += 1
    reader.denial = reader.denials
    reader.denied_from = row[index].start
    if reader.units and not reader.joint:
        reader.joint = "r"
    return index + 1


def _which(reader: _Reader, row: Sequence[Item], index: int) -> int:
    if row[index].value == "none":
        return _deny(reader, row, index)
    if reader.units and "following" in row[index].text.lower():
        rest = _list(row[index + 1 :], reader.context, either=row[index].value == "any")
        if rest is not None:
            reader.add(rest)
        return len(row)
    reader.either = row[index].value == "any" if reader.either is None else reader.either
    return index + 1


def _examples(reader: _Reader, row: Sequence[Item], index: int) -> int:
    """Examples illustrate and do not require: they are passed over."""
    while index < len(row) and row[index].kind != "r" and not _judgement(row[index]):
        index += 1
    return index


def _judgement(item: Item) -> bool:
    return item.kind == "Z" and isinstance(item.value, Personal)


def _bracket(reader: _Reader, row: Sequence[Item], index: int) -> int:
    close, depth = index + 1, 1
    while close < len(row):
        depth += (row[close].kind == "(") - (row[close].kind == ")")
        if depth == 0:
            break
        close += 1
    inner = row[index + 1 : close]
    if inner:
        _in_brackets(reader, list(inner))
    return close + 1


def _in_brackets(reader: _Reader, inner: Row) -> None:
    first = next((item.kind for item in inner if item.kind not in "tv"), "")
    if first == "e":
        return
    if first == "^":
        _relax(reader, inner, next(i for i, item in enumerate(inner) if item.kind == "^"))
        return
    if first == "W" and not any(item.kind == "Z" for item in inner):
        for index, item in enumerate(inner):
            if item.kind == "W":
                joint, reader.joint = reader.joint, ""
                _window(reader, inner, index)
                reader.joint = joint
        return
    exception = first in "xou!" and first != ""
    body = (
        inner[next(i for i, item in enumerate(inner) if item.kind == first) + 1 :]
        if exception and first in "xou"
        else inner
    )
    expr = _list(body, reader.context, either=True if exception or first == "n" else None)
    if expr is None:
        return
    if not reader.units:
        reader.add(expr)
        return
    last = reader.units[-1]
    if first in "xo" and first:
        last.expr = excepted(negate(last.expr), exception=expr) if last.denied else excepted(last.expr, expr)
        if last.denied:
            last.denied = 0
    elif first == "u":
        last.expr = (
            Or((last.expr, expr), span=_hull(last.expr, expr), rule="logic.unless")
            if reader.context.section == "inclusion"
            else excepted(last.expr, expr)
        )
    elif isinstance(last.expr, Concept) and _all_lab(expr):
        last.expr = expr  # a term that is defined by bounds in brackets stands for them
    elif (
        isinstance(expr, Concept)
        and isinstance(last.expr, Concept)
        and (expr.key is not None and expr.key == last.expr.key)
    ):
        return
    elif isinstance(expr, Concept) and isinstance(last.expr, Concept) and _restates(last.expr, expr):
        last.expr = replace(expr, span=_hull(last.expr, expr))
    elif first == "n" or (
        reader.context.section == "exclusion" and not last.denied and first != "d" and not isinstance(expr, Personal)
    ):
        last.expr = (
            Or((last.expr, expr), span=_hull(last.expr, expr), rule="logic.including")
            if not isinstance(expr, Unsupported)
            else And((last.expr, expr), span=_hull(last.expr, expr), rule=LINK)
        )
    else:
        last.expr = And((last.expr, expr), span=_hull(last.expr, expr), rule=LINK)


def _restates(term: Concept, words: Concept) -> bool:
    """`tumor-associated myositis (myositis within 2 years of …)`: the bracket says what the term means."""
    head = term.name.split()[-1]
    return bool(words.windows) and words.name.split()[0] == head and term.kind == words.kind


def _all_lab(expr: Expr) -> bool:
    match expr:
        case Quantity():
            return is_lab(expr)
        case And(items) | Or(items):
            return all(_all_lab(item) for item in items)
        case _:
            return False


_STEPS: dict[str, Step] = {
    "Z": _atom,
    "K": _counting,
    "F": _criteria_set,
    "^": _relax,
    "7": _in_state,
    "W": _window,
    "(": _bracket,
    "!": _deny,
    "O": _which,
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


def _joined(reader: _Reader) -> Expr | None:
    units = _denials(_without_both_sexes(reader.units))
    if not units:
        return None
    return _by_connective(_linked(_defined(units), reader), reader)


def _without_both_sexes(units: list[_Unit]) -> list[_Unit]:
    """`male or female` asks nothing, beside anything else or alone."""
    sexes = {unit.expr.key for unit in units if isinstance(unit.expr, Concept) and not unit.expr.windows}
    if not {"male", "female"} <= sexes:
        return units
    kept = [unit for unit in units if not (isinstance(unit.expr, Concept) and unit.expr.key in ("male", "female"))]
    return [replace(unit, joint="") if index == 0 else unit for index, unit in enumerate(kept)]


def _denials(units: list[_Unit]) -> list[_Unit]:
    """The members that one "no" reaches become one member, denied."""
    out: list[_Unit] = []
    index = 0
    while index < len(units):
        unit = units[index]
        if not unit.denied:
            out.append(unit)
            index += 1
            continue
        end = index
        while end < len(units) and units[end].denied == unit.denied:
            end += 1
        group = [_Unit(u.expr, u.joint) for u in units[index:end]]
        linked = any(u.joint == "r" for u in group[1:])
        joined = _plain(group)
        out.append(_Unit(negate(joined) if not linked else Not(joined, span=joined.span, rule="logic.no"), unit.joint))
        index = end
    return out


def _plain(group: list[_Unit]) -> Expr:
    """A list under a "no": any of its members, where they are not linked."""
    exprs = tuple(unit.expr for unit in group)
    if any(unit.joint == "r" for unit in group[1:]):
        head: list[Expr] = []
        for index, unit in enumerate(group):
            if index and unit.joint == "r":
                rest = _plain([_Unit(u.expr, u.joint) for u in group[index:]])
                left = any_of(tuple(head))
                return And((left, rest), span=_hull(left, rest), rule=LINK)
            head.append(unit.expr)
    return any_of(exprs, rule="logic.no")


def _defined(units: list[_Unit]) -> list[_Unit]:
    """`hypertension defined as SBP > 160`: the bounds stand for the term."""
    out: list[_Unit] = []
    for unit in units:
        if unit.joint == "d" and out:
            if _all_lab(unit.expr) and isinstance(out[-1].expr, Concept):
                out[-1] = _Unit(unit.expr, out[-1].joint)
                continue
            unit = _Unit(unit.expr, "r")
        out.append(unit)
    return out


def _linked(units: list[_Unit], reader: _Reader) -> list[_Unit]:
    """`A or B requiring C or D` -> (A or B) and (C or D)."""
    at = next((index for index, unit in enumerate(units) if index and unit.joint == "r"), None)
    if at is None:
        return units
    left = _by_connective(units[:at], reader)
    right = _joined_right(units[at:], reader)
    if left is None or right is None:
        return units
    if _names_people(left) and isinstance(right, If) and right.rule == "logic.people":
        whom = all_of((left, right.condition), rule=LINK)
        return [_Unit(replace(right, condition=whom, span=_hull(left, right)), units[0].joint)]
    agreed = isinstance(right, Personal) and right.kind == "agreement"
    if _names_people(left) and (agreed or (reader.context.section == "inclusion" and _fertile(left))):
        return [_Unit(If(_population(left), right, span=_hull(left, right), rule="logic.people"), units[0].joint)]
    return [_Unit(And((left, right), span=_hull(left, right), rule=LINK), units[0].joint)]


def _fertile(expr: Expr) -> bool:
    """Women of childbearing potential: what an inclusion says of them is asked of nobody else."""
    return isinstance(expr, Concept) and "childbearing potential" in (expr.key or expr.name) and expr.present


def _population(expr: Expr) -> Expr:
    """`men and women of childbearing potential` are those who are either."""
    match expr:
        case And(items) if all(isinstance(item, Concept) and item.kind == "state" for item in items):
            return Or(items, span=expr.span, rule="logic.people")
        case _:
            return expr


def _joined_right(units: list[_Unit], reader: _Reader) -> Expr | None:
    head = [_Unit(units[0].expr, "")]
    return _by_connective(_linked([*head, *units[1:]], reader), reader)


def _by_connective(units: list[_Unit], reader: _Reader) -> Expr | None:
    """`or` of `and`s; each comma is what the list's next connective is."""
    if not units:
        return None
    joints = _commas([unit.joint for unit in units], units, reader)
    groups: list[list[Expr]] = [[units[0].expr]]
    for unit, joint in zip(units[1:], joints[1:], strict=True):
        if joint == "|":
            groups.append([unit.expr])
        else:
            groups[-1].append(unit.expr)
    return any_of(tuple(all_of(tuple(group), rule="logic.and") for group in groups), rule="logic.or")


def _commas(joints: list[str], units: list[_Unit], reader: _Reader) -> list[str]:
    default = "&" if reader.context.section == "inclusion" else "|"
    if reader.either is not None:
        default = "|" if reader.either else "&"
    following = default
    out = list(joints)
    for index in range(len(out) - 1, 0, -1):
        joint = out[index]
        pair = (units[index - 1].expr, units[index].expr)
        if joint in "&|":
            following = joint
        elif joint in ",/":
            joint = following if joint == "," else ("&" if all(subjects_of(e) for e in pair) else "|")
        if (
            joint == "&"
            and (reader.either or (reader.context.section == "exclusion" and not all(subjects_of(e) for e in pair)))
            and not _ties(pair)
        ):
            joint = "|"
        if joint == "&" and reader.either is None and reader.context.section == "inclusion" and _same_exclusive(pair):
            joint = "|"
        out[index] = joint
    return out


def _ties(pair: tuple[Expr, Expr]) -> bool:
    """A judgement, or something denied, belongs to what it stands beside."""
    return any(isinstance(expr, Personal | Unsupported) for expr in pair) or isinstance(pair[1], Not)


def _same_exclusive(pair: tuple[Expr, Expr]) -> bool:
    """Male and female, joined by `and`, are alternatives."""
    keys = {expr.key for expr in pair if isinstance(expr, Concept)}
    return keys == {"male", "female"}


def _hull(*exprs: Expr) -> Span:
    return Span(min(e.span.start for e in exprs), max(e.span.end for e in exprs))


__all__ = ["LINK", "Readings", "Relaxed", "excepted", "negate", "tree", "with_window"]
