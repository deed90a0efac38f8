"""Targets and kinds of treatment in the words of a text."""

from __future__ import annotations

import pytest

from equipoise.vocabulary.mechanisms import broader, mechanisms
from equipoise.vocabulary.tsv import cell_list, lines


def names(text: str) -> set[str]:
    return {each.name for each in mechanisms(text)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("CD19 CAR-T cells", {"CD19", "CAR-T cells"}),
        ("Off-the-shelf anti-CD19 CAR NK cells", {"CD19", "CAR-NK cells"}),
        ("CD-19 and CD 20", {"CD19", "CD20"}),
        ("Blinatumomab", {"CD19", "CD3", "bispecific antibody"}),
        ("Fictolimab", {"monoclonal antibody"}),
        ("fictoleucel", {"CAR-T cells"}),
        ("Morvacitinib", {"JAK", "kinase inhibitor"}),
        ("aripiprazole", {"dopamine D2"}),
        ("omeprazole", {"proton pump"}),
        ("anti-PD-1 antibody", {"PD-1", "antibody"}),
        ("EGFR-mutant lung cancer", {"EGFR-positive"}),
        ("HER2-negative disease treated with trastuzumab", {"HER2-negative", "HER2", "monoclonal antibody"}),
        ("MET exon 14", {"MET"}),
    ],
)
def test_words_and_names_tell_targets_and_modalities(text: str, found: set[str]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    "text", ["", "April", "cholesterol", "all criteria are met", "disease", "a bite", "1 2 3", "-"]
)
def test_ordinary_words_tell_nothing(text: str) -> None:
    assert mechanisms(text) == ()


def test_the_words_that_said_so_are_given_once_and_in_order() -> None:
    first, second = mechanisms("BCMA CAR-T; BCMA again")
    assert (first.name, first.kind, first.words) == ("BCMA", "target", "BCMA")
    assert (second.name, second.kind, second.words) == ("CAR-T cells", "modality", "CAR T")


def test_kinds_of_cells_meet_above() -> None:
    assert broader("CAR-T cells") == ("engineered immune cells", "immune cells", "cell therapy")
    assert set(broader("CAR-NK cells")) == set(broader("CAR-T cells"))
    assert broader("nothing of the table") == ()


def test_the_table_is_whole() -> None:
    rows = list(lines("mechanisms.tsv"))
    names = [row[0] for row in rows]
    assert len(names) == len(set(names))
    assert {row[1] for row in rows} == {"target", "modality"}
    for name, _, above, forms, drugs in rows:
        assert not above or above in names, name
        for each in (*cell_list(forms), *cell_list(drugs)):
            assert each.strip("-").replace(" ", "").isalnum(), (name, each)
