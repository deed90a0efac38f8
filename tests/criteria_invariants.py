"""What holds of the reading of any text: property tests and the fuzzer (`tools/fuzz.py`) both assert it."""

from __future__ import annotations

from equipoise.criteria import Criteria, read_criteria
from equipoise.criteria.coverage import coverage
from equipoise.criteria.english import english
from equipoise.criteria.model import Criterion
from equipoise.criteria.nodes import Node, Or, atoms, walk
from equipoise.criteria.serialise import criteria_from_bytes, criteria_to_bytes


def assert_every_character_is_in_one_leaf(text: str) -> None:
    """Leaves and the white space between them are the text."""
    criteria = read_criteria(text)
    assert criteria.text == text
    end = 0
    for leaf in criteria.leaves:
        assert text[end : leaf.span.start].strip() == "", "only white space lies between two leaves"
        assert leaf.span.start >= end
        assert leaf.span.of(text).strip() == leaf.span.of(text) != ""
        end = leaf.span.end
    assert text[end:].strip() == ""
    assert coverage(criteria).characters.total == len("".join(text.split()))


def assert_every_node_lies_in_its_criterion(text: str) -> None:
    """Atoms lie inside their criterion, or inside the alternative that shares its tree; all else inside the text."""
    criteria = read_criteria(text)
    for one in criteria.criteria:
        sharing = [other.clause.span for other in criteria.criteria if other is one or _are_alternatives(one, other)]
        for atom in () if one.expr is None else atoms(one.expr):
            assert any(span.start <= atom.span.start < atom.span.end <= span.end for span in sharing), atom
    for node in _nodes_of(criteria):
        assert 0 <= node.span.start <= node.span.end <= len(text), node
    for problem in criteria.problems:
        assert problem.span is None or problem.span.end <= len(text)


def assert_it_is_read_in_one_way(text: str) -> None:
    """Read twice it is the same, as it is when written to bytes and back; each tree has its English."""
    criteria = read_criteria(text)
    assert read_criteria(text) == criteria
    form = criteria_to_bytes(criteria)
    assert criteria_to_bytes(criteria_from_bytes(form, text)) == form
    assert all(english(one.expr) for one in criteria.criteria if one.expr is not None)


INVARIANTS = (
    assert_every_character_is_in_one_leaf,
    assert_every_node_lies_in_its_criterion,
    assert_it_is_read_in_one_way,
)


def _are_alternatives(one: Criterion, other: Criterion) -> bool:
    if not (isinstance(one.expr, Or) and isinstance(other.expr, Or)) or one.expr.rule != "roles.alternatives":
        return False
    return one.expr.items == other.expr.items


def _nodes_of(criteria: Criteria) -> list[Node]:
    """Every node of every tree, and their windows."""
    found: list[Node] = [node for one in criteria.criteria if one.expr is not None for node in walk(one.expr)]
    windows: list[Node] = [window for node in found for window in getattr(node, "windows", ())]
    return found + windows
