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

import re
from collections.abc import Sequence
from dataclasses import replace

from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.counts import PARTS
from equipoise.criteria.grammar.definitions import defines_exemption
from equipoise.criteria.grammar.excepting import excepted, other_limit, set_apart
from equipoise.criteria.grammar.joining import population_of
from equipoise.criteria.grammar.lists import read_list
from equipoise.criteria.grammar.loosen import for_group, loosen
from equipoise.criteria.grammar.quantities import subjects_of
from equipoise.criteria.grammar.reader import parted
from equipoise.criteria.grammar.trees import (
    LINK,
    all_lab,
    hull,
    is_absence,
    is_asked_of_some,
    is_of_one_sex,
    names_people,
    negate,
    shares_concept,
    with_window,
)
from equipoise.criteria.grammar.washouts import SINCE, washed_out
from equipoise.criteria.items import Item, Row
from equipoise.criteria.nodes import (
    And,
    Concept,
    Expr,
    If,
    Not,
    Or,
    Personal,
    Quantity,
    Readings,
    Unsupported,
    all_of,
    any_of,
    atoms,
)


def tree(row: Row, context: Context) -> Expr | None:
    """Z & Z … -> the expression of the whole clause; None where nothing is asked."""
    parts: list[Expr] = []
    first = True
    for run in parted(set_apart(_noted(row)), "."):
        begun = len(parts)
        for sentence in parted(run, ";"):
            if not first and defines_exemption(context.text[sentence[0].start : sentence[-1].end]):
                continue
            first = False
            if sentence[0].kind == "^":
                if _loosened(parts, sentence[0], context) or sentence[0].value.otherwise is None:
                    continue
                sentence = sentence[0].value.otherwise()
            before = len(parts)
            parts = _with_sentence(parts, sentence, context)
            if sentence[0].kind == "|" and len(parts) > before > begun and context.section == "inclusion":
                parts[begun:] = [_alternatives(parts[begun:])]
    return washed_out(_whole(parts, context))


def _noted(row: Row) -> Row:
    """`A. Note: B`, `A Note: B` and `A, but B is allowed` are two sentences."""
    for index in range(1, len(row)):
        item = row[index]
        if item.kind == ":" and item.start - row[index - 1].end < 2 and row[index - 1].text.lower() == "note":
            row = [*row[: index - 1], Item(".", item.start, item.end), *row[index + 1 :]]
            return _noted(row)
        if (
            item.kind == "&"
            and item.text.lower() == "but"
            and _allows(row[index + 1 :])
            and not _allows(row[:index][::-1])
        ):
            return [*row[:index], Item(".", item.start, item.start), *row[index + 1 :]]
    return row


def _allows(row: Sequence[Item]) -> bool:
    """Whether the sentence at hand says what is allowed."""
    for item in row:
        if item.kind in ".;":
            return False
        if item.kind == "y":
            return True
    return False


def _alternatives(parts: list[Expr]) -> Expr:
    """`A; or B` is either; of `A; B; or C` it is not said whether A is one of the alternatives."""
    either = any_of(tuple(parts), rule="logic.or")
    if len(parts) == 2:
        return either
    last = all_of((*parts[:-2], any_of(tuple(parts[-2:]), rule="logic.or")), rule="logic.sentences")
    return Readings((either, last), "ambiguous-connective", span=either.span, rule="logic.unsure")


def _loosened(parts: list[Expr], item: Item, context: Context) -> bool:
    """Loosen the last statement that the sentence can be about; whether there is one."""
    for index in range(len(parts) - 1, -1, -1):
        found = loosen(parts[index], item, context, lambda row: read_list(row, context))
        if found is not None and (index == 0 or not isinstance(found, And) or found.items[0] is not parts[index]):
            parts[index] = found
            return True
    return False


def _whole(parts: list[Expr], context: Context) -> Expr | None:
    """All of the sentences of an inclusion, any of an exclusion's; a condition is of what was stated before it.

    What must be of some patients, among the exclusions, excludes those of them of whom it is not.
    """
    result: Expr | None = None
    for expr in parts:
        if result is None:
            result = expr
        elif context.section == "exclusion" and isinstance(expr, If) and expr.rule in ("logic.must", "logic.people"):
            then = expr.then
            broken = negate(then) if isinstance(then, Personal) else Not(then, span=then.span, rule="logic.must")
            breach = all_of((expr.condition, broken), rule=LINK)
            result = any_of((result, breach), rule="logic.sentences")
        elif context.section == "inclusion" or isinstance(expr, If):
            result = all_of((result, expr), rule="logic.sentences")
        else:
            result = any_of((result, expr), rule="logic.sentences")
    return result


def _with_sentence(parts: list[Expr], sentence: Row, context: Context) -> list[Expr]:
    """The statements so far and one more, which may change them: an exception, a permission, another way."""
    result = _whole(parts, context)
    if result is not None and (spared := _exception_sentence(sentence, context)) is not None:
        inclusive = context.section == "inclusion" or is_absence(result)
        exempt = (
            Or((result, spared), rule="logic.unless")
            if inclusive
            else And((result, Not(spared, span=spared.span)), rule="logic.unless")
        )
        return [replace(exempt, span=hull(result, spared))]
    expr = _sentence(sentence, context)
    if expr is None:
        return parts
    if result is not None and any(item.kind == "5" for item in sentence):
        other = all_of((expr.condition, expr.then), rule=LINK) if isinstance(expr, If) else expr
        return [Or((result, other), span=hull(result, other), rule="logic.other-way")]
    top = {item.kind for item in _top_level(sentence)}
    if "y" in top and (read := _permission(result, expr, sentence, context)) is not None:
        return read
    if "z" in top and context.section == "inclusion":
        expr = negate(expr)
    if context.section == "inclusion" and (group := _group(sentence, expr)) is not None:
        for index in range(len(parts) - 1, -1, -1):
            if (wider := for_group(parts[index], *group)) is not None:
                return [*parts[:index], wider, *parts[index + 1 :]]
    return [*parts, expr]


def _permission(result: Expr | None, expr: Expr, sentence: Row, context: Context) -> list[Expr] | None:
    """What a sentence with "is allowed" or "are eligible" leaves to be asked; None where it forbids, or is no such."""
    at = _position(sentence, "y") or 0
    before = next((item.kind for item in reversed(sentence[:at]) if item.kind not in "vt"), "")
    first = next((item.kind for item in sentence if item.kind not in "tv&|,"), "")
    manner = context.text[sentence[at - 1].start : sentence[at - 1].end] if at > 1 else ""
    denied = before == "!" or (at > 1 and sentence[at - 2].kind == "!" and manner.lower().endswith(("ly", "otherwise")))
    must = any(item.kind == "m" or item.text.lower().startswith("must") for item in sentence[:at])
    if denied or must or (first == "x" and any(item.kind == "!" for item in sentence[:at])):
        return None  # "X will not be permitted", "must not have had X, but Y is acceptable"
    if first == "!":
        if context.section == "inclusion":
            return None
        forbidden = _present(expr)  # "no X is allowed": X excludes
        return [forbidden if result is None else any_of((result, forbidden), rule="logic.sentences")]
    if _NOT_NEEDED.search(sentence[at].text) and context.section == "exclusion":
        return [] if result is None else [result]  # "X is not required": nothing is asked
    if context.section == "inclusion" and all_lab(expr):
        return None  # "creatinine up to 2 is allowed"
    asked = result is None and any(isinstance(atom, Quantity) and atom.subject == "age" for atom in atoms(expr))
    if isinstance(expr, If) and _position(sentence[at:], "i") is not None:
        if context.section == "inclusion" and not _NOT_NEEDED.search(sentence[at].text):
            whole = (expr.then, expr.condition)
            only = all_of(whole) if asked else If(*whole, span=expr.span, rule="logic.allowed-if")
            return [only] if result is None else [all_of((result, only), rule="logic.sentences")]
        expr = all_of((expr.then, expr.condition), rule=LINK)
    if asked and context.section == "inclusion":
        return None  # "those between 20 and 74 are eligible"
    if context.section == "exclusion" and not isinstance(expr, If) and any(item.kind == "!" for item in sentence):
        expr = _sentence(sentence, replace(context, section="inclusion")) or expr  # "A and no B": both
    permitted = _with_permission(result, expr, context)
    return [] if permitted is None else [permitted]


_NOT_NEEDED = re.compile(r"requir|necessary|optional", re.IGNORECASE)


def _present(expr: Expr) -> Expr:
    """What an absence names, as something that is there; of a list any member of it."""
    match expr:
        case Or((base, exception)) if expr.rule == "logic.except":
            return And((_present(base), Not(exception, span=exception.span)), span=expr.span, rule="logic.except")
        case And(items) | Or(items):
            return any_of(tuple(_present(item) for item in items), rule="logic.forbidden")
        case _:
            return negate(expr) if is_absence(expr) else expr


def _group(sentence: Row, expr: Expr) -> tuple[Expr, Expr] | None:
    """A statement about some of the patients: who they are, and the bounds that are theirs."""
    if isinstance(expr, If):
        return (expr.condition, expr.then) if all_lab(expr.then) else None
    first = next((item.kind for item in sentence if item.kind not in "tv&|,"), "")
    if first not in "spi" or not isinstance(expr, And) or any(item.kind == "m" for item in sentence):
        return None
    flat = all_of(expr.items)
    items = flat.items if isinstance(flat, And) else (flat,)
    whom = tuple(item for item in items if not all_lab(item))
    theirs = tuple(item for item in items if all_lab(item) and "prior_lines" not in subjects_of(item))
    if not whom or not theirs or any(not isinstance(item, Concept | Not) for item in whom):
        return None
    return all_of(whom, rule=LINK), all_of(theirs)


def _with_permission(result: Expr | None, allowed: Expr, context: Context) -> Expr | None:
    """`X is allowed` takes X out of an exclusion that was stated before; alone it asks nothing.

    After "… unless X" it says under which conditions: "those with X and a value below 3 may be included".
    """
    if isinstance(result, Or) and result.rule == "logic.unless" and shares_concept(result.items[-1], allowed):
        return Or((*result.items[:-1], allowed), span=hull(result, allowed), rule="logic.unless")
    if result is None or context.section == "inclusion" or isinstance(allowed, Unsupported):
        return result
    treats = all(isinstance(atom, Concept) and atom.kind == "treatment" for atom in atoms(allowed))
    if all_lab(result) and treats:
        return result  # "hemoglobin < 9. Transfusions are permitted": it counts all the same
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
    for split in (_if_first, _of_group, _of_group_behind, _unless, _except, _must, _if_last):
        found = split(row, context)
        if found is not None:
            return found
    expr = read_list(row, context, grouped=grouped)
    return _of_one_sex_alone(expr) if context.section == "inclusion" else expr


def _of_one_sex_alone(expr: Expr | None) -> Expr | None:
    """`hemoglobin > 10 in men`, of which nothing is said for women: it is asked of men."""
    if not isinstance(expr, And) or not all_lab(all_of(expr.items[1:])):
        return expr
    first = expr.items[0]
    if not is_of_one_sex(first) or first.rule != "quantity.sex":
        return expr
    return If(first, all_of(expr.items[1:]), span=expr.span, rule="logic.group")


def _before(row: Row, at: int) -> str:
    """The kind of what stands before, words that ask nothing left out."""
    return next((item.kind for item in reversed(row[:at]) if item.kind not in "tv"), "")


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
    start = next((index for index, item in enumerate(row) if item.kind not in "tv,:(p&"), 0)
    if row[start].kind != "i":
        return None
    comma = _position(row[start + 1 :], ",:m")
    if comma is None:
        return None
    rest = row[start + 1 :]
    must = _position(rest, "m")
    if must is not None and rest[comma].kind == ",":
        before = next((at for at in range(must - 1, -1, -1) if rest[at].kind not in "stv"), 0)
        comma = before if rest[before].kind == "," else comma  # "if A, B or C, must …"
    condition = read_list(row[start + 1 : start + 1 + comma], context)
    then = _sentence(row[start + 2 + comma :], context)
    if condition is None or then is None:
        return condition or then
    return If(condition, then, span=hull(condition, then), rule="logic.if")


def _of_group(row: Row, context: Context) -> Expr | None:
    """`for patients on X, Y` -> If(X, Y) of an inclusion; `in women, Y` and `patients with X: Y` where Y is a bound."""
    start = next((index for index, item in enumerate(row) if item.kind not in "tv,(&"), 0)
    if context.section != "inclusion" or not row:
        return None
    leads = row[start].kind == "p" and row[start].text.lower() in ("for", "in", "among", "amongst")
    at = _position(row[start:], ",:" if leads else ":")
    if at is None or not (leads or _are_such(row, start)):
        return None
    whom, theirs = row[start : start + at], row[start + at + 1 :]
    fertile = bool(whom) and _FERTILE.search(context.text, whom[0].start, whom[-1].end) is not None
    of_a_sex = row[start + at].kind == ":" and any(item.kind == "Z" and is_of_one_sex(item.value) for item in whom)
    people = leads and (fertile or of_a_sex or any(item.kind == "s" for item in whom))
    first = next((item for item in theirs if item.kind not in "tvm"), None)
    if first is None or not (people or (first.kind == "Z" and all_lab(first.value))):
        return None
    condition = read_list(whom, context)
    if condition is None or not (people or row[start].kind == "s" or _of_one_sex(condition)):
        return None
    then = _sentence(theirs, context)
    return condition if then is None else If(condition, then, span=hull(condition, then), rule="logic.group")


def _of_group_behind(row: Row, context: Context) -> Expr | None:
    """`X for women`, `X for women within a week` -> If(women, X) of an inclusion; the time is of X."""
    at = next((index for index in range(len(row) - 1, 0, -1) if row[index].kind not in "tvSW"), 0)
    if context.section != "inclusion" or at < 2 or row[at].kind != "Z" or not is_of_one_sex(row[at].value):
        return None
    if row[at - 1].kind != "p" or row[at - 1].text.lower() not in ("for", "in", "among", "amongst"):
        return None
    then = _sentence([*row[: at - 1], *(item for item in row[at + 1 :] if item.kind == "W")], context)
    if then is not None and not is_asked_of_some(then):
        return None
    whom = read_list(row[at : at + 1], context)
    return whom if then is None or whom is None else If(whom, then, span=hull(whom, then), rule="logic.group")


_FERTILE = re.compile(r"child-?\s?bearing", re.IGNORECASE)


def _are_such(row: Row, index: int) -> bool:
    """`patients with`, `those on`: of which patients a statement is made, and not what patients have."""
    item = row[index]
    if item.kind != "s":
        return False
    return item.text.lower().endswith(("with", "without")) or (index + 1 < len(row) and row[index + 1].kind in "prk")


def _of_one_sex(expr: Expr) -> bool:
    return isinstance(expr, Concept) and expr.key in ("male", "female")


def _if_last(row: Row, context: Context) -> Expr | None:
    """`Y if X` -> If(X, Y)."""
    at = _position(row, "i")
    if not at:
        return None
    then, condition = read_list(row[:at], context), read_list(row[at + 1 :], context)
    if condition is None or then is None:
        return then or condition
    if isinstance(then, Or) and len(then.items) == 2 and all(map(all_lab, then.items)):
        base, own = then.items
        if subjects_of(base) == subjects_of(own):  # "A ≥ 3, or ≥ 2 if X"
            theirs = all_of((condition, own), rule=LINK)
            return other_limit(base, theirs, context.section) or any_of((base, theirs), rule="logic.if")
    return If(condition, then, span=hull(condition, then), rule="logic.if")


def _unless(row: Row, context: Context) -> Expr | None:
    """`X unless Y` -> X or Y of an inclusion, X and not Y of an exclusion."""
    at = _position(row, "u")
    if at is None:
        return None
    row, at = _exception_last(row, at)
    base, exception = (_sentence(row[:at], context) if at else None), read_list(row[at + 1 :], context, either=False)
    if base is None or exception is None:
        return base or (None if exception is None else Not(exception, span=exception.span, rule="logic.unless"))
    if (limited := other_limit(base, exception, context.section)) is not None:
        return limited
    if context.section == "inclusion" or is_absence(base):
        return Or((base, exception), span=hull(base, exception), rule="logic.unless")
    return And((base, Not(exception, span=exception.span)), span=hull(base, exception), rule="logic.unless")


def _except(row: Row, context: Context) -> Expr | None:
    """`X except Y` -> X and not Y; `no X except Y` -> X absent, or Y."""
    at = _position(row, "x")
    if at is None:
        return None
    row, at = _exception_last(row, at)
    base, exception = (_sentence(row[:at], context) if at else None), read_list(row[at + 1 :], context, either=True)
    if base is None or exception is None:
        return base or exception
    return excepted(_timed_alike(base, exception), exception, context.section)


def _timed_alike(base: Expr, exception: Expr) -> Expr:
    """`cancer except of the skin within 5 years`: a time at the end is one of the whole."""
    times = {atom.windows for atom in atoms(exception) if isinstance(atom, Concept)}
    if not isinstance(base, Concept) or base.windows or len(times) != 1:
        return base
    for window in times.pop():
        if window.length is not None:
            base = with_window(base, window)
    return base


def _exception_last(row: Row, at: int) -> tuple[Row, int]:
    """`Except for X, Y` -> `Y except for X`, and the place of the "except"."""
    if any(item.kind not in "tv" for item in row[:at]) or "following" in row[at].text.lower():
        return row, at
    if any(item.kind == "O" or "following" in item.text.lower() for item in row[at + 1 : at + 3]):
        return row, at
    commas = [index for index in range(at + 1, len(row)) if row[index].kind == ","]
    ends = [index for index in commas if any(item.kind in "&|" for item in row[at:index])] or commas[:1]
    if not ends or not any(item.kind == "Z" for item in row[ends[0] + 1 :]):
        return row, at
    return [*row[ends[0] + 1 :], *row[at : ends[0]]], len(row) - ends[0] - 1


def _begins_anew(row: Row, at: int) -> bool:
    """`…, and must have X`; `at least 3 weeks since R, and patients must have X`: the time is asked, too."""
    if _before(row, at) == "&":
        return True
    people = next((index for index in range(at - 1, 0, -1) if row[index].kind not in "tv"), 0)
    waits = any(item.kind == "W" and item.value.rule == SINCE for item in row[:people])
    return waits and row[people].kind == "s" and _before(row, people) == "&"


_MUST_NOT = ("must", "should", "may not", "shall", "cannot", "can not")


def _must(row: Row, context: Context) -> Expr | None:
    """`women of childbearing potential must …` -> If(…, …); `patients must …` -> what they must."""
    at = _position(row, "m!")
    if at is None or at == 0 or at == len(row) - 1:
        return None
    if row[at + 1].kind == "n":
        return None  # "…, which must include X": of what stands before it
    if row[at].kind == "!" and not row[at].text.lower().startswith(_MUST_NOT):
        return None
    left, right = row[:at], row[at + (row[at].kind == "m") :]
    if any(item.kind == "Z" for item in left) and _begins_anew(row, at):
        base, more = _sentence(left, context), _sentence(right, context)  # "must be adults and must not have X"
        return more if base is None else base if more is None else all_of((base, more), rule="logic.must")
    among = next((index for index, item in enumerate(left) if item.kind in "nZ"), 0)
    if among and left[among].kind == "n":  # "all patients, including those with X, must": X is asked of nobody
        context.term(left[among].start, left[-1].end)
        left = left[:among]
    if (asked := _position(right, "i")) and all(item.kind in "tv" for item in right[:asked]):
        return _if_last([*left, *right[asked:]], context)  # "X must be done if Y"
    population = read_list(left, context)
    then = _sentence(right, context)
    if population is None or then is None:
        return population or then
    if names_people(population) or any(item.kind == "s" for item in left):
        return If(population_of(population), then, span=hull(population, then), rule="logic.must")
    return all_of((population, then), rule="logic.must")
