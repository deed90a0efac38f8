"""Reads one list from left to right: units, the words between them, brackets, windows.

Each kind of item has a step, which adds a unit, changes the last one, or remembers what the next one needs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from equipoise.criteria.grammar.atoms import bound_nodes
from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.joining import Manner, Unit, joined
from equipoise.criteria.grammar.quantities import subjects_of
from equipoise.criteria.grammar.trees import LINK, all_lab, excepted, hull, names_people, negate, with_window
from equipoise.criteria.items import Item, Row
from equipoise.criteria.nodes import (
    And,
    AtLeast,
    Concept,
    Expr,
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
)
from equipoise.source import Span


@dataclass(slots=True)
class Reader:
    """Reads one list from left to right."""

    context: Context
    units: list[Unit] = field(default_factory=list)
    joint: str = ""
    denial: int = 0
    denials: int = 0
    denied_from: int = -1
    denied_as: str = ""  # the word that denied last
    leading: Window | None = None
    boundary: int = 0  # windows reach back to here
    word: str = ""  # the kind of the connective before the next member, and of the one before the last member
    last_word: str = ""
    apart: bool = False  # the connective at hand ends an "or" behind a comma: "A or B, and"
    either: bool | None = None
    relaxed: bool = False
    whom: Expr | None = None  # for whom what was read may be relaxed
    criteria_sets: list[Item] = field(default_factory=list)  # named before the diagnosis that meets them

    def add(self, expr: Expr, *, grouped: bool = False) -> None:
        for named in self.criteria_sets:
            expr = _meeting(expr, named, self.context)
        self.criteria_sets.clear()
        if self.denial and self.denied_from >= 0:
            expr = _widened(expr, self.context, self.denied_from)
            self.denied_from = -1
        if self.leading is not None:
            expr = with_window(expr, self.spanning(self.leading, expr, bool(self.denial)))
        joint = self.joint or ("" if not self.units else "r")
        self.units.append(Unit(expr, joint, self.denial, grouped=grouped, apart=self.apart and joint == "&"))
        self.last_word, self.word = self.word, ""
        self.joint, self.apart = "", False

    def spanning(self, window: Window, expr: Expr, denied: bool) -> Window:
        """The window as it is meant of a unit: absent for at least 3 weeks is absent within them."""
        lasting = isinstance(expr, Concept) and (
            "stable" in expr.name or any(other.relation == "ever" for other in expr.windows)
        )
        if not denied or lasting or window.relation != "for_at_least":
            return window
        if self.context.section == "exclusion" and "not" in self.denied_as:
            return window  # those are excluded who do not have it for so long
        return replace(window, relation="within", strict=False)


def _widened(expr: Expr, context: Context, start: int) -> Expr:
    """The words of an absence begin with its "no"."""
    first = expr
    if isinstance(first, Concept):
        raw = context.span(start, start + 1).start
        return replace(first, span=Span(min(raw, first.span.start), first.span.end))
    return expr


def sentences(row: Row) -> list[Row]:
    found: list[Row] = [[]]
    depth = 0
    for item in row:
        depth += (item.kind == "(") - (item.kind == ")")
        if item.kind in ".;" and depth <= 0:
            found.append([])
        else:
            found[-1].append(item)
    return [sentence for sentence in found if sentence]


def read_list(
    row: Sequence[Item], context: Context, *, either: bool | None = None, grouped: bool = False
) -> Expr | None:
    reader = Reader(context, either=either)
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
    expr = joined(reader.units, Manner(context, reader.either, grouped)) if reader.units else None
    if expr is not None and reader.relaxed:
        return Relaxed(expr, reader.whom, span=expr.span, rule="logic.relaxed")
    return expr


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


def _relax(reader: Reader, row: Sequence[Item], index: int) -> int:
    """`patients with X may relax this`: what was read so far is for the investigator where it fails."""
    reader.relaxed = True
    reader.whom = read_list(row[index].value, reader.context) if row[index].value else None
    return index + 1


def _criteria_set(reader: Reader, row: Sequence[Item], index: int) -> int:
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


def _counting(reader: Reader, row: Sequence[Item], index: int) -> int:
    """`at least k of the following: …`: the rest of the sentence is what is counted."""
    bound, announced = row[index].value
    rest = list(row[index + 1 :])
    if rest and rest[0].kind == "(":
        close = next((at for at in range(len(rest) - 1, 0, -1) if rest[at].kind == ")"), len(rest))
        rest = rest[1:close]
    members = _members(
        [
            part
            for sentence in sentences(rest)
            if (part := read_list(sentence, reader.context, either=True)) is not None
        ],
        announced,
    )
    count = int(bound.value) + (bound.op == ">")
    if not members:
        return index + 1
    if count > len(members) or len(members) == 1:
        reader.add(any_of(tuple(members)))
    else:
        place = hull(*members)
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


Step = Callable[[Reader, Sequence[Item], int], int]


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


def _window(reader: Reader, row: Sequence[Item], index: int) -> int:
    window = replace(row[index].value, span=reader.context.span(row[index].start, row[index].end))
    reach = [unit for unit in reader.units[reader.boundary :] if not unit.timed]
    if not reach or reader.joint:
        reader.leading = window
        return index + 1
    unsure = row[index].fallback
    if not all(names_people(unit.expr) for unit in reach):
        reach = [unit for unit in reach if not names_people(unit.expr)]  # a time is of what is asked, not of whom
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
            unit.expr = with_window(unit.expr, reader.spanning(window, unit.expr, bool(unit.denied)))
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


def _connective(reader: Reader, row: Sequence[Item], index: int) -> int:
    if row[index].kind == "n" and reader.units and reader.joint in ("", ",") and _is_class(reader.units[-1].expr):
        return _members_of_class(reader, row, index)
    kind = {"~": "|", "n": "|", "d": "d"}.get(row[index].kind, row[index].kind)
    order = ",/&|"
    if kind == "," and reader.joint in order and reader.joint:
        return index + 1
    reader.apart = reader.apart or (reader.joint == "," and reader.last_word in ("|", "~"))
    reader.word = row[index].kind
    reader.joint = kind if reader.joint in ("", ",", "r", "/") or kind == "|" else reader.joint
    if reader.denial and kind in "&," and _new_statement(row, index + 1):
        reader.denial = 0
    return index + 1


def _is_class(expr: Expr) -> bool:
    return isinstance(expr, Concept) and expr.kind == "treatment"


def _members_of_class(reader: Reader, row: Sequence[Item], index: int) -> int:
    """`immunosuppressants for 6 months, including A, B and C`: the class, or any that is named; all have its window."""
    named = read_list(row[index + 1 :], reader.context, either=True)
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


def _link(reader: Reader, row: Sequence[Item], index: int) -> int:
    if reader.units and not (reader.joint and reader.joint != ","):
        reader.joint = "r"
    return index + 1


def _deny(reader: Reader, row: Sequence[Item], index: int) -> int:
    reader.denials += 1
    reader.denial = reader.denials
    reader.denied_from = row[index].start
    reader.denied_as = row[index].text.lower()
    if reader.units and not reader.joint:
        reader.joint = "r"
    return index + 1


def _which(reader: Reader, row: Sequence[Item], index: int) -> int:
    if row[index].value == "none":
        return _deny(reader, row, index)
    if reader.units and "following" in row[index].text.lower():
        rest = read_list(row[index + 1 :], reader.context, either=row[index].value == "any")
        if rest is not None:
            reader.add(rest)
        return len(row)
    word = row[index].text.lower()
    if word == "either" and any(item.kind == "|" for item in row[index:]):
        return _either(reader, row, index)
    if word == "both" and reader.joint == "|" and all(item.kind in "tv" for item in row[index + 1 : index + 2]):
        reader.either, reader.joint = True, ""  # "A, B, or both"
        return index + 1
    reader.either = row[index].value == "any" if reader.either is None else reader.either
    return index + 1


def _either(reader: Reader, row: Sequence[Item], index: int) -> int:
    """`A and either B or C`: the rest is one member, whose "or" says what it reaches."""
    if not reader.units or reader.joint != "&":
        return index + 1
    rest = read_list(row[index + 1 :], reader.context)
    if rest is not None:
        reader.apart = True
        reader.add(rest, grouped=True)
    return len(row)


def _examples(reader: Reader, row: Sequence[Item], index: int) -> int:
    """Examples illustrate and do not require: they are passed over."""
    while index < len(row) and row[index].kind != "r" and not _judgement(row[index]):
        index += 1
    return index


def _judgement(item: Item) -> bool:
    return item.kind == "Z" and isinstance(item.value, Personal)


def _bracket(reader: Reader, row: Sequence[Item], index: int) -> int:
    close, depth = index + 1, 1
    while close < len(row):
        depth += (row[close].kind == "(") - (row[close].kind == ")")
        if depth == 0:
            break
        close += 1
    inner = row[index + 1 : close]
    if reader.context.text[row[index].end : row[min(close, len(row) - 1)].start].strip().lower() in ("or", "and/or"):
        reader.joint = "|"  # "and (or)"
        return close + 1
    if inner and _stands_alone(reader, row, index, close) and _group(reader, list(inner), row[index - 1]):
        return close + 1
    if inner:
        _in_brackets(reader, list(inner))
    return close + 1


_ASIDE = "enxouidy^W0"  # what begins a bracket that says something of the words before it


def _stands_alone(reader: Reader, row: Sequence[Item], index: int, close: int) -> bool:
    """Whether a bracket is a member of the list by itself, and no remark on the one before it: "A or (B and C)"."""
    first = next((item.kind for item in row[index + 1 : close] if item.kind not in "tv"), "")
    if first in _ASIDE or first in "&|~" or any(item.kind == "y" for item in row[index:close]):
        return False
    before = row[index - 1] if index else None
    if before is not None and before.kind in "&|~!" and row[index].start <= before.end + 1:
        return reader.joint in ("&", "|") or before.kind == "!"
    return not reader.units and close + 1 < len(row) and row[close + 1].kind in "&|~,"


def _group(reader: Reader, inner: Row, before: Item) -> bool:
    """`( B and C )` -> one unit whose connectives hold as they are written; False where nothing in it is read."""
    expr = read_list(inner, reader.context, grouped=True)
    if expr is None:
        return False
    several = isinstance(expr, And | Or)
    if before.kind == "!" and isinstance(expr, And) and not any(item.kind == "," for item in inner):
        whole = replace(expr, rule=LINK)
        if before.text.lower() != "not":
            # "no (A and B)": neither of them, or not the two together
            each = Readings((Not(whole, span=expr.span, rule="logic.no"), negate(expr)), "ambiguous-connective",
                            span=expr.span, rule="logic.unsure")  # fmt: skip
            reader.denial, reader.denied_from = 0, -1
            reader.add(each, grouped=True)
            return True
        expr = whole
    reader.add(expr, grouped=several)
    return True


def _in_brackets(reader: Reader, inner: Row) -> None:
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
    if any(item.kind == "y" for item in inner):
        _allow(reader, inner)
        return
    if first == inner[0].kind and first in "|~&" and inner[0].text.lower() != "also" and reader.units:
        _another(reader, inner, first)
        return
    exception = first in "xou!" and first != ""
    body = (
        inner[next(i for i, item in enumerate(inner) if item.kind == first) + 1 :]
        if exception and first in "xou"
        else inner
    )
    expr = read_list(body, reader.context, either=True if exception or first == "n" else None)
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
            Or((last.expr, expr), span=hull(last.expr, expr), rule="logic.unless")
            if reader.context.section == "inclusion"
            else excepted(last.expr, expr)
        )
    elif isinstance(last.expr, Concept) and all_lab(expr):
        reader.context.terms.append(last.expr.span)
        last.expr = expr  # a term that is defined by bounds in brackets stands for them
    elif _same_concept(last.expr, expr):
        return
    elif isinstance(expr, Concept) and isinstance(last.expr, Concept) and _restates(last.expr, expr):
        last.expr = replace(expr, span=hull(last.expr, expr))
    elif first == "n" or (
        reader.context.section == "exclusion" and not last.denied and first != "d" and not isinstance(expr, Personal)
    ):
        last.expr = (
            Or((last.expr, expr), span=hull(last.expr, expr), rule="logic.including")
            if not isinstance(expr, Unsupported)
            else And((last.expr, expr), span=hull(last.expr, expr), rule=LINK)
        )
    else:
        last.expr = And((last.expr, expr), span=hull(last.expr, expr), rule=LINK)


def _another(reader: Reader, inner: Row, joint: str) -> None:
    """`A (or B)`, `A (and B)`: one more member, which belongs to the one before it."""
    last = reader.units[-1]
    at = next(index for index, item in enumerate(inner) if item.kind == joint)
    expr = read_list(inner[at + 1 :], reader.context, either=True if joint != "&" else None)
    if expr is None or _same_concept(last.expr, expr):
        return
    both = joint == "&" and (reader.context.section == "inclusion" or isinstance(expr, Personal | Unsupported | Not))
    last.expr = all_of((last.expr, expr), rule="logic.and") if both else any_of((last.expr, expr), rule="logic.or")


def _allow(reader: Reader, inner: Row) -> None:
    """`immunosuppressants (methotrexate is allowed)` takes methotrexate out of an exclusion; else it asks nothing."""
    allowed = read_list([item for item in inner if item.kind != "y"], reader.context, either=True)
    if allowed is None or not reader.units or (reader.context.section == "inclusion" and not reader.units[-1].denied):
        return
    last = reader.units[-1]
    base = negate(last.expr) if last.denied else last.expr
    last.expr, last.denied = excepted(base, allowed), 0


def _same_concept(one: Expr, other: Expr) -> bool:
    return isinstance(one, Concept) and isinstance(other, Concept) and one.key is not None and one.key == other.key


def _restates(term: Concept, words: Concept) -> bool:
    """`tumor-associated myositis (myositis within 2 years of …)`: the bracket says what the term means."""
    head = term.name.split()[-1]
    return bool(words.windows) and words.name.split()[0] == head and term.kind == words.kind


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
