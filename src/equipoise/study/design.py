"""How the trial is built: design, arms, interventions, outcomes and who may take part."""

from __future__ import annotations

from msgspec import field

from equipoise.study.base import Part
from equipoise.study.enumerations import (
    Allocation,
    ArmGroupType,
    BioSpecRetention,
    EnrollmentType,
    InterventionModel,
    InterventionType,
    MaskingKind,
    ObservationalModel,
    Phase,
    PrimaryPurpose,
    SamplingMethod,
    Sex,
    StandardAge,
    StudyType,
    TimePerspective,
    WhoMasked,
)
from equipoise.study.values import Age


class ExpandedAccessTypes(Part, frozen=True):
    """For whom an expanded-access record is open."""

    individual: bool | None = None
    intermediate: bool | None = None
    treatment: bool | None = None


class Masking(Part, frozen=True):
    """How far the trial is blinded, and who does not know."""

    masking: MaskingKind | None = None
    masking_description: str | None = None
    who_masked: tuple[WhoMasked, ...] = ()


class DesignInfo(Part, frozen=True):
    """Allocation, model, purpose, masking; for observational studies model and time perspective."""

    allocation: Allocation | None = None
    intervention_model: InterventionModel | None = None
    intervention_model_description: str | None = None
    primary_purpose: PrimaryPurpose | None = None
    observational_model: ObservationalModel | None = None
    time_perspective: TimePerspective | None = None
    masking: Masking | None = field(default=None, name="maskingInfo")


class Biospecimens(Part, frozen=True):
    """Which specimens are kept."""

    retention: BioSpecRetention | None = None
    description: str | None = None


class Enrollment(Part, frozen=True):
    """How many participants, planned (ESTIMATED) or counted (ACTUAL)."""

    count: int | None = None
    type: EnrollmentType | None = None


class Design(Part, frozen=True):
    """Study type, phases, design and enrolment."""

    study_type: StudyType | None = None
    n_ptrs_to_this_exp_acc_nct_id: int | None = None
    expanded_access_types: ExpandedAccessTypes | None = None
    patient_registry: bool | None = None
    target_duration: Age | None = None
    phases: tuple[Phase, ...] = ()
    design_info: DesignInfo | None = None
    bio_spec: Biospecimens | None = None
    enrollment: Enrollment | None = field(default=None, name="enrollmentInfo")


class Arm(Part, frozen=True):
    """An arm of an interventional study or a group of an observational one."""

    label: str | None = None
    type: ArmGroupType | None = None
    description: str | None = None
    intervention_names: tuple[str, ...] = ()


class Intervention(Part, frozen=True):
    """What is given or done, and in which arms."""

    type: InterventionType | None = None
    name: str | None = None
    description: str | None = None
    arm_group_labels: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()


class ArmsInterventions(Part, frozen=True):
    """Arms and interventions."""

    arm_groups: tuple[Arm, ...] = ()
    interventions: tuple[Intervention, ...] = ()


class Outcome(Part, frozen=True):
    """A planned outcome measure."""

    measure: str | None = None
    description: str | None = None
    time_frame: str | None = None


class Outcomes(Part, frozen=True):
    """Planned outcome measures by rank."""

    primary_outcomes: tuple[Outcome, ...] = ()
    secondary_outcomes: tuple[Outcome, ...] = ()
    other_outcomes: tuple[Outcome, ...] = ()


class Eligibility(Part, frozen=True):
    """Who may take part; `eligibility_criteria` is the text exactly as the record holds it."""

    eligibility_criteria: str | None = None
    healthy_volunteers: bool | None = None
    sex: Sex | None = None
    gender_based: bool | None = None
    gender_description: str | None = None
    minimum_age: Age | None = None
    maximum_age: Age | None = None
    std_ages: tuple[StandardAge, ...] = ()
    study_population: str | None = None
    sampling_method: SamplingMethod | None = None
