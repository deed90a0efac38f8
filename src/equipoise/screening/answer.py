"""What screening one patient for one trial gives, in the words of the contract.

`Answer.to_dict()` is the JSON object that leaves the program; nothing else here knows of wire formats.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from equipoise.logic import Decision, Effect, Reason

Verdict = Literal["true", "false", "unknown", "not-applicable"]
Cost = Literal["chart", "question", "blood test", "imaging", "clinician score", "procedure", "wait"]

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact that an answer rests on: the record, what it says, and the day (ISO) it says it of."""

    resource: str
    value: str
    date: str | None = None

    def shown(self) -> str:
        """As a `why` shows it: `3.1 mg/dL, 2025-01-10`."""
        return f"{self.value}, {self.date}" if self.date else self.value

    def to_dict(self) -> Json:
        """The contract's form."""
        return {"resource": self.resource, "value": self.value, "date": self.date}


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionAnswer:
    """What one criterion comes to for this patient.

    `truth` is of the sentence as written, `effect` on eligibility. `sign_off` says that the item asks for a person's
    word whoever the patient is. `span` is None for the structured limits and for lost items the place where they are
    missing.
    """

    id: str
    section: Literal["inclusion", "exclusion", "structured"]
    quote: str
    span: tuple[int, int] | None
    population: str | None
    truth: Verdict
    effect: Effect
    open_because: tuple[Reason, ...] = ()
    sign_off: bool = False
    why: str = ""
    evidence: tuple[Evidence, ...] = ()
    missing: tuple[str, ...] = ()

    def to_dict(self) -> Json:
        """The contract's form."""
        start, end = self.span if self.span is not None else (None, None)
        return {
            "id": self.id,
            "section": self.section,
            "quote": self.quote,
            "start": start,
            "end": end,
            "population": self.population,
            "truth": self.truth,
            "effect": self.effect,
            "open_because": list(self.open_because),
            "sign_off": self.sign_off,
            "why": self.why,
            "evidence": [item.to_dict() for item in self.evidence],
            "missing": list(self.missing),
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the trial's text or record that a reader of the answer must know."""

    code: str
    message: str

    def to_dict(self) -> Json:
        """The contract's form."""
        return {"code": self.code, "message": self.message}


@dataclass(frozen=True, slots=True)
class Needed:
    """A fact to obtain, and what kind of effort it takes."""

    name: str
    cost: Cost

    def shown(self) -> str:
        """`direct bilirubin [blood test]`."""
        return self.name if self.cost == "wait" else f"{self.name} [{self.cost}]"


@dataclass(frozen=True, slots=True)
class Step:
    """Facts to obtain together, those that bear on most criteria first, and the criteria that they would settle."""

    facts: tuple[Needed, ...]
    settles: tuple[str, ...]

    @property
    def obtain(self) -> str:
        """The facts in words."""
        return "; ".join(fact.name for fact in self.facts)

    @property
    def costs(self) -> tuple[Cost, ...]:
        """The kinds of effort that it takes, each once."""
        return tuple(dict.fromkeys(fact.cost for fact in self.facts))

    def to_dict(self) -> Json:
        """The contract's form; the effort stands in brackets behind each fact."""
        return {"obtain": "; ".join(fact.shown() for fact in self.facts), "settles": list(self.settles)}


@dataclass(frozen=True, slots=True)
class Answer:
    """One patient, one trial: the decision and everything that it rests on."""

    trial: str
    patient: str
    on: date
    decision: Decision
    through: tuple[str, ...]
    criteria: tuple[CriterionAnswer, ...]
    findings: tuple[Finding, ...] = ()
    next: tuple[Step, ...] = ()

    def to_dict(self) -> Json:
        """The contract's JSON object."""
        return {
            "trial": self.trial,
            "patient": self.patient,
            "on": self.on.isoformat(),
            "decision": self.decision,
            "through": list(self.through),
            "criteria": [item.to_dict() for item in self.criteria],
            "findings": [item.to_dict() for item in self.findings],
            "next": [item.to_dict() for item in self.next],
        }
