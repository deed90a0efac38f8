"""Clinical formulas and scores: pure functions with described inputs, and the register of all of them.

`FORMULAS` maps a name to its `Formula`; `docs/reference/formulas.md` lists them, and is made from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from equipoise.patient.formulas import (
    arthritis,
    blood,
    body,
    cardiac,
    glucocorticoids,
    liver,
    lupus,
    myositis,
    renal,
    sclerosis,
    sjogren,
    vasculitis,
)
from equipoise.patient.formulas.formula import Computed, Formula, Parameter
from equipoise.patient.formulas.inputs import FormulaError

__all__ = ["FORMULAS", "Computed", "Formula", "FormulaError", "Parameter", "find"]

_ALL: tuple[Formula[..., Computed[Any]], ...] = (
    renal.cockcroft_gault,
    renal.ckd_epi_2021,
    renal.de_indexed_gfr,
    renal.upcr,
    cardiac.qtc_bazett,
    cardiac.qtc_fridericia,
    cardiac.qtc_framingham,
    body.bmi,
    body.bsa_mosteller,
    body.bsa_dubois,
    body.bsa_haycock,
    body.bsa_gehan_george,
    body.bsa_fujimoto,
    blood.anc,
    blood.corrected_calcium,
    glucocorticoids.prednisone_equivalent,
    glucocorticoids.prednisone_equivalent_per_kg,
    liver.child_pugh,
    liver.meld,
    liver.meld_na,
    arthritis.das28_esr,
    arthritis.das28_crp,
    arthritis.das28_esr_3,
    arthritis.das28_crp_3,
    arthritis.cdai,
    arthritis.sdai,
    arthritis.haq_di,
    lupus.sledai_2k,
    sjogren.essdai,
    sclerosis.mrss,
    sclerosis.mrss_change,
    sclerosis.omeract_progression,
    myositis.mmt8_unilateral,
    myositis.mmt8_bilateral,
    myositis.total_improvement,
    vasculitis.bvas_3,
)

FORMULAS: Mapping[str, Formula[..., Computed[Any]]] = MappingProxyType({formula.name: formula for formula in _ALL})


def find(name: str) -> Formula[..., Computed[Any]]:
    """The formula of that name, whatever its capitals and whether `-`, `_` or spaces join its words.

    Raises `FormulaError` when there is none.
    """
    found = FORMULAS.get("-".join(name.lower().replace("_", " ").replace("-", " ").split()))
    if found is None:
        raise FormulaError("there is no formula of that name", hint=f"known are: {', '.join(FORMULAS)}")
    return found
