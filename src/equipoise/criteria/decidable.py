"""Who can decide a criterion: a chart, a clinician's examination, the investigator, the patient's word — or nobody
until a person reads the text.
"""

from __future__ import annotations

import re

from equipoise.criteria.model import Decidable
from equipoise.criteria.nodes import Atom, Concept, Expr, Personal, Quantity, Readings, walk
from equipoise.criteria.outline import Clause
from equipoise.vocabulary.quantities import QUANTITIES

# All patterns are for words in lower case: that is many times faster than to ignore case at every letter.
_PERSON = (
    r"(?:investigator|physician|clinician|sponsor|medical monitor|researcher|doctor|surgeon|chairman|oncologist|pi)"
    r"(?:s|['’]s|s['’])?"
)
_BY_JUDGEMENT = re.compile(
    rf"\b{_PERSON}\b[^.;]{{0,40}}\b(?:opinion|judg\w+|discretion|consider\w*|believe\w*|feel\w*|determin\w*|deem\w*|decision|decide\w*|approv\w*)\b"
    rf"|\b(?:opinion|judg\w+|discretion|considered|deemed|determined|decided|approval|approved|discussed|discussion|consultation)\b[^.;]{{0,30}}\b{_PERSON}\b"
    r"|\b(?:criteria|restrictions) (?:may|might) apply\b|\bin cases? of doubt\b|\bis expected to "
    r"need\b|\banticipation (?:of|that)\b"
)
_BY_CLINICIAN = re.compile(
    r"\b(?:clinically (?:significant|relevant)|severe|severely|uncontrolled|unstable|symptomatic"
    r"|asymptomatic|serious|(?<!clinically )significant(?:ly)?|moderate|moderately|"
    r"poorly[- ]controlled|well[- ]controlled|life[- ]threatening|expected survival|performance "
    r"status|progressive disease|active disease|active radiation|extensive|debilitating|"
    r"h(?:a)?emodynamic\w*|clinical (?:signs|symptoms|evidence|diagnosis|pd)|signs (?:of|and)"
    r"|successfully|the study eye|either eye|in at least one eye|visual acuity)\b"
)
_DAMAGED = frozenset(
    {"missing-item", "comparator-lost", "contradiction", "impossible-value", "unit-missing", "suspect-term"}
)


def decidable(expr: Expr | None, clause: Clause, text: str, found: frozenset[str] = frozenset()) -> Decidable:
    """The first that applies: damaged, attestation, judgement, clinician, data. `found` are the codes of the clause's
    problems.
    """
    nodes = list(walk(expr)) if expr is not None else []
    if (set(clause.damage) | found) & _DAMAGED or any(isinstance(node, Readings) for node in nodes):
        return "damaged"
    parts = [node for node in nodes if isinstance(node, Atom)]
    if any(isinstance(atom, Personal) and atom.kind == "agreement" for atom in parts) or any(map(_planned, parts)):
        return "attestation"
    lowered = text.lower()
    if any(isinstance(atom, Personal) for atom in parts) or _BY_JUDGEMENT.search(lowered):
        return "judgement"
    if any(_by_clinician(atom, lowered) for atom in parts):
        return "clinician"
    return "data"


def _planned(atom: Atom) -> bool:
    """Future conduct: what a person plans or does during the study."""
    return (
        isinstance(atom, Concept)
        and atom.kind in ("treatment", "state")
        and any(w.relation == "after" and w.anchor == "enrolment" for w in atom.windows)
    )


def _by_clinician(atom: Atom, text: str) -> bool:
    match atom:
        case Quantity(subject):
            kind = QUANTITIES.get(subject)
            return kind.clinician if kind is not None else subject.endswith(("grade", "score", "class", "acuity"))
        case Concept():
            # A recorded history of something severe is on the chart; so is a disease whose very name says
            # "progressive".
            if not atom.narrowed or any(window.relation == "ever" for window in atom.windows):
                return False
            return bool(_BY_CLINICIAN.search(" ".join(_words(atom, text).split())))
        case _:
            return False


def _words(atom: Concept, text: str) -> str:
    """The concept's name and the few words around it, in lower case."""
    return f"{atom.name.lower()} {text}" if len(text) < 200 else atom.name.lower()
