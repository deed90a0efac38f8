"""Bounds on things that the quantity vocabulary does not hold -> Z.

crescentic glomeruli > 30 %        Z V     a quantity named by the phrase
grade ≥ 2 neuropathy               V Z     a toxicity's grade
more than 1 g of cyclophosphamide  V p Z   the drug, and its dose
prednisone > 10 mg/day             Z V     the same
at least 2 prior lines of therapy  V Z     a count
rheumatoid arthritis ≥ 6 months    Z V     how long the disease has lasted
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from equipoise.criteria.grammar.atoms import bound_nodes
from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.doses import doses
from equipoise.criteria.grammar.excepting import other_limit
from equipoise.criteria.grammar.plurals import singular
from equipoise.criteria.grammar.quantities import NAMED_BY_GRADE, SUBGROUP
from equipoise.criteria.grammar.trees import with_qualifier, with_window
from equipoise.criteria.grammar.values import Bound, Bounds
from equipoise.criteria.items import Item, Row, rewrite, rewrite_all
from equipoise.criteria.lexer import roman
from equipoise.criteria.nodes import And, Concept, Expr, Not, Or, Quantity, Unsupported, Window, all_of, any_of, walk
from equipoise.dates import Duration
from equipoise.vocabulary.concepts import concept, is_a, members

_GRADE_WORDS = frozenset({"grade", "grades", "class", "gr"})
_DOSE_UNIT = re.compile(r"^(?:mg|g|ug|mcg|\[iU\]|\[IU\]|U|mL|ng|meq|mmol)(?:/(?:kg|m2))?(?:/(?:d|wk|mo|h))?$")
_TIME_FIELDS = {"a": "years", "mo": "months", "wk": "weeks", "d": "days", "h": "hours"}
_LINES_OF = re.compile(r"(?:(?:prior|previous|systemic|different) )*(?:lines?|regimens?) of\b")
_LINES = re.compile(r"\b(?:lines?|regimens?|courses?|therap(?:y|ies)|treatments?|failures?)\b")


def grades(row: Row, context: Context) -> Row:
    """w(grade) C N -> V in grades; C w(grade) N -> V; w(grade) N | N -> V."""
    classed = _NEPHRITIS.search(context.text) is not None
    row = rewrite(
        row, _GRADE_THEN_BOUND, lambda items, match: None if classed and _is_class(items) else _graded(items, match)
    )
    row = rewrite(
        row,
        _GRADE_THEN_NUMBERS,
        lambda items, match: None if classed and _is_class(items) else _graded_numbers(items, match),
    )
    return rewrite(row, _GRADED_NOUN, lambda items, _: _sign_behind_noun(items, context))


def _sign_behind_noun(items: Sequence[Item], context: Context) -> Row | None:
    """`grade 2 neuropathy or less`: the comparator is the grade's."""
    value, sign = items[0], items[-1]
    if value.text != "grade" or len(value.value) != 1 or value.value[0].op != "=":
        return None
    op = _TURNED.get(sign.text.lower(), sign.value)
    context.term(sign.start, sign.end)
    return [Item("V", value.start, value.end, (replace(value.value[0], op=op),), "grade"), *items[1:-1]]


# The histological classes of a nephritis are kinds of it, not degrees.
_NEPHRITIS = re.compile(r"\b(?:nephritis|glomerulonephritis|LN|ISN|RPS)\b")


def _is_class(items: Sequence[Item]) -> bool:
    return any(item.text.lower() in ("class", "classes") for item in items)


_TURNED = {"or better": "<=", "and better": "<=", "or worse": ">=", "and worse": ">="}  # a better grade is a lower one
_GRADE_THEN_BOUND = re.compile(r"[wf]p?V")
_GRADE_THEN_NUMBERS = re.compile(r"C?w(?:[Nw])(?:(?:[,|/&–~-]|[,]?[|&]|p)w?[Nw])*c?w?")
_GRADED_NOUN = re.compile(r"Vw{0,2}[MRE]c")


def _graded(items: Sequence[Item], _: re.Match[str]) -> Item | None:
    word, value = items[0], items[-1]
    if word.text.lower() not in _GRADE_WORDS or any(bound.unit for bound in value.value):
        return None
    return Item("V", word.start, value.end, tuple(_in_grades(bound, word) for bound in value.value), "grade")


def _in_grades(bound: Bound, word: Item) -> Bound:
    return Bound(bound.op or "=", bound.value, "{grade}" if word.text.lower().startswith("gr") else "{class}")


def _graded_numbers(items: Sequence[Item], _: re.Match[str]) -> Item | Row | None:
    """`> grade 1`, `grade 3 or 4`, `grade III-IV`, `grade 2 or higher`, `class IV`."""
    body = list(items)
    sign = body[0].value if body[0].kind == "C" else None
    word = body[1 if sign else 0]
    if word.text.lower() not in _GRADE_WORDS:
        return None
    numbers: list[float] = []
    last = 1 if sign else 0
    after = None
    for index in range(last + 1, len(body)):
        item = body[index]
        if item.kind == "w" and body[index - 1].kind == "N" and item.start == body[index - 1].end:
            return None  # "grade 3B" is a name
        value = float(item.value) if item.kind == "N" else (roman(item.text) if item.kind == "w" else None)
        if value is not None:
            numbers.append(float(value))
            last = index
        elif item.kind == "c" and numbers:
            after, last = _TURNED.get(item.text.lower(), item.value), index
        elif item.kind == "w" and item.text.lower() not in _GRADE_WORDS:
            break
    if not numbers:
        return None
    bounds: Bounds
    if sign or after:
        bounds = (Bound(sign or after, numbers[0]),)
    elif len(numbers) == 1:
        bounds = (Bound("=", numbers[0]),)
    else:
        bounds = (Bound(">=", min(numbers)), Bound("<=", max(numbers)))
    value_item = Item("V", body[0].start, body[last].end, tuple(_in_grades(bound, word) for bound in bounds), "grade")
    return [value_item, *body[last + 1 :]]


def bounded(row: Row, context: Context) -> Row:
    """Z V -> Z, V Z -> Z."""
    row = rewrite_all(
        row,
        (_SUBGROUP, lambda items, _: _for_subgroup(items, context)),
        (_DAILY, _daily),
        (_OR_EQUIVALENT, lambda items, _: _without_equivalents(items, context)),
        (_SCALED, lambda items, _: _scaled_dose(items, context)),
        (_AFTER, lambda items, _: _dose_behind(items, context)),
        (_SHARED_GRADE, lambda items, _: _shared_grade(items, context)),
        (_BEFORE, lambda items, _: _thing_then_bound(items, context)),
        (_AFTER, lambda items, _: _bound_then_thing(items, context)),
        (_WITH_TWO, lambda items, _: _thing_then_bound(items, context)),
        (_SECOND, lambda items, _: _second_bound(items, context)),
    )
    return doses(row, context)


_SUBGROUP = re.compile(r"Z[(,;|&]{1,3}Zit*Z\)?|Z[(,;|&]{1,3}iZ[,vmt]*Z\)?|Z\([vt]*Z[:,][vmt]*Z(?:[r&,p]+Z)*\)")
_DAILY = re.compile(r"V[tp]{0,2}Z(?:p?[Tw])?")
_OR_EQUIVALENT = re.compile(r"\([|&]?Z\)|[|&]Z")
_SCALED = re.compile(r"Z[ptw:,]{0,3}V[tp]{0,2}Z")
_SHARED_GRADE = re.compile(r"Z[|&/]ZpV")
_BEFORE = re.compile(r"Z[v:tpm=-]{0,3}\(?V\)?")
_AFTER = re.compile(r"V[tp]{0,2}Z")
_WITH_TWO = re.compile(r"Z[v:tpm]{0,3}V")


_SECOND = re.compile(r"Z[&.,]{0,2}V")


def _second_bound(items: Sequence[Item], context: Context) -> Item | None:
    """`Schirmer > 4 mm and < 14 mm`: the other end of what is measured."""
    first, value = items[0], items[-1]
    node, bounds = first.value, value.value
    if not isinstance(node, Quantity) or node.rule != "bounded.named" or len(bounds) != 1:
        return None
    op = bounds[0].op
    if (
        op is None
        or op[0] == node.op[0]
        or "=" in (op, node.op)
        or (bounds[0].unit and node.unit and bounds[0].unit != node.unit)
    ):
        return None
    bound = replace(bounds[0], unit=bounds[0].unit or node.unit)
    other = bound_nodes(node.subject, (bound,), context, value.start, value.end, "bounded.named")
    return Item("Z", first.start, value.end, all_of((node, other)), "")


def _for_subgroup(items: Sequence[Item], context: Context) -> Item | None:
    """`Z ( Z i Z )`: the first bound, or the second for those of whom the condition holds."""
    first, *others = [item for item in items if item.kind == "Z"]
    bound = next((item for item in others if item.text == SUBGROUP), None)
    group = next((item for item in others if item.text != SUBGROUP), None)
    if bound is None or group is None or not isinstance(group.value, Concept | And | Or):
        return None
    rest = tuple(item.value for item in others if item is not bound and item is not group)
    theirs = all_of((group.value, bound.value, *rest), rule="logic.link")
    limited = other_limit(first.value, theirs, context.section)
    if limited is not None and context.section == "inclusion" and not any(isinstance(n, Not) for n in walk(limited)):
        limited = None  # a wider limit: either will do
    bracketed = any(item.kind == "(" for item in items)
    end = items[-1].end if items[-1].kind != ")" or bracketed else items[-2].end
    span = context.span(first.start, end)
    return Item(
        "Z",
        first.start,
        end,
        limited or Or((first.value, theirs), span=span, rule="bounded.subgroup"),
        "",
    )


_A_DAY = re.compile(r"\b(?:daily|per day|a day|once daily|every day|qd|/d|/day|each day)\b", re.IGNORECASE)


def _daily(items: Sequence[Item], match: re.Match[str]) -> Row | None:
    """`≥ 10 mg of prednisone daily`: the amount is one a day."""
    value = items[0]
    thing = _thing(next(item for item in items if item.kind == "Z"))
    if (
        not isinstance(thing, Concept)
        or thing.kind != "treatment"
        or any(bound.unit not in ("mg", "g", "ug") for bound in value.value)
    ):
        return None
    said = " ".join(item.text for item in items[1:] if item.kind in "pTw")
    if not (_A_DAY.search(said) or (match.group().endswith("Z") and _A_DAY.search(thing.name))):
        return None
    daily = Item(
        "V", value.start, value.end, tuple(replace(bound, unit=f"{bound.unit}/d") for bound in value.value), value.text
    )
    at = next(index for index, item in enumerate(items) if item.kind == "Z")
    named = replace(thing, name=" ".join(_A_DAY.sub(" ", thing.name).split()) or thing.name)
    return [daily, *items[1:at], Item("Z", items[at].start, items[-1].end, named, items[at].text)]


def _dose_behind(items: Sequence[Item], context: Context) -> Item | None:
    """`≥ 10 mg of prednisone`, whatever drug stands before it."""
    value, thing = items[0], _thing(items[-1])
    if (
        not isinstance(thing, Concept)
        or thing.kind != "treatment"
        or not _is_dose(value.value)
        or any(bound.op is None for bound in value.value)
    ):
        return None
    return _dose(thing, value.value, items[-1].start, items[-1].end, value.start, context)


_EQUIVALENT = re.compile(r"(?:(?:an? |of )?(?:prednis\w+|steroid|corticosteroid)[ -])?equivalents?(?: doses?)?$")


def _without_equivalents(items: Sequence[Item], context: Context) -> Row | None:
    """`(or prednisone equivalents)`: the scale of the dose before it, and nothing that is asked."""
    named = next(item for item in items if item.kind == "Z")
    thing = _thing(named)
    if thing is None or not _EQUIVALENT.match(_name(thing)):
        return None
    context.term(items[0].start, items[-1].end)
    return []


def _scaled_dose(items: Sequence[Item], context: Context) -> Item | None:
    """`corticosteroids > 10 mg/day of prednisone`: the drug behind it is the scale, and any of the class counts."""
    drugs, scale, value = _thing(items[0]), _thing(items[-1]), next(item for item in items if item.kind == "V")
    bounds: Bounds = value.value
    if not isinstance(drugs, Concept) or not isinstance(scale, Concept) or not (drugs.key and scale.key):
        return None
    if drugs.key == scale.key or not is_a(scale.key, drugs.key) or drugs.response or drugs.count is not None:
        return None
    if not drugs.present or not _is_dose(bounds) or any(bound.op is None for bound in bounds):
        return None
    if dose_subject(scale, bounds[0].unit) != "glucocorticoid_dose":
        return None
    amount = bound_nodes("glucocorticoid_dose", bounds, context, items[0].start, items[-1].end, "bounded.dose")
    for window in dict.fromkeys((*drugs.windows, *scale.windows)):
        amount = with_window(amount, window)
    return Item("Z", items[0].start, items[-1].end, amount, "")


def _shared_grade(items: Sequence[Item], context: Context) -> Item | None:
    """`ischemia or infarction of grade I or above`: the grade of both."""
    one, joint, other, _, value = items
    things = [_thing(one), _thing(other)]
    if value.text != "grade" or any(not isinstance(thing, Concept) or thing.kind != "condition" for thing in things):
        return None
    made = [
        _grade(thing, value.value, item.start, value.end if item is other else item.end, context)
        for thing, item in zip(things, (one, other), strict=True)
        if thing
    ]
    if any(item is None for item in made):
        return None
    nodes = tuple(item.value for item in made if item is not None)
    return Item("Z", one.start, value.end, any_of(nodes) if joint.kind == "|" else all_of(nodes), "")


def _thing(item: Item) -> Concept | Unsupported | None:
    return item.value if isinstance(item.value, Concept | Unsupported) else None


def _name(thing: Concept | Unsupported) -> str:
    if isinstance(thing, Concept) and len(thing.name) <= 4 and thing.key and (known := concept(thing.key)) is not None:
        return known.name
    return thing.name if isinstance(thing, Concept) else singular(" ".join(thing.text.lower().split()))


def _thing_then_bound(items: Sequence[Item], context: Context) -> Item | None:
    thing, value = _thing(items[0]), next(item for item in items if item.kind == "V")
    bounds: Bounds = value.value
    bracketed = any(item.kind == "(" for item in items)
    if thing is None or any(bound.op is None for bound in bounds) or (isinstance(thing, Unsupported) and bracketed):
        return None
    start, end = items[0].start, items[-1].end
    if value.text == "grade":
        return _grade(thing, bounds, start, end, context)
    if isinstance(thing, Concept) and thing.kind == "treatment" and _is_dose(bounds):
        return _dose(thing, bounds, start, end, value.start, context)
    if value.text[-1:].isalpha() and all(not bound.unit for bound in bounds):
        return None  # "a partner must have used at least one"
    if all(bound.unit in _TIME_FIELDS for bound in bounds):
        return _lasting(thing, bounds, start, end, value, context)
    if bracketed and isinstance(thing, Concept):
        return None
    if isinstance(thing, Concept) and thing.kind == "condition" and any(b.reference in ("ULN", "LLN") for b in bounds):
        return None  # a disease has no upper limit of normal
    if isinstance(thing, Concept) and (len(thing.windows) > 1 or thing.response or thing.allergy or thing.result):
        return None
    subject = "tumor_size" if _is_size(thing, bounds) else _name(thing)
    return Item("Z", start, end, bound_nodes(subject, bounds, context, start, end, "bounded.named"), "")


def _several_different(thing: Concept, bounds: Bounds) -> bool:
    """`failure of ≥ 2 biologics`: so many different members of a class of treatments."""
    if thing.kind != "treatment" or thing.key is None or (thing.narrowed and not thing.response):
        return False
    bound = bounds[0]
    return (
        len(bounds) == 1
        and bound.op in (">=", ">")
        and bound.value + (bound.op == ">") >= 2
        and bool(members(thing.key))
    )


def _bound_then_thing(items: Sequence[Item], context: Context) -> Item | Row | None:
    value, thing = items[0], _thing(items[-1])
    bounds: Bounds = value.value
    if thing is None:
        return None
    start, end = value.start, items[-1].end
    if value.text == "grade":
        return _grade(thing, bounds, start, end, context)
    if any(bound.op is None for bound in bounds):
        return None
    if _is_dose(bounds) and isinstance(thing, Concept):
        return _dose(thing, bounds, items[-1].start, end, start, context)
    if _is_size(thing, bounds):
        return [
            Item(
                "Z",
                start,
                end,
                all_of(
                    (thing, bound_nodes("tumor_size", bounds, context, start, end, "bounded.size")), rule="logic.link"
                ),
                "",
            )
        ]
    if any(bound.unit not in ("", "1") or bound.reference != "absolute" for bound in bounds):
        return None
    name = _name(thing)
    if isinstance(thing, Concept) and _several_different(thing, bounds):
        counted = replace(
            thing,
            count=int(bounds[0].value) + (bounds[0].op == ">"),
            span=context.span(start, end),
            rule="bounded.several",
        )
        return Item("Z", start, end, counted, "K")
    if _LINES_OF.match(name) and isinstance(thing, Concept) and not (thing.response and bounds[0].value < 1):
        return Item("Z", start, end, _lines(thing, bounds, context, start, end), "")
    if isinstance(thing, Concept) and _LINES.search(name) and thing.kind == "treatment" and thing.key is None:
        return Item("Z", start, end, _lines(thing, bounds, context, start, end), "")
    if len(bounds) == 1 and bounds[0] == Bound(">=", 1.0):
        return [
            Item("t", value.start, value.end, "", value.text),
            *items[1:],
        ]  # "at least one measurable lesion" is a measurable lesion
    return Item(
        "Z",
        start,
        end,
        bound_nodes(
            f"{name} count",
            tuple(replace(bound, unit="{count}") for bound in bounds),
            context,
            start,
            end,
            "bounded.count",
        ),
        "",
    )


def _lines(thing: Concept, bounds: Bounds, context: Context, start: int, end: int) -> Expr:
    """A number of lines; where they are to have failed, of those that did."""
    made = bound_nodes("prior_lines", bounds, context, start, end, "bounded.lines")
    return made if thing.response is None else with_qualifier(made, thing.response)


_MEASURED = re.compile(r"\b(?:lesions?|tumou?rs?|mass(?:es)?|nodules?|nodes?|metastas[ie]s|disease)$")


def _is_size(thing: Concept | Unsupported, bounds: Bounds) -> bool:
    return all(bound.unit in ("cm", "mm") for bound in bounds) and _MEASURED.search(_name(thing)) is not None


def _grade(thing: Concept | Unsupported, bounds: Bounds, start: int, end: int, context: Context) -> Item | None:
    unit = bounds[0].unit
    if isinstance(thing, Concept) and NAMED_BY_GRADE.search(f"{thing.name} {thing.key or ''}"):
        return None  # the grade of a tumour, the class of a nephritis: part of the disease's name
    word = "class" if unit == "{class}" else "grade"
    return Item(
        "Z", start, end, bound_nodes(f"{_name(thing)} {word}", bounds, context, start, end, "bounded.grade"), ""
    )


def _is_dose(bounds: Bounds) -> bool:
    return all(_DOSE_UNIT.match(bound.unit) for bound in bounds)


def dose_subject(drug: Concept, unit: str = "") -> str:
    """The quantity that a dose of this drug is a value of; grams and pulses of a steroid are no daily dose."""
    if (
        drug.key is not None
        and is_a(drug.key, "glucocorticoid")
        and unit not in ("g", "mg/kg", "g/d")
        and not _PULSE.search(drug.name)
    ):
        return "glucocorticoid_dose"
    return f"{drug.name} dose"


_PULSE = re.compile(r"\b(?:pulses?|intravenous|iv|inhaled|topical|intra-?articular|cumulative)\b", re.IGNORECASE)


def _dose(drug: Concept, bounds: Bounds, start: int, end: int, value_start: int, context: Context) -> Item:
    amounts = bound_nodes(
        dose_subject(drug, bounds[0].unit), bounds, context, min(value_start, start), end, "bounded.dose"
    )
    nodes: tuple[Expr, ...] = (drug, amounts)
    return Item(
        "Z",
        min(start, value_start),
        end,
        And(nodes, span=context.span(min(start, value_start), end), rule="logic.link"),
        "",
    )


def _lasting(
    thing: Concept | Unsupported, bounds: Bounds, start: int, end: int, value: Item, context: Context
) -> Item | None:
    if (
        not isinstance(thing, Concept)
        or len(bounds) != 1
        or bounds[0].op not in (">", ">=")
        or bounds[0].value != int(bounds[0].value)
    ):
        return None
    if thing.kind == "condition":
        lasted = bound_nodes("disease_duration", bounds, context, value.start, value.end, "bounded.duration")
        return Item("Z", start, end, all_of((thing, lasted), rule="logic.link"), "")
    length = Duration(**{_TIME_FIELDS[bounds[0].unit]: int(bounds[0].value)})
    window = Window(
        "for_at_least",
        length,
        strict=bounds[0].op == ">",
        span=context.span(value.start, value.end),
        rule="bounded.lasting",
    )
    return Item("Z", start, end, replace(thing, windows=(*thing.windows, window), span=context.span(start, end)), "K")
