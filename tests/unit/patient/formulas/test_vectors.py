"""The shared vectors, and the numbers printed beside the formulas in their sources."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from support import shared

from equipoise.patient.formulas import arthritis, body, cardiac, lupus, renal, sclerosis, sjogren, vasculitis
from equipoise.patient.formulas.formula import Computed

SEXES = {"M": "male", "F": "female"}


def cg(age: float, weight: float, creatinine: float, sex: str) -> Computed[float]:
    return renal.cockcroft_gault(age, weight, creatinine, sex=SEXES[sex])  # type: ignore[arg-type]


def ckd(creatinine: float, age: float, sex: str) -> Computed[float]:
    return renal.ckd_epi_2021(age, creatinine, sex=SEXES[sex])  # type: ignore[arg-type]


VECTORS: dict[str, Callable[..., Computed[float]]] = {
    "cg": cg,
    "ckdepi2021": ckd,
    "qtcb": cardiac.qtc_bazett,
    "bsa_mosteller": lambda cm, kg: body.bsa_mosteller(kg, cm),
    "bsa_dubois": lambda cm, kg: body.bsa_dubois(kg, cm),
    "das28_esr": arthritis.das28_esr,
    "das28_crp_mgL": arthritis.das28_crp,
}


def vectors() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shared("clinical/vectors.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", sorted(VECTORS))
def test_shared_vectors(name: str) -> None:
    rows = vectors()[name]
    assert rows
    for *inputs, expected in rows:
        assert VECTORS[name](*inputs).value == pytest.approx(expected, abs=6e-5, rel=1e-6), inputs


def test_shared_maxima() -> None:
    known = vectors()
    assert sum(lupus.WEIGHTS.values()) == known["sledai2k_max"]
    assert essdai_max() == known["essdai_max"]
    assert [sum(vasculitis.CAPS[column].values()) for column in ("new", "persistent")] == known["bvas3_max"]
    assert 3 * len(sclerosis.SITES) == known["mrss_max"]


def essdai_max() -> int:
    highest = {**dict.fromkeys(sjogren.WEIGHTS, 3), "constitutional": 2, "glandular": 2, "biological": 2}
    return sum(weight * highest[domain] for domain, weight in sjogren.WEIGHTS.items())
