"""A filled-in form about a patient: what it is about, and its fields."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from equipoise.finding.patient.concepts import groups_of, with_broader
from equipoise.finding.patient.model import Group, PatientQuery, Person, Role, Sex
from equipoise.finding.patient.words import merged, words_of

_NO = frozenset({"", "no", "none", "never", "not", "unknown", "n/a", "na", "nil", "false", "negative", "absent"})
_YES = frozenset({"yes", "true", "present", "positive"})
_AGE = re.compile(r"\b\d{1,3}(?:\.\d+)?\b")


def read_form(subject: str, fields: Iterable[tuple[str, str]]) -> PatientQuery:
    """The patient of a form: `subject` is the disease that it is about, `fields` are names and values.

    A field that is left empty says nothing. One that says no still tells what trials of the disease ask about, so that
    its name counts among the words, but the thing is no thing of the patient's.
    """
    filled = [(name.strip(), value.strip()) for name, value in fields if value.strip()]
    lines = [subject, *(_line(name, value) for name, value in filled if value.lower() not in _NO)]
    groups, absent = groups_of("\n".join(lines))
    named = [subject, *(value for name, value in filled if "diagnos" in name.lower())]
    main = {group.key for text in named for group in groups_of(text)[0] if group.role == "condition"}
    groups = tuple(replace(group, role=_role(group, main)) for group in groups)
    words = [*words_of(subject, main=True)]
    for name, value in filled:
        words += words_of(name if value.lower() in _YES else f"{name} {value}")
    denied = tuple(group.key for name, value in filled if value.lower() in _NO for group in groups_of(name)[0])
    return PatientQuery(_person(filled), with_broader(groups), merged(words), (*absent, *denied))


def _role(group: Group, main: Collection[str]) -> Role:
    if group.role != "condition":
        return group.role
    return "main" if group.key in main else "other"


def _line(name: str, value: str) -> str:
    return name if value.lower() in _YES else f"{name}: {value}"


def _person(fields: Iterable[tuple[str, str]]) -> Person:
    person = Person()
    for name, value in fields:
        if name.lower() == "age" and (age := _AGE.search(value)):
            person = replace(person, age=float(age.group()))
        if name.lower() in ("sex", "gender"):
            person = replace(person, sex=_sex(value))
    return person


def _sex(value: str) -> Sex | None:
    first = value[:1].lower()
    if first in ("f", "w"):
        return "female"
    return "male" if first == "m" else None
