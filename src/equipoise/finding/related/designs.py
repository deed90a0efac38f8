"""How near two trials are in how they are built, and by whom they are run."""

from __future__ import annotations

import math
from collections.abc import Sequence

from equipoise.finding.related.model import Agreement
from equipoise.library.index.profile import Design

_PHASES = 3.0  # phases apart from which two trials have nothing of it in common
_MAGNITUDES = 2.0  # powers of ten between two enrolments, likewise
_SAME_SIZE = 0.9
_STATED = ("purpose", "allocation", "model", "masking")


def compared(ours: Design, theirs: Design) -> Agreement:
    """The mean over type, phase, purpose, allocation, model, masking and enrolment, of what ours states."""
    parts: list[float] = []
    words: list[str] = []
    if ours.type:
        parts.append(float(ours.type == theirs.type))
        if ours.type == theirs.type != "INTERVENTIONAL":
            words.append(_plain(ours.type))
    if ours.phase is not None:
        near = 0.0 if theirs.phase is None else max(0.0, 1.0 - abs(ours.phase - theirs.phase) / _PHASES)
        parts.append(near)
        if ours.phase == theirs.phase:
            words.append(_phase(ours.phase))
    for name in _STATED:
        if mine := getattr(ours, name):
            same = mine == getattr(theirs, name)
            parts.append(float(same))
            if same and mine not in ("NA", "NONE"):
                words.append(_plain(mine))
    if ours.enrollment is not None:
        size = _size(ours.enrollment, theirs.enrollment)
        parts.append(size)
        if size >= _SAME_SIZE:
            words.append(f"{theirs.enrollment:,} participants")
    return Agreement(sum(parts) / len(parts) if parts else 0.0, tuple(words))


def _size(ours: int, theirs: int | None) -> float:
    return 0.0 if theirs is None else max(0.0, 1.0 - abs(math.log10(ours / theirs)) / _MAGNITUDES)


def _phase(phase: float) -> str:
    if phase < 1.0:
        return "early phase 1"
    return f"phase {phase:.0f}" if phase == int(phase) else f"phase {int(phase)}/{int(phase) + 1}"


def _plain(code: str) -> str:
    return code.replace("_", " ").lower()


_LEAD, _PARTNER, _SHARED_PARTNER = 1.0, 0.7, 0.4


def sponsors(ours: Sequence[str], theirs: Sequence[str]) -> Agreement:
    """1 for one lead sponsor, less where it is a collaborator of the other, or where they share a collaborator."""
    shared = [name for name in ours if name in theirs]
    if not shared:
        return Agreement(0.0)
    leads = ours[0], theirs[0]
    score = _LEAD if leads[0] == leads[1] else _PARTNER if not {*leads}.isdisjoint(shared) else _SHARED_PARTNER
    return Agreement(score, tuple(shared[:2]))
