"""The members of a list -> one tree: what "no" reaches, what a comma means, what belongs to what."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.near_links import Unit, with_near_links
from equipoise.criteria.grammar.quantities import subjects_of
from equipoise.criteria.grammar.trees import LINK, all_lab, hull, names_people, negate
from equipoise.criteria.nodes import (
    And,
    Concept,
    Expr,
    If,
    Not,
    Or,
    Personal,
    Unsupported,
    all_of,
    any_of,
)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a list is to be joined: the clause it stands in, whether any of its members will do (None: not said), and
    whether it stands in brackets of its own.
    """

    context: Context
    either: bool | None
    grouped: bool = False


_MOST_LINKS = 60  # words that follow each other without a connective: more of them are no sentence


def joined(units: list[Unit], how: Manner) -> Expr | None:
    units = _denials(_without_both_sexes(units, how))
    if not units:
        return None
    if sum(unit.joint == "r" for unit in units) > _MOST_LINKS:
        return all_of(tuple(unit.expr for unit in units), rule=LINK)
    return _by_connective(_linked(_defined(units, how), how), how)


def _without_both_sexes(units: list[Unit], how: Manner) -> list[Unit]:
    """`male or female` asks nothing, beside anything else or alone."""
    sexes = {unit.expr.key for unit in units if isinstance(unit.expr, Concept) and not unit.expr.windows}
    if not {"male", "female"} <= sexes:
        return units
    kept = [unit for unit in units if not (isinstance(unit.expr, Concept) and unit.expr.key in ("male", "female"))]
    how.context.terms.extend(unit.expr.span for unit in units if unit not in kept)
    return [replace(unit, joint="") if index == 0 else unit for index, unit in enumerate(kept)]


def _denials(units: list[Unit]) -> list[Unit]:
    """The members that one "no" reaches become one member, denied."""
    out: list[Unit] = []
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
        group = with_near_links(
            [Unit(u.expr, u.joint) for u in units[index:end]], lambda some: [Unit(_plain(some), "")]
        )
        linked = any(u.joint == "r" for u in group[1:])
        joined = _plain(group)
        whole = Not(joined, span=joined.span, rule="logic.no") if linked else negate(joined)
        out.append(Unit(whole, unit.joint, grouped=unit.grouped, apart=unit.apart))
        index = end
    return out


def _plain(group: list[Unit]) -> Expr:
    """A list under a "no": any of its members, where they are not linked."""
    exprs = tuple(unit.expr for unit in group)
    if any(unit.joint == "r" for unit in group[1:]):
        head: list[Expr] = []
        for index, unit in enumerate(group):
            if index and unit.joint == "r":
                rest = _plain([Unit(u.expr, u.joint) for u in group[index:]])
                left = any_of(tuple(head))
                return And((left, rest), span=hull(left, rest), rule=LINK)
            head.append(unit.expr)
    return any_of(exprs, rule="logic.no")


def _defined(units: list[Unit], how: Manner) -> list[Unit]:
    """`hypertension defined as SBP > 160`: the bounds stand for the term."""
    out: list[Unit] = []
    for unit in units:
        if unit.joint == "d" and out:
            if all_lab(unit.expr) and isinstance(out[-1].expr, Concept):
                how.context.terms.append(out[-1].expr.span)
                out[-1] = Unit(unit.expr, out[-1].joint)
                continue
            unit = Unit(unit.expr, "r")
        out.append(unit)
    return out


def _linked(units: list[Unit], how: Manner) -> list[Unit]:
    """`A or B requiring C or D` -> (A or B) and (C or D)."""
    units = with_near_links(units, lambda some: _linked(some, how))
    at = next((index for index, unit in enumerate(units) if index and unit.joint == "r"), None)
    if at is None:
        return units
    if (begin := _linked_from(units, at)) > 0:
        tied = _linked([replace(units[begin], joint=""), *units[begin + 1 :]], how)
        if len(tied) == 1:
            return [*units[:begin], replace(units[begin], expr=tied[0].expr, grouped=True)]
    left = _by_connective(units[:at], how)
    right = _joined_right(units[at:], how)
    if left is None or right is None:
        return units
    if names_people(left) and isinstance(right, If) and right.rule == "logic.people":
        whom = all_of((left, right.condition), rule=LINK)
        return [Unit(replace(right, condition=whom, span=hull(left, right)), units[0].joint)]
    agreed = isinstance(right, Personal) and right.kind == "agreement"
    if names_people(left) and (agreed or (how.context.section == "inclusion" and _fertile(left))):
        return [Unit(If(population_of(left), right, span=hull(left, right), rule="logic.people"), units[0].joint)]
    return [Unit(And((left, right), span=hull(left, right), rule=LINK), units[0].joint)]


def _linked_from(units: list[Unit], at: int) -> int:
    """The first member that a link ties: of "creatinine > 2 or renal failure requiring dialysis" only the failure."""
    sort = _sort(units[at - 1].expr)
    begin = at - 1
    while begin > 0 and _sort(units[begin - 1].expr) == sort:
        begin -= 1
    return begin if begin > 0 and sort and units[begin].joint in ("|", ",") else 0


def _sort(expr: Expr) -> str:
    if subjects_of(expr):
        return "value"
    return "people" if isinstance(expr, Concept) and _PEOPLE.search(expr.name) else "other"


_PEOPLE = re.compile(r"\b(?:females?|males?|wom[ae]n|m[ae]n|girls?|boys?)$")


def _fertile(expr: Expr) -> bool:
    """Women of childbearing potential: what an inclusion says of them is asked of nobody else."""
    return isinstance(expr, Concept) and "childbearing potential" in (expr.key or expr.name) and expr.present


def population_of(expr: Expr) -> Expr:
    """`men and women of childbearing potential` are those who are either."""
    match expr:
        case And(items) if all(isinstance(item, Concept) and item.kind == "state" for item in items):
            return Or(items, span=expr.span, rule="logic.people")
        case _:
            return expr


def _joined_right(units: list[Unit], how: Manner) -> Expr | None:
    head = [Unit(units[0].expr, "")]
    return _by_connective(_linked([*head, *units[1:]], how), how)


def _by_connective(units: list[Unit], how: Manner) -> Expr | None:
    """`or` of `and`s; each comma is what the list's next connective is. "A or B, and C" is (A or B) and C."""
    if not units:
        return None
    units = _pairs_apart(units, how)
    joints = _commas([unit.joint for unit in units], units, how)
    parts: list[Expr] = []
    groups: list[list[Expr]] = [[units[0].expr]]
    for unit, joint in zip(units[1:], joints[1:], strict=True):
        if joint == "|":
            groups.append([unit.expr])
        elif unit.apart and joint == "&" and len(groups) > 1:
            parts.append(_either_of(groups))
            groups = [[unit.expr]]
        else:
            groups[-1].append(unit.expr)
    return all_of((*parts, _either_of(groups)), rule="logic.and")


def _either_of(groups: list[list[Expr]]) -> Expr:
    return any_of(tuple(all_of(tuple(group), rule="logic.and") for group in groups), rule="logic.or")


def _commas(joints: list[str], units: list[Unit], how: Manner) -> list[str]:
    default = "&" if how.context.section == "inclusion" else "|"
    if how.either is not None:
        default = "|" if how.either else "&"
    following = default
    out = list(joints)
    as_written = how.grouped and "," not in joints
    for index in range(len(out) - 1, 0, -1):
        joint = out[index]
        pair = (units[index - 1].expr, units[index].expr)
        if joint in "&|":
            following = joint
        elif joint in ",/":
            joint = following if joint == "," else ("&" if all(subjects_of(e) for e in pair) else "|")
        if (
            joint == "&"
            and (how.either or (how.either is None and _separate_grounds(pair, how)))
            and not _ties(pair)
            and not (as_written or units[index - 1].grouped or units[index].grouped)
        ):
            joint = "|"
        if joint == "&" and how.either is None and how.context.section == "inclusion" and _same_exclusive(pair):
            joint = "|"
        out[index] = joint
    return out


def _pairs_apart(units: list[Unit], how: Manner) -> list[Unit]:
    """`age ≥ 50, partial or total resection, MMSE ≥ 27`: the two that "or" joins are one member of the list."""
    if how.context.section != "inclusion" or how.either is not None:
        return units
    out = list(units)
    index = 1
    while index + 2 < len(out):
        joints = [unit.joint for unit in out[index : index + 3]]
        if joints == [",", "|", ","] and _unlike((out[index - 1].expr, out[index].expr)):
            pair = any_of((out[index].expr, out[index + 1].expr), rule="logic.or")
            out[index : index + 2] = [replace(out[index], expr=pair, grouped=True)]
        index += 1
    return out


def _unlike(pair: tuple[Expr, Expr]) -> bool:
    """A value beside something that is none."""
    return bool(subjects_of(pair[0])) != bool(subjects_of(pair[1]))


def _separate_grounds(pair: tuple[Expr, Expr], how: Manner) -> bool:
    """Whether each of two things excludes by itself, where "both" or "all of" do not say otherwise."""
    return how.context.section == "exclusion" and not all(subjects_of(expr) for expr in pair)


def _ties(pair: tuple[Expr, Expr]) -> bool:
    """A judgement, or something denied, belongs to what it stands beside."""
    return any(isinstance(expr, Personal | Unsupported) for expr in pair) or isinstance(pair[1], Not)


def _same_exclusive(pair: tuple[Expr, Expr]) -> bool:
    """Male and female, joined by `and`, are alternatives."""
    keys = {expr.key for expr in pair if isinstance(expr, Concept)}
    return keys == {"male", "female"}
