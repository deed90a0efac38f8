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

from collections.abc import Sequence
from dataclasses import replace

from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.counts import PARTS
from equipoise.criteria.grammar.definitions import defines_exemption
from equipoise.criteria.grammar.joining import population_of
from equipoise.criteria.grammar.lists import read_list
from equipoise.criteria.grammar.reader import parted, sentences
from equipoise.criteria.grammar.trees import LINK, excepted, hull, is_absence, names_people, negate, shares_concept
from equipoise.criteria.items import Item, Row
from equipoise.criteria.nodes import (
    And,
    Expr,
    If,
    Not,
    Or,
    Unsupported,
    all_of,
    any_of,
)


def tree(row: Row, context: Context) -> Expr | None:
    """Z & Z … -> the expression of the whole clause; None where nothing is asked."""
    result: Expr | None = None
    for number, sentence in enumerate(sentences(row)):
        if number and defines_exemption(context.text[sentence[0].start : sentence[-1].end]):
            continue
        if result is not None and (spared := _exception_sentence(sentence, context)) is not None:
            inclusive = context.section == "inclusion" or is_absence(result)
            exempt = (
                Or((result, spared), rule="logic.unless")
                if inclusive
                else And((result, Not(spared, span=spared.span)), rule="logic.unless")
            )
            result = replace(exempt, span=hull(result, spared))
            continue
        expr = _sentence(sentence, context)
        if expr is None:
            continue
        if result is not None and any(item.kind == "5" for item in sentence):
            other = all_of((expr.condition, expr.then), rule=LINK) if isinstance(expr, If) else expr
            result = Or((result, other), span=hull(result, other), rule="logic.other-way")
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
    if isinstance(result, Or) and result.rule == "logic.unless" and shares_concept(result.items[-1], allowed):
        return Or((*result.items[:-1], allowed), span=hull(result, allowed), rule="logic.unless")
    if result is None or context.section == "inclusion" or isinstance(allowed, Unsupported):
        return result
    return all_of((result, Not(allowed, span=allowed.span, rule="logic.permission")), rule="logic.permission")


def _exception_sentence(sentence: Row, context: Context) -> Expr | None:
    """A sentence of its own that begins with "unless" or "except" speaks of the sentence before it."""
    start = next((index for index, item in enumerate(sentence) if item.kind not in "tv&,:"), None)
    if start is None or sentence[start].kind not in "ux":
        return None
    return read_list(sentence[start + 1 :], context, either=True)


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


def _sentence(row: Row, context: Context, *, grouped: bool = False) -> Expr | None:
    if not row or any(item.kind == "0" for item in row):
        return None
    row = _members_read(row, context)
    for split in (_if_first, _unless, _except, _must, _if_last):
        found = split(row, context)
        if found is not None:
            return found
    return read_list(row, context, grouped=grouped)


def _members_read(row: Row, context: Context) -> Row:
    """`any of the following: A if B; C; D`: what stands between the semicolons of a list is a sentence of its own."""
    start = next((index + 1 for index, item in enumerate(row) if item.kind in "KO"), None)
    if start is None or not any(item.kind in PARTS for item in row):
        return row
    while start < len(row) and row[start].kind in "Wt,:":
        start += 1
    out = row[:start]
    for part in parted(row[start:], PARTS):
        while part and part[0].kind in "&|~,":
            part = part[1:]
        expr = _sentence(part, context, grouped=True)
        if expr is not None:
            out += [Item("Z", part[0].start, part[-1].end, expr, ""), Item(PARTS, part[-1].end, part[-1].end)]
    return out


def _if_first(row: Row, context: Context) -> Expr | None:
    """`if X, Y` -> If(X, Y)."""
    start = next((index for index, item in enumerate(row) if item.kind not in "tv,:(p"), 0)
    if row[start].kind != "i":
        return None
    comma = _position(row[start + 1 :], ",:m")
    if comma is None:
        return None
    condition = read_list(row[start + 1 : start + 1 + comma], context)
    then = _sentence(row[start + 2 + comma :], context)
    if condition is None or then is None:
        return condition or then
    return If(condition, then, span=hull(condition, then), rule="logic.if")


def _if_last(row: Row, context: Context) -> Expr | None:
    """`Y if X` -> If(X, Y)."""
    at = _position(row, "i")
    if not at:
        return None
    then, condition = read_list(row[:at], context), read_list(row[at + 1 :], context)
    if condition is None or then is None:
        return then or condition
    return If(condition, then, span=hull(condition, then), rule="logic.if")


def _unless(row: Row, context: Context) -> Expr | None:
    """`X unless Y` -> X or Y of an inclusion, X and not Y of an exclusion."""
    at = _position(row, "u")
    if at is None:
        return None
    base, exception = (_sentence(row[:at], context) if at else None), read_list(row[at + 1 :], context, either=False)
    if base is None or exception is None:
        return base or (None if exception is None else Not(exception, span=exception.span, rule="logic.unless"))
    if context.section == "inclusion" or is_absence(base):
        return Or((base, exception), span=hull(base, exception), rule="logic.unless")
    return And((base, Not(exception, span=exception.span)), span=hull(base, exception), rule="logic.unless")


def _except(row: Row, context: Context) -> Expr | None:
    """`X except Y` -> X and not Y; `no X except Y` -> X absent, or Y."""
    at = _position(row, "x")
    if at is None:
        return None
    base, exception = (_sentence(row[:at], context) if at else None), read_list(row[at + 1 :], context, either=True)
    if base is None or exception is None:
        return base or exception
    return excepted(base, exception)


_MUST_NOT = ("must", "should", "may not", "shall", "cannot", "can not")


def _must(row: Row, context: Context) -> Expr | None:
    """`women of childbearing potential must …` -> If(…, …); `patients must …` -> what they must."""
    at = _position(row, "m!")
    if at is None or at == 0 or at == len(row) - 1:
        return None
    if row[at].kind == "!" and not row[at].text.lower().startswith(_MUST_NOT):
        return None
    left, right = row[:at], row[at + (row[at].kind == "m") :]
    population = read_list(left, context)
    then = _sentence(right, context)
    if population is None or then is None:
        return population or then
    if names_people(population) or any(item.kind == "s" for item in left):
        return If(population_of(population), then, span=hull(population, then), rule="logic.must")
    return all_of((population, then), rule="logic.must")
