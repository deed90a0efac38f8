"""The enumerations of the ClinicalTrials.gov API, exactly as version 2 spells them.

A value outside its list is kept in the record and reported (`unknown-value`): the registry adds values, and a trial is
not to be lost over one. So each alias below is a `str` that carries its `Vocabulary`; `equipoise.study.checking` reads
the vocabularies off the model's annotations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypeAlias, get_args


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The values that the registry documents for one enumeration; `name` is the API's name for it."""

    name: str
    values: frozenset[str]


def vocabulary(name: str, words: str) -> Vocabulary:
    """A vocabulary from its values, separated by blanks."""
    return Vocabulary(name, frozenset(words.split()))


def values_of(alias: object) -> frozenset[str]:
    """The values of one of the aliases below: `values_of(Sex) -> {"ALL", "FEMALE", "MALE"}`."""
    found: Vocabulary = get_args(alias)[1]
    return found.values


OverallStatus: TypeAlias = Annotated[
    str,
    vocabulary(
        "Status",
        "ACTIVE_NOT_RECRUITING COMPLETED ENROLLING_BY_INVITATION NOT_YET_RECRUITING RECRUITING SUSPENDED "
        "TERMINATED WITHDRAWN AVAILABLE NO_LONGER_AVAILABLE TEMPORARILY_NOT_AVAILABLE APPROVED_FOR_MARKETING "
        "WITHHELD UNKNOWN",
    ),
]
StudyType: TypeAlias = Annotated[str, vocabulary("StudyType", "EXPANDED_ACCESS INTERVENTIONAL OBSERVATIONAL")]
Phase: TypeAlias = Annotated[str, vocabulary("Phase", "NA EARLY_PHASE1 PHASE1 PHASE2 PHASE3 PHASE4")]
Sex: TypeAlias = Annotated[str, vocabulary("Sex", "FEMALE MALE ALL")]
StandardAge: TypeAlias = Annotated[str, vocabulary("StandardAge", "CHILD ADULT OLDER_ADULT")]
SamplingMethod: TypeAlias = Annotated[str, vocabulary("SamplingMethod", "PROBABILITY_SAMPLE NON_PROBABILITY_SAMPLE")]
IpdSharingPlan: TypeAlias = Annotated[str, vocabulary("IpdSharing", "YES NO UNDECIDED")]
IpdSharingInfoType: TypeAlias = Annotated[
    str, vocabulary("IpdSharingInfoType", "STUDY_PROTOCOL SAP ICF CSR ANALYTIC_CODE")
]
OrgStudyIdType: TypeAlias = Annotated[str, vocabulary("OrgStudyIdType", "NIH FDA VA CDC AHRQ SAMHSA")]
SecondaryIdType: TypeAlias = Annotated[
    str, vocabulary("SecondaryIdType", "NIH FDA VA CDC AHRQ SAMHSA OTHER_GRANT EUDRACT_NUMBER CTIS REGISTRY OTHER")
]
AgencyClass: TypeAlias = Annotated[
    str, vocabulary("AgencyClass", "NIH FED OTHER_GOV INDIV INDUSTRY NETWORK AMBIG OTHER UNKNOWN")
]
ExpandedAccessStatus: TypeAlias = Annotated[
    str,
    vocabulary(
        "ExpandedAccessStatus",
        "AVAILABLE NO_LONGER_AVAILABLE TEMPORARILY_NOT_AVAILABLE APPROVED_FOR_MARKETING",
    ),
]
DateType: TypeAlias = Annotated[str, vocabulary("DateType", "ACTUAL ESTIMATED")]
ResponsiblePartyType: TypeAlias = Annotated[
    str, vocabulary("ResponsiblePartyType", "SPONSOR PRINCIPAL_INVESTIGATOR SPONSOR_INVESTIGATOR")
]
Allocation: TypeAlias = Annotated[str, vocabulary("DesignAllocation", "RANDOMIZED NON_RANDOMIZED NA")]
InterventionModel: TypeAlias = Annotated[
    str, vocabulary("InterventionalAssignment", "SINGLE_GROUP PARALLEL CROSSOVER FACTORIAL SEQUENTIAL")
]
PrimaryPurpose: TypeAlias = Annotated[
    str,
    vocabulary(
        "PrimaryPurpose",
        "TREATMENT PREVENTION DIAGNOSTIC ECT SUPPORTIVE_CARE SCREENING HEALTH_SERVICES_RESEARCH BASIC_SCIENCE "
        "DEVICE_FEASIBILITY OTHER",
    ),
]
ObservationalModel: TypeAlias = Annotated[
    str,
    vocabulary(
        "ObservationalModel",
        "COHORT CASE_CONTROL CASE_ONLY CASE_CROSSOVER ECOLOGIC_OR_COMMUNITY FAMILY_BASED DEFINED_POPULATION "
        "NATURAL_HISTORY OTHER",
    ),
]
TimePerspective: TypeAlias = Annotated[
    str, vocabulary("DesignTimePerspective", "RETROSPECTIVE PROSPECTIVE CROSS_SECTIONAL OTHER")
]
BioSpecRetention: TypeAlias = Annotated[
    str, vocabulary("BioSpecRetention", "NONE_RETAINED SAMPLES_WITH_DNA SAMPLES_WITHOUT_DNA")
]
EnrollmentType: TypeAlias = Annotated[str, vocabulary("EnrollmentType", "ACTUAL ESTIMATED")]
ArmGroupType: TypeAlias = Annotated[
    str,
    vocabulary(
        "ArmGroupType",
        "EXPERIMENTAL ACTIVE_COMPARATOR PLACEBO_COMPARATOR SHAM_COMPARATOR NO_INTERVENTION OTHER",
    ),
]
InterventionType: TypeAlias = Annotated[
    str,
    vocabulary(
        "InterventionType",
        "BEHAVIORAL BIOLOGICAL COMBINATION_PRODUCT DEVICE DIAGNOSTIC_TEST DIETARY_SUPPLEMENT DRUG GENETIC "
        "PROCEDURE RADIATION OTHER",
    ),
]
ContactRole: TypeAlias = Annotated[
    str, vocabulary("ContactRole", "STUDY_CHAIR STUDY_DIRECTOR PRINCIPAL_INVESTIGATOR SUB_INVESTIGATOR CONTACT")
]
OfficialRole: TypeAlias = Annotated[
    str, vocabulary("OfficialRole", "STUDY_CHAIR STUDY_DIRECTOR PRINCIPAL_INVESTIGATOR SUB_INVESTIGATOR")
]
RecruitmentStatus: TypeAlias = Annotated[
    str,
    vocabulary(
        "RecruitmentStatus",
        "ACTIVE_NOT_RECRUITING COMPLETED ENROLLING_BY_INVITATION NOT_YET_RECRUITING RECRUITING SUSPENDED "
        "TERMINATED WITHDRAWN AVAILABLE",
    ),
]
ReferenceType: TypeAlias = Annotated[str, vocabulary("ReferenceType", "BACKGROUND RESULT DERIVED")]
ParameterType: TypeAlias = Annotated[
    str,
    vocabulary(
        "MeasureParam",
        "GEOMETRIC_MEAN GEOMETRIC_LEAST_SQUARES_MEAN LEAST_SQUARES_MEAN LOG_MEAN MEAN MEDIAN NUMBER "
        "COUNT_OF_PARTICIPANTS COUNT_OF_UNITS",
    ),
]
BaselineDispersionType: TypeAlias = Annotated[
    str,
    vocabulary(
        "MeasureDispersionType",
        "NA STANDARD_DEVIATION STANDARD_ERROR INTER_QUARTILE_RANGE FULL_RANGE CONFIDENCE_80 CONFIDENCE_90 "
        "CONFIDENCE_95 CONFIDENCE_975 CONFIDENCE_99 CONFIDENCE_OTHER GEOMETRIC_COEFFICIENT",
    ),
]
OutcomeMeasureType: TypeAlias = Annotated[
    str, vocabulary("OutcomeMeasureType", "PRIMARY SECONDARY OTHER_PRE_SPECIFIED POST_HOC")
]
ReportingStatus: TypeAlias = Annotated[str, vocabulary("ReportingStatus", "NOT_POSTED POSTED")]
EventAssessment: TypeAlias = Annotated[
    str, vocabulary("EventAssessment", "NON_SYSTEMATIC_ASSESSMENT SYSTEMATIC_ASSESSMENT")
]
AgreementRestrictionType: TypeAlias = Annotated[str, vocabulary("AgreementRestrictionType", "LTE60 GT60 OTHER")]
BrowseLeafRelevance: TypeAlias = Annotated[str, vocabulary("BrowseLeafRelevance", "LOW HIGH")]
MaskingKind: TypeAlias = Annotated[str, vocabulary("DesignMasking", "NONE SINGLE DOUBLE TRIPLE QUADRUPLE")]
WhoMasked: TypeAlias = Annotated[
    str, vocabulary("WhoMasked", "PARTICIPANT CARE_PROVIDER INVESTIGATOR OUTCOMES_ASSESSOR")
]
AnalysisDispersionType: TypeAlias = Annotated[
    str, vocabulary("AnalysisDispersionType", "STANDARD_DEVIATION STANDARD_ERROR_OF_MEAN")
]
ConfidenceIntervalNumSides: TypeAlias = Annotated[str, vocabulary("ConfidenceIntervalNumSides", "ONE_SIDED TWO_SIDED")]
NonInferiorityType: TypeAlias = Annotated[
    str,
    vocabulary(
        "NonInferiorityType",
        "SUPERIORITY NON_INFERIORITY EQUIVALENCE OTHER NON_INFERIORITY_OR_EQUIVALENCE SUPERIORITY_OR_OTHER "
        "NON_INFERIORITY_OR_EQUIVALENCE_LEGACY SUPERIORITY_OR_OTHER_LEGACY",
    ),
]
UnpostedEventType: TypeAlias = Annotated[str, vocabulary("UnpostedEventType", "RESET RELEASE UNRELEASE")]
ViolationEventType: TypeAlias = Annotated[
    str,
    vocabulary(
        "ViolationEventType",
        "VIOLATION_IDENTIFIED CORRECTION_CONFIRMED PENALTY_IMPOSED ISSUES_IN_LETTER_ADDRESSED_CONFIRMED",
    ),
]
