"""Rheumatoid arthritis: DAS28 in four forms, CDAI, SDAI, HAQ-DI.

The global assessments differ: DAS28 takes the patient's on 0 to 100 mm, CDAI and SDAI take both on 0 to 10 cm. So do
the units of CRP: mg/L in DAS28, mg/dL in SDAI.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import log, sqrt
from typing import Annotated

from equipoise.patient.formulas.formula import Computed, formula
from equipoise.patient.formulas.inputs import Items, Number, exact
from equipoise.source import Problem

Tender28 = Annotated[int, Number("tender joints of 28", "{count}", 0, 28, whole=True)]
Swollen28 = Annotated[int, Number("swollen joints of 28", "{count}", 0, 28, whole=True)]
Esr = Annotated[float, Number("erythrocyte sedimentation rate", "mm/h", 0, 200, analyte="esr")]
Crp = Annotated[float, Number("C-reactive protein", "mg/L", 0, 500, analyte="crp")]
GlobalMm = Annotated[float, Number("patient's global assessment, visual analogue scale", "mm", 0, 100)]
PatientCm = Annotated[float, Number("patient's global assessment, visual analogue scale", "cm", 0, 10)]
PhysicianCm = Annotated[float, Number("physician's global assessment, visual analogue scale", "cm", 0, 10)]

_DAS = "Prevoo ML et al. Arthritis Rheum 1995;38:44-48; das-score.nl"
_LEAST_ESR = 1.0


def _das_band(score: float) -> str:
    if score < 2.6:
        return "remission"
    return "low" if score <= 3.2 else "moderate" if score <= 5.1 else "high"


def _joints(tender: int, swollen: int) -> float:
    return 0.56 * sqrt(tender) + 0.28 * sqrt(swollen)


def _esr_term(esr: float) -> tuple[float, tuple[Problem, ...]]:
    """0.70 ln ESR. The logarithm of 0 is not defined, so an ESR below 1 counts as 1, and that is said."""
    if esr >= _LEAST_ESR:
        return 0.70 * log(esr), ()
    return 0.0, (Problem("esr-floored", "an ESR below 1 mm/h counts as 1"),)


def _crp_term(crp: float) -> float:
    return 0.36 * log(crp + 1)


@formula("das28-esr", title="DAS28-ESR, four variables", unit="{score}", source=_DAS)
def das28_esr(tender: Tender28, swollen: Swollen28, esr: Esr, patient_global: GlobalMm) -> Computed[float]:
    """0.56 √tender + 0.28 √swollen + 0.70 ln ESR + 0.014 global."""
    term, remarks = _esr_term(esr)
    score = _joints(tender, swollen) + term + 0.014 * patient_global
    return Computed(score, "{score}", _das_band(score), remarks)


@formula("das28-crp", title="DAS28-CRP, four variables", unit="{score}", source=_DAS)
def das28_crp(tender: Tender28, swollen: Swollen28, crp: Crp, patient_global: GlobalMm) -> Computed[float]:
    """0.56 √tender + 0.28 √swollen + 0.36 ln(CRP + 1) + 0.014 global + 0.96."""
    score = _joints(tender, swollen) + _crp_term(crp) + 0.014 * patient_global + 0.96
    return Computed(score, "{score}", _das_band(score))


@formula("das28-esr-3", title="DAS28-ESR, three variables", unit="{score}", source=_DAS)
def das28_esr_3(tender: Tender28, swollen: Swollen28, esr: Esr) -> Computed[float]:
    """(0.56 √tender + 0.28 √swollen + 0.70 ln ESR) × 1.08 + 0.16."""
    term, remarks = _esr_term(esr)
    score = (_joints(tender, swollen) + term) * 1.08 + 0.16
    return Computed(score, "{score}", _das_band(score), remarks)


@formula("das28-crp-3", title="DAS28-CRP, three variables", unit="{score}", source=_DAS)
def das28_crp_3(tender: Tender28, swollen: Swollen28, crp: Crp) -> Computed[float]:
    """(0.56 √tender + 0.28 √swollen + 0.36 ln(CRP + 1)) × 1.10 + 1.15."""
    score = (_joints(tender, swollen) + _crp_term(crp)) * 1.10 + 1.15
    return Computed(score, "{score}", _das_band(score))


def _banded(score: float, remission: float, low: float, moderate: float) -> str:
    if score <= remission:
        return "remission"
    return "low" if score <= low else "moderate" if score <= moderate else "high"


def _cdai(tender: int, swollen: int, patient_global: float, physician_global: float) -> Fraction:
    return tender + swollen + exact(patient_global) + exact(physician_global)


@formula(
    "cdai",
    title="Clinical Disease Activity Index",
    unit="{score}",
    source="Aletaha D, Smolen J. Clin Exp Rheumatol 2005;23(5 Suppl 39):S100-S108",
)
def cdai(
    tender: Tender28, swollen: Swollen28, patient_global: PatientCm, physician_global: PhysicianCm
) -> Computed[float]:
    """Tender + swollen + both global assessments, 0 to 76. Remission ≤ 2.8, low ≤ 10, moderate ≤ 22."""
    score = float(_cdai(tender, swollen, patient_global, physician_global))
    return Computed(score, "{score}", _banded(score, 2.8, 10, 22))


@formula(
    "sdai",
    title="Simplified Disease Activity Index",
    unit="{score}",
    source="Smolen JS et al. Rheumatology 2003;42:244-257",
)
def sdai(
    tender: Tender28,
    swollen: Swollen28,
    patient_global: PatientCm,
    physician_global: PhysicianCm,
    crp: Annotated[float, Number("C-reactive protein", "mg/dL", 0, 50, analyte="crp")],
) -> Computed[float]:
    """CDAI + CRP in mg/dL. Remission ≤ 3.3, low ≤ 11, moderate ≤ 26."""
    score = float(_cdai(tender, swollen, patient_global, physician_global) + exact(crp))
    return Computed(score, "{score}", _banded(score, 3.3, 11, 26))


_CATEGORIES = ("dressing", "arising", "eating", "walking", "hygiene", "reach", "grip", "activities")
_HAQ = Items("worst item of each category", dict.fromkeys(_CATEGORIES, (0, 1, 2, 3)))
_AIDS = Items("categories with an aid, a device or help", dict.fromkeys(_CATEGORIES, (0, 1)))
_FEWEST_CATEGORIES = 6
_WITH_AID = 2


@formula(
    "haq-di",
    title="Health Assessment Questionnaire disability index",
    unit="{score}",
    source="Fries JF et al. Arthritis Rheum 1980;23:137-145; standard scoring",
)
def haq_di(
    categories: Annotated[Mapping[str, int], _HAQ], aids: Annotated[Mapping[str, int], _AIDS] | None = None
) -> Computed[float | None]:
    """The mean of the answered categories, 0 to 3; fewer than six answered give no score.

    An aid, a device or help raises a category of 0 or 1 to 2.
    """
    if len(categories) < _FEWEST_CATEGORIES:
        remark = Problem("items-missing", "at least six of the eight categories must be answered")
        return Computed(None, "{score}", remarks=(remark,))
    raised = [max(level, _WITH_AID) if (aids or {}).get(name) else level for name, level in categories.items()]
    return Computed(float(Fraction(sum(raised), len(raised))), "{score}")
