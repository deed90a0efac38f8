"""The same patient, trial and day give the same answer, however often and in whatever order they are asked."""

from __future__ import annotations

from screening_facts import EVERYTHING, ON, diagnosis, person, treated

from equipoise.criteria import read_criteria
from equipoise.screening import Limits, screen

LIMITS = Limits("NCT90000001")


def test_what_is_put_together_on_the_way_is_never_taken_for_something_else() -> None:
    """The parts of "A and B, and/or:" are trees that live for a moment; the next may lie where the last one lay."""
    read = read_criteria(
        "Inclusion Criteria:\n\n1. Rheumatoid arthritis and hypertension, and prior treatment with methotrexate and"
        " prior treatment with azathioprine, and/or:\n   - prior treatment with leflunomide\n"
    )
    known = diagnosis("rheumatoid arthritis"), diagnosis("hypertension"), treated("leflunomide")
    facts = person(*known, coverage=EVERYTHING)
    first = screen(LIMITS, read, facts, on=ON).to_dict()
    assert next(item for item in first["criteria"] if item["id"] == "I1")["open_because"] == ["damaged"]  # type: ignore[attr-defined]
    assert all(screen(LIMITS, read, facts, on=ON).to_dict() == first for _ in range(500))
