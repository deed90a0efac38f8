"""Parts that several sections of a record share."""

from __future__ import annotations

from equipoise.study.base import Part
from equipoise.study.enumerations import ContactRole, DateType
from equipoise.study.values import PartialDate


class DatedEvent(Part, frozen=True):
    """A date with its kind (ACTUAL or ESTIMATED)."""

    date: PartialDate | None = None
    type: DateType | None = None


class Contact(Part, frozen=True):
    """A person or desk to ask, for the whole trial or for one site."""

    name: str | None = None
    role: ContactRole | None = None
    phone: str | None = None
    phone_ext: str | None = None
    email: str | None = None


class Denominator(Part, frozen=True):
    """How many units (participants, eyes, lesions …) were analysed in each group."""

    units: str | None = None
    counts: tuple[DenominatorCount, ...] = ()


class DenominatorCount(Part, frozen=True):
    """The count of one group."""

    group_id: str | None = None
    value: str | None = None


class ResultGroup(Part, frozen=True):
    """A column of a results table: arm or group with its id (`BG000`, `OG001` …)."""

    id: str | None = None
    title: str | None = None
    description: str | None = None


class Measurement(Part, frozen=True):
    """One cell of a results table; the registry holds the figures as text."""

    group_id: str | None = None
    value: str | None = None
    spread: str | None = None
    lower_limit: str | None = None
    upper_limit: str | None = None
    comment: str | None = None


class MeasureCategory(Part, frozen=True):
    """A row within a class of a results table."""

    title: str | None = None
    measurements: tuple[Measurement, ...] = ()


class MeasureClass(Part, frozen=True):
    """A block of rows of a results table."""

    title: str | None = None
    denoms: tuple[Denominator, ...] = ()
    categories: tuple[MeasureCategory, ...] = ()
