"""Which of the 28 joints a record names, and as what."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from equipoise.patient.facts import Facts
from equipoise.patient.joints import JOINTS_28, Joint, joint_in, placed, sign_in


def test_there_are_28_joints() -> None:
    assert len(set(JOINTS_28)) == 28
    assert [joint_in(str(joint)) for joint in JOINTS_28] == list(JOINTS_28)


@pytest.mark.parametrize(("words", "sign", "joint"), [
    ("Tender joint: left wrist", "tender", ("left", "wrist")),
    ("Swelling, 3rd metacarpophalangeal joint, right hand", "swollen", ("right", "MCP 3")),
    ("Interphalangeal joint of left thumb, tenderness", "tender", ("left", "PIP 1")),
    ("Proximal interphalangeal joint of right ring finger", None, ("right", "PIP 4")),
    ("Left hand PIP V tenderness", "tender", ("left", "PIP 5")),
    ("Structure of metacarpophalangeal joint of left index finger", None, ("left", "MCP 2")),
    ("Tender L MCP3", "tender", ("left", "MCP 3")),
])  # fmt: skip
def test_names_of_a_joint(words: str, sign: str | None, joint: tuple[str, str]) -> None:
    assert (sign_in(words), joint_in(words)) == (sign, Joint(*joint))


@pytest.mark.parametrize("words", [
    "Tender joint count, 28 joints", "left knee and left wrist", "Tender wrist", "left and right knee",
    "Tender distal interphalangeal joint 2, left", "Swollen left ankle", "left hip", "left MCP",
    "left interphalangeal 2", "metatarsophalangeal joint 2, left foot",
])  # fmt: skip
def test_what_names_none_of_them(words: str) -> None:
    assert joint_in(words) is None


@pytest.mark.parametrize("words", ["Left knee pain", "Left knee", "Tender and swollen left knee"])
def test_what_asks_about_neither_sign(words: str) -> None:
    assert sign_in(words) is None


def test_the_site_beside_a_question_is_put_to_it_only_where_it_names_a_joint() -> None:
    assert placed("Tender joint", "Left knee") == "Left knee, Tender joint"
    assert placed("Tender joint, left knee", "Right knee") == "Tender joint, left knee"
    assert placed("Blood pressure", "Left arm", None) == "Blood pressure"


def test_sites_and_panels_of_observations(facts_of: Callable[..., Facts]) -> None:
    yes = {"coding": [{"system": "http://snomed.info/sct", "code": "373066001", "display": "Yes"}]}
    facts = facts_of(
        {
            "resourceType": "Observation", "status": "final", "code": {"text": "Tender joint"},
            "bodySite": {"text": "Left knee joint"}, "valueCodeableConcept": yes, "effectiveDateTime": "2025-06-13",
        },
        {
            "resourceType": "Observation", "status": "final", "code": {"text": "Swollen joints"},
            "effectiveDateTime": "2025-06-13",
            "component": [
                {"code": {"text": "Right wrist"}, "valueBoolean": False},
                {"code": {"text": "Right elbow"}, "valueInteger": 1},
            ],
        },
        {
            "resourceType": "Observation", "status": "final", "code": {"text": "Joint"},
            "bodySite": {"text": "Left elbow"}, "effectiveDateTime": "2025-06-13",
            "component": [{"code": {"text": "Tenderness"}, "valueBoolean": True}],
        },
    )  # fmt: skip
    named = [(each.name, each.polarity) for each in facts.results]
    assert named == [
        ("Left knee joint, Tender joint", "positive"),
        ("Swollen joints, Right wrist", "negative"),
        ("Joint, Left elbow, Tenderness", "positive"),
    ]
    assert [(each.name, each.value) for each in facts.measurements] == [("Swollen joints, Right elbow", 1.0)]
