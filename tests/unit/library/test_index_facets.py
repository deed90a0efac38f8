"""What of a record makes the trial comparable, and how the index keeps it."""

from __future__ import annotations

import base64
from typing import Any

from equipoise.library.index.profile import body_of, decoded, encoded, profile_of, terms_of

FULL: dict[str, list[Any]] = {
    "BriefTitle": ["CD19 CAR-T Cells for Refractory Lupus Nephritis"],
    "Condition": ["Lupus Nephritis", "Morbus Fictus"],
    "Keyword": ["SLE"],
    "InterventionName": ["Fictocel", "Placebo"],
    "InterventionType": ["BIOLOGICAL"],
    "BriefSummary": ["Women with psoriasis are not asked."],
    "EligibilityCriteria": ["Inclusion Criteria:\n- proteinuria\nExclusion Criteria:\n- asthma"],
    "MinimumAge": ["18 Years"],
    "MaximumAge": ["65 Years"],
    "Sex": ["FEMALE"],
    "HealthyVolunteers": [False],
    "StudyType": ["INTERVENTIONAL"],
    "Phase": ["PHASE1", "PHASE2"],
    "DesignMasking": ["NONE"],
    "EnrollmentCount": [24],
    "LeadSponsorName": ["Fictional University"],
    "CollaboratorName": ["Fiction Ltd."],
}


def test_a_record_gives_all_facets() -> None:
    found = profile_of(FULL)
    assert set(found.conditions) >= {"lupus nephritis", "morbus fictus"}
    assert found.nearby == ("psoriasis",)
    assert "fictocel" in found.treatments
    assert "placebo" not in found.treatments
    assert found.targets == ("CD19",)
    assert set(found.modalities) == {"CAR-T cells", "biological"}
    assert found.population.states == ("refractory",)
    assert (found.population.youngest, found.population.oldest, found.population.sex) == (18.0, 65.0, "FEMALE")
    assert (found.design.phase, found.design.enrollment, found.design.allocation) == (1.5, 24, "")
    assert found.sponsors == ("fictional university", "fiction ltd")
    assert decoded(base64.b64decode(encoded(found))) == found


def test_an_empty_record_gives_an_empty_profile() -> None:
    found = profile_of({})
    assert (found.conditions, found.treatments, found.targets, found.sponsors) == ((), (), (), ())
    assert not found.population.limited
    assert terms_of(found) == []
    assert decoded(base64.b64decode(encoded(found))) == found


def test_values_of_another_type_are_passed_over() -> None:
    odd: dict[str, list[Any]] = {"BriefTitle": [7], "Condition": [None, "Gout"], "EnrollmentCount": ["many"]}
    found = profile_of(odd)
    assert found.conditions == ("gout",)
    assert found.design.enrollment is None


def test_arms_and_inclusion_stand_in_for_lost_conditions() -> None:
    lost = {name: values for name, values in FULL.items() if name not in ("Condition", "Keyword", "InterventionName")}
    lost |= {"BriefTitle": ["Fictocel"], "ArmGroupDescription": ["CD19-directed CAR-T cells"]}
    lost["EligibilityCriteria"] = ["Inclusion Criteria:\n- dermatomyositis\nExclusion Criteria:\n- asthma"]
    found = profile_of(lost)
    assert "dermatomyositis" in found.nearby
    assert "asthma" not in found.nearby
    assert found.targets == ("CD19",)


def test_an_abbreviation_of_several_things_counts_only_as_a_condition() -> None:
    assert "multiple sclerosis" not in profile_of({"BriefTitle": ["Mass Spectrometry (MS) of Serum"]}).conditions
    assert "multiple sclerosis" in profile_of({"Condition": ["MS"]}).conditions


def test_terms_name_what_is_above() -> None:
    terms = set(terms_of(profile_of(FULL)))
    assert {"c:lupus nephritis", "c:systemic lupus erythematosus", "t:CD19", "m:engineered immune cells"} <= terms


def test_the_body_leaves_exclusions_out() -> None:
    body = "\n".join(body_of(FULL))
    assert "proteinuria" in body
    assert "asthma" not in body
