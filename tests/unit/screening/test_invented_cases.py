"""One criterion, one patient, the effect that a physician would name: cases that the program once got wrong.

Each case is a line of an invented trial. Where the lists of a patient are complete, `EVERYTHING` says so.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from screening_facts import EVERYTHING, ON, diagnosis, lab, person, treated

from equipoise.criteria import read_criteria
from equipoise.logic import FactKind
from equipoise.patient.facts import ConditionFact, Covered, Measurement, Result, TreatmentFact
from equipoise.screening import Limits, screen

Fact = Measurement | Result | ConditionFact | TreatmentFact


def effect(
    line: str, *facts: Fact, coverage: dict[FactKind, tuple[Covered, ...]] | None = None, sex: str | None = "female"
) -> str:
    """What "I: …" or "E: …" comes to; of several criteria each, parted by a stroke."""
    section, _, words = line.partition(": ")
    text = f"{'Inclusion' if section == 'I' else 'Exclusion'} Criteria:\n\n* {words}"
    patient = person(*facts, coverage=EVERYTHING if coverage is None else coverage, sex=sex)  # type: ignore[arg-type]
    answer = screen(Limits("NCT90000001"), read_criteria(text), patient, on=ON)
    return "/".join(item.effect for item in answer.criteria if item.section != "structured")


NOBODY: dict[FactKind, tuple[Covered, ...]] = {}
WEEKLY = 1 / 7
EARLIER_40 = treated("prednisone", "2025-05-01/2025-06-05", mg=40)
NOW_5 = treated("prednisone", "2025-06-06/", mg=5)
NOW_40 = treated("prednisone", "2025-06-01/", mg=40)
ON_15 = treated("methotrexate", "2025-01-01/", mg=15 * WEEKLY)
ON_25 = treated("methotrexate", "2025-01-01/", mg=25 * WEEKLY)


@pytest.mark.parametrize(("line", "facts", "expected"), [
    # None is a dose of 0, which meets a limit from above; words that ask for use are no such limit.
    ("I: Prednisone <= 10 mg/day", (), "pass"),
    ("I: Prednisone <= 10 mg/day", (NOW_5,), "pass"),
    ("I: Prednisone <= 10 mg/day", (NOW_40,), "block"),
    ("I: Oral corticosteroids at a dose of no more than 10 mg/day prednisone equivalent", (), "pass"),
    ("I: Receiving prednisone at a dose of at most 10 mg/day", (), "block"),
    ("I: Stable dose of prednisone <= 10 mg/day for at least 4 weeks", (), "block"),
    ("I: Prednisone >= 5 mg/day", (), "block"),
    ("I: Methotrexate <= 20 mg/week", (), "open"),
    ("I: Methotrexate <= 20 mg/week", (ON_25,), "block"),
    ("E: Prednisone > 10 mg/day", (), "pass"),
    # The dose of any single drug, by the day or the week.
    ("E: Methotrexate > 20 mg/week", (ON_15,), "pass"),
    ("E: Methotrexate > 20 mg/week", (ON_25,), "block"),
    ("I: On methotrexate at 10 to 25 mg/week", (ON_25,), "pass"),
    ("I: On methotrexate at 10 to 25 mg/week", (), "block"),
    # A window asks for the highest dose of its days, not for that of today.
    ("E: Prednisone > 20 mg/day within 14 days prior to enrollment", (EARLIER_40, NOW_5), "block"),
    ("E: Glucocorticoid dose > 20 mg/day in the past 3 months", (EARLIER_40,), "block"),
    ("E: Systemic corticosteroids > 10 mg/day of prednisone or equivalent within 7 days", (EARLIER_40,), "pass"),
    ("I: Stable dose of prednisone <= 10 mg/day for at least 4 weeks before screening", (EARLIER_40, NOW_5), "block"),
    # Two records of one drug may be one prescription or two.
    ("E: Prednisone > 7 mg/day", (NOW_5, treated("prednisone", "2025-06-07/", mg=5)), "open"),
    ("E: Prednisone > 10 mg/day", (NOW_5, treated("prednisone", "2025-06-07/", mg=5)), "pass"),
    ("E: Prednisone > 10 mg/day", (NOW_40, treated("prednisone", "2025-06-07/")), "block"),
])  # fmt: skip
def test_doses(line: str, facts: tuple[Fact, ...], expected: str) -> None:
    assert effect(line, *facts) == expected


@pytest.mark.parametrize(("line", "facts"), [
    ("I: Prednisone <= 10 mg/day", ()),
    ("E: Prednisone > 20 mg/day within 14 days prior to enrollment", (NOW_5,)),
    ("E: Prednisone > 20 mg/day", (treated("prednisone", "2025-06-07/"),)),
])  # fmt: skip
def test_doses_that_no_complete_list_tells(line: str, facts: tuple[Fact, ...]) -> None:
    assert effect(line, *facts, coverage=NOBODY) == "open"


LONG_AGO = treated("methotrexate", "2019-01-01/2020-01-01")
WINTER = treated("methotrexate", "2025-01-01/2025-03-30")
RENEWED = treated("methotrexate", "2025-03-31/")
LATER = treated("methotrexate", "2025-04-10/")
INFUSIONS = tuple(treated("infliximab", day) for day in ("2025-01-10", "2025-03-07", "2025-05-02"))


@pytest.mark.parametrize(("line", "facts", "expected"), [
    # A spell that was long enough and is over is none before screening, and elsewhere a person must say.
    ("I: Stable dose of methotrexate for at least 12 weeks before screening", (LONG_AGO,), "block"),
    ("I: Treated with methotrexate for at least 12 weeks", (LONG_AGO,), "open"),
    ("I: Inadequate response to methotrexate for at least 12 weeks", (LONG_AGO,), "open"),
    ("I: Methotrexate for at least 16 weeks before screening", (WINTER, RENEWED), "pass"),
    ("I: Methotrexate for at least 16 weeks before screening", (WINTER, LATER), "open"),
    ("I: Methotrexate for at least 16 weeks before screening", (LATER,), "block"),
    ("I: Receiving methotrexate for at least 16 weeks", (WINTER, RENEWED), "pass"),
    ("I: Infliximab for at least 12 weeks before screening", INFUSIONS, "open"),
    ("I: Infliximab for at least 12 weeks before screening", INFUSIONS[:1], "block"),
    # "Not for at least 12 weeks" can mean not at all in that time.
    ("I: Has not received methotrexate for at least 12 weeks before randomization", (LATER,), "open"),
    ("I: Has not received methotrexate for at least 12 weeks before randomization", (LONG_AGO,), "pass"),
    ("I: Has not received methotrexate for at least 12 weeks before randomization", (WINTER, RENEWED), "block"),
])  # fmt: skip
def test_how_long_a_treatment_went_on(line: str, facts: tuple[Fact, ...], expected: str) -> None:
    assert effect(line, *facts) == expected


@pytest.mark.parametrize(("line", "facts", "expected"), [
    ("E: Strong CYP3A4 inhibitors within 2 weeks", (), "pass"),
    ("E: Strong CYP3A4 inhibitors within 2 weeks", (treated("clarithromycin"),), "block"),
    ("E: Strong CYP3A4 inhibitors within 2 weeks", (treated("adalimumab"), treated("lisinopril")), "pass"),
    ("E: Strong CYP3A4 inhibitors within 2 weeks", (treated("adalimumab"), treated("cyclosporine")), "open"),
    ("E: Strong CYP3A4 inhibitors within 2 weeks", (treated("sample name of no drug"),), "open"),
])  # fmt: skip
def test_a_class_whose_table_is_not_complete(line: str, facts: tuple[Fact, ...], expected: str) -> None:
    assert effect(line, *facts) == expected


def doubted(fact: TreatmentFact) -> TreatmentFact:
    return replace(fact, doubt="its status is not known")


@pytest.mark.parametrize(("line", "fact"), [
    ("Splenectomy", doubted(treated("splenectomy", "2025-05-01", "procedure"))),
    ("Warfarin within 4 weeks", doubted(treated("warfarin", "2025-06-10/"))),
    ("Warfarin for at least 4 weeks before screening", doubted(treated("warfarin", "2025-01-10/"))),
    ("Prednisone > 10 mg/day", doubted(NOW_40)),
    ("Transplant recipient", doubted(treated("kidney transplantation", "2020-05-01", "procedure"))),
    ("Solitary kidney", diagnosis("solitary kidney", suspected=True)),
])  # fmt: skip
def test_what_may_not_have_happened_neither_passes_nor_blocks(line: str, fact: Fact) -> None:
    assert [effect(f"{section}: {line}", fact) for section in "IE"] == ["open", "open"]


ANC = lab("anc", 1.5, "10*9/L", "2025-06-10")
LOW_ANC = lab("anc", 0.5, "10*9/L", "2025-06-10")
FILGRASTIM = treated("filgrastim", "2025-06-06")
PLATELETS = lab("platelets", 60, "10*9/L", "2025-06-10")


@pytest.mark.parametrize(("line", "facts", "expected"), [
    ("I: ANC >= 1.0 x 10^9/L (without G-CSF within 7 days of testing)", (ANC,), "pass"),
    ("I: ANC >= 1.0 x 10^9/L (without G-CSF within 7 days of testing)", (ANC, FILGRASTIM), "open"),
    ("I: ANC >= 1.0 x 10^9/L (without G-CSF within 3 days of testing)", (ANC, FILGRASTIM), "pass"),
    ("I: ANC >= 1.0 x 10^9/L (without G-CSF within 7 days of testing)", (LOW_ANC, FILGRASTIM), "block"),
    ("I: ANC >= 1.0 x 10^9/L without growth factor support in the preceding 7 days", (ANC, FILGRASTIM), "open"),
    ("I: Platelets >= 50 x 10^9/L without transfusion within 7 days", (PLATELETS,), "pass"),
    ("I: Platelets >= 50 x 10^9/L without transfusion within 7 days",
     (PLATELETS, treated("platelet transfusion", "2025-06-08", "procedure")), "open"),
    ("E: Platelets < 50 x 10^9/L without transfusion within 7 days",
     (PLATELETS, treated("platelet transfusion", "2025-06-08", "procedure")), "open"),
])  # fmt: skip
def test_a_value_that_a_treatment_props_up_cannot_be_used(line: str, facts: tuple[Fact, ...], expected: str) -> None:
    assert effect(line, *facts) == expected


BCC = diagnosis("basal cell carcinoma", "2023-01-01")
TREATED_BCC = diagnosis("basal cell carcinoma", "2023-01-01", active=False)
CREAM = replace(treated("hydrocortisone"), name="hydrocortisone cream")
FIBRILLATION = diagnosis("atrial fibrillation")


@pytest.mark.parametrize(("line", "facts", "expected"), [
    # An exception that asks for more than its name is met by a record that says so.
    ("E: Malignancy within 5 years, except adequately treated basal cell carcinoma", (BCC,), "open"),
    ("E: Malignancy within 5 years, except adequately treated basal cell carcinoma", (TREATED_BCC,), "pass"),
    ("E: Malignancy within 5 years, except basal cell carcinoma", (BCC,), "pass"),
    ("I: No malignancy within 5 years, except adequately treated basal cell carcinoma", (BCC,), "open"),
    ("E: Corticosteroids within 4 weeks, except low-dose prednisone", (NOW_40,), "open"),
    ("E: Corticosteroids within 4 weeks, except topical corticosteroids", (NOW_40,), "block"),
    ("E: Corticosteroids within 4 weeks, except topical corticosteroids", (CREAM,), "pass"),
    # "Other than" within a name.
    ("E: Arrhythmia other than atrial fibrillation", (FIBRILLATION,), "pass"),
    ("E: Arrhythmia other than atrial fibrillation", (FIBRILLATION, diagnosis("ventricular tachycardia")), "block"),
    ("E: Arrhythmia other than atrial fibrillation", (diagnosis("cardiac arrhythmia"),), "open"),
    # A plan on record answers for the time to come.
    ("E: Planned surgery during the study", (treated("hip replacement", "2025-08-01", "procedure", planned=True),),
     "block"),
    ("E: Planned surgery during the study", (), "open"),
])  # fmt: skip
def test_exceptions_and_plans(line: str, facts: tuple[Fact, ...], expected: str) -> None:
    assert effect(line, *facts) == expected


@pytest.mark.parametrize(("line", "onset", "expected"), [
    ("I: Diagnosis of asthma within the past 2 years", "2024-01-01", "pass"),
    ("I: Diagnosis of asthma within the past 2 years", "2020-01-01", "open"),
    ("I: No asthma within the past 2 years", "2020-01-01", "block"),
    ("E: Asthma within the past 2 years", "2020-01-01", "block"),
])  # fmt: skip
def test_what_goes_on_is_not_new(line: str, onset: str, expected: str) -> None:
    assert effect(line, diagnosis("asthma", onset)) == expected


@pytest.mark.parametrize(("line", "fact", "expected"), [
    # That some diseases are of a class is not in its table: a record that may be one is for a person.
    ("E: Opportunistic infection", diagnosis("pneumocystis pneumonia"), "open"),
    ("E: Opportunistic infection", diagnosis("asthma"), "pass"),
    ("E: Autoimmune disease", diagnosis("hashimoto thyroiditis"), "open"),
    ("E: Autoimmune disease", diagnosis("myasthenia gravis"), "block"),
    ("E: Autoimmune disease", diagnosis("asthma"), "pass"),
    # That a drug was given is no answer to whether it is contraindicated, and no list denies it.
    ("I: Contraindication to methotrexate", ON_15, "open"),
    ("E: Contraindication to methotrexate", diagnosis("asthma"), "open"),
    ("I: Contraindication to methotrexate", treated("methotrexate", response="contraindicated"), "pass"),
])  # fmt: skip
def test_what_no_table_and_no_list_tells(line: str, fact: Fact, expected: str) -> None:
    assert effect(line, fact) == expected


CYCLES_LONG_AGO = treated("chemotherapy", "2024-01-01", "procedure")
CYCLES_NOW = treated("chemotherapy", "2025-06-10", "procedure")
RAYS_LONG_AGO = treated("radiotherapy", "2020-01-01", "procedure")
ON_METHOTREXATE = treated("methotrexate", "2023-01-01/")
OFF_METHOTREXATE = treated("methotrexate", "2023-01-01/2024-01-01")


@pytest.mark.parametrize(("line", "facts", "expected"), [
    # Time that must have gone by: the last one counts, of each; who never had any has waited long enough.
    ("I: At least 4 weeks since last chemotherapy", (), "pass"),
    ("I: At least 4 weeks since last chemotherapy", (CYCLES_LONG_AGO,), "pass"),
    ("I: At least 4 weeks since last chemotherapy", (CYCLES_LONG_AGO, CYCLES_NOW), "block"),
    ("I: At least 4 weeks since prior chemotherapy or radiotherapy", (RAYS_LONG_AGO, CYCLES_NOW), "block"),
    ("I: At least 4 weeks since prior chemotherapy or radiotherapy", (RAYS_LONG_AGO, CYCLES_LONG_AGO), "pass"),
    ("I: No prior chemotherapy, or at least 6 months since prior chemotherapy", (CYCLES_LONG_AGO,), "pass"),
    ("I: No prior chemotherapy, or at least 6 months since prior chemotherapy", (CYCLES_NOW,), "block"),
    ("I: Time since last dose of methotrexate >= 3 months", (ON_METHOTREXATE,), "block"),
    ("I: Time since last dose of methotrexate >= 3 months", (OFF_METHOTREXATE,), "pass"),
    ("I: Last dose of methotrexate at least 3 months before screening", (OFF_METHOTREXATE, ON_METHOTREXATE), "block"),
    ("I: Methotrexate must be stopped 6 months prior to screening", (ON_METHOTREXATE,), "block"),
    ("I: Methotrexate must be stopped 6 months prior to screening", (), "pass"),
    ("I: At least 4 weeks since last chemotherapy", (treated("chemotherapy", "2025-05-19", "procedure"),), "pass"),
    ("I: At least 4 weeks since last chemotherapy", (treated("chemotherapy", "2025-05-20", "procedure"),), "block"),
    # What ended is only what the time is of: nobody is asked to be on what was discontinued.
    ("I: At least 4 weeks since last chemotherapy and must have discontinued methotrexate", (ON_METHOTREXATE,), "open"),
    # What began so long ago, and what is asked for at some time so long ago.
    ("I: Methotrexate started at least 3 months before screening", (ON_METHOTREXATE,), "pass"),
    ("I: Methotrexate started at least 3 months before screening", (OFF_METHOTREXATE,), "block"),
    ("I: Methotrexate at least 3 months before screening", (OFF_METHOTREXATE,), "pass"),
    ("I: Methotrexate at least 3 months before screening", (ON_METHOTREXATE,), "open"),
    ("I: At least 100 days after chemotherapy", (CYCLES_LONG_AGO, CYCLES_NOW), "open"),
    ("E: Methotrexate more than 3 months before screening", (OFF_METHOTREXATE, ON_METHOTREXATE), "block"),
])  # fmt: skip
def test_how_long_ago_a_treatment_was(line: str, facts: tuple[Fact, ...], expected: str) -> None:
    assert effect(line, *facts) == expected


@pytest.mark.parametrize(("line", "facts", "expected"), [
    # A label in front of a statement asks for nothing.
    ("I: Pregnancy: not pregnant or nursing", (), "open"),
    ("I: Chemotherapy: No prior chemotherapy", (), "pass"),
    ("I: Chemotherapy: No prior chemotherapy", (CYCLES_NOW,), "block"),
    ("I: HIV: negative", (diagnosis("HIV infection"),), "block"),
])  # fmt: skip
def test_labels_ask_for_nothing(line: str, facts: tuple[Fact, ...], expected: str) -> None:
    assert effect(line, *facts) == expected
