"""What the outline makes of lists, headings, run-on items and old layouts, shown on invented trials."""

from __future__ import annotations

from textwrap import dedent

import pytest

from equipoise.criteria.outline import Clause, outline, sections


def read(text: str) -> dict[str, str]:
    """Ids and words, in order; lost items have none."""
    text = dedent(text)
    return {clause.id: " ".join(clause.span.of(text).split()) for clause in outline(text).clauses}


def clauses(text: str) -> dict[str, Clause]:
    """Clauses by id."""
    return {clause.id: clause for clause in outline(dedent(text)).clauses}


def codes(text: str) -> list[str]:
    """The codes of the problems found."""
    return [problem.code for problem in outline(dedent(text)).problems]


def test_bullets_count_by_position_and_headings_are_left_out() -> None:
    assert read("""\
        Inclusion Criteria:

        * Adults
        * Gout for a year

        Exclusion Criteria:

        * Gout of the spine;
        """) == {"I1": "Adults", "I2": "Gout for a year", "E1": "Gout of the spine"}


def test_the_old_export_wraps_its_lines() -> None:
    found = read("""\
        Inclusion Criteria:

                  -  Gout that has been proven by crystals seen under the microscope in fluid drawn from one
                     or more joints

                       -  of the foot

                  -  Adults
        """)
    assert found == {
        "I1": "Gout that has been proven by crystals seen under the microscope in fluid drawn from one or more joints",
        "I1.1": "of the foot",
        "I2": "Adults",
    }


@pytest.mark.parametrize(
    "heading",
    [
        "INCLUSION CRITERIA",
        "Key Inclusion Criteria:",
        "-INCLUSION CRITERIA:",
        "Criteria for inclusion:",
        "Inclusion:",
        "Main inclusion criteria",
        "Subject Inclusion Criteria:",
        "1. Inclusion criteria:",
        "**Inclusion Criteria:**",
        "Selection criteria:",
    ],
)
def test_headings_in_many_spellings(heading: str) -> None:
    assert read(f"{heading}\n\n* Adults\n* Gout") == {"I1": "Adults", "I2": "Gout"}


@pytest.mark.parametrize(
    "heading", ["Non-inclusion criteria:", "Exclusions:", "Ineligibility criteria", "EXCLUSION:", "Excluded:"]
)
def test_exclusion_headings(heading: str) -> None:
    assert read(f"Inclusion:\n* Adults\n{heading}\n* Gout") == {"I1": "Adults", "E1": "Gout"}


@pytest.mark.parametrize(
    "words",
    [
        "Eligible for surgery of the knee",
        "Exclusion of other causes of the rash",
        "Failure to meet inclusion criteria.",
        "Patients with gout are eligible.",
        "Already included in the protocol.",
    ],
)
def test_criteria_that_speak_of_eligibility_are_no_headings(words: str) -> None:
    assert list(read(f"Inclusion Criteria:\n\n* Adults\n* {words}").values()) == ["Adults", words]


def test_an_opening_sentence_is_no_criterion_and_may_turn_the_section() -> None:
    found = clauses("""\
        Participants may join if they:

        * have gout

        Participants will not be eligible if they:

        * have had a transplant
        """)
    assert {key: clause.section for key, clause in found.items()} == {"I1": "inclusion", "E1": "exclusion"}


def test_without_headings_the_wording_decides() -> None:
    found = outline("Adults with gout may join. Smokers are excluded. No prior surgery.")
    assert [clause.section for clause in found.clauses] == ["inclusion", "exclusion", "inclusion"]


def test_a_sentence_that_goes_on_with_the_one_before_stays_with_it() -> None:
    assert read("Adults with gout may join. They must be able to walk, e.g. with a cane. Smokers are excluded.") == {
        "I1": "Adults with gout may join. They must be able to walk, e.g. with a cane.",
        "E1": "Smokers are excluded.",
    }


def test_numbers_are_the_authors_own() -> None:
    text = """\
        Exclusion Criteria
        1. Gout
        2. Heart meets one of these:
           a) flutter
           b) block
        3. Rash
        """
    assert list(read(text)) == ["E1", "E2", "E2.1", "E2.2", "E3"]


def test_numbered_children_on_the_same_depth_are_known_by_the_outer_number_that_goes_on() -> None:
    found = clauses("""\
        Inclusion Criteria
        2. Adults
        3. Lupus with kidney or blood involvement, under treatment
        1. Kidney: a biopsy of the year
        2. Blood: low platelets twice
        4. Weight known
        """)
    assert list(found) == ["I1", "I2", "I3", "I3.1", "I3.2", "I4"]
    assert found["I1"].lost
    assert found["I1"].damage == ("missing-item",)
    assert found["I3.2"].parent == list(found).index("I3")


def test_a_list_that_begins_anew_without_heading_is_a_restart() -> None:
    text = """\
        Exclusion Criteria
        1. Cirrhosis
        2. Anaemia
        1. Rash from drugs
        2. Rash from sun
        Joints past repair.
        """
    assert list(read(text)) == ["E1", "E2", "E[2].1", "E[2].2", "E[3].1"]
    assert codes(text).count("list-restart") == 1
    assert "lost-heading" in codes(text)
    assert "ambiguous-scope" in codes(text)


def test_lists_under_headings_of_their_own_are_no_restarts() -> None:
    text = """\
        Inclusion Criteria:

        Part A:

        1. Men
        2. Aged over 20

        Part B:

        1. Women
        """
    found = clauses(text)
    assert {key: clause.population for key, clause in found.items()} == {
        "I1": "Part A",
        "I2": "Part A",
        "I[2].1": "Part B",
    }
    assert [clause.block for clause in found.values()] == [0, 0, 1]
    assert codes(text) == []


def test_restarted_lists_that_open_with_a_diagnosis_are_alternatives() -> None:
    found = clauses("""\
        Inclusion Criteria
        1. Adults
        2. Consent
        1. Meets the 2001 criteria for gout
        2. Two attacks
        1. Diagnosis of psoriasis
        2. Skin biopsy
        """)
    assert {key: (clause.block, clause.population) for key, clause in found.items()} == {
        "I1": (None, None),
        "I2": (None, None),
        "I[2].1": (0, "gout"),
        "I[2].2": (0, "gout"),
        "I[3].1": (1, "psoriasis"),
        "I[3].2": (1, "psoriasis"),
    }


def test_siblings_for_one_disease_each_are_alternatives() -> None:
    found = clauses("""\
        Inclusion Criteria
        1. Subjects with lupus: active
        1. Subjects with lupus (kidney): biopsy
        2. Subjects with lupus (blood): two counts
        2. Subjects with gout: an attack
        """)
    assert found["I1"].children_rule == "any"
    assert [clause.population for clause in found.values()] == ["lupus", "kidney", "blood", "gout"]
    assert [clause.block for clause in found.values()] == [0, 0, 0, 1]


def test_a_missing_number_is_a_lost_item_and_one_in_running_text_is_not() -> None:
    assert list(read("Exclusion Criteria\n1. Gout\n2. Rash\n4. Asthma")) == ["E1", "E2", "E3", "E4"]
    assert clauses("Exclusion Criteria\n1. Gout\n2. Rash\n4. Asthma")["E3"].span.start == len(
        "Exclusion Criteria\n1. Gout\n2. Rash\n"
    )
    assert "missing-item" not in codes("Exclusion Criteria\n* Those with: 1. Gout\n2. Rash")


def test_items_that_run_on_inside_a_paragraph() -> None:
    assert read("""\
        Inclusion Criteria
        1. Adults
        2. Organs work:
        <!-- -->
        1. Marrow is enough: a. White cells ≥ 3 b. Red cells ≥ 2; c. Platelets ≥ 9
        2. Kidneys work
        3. Heart: regular rhythm. 3. Women are not pregnant. 4. Consent is given.
        """) == {
        "I1": "Adults",
        "I2": "Organs work:",
        "I2.1": "Marrow is enough:",
        "I2.1.1": "White cells ≥ 3",
        "I2.1.2": "Red cells ≥ 2",
        "I2.1.3": "Platelets ≥ 9",
        "I2.2": "Kidneys work",
        "I2.3": "Heart: regular rhythm.",
        "I3": "Women are not pregnant.",
        "I4": "Consent is given.",
    }


@pytest.mark.parametrize(
    "words",
    [
        "Toxicity of grade 2. Patients must be off drug",
        "INR > 1.5. For those on warfarin 2.5 is allowed",
        "either (a) a rash or (b) a fever",
        "E. coli infection",
        "Level 3, 4 or 5 of the scale",
    ],
)
def test_figures_and_letters_that_are_no_item_numbers(words: str) -> None:
    assert read(f"Exclusion Criteria\n1. {words}\n2. Gout") == {"E1": words, "E2": "Gout"}


@pytest.mark.parametrize(
    "text",
    [
        "Inclusion Criteria:~Adults~Gout for 3~5 years~Exclusion Criteria:~Asthma",
        "Inclusion Criteria: - Adults - Gout for 3~5 years Exclusion Criteria: - Asthma",
        "Inclusion Criteria: • Adults • Gout for 3~5 years\nExclusion Criteria: • Asthma",
        "Inclusion Criteria: 1. Adults 2. Gout for 3~5 years Exclusion Criteria: 1. Asthma",
        "Inclusion Criteria:\r\n\r\n* Adults\r\n* Gout for 3~5 years\r\n\r\nExclusion Criteria:\r\n\r\n* Asthma",
        "INCLUSION CRITERIA\n(1) Adults\n(2) Gout for 3~5 years\nEXCLUSION CRITERIA\n(1) Asthma",
        "Inclusion Criteria\ni. Adults\nii. Gout for 3~5 years\nExclusion Criteria\nA. Asthma",
        "Inclusion Criteria\n①Adults；\n②Gout for 3~5 years。\nExclusion Criteria\n①Asthma",
        "Inclusion Criteria\nI01. Adults\nI02. Gout for 3~5 years\nExclusion Criteria\nE01. Asthma",
    ],
)
def test_joined_and_numbered_in_many_ways(text: str) -> None:
    found = {key: words.rstrip("。") for key, words in read(text).items()}
    assert found == {"I1": "Adults", "I2": "Gout for 3~5 years", "E1": "Asthma"}


@pytest.mark.parametrize(
    ("section", "parent", "rule"),
    [
        ("Inclusion", "Adequate organ function as follows:", "all"),
        ("Inclusion", "Meets any of the following:", "any"),
        ("Inclusion", "One of the following:", "any"),
        ("Inclusion", "Shows at least two of these signs:", "atleast 2"),
        ("Inclusion", "3 or more of the following:", "atleast 3"),
        ("Inclusion", "None of the following:", "none"),
        ("Inclusion", "Must not have:", "none"),
        ("Inclusion", "On drug for at least 2 years, and all of the following:", "all"),
        ("Inclusion", "Liver tests, including:", "all"),
        ("Inclusion", "Histologically proven tumour, including:", "any"),
        ("Exclusion", "Heart disease:", "any"),
        ("Exclusion", "All of the following:", "all"),
        ("Exclusion", "Must have none of the following:", "any"),
    ],
)
def test_the_rule_for_children(section: str, parent: str, rule: str) -> None:
    found = outline(f"{section} Criteria:\n\n* Adults\n* {parent}\n\n  * one thing\n  * another thing\n")
    assert found.clauses[1].children_rule == rule
    assert found.clauses[1].children == (2, 3)


def test_connectives_between_siblings_are_kept_and_make_the_rule() -> None:
    found = clauses("""\
        Inclusion Criteria:

        * Woman past childbearing:

          * hysterectomy, or
          * no menses for a year

        OR

        * Man
        """)
    assert found["I1"].children_rule == "any"
    assert found["I1.1"].then == "or"
    assert found["I1"].then == "or"
    assert found["I2"].then is None


def test_children_on_the_level_of_their_parent_end_where_something_fresh_begins() -> None:
    found = clauses("""\
        Exclusion Criteria:

        - Allergy to:
        - penicillin
        - latex
        - Women who are pregnant
        """)
    assert list(found) == ["E1", "E1.1", "E1.2", "E2"]


def test_an_item_that_states_the_rule_for_those_above_it() -> None:
    found = clauses("""\
        Inclusion Criteria
        1. Stubborn gout:
        <!-- -->
        1. Two drugs failed
        2. Attacks go on
        3. Signs, if at least 1 of the following 2 is met
        1. tophi
        2. fever
        4. Gout is called stubborn if two of the above items apply.
        """)
    order = list(found)
    assert order == ["I1", "I1.1", "I1.2", "I1.3", "I1.3.1", "I1.3.2", "I1.4"]
    assert found["I1"].children_rule == "atleast 2"
    assert found["I1.4"].rule_for == tuple(order.index(key) for key in ("I1.1", "I1.2", "I1.3"))


def test_commas_at_the_ends_of_bare_items_do_not_join_them() -> None:
    text = "Exclusion Criteria:\nAsthma,\nGout of the toe,\non going flu,\nAny rash\n"
    assert list(read(text).values()) == ["Asthma", "Gout of the toe", "on going flu", "Any rash"]


def test_a_bare_line_goes_on_where_the_line_above_promises_more() -> None:
    assert list(read("Exclusion Criteria:\n* Asthma that needs\ndaily spray\n* Gout,\nRash,\nor flu").values()) == [
        "Asthma that needs daily spray",
        "Gout, Rash, or flu",
    ]


def test_an_export_that_pushed_all_but_the_first_item_down() -> None:
    assert list(read("Exclusion Criteria:\n\n* • Asthma\n\n  * Gout\n  * Rash")) == ["E1", "E2", "E3"]


def test_an_author_who_changes_punctuation() -> None:
    assert list(read("Exclusion Criteria:\n1. Asthma\n2. Gout\n3) Rash. (4) Flu. (5) Cold.")) == [
        "E1",
        "E2",
        "E3",
        "E4",
        "E5",
    ]


def test_a_title_before_the_first_heading_is_no_criterion() -> None:
    assert read("Study groups\n\nInclusion Criteria:\n\n* Adults") == {"I1": "Adults"}


def test_a_number_with_its_first_letter_on_one_line() -> None:
    assert list(read("Exclusion Criteria:\n1. Asthma\n2. a) Gout\nb) Rash\n3. Flu")) == ["E1", "E2.1", "E2.2", "E3"]


def test_a_heading_inside_an_item_ends_with_the_item() -> None:
    text = (
        "Inclusion Criteria:\n\n1. Adults\n2. Illness:\n\n   Cohort A:\n   * gout\n\n   Cohort B:\n   * rash\n3. Weight"
    )
    found = clauses(text)
    assert {key: clause.population for key, clause in found.items()} == {
        "I1": None,
        "I2": None,
        "I2.1": "Cohort A",
        "I2[2].1": "Cohort B",
        "I3": None,
    }


def test_populations_from_headings_and_from_items() -> None:
    found = clauses("""\
        Inclusion Criteria for donors:

        * Healthy

        Inclusion Criteria:

        * Part B: gout for a year
        * Rash (Cohort 2 only)
        * Adults
        """)
    assert [clause.population for clause in found.values()] == ["donors", "Part B", "Cohort 2", None]


def test_the_old_cancer_form_with_statements_run_together() -> None:
    text = (
        "DISEASE CHARACTERISTICS: Proven tumour of the toe No spread to the foot At least 2 of the following signs "
        "required: Pain Swelling Redness PATIENT CHARACTERISTICS: Age: Over 20 Performance status: ECOG 1 Hepatic: "
        "Bilirubin normal AST less than 2 times normal Surgery: Not specified"
    )
    found = outline(text)
    assert [(clause.span.of(text), clause.topic) for clause in found.clauses] == [
        ("Proven tumour of the toe", "DISEASE CHARACTERISTICS"),
        ("No spread to the foot", "DISEASE CHARACTERISTICS"),
        ("At least 2 of the following signs required: Pain Swelling Redness", "DISEASE CHARACTERISTICS"),
        ("Age: Over 20", "Age"),
        ("Performance status: ECOG 1", "Performance status"),
        ("Bilirubin normal", "Hepatic"),
        ("AST less than 2 times normal", "Hepatic"),
        ("Surgery: Not specified", "Surgery"),
    ]


def test_topics_are_no_criteria_but_are_remembered() -> None:
    found = clauses(
        "Inclusion Criteria:\n\n        Age:\n\n          -  Over 20\n\n        Renal:\n\n          -  No dialysis\n"
    )
    assert [(key, clause.topic) for key, clause in found.items()] == [("I1", "Age"), ("I2", "Renal")]


def test_a_colon_alone_is_a_lost_exclusion_heading() -> None:
    assert read("inclusion criteria: \n\n Adults \n\n Gout \n\n \n: \n\n Asthma") == {
        "I1": "Adults",
        "I2": "Gout",
        "E1": "Asthma",
    }


def test_damage_to_characters_and_repetition_are_reported() -> None:
    found = outline(
        "Exclusion Criteria\n1. Platelets < 50 x 109/L\n2. Rash â€“ any\n3. Gout of the toe\n4. Gout of the toe"
    )
    assert [problem.code for problem in found.problems] == ["lost-superscript", "encoding", "duplicate"]
    assert [clause.damage for clause in found.clauses] == [("lost-superscript",), ("encoding",), (), ("duplicate",)]


def test_a_number_given_twice_still_gives_different_ids() -> None:
    assert list(read("Exclusion Criteria\n1. Gout\n2. Rash\n2. Asthma\n3. Flu")) == ["E1", "E2", "E2(2)", "E3"]


def test_sections_are_the_stretches_between_headings() -> None:
    text = "Inclusion Criteria: adults\nExclusion Criteria: gout\n"
    assert [(section, span.of(text).strip()) for section, span in sections(text)] == [
        ("inclusion", "adults"),
        ("exclusion", "gout"),
    ]


def test_nothing_gives_nothing() -> None:
    assert outline("").clauses == ()
    assert outline(" \n <!-- --> \n").clauses == ()
