"""What the lines of a portal page's sections mean, by their place and shape: the trial, its arms, who may take part."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from equipoise.source import Problem
from equipoise.study import enumerations as words
from equipoise.study.common import DatedEvent
from equipoise.study.design import Arm, DesignInfo, Eligibility, Enrollment, Intervention, Masking
from equipoise.study.enumerations import values_of
from equipoise.study.portal_page import YES_NO, Line, Section
from equipoise.study.remarks import shown
from equipoise.study.values import Age, PartialDate

UNREAD = "unread-line"
_PARTICIPANTS = re.compile(r"(\d[\d,]{0,14}) participants?", re.IGNORECASE | re.ASCII)
_BETWEEN_PHASES = re.compile(r"\s*[,/|]\s*")
_NOTHING_STATED = frozenset({"-", "N/A"})
_LONG = 80
_MOST_DATES = 3
_LONGEST_BLOCK = 20

_STATUS = values_of(words.OverallStatus)
_PHASE = values_of(words.Phase)
_STUDY_TYPE = values_of(words.StudyType)
_SEX = values_of(words.Sex)
_INTERVENTION_TYPE = values_of(words.InterventionType)
_ARM_TYPE = values_of(words.ArmGroupType)
_WHO_MASKED = values_of(words.WhoMasked)
_DESIGN_FIELDS = (
    ("allocation", values_of(words.Allocation)),
    ("intervention_model", values_of(words.InterventionModel)),
    ("observational_model", values_of(words.ObservationalModel)),
    ("primary_purpose", values_of(words.PrimaryPurpose)),
    ("time_perspective", values_of(words.TimePerspective)),
    ("masking", values_of(words.MaskingKind)),
)
_ONLY_OBSERVATIONAL = frozenset({"observational_model", "time_perspective"})


def unread(line: Line) -> Problem:
    """The remark on a line whose meaning cannot be told."""
    return Problem(UNREAD, f"nothing tells what this line means: {shown(line.text.strip())}", place=line.place)


def date_in(text: str) -> PartialDate | None:
    """The date that a text is, if it is one."""
    try:
        return PartialDate(text)
    except ValueError:
        return None


def stated(text: str) -> str | None:
    """The text, or None where it is the page's sign for nothing."""
    return None if text in _NOTHING_STATED or not text else text


@dataclass(slots=True)
class Snapshot:
    """The block of basic information."""

    status: str | None = None
    phases: tuple[str, ...] = ()
    enrollment: Enrollment | None = None
    study_type: str | None = None
    dates: tuple[PartialDate, ...] = ()

    @property
    def start(self) -> DatedEvent | None:
        """The first date."""
        return DatedEvent(date=self.dates[0]) if self.dates else None

    @property
    def primary_completion(self) -> DatedEvent | None:
        """The middle one of three dates."""
        return DatedEvent(date=self.dates[1]) if len(self.dates) > 2 else None

    @property
    def completion(self) -> DatedEvent | None:
        """The last of two or more dates."""
        return DatedEvent(date=self.dates[-1]) if len(self.dates) > 1 else None


def read_snapshot(section: Section, problems: list[Problem]) -> Snapshot:
    """Status, phases, enrolment, type and dates; the words are known by their enumeration, else by their place."""
    snapshot = Snapshot()
    for line in section.filled:
        text = line.text.strip()
        phases = tuple(_BETWEEN_PHASES.split(text))
        date = date_in(text)
        if date and len(snapshot.dates) < _MOST_DATES:
            snapshot.dates += (date,)
        elif found := _PARTICIPANTS.fullmatch(text):
            snapshot.enrollment = Enrollment(count=int(found.group(1).replace(",", "")))
        elif text in _STUDY_TYPE and snapshot.study_type is None:
            snapshot.study_type = text
        elif not snapshot.phases and _PHASE.issuperset(phases):
            snapshot.phases = phases
        elif snapshot.status is None and (text in _STATUS or _is_word(text)):
            snapshot.status = text
        else:
            problems.append(unread(line))
    if len(snapshot.dates) == 1:
        place = next(line.place for line in section.filled if date_in(line.text.strip()))
        problems.append(Problem("ambiguous-date", "there is one date only; it is read as the start", place=place))
    return snapshot


def _is_word(text: str) -> bool:
    """Whether a text has the form of an enumeration's value."""
    return re.fullmatch(r"[A-Z][A-Z0-9_]+", text) is not None


def read_design(section: Section, study_type: str | None, problems: list[Problem]) -> DesignInfo:
    """Allocation, model, purpose and masking (or model and time perspective), in this order."""
    found: dict[str, str] = {}
    who: list[str] = []
    for line in section.filled:
        text = line.text.strip()
        name = _design_field(text, found, study_type)
        if name:
            found[name] = text
        elif all(part in _WHO_MASKED for part in _BETWEEN_PHASES.split(text)):
            who += _BETWEEN_PHASES.split(text)
        else:
            problems.append(unread(line))
    masking = found.pop("masking", None)
    return DesignInfo(
        **found,
        masking=Masking(masking=masking, who_masked=tuple(who)) if masking or who else None,
    )


def _design_field(text: str, found: dict[str, str], study_type: str | None) -> str | None:
    observational = study_type == "OBSERVATIONAL"
    for name, values in _DESIGN_FIELDS:
        if text in values and name not in found and (observational or name not in _ONLY_OBSERVATIONAL):
            return name
    return None


def read_interventions(section: Section) -> tuple[Intervention, ...]:
    """Names with their descriptions, which take turns; prose where a name should be goes on with the description."""
    lines = [line.text.strip() for line in section.filled]
    turns = len(lines) % 2 == 0 and not any(map(_is_prose, lines[::2])) and not _INTERVENTION_TYPE.intersection(lines)
    entries: list[tuple[str, str | None, list[str]]] = []
    for position, text in enumerate(lines):
        if entries and text in _INTERVENTION_TYPE:
            entries[-1] = (entries[-1][0], text, entries[-1][2])
        elif entries and (position % 2 if turns else _is_prose(text)):
            entries[-1][2].append(text)
        else:
            entries.append((text, None, []))
    return tuple(
        Intervention(name=name, type=kind, description="\n".join(description) or None)
        for name, kind, description in entries
    )


def _is_prose(text: str) -> bool:
    return text.endswith((".", ";", ":")) or len(text) > _LONG


def read_groups(section: Section, interventions: tuple[Intervention, ...]) -> tuple[Arm, ...]:
    """Arms: a label, perhaps a description, then the interventions as the page's own section words them."""
    lines = [line.text.strip() for line in section.filled]
    known = {block: given.name for given in interventions if len(block := _block(given)) <= _LONGEST_BLOCK}
    lengths = sorted({len(block) for block in known}, reverse=True)
    arms: list[Arm] = []
    at = 0
    while at < len(lines):
        label, kind = lines[at], None
        description: list[str] = []
        names: list[str] = []
        at += 1
        while at < len(lines):
            length = next((n for n in lengths if tuple(lines[at : at + n]) in known), 0)
            if length:
                names.append(known[tuple(lines[at : at + length])] or "")
            elif names or (description and not _is_prose(lines[at])):
                break
            elif lines[at] in _ARM_TYPE:
                kind = lines[at]
            else:
                description.append(lines[at])
            at += length or 1
        arms.append(
            Arm(
                label=label,
                type=kind,
                description="\n".join(description) or None,
                intervention_names=tuple(dict.fromkeys(names)),
            )
        )
    return tuple(arms)


def _block(given: Intervention) -> tuple[str, ...]:
    """The lines of an intervention: its name and its description."""
    return (given.name or "", *(given.description.split("\n") if given.description else ()))


def with_arms(interventions: tuple[Intervention, ...], arms: tuple[Arm, ...]) -> tuple[Intervention, ...]:
    """The interventions, each with the labels of the arms that receive it."""
    labels: dict[str | None, list[str]] = {}
    for arm in arms:
        for name in arm.intervention_names:
            labels.setdefault(name, []).append(arm.label or "")
    return tuple(replace(given, arm_group_labels=tuple(labels.get(given.name, ()))) for given in interventions)


def read_eligibility(section: Section, text: str, problems: list[Problem]) -> Eligibility:
    """The criteria, character for character, and the closing lines: ages, sex, healthy volunteers."""
    lines = list(section.filled)
    volunteers = _closing(lines, lambda value: value.casefold() in YES_NO)
    sex = _closing(lines, _SEX.__contains__)
    if sex is None and volunteers is not None:
        lines.append(volunteers)
        volunteers = None
    ages = [line for line in (_closing(lines, _is_age), _closing(lines, _is_age)) if line is not None][::-1]
    if len(ages) == 1:
        problems.append(Problem("ambiguous-age", "there is one age only; it is read as the least", place=ages[0].place))
    limits = [_age(line.text.strip()) for line in ages] + [None, None]
    return Eligibility(
        eligibility_criteria=text[lines[0].start : lines[-1].end] if lines else None,
        healthy_volunteers=YES_NO[volunteers.text.strip().casefold()] if volunteers else None,
        sex=sex.text.strip() if sex else None,
        minimum_age=limits[0],
        maximum_age=limits[1],
    )


def _closing(lines: list[Line], fits: Callable[[str], bool]) -> Line | None:
    """Takes the last line off where it fits."""
    return lines.pop() if lines and fits(lines[-1].text.strip()) else None


def _is_age(text: str) -> bool:
    return text in _NOTHING_STATED or _age(text) is not None


def _age(text: str) -> Age | None:
    try:
        return Age(text)
    except ValueError:
        return None
