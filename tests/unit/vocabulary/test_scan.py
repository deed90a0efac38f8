"""Scanning: the longest name at word boundaries, in the offsets of the text as it is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.vocabulary.scan import Mention, lexicon, scan


def found(text: str) -> list[tuple[str, str, str]]:
    """(words, kind, key) of each mention."""
    return [(text[m.start : m.end], m.kind, m.key) for m in scan(text)]


def keys(text: str) -> list[str]:
    return [mention.key for mention in scan(text)]


def test_quantities_and_concepts_with_their_words() -> None:
    assert found("SGOT and ALT ≤ 3 × ULN in women with lupus nephritis") == [
        ("SGOT", "quantity", "ast"),
        ("ALT", "quantity", "alt"),
        ("women", "state", "female"),
        ("lupus nephritis", "condition", "lupus nephritis"),
    ]


def test_the_longest_name_wins() -> None:
    assert keys("serum creatinine clearance") == ["creatinine_clearance"]
    assert keys("hepatitis B surface antigen") == ["hepatitis b surface antigen"]
    assert keys("urine protein to creatinine ratio") == ["upcr"]
    assert keys("carcinoma in situ of the cervix") == ["carcinoma in situ of the cervix"]


@pytest.mark.parametrize("text", ["predefined", "malevolent", "balts", "lupusoid", "asthmatiform", "hemoglobinopathic"])
def test_no_name_within_a_word(text: str) -> None:
    assert scan(text) == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("platelets", "platelets"),
        ("biopsies", "biopsy"),
        ("malignancies", "malignancy"),
        ("metastases", "metastasis"),
        ("ACE inhibitors", "ace inhibitor"),
        ("TKIs", "kinase inhibitor"),
        ("abscesses", "abscess"),
    ],
)
def test_plurals(text: str, key: str) -> None:
    assert found(text)[0][0] == text
    assert keys(text) == [key]


@pytest.mark.parametrize(
    "text",
    [
        "non-small cell lung cancer",
        "Non–Small-Cell Lung Cancer",
        "non small cell lung cancers",
        "nonsmall cell lung cancer",
    ],
)
def test_hyphens(text: str) -> None:
    assert keys(text) == ["non-small cell lung cancer"]


@pytest.mark.parametrize(("text", "key"), [
    ("haemoglobin", "hemoglobin"), ("leucocytes", "wbc"), ("leukaemia", "leukemia"), ("tumour", "neoplasm"),
    ("oesophageal cancer", "esophageal cancer"), ("diarrhoea", "diarrhea"), ("haemodialysis", "hemodialysis"),
])  # fmt: skip
def test_british_spelling(text: str, key: str) -> None:
    assert keys(text) == [key]


@pytest.mark.parametrize(
    "text", ["Crohn's disease", "Crohn’s disease", "Crohns disease", "Crohn disease", "CROHN'S DISEASE"]
)
def test_possessives(text: str) -> None:
    assert keys(text) == ["crohn's disease"]


def test_accents() -> None:
    assert keys("Sjögren's syndrome, Behçet’s disease") == ["sjogren syndrome", "behçet's disease"]


def test_a_line_break_within_a_name_does_not_part_it() -> None:
    text = "progesterone\r\n             receptor and lupus\n  nephritis"
    assert found(text) == [
        ("progesterone\r\n             receptor", "test", "progesterone receptor"),
        ("lupus\n  nephritis", "condition", "lupus nephritis"),
    ]


def test_a_bullet_or_a_blank_line_parts_two_items() -> None:
    assert keys("- Lupus\n - Nephritis") == ["systemic lupus erythematosus", "glomerulonephritis"]
    assert keys("lupus\n\nnephritis") == ["systemic lupus erythematosus", "glomerulonephritis"]


def test_ligatures_keep_the_offsets_right() -> None:
    text = "no signiﬁcant pleural eﬀusion; HIV"
    assert found(text) == [
        ("pleural eﬀusion", "condition", "pleural effusion"),
        ("HIV", "condition", "human immunodeficiency virus infection"),
    ]


def test_abbreviations_count_in_their_case() -> None:
    assert keys("ALL relapsed") == ["acute lymphoblastic leukemia", "relapse"]
    assert keys("all relapsed") == ["relapse"]
    assert keys("AIDS but not hearing aids") == ["human immunodeficiency virus infection"]
    assert keys("as well as PE") == ["pulmonary embolism"]


def test_an_ordinary_word_among_capitals_is_no_abbreviation() -> None:
    assert "acute lymphoblastic leukemia" not in keys("ALL PATIENTS MUST SIGN")
    assert "acute lymphoblastic leukemia" in keys("ALL, AML or CLL")


def test_an_abbreviation_of_two_things_says_so() -> None:
    (mention,) = scan("DM")
    assert mention.ambiguous
    assert {mention.key, *(key for _, key in mention.others)} == {"diabetes mellitus", "dermatomyositis"}
    (plain,) = scan("diabetes mellitus")
    assert not plain.ambiguous


def test_a_quantity_that_is_a_test_too_has_both_readings() -> None:
    (mention,) = scan("hepatitis B virus DNA")
    assert mention[2:4] == ("quantity", "hbv_dna")


def test_a_plural_letter_is_no_longer_abbreviation() -> None:
    assert keys("CRS") == ["cytokine release syndrome"]


def test_qualifiers_are_left_to_the_sentence() -> None:
    assert found("severe active asthma") == [("asthma", "condition", "asthma")]
    assert found("unstable angina") == [("unstable angina", "condition", "unstable angina")]


def test_mentions_are_in_order_and_do_not_overlap() -> None:
    mentions = scan("Prior HBV, HCV or HIV infection; platelets < 100, AST/ALT > 2.5 × ULN; pregnant or breast-feeding")
    assert len(mentions) == 8
    assert all(one.end <= next_one.start for one, next_one in pairwise(mentions))


@pytest.mark.parametrize(
    "word",
    [
        "who",
        "all",
        "age of consent of the study",
        "cold",
        "said",
        "hard",
        "combined",
        "lead",
        "today",
        "patients",
        "it",
        "may",
    ],
)
def test_everyday_words_are_no_disease_and_no_drug(word: str) -> None:
    assert [mention for mention in scan(word) if mention.kind in {"condition", "treatment"}] == []


def test_nothing_in_nothing() -> None:
    assert scan("") == []
    assert scan(" \n\t-") == []


def test_no_form_is_a_lone_letter_or_a_number() -> None:
    for form, readings in lexicon().items():
        lone = len(form.strip()) < 2 or form.replace(" ", "").isdigit()
        assert not lone or all(reading.exact for reading in readings), form


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("abAB éßﬁİŉ-–\n\r\t'’%µβ٣HIV"), max_size=60))
def test_any_text_gives_mentions_inside_it(text: str) -> None:
    for mention in scan(text):
        assert isinstance(mention, Mention)
        assert 0 <= mention.start < mention.end <= len(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30), st.text(max_size=30))
def test_offsets_hold_whatever_stands_around(before: str, after: str) -> None:
    name = "rheumatoid arthritis"
    text = f"{before} ; {name} ; {after}"
    assert any(text[m.start : m.end] == name and m.key == name for m in scan(text))
