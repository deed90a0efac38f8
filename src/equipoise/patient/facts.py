"""What is known of one patient: dated, coded facts with their units, each traceable to its record.

The room's own form, free of any wire format: `patient.fhir` makes it from a FHIR bundle, and the evaluator reads
nothing else.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from equipoise.logic import FactKind

Sex = Literal["male", "female"]
Polarity = Literal["positive", "negative"]


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was or began and ended; `None` where the record does not say.

    `start` and `end` are the earliest and latest day that the record allows ("2024-06" is 1 to 30 June). A point in
    time has `start == end`. `ongoing` says that the record itself calls the thing current. `period` tells what lasted
    from `start` to `end` from what happened once, somewhere between them.

    A period whose own ends are imprecise ("from 2024-06") has `began_by` and `ended_from`: the latest day on which it
    may have begun, and the earliest on which it may have ended. None: the same as `start` and `end`.
    """

    start: date | None = None
    end: date | None = None
    ongoing: bool = False
    time: str | None = None  # time of day as recorded, to tell results of one day apart
    period: bool = False
    began_by: date | None = None
    ended_from: date | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """A result's own reference range, in the result's unit unless `unit` says otherwise."""

    low: float | None = None
    high: float | None = None
    unit: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Measurement:
    """A number: laboratory, vital sign, score. `kind` is a slug of the quantity vocabulary, None where it is not known.

    `comparator` is the record's own ("<0.5" is value 0.5, comparator "<"). `unusable` says why a value must not be
    compared (no unit, implausible, not a number); it is listed, never guessed.
    """

    resource: str
    kind: str | None
    name: str
    value: float | None
    unit: str | None
    when: Moment
    comparator: Literal["<", "<=", ">", ">="] | None = None
    limits: Limits | None = None
    method: str | None = None
    specimen: str | None = None
    context: tuple[str, ...] = ()  # "room air", "scale 0-150": what qualifies the value
    unusable: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """An answer in words: serology, a finding, a class, a criteria set that is met or not, participation, lactation."""

    resource: str
    name: str
    keys: tuple[str, ...]  # concepts of the vocabulary that the name or codes stand for
    text: str  # the answer as recorded
    when: Moment
    polarity: Polarity | None = None  # positive: present, met, reactive, yes; negative: absent, not met, none, no
    kind: str | None = None  # quantity slug where the answer is of an ordinal score ("NYHA class III")
    specimen: str | None = None
    grade: float | None = (
        None  # the number of a single class, grade or stage: 3 for "Class III", None for "Class III + V"
    )
    answer_keys: tuple[
        str, ...
    ] = ()  # concepts that the answer names: denied where the polarity is negative, else asserted


@dataclass(frozen=True, slots=True)
class ConditionFact:
    """A diagnosis. `active` is None where the record does not say.

    `suspected` marks an unconfirmed, provisional or differential diagnosis: it makes the presence of the condition
    unknown, neither true nor false.
    """

    resource: str
    name: str
    keys: tuple[str, ...]
    codes: tuple[tuple[str, str], ...]
    onset: Moment
    recorded: date | None = None
    abated: Moment | None = None
    active: bool | None = None
    stage: str | None = None
    severity: str | None = None
    suspected: bool = False
    relation: str | None = None  # in a family history: whose


@dataclass(frozen=True, slots=True)
class Dose:
    """Amount per day where it can be computed, else None; `unit` is that of the amount ("mg", "mg/kg"); `text` as
    recorded.
    """

    per_day: float | None
    unit: str | None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class TreatmentFact:
    """A drug, procedure, device or vaccine. `response` is the recorded reason for stopping or the outcome, as text."""

    resource: str
    kind: Literal["medication", "procedure", "immunization"]
    name: str
    keys: tuple[str, ...]
    codes: tuple[tuple[str, str], ...]
    when: Moment
    planned: bool = False
    dose: Dose | None = None
    response: str | None = None
    reason: str | None = None  # what it was given for
    doubt: str | None = None  # why it is not known whether it was done or given at all


@dataclass(frozen=True, slots=True)
class AllergyFact:
    """An allergy or intolerance to a substance. `active` is None where the record does not say, false when it has
    passed; `suspected` one that nobody has confirmed.
    """

    resource: str
    name: str
    keys: tuple[str, ...]
    when: Moment
    active: bool | None = None
    suspected: bool = False


@dataclass(frozen=True, slots=True)
class ConsentFact:
    """A consent on file."""

    resource: str
    text: str
    active: bool
    when: Moment


@dataclass(frozen=True, slots=True)
class Covered:
    """Coverage of one kind: from (None: the beginning) to, and the record that says so ("--complete" where the caller
    does).
    """

    start: date | None
    end: date
    resource: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A resource that counts for nothing, and why; what it would have been about, where it says so."""

    resource: str
    reason: str
    name: str = field(default="", compare=False)
    keys: tuple[str, ...] = field(default=(), compare=False)
    kind: str | None = field(default=None, compare=False)  # quantity slug


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is known of one patient on the screening date.

    `index` is for whoever looks something up in the records again and again: what is found there, under a name that
    says what was looked for. It is no part of what is known, and begins empty wherever a record is replaced.
    """

    patient: str
    birth: Moment | None = None
    sex: Sex | None = None
    deceased: bool = False
    measurements: tuple[Measurement, ...] = ()
    results: tuple[Result, ...] = ()
    conditions: tuple[ConditionFact, ...] = ()
    treatments: tuple[TreatmentFact, ...] = ()
    allergies: tuple[AllergyFact, ...] = ()
    consents: tuple[ConsentFact, ...] = ()
    family: tuple[ConditionFact, ...] = ()
    coverage: dict[FactKind, tuple[Covered, ...]] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    index: dict[Hashable, object] = field(default_factory=dict, init=False, compare=False, repr=False)
