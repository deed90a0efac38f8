"""The columns of the current versions: what lists show and quick filters read without opening a record."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

import msgspec

from equipoise.study.model import SourceFormat, Study
from equipoise.study.values import PartialDate

Order: TypeAlias = Literal["nct_id", "last_update", "seq"]

_INT64 = 2**63


@dataclass(frozen=True, slots=True)
class Columns:
    """A trial as one line of a table. Ages in months; dates as partial as the record has them."""

    title: str
    status: str | None
    study_type: str | None
    phases: tuple[str, ...]
    conditions: tuple[str, ...]
    sponsor: str | None
    sex: str | None
    min_age_months: float | None
    max_age_months: float | None
    start_date: str | None
    completion_date: str | None
    last_update: str | None
    enrollment: int | None
    has_results: bool


@dataclass(frozen=True, slots=True)
class Row:
    """The line of one trial, with its current version and the place of its last change in the library's sequence."""

    nct_id: str
    version: int
    source: SourceFormat
    seq: int
    columns: Columns


@dataclass(frozen=True, slots=True)
class Filter:
    """Which trials to list; every part that is given must hold. Texts are compared without regard to ASCII case.

    `age_years` and `sex` leave in what states no limit; `updated_since` is an ISO date, compared as text.
    """

    ids: tuple[str, ...] | None = None
    status: tuple[str, ...] | None = None
    study_type: tuple[str, ...] | None = None
    phases: tuple[str, ...] | None = None
    source: tuple[str, ...] | None = None
    sex: Literal["FEMALE", "MALE"] | None = None
    age_years: float | None = None
    condition: str | None = None
    title: str | None = None
    updated_since: str | None = None
    has_results: bool | None = None


EVERYTHING = Filter()

COLUMN_NAMES = (
    "title, status, study_type, phases, conditions, sponsor, sex, min_age_months, max_age_months, start_date,"
    " completion_date, last_update, enrollment, has_results"
)

_OF_IDS = "t.nct_id IN (SELECT value FROM json_each(:ids))"
_OF_ANY_ID = f"(:ids IS NULL OR {_OF_IDS})"
_WHERE = f"""
    FROM trial AS t JOIN version AS v ON v.id = t.version_id
    WHERE {_OF_ANY_ID}
      AND (:status IS NULL OR t.status IN (SELECT value FROM json_each(:status)))
      AND (:study_type IS NULL OR t.study_type IN (SELECT value FROM json_each(:study_type)))
      AND (:source IS NULL OR v.source IN (SELECT value FROM json_each(:source)))
      AND (:phases IS NULL OR EXISTS (
            SELECT 1 FROM json_each(t.phases) WHERE value IN (SELECT value FROM json_each(:phases))))
      AND (:sex IS NULL OR t.sex IS NULL OR t.sex IN ('ALL', :sex))
      AND (:age_months IS NULL OR t.min_age_months IS NULL OR t.min_age_months <= :age_months)
      AND (:age_months IS NULL OR t.max_age_months IS NULL OR t.max_age_months >= :age_months)
      AND (:condition IS NULL OR instr(lower(t.conditions), lower(:condition)) > 0)
      AND (:title IS NULL OR instr(lower(t.title), lower(:title)) > 0)
      AND (:updated_since IS NULL OR t.last_update >= :updated_since)
      AND (:has_results IS NULL OR t.has_results = :has_results)
"""  # noqa: S608 (words of this program's own)

_COUNT = "SELECT count(*)" + _WHERE

_SELECT = (
    "SELECT t.nct_id, v.number, v.source, t.seq, t.title, t.status, t.study_type, t.phases, t.conditions, t.sponsor,"
    " t.sex, t.min_age_months, t.max_age_months, t.start_date, t.completion_date, t.last_update, t.enrollment,"
    " t.has_results" + _WHERE
)

_ORDERED: dict[Order, str] = {
    "nct_id": _SELECT + " ORDER BY t.nct_id LIMIT :limit OFFSET :offset",
    "last_update": _SELECT + " ORDER BY t.last_update DESC, t.nct_id LIMIT :limit OFFSET :offset",
    "seq": _SELECT + " ORDER BY t.seq LIMIT :limit OFFSET :offset",
}


def count(connection: sqlite3.Connection, where: Filter) -> int:
    """How many trials the filter leaves."""
    everything = where == EVERYTHING
    query, values = ("SELECT count(*) FROM trial", {}) if everything else (_asked(_COUNT, where), _parameters(where))
    total: int = connection.execute(query, values).fetchone()[0]
    return total


def rows(connection: sqlite3.Connection, where: Filter, order: Order, limit: int | None, offset: int) -> Iterator[Row]:
    """The lines of the trials that the filter leaves."""
    page = {"limit": -1 if limit is None else limit, "offset": offset}
    for found in connection.execute(_asked(_ORDERED[order], where), _parameters(where) | page):
        yield _row(found)


def _asked(statement: str, where: Filter) -> str:
    """The statement; where ids are given, in the form that finds them by their key instead of looking at all trials."""
    return statement if where.ids is None else statement.replace(_OF_ANY_ID, _OF_IDS)


def _parameters(where: Filter) -> dict[str, object]:
    """The filter as values for the statements above."""
    lists = {
        "ids": where.ids,
        "status": where.status,
        "study_type": where.study_type,
        "phases": where.phases,
        "source": where.source,
    }
    return {
        **{name: None if values is None else msgspec.json.encode(values).decode() for name, values in lists.items()},
        "sex": where.sex,
        "age_months": _months(where.age_years),
        "condition": where.condition,
        "title": where.title,
        "updated_since": where.updated_since,
        "has_results": where.has_results,
    }


def columns_of(study: Study) -> Columns:
    """The line of a trial."""
    eligibility, status, sponsor = study.eligibility, study.status, study.lead_sponsor
    return Columns(
        title=study.title,
        status=study.overall_status,
        study_type=study.design.study_type,
        phases=study.phases,
        conditions=study.conditions,
        sponsor=sponsor.name if sponsor else None,
        sex=eligibility.sex,
        min_age_months=_months(eligibility.minimum_age.years if eligibility.minimum_age else None),
        max_age_months=_months(eligibility.maximum_age.years if eligibility.maximum_age else None),
        start_date=_text(status.start_date.date if status.start_date else None),
        completion_date=_text(status.completion_date.date if status.completion_date else None),
        last_update=_text(study.last_update),
        enrollment=_storable(study.enrollment_count),
        has_results=study.has_results,
    )


def to_database(columns: Columns) -> tuple[object, ...]:
    """The values of `COLUMN_NAMES`."""
    return (
        columns.title,
        columns.status,
        columns.study_type,
        msgspec.json.encode(columns.phases).decode(),
        msgspec.json.encode(columns.conditions).decode(),
        columns.sponsor,
        columns.sex,
        columns.min_age_months,
        columns.max_age_months,
        columns.start_date,
        columns.completion_date,
        columns.last_update,
        columns.enrollment,
        columns.has_results,
    )


def _row(values: sqlite3.Row) -> Row:
    """One found line."""
    fields = {name: values[name] for name in Columns.__slots__}
    fields["phases"] = tuple(msgspec.json.decode(values["phases"]))
    fields["conditions"] = tuple(msgspec.json.decode(values["conditions"]))
    fields["has_results"] = bool(values["has_results"])
    return Row(values["nct_id"], values["number"], values["source"], values["seq"], Columns(**fields))


def _months(years: float | None) -> float | None:
    """Rounded, so that six months are 6 whether they were reached from a year's half or not."""
    return None if years is None else round(years * 12, 6)


def _text(date: PartialDate | None) -> str | None:
    return None if date is None else str(date)


def _storable(count: int | None) -> int | None:
    """A count that fits a column; a record may write any number, and the record itself keeps it."""
    return count if count is not None and -_INT64 <= count < _INT64 else None
