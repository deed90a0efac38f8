"""Trees back into plain words, in one fixed style that the grammar reads back to an equivalent tree (the supported
core).

Quantity("alt", "<=", 3, "1", "ULN")                    ALT at most 3 × ULN
Concept("condition", "malignancy", windows=within P5Y)  malignancy within 5 years
Or((a, And((b, c))))                                    a, or both b and c
"""

from __future__ import annotations

import re
from dataclasses import replace

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
)
from equipoise.dates import Duration
from equipoise.vocabulary.quantities import QUANTITIES

_OPS = {"<": "below", "<=": "at most", ">": "above", ">=": "at least", "=": "equal to", "!=": "not equal to"}
_REFERENCES = {"ULN": "× ULN", "LLN": "× LLN", "baseline": "× baseline value", "predicted": "% predicted"}
_UNIT_WORDS = {
    "a": "years",
    "mo": "months",
    "wk": "weeks",
    "d": "days",
    "h": "hours",
    "m": "meters",
    "Cel": "°C",
    "[diop]": "diopters",
    "{wood}": "Wood units",
    "{count}/d": "per day",
    **dict.fromkeys(("1", "[pH]", "{count}/d", "{score}", "{class}", "{count}", "{grade}", "{stage}"), ""),
}
_RESPONSES = {
    "failed": "failed",
    "relapsed": "relapsed after",
    "intolerant": "intolerant of",
    "contraindicated": "",
    "required": "requiring",
}
_POWER = re.compile(r"^10\*(\d+)(?=/)")
_BRACKETS = str.maketrans("_", " ", "[]{}()")
_ANCHORS = {
    "screening": "screening",
    "enrolment": "enrollment",
    "randomisation": "randomization",
    "consent": "informed consent",
    "conditioning": "conditioning",
    "treatment": "first dose",
    "infusion": "infusion",
    "diagnosis": "diagnosis",
    "test": "the test",
}


def english(expr: Expr) -> str:
    """The tree in plain words."""
    match expr:
        case Quantity():
            return _quantity(expr)
        case Concept():
            return _concept(expr)
        case Personal(kind, name, present, windows):
            asked = name if present else f"not: {name}"
            who = "agreement" if kind == "agreement" else "the investigator judges"
            return f"{asked}{_windows(windows, 'after')} ({who})"
        case Unsupported(text):
            return f"[not understood: {' '.join(text.split())}]"
        case And(items):
            return _listed(items, "and")
        case Or(items):
            return _listed(items, "or")
        case AtLeast(k, items):
            return f"at least {k} of the following: " + ", ".join(_part(item) for item in items)
        case Not(item):
            return f"not ({english(item)})"
        case If(condition, then):
            return f"if {english(condition)}, {english(then)}"
        case Relaxed(item, when):
            whom = f" for {english(when)}" if when is not None else ""
            return f"{english(item)} (the investigator may relax this{whom})"
        case Readings(items, code):
            return f"[{code}: " + " | ".join(english(item) for item in items) + "]"


def _listed(items: tuple[Expr, ...], word: str) -> str:
    return f" {word} ".join(_part(item) for item in items)


def _part(item: Expr) -> str:
    return f"({english(item)})" if isinstance(item, And | Or | If | AtLeast) else english(item)


def number(value: float) -> str:
    """The shortest way to write it."""
    return f"{value:.10g}"


def unit_words(unit: str) -> str:
    """A unit of UCUM as people write it: `mm[Hg]` -> "mmHg", `10*9/L` -> "× 10^9/L", `mg/(24.h)` -> "mg/24 h"."""
    if unit in _UNIT_WORDS:
        return _UNIT_WORDS[unit]
    return _POWER.sub(r"× 10^\1", unit).replace("24.h", "24 h").translate(_BRACKETS)


def _quantity(atom: Quantity) -> str:
    kind = QUANTITIES.get(atom.subject)
    name = kind.name if kind is not None else atom.subject
    change = f"{atom.change} in " if atom.change else ""
    unit = _REFERENCES.get(atom.reference) or unit_words(atom.unit)
    each = f" on {atom.consecutive} consecutive results" if atom.consecutive else ""
    by = f" ({atom.formula})" if atom.formula else ""
    needs = f" (the sample counts only if: {english(atom.sample_needs)})" if atom.sample_needs is not None else ""
    words = f" ({', '.join(atom.qualifiers)})" if atom.qualifiers else ""
    return (
        f"{change}{name} {_OPS[atom.op]} {number(atom.value)} {unit}".rstrip()
        + by
        + words
        + each
        + _windows(atom.windows)
        + needs
    )


def _concept(atom: Concept) -> str:
    if not atom.present and any(window.relation in ("for_at_least", "for_at_most") for window in atom.windows):
        return f"not ({_concept(replace(atom, present=True))})"  # "no … for 4 weeks" would be absence throughout them
    parts = [_RESPONSES[atom.response] if atom.response else "", atom.name]
    if atom.count:
        parts.insert(0, f"{atom.count} or more different")
    if atom.family:
        parts.insert(0, "family history of")
    if atom.suspected:
        parts.insert(0, "known or suspected")
    if any(window.relation == "ever" for window in atom.windows):
        parts.insert(0, "history of")
    if atom.kind == "test" and atom.result and (atom.present or atom.result in ("positive", "negative")):
        parts.append(atom.result if atom.present else "negative")
    elif not atom.present:
        parts.insert(0, "not" if atom.kind == "state" else "no")
    return " ".join(part for part in parts if part) + _windows(atom.windows)


def _windows(windows: tuple[Window, ...], side: str = "before") -> str:
    """In words; `side` is where a length of time lies that something is to last (what is agreed to lies ahead)."""
    return "".join(f" {_window(window, side)}" for window in windows if window.relation != "ever")


def _window(window: Window, side: str) -> str:
    anchor = _ANCHORS.get(window.anchor)
    length = length_words(window.length) if window.length is not None else ""
    if window.half_lives:
        lives = f"{number(window.half_lives)} half-lives"
        length = f"{length} or {lives}" + (", whichever is shorter," if window.shorter else "") if length else lives
    match window.relation:
        case "within":
            return f"within {length}" + (f" before {anchor}" if anchor else "")
        case "before" if length:
            least = "more than" if window.strict else "at least"
            return f"{least} {length} " + (f"before {anchor}" if anchor else "ago")
        case "before":
            return f"before {anchor or 'now'}"
        case "after" if anchor:
            return f"within {length} after {anchor}" if length else f"after {anchor}"
        case "after":
            return f"within {length} from now" if length else "in the future"
        case "for_at_least":
            least = "more than" if window.strict else "at least"
            return f"for {least} {length}" + (f" {side} {anchor}" if anchor else "")
        case "for_at_most":
            return f"for {'less than' if window.strict else 'at most'} {length}"
        case _:
            return f"at {anchor}" if anchor else "currently"


def length_words(length: Duration) -> str:
    """`P1Y6M` -> "1 year 6 months"."""
    parts = (
        (length.years, "year"),
        (length.months, "month"),
        (length.weeks, "week"),
        (length.days, "day"),
        (length.hours, "hour"),
    )
    return " ".join(f"{count} {word}{'s' if count != 1 else ''}" for count, word in parts if count) or "0 days"
