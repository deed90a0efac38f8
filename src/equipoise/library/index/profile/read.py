"""From a record's values to its profile: the vocabulary's names in titles, conditions, interventions and summary.

Where a record has lost its conditions (pages of a portal have), the arms and the inclusion criteria stand in.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice
from typing import Any, NamedTuple, TypeAlias

from equipoise.criteria.inclusion import only_exclusions, without_exclusions
from equipoise.library.index.profile.model import Design, Profile
from equipoise.library.index.profile.population import population
from equipoise.vocabulary.mechanisms import Mechanism, mechanisms
from equipoise.vocabulary.normal import normalise
from equipoise.vocabulary.scan import scan

Values: TypeAlias = Mapping[str, Sequence[Any]]
"""A record's values by piece."""

_TITLES = ("BriefTitle", "OfficialTitle")
_STAND_IN = 2_000  # characters of the inclusion criteria that are read where a record has lost its conditions
_DESCRIBED = 1_500  # characters of descriptions in which a mechanism is looked for that no name tells
_LONGEST_NAME = 6  # words of a name that the vocabulary does not know and that is a name all the same
_MOST = 24
_MOST_WORDS = 12
_GAP = "\n\n"  # keeps a name from reaching over the end of a value

_PHASES = {"EARLY_PHASE1": 0.5, "PHASE1": 1.0, "PHASE2": 2.0, "PHASE3": 3.0, "PHASE4": 4.0}
_KINDS = {
    "DEVICE": "device",
    "BEHAVIORAL": "behavioural intervention",
    "PROCEDURE": "procedure",
    "RADIATION": "radiotherapy",
    "DIETARY_SUPPLEMENT": "dietary supplement",
    "DIAGNOSTIC_TEST": "diagnostic",
    "GENETIC": "gene therapy",
    "BIOLOGICAL": "biological",
    "DRUG": "drug",
}
# What stands in the place of a treatment and is none.
_NO_TREATMENT = frozenset(
    {
        "placebo",
        "control",
        "standard of care",
        "standard care",
        "usual care",
        "no intervention",
        "observation",
        "questionnaire",
        "sham",
        "blood sample",
        "blood draw",
        "best supportive care",
        "treatment as usual",
        "survey",
        "saline",
        "normal saline",
    }
)


def body_of(values: Values) -> list[str]:
    """The texts that say what the trial is about; title and conditions come twice, for they weigh more."""
    head = [*_texts(values, "BriefTitle", "Condition")]
    rest = _texts(values, "OfficialTitle", "Keyword", "InterventionName", "BriefSummary")
    return [*head, *head, *rest, *map(without_exclusions, _texts(values, "EligibilityCriteria"))]


def exclusions_of(values: Values) -> list[str]:
    """The exclusion criteria: what shuts people out."""
    return [only_exclusions(text) for text in _texts(values, "EligibilityCriteria")]


def profile_of(values: Values) -> Profile:
    """The profile. Anything that a record does not state is left empty."""
    titles = [*_texts(values, *_TITLES)]
    things = _things(values, titles)
    found = _mechanisms(values, titles)
    return Profile(
        conditions=things.conditions,
        nearby=things.nearby,
        treatments=things.treatments,
        targets=_names(found, "target"),
        modalities=_modalities(values, found),
        population=population(
            _first(values, "MinimumAge"),
            _first(values, "MaximumAge"),
            _first(values, "Sex"),
            _healthy(values),
            [*titles, *_texts(values, "Condition")],
            _names(found, "marker"),
        ),
        design=_design(values),
        words=_words(values),
        sponsors=tuple(dict.fromkeys(map(normalise, _texts(values, "LeadSponsorName", "CollaboratorName")))),
    )


class _Things(NamedTuple):
    conditions: tuple[str, ...]
    nearby: tuple[str, ...]
    treatments: tuple[str, ...]


def _things(values: Values, titles: Sequence[str]) -> _Things:
    """What the texts name, in one pass over all of them: each pass has a cost of its own."""
    parts = [*_parts(values, titles)]
    ends = [*accumulate(len(text) + len(_GAP) for _, text in parts)]
    conditions: dict[str, None] = {}
    nearby: dict[str, None] = {}
    treatments: dict[str, None] = {}
    told: set[int] = set()  # the names in which the vocabulary knows something of their kind
    for mention in scan(_GAP.join(text for _, text in parts)):
        at = bisect_right(ends, mention.start)
        role = parts[at][0]
        if mention.ambiguous and role != "Condition":
            continue  # "CVD" is a regimen, too
        if mention.kind == "condition":
            (nearby if role in ("summary", "stand-in") else conditions)[mention.key] = None
        elif mention.kind == "treatment" and role in ("title", "InterventionName"):
            treatments[mention.key] = None
        if (mention.kind, role) in (("condition", "Condition"), ("treatment", "InterventionName")):
            told.add(at)
    for at, (role, text) in enumerate(parts):
        if role in ("Condition", "InterventionName") and at not in told and (name := _plain(text)):
            (conditions if role == "Condition" else treatments)[name] = None
    return _Things(
        tuple(islice(conditions, _MOST)),
        tuple(islice((key for key in nearby if key not in conditions), _MOST)),
        tuple(islice((key for key in treatments if key not in _NO_TREATMENT), _MOST)),
    )


def _parts(values: Values, titles: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The texts to look through, each with the part that it plays."""
    for text in titles:
        yield "title", text
    for piece in ("Condition", "Keyword", "InterventionName"):
        for text in _texts(values, piece):
            yield piece, text
    if not values.get("Condition") and not values.get("Keyword"):
        for text in _texts(values, "ArmGroupLabel", "ArmGroupDescription"):
            yield "stand-in", text
        yield "stand-in", without_exclusions(_first(values, "EligibilityCriteria"))[:_STAND_IN]
    yield "summary", _first(values, "BriefSummary")


def _plain(name: str) -> str:
    """The name in its normal form; "" where it is too long to be one."""
    normal = normalise(name)
    return normal if len(normal.split()) <= _LONGEST_NAME else ""


def _words(values: Values) -> tuple[str, ...]:
    """The words of the conditions' names: diseases of one organ are near even where the vocabulary has neither."""
    found = dict.fromkeys(word for name in _texts(values, "Condition") for word in normalise(name).split())
    return tuple(islice(found, _MOST_WORDS))


def _mechanisms(values: Values, titles: Sequence[str]) -> tuple[Mechanism, ...]:
    names = _texts(values, "InterventionName", "InterventionOtherName", "Keyword", "ArmGroupLabel")
    found = mechanisms("\n".join((*titles, *names)))
    if any(each.kind == "target" for each in found):
        return found
    described = "\n".join(_texts(values, "InterventionDescription", "ArmGroupDescription"))
    return (*found, *mechanisms(described[:_DESCRIBED]))


def _names(found: Iterable[Mechanism], kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.name for each in found if each.kind == kind))


def _modalities(values: Values, found: Iterable[Mechanism]) -> tuple[str, ...]:
    kinds = (_KINDS[kind] for kind in values.get("InterventionType", ()) if kind in _KINDS)
    return tuple(dict.fromkeys((*_names(found, "modality"), *kinds)))


def _design(values: Values) -> Design:
    phases = [_PHASES[each] for each in values.get("Phase", ()) if each in _PHASES]
    count = values.get("EnrollmentCount", (None,))[0]
    return Design(
        type=_first(values, "StudyType"),
        phase=sum(phases) / len(phases) if phases else None,
        allocation=_first(values, "DesignAllocation"),
        model=_first(values, "DesignInterventionModel") or _first(values, "DesignObservationalModel"),
        masking=_first(values, "DesignMasking"),
        purpose=_first(values, "DesignPrimaryPurpose"),
        enrollment=count if isinstance(count, int) and count > 0 else None,
    )


def _healthy(values: Values) -> bool | None:
    found = values.get("HealthyVolunteers", (None,))[0]
    return found if isinstance(found, bool) else None


def _first(values: Values, name: str) -> str:
    return next(_texts(values, name), "")


def _texts(values: Values, *names: str) -> Iterator[str]:
    return (value for name in names for value in values.get(name, ()) if isinstance(value, str))
