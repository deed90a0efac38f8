"""Quantities: a subject, or a list of subjects, with its bounds -> Z.

AST and ALT ≤ 3 × ULN             Q & Q V      a bound shared by several analytes
ALT or AST > 3 × ULN              Q | Q V      … of which one suffices
HbA1c ≥ 7 % and ≤ 11 %            Q V          (two bounds: one V)
≥ 18 years of age                 V g          age
at least 6 tender joints          V Q          the subject after its bound
ECOG 0 or 1, NYHA class III–IV    Q N | N      grades on a scale
QTc ≥ 450 ms (male), ≥ 470 (female)   Q V S    bounds by sex
liver enzymes within normal limits    Q Y      the bound in words (grammar/limits)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from equipoise.criteria.grammar.ages import ages
from equipoise.criteria.grammar.atoms import DIRECTIONS, FILLERS, SCALES, bound_nodes
from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.limits import normal_limits
from equipoise.criteria.grammar.ratios import ratios
from equipoise.criteria.grammar.scales import scales
from equipoise.criteria.grammar.values import TIME_CODES, Bound, Bounds
from equipoise.criteria.items import Item, Row, rewrite
from equipoise.criteria.nodes import And, Concept, Expr, Op, Or, Quantity, Readings, all_of, any_of, atoms
from equipoise.vocabulary.concepts import concept
from equipoise.vocabulary.quantities import QUANTITIES
from equipoise.vocabulary.units import comparable


def quantities(row: Row, context: Context) -> Row:
    """Q … V -> Z, and its kin."""
    row = rewrite(row, _SYNONYM, _synonym)
    row = ratios(rewrite(row, _SYNONYM, _synonym))  # "AST (SGOT) (aspartate aminotransferase)"
    row = rewrite(row, _CLASS_THEN_SCALE, lambda items, match: _class_then_scale(items, context))
    row = _spelt_out(row)
    row = rewrite(row, _LETTERED, lambda items, match: _lettered(items, context))
    row = scales(row, context)
    row = rewrite(row, _GRADE_OF, lambda items, match: _grade_of(items, context))
    row = _unbracketed(row)
    row = _attach(row, context)
    row = ages(row, context)
    row = rewrite(row, _BEHIND, lambda items, match: _subject_behind(items, context))
    row = normal_limits(row, context)
    row = rewrite(row, _SUBGROUP, lambda items, match: _of_subgroup(items, context))
    row = rewrite(row, _MORE, lambda items, match: _again(items, match, context))
    return rewrite(row, _BY_SEX, lambda items, match: _by_sex(items, context))


_SYNONYM = re.compile(r"[QMRES]w?\((?:[QMREStw]-?N?[QMRESw]?)\)")
_CLASS_THEN_SCALE = re.compile(r"V[^VZ.;,&|]{1,7}Q")
_BEHIND = re.compile(r"V[ph]?t?w?Q")
_MORE = re.compile(
    r"Z(?:[(,]?[pit]*[Sw]\)?)?[,;(]*[&|/~,]?[vmtw]{0,2}V(?!r[tvk]*w?[MR])\)?(?P<noun>[tp]{0,2}[wMRESQ])?"
)
_GRADE_OF = re.compile(r"V[w]{0,2}M(?![wMREQ])")
_SUBGROUP = re.compile(r"Z[(,;|&]{1,3}[vmt]{0,2}Vi|Z[(,;|&]{0,3}(?<=[(,;|&])it*w?M[,vmt]*V|Z\([vt]*w?M[:,][vmt]*V")
_BY_SEX = re.compile(
    r"(?:S[,:]?(?:[vms]*))?Z(?:[(,]?[pit]*[Sw]\)?)?(?:[,;]?[&|/,]?(?:S[,:]?)?Z(?:[(,]?[pit]*[Sw]\)?)?)?"
)


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


_LETTERED = re.compile(r"[VN]t?Q[tw]w?")


def _lettered(items: Sequence[Item], context: Context) -> Item | Row | None:
    """`at least 1 BILAG A or 2 BILAG B scores`: a count of the domains with that letter."""
    value, scale = items[0], next(item for item in items if item.kind == "Q")
    at = items.index(scale) + 1
    letter = items[at].text
    if scale.value != "bilag" or letter not in ("A", "B", "C", "D", "E"):
        return None
    bounds: Bounds = value.value if value.kind == "V" else (Bound(">=", value.value),)
    counted = tuple(Bound(bound.op or ">=", bound.value, "{count}") for bound in bounds)
    last = at + (at + 1 < len(items) and items[at + 1].text.lower().startswith("score"))
    name = f"british isles lupus assessment group {letter.lower()} score count"
    made = Item(
        "Z",
        value.start,
        items[last].end,
        bound_nodes(name, counted, context, value.start, items[last].end, "quantity.letters"),
        "",
    )
    return [made, *items[last + 1 :]]


def _spelt_out(row: Row) -> Row:
    """`Disease Area and Severity Index (CLASI) … V`: the words and the letters in brackets are one subject."""
    out = list(row)
    at = 1
    while at + 1 < len(out):
        if (
            out[at].kind == "Q"
            and out[at - 1].kind == "("
            and out[at + 1].kind == ")"
            and len(out[at].text) >= 3
            and out[at].text.isupper()
        ):
            start = _first_word(out, at - 1, out[at].text[0])
            if start is not None:
                out[start : at + 2] = [Item("Q", out[start].start, out[at + 1].end, out[at].value, out[at].text)]
                at = start
        at += 1
    return out


def _first_word(row: Row, end: int, initial: str) -> int | None:
    """Where the capitalised words before a bracket begin that its letters stand for."""
    start = None
    index = end - 1
    while index >= 0 and end - index <= 10:
        item = row[index]
        if item.kind not in "wMREStp&QA" or (item.kind in "wMRES" and not item.text[:1].isupper()):
            break
        if item.text[:1] == initial and item.kind != "t":
            start = index
        index -= 1
    return start if start is not None and end - start >= 2 else None


def _grade_of(items: Sequence[Item], context: Context) -> Item | None:
    """`≥ grade 2 neurologic toxicity by … criteria`."""
    value, thing = items[0], items[-1]
    if value.text != "grade" or NAMED_BY_GRADE.search(f"{thing.text.lower()} {thing.value or ''}"):
        return None
    known = concept(thing.value) if thing.value and len(thing.text) <= 4 else None
    words = [item.text.lower() for item in items[1:-1]]
    word = "class" if value.value[0].unit == "{class}" else "grade"
    name = " ".join((*words, known.name if known is not None else thing.text.lower(), word))
    return Item(
        "Z",
        value.start,
        thing.end,
        bound_nodes(name, value.value, context, value.start, thing.end, "quantity.grade-of"),
        "",
    )


def _unbracketed(row: Row) -> Row:
    """`Q ( V … ) -> Q V …`: bounds that stand in brackets behind their subject."""
    out = list(row)
    for index in range(len(out) - 2, 0, -1):
        if (
            out[index].kind != "("
            or out[index - 1].kind not in "Qw"
            or not any(item.kind == "V" for item in out[index + 1 : index + 3])
        ):
            continue
        subject = next((item for item in reversed(out[max(0, index - 3) : index]) if item.kind == "Q"), None)
        if subject is None or any(
            item.kind != "Q" and item.value not in FILLERS for item in out[out.index(subject) + 1 : index]
        ):
            continue
        close = next((at for at in range(index + 2, len(out)) if out[at].kind in "()"), None)
        if close is None or out[close].kind == "(" or (close + 1 < len(out) and out[close + 1].kind == "V"):
            continue
        inner = out[index + 1 : close]
        if all(item.kind in "VpS|&,/wtZmv" for item in inner) and _fits(
            subject.value, next(item.value for item in inner if item.kind == "V")
        ):
            del out[close], out[index]
    return out


def _attach(row: Row, context: Context) -> Row:
    """Give each V the subjects that stand before it."""
    out: Row = []
    for place, item in enumerate(row):
        if item.kind != "V" or not (found := _subjects_before(out)):
            out.append(item)
            continue
        index, subjects, joiner = found
        if _new_line(out, item, row, place):
            out.append(item)
            continue
        subjects = [subject for subject in subjects if _fits(subject.value, item.value)]
        if not subjects:
            out.append(item)
            continue
        first = out[index]
        built = _shared(subjects, joiner, item, context)
        aside = [other for other in out[index:] if other.kind == "W"]
        del out[index:]
        _drop_direction(out)
        out.extend((Item("Z", first.start, item.end, built, ""), *aside))
    return out


def _new_line(out: Row, value: Item, row: Row, place: int) -> bool:
    """`Low albumin / More than 2 relapses`: a capital and a noun of its own begin another item."""
    counts = all(not bound.unit for bound in value.value)
    noun = place + 1 < len(row) and row[place + 1].kind in "wM" and row[place + 1].text.lower() not in _PLACES
    return (
        counts and noun and value.text[:1].isupper() and not value.text.isupper() and bool(out) and out[-1].kind == "Q"
    )


_PLACES = frozenset({"without", "unsupported", "untransfused", "independent"})
_TIMES = frozenset(TIME_CODES.values())


def _fits(subject: str, bounds: Bounds) -> bool:
    """A time is no value of what is not a time: "creatinine > 6 months ago"."""
    timed = any(bound.unit in _TIMES and bound.reference == "absolute" for bound in bounds)
    return not timed or _comparable(subject, bounds)


def _comparable(subject: str, bounds: Bounds) -> bool:
    """Whether the bounds' units, where they have some, are units of the subject."""
    kind = QUANTITIES.get(subject)
    if kind is None or kind.unit.startswith("{"):
        return True
    stated = [bound.unit for bound in bounds if bound.reference == "absolute" and bound.unit]
    return all(comparable(unit, kind.unit, kind.molar_mass, analyte=subject) for unit in stated)


def _drop_direction(out: Row) -> None:
    """`elevated` before a subject that has its own bound asks nothing more."""
    at = len(out) - 1
    while at >= 0 and out[at].kind in "wptv" and (out[at].kind != "w" or out[at].value in FILLERS):
        at -= 1
    if at >= 0 and out[at].kind == "Y":
        out[at] = Item("t", out[at].start, out[at].end, "", out[at].text)
        out[at + 1 :] = [Item("t", item.start, item.end, "", item.text) for item in out[at + 1 :]]


def _subjects_before(row: Row) -> tuple[int, list[Item], str] | None:
    """The list of quantity mentions that ends the row, over fillers: where it starts, its members, what joins them."""
    index = len(row) - 1
    depth = 0
    while index >= 0 and (
        row[index].kind in "vtmp:kQ-=hs()+_Wd" or (row[index].kind == "w" and row[index].value in FILLERS) or depth
    ):
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
        if row[at].kind == "w" and row[at].value not in FILLERS:
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
    if _BETTER.search(value.text) and any(
        subject.value in _LESS_IS_BETTER or value.value[0].unit == "{logMAR}" for subject in subjects
    ):
        value = Item(
            "V",
            value.start,
            value.end,
            tuple(replace(bound, op=_TURNED[bound.op]) if bound.op in _TURNED else bound for bound in value.value),
            "",
        )
    nodes = tuple(_one(key, start, value, parts, context) for key, start in keys)
    return any_of(nodes, rule="quantity.any") if joiner == "|" else all_of(nodes, rule="quantity.all")


# "20/40 or better" is a higher acuity, "ECOG 2 or better" a lower score.
_BETTER = re.compile(r"\b(?:better|worse)\b", re.IGNORECASE)
_LESS_IS_BETTER = frozenset(
    {"ecog", "nyha", "asa", "child_pugh", "mrankin", "edss", "meld", "ctcae_grade", "hoehn_yahr"}
)
_TURNED: dict[Op | None, Op] = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}


def _one(key: str, start: int, value: Item, parts: list[Item] | None, context: Context) -> Expr:
    if not parts or len(parts) != 2:
        return bound_nodes(key, value.value, context, start, value.end, "quantity")
    first = bound_nodes(key, (value.value[0],), context, start, parts[0].end, "quantity")
    second = bound_nodes(key, (value.value[1],), context, parts[1].start, parts[1].end, "quantity.second")
    return all_of((first, second), rule="quantity.both")


def _subject_behind(items: Sequence[Item], context: Context) -> Item | None:
    """`at least 6 tender joints`; not `> 5 years HIV infection`: time is no count."""
    value, subject = items[0], items[-1]
    bounds: Bounds = value.value
    if any(bound.op is None for bound in bounds) or (
        any(bound.unit in _TIMES for bound in bounds) and not _fits(subject.value, bounds)
    ):
        return None
    if any(item.kind == "w" and item.value not in FILLERS for item in items[1:-1]):
        return None
    measured = subject.value in QUANTITIES and not QUANTITIES[subject.value].unit.startswith("{")
    if measured and any(not bound.unit and bound.reference == "absolute" for bound in bounds):
        return None  # "at least 1 weight-bearing joint" is no weight
    return Item(
        "Z",
        value.start,
        subject.end,
        bound_nodes(subject.value, bounds, context, value.start, subject.end, "quantity.behind"),
        "",
    )


def _class_then_scale(items: Sequence[Item], context: Context) -> Item | None:
    """`class III or IV heart failure by NYHA`: the scale is named behind its classes."""
    value, scale = items[0], items[-1]
    if value.text != "grade" or scale.value not in SCALES:
        return None
    return Item(
        "Z",
        value.start,
        scale.end,
        bound_nodes(scale.value, value.value, context, value.start, scale.end, "quantity.scale-behind"),
        "",
    )


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


def _again(items: Sequence[Item], match: re.Match[str], context: Context) -> Item | Row | None:
    """The bound as another one on the same subject, unless it has a subject of its own behind it."""
    behind = len(match["noun"] or "")
    body, noun = items[: len(items) - behind], items[len(items) - behind :]
    value = next(item for item in body if item.kind == "V")
    if noun and (_counts(value.value, noun) or noun[0].text.lower() in AT_AN_EVENT):
        return None
    made = _same_subject(body, context)
    if made is None or not noun:
        return made
    return [*(made if isinstance(made, list) else [made]), *noun]


def _counts(bounds: Bounds, noun: Sequence[Item]) -> bool:
    """Whether the bound is one on the noun behind it: `no more than 3 beers`, `at least 2 years of schooling`."""
    named = noun[-1]
    if _sex(named) or (named.kind == "w" and (named.value in FILLERS or named.text.lower() in _NO_SUBJECTS)):
        return False
    if named.kind == "Q" and len(noun) > 1:
        return False  # "… of CD4"
    if named.text.lower() in DIRECTIONS:
        return True
    numbers = all(not bound.unit and bound.reference == "absolute" for bound in bounds)
    timed = all(bound.unit in _TIMES and bound.reference == "absolute" for bound in bounds)
    return timed or (numbers and (len(noun) == 1 or noun[0].text.lower() == "of"))


AT_AN_EVENT = frozenset({"after", "following", "during", "despite"})  # a bound for some of the patients, or times
_NO_SUBJECTS = frozenset({"inclusive", "old", "aged", "respectively", "fasting", "sitting", "supine", "for", "both"})


def _same_subject(items: Sequence[Item], context: Context) -> Item | Row | None:
    """`creatinine ≤ 1.5 mg/dL or ≤ 1.5 × ULN`: a bound with no subject of its own takes the one before it."""
    first = items[0]
    value = next(item for item in items if item.kind == "V")
    subjects = subjects_of(first.value)
    if not subjects or any(bound.op is None for bound in value.value):
        return None
    if any(item.kind == "S" and not _sex(item) for item in items):
        return None
    if any(item.kind == "w" and item.value not in FILLERS and not _sex(item) for item in items):
        return None
    between = [item for item in items[1:] if item.kind in "&|~/,(;"]
    if not between:
        return None
    if len(value.value) == 2 and value.value[0].value == 0 and items[1].kind == "(":
        return Item("Z", first.start, items[-1].end, first.value, first.text)  # the ends of the scale
    if not all(_comparable(s, value.value) for s in subjects):
        return None
    nodes = tuple(bound_nodes(s, value.value, context, value.start, value.end, "quantity.again") for s in subjects)
    again = all_of(nodes) if isinstance(first.value, And | Quantity) else any_of(nodes)
    if any(_sex(item) for item in items[1:]):
        return [*items[: items.index(value)], Item("Z", value.start, value.end, again, "")]
    joined = (
        any_of((first.value, again)) if any(item.kind in "|~(/" for item in between) else all_of((first.value, again))
    )
    merged = Item("Z", first.start, items[-1].end, joined, "")
    merged.fallback = [Item("Z", first.start, first.end, first.value, ""), Item("Z", value.start, value.end, again, "")]
    return merged


# Diseases whose grade or class is a part of their name.
NAMED_BY_GRADE = re.compile(
    r"\b(?:lymphoma|glioma|astrocytoma|carcinoma|tumou?rs?|cancers?|malignanc(?:y|ies)|neoplasms?|sarcoma|nephritis|glomerulonephritis|meningioma)\b"
)
SUBGROUP = "subgroup"  # the text of a Z whose bound holds for those of whom something else is said


def _of_subgroup(items: Sequence[Item], context: Context) -> Row | None:
    """`≤ 3 × ULN (≤ 5 × ULN in case of M)`: the second bound is on the same subjects, and only for some."""
    value = next(item for item in items if item.kind == "V")
    subjects = subjects_of(items[0].value)
    bounds = _with_sign(value.value, items[0].value)
    if not subjects or bounds is None:
        return None
    nodes = tuple(bound_nodes(s, bounds, context, value.start, value.end, "quantity.subgroup") for s in subjects)
    again = all_of(nodes) if isinstance(items[0].value, And | Quantity) else any_of(nodes)
    return [Item("Z", item.start, item.end, again, SUBGROUP) if item is value else item for item in items]


def _with_sign(bounds: Bounds, first: Expr) -> Bounds | None:
    """`≤ 3 × ULN (5 × ULN if …)`: a bound without a sign has that of the one before."""
    if all(bound.op is not None for bound in bounds):
        return bounds
    before = next((node for node in atoms(first) if isinstance(node, Quantity)), None)
    if before is None or len(bounds) != 1 or before.reference != bounds[0].reference:
        return None
    return (replace(bounds[0], op=before.op),)


def is_comparable(base: Item, value: Item) -> bool:
    """Whether the bounds of a V can be bounds on each subject of a Z."""
    return all(_comparable(subject, value.value) for subject in subjects_of(base.value))


def again_on(base: Item, value: Item, context: Context, rule: str) -> Expr | None:
    """The bounds of a V on the subjects of a Z, joined as they are; None where it has none."""
    subjects = subjects_of(base.value)
    if not subjects:
        return None
    nodes = tuple(bound_nodes(s, value.value, context, value.start, value.end, rule) for s in subjects)
    return all_of(nodes) if isinstance(base.value, And | Quantity) else any_of(nodes)


_SEXES = {
    "male": "male",
    "males": "male",
    "man": "male",
    "men": "male",
    "boys": "male",
    "female": "female",
    "females": "female",
    "woman": "female",
    "women": "female",
    "girls": "female",
}


_PERSONS = re.compile(r"\s+(?:subjects?|patients?|participants?|individuals?|volunteers?)$")


def _sex(item: Item) -> str | None:
    return _SEXES.get(_PERSONS.sub("", item.text.lower())) if item.kind in "Sw" else None


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
