"""The form's YAML, checked against its fields, with the line of whatever is wrong.

Scalars are taken as written: `no` stays "no" and `1.10` stays "1.10". Anchors, tags and repeated keys are refused.
Messages name the field and the line, never the value, which may be the patient's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import yaml

from equipoise.errors import PatientError
from equipoise.patient.fhir.numbers import number_in
from equipoise.patient.fhir.times import days

Kind = Literal["text", "date", "number", "value", "flag", "choice", "lists"]
Value: TypeAlias = str | bool | tuple[str, ...]
Row: TypeAlias = Mapping[str, Value]

LISTS = ("conditions", "medications", "procedures", "immunizations", "allergies")
_YES, _NO = frozenset({"yes", "true", "y", "on"}), frozenset({"no", "false", "n", "off"})


@dataclass(frozen=True, slots=True)
class Field:
    """What may stand in a field."""

    kind: Kind = "text"
    required: bool = False
    choices: tuple[str, ...] = ()


_NAME, _DATE, _DAY = Field(required=True), Field("date"), Field("date", required=True)
_MEASURED = {
    "test": _NAME,
    "value": Field("value", required=True),
    "unit": Field(),
    "date": _DAY,
    "upper_limit": Field("number"),
    "lower_limit": Field("number"),
    "specimen": Field(),
    "method": Field(),
    "scale": Field(),
    "oxygen": Field(),
}
FIELDS: Mapping[str, Mapping[str, Field]] = {
    "patient": {
        "id": Field(),
        "birth_date": _DATE,
        "sex": Field("choice", choices=("female", "male", "unknown")),
        "deceased": Field("flag"),
    },
    "labs": _MEASURED,
    "vitals": _MEASURED,
    "scores": _MEASURED,
    "findings": {"test": _NAME, "answer": _NAME, "date": _DAY, "specimen": Field(), "method": Field()},
    "diagnoses": {
        "name": _NAME,
        "icd10": Field(),
        "snomed": Field(),
        "since": _DATE,
        "until": _DATE,
        "status": Field("choice", choices=("active", "remission", "resolved", "inactive", "suspected")),
        "stage": Field(),
        "severity": Field(),
    },
    "drugs": {
        "name": _NAME,
        "rxnorm": Field(),
        "start": _DATE,
        "stop": _DATE,
        "taking": Field("flag"),
        "planned": Field("flag"),
        "dose": Field(),
        "reason": Field(),
        "outcome": Field(),
    },
    "procedures": {"name": _NAME, "date": _DATE, "planned": Field("flag"), "reason": Field(), "outcome": Field()},
    "vaccines": {"name": _NAME, "date": _DATE},
    "allergies": {"substance": _NAME, "since": _DATE},
    "family": {"name": _NAME, "relation": Field()},
    "consents": {"to": _NAME, "date": _DAY},
    "complete": {"as_of": _DAY, "lists": Field("lists", required=True)},
}
_SINGLE = frozenset({"patient", "complete"})


@dataclass(frozen=True, slots=True)
class Form:
    """A checked form: the fields that are filled in, by section."""

    sections: Mapping[str, tuple[Row, ...]]

    def rows(self, section: str) -> tuple[Row, ...]:
        """The rows of a section, none where it is not in the form."""
        return self.sections.get(section, ())


def parse_form(text: str, name: str) -> Form:
    """The form in a YAML text. Raises `PatientError` with the line of the first fault."""
    root = _compose(text, name)
    if not isinstance(root, yaml.MappingNode):
        raise PatientError("a form is made of sections such as 'patient:' and 'labs:'", place=_line(name, root))
    sections: dict[str, tuple[Row, ...]] = {}
    for key, value in _pairs(root, FIELDS, "section", name):
        sections[key] = tuple(_row(row, key, name) for row in _rows(value, key, name))
    if "patient" not in sections:
        raise PatientError("the section 'patient' is missing", place=f"{name}: line 1")
    return Form(sections)


def _compose(text: str, name: str) -> yaml.Node | None:
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark else 1
                message = "the signs & and * have a meaning in YAML: put the text in quotes"
                raise PatientError(message, place=f"{name}: line {line}")
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{name}: line {mark.line + 1}" if mark else name
        hint = "check the indentation, and put text that holds a colon or a # in quotes"
        raise PatientError("this cannot be read as YAML", place=place, hint=hint) from None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise PatientError("this cannot be read as YAML", place=name) from None


def _line(name: str, at: yaml.Node | None) -> str:
    return f"{name}: line {at.start_mark.line + 1 if at is not None else 1}"


def _pairs(mapping: yaml.MappingNode, known: Mapping[str, object], what: str, name: str) -> list[tuple[str, yaml.Node]]:
    """The keys and values of a mapping; unknown and repeated keys are faults."""
    pairs: dict[str, yaml.Node] = {}
    for key, value in mapping.value:
        word = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
        if word not in known:
            raise PatientError(f"there is no such {what}; there are: {', '.join(known)}", place=_line(name, key))
        if word in pairs:
            raise PatientError(f"the {what} '{word}' stands here twice", place=_line(name, key))
        pairs[word] = value
    return list(pairs.items())


def _empty(value: yaml.Node) -> bool:
    return isinstance(value, yaml.ScalarNode) and value.style is None and value.value.strip() in ("", "~", "null")


def _rows(value: yaml.Node, section: str, name: str) -> list[yaml.MappingNode]:
    if _empty(value):
        return []
    if section in _SINGLE:
        rows = [value]
    elif isinstance(value, yaml.SequenceNode):
        rows = value.value
    else:
        raise PatientError(f"the section '{section}' is a list: begin each item with '- '", place=_line(name, value))
    found = []
    for row in rows:
        if not isinstance(row, yaml.MappingNode):
            raise PatientError(f"an item of '{section}' is made of fields such as 'name: …'", place=_line(name, row))
        found.append(row)
    return found


def _row(row: yaml.MappingNode, section: str, name: str) -> Row:
    fields = FIELDS[section]
    found: dict[str, Value] = {}
    for key, value in _pairs(row, fields, f"field of '{section}'", name):
        if not _empty(value):
            found[key] = _checked(value, key, fields[key], name)
    for key, field in fields.items():
        if field.required and key not in found:
            raise PatientError(f"an item of '{section}' needs the field '{key}'", place=_line(name, row))
    return found


def _checked(value: yaml.Node, key: str, field: Field, name: str) -> Value:
    place = _line(name, value)
    if field.kind == "lists":
        return _lists(value, key, name)
    if not isinstance(value, yaml.ScalarNode):
        raise PatientError(f"the field '{key}' holds one value, not a list or a mapping", place=place)
    words = " ".join(value.value.split())
    if field.kind == "date" and days(words) is None:
        raise PatientError(f"the field '{key}' holds a date such as 2025-06-13, 2025-06 or 2025", place=place)
    if field.kind == "number" and ((found := number_in(words)) is None or found.comparator or found.unit):
        raise PatientError(f"the field '{key}' holds a number such as 40 or 1.2", place=place)
    if field.kind == "value" and words[:1].isdigit() and "," in words and number_in(words) is None:
        raise PatientError(f"the field '{key}' could be two numbers: write it with a decimal point only", place=place)
    if field.kind == "choice" and words.casefold() not in field.choices:
        raise PatientError(f"the field '{key}' is one of: {', '.join(field.choices)}", place=place)
    if field.kind == "flag":
        if words.casefold() not in _YES | _NO:
            raise PatientError(f"the field '{key}' is yes or no", place=place)
        return words.casefold() in _YES
    return words.casefold() if field.kind == "choice" else words


def _lists(value: yaml.Node, key: str, name: str) -> tuple[str, ...]:
    items = value.value if isinstance(value, yaml.SequenceNode) else [value]
    words = []
    for item in items:
        word = item.value.strip().casefold() if isinstance(item, yaml.ScalarNode) else ""
        if word not in LISTS:
            raise PatientError(f"the field '{key}' names lists out of: {', '.join(LISTS)}", place=_line(name, item))
        words.append(word)
    return tuple(dict.fromkeys(words))
