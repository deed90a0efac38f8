"""Patients in a few words, for the tests of screening."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Literal

from equipoise.criteria.model import Criteria, Criterion, Role
from equipoise.criteria.nodes import Expr
from equipoise.criteria.outline import Clause, Outline
from equipoise.logic import LISTED_KINDS, FactKind
from equipoise.patient.facts import (
    ConditionFact,
    Covered,
    Dose,
    Facts,
    Limits,
    Measurement,
    Moment,
    Polarity,
    Result,
    TreatmentFact,
)
from equipoise.screening.context import Context
from equipoise.source import Span
from equipoise.vocabulary.concepts import find

ON = date(2025, 6, 16)
_NUMBERS = count(1)


def day(text: str) -> date:
    """`2025-06-16`."""
    return date.fromisoformat(text)


def at(text: str, time: str | None = None) -> Moment:
    """A day; a month (`2025-06`) is any day of it, `2024-01-01/2024-03-01` a period, `2024-01-01/` one that goes on."""
    if "/" in text:
        first, _, last = text.partition("/")
        return Moment(day(first), day(last) if last else None, ongoing=not last, period=True)
    if len(text) == 7:
        first_day = day(f"{text}-01")
        following = date(first_day.year + first_day.month // 12, first_day.month % 12 + 1, 1)
        return Moment(first_day, date.fromordinal(following.toordinal() - 1))
    return Moment(day(text), day(text), time=time)


def lab(
    kind: str,
    value: float,
    unit: str,
    when: str = "2025-06-13",
    *,
    uln: float | None = None,
    time: str | None = None,
    comparator: Literal["<", "<=", ">", ">="] | None = None,
    context: tuple[str, ...] = (),
    method: str | None = None,
    name: str | None = None,
    unusable: str | None = None,
) -> Measurement:
    """A measurement."""
    limits = None if uln is None else Limits(None, uln, unit)
    return Measurement(
        f"Observation/{kind}-{next(_NUMBERS)}", kind, name or kind, value, unit, at(when, time), comparator, limits,
        method, None, context, unusable,
    )  # fmt: skip


def keys_of(name: str) -> tuple[str, ...]:
    """The vocabulary's concept of a name."""
    found = find(name)
    return () if found is None else (found.key,)


def diagnosis(
    name: str, onset: str = "2020-01-01", *, active: bool | None = True, suspected: bool = False
) -> ConditionFact:
    """A diagnosis, keyed by its name."""
    return ConditionFact(
        f"Condition/{next(_NUMBERS)}", name, keys_of(name), (), at(onset) if onset else Moment(), active=active,
        suspected=suspected,
    )  # fmt: skip


def treated(
    name: str,
    when: str = "2025-01-01/",
    kind: Literal["medication", "procedure", "immunization"] = "medication",
    *,
    response: str | None = None,
    planned: bool = False,
    mg: float | None = None,
) -> TreatmentFact:
    """A drug, procedure or vaccine."""
    dose = None if mg is None else Dose(mg, "mg", f"{mg:g} mg daily")
    return TreatmentFact(
        f"Treatment/{next(_NUMBERS)}", kind, name, keys_of(name), (), at(when), planned, dose, response
    )


def answered(
    name: str, text: str, polarity: Polarity | None = None, when: str = "2025-06-13", **more: object
) -> Result:
    """An answer in words."""
    made = Result(f"Observation/{next(_NUMBERS)}", name, keys_of(name), text, at(when), polarity)
    return replace(made, **more)  # type: ignore[arg-type]


def covered(*kinds: FactKind, until: date = ON, since: date | None = None) -> dict[FactKind, tuple[Covered, ...]]:
    """Complete lists of these kinds."""
    return {kind: (Covered(since, until, f"List/{kind}"),) for kind in kinds}


EVERYTHING = covered(*LISTED_KINDS)


def person(
    *facts: Measurement | Result | ConditionFact | TreatmentFact,
    sex: Literal["male", "female"] | None = "female",
    born: str | None = "1980-03-10",
    coverage: dict[FactKind, tuple[Covered, ...]] | None = None,
) -> Facts:
    """A patient with these facts; nothing is covered unless it is said."""
    return Facts(
        "p1",
        at(born) if born else None,
        sex,
        measurements=tuple(f for f in facts if isinstance(f, Measurement)),
        results=tuple(f for f in facts if isinstance(f, Result)),
        conditions=tuple(f for f in facts if isinstance(f, ConditionFact)),
        treatments=tuple(f for f in facts if isinstance(f, TreatmentFact)),
        coverage=coverage or {},
    )


def context(facts: Facts, **more: object) -> Context:
    """An evaluation on the day of all tests."""
    return replace(Context(facts, ON), **more)  # type: ignore[arg-type]


def clause(
    name: str,
    expr: Expr | None = None,
    *,
    rule: str | None = None,
    population: str | None = None,
    block: int | None = None,
    damage: tuple[str, ...] = (),
    role: Role = "criterion",
) -> tuple[str, Expr | None, dict[str, object]]:
    """A criterion by its id; `I3.1` is a sub-item of `I3`."""
    return name, expr, {"rule": rule, "population": population, "block": block, "damage": damage, "role": role}


def criteria(*clauses: tuple[str, Expr | None, dict[str, object]]) -> Criteria:
    """Criteria over a text that holds one line a clause, its id."""
    names = [name for name, _, _ in clauses]
    text, made = "", []
    for name, expr, more in clauses:
        start = len(text)
        text += f"{name} says.\n"
        kids = tuple(i for i, other in enumerate(names) if other.rpartition(".")[0] == name)
        lost = more["role"] == "lost"
        made.append(
            Criterion(
                Clause(
                    id=name,
                    section="inclusion" if name.startswith("I") else "exclusion",
                    span=Span(start, start) if lost else Span(start, len(text) - 1),
                    parent=names.index(name.rpartition(".")[0]) if name.rpartition(".")[0] in names else None,
                    children=kids,
                    children_rule=more["rule"],  # type: ignore[arg-type]
                    population=more["population"],  # type: ignore[arg-type]
                    block=more["block"],  # type: ignore[arg-type]
                    damage=more["damage"],  # type: ignore[arg-type]
                    lost=lost,
                ),
                expr,
                more["role"],  # type: ignore[arg-type]
            )
        )
    return Criteria(text, Outline(tuple(each.clause for each in made)), tuple(made))
