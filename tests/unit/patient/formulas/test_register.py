"""The register: every formula is described, computable from JSON, and on the reference page."""

from __future__ import annotations

import json

import pytest
from support import CHECKOUT

from equipoise.patient.formulas import FORMULAS, FormulaError, find
from equipoise.patient.formulas.inputs import Choice, Flag, Items, Number
from equipoise.patient.formulas.page import as_data, as_markdown
from equipoise.vocabulary.quantities import QUANTITIES
from equipoise.vocabulary.units import comparable, parse_unit


def example(formula: str) -> dict[str, object]:
    """Inputs in the middle of what each accepts."""
    inputs: dict[str, object] = {}
    for parameter in FORMULAS[formula].parameters:
        match parameter.input:
            case Number(low=low, high=high, whole=whole):
                middle = (low + high) / 2
                inputs[parameter.name] = int(middle) if whole else middle
            case Choice(options=options):
                inputs[parameter.name] = options[0].upper()
            case Flag():
                inputs[parameter.name] = "True"
            case Items(allowed=allowed):
                inputs[parameter.name] = {item: numbers[-1] for item, numbers in allowed.items()}
    if formula.startswith("qtc"):
        del inputs["rr"]
    return inputs


@pytest.mark.parametrize("name", sorted(FORMULAS))
def test_every_formula_computes(name: str) -> None:
    answer = FORMULAS[name].compute(example(name))
    assert answer.value is not None
    assert answer.unit == FORMULAS[name].unit
    parse_unit(answer.unit)


@pytest.mark.parametrize("name", sorted(FORMULAS))
def test_every_formula_says_what_it_takes(name: str) -> None:
    formula = FORMULAS[name]
    assert formula.description
    assert formula.source
    data = json.loads(json.dumps(as_data(formula)))
    assert [entry["name"] for entry in data["inputs"]] == [parameter.name for parameter in formula.parameters]
    for parameter in formula.parameters:
        assert parameter.input.description
        if isinstance(parameter.input, Number):
            parse_unit(parameter.input.unit)
            assert parameter.input.low < parameter.input.high


def test_analytes_are_those_of_the_vocabulary() -> None:
    for formula in FORMULAS.values():
        for parameter in formula.parameters:
            if isinstance(parameter.input, Number) and parameter.input.analyte is not None:
                quantity = QUANTITIES[parameter.input.analyte]
                assert comparable(parameter.input.unit, quantity.unit, quantity.molar_mass, analyte=quantity.slug)


@pytest.mark.parametrize("name", sorted(FORMULAS))
def test_every_number_outside_its_range_is_refused_by_name(name: str) -> None:
    formula = FORMULAS[name]
    for parameter in formula.parameters:
        if isinstance(parameter.input, Number):
            refused: list[object] = [parameter.input.low - 1, parameter.input.high + 1, float("nan"), "x", None, []]
            for value in refused:
                if value is None and parameter.optional:
                    continue
                with pytest.raises(FormulaError, match=parameter.name):
                    formula.compute({**example(name), parameter.name: value})


def test_forms_are_refused_when_they_are_no_forms() -> None:
    for raw in ([1, 2], "renal=1", {"renal": 9}, {"renal": "1"}, {"renal": None}):
        with pytest.raises(FormulaError):
            FORMULAS["essdai"].compute({"levels": raw})


def test_flags_are_true_or_false() -> None:
    inputs = {"bilirubin": 2, "inr": 1.5, "creatinine": 1}
    assert FORMULAS["meld"].compute({**inputs, "dialysis": "true"}).value == 27
    refused: list[object] = [1, "yes", "", []]
    for raw in refused:
        with pytest.raises(FormulaError, match="true or false"):
            FORMULAS["meld"].compute({**inputs, "dialysis": raw})


def test_a_formula_is_found_however_its_name_is_joined() -> None:
    assert find("Cockcroft_Gault") is find("cockcroft gault") is FORMULAS["cockcroft-gault"]
    with pytest.raises(FormulaError) as caught:
        find("magic")
    assert "cockcroft-gault" in (caught.value.hint or "")


def test_the_reference_page_is_true() -> None:
    page = (CHECKOUT / "docs" / "reference" / "formulas.md").read_text("utf-8")
    assert page == as_markdown(FORMULAS.values()), "make the page anew: as_markdown(FORMULAS.values())"
