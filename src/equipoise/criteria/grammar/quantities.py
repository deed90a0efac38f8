"""Quantities: a subject, or a list of subjects, with its bounds -> Z.

    AST and ALT ≤ 3 × ULN             Q & Q V      a bound shared by several analytes
    ALT or AST > 3 × ULN              Q | Q V      … of which one suffices
    HbA1c ≥ 7 % and ≤ 11 %            Q V          (two bounds: one V)
    ≥ 18 years of age                 V g          age
    at least 6 tender joints          V Q          the subject after its bound
    ECOG 0 or 1, NYHA class III–IV    Q N | N      grades on a scale
    QTc ≥ 450 ms (male), ≥ 470 (female)   Q V S    bounds by sex
    liver enzymes within normal limits    Q Y      the bound in words
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.values import OF_AGE, TIME_CODES, Bound, Bounds
from equipoise.criteria.items import Item, Row, kinds, rewrite
from equipoise.criteria.lexer import WORD_NUMBERS, roman
from equipoise.criteria.nodes import And, Concept, Expr, Or, Quantity, Readings, all_of, any_of
from equipoise.vocabulary.quantities import QUANTITIES, QuantityKind
from equipoise.vocabulary.units import UnitError, convert

# Words between a subject and its bound that ask nothing of their own.
_FILLERS = frozenset(
    "level levels count counts value values score scores concentration concentrations result results test tests measurement "
    "measurements rate status performance range ranges serum plasma blood total absolute index scale class grade stage functional "
    "equal equals either group function classification formula calculated estimated measured interval activity fasting at "
    "physical condition adequate between ranging in corrected oncology eastern cooperative determined mean average resting urine number dose".split()
)
_SCALES = frozenset({"ecog", "nyha", "asa", "child_pugh", "karnofsky", "lansky", "gcs", "gleason", "meld", "mayo", "bilag", "edss"})
_LETTER_CLASSES: dict[str, tuple[float, float]] = {"a": (5, 6), "b": (7, 9), "c": (10, 15)}
_NO_LIMIT_WORDS = frozenset({"age", "weight", "height", "bmi"})


def quantities(row: Row, context: Context) -> Row:
    """Q … V -> Z, and its kin."""
    row = rewrite(row, _SCALE_LETTERS, _scale_letters)
    row = rewrite(row, _SYNONYM, _synonym)
    row = rewrite(row, _CLASS_THEN_SCALE, lambda items, match: _class_then_scale(items, context))
    row = rewrite(row, _ON_SCALE, lambda items, match: _on_scale(items, context))
    row = _attach(row, context)
    row = rewrite(row, _AGE, lambda items, match: _age(items, context))
    row = rewrite(row, _BEHIND, lambda items, match: _subject_behind(items, context))
    row = rewrite(row, _LIMITS, lambda items, match: _within_limits(items, context))
    row = rewrite(row, _LIMITS_BEFORE, lambda items, match: _within_limits(items, context))
    row = rewrite(row, _MORE, lambda items, match: _same_subject(items, context))
    return rewrite(row, _BY_SEX, lambda items, match: _by_sex(items, context))


_SYNONYM = re.compile(r"[QMRES]w?\((?:[QMREStw]-?N?[QMRESw]?)\)")
_SCALE_LETTERS = re.compile(r"[RE](?=(?:\([^()]{1,4}\)|[wvpm:=\"(]){0,5}[CNVwc])")
_ON_SCALE = re.compile(r"Q(?:[wQ:vpmtdO\-+]|\([QMRESw]\))*?[NwV](?:T(?![a-z]))?(?:(?:[,/&|~–-]|[,]?[&|])[wt]*[Nw])*")
_CLASS_THEN_SCALE = re.compile(r"V[^VZ.;,&|]{1,7}Q")
_AGE = re.compile(r"^t?V(?=$|[,;.)&(])|s?t?V(?:g|(?=$|[,;.)&]))|Vg|V")
_BEHIND = re.compile(r"Vp?t?w?Q")
_LIMITS = re.compile(r"Q(?:\(?[,/&|]\)?Q)*[wvmp:tk]*Y")
_LIMITS_BEFORE = re.compile(r"Y[pt]*w?Q(?:[,/&|]+Q)*")
_MORE = re.compile(r"Z(?:[(,]?[pit]*[Sw]\)?)?[,;(]*[&|/~,]?[vmtw]{0,2}V\)?")
_BY_SEX = re.compile(r"(?:S[,:]?(?:[vms]*))?Z(?:[(,]?[pit]*[Sw]\)?)?(?:[,;]?[&|/,]?(?:S[,:]?)?Z(?:[(,]?[pit]*[Sw]\)?)?)?")


def _synonym(items: Sequence[Item], match: re.Match[str]) -> Item | None:
    """`alanine aminotransferase (ALT)` -> one mention, if the bracket holds an abbreviation or the same thing."""
    first, inner = items[0], items[1:]
    words = [item for item in inner if item.kind not in "()"]
    if match.group()[1] == "w":
        return None
    same = any(item.value == first.value for item in words)
    short = all(len(item.text) <= 10 and any(c.isupper() for c in item.text) for item in words if item.kind != "t")
    if not (same or short) or (first.kind == "Q" and words[0].kind == "Q" and not same):
        return None
    return Item(first.kind, first.start, items[-1].end, first.value, first.text)


# Letters that name a scale only where one of its grades follows; alone they are a drug ("ASA" is aspirin).
_LETTERS_OF_SCALES = {"ASA": ("asa", 6.0), "ASA-PS": ("asa", 6.0), "PS": ("ecog", 5.0)}
_SCALE_WORDS = frozenset("class classes physical status state score scores grade grades ps risk classification category categories stage anesthesiologists anesthesiology patients".split())


def _scale_letters(items: Sequence[Item], match: re.Match[str]) -> Item | None:
    return None


def _place(context: Context, start: int, end: int, node: Quantity, rule: str) -> Quantity:
    return replace(node, span=context.span(start, end), rule=rule)


def bound_nodes(subject: str, bounds: Bounds, context: Context, start: int, end: int, rule: str) -> Expr:
    """The bounds on one subject as atoms, joined by `and`."""
    nodes: list[Expr] = []
    for bound in bounds:
        unit = bound.unit
        if subject in _SCALES or (subject in QUANTITIES and QUANTITIES[subject].unit.startswith("{") and unit in ("", "1", "%")):
            unit = QUANTITIES[subject].unit if subject in QUANTITIES else "{score}"
        if not unit and subject == "age":
            unit = "a"
        if not unit and subject in QUANTITIES:
            unit = implied_unit(QUANTITIES[subject], bound.value)
        node = Quantity(subject, bound.op or "=", bound.value, unit, bound.reference, formula=_formula(context.text, subject))
        nodes.append(_place(context, start, end, node, rule))
    return all_of(tuple(nodes), rule=rule)


# Units in which a value may be meant where the text leaves its unit out.
_USUAL_UNITS = {"10*9/L": ("/uL",), "g/dL": ("g/L",), "mg/dL": ("umol/L",), "mg/mg": ("mg/g",), "kg/m2": (), "%": ()}


def implied_unit(kind: QuantityKind, value: float) -> str:
    """The unit of a bound that states none: the only usual one in which the value is plausible, "" where there are several.

    "Hemoglobin < 10" can be g/dL and not g/L; "platelets > 100,000" can be per µL and not 10⁹/L.
    """
    if kind.default_unit_when_missing:
        usual = _USUAL_UNITS.get(kind.unit)
        if usual is None or kind.plausible is None:
            return kind.default_unit_when_missing
    if kind.plausible is None or kind.unit not in _USUAL_UNITS:
        return kind.default_unit_when_missing or ""
    low, high = kind.plausible
    fitting = []
    for unit in (kind.unit, *_USUAL_UNITS[kind.unit]):
        try:
            if low <= convert(value, unit, kind.unit, kind.molar_mass, analyte=kind.slug) <= high:
                fitting.append(unit)
        except UnitError:
            continue
    return fitting[0] if len(fitting) == 1 else kind.default_unit_when_missing or ""


_FORMULAS = (
    ("creatinine_clearance", re.compile(r"cockcroft|gault", re.IGNORECASE), "cockcroft-gault"),
    ("qtc", re.compile(r"bazett|QTcB|RR1/2|RR\^?\(?1/2|RR\^?0\.5|√\s*RR", re.IGNORECASE), "bazett"),
    ("qtc", re.compile(r"fridericia|QTcF|RR1/3|RR\^?\(?1/3", re.IGNORECASE), "fridericia"),
)


def _formula(text: str, subject: str) -> str | None:
    return next((name for slug, pattern, name in _FORMULAS if slug == subject and pattern.search(text)), None)


def _attach(row: Row, context: Context) -> Row:
    """Give each V the subjects that stand before it."""
    out: Row = []
    for item in row:
        if item.kind != "V" or not (found := _subjects_before(out)):
            out.append(item)
            continue
        index, subjects, joiner = found
        first = out[index]
        built = _shared(subjects, joiner, item, context)
        del out[index:]
        out.append(Item("Z", first.start, item.end, built, ""))
    return out


def _subjects_before(row: Row) -> tuple[int, list[Item], str] | None:
    """The list of quantity mentions that ends the row, over fillers: where it starts, its members, what joins them."""
    index = len(row) - 1
    depth = 0
    while index >= 0 and (row[index].kind in "vtmp:kQ-=hs()+_" or (row[index].kind == "w" and row[index].value in _FILLERS) or depth):
        if row[index].kind == ")":
            depth += 1
        elif row[index].kind == "(":
            if not depth:
                break
            depth -= 1
        elif row[index].kind == "Q" and not depth:
            break
        index -= 1
        if len(row) - index > 12:
            return None
    if index < 0 or row[index].kind != "Q":
        return None
    subjects = [row[index]]
    joiner = ""
    while True:
        step = _previous_subject(row, index)
        if step is None:
            break
        index, connective = step
        subjects.insert(0, row[index])
        joiner = joiner or connective
    return index, subjects, joiner


def _previous_subject(row: Row, index: int) -> tuple[int, str] | None:
    """The mention before a connective before this mention."""
    at = index - 1
    connective = ""
    while at >= 0 and row[at].kind in ",/&|~twv" and index - at < 5:
        if row[at].kind == "w" and row[at].value not in _FILLERS:
            return None
        if row[at].kind in "&|/~":
            connective = "|" if row[at].kind in "|~" else "&"
        elif row[at].kind == "," and not connective:
            connective = ","
        at -= 1
    if at < 0 or at == index - 1 or row[at].kind != "Q" or not connective:
        return None
    return at, "" if connective == "," else connective


def _shared(subjects: list[Item], joiner: str, value: Item, context: Context) -> Expr:
    """One bound on each subject. The words of an atom run from its own subject to the end of the bound."""
    keys: list[tuple[str, int]] = []
    for subject in subjects:
        if all(subject.value != key for key, _ in keys):
            keys.append((subject.value, subject.start))
    parts = value.fallback
    nodes = tuple(_one(key, start, value, parts, context) for key, start in keys)
    return any_of(nodes, rule="quantity.any") if joiner == "|" else all_of(nodes, rule="quantity.all")


def _one(key: str, start: int, value: Item, parts: list[Item] | None, context: Context) -> Expr:
    if not parts or len(parts) != 2:
        return bound_nodes(key, value.value, context, start, value.end, "quantity")
    first = bound_nodes(key, (value.value[0],), context, start, parts[0].end, "quantity")
    second = bound_nodes(key, (value.value[1],), context, parts[1].start, parts[1].end, "quantity.second")
    return all_of((first, second), rule="quantity.both")


def _age(items: Sequence[Item], context: Context) -> Item | None:
    value = next(item for item in items if item.kind == "V")
    marked = any(item.kind == "g" for item in items) or value.text == OF_AGE
    years = all(bound.unit in ("a", "mo", "wk", "d") and bound.op for bound in value.value) or "g" in kinds(value.fallback or [])
    alone = value.start == 0 and all(bound.unit == "a" and bound.op for bound in value.value)
    if not marked and not (items[0].kind == "s" and years) and not alone:
        return None
    if marked and not all(bound.unit in ("", "a", "mo", "wk", "d") for bound in value.value):
        return None
    start = value.start if items[0].kind == "s" else items[0].start
    node = bound_nodes("age", value.value, context, start, items[-1].end, "quantity.age")
    made = Item("Z", start, items[-1].end, node, "")
    return made


def _subject_behind(items: Sequence[Item], context: Context) -> Item | None:
    """`at least 6 tender joints`; not `> 5 years HIV infection`: time is no count."""
    value, subject = items[0], items[-1]
    bounds: Bounds = value.value
    if any(bound.op is None or bound.unit in TIME_CODES.values() for bound in bounds):
        return None
    if any(item.kind == "w" and item.value not in _FILLERS for item in items[1:-1]):
        return None
    return Item("Z", value.start, subject.end, bound_nodes(subject.value, bounds, context, value.start, subject.end, "quantity.behind"), "")


def _on_scale(items: Sequence[Item], context: Context) -> Item | Row | None:
    """`ECOG 0, 1 or 2`, `NYHA class III/IV`, `Child-Pugh A`: grades on a scale."""
    subject = items[0]
    if subject.value not in _SCALES:
        return None
    body = list(items[1:])
    grades: list[tuple[float, int]] = []
    last = None
    for index, item in enumerate(body):
        grade = _grade(item, subject.value)
        if grade is None:
            if grades and not (item.kind in ",/&|~–-t" or item.value in ("class", "grade")):
                break
            if not grades and item.kind == "w" and item.value not in _FILLERS and roman(item.text) is None:
                return None
            continue
        grades.append((grade, item.start))
        last = index
    if last is None or not grades:
        return None
    if any(item.kind in "VC" for item in body[: last + 1]):
        return None
    end = body[last].end
    low, high = min(g for g, _ in grades), max(g for g, _ in grades)
    span = body[: last + 1]
    ranged = any(item.kind in "-–~" or item.text.lower() == "to" for item in span)
    made: Expr
    if subject.value == "child_pugh" and all(item.text.lower() in _LETTER_CLASSES for item in span if _grade(item, "child_pugh") is not None):
        letters = [_LETTER_CLASSES[item.text.lower()] for item in span if item.text.lower() in _LETTER_CLASSES]
        low, high = min(a for a, _ in letters), max(b for _, b in letters)
        bounds: Bounds = (Bound(">=", low), Bound("<=", high))
        bounds = bounds[1:] if low == 5 else bounds[:1] if high == 15 else bounds
        made = bound_nodes(subject.value, bounds, context, subject.start, end, "quantity.letter")
    elif len(grades) == 1:
        made = bound_nodes(subject.value, (Bound("=", low),), context, subject.start, end, "quantity.grade")
    elif ranged or high - low == len({g for g, _ in grades}) - 1:
        made = bound_nodes(subject.value, (Bound(">=", low), Bound("<=", high)), context, subject.start, end, "quantity.grades")
    else:
        made = any_of(tuple(bound_nodes(subject.value, (Bound("=", g),), context, subject.start, end, "quantity.grade") for g, _ in grades))
    rest = body[last + 1 :]
    return [Item("Z", subject.start, end, made, ""), *rest]


def _class_then_scale(items: Sequence[Item], context: Context) -> Item | None:
    """`class III or IV heart failure by NYHA`: the scale is named behind its classes."""
    value, scale = items[0], items[-1]
    if value.text != "grade" or scale.value not in _SCALES:
        return None
    return Item("Z", value.start, scale.end, bound_nodes(scale.value, value.value, context, value.start, scale.end, "quantity.scale-behind"), "")


def _grade(item: Item, subject: str) -> float | None:
    if item.kind == "N":
        return float(item.value)
    if item.kind == "V" and len(item.value) == 1 and item.value[0].op is None:
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


def _within_limits(items: Sequence[Item], context: Context) -> Item | None:
    """`bilirubin within normal limits` -> at most 1 × ULN; `elevated ALT` -> above it."""
    said = next(item for item in items if item.kind == "Y")
    subjects = [item for item in items if item.kind == "Q"]
    if any(subject.value in _NO_LIMIT_WORDS or subject.value in _SCALES for subject in subjects):
        return None
    if any(item.kind == "w" and item.value not in _FILLERS for item in items):
        return None
    if subjects[0].value in QUANTITIES and QUANTITIES[subjects[0].value].group not in ("lab",):
        return None
    bound = {"high": Bound(">", 1.0, "1", "ULN"), "low": Bound("<", 1.0, "1", "LLN")}.get(said.value, Bound("<=", 1.0, "1", "ULN"))
    joiner = "|" if any(item.kind in "|~" for item in items) else "&"
    value = Item("V", said.start, said.end, (bound,), said.text)
    if items[0].kind == "Y":
        value = Item("V", items[0].start, items[-1].end, (bound,), said.text)
    node = _shared(subjects, joiner, value, context)
    return Item("Z", items[0].start, items[-1].end, node, "")


def subjects_of(expr: Expr) -> list[str]:
    """The subjects of a tree of quantities, in order; empty if anything else is in it."""
    match expr:
        case Quantity(subject):
            return [subject]
        case And(nodes) | Or(nodes) | Readings(nodes):
            lists = [subjects_of(node) for node in nodes]
            return list(dict.fromkeys(s for found in lists for s in found)) if all(lists) else []
        case _:
            return []


def _same_subject(items: Sequence[Item], context: Context) -> Item | Row | None:
    """`creatinine ≤ 1.5 mg/dL or ≤ 1.5 × ULN`: a bound with no subject of its own takes the one before it."""
    first = items[0]
    value = next(item for item in items if item.kind == "V")
    subjects = subjects_of(first.value)
    if not subjects or any(bound.op is None for bound in value.value):
        return None
    if any(item.kind == "S" and not _sex(item) for item in items):
        return None
    if any(item.kind == "w" and item.value not in _FILLERS and not _sex(item) for item in items):
        return None
    between = [item for item in items[1:] if item.kind in "&|~/,(;"]
    if not between:
        return None
    nodes = tuple(bound_nodes(s, value.value, context, value.start, value.end, "quantity.again") for s in subjects)
    again = all_of(nodes) if isinstance(first.value, And | Quantity) else any_of(nodes)
    if any(_sex(item) for item in items[1:]):
        return [*items[: items.index(value)], Item("Z", value.start, value.end, again, "")]
    joined = any_of((first.value, again)) if any(item.kind in "|~(/" for item in between) else all_of((first.value, again))
    merged = Item("Z", first.start, items[-1].end, joined, "")
    merged.fallback = [Item("Z", first.start, first.end, first.value, ""), Item("Z", value.start, value.end, again, "")]
    return merged


_SEXES = {"male": "male", "males": "male", "man": "male", "men": "male", "boys": "male", "female": "female", "females": "female", "woman": "female", "women": "female", "girls": "female"}


def _sex(item: Item) -> str | None:
    return _SEXES.get(item.text.lower()) if item.kind in "Sw" else None


def _by_sex(items: Sequence[Item], context: Context) -> Item | None:
    """`≥ 450 ms for males and ≥ 470 ms for females` -> (male and …) or (female and …)."""
    pairs: list[tuple[Item, Item]] = []
    pending: Item | None = None
    loose: Item | None = None
    for item in items:
        if _sex(item):
            if loose is not None:
                pairs.append((item, loose))
                loose = None
            else:
                pending = item
        elif item.kind == "S" or (item.kind == "w" and not _sex(item)):
            return None
        elif item.kind == "Z":
            if pending is not None:
                pairs.append((pending, item))
                pending = None
            elif loose is not None:
                return None
            else:
                loose = item
    if pending is not None or loose is not None or not pairs:
        return None
    if any(not subjects_of(item.value) or subjects_of(item.value) == ["age"] for _, item in pairs):
        return None
    if len(pairs) == 1 and items[0].kind == "S":
        return None
    nodes = tuple(all_of((_sex_atom(sex, context), item.value), rule="quantity.sex") for sex, item in pairs)
    return Item("Z", items[0].start, items[-1].end, any_of(nodes, rule="quantity.sexes"), "")


def _sex_atom(item: Item, context: Context) -> Concept:
    name = _sex(item) or "female"
    return Concept("state", name, key=name, span=context.span(item.start, item.end), rule="quantity.sex")
