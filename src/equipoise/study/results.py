"""Posted results: participant flow, baseline, outcome measures with their analyses, adverse events."""

from __future__ import annotations

from msgspec import field

from equipoise.study.base import Part
from equipoise.study.common import Denominator, MeasureClass, ResultGroup
from equipoise.study.enumerations import (
    AgreementRestrictionType,
    AnalysisDispersionType,
    BaselineDispersionType,
    ConfidenceIntervalNumSides,
    EventAssessment,
    NonInferiorityType,
    OutcomeMeasureType,
    ParameterType,
    ReportingStatus,
)
from equipoise.study.values import PartialDate


class FlowGroup(Part, frozen=True):
    """A column of the participant flow."""

    id: str | None = None
    title: str | None = None
    description: str | None = None


class FlowCount(Part, frozen=True):
    """How many of one group; counts are text, as the registry holds them."""

    group_id: str | None = None
    comment: str | None = None
    num_subjects: str | None = None
    num_units: str | None = None


class FlowMilestone(Part, frozen=True):
    """A point that participants reached (STARTED, COMPLETED …)."""

    type: str | None = None
    comment: str | None = None
    achievements: tuple[FlowCount, ...] = ()


class Withdrawal(Part, frozen=True):
    """A reason for leaving, with counts by group."""

    type: str | None = None
    comment: str | None = None
    reasons: tuple[FlowCount, ...] = ()


class FlowPeriod(Part, frozen=True):
    """A period of the trial."""

    title: str | None = None
    milestones: tuple[FlowMilestone, ...] = ()
    drop_withdraws: tuple[Withdrawal, ...] = ()


class ParticipantFlow(Part, frozen=True):
    """Who started, completed and left."""

    pre_assignment_details: str | None = None
    recruitment_details: str | None = None
    type_units_analyzed: str | None = None
    groups: tuple[FlowGroup, ...] = ()
    periods: tuple[FlowPeriod, ...] = ()


class BaselineMeasure(Part, frozen=True):
    """One baseline characteristic."""

    title: str | None = None
    description: str | None = None
    population_description: str | None = None
    param_type: ParameterType | None = None
    dispersion_type: BaselineDispersionType | None = None
    unit_of_measure: str | None = None
    calculate_pct: bool | None = None
    denom_units_selected: str | None = None
    denoms: tuple[Denominator, ...] = ()
    classes: tuple[MeasureClass, ...] = ()


class Baseline(Part, frozen=True):
    """The baseline table."""

    population_description: str | None = None
    type_units_analyzed: str | None = None
    groups: tuple[ResultGroup, ...] = ()
    denoms: tuple[Denominator, ...] = ()
    measures: tuple[BaselineMeasure, ...] = ()


class Analysis(Part, frozen=True):
    """A statistical analysis of an outcome measure."""

    param_type: str | None = None
    param_value: str | None = None
    dispersion_type: AnalysisDispersionType | None = None
    dispersion_value: str | None = None
    statistical_method: str | None = None
    statistical_comment: str | None = None
    p_value: str | None = None
    p_value_comment: str | None = None
    ci_num_sides: ConfidenceIntervalNumSides | None = None
    ci_pct_value: str | None = None
    ci_lower_limit: str | None = None
    ci_upper_limit: str | None = None
    ci_lower_limit_comment: str | None = None
    ci_upper_limit_comment: str | None = None
    estimate_comment: str | None = None
    tested_non_inferiority: bool | None = None
    non_inferiority_type: NonInferiorityType | None = None
    non_inferiority_comment: str | None = None
    other_analysis_description: str | None = None
    group_description: str | None = None
    group_ids: tuple[str, ...] = ()


class OutcomeMeasure(Part, frozen=True):
    """An outcome measure with its table and analyses."""

    type: OutcomeMeasureType | None = None
    title: str | None = None
    description: str | None = None
    population_description: str | None = None
    reporting_status: ReportingStatus | None = None
    anticipated_posting_date: PartialDate | None = None
    param_type: ParameterType | None = None
    dispersion_type: str | None = None
    unit_of_measure: str | None = None
    calculate_pct: bool | None = None
    time_frame: str | None = None
    type_units_analyzed: str | None = None
    denom_units_selected: str | None = None
    groups: tuple[ResultGroup, ...] = ()
    denoms: tuple[Denominator, ...] = ()
    classes: tuple[MeasureClass, ...] = ()
    analyses: tuple[Analysis, ...] = ()


class OutcomeMeasures(Part, frozen=True):
    """All outcome measures reported."""

    outcome_measures: tuple[OutcomeMeasure, ...] = ()


class EventGroup(Part, frozen=True):
    """A column of the adverse-event tables with its totals."""

    id: str | None = None
    title: str | None = None
    description: str | None = None
    deaths_num_affected: int | None = None
    deaths_num_at_risk: int | None = None
    serious_num_affected: int | None = None
    serious_num_at_risk: int | None = None
    other_num_affected: int | None = None
    other_num_at_risk: int | None = None


class EventCount(Part, frozen=True):
    """Events, participants affected and at risk in one group."""

    group_id: str | None = None
    num_events: int | None = None
    num_affected: int | None = None
    num_at_risk: int | None = None


class AdverseEvent(Part, frozen=True):
    """One adverse-event term."""

    term: str | None = None
    organ_system: str | None = None
    source_vocabulary: str | None = None
    assessment_type: EventAssessment | None = None
    notes: str | None = None
    stats: tuple[EventCount, ...] = ()


class AdverseEvents(Part, frozen=True):
    """Serious and other adverse events."""

    frequency_threshold: str | None = None
    time_frame: str | None = None
    description: str | None = None
    all_cause_mortality_comment: str | None = None
    event_groups: tuple[EventGroup, ...] = ()
    serious_events: tuple[AdverseEvent, ...] = ()
    other_events: tuple[AdverseEvent, ...] = ()


class LimitationsAndCaveats(Part, frozen=True):
    """What limits the results."""

    description: str | None = None


class CertainAgreement(Part, frozen=True):
    """Agreements that restrict what investigators may publish."""

    pi_sponsor_employee: bool | None = None
    restriction_type: AgreementRestrictionType | None = None
    restrictive_agreement: bool | None = None
    other_details: str | None = None


class PointOfContact(Part, frozen=True):
    """Whom to ask about the results."""

    title: str | None = None
    organization: str | None = None
    email: str | None = None
    phone: str | None = None
    phone_ext: str | None = None


class MoreInformation(Part, frozen=True):
    """Caveats, agreements and the contact for results."""

    limitations_and_caveats: LimitationsAndCaveats | None = None
    certain_agreement: CertainAgreement | None = None
    point_of_contact: PointOfContact | None = None


class ResultsSection(Part, frozen=True):
    """All that was posted as results."""

    participant_flow: ParticipantFlow | None = field(default=None, name="participantFlowModule")
    baseline_characteristics: Baseline | None = field(default=None, name="baselineCharacteristicsModule")
    outcome_measures: OutcomeMeasures | None = field(default=None, name="outcomeMeasuresModule")
    adverse_events: AdverseEvents | None = field(default=None, name="adverseEventsModule")
    more_info: MoreInformation | None = field(default=None, name="moreInfoModule")
