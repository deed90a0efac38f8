"""Notes and forms as queries."""

from __future__ import annotations

from equipoise.finding.patient import read_form, read_note


def test_a_note_gives_person_things_and_words() -> None:
    text = "A 40-year-old man with gout. Gout attacks were treated with colchicine; denies fever."
    query = read_note(text)
    assert (query.person.age, query.person.sex) == (40.0, "male")
    gout, colchicine = (group for group in query.groups if group.role != "broader")
    assert (gout.key, gout.role, gout.mentions) == ("gout", "condition", 2)
    assert [text[start:end].lower() for start, end in gout.spans] == ["gout", "gout"]
    assert (colchicine.key, colchicine.role) == ("colchicine", "treatment")
    assert query.absent == ("fever",)


def test_names_of_a_thing_begin_with_the_words_of_the_note() -> None:
    group, *_ = read_note("Known HTN.").groups
    assert group.names[0] == "htn"
    assert {"hypertension", "high blood pressure"} <= set(group.names)


def test_words_count_their_forms_together_and_numbers_are_none() -> None:
    words = {word.text: word.count for word in read_note("Seizure on day 3, then 2 seizures and a tumour.").words}
    assert words["seizure"] == 2
    assert not words.keys() & {"seizures", "3", "2", "then", "a", "and"}


def test_an_empty_note_asks_nothing() -> None:
    query = read_note("")
    assert (query.groups, query.words, query.person.age) == ((), (), None)


def test_a_form_tells_its_subject_from_its_fields() -> None:
    fields = [("definitive diagnosis", "yes"), ("age", "54 y/o"), ("tophi", ""), ("other diseases", "asthma")]
    query = read_form("gout", [*fields, ("hypertension", "no"), ("sex", "F")])
    assert {group.key: group.role for group in query.groups if group.role != "broader"} == {
        "gout": "main",
        "asthma": "other",
    }
    assert query.absent == ("hypertension",)
    assert (query.person.age, query.person.sex) == (54.0, "female")
    words = {word.text: word.main for word in query.words}
    assert words["gout"]
    assert not words["asthma"]
    assert "tophi" not in words


def test_a_field_that_gives_the_diagnosis_is_of_the_subject_too() -> None:
    query = read_form("lupus", [("confirmed diagnosis", "lupus nephritis"), ("comorbidities", "asthma")])
    assert {group.key for group in query.groups if group.role == "main"} == {
        "systemic lupus erythematosus",
        "lupus nephritis",
    }


def test_what_a_disease_is_a_kind_of_is_sought_too_unless_it_is_named_itself() -> None:
    query = read_note("Burkitt lymphoma.")
    assert query.groups[0].role == "condition"
    broader = {group.key for group in query.groups if group.role == "broader"}
    assert "non-hodgkin lymphoma" in broader
    named = read_note("Burkitt lymphoma, a non-Hodgkin lymphoma.").groups
    assert [group.role for group in named if group.key == "non-hodgkin lymphoma"] == ["condition"]
