"""Which complete lists could hold a treatment: drugs, procedures (with devices, transplants and cell therapy),
vaccines.
"""

from __future__ import annotations

from functools import lru_cache

from equipoise.logic import FactKind
from equipoise.screening.wordlists import listed, spoken
from equipoise.vocabulary.concepts import concept, is_a, members

_VACCINES = ("vaccine",)
# Who took it took part in a study, and no medication list needs to say so.
_INVESTIGATIONAL = "investigational drug"
_PROCEDURES = (
    "procedure",
    "surgery",
    "transplantation",
    "cell therapy",
    "gene therapy",
    "radiotherapy",
    "transfusion",
    "medical implant",
)
_PROCEDURE_WORDS = listed(
    "surgery surgical operation procedure transplant transplantation graft stent bypass catheter dialysis",
    "radiotherapy irradiation radiation device pacemaker implant prosthesis resection amputation biopsy",
    "ventilation intubation ablation plasmapheresis apheresis transfusion phototherapy car cell gene",
    "angioplasty revascularization arthroplasty replacement hospitalization",
)
_PROCEDURE_ENDINGS = ("ectomy", "ostomy", "otomy", "plasty", "scopy", "pexy", "desis")
_VACCINE_WORDS = listed("vaccine vaccination immunization vaccinated")
_DRUG_WORDS = listed(
    "drug medication medicine agent tablet antibiotic steroid inhibitor antagonist agonist blocker",
    "antibody chemotherapy",
)


@lru_cache(maxsize=4096)
def kinds_of(key: str | None, name: str) -> tuple[FactKind, ...]:
    """The kinds of list to look at; where the name leaves it open, medications and procedures both."""
    if key is not None:
        if is_a(key, _INVESTIGATIONAL):
            return ("participation",)
        if any(is_a(key, vaccine) for vaccine in _VACCINES):
            return ("immunizations",)
        if any(is_a(key, procedure) for procedure in _PROCEDURES):
            return ("procedures",)
        if _is_drug(key):
            return ("medications",)
    said = spoken(f"{name} {key or ''}")
    if said & _VACCINE_WORDS:
        return ("immunizations",)
    if said & _PROCEDURE_WORDS or any(word.endswith(_PROCEDURE_ENDINGS) for word in said):
        return ("procedures",) if not said & _DRUG_WORDS else ("medications", "procedures")
    if said & _DRUG_WORDS:
        return ("medications",)
    return ("medications", "procedures")


@lru_cache(maxsize=4096)
def _is_drug(key: str) -> bool:
    """Whether the concept, or anything below it, has the code of a drug."""
    for each in members(key):
        found = concept(each)
        if found is not None and any(system in ("RxNorm", "ATC") for system, _ in found.codes):
            return True
    return False
