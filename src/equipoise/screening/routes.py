"""By what way a treatment is given: a cream is no systemic corticosteroid, and an infusion no oral one."""

from __future__ import annotations

from dataclasses import replace

from equipoise.criteria.nodes import Concept
from equipoise.logic import Truth
from equipoise.patient.facts import TreatmentFact
from equipoise.screening.wordlists import listed, spoken
from equipoise.vocabulary.concepts import find, is_a

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

_ORAL = listed("oral orally tablet capsule po mouth")
_VEIN = listed("intravenous intravenously iv infusion infused")
_UNDER_SKIN = listed("subcutaneous subcutaneously sc sq subcut")
_MUSCLE = listed("intramuscular intramuscularly im")
_SKIN = listed("topical topically cream ointment lotion gel foam shampoo")
_LUNG = listed("inhaled inhalation inhaler inhalant metered nebulized nebulizer inhal")
_NOSE = listed("nasal intranasal nasally nose")
_ELSEWHERE = listed(
    "ophthalmic eye ocular intravitreal otic ear vaginal rectal enema suppository articular intraarticular",
    "intralesional mouthwash",
)
_WAYS: dict[str, frozenset[str]] = {
    "oral": _ORAL,
    "intravenous": _VEIN,
    "iv": _VEIN,
    "subcutaneous": _UNDER_SKIN,
    "intramuscular": _MUSCLE,
    "parenteral": _VEIN | _UNDER_SKIN | _MUSCLE,
    "topical": _SKIN,
    "inhaled": _LUNG,
    "nasal": _NOSE,
    "intranasal": _NOSE,
}
_LOCAL = _SKIN | _LUNG | _NOSE | _ELSEWHERE
_ANY = _LOCAL.union(*_WAYS.values())
# Drugs of these kinds are given to one place unless the record says otherwise; these are only ever swallowed.
_LOCAL_KINDS = ("inhaled corticosteroid", "topical corticosteroid", "topical treatment")
_SWALLOWED = ("prednisone", "deflazacort")


def by_way_asked(concept: Concept, fact: TreatmentFact) -> Truth:
    """Whether the treatment was given in the way that the criterion's words name; true where they name none."""
    asked = spoken(concept.name) - spoken(concept.key or "")
    recorded = _recorded(fact)
    found = [_given(recorded & _ANY, _WAYS[word], fact) for word in asked & _WAYS.keys()]
    if "systemic" in asked:
        found.append(~_local(recorded, fact))
    # "Oral or intravenous" asks for either.
    return T if not found or T in found else U if U in found else F


def of_way(concept: Concept) -> Concept | None:
    """ "Topical corticosteroid" -> corticosteroid, given topically; None where no way or no drug is named."""
    ways = [word for word in concept.name.split() if word.casefold() in _WAYS]
    found = find(" ".join(word for word in concept.name.split() if word not in ways)) if ways else None
    return None if found is None else replace(concept, key=found.key)


def is_local(fact: TreatmentFact) -> bool:
    """Whether the record says that the drug acts where it is put, or its kind does."""
    return _local(_recorded(fact), fact) is T


def _recorded(fact: TreatmentFact) -> frozenset[str]:
    dosage = fact.dose.text if fact.dose is not None else None
    return spoken(f"{fact.name} {dosage or ''}")


def _given(recorded: frozenset[str], way: frozenset[str], fact: TreatmentFact) -> Truth:
    if recorded & way:
        return T
    if recorded:
        return F
    if any(is_a(key, drug) for key in fact.keys for drug in _SWALLOWED):
        return T if way is _ORAL else F
    return U


def _local(recorded: frozenset[str], fact: TreatmentFact) -> Truth:
    if recorded & _LOCAL:
        return T
    if recorded & _ANY:
        return F
    return T if any(is_a(key, kind) for key in fact.keys for kind in _LOCAL_KINDS) else F
