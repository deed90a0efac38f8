"""What reading a list from left to right remembers, and what every step of it may do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.joining import Manner, joined
from equipoise.criteria.grammar.loosen import loosen
from equipoise.criteria.grammar.near_links import Unit
from equipoise.criteria.grammar.trees import LINK, hull, names_people, with_window
from equipoise.criteria.grammar.washouts import SINCE
from equipoise.criteria.items import Item, Row
from equipoise.criteria.nodes import And, Concept, Expr, Or, Quantity, Readings, Unsupported, Window, atoms
from equipoise.source import Span

Step = Callable[["Reader", Sequence[Item], int], int]


@dataclass(slots=True)
class Reader:
    """Reads one list from left to right."""

    context: Context
    steps: Mapping[str, Step]
    units: list[Unit] = field(default_factory=list)
    joint: str = ""
    denial: int = 0
    denials: int = 0
    denied_from: int = -1
    denied_as: str = ""  # the word that denied last
    leading: Window | None = None
    boundary: int = 0  # windows reach back to here
    opened: int = 0  # the first member behind the last verb ("receipt of"): they reach back no further than that
    word: str = ""  # the kind of the connective before the next member, and of the one before the last member
    last_word: str = ""
    apart: bool = False  # the connective at hand ends an "or" behind a comma: "A or B, and"
    either: bool | None = None
    grouped: bool = False  # the list stands in brackets of its own
    offered: bool = False  # "either" stands before it: what "no" denies ends at the "or"
    relaxed: list[Item] = field(default_factory=list)  # what loosens the bounds that were read
    criteria_sets: list[Item] = field(default_factory=list)  # named before the diagnosis that meets them

    def read(self, row: Sequence[Item]) -> Expr | None:
        """The tree of the whole list; None where nothing in it is asked."""
        index = 0
        while index < len(row):
            item = row[index]
            step = self.steps.get(item.kind)
            if step is not None:
                index = step(self, row, index)
            else:
                index += 1
        if self.criteria_sets and not self.units:
            first = self.criteria_sets[0]
            return Concept(
                "test",
                first.value,
                key=None,
                narrowed=True,
                span=self.context.span(first.start, first.end),
                rule="logic.criteria-set",
            )
        if not self.units and self.leading is not None and self.leading.length is not None:
            place = self.leading.span  # a time, and nothing that was understood of what it is the time
            return Unsupported(_words(row), span=place, rule="logic.lone-window")
        expr = joined(self.units, Manner(self.context, self.either, self.grouped)) if self.units else None
        for item in self.relaxed:
            if expr is not None:
                expr = loosen(expr, item, self.context, self.nested) or expr
        return expr

    def nested(
        self, row: Sequence[Item], *, either: bool | None = None, grouped: bool = False, offered: bool = False
    ) -> Expr | None:
        """The tree of a list within this one."""
        return Reader(self.context, self.steps, either=either, grouped=grouped, offered=offered).read(row)

    def add(self, expr: Expr, *, grouped: bool = False) -> None:
        """One more member; `grouped` where it stood in brackets of its own."""
        for named in self.criteria_sets:
            expr = meeting(expr, named, self.context)
        self.criteria_sets.clear()
        if self.denial and self.denied_from >= 0:
            expr = _widened(expr, self.context, self.denied_from)
            self.denied_from = -1
        if self.leading is not None and not (self.units and _is_over(expr, self.leading)):
            expr = with_window(expr, self.spanning(self.leading, expr, bool(self.denial)))
            if self.leading.rule in ("window.plan", "window.study") and self.boundary < len(self.units):
                self.boundary = len(
                    self.units
                )  # "pregnant, or planning to be within 3 months": a time of the plan alone
        if self.units and not self.joint and not self.denial and _is_classed(self.units[-1].expr, expr):
            classed = self.units[-1]  # "NYHA class III heart failure": the class is this disease's alone
            classed.expr = And((classed.expr, expr), span=hull(classed.expr, expr), rule=LINK)
            return
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


def _is_classed(scale: Expr, expr: Expr) -> bool:
    """Whether a class of a scale stands right before the disease that it is a class of."""
    if not isinstance(expr, Concept) or expr.kind != "condition":
        return False
    return all(isinstance(atom, Quantity) and atom.subject in _CLASSES for atom in atoms(scale))


_CLASSES = frozenset({"nyha", "ccs_angina", "child_pugh"})


def _words(row: Sequence[Item]) -> str:
    return " ".join(item.text for item in row if item.text) or "a time"


def _is_over(expr: Expr, window: Window) -> bool:
    """`at least 4 weeks since surgery, and recovered`: how long ago something was says nothing of a state."""
    return (
        window.relation == "before" and window.length is not None and isinstance(expr, Concept) and expr.kind == "state"
    )


def _widened(expr: Expr, context: Context, start: int) -> Expr:
    """The words of an absence begin with its "no"."""
    first = expr
    if isinstance(first, Concept):
        raw = context.span(start, start + 1).start
        return replace(first, span=Span(min(raw, first.span.start), first.span.end))
    return expr


def sentences(row: Row) -> list[Row]:
    """The row cut at full stops and semicolons outside brackets."""
    return parted(row, ".;")


def parted(row: Sequence[Item], signs: str) -> list[Row]:
    """The row cut at these signs outside brackets; what is empty is left out."""
    found: list[Row] = [[]]
    depth = 0
    for item in row:
        depth += (item.kind == "(") - (item.kind == ")")
        if item.kind in signs and depth <= 0:
            found.append([])
        else:
            found[-1].append(item)
    return [part for part in found if part]


def meeting(expr: Expr, named: Item, context: Context) -> Expr:
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
            return replace(expr, items=tuple(meeting(item, named, context) for item in items))
        case _:
            return expr


def place_window(reader: Reader, row: Sequence[Item], index: int) -> int:
    """`asthma or gout within 6 months`: a time reaches back over the members that have none; at the start, forward."""
    window = replace(row[index].value, span=reader.context.span(row[index].start, row[index].end))
    if window.rule == SINCE and reader.joint in ("&", "|", ","):
        reader.denial = 0  # "no prior A, or at least 6 months since prior A"
    reach = [unit for unit in reader.units[max(reader.boundary, reader.opened) :] if not unit.timed]
    if not reach or (reader.joint and not (reader.joint in ",r" and _ends_list(row, index + 1))):
        reader.leading = window
        return index + 1
    reader.joint = ""
    unsure = row[index].fallback
    if not all(names_people(unit.expr) for unit in reach):
        reach = [unit for unit in reach if not names_people(unit.expr)]  # a time is of what is asked, not of whom
    if len(reach) > 1:
        reach = _alike(reach, window)
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


def _alike(units: list[Unit], window: Window) -> list[Unit]:
    """`CD4 > 200 and on a drug for 12 weeks`: a time reaches back over what is like the member before it."""
    if window.length is None:
        return units
    last = _sort(units[-1].expr, window)
    found = [units[-1]]
    for index in range(len(units) - 2, -1, -1):
        unit, joint = units[index], units[index + 1].joint
        sort = _sort(unit.expr, window)
        told = "" not in (sort, last)
        if sort != last and (sort == "value" or told or joint == "&") and (joint != "r" or (_lasts(window) and told)):
            if _lasts(window):
                break
            continue
        found.append(unit)
    return found[::-1]


def _sort(expr: Expr, window: Window) -> str:
    """What a time can be shared by: values, and what patients have or were given where it is how long that lasted."""
    first = next(iter(atoms(expr)), expr)
    if isinstance(first, Quantity):
        return "value"
    return (
        first.kind if _lasts(window) and isinstance(first, Concept) and first.kind in ("condition", "treatment") else ""
    )


def _lasts(window: Window) -> bool:
    return window.relation in ("for_at_least", "for_at_most")


def _ends_list(row: Sequence[Item], index: int) -> bool:
    """`…, at screening`: whether nothing comes that the time could belong to."""
    return all(item.kind not in "ZKVNOU(" for item in row[index:])


def _extended(expr: Expr, end: int) -> Expr:
    """An atom's words run on to the end of its window."""
    if isinstance(expr, Concept) and end - expr.span.end < 120:
        return replace(expr, span=Span(expr.span.start, max(end, expr.span.end)))
    return expr


def relax(reader: Reader, row: Sequence[Item], index: int) -> int:
    """`patients with X may relax this`: it is said of what was read so far."""
    reader.relaxed.append(row[index])
    return index + 1


def deny(reader: Reader, row: Sequence[Item], index: int) -> int:
    """`no A or B`: what follows is denied, until another statement begins."""
    reader.denials += 1
    reader.denial = reader.denials
    reader.denied_from = row[index].start
    reader.denied_as = row[index].text.lower()
    if reader.leading is not None and reader.leading.rule == SINCE and reader.units:
        reader.leading = None  # "at least 4 weeks since A, and no B"
    if reader.units and not reader.joint:
        reader.joint = "r"
    return index + 1
