"""Names that say more than their concept, in every table."""

from __future__ import annotations

import pytest

from equipoise.vocabulary.concepts import all_concepts, concept, find, is_a
from equipoise.vocabulary.narrowing import added_words
from equipoise.vocabulary.normal import normalise
from equipoise.vocabulary.tsv import lines

# Words for severity, activity, age group, course, stage and extent: whoever has the disease need not have it so.
WORDS = """
    severe moderate mild serious significant active inactive refractory relapsed relapsing recurrent resistant
    uncontrolled unstable symptomatic asymptomatic decompensated untreated persistent progressive juvenile childhood
    pediatric infantile adult acute subacute latent early advanced metastatic localized invasive superficial paroxysmal
    bilateral unilateral upper lower left right proximal distal generalized disseminated congenital secondary
"""
QUALIFIERS = frozenset(WORDS.split())


@pytest.mark.parametrize(("name", "key", "added"), [
    ("severe hypertension", "hypertension", {"severe"}),
    ("poorly controlled diabetes", "diabetes mellitus", {"poorly", "controlled"}),
    ("plaque psoriasis", "psoriasis", {"plaque"}),
    ("secondary sjogren's syndrome", "sjogren syndrome", {"secondary"}),
    ("upper respiratory tract infection", "respiratory infection", {"upper"}),
    ("cardiac arrhythmia", "arrhythmia", set()),
    ("acute myocardial infarction", "myocardial infarction", set()),
    ("congestive heart failure", "congestive heart failure", set()),
    ("heart failure", "congestive heart failure", set()),
    ("systemic lupus", "systemic lupus erythematosus", set()),
    ("no such name", "hypertension", set()),
])  # fmt: skip
def test_what_a_name_adds(name: str, key: str, added: set[str]) -> None:
    assert added_words(name, key) == added


def test_a_synonym_that_adds_a_qualifier_to_another_one_narrows_it_or_the_table_says_that_it_does_not() -> None:
    said = {key: frozenset(words.split()) for key, words in lines("added_words.tsv")}
    silent = []
    for each in all_concepts():
        if each.kind != "condition":
            continue
        forms = {form: frozenset(normalise(form).split()) for form in (each.name, *each.synonyms)}
        own = forms[each.name] | said.get(each.key, frozenset())
        for form, words in forms.items():
            bases = [other for other in forms.values() if other < words]
            for qualifier in (words & QUALIFIERS) - own:
                plain = any(words - {qualifier} == base for base in bases)
                if plain and qualifier not in added_words(form, each.key):
                    silent.append((each.key, form, qualifier))
    assert not silent


def test_the_table_speaks_of_concepts_that_there_are() -> None:
    keys = [key for key, _ in lines("added_words.tsv")]
    assert len(keys) == len(set(keys))
    assert [key for key in keys if key != "*" and concept(key) is None] == []


@pytest.mark.parametrize(("narrow", "wide"), [
    ("JDM", "dermatomyositis"), ("NSTEMI", "myocardial infarction"), ("HFpEF", "congestive heart failure"),
    ("RRMS", "multiple sclerosis"), ("crest syndrome", "limited cutaneous systemic sclerosis"),
    ("limited scleroderma", "systemic sclerosis"), ("chronic hepatitis B", "hepatitis b"),
    ("pSS", "sjogren syndrome"), ("nonalcoholic steatohepatitis", "nonalcoholic fatty liver disease"),
])  # fmt: skip
def test_abbreviations_of_what_is_narrower_have_a_concept_of_their_own(narrow: str, wide: str) -> None:
    found = find(narrow)
    assert found is not None
    assert found.key != wide
    assert is_a(found.key, wide)


def test_no_name_of_a_test_says_that_it_is_negative() -> None:
    denying = {"negative", "no", "not", "absent", "undetectable"}
    named = [(each.key, form) for each in all_concepts() if each.kind == "test" for form in each.synonyms]
    assert [pair for pair in named if denying & set(normalise(pair[1]).split())] == []
