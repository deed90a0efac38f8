"""Who can decide a criterion: a chart, a clinician's examination, the investigator, the patient's word — or nobody until a person reads the text."""

from __future__ import annotations

import re

from equipoise.criteria.model import Decidable
from equipoise.criteria.nodes import Concept, Expr, Personal, Quantity, atoms
from equipoise.criteria.outline import Clause
from equipoise.vocabulary.quantities import QUANTITIES

_BY_JUDGEMENT = re.compile(
    r"\b(investigator|physician|clinician|sponsor|medical monitor|researcher)s?['’]?s?\b[^.;]{0,40}\b(opinion|judg\w+|discretion|consider\w*|believe\w*|feel\w*|assess\w*|determin\w*|deem\w*|decision|decide\w*|approv\w*)\b"
    r"|\b(opinion|judg\w+|discretion|considered|deemed|determined|decided|approval|assessment|evaluated)\b[^.;]{0,30}\b(investigator|physician|clinician|sponsor|medical monitor|researcher|doctor|chairman|pi)\b",
    re.IGNORECASE,
)
_CLINICAL_WORDS = re.compile(
    r"\b(clinically significant|severe|severely|uncontrolled|unstable|symptomatic|asymptomatic|serious|significant|adequate|moderate|moderately|poorly controlled|stable|mild|advanced|"
    r"life expectancy|expected survival|performance status|measurable|progressive|active disease|extensive|debilitating|grade|class|hemodynamic\w*)\b",
    re.IGNORECASE,
)  # fmt: skip


def decidable(expr: Expr | None, clause: Clause, text: str) -> Decidable:
    """The first that applies: damaged, attestation, judgement, clinician, data."""
    found = list(atoms(expr)) if expr is not None else []
    if set(clause.damage) & {"missing-item", "comparator-lost", "contradiction", "impossible-value", "unit-missing"}:
        return "damaged"
    if any(isinstance(atom, Personal) and atom.kind == "agreement" for atom in found):
        return "attestation"
    if any(isinstance(atom, Personal) for atom in found) or _BY_JUDGEMENT.search(text):
        return "judgement"
    if any(_by_clinician(atom) for atom in found):
        return "clinician"
    return "data"


def _by_clinician(atom: object) -> bool:
    match atom:
        case Quantity(subject):
            kind = QUANTITIES.get(subject)
            return kind.clinician if kind is not None else subject.endswith(("grade", "score"))
        case Concept(_, name):
            return bool(_CLINICAL_WORDS.search(name))
        case _:
            return False
