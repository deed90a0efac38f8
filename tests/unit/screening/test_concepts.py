"""Diseases, treatments, tests and states on record, in the right direction, and what silence means."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest
from screening_facts import EVERYTHING, ON, answered, at, context, covered, day, diagnosis, person, treated

from equipoise.criteria.nodes import And, Concept, Expr, Not, Or, Window
from equipoise.dates import Duration
from equipoise.logic import FactKind, Truth
from equipoise.patient.facts import AllergyFact, Covered, Facts
from equipoise.screening.evaluate import evaluate
from equipoise.screening.outcome import Outcome
from equipoise.screening.why import evidence_of

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
EVER, NOW = (Window("ever"),), (Window("current"),)
Kind = Literal["condition", "treatment", "test", "state"]


def judged(expr: Expr, facts: Facts, *, favourable: bool = False, **more: object) -> Outcome:
    return evaluate(expr, context(facts, **more), favourable)


def named(kind: Kind, key: str, **more: object) -> Concept:
    return replace(Concept(kind, key, key=key), **more)  # type: ignore[arg-type]


EPILEPSY = named("condition", "epilepsy")
LUPUS_NEPHRITIS = named("condition", "lupus nephritis")


# Conditions


def test_a_narrower_record_is_true_and_a_broader_one_unknown() -> None:
    lupus = named("condition", "systemic lupus erythematosus")
    assert judged(lupus, person(diagnosis("lupus nephritis"))).truth is T
    broader = judged(LUPUS_NEPHRITIS, person(diagnosis("systemic lupus erythematosus"), coverage=EVERYTHING))
    assert broader.truth is U
    assert judged(named("condition", "cirrhosis"), person(diagnosis("epilepsy"), coverage=EVERYTHING)).truth is F


@pytest.mark.parametrize(
    ("coverage", "truth"),
    [
        ({}, U),
        (covered("conditions"), F),
        (covered("conditions", until=day("2025-06-15")), U),
        (covered("conditions", since=day("2024-01-01")), U),
        (covered("medications", "procedures"), U),
    ],
)
def test_silence_is_no_only_inside_coverage_of_the_time_asked_about(
    coverage: dict[FactKind, tuple[Covered, ...]], truth: Truth
) -> None:
    assert judged(replace(EPILEPSY, windows=EVER), person(coverage=coverage)).truth is truth


def test_coverage_from_a_day_settles_a_window_after_it() -> None:
    recent = replace(EPILEPSY, windows=(Window("within", Duration(months=6)),))
    facts = person(coverage=covered("conditions", since=day("2024-01-01")))
    assert judged(recent, facts).truth is F


def test_absence_rests_on_the_list_that_says_so() -> None:
    outcome = judged(EPILEPSY, person(coverage=covered("conditions")))
    assert [item.resource for item in evidence_of(outcome.said)] == ["List/conditions"]
    vouched = judged(EPILEPSY, person(coverage={"conditions": (Covered(None, ON, "--complete"),)}))
    assert vouched.truth is F
    assert evidence_of(vouched.said) == ()


@pytest.mark.parametrize(
    ("active", "windows", "truth"),
    [(True, (), T), (False, (), U), (False, NOW, F), (False, EVER, T), (None, (), T), (True, NOW, T)],
)
def test_a_resolved_disease_counts_where_the_text_asks_for_history(
    active: bool | None, windows: tuple[Window, ...], truth: Truth
) -> None:
    facts = person(diagnosis("epilepsy", active=active), coverage=EVERYTHING)
    assert judged(replace(EPILEPSY, windows=windows), facts).truth is truth


def test_a_suspicion_is_neither_yes_nor_no() -> None:
    facts = person(diagnosis("epilepsy", suspected=True), coverage=EVERYTHING)
    assert judged(EPILEPSY, facts).truth is U
    assert judged(replace(EPILEPSY, suspected=True), facts).truth is T


@pytest.mark.parametrize(
    ("name", "recorded", "truth"),
    [
        ("active lupus nephritis", diagnosis("lupus nephritis", active=True), T),
        ("active lupus nephritis", diagnosis("lupus nephritis", active=False), F),
        ("severe lupus nephritis", diagnosis("lupus nephritis"), U),
        ("severe lupus nephritis", replace(diagnosis("lupus nephritis"), severity="Severe"), T),
        ("severe lupus nephritis", replace(diagnosis("lupus nephritis"), severity="Mild"), F),
    ],
)
def test_a_narrowed_disease_needs_its_qualifier_on_record(name: str, recorded: object, truth: Truth) -> None:
    concept = Concept("condition", name, key="lupus nephritis", narrowed=True, windows=EVER)
    assert judged(concept, person(recorded, coverage=EVERYTHING)).truth is truth  # type: ignore[arg-type]
    assert judged(concept, person(coverage=EVERYTHING)).truth is F


@pytest.mark.parametrize(("answer", "polarity", "truth"), [("Positive", "positive", T), ("Negative", "negative", F)])
def test_a_serological_qualifier_asks_the_test(
    answer: str, polarity: Literal["positive", "negative"], truth: Truth
) -> None:
    concept = Concept("condition", "mda5-positive dermatomyositis", key="dermatomyositis", narrowed=True)
    facts = person(diagnosis("dermatomyositis"), answered("Anti-MDA5 antibody", answer, polarity))
    assert judged(concept, facts).truth is truth


def test_refractory_is_what_the_recorded_response_says() -> None:
    concept = Concept("condition", "refractory lupus nephritis", key="lupus nephritis", narrowed=True)
    refractory = answered("Response to standard treatment", "Refractory")
    assert judged(concept, person(diagnosis("lupus nephritis"), refractory)).truth is T
    assert judged(concept, person(diagnosis("lupus nephritis"))).truth is U


def test_an_event_counts_when_it_happened_and_a_disease_while_it_lasts() -> None:
    half_year = (Window("within", Duration(months=6)),)
    infarction = named("condition", "myocardial infarction", windows=half_year)
    assert judged(infarction, person(diagnosis("myocardial infarction", "2024-12-16"), coverage=EVERYTHING)).truth is T
    assert judged(infarction, person(diagnosis("myocardial infarction", "2024-12-15"), coverage=EVERYTHING)).truth is F
    lasting = named("condition", "cirrhosis", windows=half_year)
    assert judged(lasting, person(diagnosis("cirrhosis", "2020-01-01"), coverage=EVERYTHING)).truth is T


def test_a_disease_for_at_least_six_months_is_counted_from_its_onset() -> None:
    arthritis = named("condition", "rheumatoid arthritis", windows=(Window("for_at_least", Duration(months=6)),))
    assert judged(arthritis, person(diagnosis("rheumatoid arthritis", "2024-12-16"))).truth is T
    assert judged(arthritis, person(diagnosis("rheumatoid arthritis", "2024-12-17"), coverage=EVERYTHING)).truth is F
    assert judged(arthritis, person(diagnosis("rheumatoid arthritis", ""))).truth is U


def test_a_relatives_disease_is_not_the_patients() -> None:
    relative = replace(diagnosis("epilepsy"), relation="mother")
    facts = replace(person(coverage=EVERYTHING), family=(relative,))
    assert judged(EPILEPSY, facts).truth is F
    assert judged(replace(EPILEPSY, family=True), facts).truth is T
    assert judged(replace(EPILEPSY, family=True), person(coverage=EVERYTHING)).truth is U


def test_an_unknown_name_is_for_a_person_to_look_at_and_never_passes_by_itself() -> None:
    strange = Concept("condition", "zorblax syndrome")
    facts = person(diagnosis("epilepsy"), coverage=EVERYTHING)
    excluded = judged(strange, facts, favourable=False)
    assert [(item.reason, item.standing) for item in excluded.open] == [("judgement", True)]
    included = judged(strange, facts, favourable=True)
    assert [item.reason for item in included.open] == ["missing-data"]
    assert judged(strange, person(coverage=EVERYTHING)).truth is F


@pytest.mark.parametrize(
    ("recorded", "truth"),
    [
        (["atrial fibrillation"], F),
        (["ventricular tachycardia"], T),
        (["atrial fibrillation", "ventricular tachycardia"], T),
        ([], F),
    ],
)
def test_an_exception_takes_its_facts_out_and_no_others(recorded: list[str], truth: Truth) -> None:
    base, exception = named("condition", "arrhythmia"), named("condition", "atrial fibrillation")
    facts = person(*(diagnosis(name) for name in recorded), coverage=EVERYTHING)
    assert judged(And((base, Not(exception))), facts).truth is truth
    assert judged(And((base, replace(exception, present=False))), facts).truth is truth
    absent = Or((replace(base, present=False), exception))
    assert judged(absent, facts, favourable=True).truth is ~truth


def test_a_finding_denies_only_what_it_asks_about() -> None:
    involved = Concept("condition", "muscle involvement")
    facts = person(answered("Muscle involvement of myositis", "Absent", "negative"), coverage=EVERYTHING)
    assert judged(involved, facts).truth is F
    about_family = person(answered("Family history of epilepsy", "Yes", "positive"))
    assert judged(EPILEPSY, about_family).truth is U


def test_what_an_answer_names_is_there_or_denied() -> None:
    lung = named("condition", "interstitial lung disease")
    denied = answered(
        "Chest HRCT", "No interstitial lung disease", "negative", answer_keys=("interstitial lung disease",)
    )
    assert judged(lung, person(denied)).truth is F


# Treatments


def test_treatments_lie_in_the_list_that_could_hold_them() -> None:
    graft = named("treatment", "coronary artery bypass graft", windows=EVER)
    vaccine = named("treatment", "live vaccine", windows=(Window("within", Duration(weeks=6)),))
    drug = named("treatment", "rituximab", windows=EVER)
    assert judged(graft, person(coverage=covered("procedures"))).truth is F
    assert judged(graft, person(coverage=covered("medications"))).truth is U
    assert judged(vaccine, person(coverage=covered("immunizations"))).truth is F
    assert judged(drug, person(coverage=covered("medications"))).truth is F


@pytest.mark.parametrize(("given", "truth"), [("2025-05-05", T), ("2025-05-04", F)])
def test_a_live_vaccine_counts_by_its_class(given: str, truth: Truth) -> None:
    live = named("treatment", "live vaccine", windows=(Window("within", Duration(weeks=6)),))
    facts = person(treated("varicella vaccine", given, "immunization"), coverage=EVERYTHING)
    assert judged(live, facts).truth is truth


def test_a_drug_taken_long_ago_is_for_a_person_where_the_text_names_no_time() -> None:
    methotrexate = named("treatment", "methotrexate")
    past, present = treated("methotrexate", "2010-01-01/2011-01-01"), treated("methotrexate")
    assert judged(methotrexate, person(past)).truth is U
    assert judged(methotrexate, person(present)).truth is T
    assert judged(replace(methotrexate, windows=EVER), person(past)).truth is T


@pytest.mark.parametrize(
    ("response", "truth"),
    [("Ineffective", T), ("Lack of efficacy", T), ("Inadequate response", T), (None, U), ("Patient choice", U)],
)
def test_a_failed_treatment_is_one_whose_record_says_so(response: str | None, truth: Truth) -> None:
    failed = named("treatment", "methotrexate", response="failed")
    facts = person(treated("methotrexate", "2020-01-01/2021-01-01", response=response), coverage=EVERYTHING)
    assert judged(failed, facts).truth is truth
    assert judged(failed, person(coverage=EVERYTHING)).truth is F


def test_several_means_different_ones() -> None:
    two = named("treatment", "biologic", count=2, windows=EVER)
    once, twice = treated("adalimumab"), treated("adalimumab", "2018-01-01/2018-06-01")
    assert judged(two, person(once, twice, coverage=EVERYTHING)).truth is F
    assert judged(two, person(once, twice)).truth is U
    assert judged(two, person(once, treated("tocilizumab"))).truth is T


def test_a_plan_is_no_treatment() -> None:
    rituximab = named("treatment", "rituximab", windows=EVER)
    plan = treated("rituximab", "2025-06-11", planned=True)
    assert judged(rituximab, person(plan, coverage=EVERYTHING)).truth is F
    assert judged(replace(rituximab, planned=True, windows=()), person(plan)).truth is T
    assert judged(named("treatment", "rituximab", response="required"), person(plan)).truth is T


def test_an_antibiotic_is_no_immunosuppressant() -> None:
    immunosuppressant = named("treatment", "immunosuppressant", windows=EVER)
    assert judged(immunosuppressant, person(treated("doxycycline"), coverage=EVERYTHING)).truth is F


def test_a_washout_is_broken_by_a_later_dose() -> None:
    ended = named("treatment", "rituximab", windows=(Window("before", Duration(weeks=4)),))
    assert judged(ended, person(treated("rituximab", "2025-01-01/2025-05-19"))).truth is T
    assert judged(ended, person(treated("rituximab", "2025-01-01/2025-05-20"), coverage=EVERYTHING)).truth is F


# Tests


HBSAG = named("test", "hepatitis b surface antigen", result="positive")


def test_the_newest_answer_decides_and_absence_never_does() -> None:
    old = answered("hepatitis b surface antigen", "Positive", "positive", "2025-05-01")
    new = answered("hepatitis b surface antigen", "Negative", "negative", "2025-06-01")
    assert judged(HBSAG, person(old, new)).truth is F
    assert judged(HBSAG, person(coverage=EVERYTHING)).truth is U
    assert judged(replace(HBSAG, result="negative", present=False), person(new)).truth is T


def test_answers_of_one_day_that_contradict_each_other_are_unknown() -> None:
    facts = person(
        answered("hepatitis b surface antigen", "Positive", "positive"),
        answered("hepatitis b surface antigen", "Negative", "negative"),
    )
    assert judged(HBSAG, facts).truth is U


def test_an_infection_test_grows_old_and_an_antibody_of_autoimmunity_does_not() -> None:
    negative = answered("hepatitis b surface antigen", "Negative", "negative", "2024-06-01")
    outcome = judged(HBSAG, person(negative))
    assert [item.reason for item in outcome.open] == ["stale"]
    jo1 = answered("anti-jo-1 antibody", "Positive", "positive", "2019-06-01")
    assert judged(named("test", "anti-jo-1 antibody", result="positive"), person(jo1)).truth is T


def test_history_is_any_positive_answer() -> None:
    pr3 = named("test", "anti-proteinase 3 antibody", result="positive")
    facts = person(
        answered("anti-proteinase 3 antibody", "Positive", "positive", "2019-01-01"),
        answered("anti-proteinase 3 antibody", "Negative", "negative"),
    )
    assert judged(pr3, facts).truth is F
    assert judged(replace(pr3, windows=EVER), facts).truth is T


def test_urine_does_not_answer_for_blood() -> None:
    blood = Concept("test", "blood pregnancy test", False, "pregnancy test", result="negative", specimen="blood")
    urine = answered("pregnancy test", "Negative", "negative", specimen="urine")
    serum = answered("pregnancy test", "Negative", "negative", specimen="serum")
    assert judged(blood, person(urine)).truth is U
    assert judged(blood, person(serum)).truth is T


@pytest.mark.parametrize(
    ("answer", "grade", "truth"), [("Class IV", 4.0, T), ("Class II", 2.0, F), ("not classifiable", None, U)]
)
def test_a_class_is_one_of_those_asked_for(answer: str, grade: float | None, truth: Truth) -> None:
    asked = Concept("test", "lupus nephritis class", result="class iii or iv")
    assert judged(asked, person(answered("Lupus nephritis class by biopsy", answer, grade=grade))).truth is truth


# States


@pytest.mark.parametrize(("sex", "truth"), [("male", F), ("female", T), (None, U)])
def test_sex(sex: Literal["male", "female"] | None, truth: Truth) -> None:
    assert judged(named("state", "female"), person(sex=sex)).truth is truth


FERTILE = named("state", "woman of childbearing potential")


@pytest.mark.parametrize(
    ("facts", "truth"),
    [
        (person(coverage=EVERYTHING), T),
        (person(), U),
        (person(sex="male"), F),
        (person(born="1950-01-01"), F),
        (person(born="2018-01-01"), F),
        (person(treated("hysterectomy", "2019-01-01", "procedure")), F),
        (person(answered("Postmenopausal", "Yes", "positive")), F),
        (person(sex=None, coverage=EVERYTHING), U),
    ],
)
def test_childbearing_potential_is_derived(facts: Facts, truth: Truth) -> None:
    assert judged(FERTILE, facts).truth is truth


def test_pregnancy_is_a_diagnosis_or_a_positive_test() -> None:
    pregnant = named("state", "pregnant")
    assert judged(pregnant, person(answered("pregnancy test", "Positive", "positive"))).truth is T
    assert judged(pregnant, person(answered("pregnancy test", "Negative", "negative"))).truth is F
    assert judged(pregnant, person(coverage=EVERYTHING)).truth is U
    assert judged(pregnant, person(sex="male")).truth is F


def test_breast_feeding_is_never_assumed() -> None:
    lactating = named("state", "lactating")
    assert judged(lactating, person(coverage=EVERYTHING)).truth is U
    assert (
        judged(lactating, person(answered("Lactation status", "Not lactating", "negative", keys=("lactating",)))).truth
        is F
    )
    assert judged(lactating, person(sex="male")).truth is F


@pytest.mark.parametrize(("until", "truth"), [("2025-03-25", T), ("2025-03-24", F)])
def test_another_study_counts_until_it_ended(until: str, truth: Truth) -> None:
    other = named(
        "state", "participation in another clinical trial", windows=(Window("within", Duration(months=3), "infusion"),)
    )
    taken = answered("participation in another clinical trial", "Yes", "positive", when=f"2024-05-12/{until}")
    assert judged(other, person(taken), anchors={"infusion": day("2025-06-25")}).truth is truth


def test_the_future_is_for_the_patient_to_declare() -> None:
    later = named("state", "participation in another clinical trial", windows=(Window("after", None, "enrolment"),))
    outcome = judged(later, person(answered("participation in another clinical trial", "No", "negative")))
    assert [(item.reason, item.standing) for item in outcome.open] == [("attestation", True)]


def test_dialysis_given_lately_is_for_a_person_to_judge() -> None:
    patient = named("state", "dialysis dependence")
    assert judged(patient, person(treated("hemodialysis", "2025-06-10", "procedure"), coverage=EVERYTHING)).truth is U
    assert judged(patient, person(treated("hemodialysis", "2020-06-10", "procedure"), coverage=EVERYTHING)).truth is F
    assert judged(patient, person(treated("hemodialysis", "2025-01-10/"), coverage=EVERYTHING)).truth is T


@pytest.mark.parametrize(("degree", "truth"), [("Severe", T), ("Moderate", F), ("Low", F)])
def test_a_recorded_degree_of_activity_answers_for_the_disease(degree: str, truth: Truth) -> None:
    asked = Concept("condition", "severe rheumatoid arthritis", key="rheumatoid arthritis", narrowed=True)
    facts = person(diagnosis("rheumatoid arthritis"), answered("Rheumatoid arthritis disease activity", degree))
    assert judged(asked, facts).truth is truth


def test_a_narrower_phrase_that_the_vocabulary_takes_for_the_disease_still_narrows() -> None:
    asked = Concept("condition", "severe rheumatoid arthritis", key="rheumatoid arthritis")
    assert judged(asked, person(diagnosis("rheumatoid arthritis"))).truth is U


def test_a_class_of_two_classes_holds_the_kinds_of_both() -> None:
    either = named("treatment", "biologic or targeted synthetic dmard", count=2, windows=EVER)
    assert judged(either, person(treated("adalimumab"), treated("tofacitinib"))).truth is T
    assert judged(either, person(treated("adalimumab"), coverage=EVERYTHING)).truth is F


# Allergies and criteria sets


def test_allergies() -> None:
    penicillin = Concept("condition", "allergy to penicillin", key="penicillin", allergy=True)
    anything = Concept("condition", "hypersensitivity to the study drug", allergy=True)
    allergic = replace(
        person(coverage=covered("allergies")),
        allergies=(AllergyFact("AllergyIntolerance/1", "Penicillin", ("penicillin",), at("2010-01-01")),),
    )
    assert judged(penicillin, allergic).truth is T
    assert judged(anything, allergic).truth is U
    assert judged(anything, person(coverage=covered("allergies"))).truth is F
    assert judged(anything, person()).truth is U


def test_criteria_are_met_by_a_record_and_not_met_by_one_without_the_disease() -> None:
    name = "2010 ACR/EULAR classification criteria for rheumatoid arthritis"
    asked = Concept("condition", f"{name}", key="rheumatoid arthritis", narrowed=True)
    assert judged(asked, person(answered(name, "Met", "positive"))).truth is T
    assert judged(asked, person(answered(name, "Not met", "negative"))).truth is F
    assert judged(asked, person(coverage=EVERYTHING)).truth is F
    assert judged(asked, person(diagnosis("rheumatoid arthritis"), coverage=EVERYTHING)).truth is U
    other_year = answered(name.replace("2010", "1987"), "Met", "positive")
    assert judged(asked, person(other_year, diagnosis("rheumatoid arthritis"))).truth is U


# Names that say more than their concept


@pytest.mark.parametrize(("name", "key", "recorded", "truth"), [
    ("severe hypertension", "hypertension", "Hypertension", U),
    ("severe hypertension", "hypertension", "Severe hypertension", T),
    ("severe hypertension", "hypertension", "Mild hypertension", F),
    ("plaque psoriasis", "psoriasis", "Psoriasis", U),
    ("plaque psoriasis", "psoriasis", "Plaque psoriasis", T),
    ("moderate or severe renal impairment", "kidney disease", "Severe renal impairment", T),
    ("moderate or severe renal impairment", "kidney disease", "Mild renal impairment", F),
    ("acute or chronic pancreatitis", "pancreatitis", "Chronic pancreatitis", T),
    ("cardiac arrhythmia", "arrhythmia", "Arrhythmia", T),
])  # fmt: skip
def test_the_words_that_a_synonym_adds_must_be_recorded(name: str, key: str, recorded: str, truth: Truth) -> None:
    asked = Concept("condition", name, key=key)
    fact = replace(diagnosis(recorded), keys=(key,))
    assert judged(asked, person(fact, coverage=EVERYTHING)).truth is truth


@pytest.mark.parametrize(("onset", "juvenile", "adult"), [
    ("1990-01-01", T, F), ("1997-01-01", U, U), ("2020-01-01", F, T), ("", U, U),
])  # fmt: skip
def test_the_age_group_of_a_disease_is_that_at_its_onset(onset: str, juvenile: Truth, adult: Truth) -> None:
    facts = person(diagnosis("dermatomyositis", onset), born="1980-03-10", coverage=EVERYTHING)
    for word, truth in (("juvenile", juvenile), ("adult", adult)):
        asked = Concept("condition", f"{word} dermatomyositis", key="dermatomyositis", narrowed=True)
        assert judged(asked, facts).truth is truth


@pytest.mark.parametrize(("name", "recorded", "truth"), [
    ("systemic corticosteroid", "Hydrocortisone 1 % cream", F),
    ("systemic corticosteroid", "Prednisolone acetate 1 % eye drops", F),
    ("systemic corticosteroid", "Prednisone 10 MG Oral Tablet", T),
    ("systemic corticosteroid", "Prednisone", T),
    ("oral corticosteroid", "Prednisone", T),
    ("oral corticosteroid", "Methylprednisolone 125 MG Injection, intravenous", F),
    ("oral corticosteroid", "Dexamethasone", U),
    ("intravenous corticosteroid", "Prednisone 10 MG Oral Tablet", F),
    ("oral or intravenous corticosteroid", "Prednisone 10 MG Oral Tablet", T),
    ("high-dose corticosteroid", "Prednisone 5 MG Oral Tablet", U),
    ("corticosteroid", "Prednisone 5 MG Oral Tablet", T),
])  # fmt: skip
def test_a_treatment_is_given_in_the_way_that_is_asked_about(name: str, recorded: str, truth: Truth) -> None:
    asked = Concept("treatment", name, key="glucocorticoid", windows=NOW)
    drug = next(word for word in recorded.split() if word.casefold().endswith("one")).casefold()
    fact = replace(treated(recorded, "2025-01-01/"), keys=(drug,))
    assert judged(asked, person(fact, coverage=EVERYTHING)).truth is truth


@pytest.mark.parametrize(("name", "said", "truth"), [
    ("negative pregnancy test", "negative", T), ("negative pregnancy test", "positive", F),
    ("pregnancy test", "positive", T), ("pregnancy test", "negative", F),
])  # fmt: skip
def test_a_test_that_is_named_negative_asks_for_a_negative_answer(name: str, said: str, truth: Truth) -> None:
    polarity: Literal["positive", "negative"] = "negative" if said == "negative" else "positive"
    facts = person(answered("pregnancy test", said.title(), polarity))
    assert judged(Concept("test", name, key="pregnancy test"), facts).truth is truth


# What a list does not settle


def test_a_drug_that_the_vocabulary_does_not_know_may_be_of_the_class() -> None:
    biologic = named("treatment", "biologic", windows=NOW)
    unheard = replace(treated("Zyxovarix 50 mg", "2025-01-01/"), keys=())
    assert judged(biologic, person(unheard, coverage=EVERYTHING)).truth is U
    assert judged(biologic, person(treated("methotrexate", "2025-01-01/"), coverage=EVERYTHING)).truth is F
    assert judged(biologic, person(replace(unheard, when=at("2020-01-01/2020-02-01")), coverage=EVERYTHING)).truth is F
    assert judged(named("treatment", "adalimumab", windows=NOW), person(unheard, coverage=EVERYTHING)).truth is F


def test_of_a_class_that_many_drugs_are_of_any_drug_may_be_one() -> None:
    strong = named("treatment", "strong cyp3a4 inhibitor", windows=NOW)
    assert judged(strong, person(treated("clarithromycin", "2025-06-01/"), coverage=EVERYTHING)).truth is T
    assert judged(strong, person(treated("amoxicillin", "2025-06-01/"), coverage=EVERYTHING)).truth is U
    assert judged(strong, person(coverage=EVERYTHING)).truth is F


def test_no_medication_list_tells_of_a_drug_under_study() -> None:
    assert judged(named("treatment", "investigational drug"), person(coverage=EVERYTHING)).truth is U


@pytest.mark.parametrize(("asked", "taken", "truth"), [
    ("selective serotonin reuptake inhibitor", "sertraline", T), ("benzodiazepine", "lorazepam", T),
    ("selective serotonin reuptake inhibitor", "amitriptyline", F), ("loop diuretic", "hydrochlorothiazide", F),
    ("azithromycin", "clarithromycin", F),
    ("macrolide antibiotic", "azithromycin", T), ("low molecular weight heparin", "enoxaparin", T),
    ("antidepressant", "sertraline", T), ("vancomycin", "teicoplanin", F),
])  # fmt: skip
def test_a_class_is_not_each_of_its_drugs_and_its_classes_are_told_apart(asked: str, taken: str, truth: Truth) -> None:
    facts = person(treated(taken, "2025-01-01/"), coverage=EVERYTHING)
    assert judged(named("treatment", asked), facts).truth is truth


def test_an_allergy_that_has_passed_is_for_a_person_to_judge() -> None:
    asked = Concept("condition", "hypersensitivity to penicillin", key="penicillin", allergy=True)
    past = AllergyFact("AllergyIntolerance/1", "Penicillin", ("penicillin",), at("2010-01-01"), active=False)
    now = replace(past, resource="AllergyIntolerance/2", active=True)
    assert judged(asked, replace(person(), allergies=(past,))).truth is U
    assert judged(asked, replace(person(), allergies=(past, now))).truth is T
    assert judged(replace(asked, windows=EVER), replace(person(), allergies=(past,))).truth is T


@pytest.mark.parametrize(("recorded", "truth"), [
    ("Sjogren syndrome, primary", T), ("Sjogren syndrome", U), ("Secondary Sjogren syndrome", U),
])  # fmt: skip
def test_a_wider_record_that_says_every_word_is_the_narrower_one(recorded: str, truth: Truth) -> None:
    fact = replace(diagnosis(recorded), keys=("sjogren syndrome",))
    assert judged(named("condition", "primary sjogren syndrome"), person(fact, coverage=EVERYTHING)).truth is truth
