"""Grades on a named scale -> Z.

ECOG 0 or 1, NYHA class III–IV     Q N | N      a scale of the vocabulary
Child-Pugh A                       Q w          its letters
ASA I-III                          R w - w      letters that mean a scale only before a grade
Killip III or IV, Tanner stage 1   w w N        a scale that goes by its author's name
Ann Arbor stage III or IV          w w w N      a stage; "stage IIIA lung cancer" is a disease's name, and stays
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from equipoise.criteria.grammar.atoms import FILLERS, SCALES, bound_nodes
from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.values import Bound, Bounds
from equipoise.criteria.items import Item, Row
from equipoise.criteria.lexer import WORD_NUMBERS, roman
from equipoise.criteria.nodes import Expr, Op, any_of
from equipoise.vocabulary.quantities import QUANTITIES

_LETTER_CLASSES: dict[str, tuple[float, float]] = {"a": (5, 6), "b": (7, 9), "c": (10, 15)}
_CLASS_WORDS = frozenset({
    "class", "classes", "grade", "grades", "stage", "stages", "category", "categories", "type", "types",
    "score", "scores", "status", "physical", "state", "risk", "classification", "anesthesiologists", "groups",
    "group", "scale", "criteria", "functional",
})  # fmt: skip
# Letters that name a scale only where one of its grades follows: alone "ASA" is aspirin.
_LETTERS = {"asa": ("asa", 6.0), "asa-ps": ("asa", 6.0)}
# Scales that go by a name: what the quantity is called, its unit and its highest grade.
_NAMED: dict[str, tuple[str, str, float]] = {
    "killip": ("killip class", "{class}", 4), "gold": ("gold stage", "{stage}", 4),
    "tanner": ("tanner stage", "{stage}", 5), "rutherford": ("rutherford category", "{class}", 6),
    "kellgren-lawrence": ("kellgren-lawrence grade", "{grade}", 4),
    "kellgren lawrence": ("kellgren-lawrence grade", "{grade}", 4),
    "kellgren and lawrence": ("kellgren-lawrence grade", "{grade}", 4),
    "canadian cardiovascular society": ("canadian cardiovascular society angina class", "{class}", 4),
    "ccs": ("canadian cardiovascular society angina class", "{class}", 4),
    "fontaine": ("fontaine stage", "{stage}", 4), "hurley": ("hurley stage", "{stage}", 3),
    "fitzpatrick": ("fitzpatrick skin type", "{class}", 6), "tubiana": ("tubiana stage", "{stage}", 4),
    "hunt-hess": ("hunt and hess grade", "{grade}", 5), "hunt and hess": ("hunt and hess grade", "{grade}", 5),
    "fisher": ("fisher grade", "{grade}", 4), "wagner": ("wagner grade", "{grade}", 5),
    "metavir": ("metavir fibrosis stage", "{stage}", 4), "ishak": ("ishak fibrosis stage", "{stage}", 6),
    "mallampati": ("mallampati class", "{class}", 4), "gog": ("ecog", "{score}", 5),
    "zubrod": ("ecog", "{score}", 5), "ann arbor": ("ann arbor stage", "{stage}", 4),
    "rai": ("rai stage", "{stage}", 4), "who group": ("who group", "{class}", 5),
    "ceap": ("ceap class", "{class}", 6), "who fc": ("who functional class", "{class}", 4),
    "who functional": ("who functional class", "{class}", 4),
    "iss": ("international staging system stage", "{stage}", 3),
}  # fmt: skip
# "Stage III or IV" of a scale that ends there is "stage III and above".
_TURNED: dict[str, Op] = {"or better": "<=", "and better": "<=", "or worse": ">=", "and worse": ">="}
_TOPS = {"ann_arbor": 4.0, **{name: top for name, _, top in _NAMED.values() if name not in QUANTITIES}}
_LONGEST_NAME = max(len(name.split()) for name in _NAMED)
_BEGINNINGS = frozenset(name[:3] for name in _NAMED)  # looking there first is what makes reading fast


def scales(row: Row, context: Context) -> Row:
    """Letters and names of scales with their grades -> Z."""
    return _with_names(_on_scales(_with_letters(row), context), context)


def _on_scales(row: Row, context: Context) -> Row:
    out: Row = []
    index = 0
    while index < len(row):
        made = _on_scale(row, index, context) if row[index].kind == "Q" and row[index].value in SCALES else None
        if made is None:
            out.append(row[index])
            index += 1
        else:
            items, index = made
            out.extend(items)
    return out


def _with_letters(row: Row) -> Row:
    """`R ( Q ) w` -> Q w, if a grade follows."""
    out: Row = []
    index = 0
    while index < len(row):
        item = row[index]
        scale = _LETTERS.get(item.text.lower()) if item.kind in "RMEw" else None
        if scale is not None and item.text.isupper() and (at := _to_grade(row, index + 1, scale[1])) is not None:
            out.append(Item("Q", item.start, row[at - 1].end, scale[0], item.text))
            index = at
            continue
        out.append(item)
        index += 1
    return out


def _is_class_word(item: Item) -> bool:
    return item.kind != "V" and item.text.lower() in _CLASS_WORDS


def _to_grade(row: Sequence[Item], index: int, highest: float) -> int | None:
    """The place of the grade that follows, over the scale's own words and a bracket that spells it out."""
    depth = 0
    for at in range(index, min(index + 9, len(row))):
        item = row[at]
        if item.kind == "(":
            depth += 1
        elif item.kind == ")":
            if not depth:
                return None
            depth -= 1
        elif depth or item.kind in "vp:=m" or _is_class_word(item):
            continue
        elif item.kind == "V":
            fits = all(bound.unit in ("", "1", "{class}", "{grade}") and bound.value <= highest for bound in item.value)
            return at if fits else None
        else:
            grade = _grade(item, "asa")
            following = row[at + 1].kind if at + 1 < len(row) else ""
            return at if grade is not None and grade <= highest and following not in ("U", "T") else None
    return None


def _grade(item: Item, subject: str) -> float | None:
    if item.kind == "N":
        return float(item.value)
    if (
        item.kind == "V"
        and len(item.value) == 1
        and item.value[0].op in (None, "=")
        and item.value[0].unit in ("", "1", "{class}", "{grade}")
    ):
        return float(item.value[0].value)
    if item.kind == "w":
        lowered = item.text.lower()
        if subject == "child_pugh" and lowered in _LETTER_CLASSES:
            return _LETTER_CLASSES[lowered][0]
        if (found := roman(lowered)) is not None:
            return float(found)
        if lowered in WORD_NUMBERS:
            return float(WORD_NUMBERS[lowered])
    if item.kind == "t" and subject == "child_pugh" and item.text == "A":
        return 5.0
    return None


def _on_scale(row: Sequence[Item], index: int, context: Context) -> tuple[Row, int] | None:
    """`ECOG 0, 1 or 2`, `NYHA class III/IV`, `Child-Pugh A`: the atom, and the place behind its grades."""
    subject = row[index]
    body = row[index + 1 : index + 16]
    found = _grades_in(body, subject.value)
    if found is None:
        return None
    grades, last = found
    span = body[: last + 1]
    depth = sum((item.kind == "(") - (item.kind == ")") for item in span)
    highest = QUANTITIES[subject.value].scale
    following = row[index + last + 2].kind if index + last + 2 < len(row) else ""
    if (
        depth < 0
        or following in ("T", "U", "X")
        or (highest is not None and subject.value != "child_pugh" and max(grades) > highest[1])
    ):
        return None
    behind = row[index + last + 2] if following == "c" and len(grades) == 1 else None
    end = span[-1].end if behind is None else behind.end
    bounds = _letter_bounds(span) if subject.value == "child_pugh" else None
    if behind is not None and subject.value != "child_pugh":
        bounds = (Bound(_TURNED.get(behind.text.lower(), behind.value), grades[0]),)
    if bounds is not None:
        made = bound_nodes(subject.value, bounds, context, subject.start, end, "quantity.letter")
    else:
        made = _graded(subject.value, "", grades, _is_range(span), context, subject.start, end)
    opened = [item for item in span if item.kind == "("][:depth]
    return [*opened, Item("Z", subject.start, end, made, "")], index + last + 2 + (
        behind is not None and bounds is not None
    )


def _grades_in(body: Sequence[Item], subject: str) -> tuple[list[float], int] | None:
    """The grades that a scale's words lead to, and where the last one stands."""
    grades: list[float] = []
    last = -1
    depth = 0
    for index, item in enumerate(body):
        depth += (item.kind == "(") - (item.kind == ")")
        grade = _grade(item, subject) if depth <= 0 or grades or item.kind != "w" else None
        if grade is not None and (not grades or last != index - 1):
            grades.append(grade)
            last = index
        elif grades and not (item.kind in ",/&|~–-t" or item.text.lower() in _BETWEEN_GRADES):
            break
        elif not grades and not _leads(item, depth):
            return None
    return (grades, last) if grades else None


_BETWEEN_GRADES = frozenset({"class", "grade", "to", "through", "stage", "category"})


def _leads(item: Item, depth: int) -> bool:
    """Whether the item may stand between a scale and its grade."""
    return (
        depth > 0
        or item.kind in "Q:vpmtdO-+=()"
        or (item.kind == "w" and item.value in FILLERS)
        or _is_class_word(item)
    )


def _is_range(span: Sequence[Item]) -> bool:
    return any(item.kind in "-–~" or item.text.lower() in ("to", "through") for item in span)


def _letter_bounds(span: Sequence[Item]) -> Bounds | None:
    """Child-Pugh letters as points."""
    graded = [item.text.lower() for item in span if _grade(item, "child_pugh") is not None]
    if not all(text in _LETTER_CLASSES for text in graded):
        return None
    letters = [_LETTER_CLASSES[text] for text in graded]
    low, high = min(a for a, _ in letters), max(b for _, b in letters)
    if low == 5:
        return (Bound("<=", high),)
    return (Bound(">=", low),) if high == 15 else (Bound(">=", low), Bound("<=", high))


def _graded(
    subject: str, unit: str, grades: Sequence[float], ranged: bool, context: Context, start: int, end: int
) -> Expr:
    """One grade, neighbours as a range, or several as alternatives."""
    low, high = min(grades), max(grades)
    bounds: Bounds
    if low == high:
        bounds = (Bound("=", low, unit),)
    elif not ranged and _TOPS.get(subject) == high and high - low == len(set(grades)) - 1:
        bounds = (Bound(">=", low, unit),)
    elif ranged or high - low == len(set(grades)) - 1:
        bounds = (Bound(">=", low, unit), Bound("<=", high, unit))
    else:
        each = (
            bound_nodes(subject, (Bound("=", grade, unit),), context, start, end, "quantity.grade") for grade in grades
        )
        return any_of(tuple(each))
    return bound_nodes(subject, bounds, context, start, end, "quantity.grades")


def _with_names(row: Row, context: Context) -> Row:
    """The words of a named scale with the grade behind them -> Z."""
    out: Row = []
    index = 0
    while index < len(row):
        item = row[index]
        begins = item.kind in "wMRESQ" and context.text[item.start : item.start + 3].lower() in _BEGINNINGS
        found = next(_named_at(row, index, context), None) if begins else None
        if found is None:
            out.append(item)
            index += 1
        else:
            made, index = found
            out.append(made)
    return out


def _named_at(row: Sequence[Item], index: int, context: Context) -> Iterator[tuple[Item, int]]:
    for length in range(_LONGEST_NAME, 0, -1):
        words = row[index : index + length]
        text = context.text[words[0].start : words[-1].end]
        scale = _NAMED.get(text.lower().removesuffix("'s"))
        if scale is None or (length == 1 and text.islower()):
            continue
        made = _bounded_name(row, index, index + length, scale, context)
        if made is not None:
            yield made


def _bounded_name(
    row: Sequence[Item], first: int, index: int, scale: tuple[str, str, float], context: Context
) -> tuple[Item, int] | None:
    name, unit, highest = scale
    classed = False
    while index < len(row) and (row[index].kind in "=:" or _is_class_word(row[index])):
        classed = classed or _is_class_word(row[index])
        index += 1
    if index >= len(row):
        return None
    start, item = row[first].start, row[index]
    if item.kind == "V":
        if any(bound.unit not in ("", "1", "{class}", "{grade}") or bound.value > highest for bound in item.value):
            return None
        bounds = tuple(Bound(bound.op or "=", bound.value, unit) for bound in item.value)
        return Item(
            "Z", start, item.end, bound_nodes(name, bounds, context, start, item.end, "scale.bound"), ""
        ), index + 1
    body = row[index : index + 12]
    if _grade(item, name) is None:
        return None
    found = _grades_in(body, name)
    if (
        found is None
        or max(found[0]) > highest
        or (index + found[1] + 1 < len(row) and row[index + found[1] + 1].kind in "TUX")
    ):
        return None
    grades, last = found
    end = body[last].end
    return Item(
        "Z", start, end, _graded(name, unit, grades, _is_range(body[: last + 1]), context, start, end), ""
    ), index + last + 1
