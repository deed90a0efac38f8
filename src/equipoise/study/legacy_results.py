"""The results section of a record in the retired XML: flow, baseline, outcome measures, adverse events."""

from __future__ import annotations

from equipoise.study import enumerations as words
from equipoise.study.common import (
    Denominator,
    DenominatorCount,
    MeasureCategory,
    MeasureClass,
    Measurement,
    ResultGroup,
)
from equipoise.study.legacy_events import read_adverse_events
from equipoise.study.legacy_groups import group_id
from equipoise.study.legacy_tree import Node
from equipoise.study.legacy_words import date, flag, word
from equipoise.study.results import (
    Analysis,
    Baseline,
    BaselineMeasure,
    CertainAgreement,
    FlowCount,
    FlowGroup,
    FlowMilestone,
    FlowPeriod,
    LimitationsAndCaveats,
    MoreInformation,
    OutcomeMeasure,
    OutcomeMeasures,
    ParticipantFlow,
    PointOfContact,
    ResultsSection,
    Withdrawal,
)

_PARTICIPANTS = "Participants"


def read_results(root: Node) -> ResultsSection | None:
    """Everything posted as results; None where nothing is."""
    node = root.node("clinical_results")
    if node is None:
        return None
    return ResultsSection(
        participant_flow=_flow(node.node("participant_flow")),
        baseline_characteristics=_baseline(node.node("baseline")),
        outcome_measures=_outcome_measures(node),
        adverse_events=read_adverse_events(node.node("reported_events")),
        more_info=_more(node),
    )


def _flow(node: Node | None) -> ParticipantFlow | None:
    if node is None:
        return None
    return ParticipantFlow(
        pre_assignment_details=node.text("pre_assignment_details"),
        recruitment_details=node.text("recruitment_details"),
        groups=tuple(
            FlowGroup(
                id=group_id(group.attribute("group_id")),
                title=group.text("title"),
                description=group.text("description"),
            )
            for group in node.listed("group")
        ),
        periods=tuple(map(_period, node.listed("period"))),
    )


def _period(node: Node) -> FlowPeriod:
    return FlowPeriod(
        title=node.text("title"),
        milestones=tuple(
            FlowMilestone(type=stone.text("title"), achievements=_counts(stone)) for stone in node.listed("milestone")
        ),
        drop_withdraws=tuple(
            Withdrawal(type=reason.text("title"), reasons=_counts(reason))
            for reason in node.listed("drop_withdraw_reason")
        ),
    )


def _counts(node: Node) -> tuple[FlowCount, ...]:
    return tuple(
        FlowCount(
            group_id=group_id(count.attribute("group_id")), num_subjects=count.attribute("count"), comment=count.words
        )
        for count in node.listed("participants")
    )


def _groups(node: Node) -> tuple[ResultGroup, ...]:
    return tuple(
        ResultGroup(
            id=group_id(group.attribute("group_id")), title=group.text("title"), description=group.text("description")
        )
        for group in node.listed("group")
    )


def _denominators(node: Node) -> tuple[Denominator, ...]:
    found: list[Denominator] = []
    for entry in node.listed("analyzed"):
        entry.skip("scope")  # says whether it counts for the table or a class, which its place says too
        counts = tuple(
            DenominatorCount(group_id=group_id(count.attribute("group_id")), value=count.attribute("value"))
            for count in entry.listed("count")
        )
        found.append(Denominator(units=entry.text("units"), counts=counts))
    return tuple(found)


def _other_unit(denominators: tuple[Denominator, ...]) -> str | None:
    """What was analysed beside participants: eyes, lesions …"""
    return next((entry.units for entry in denominators if entry.units != _PARTICIPANTS), None)


def _classes(measure: Node) -> tuple[MeasureClass, ...]:
    """The table; older records have its categories without classes."""
    categories = _categories(measure)
    if categories:
        return (MeasureClass(categories=categories),)
    return tuple(
        MeasureClass(title=entry.text("title"), denoms=_denominators(entry), categories=_categories(entry))
        for entry in measure.listed("class")
    )


def _categories(node: Node) -> tuple[MeasureCategory, ...]:
    return tuple(
        MeasureCategory(
            title=entry.text("title") or entry.text("sub_title"),
            measurements=tuple(map(_measurement, entry.listed("measurement"))),
        )
        for entry in node.listed("category")
    )


def _measurement(node: Node) -> Measurement:
    return Measurement(
        group_id=group_id(node.attribute("group_id")),
        value=node.attribute("value"),
        spread=node.attribute("spread"),
        lower_limit=node.attribute("lower_limit"),
        upper_limit=node.attribute("upper_limit"),
        comment=node.words,
    )


def _baseline(node: Node | None) -> Baseline | None:
    if node is None:
        return None
    denominators = _denominators(node)
    return Baseline(
        population_description=node.text("population"),
        type_units_analyzed=_other_unit(denominators),
        groups=_groups(node),
        denoms=denominators,
        measures=tuple(map(_baseline_measure, node.listed("measure"))),
    )


def _baseline_measure(node: Node) -> BaselineMeasure:
    return BaselineMeasure(
        title=node.text("title"),
        description=node.text("description"),
        population_description=node.text("population"),
        param_type=word(node, "param", words.ParameterType),
        dispersion_type=word(node, "dispersion", words.BaselineDispersionType),
        unit_of_measure=node.text("units"),
        denom_units_selected=node.text("units_analyzed"),
        denoms=_denominators(node),
        classes=_classes(node),
    )


def _outcome_measures(node: Node) -> OutcomeMeasures | None:
    measures = tuple(map(_outcome_measure, node.listed("outcome")))
    return OutcomeMeasures(outcome_measures=measures) if measures else None


def _outcome_measure(node: Node) -> OutcomeMeasure:
    kind = word(node, "type", words.OutcomeMeasureType)
    title, description, population = node.text("title"), node.text("description"), node.text("population")
    posting = date(node, "posting_date")
    table = node.node("measure")
    denominators = _denominators(table) if table else ()
    if table is not None:
        table.skip("title", "description", "population")  # the same words as in the outcome itself
    return OutcomeMeasure(
        type=kind,
        title=title,
        description=description,
        population_description=population,
        reporting_status="POSTED" if table else "NOT_POSTED",
        anticipated_posting_date=posting,
        param_type=word(table, "param", words.ParameterType) if table else None,
        dispersion_type=table.text("dispersion") if table else None,
        unit_of_measure=table.text("units") if table else None,
        time_frame=node.text("time_frame"),
        type_units_analyzed=_other_unit(denominators),
        denom_units_selected=table.text("units_analyzed") if table else None,
        groups=_groups(node),
        denoms=denominators,
        classes=_classes(table) if table else (),
        analyses=tuple(map(_analysis, node.listed("analysis"))),
    )


def _analysis(node: Node) -> Analysis:
    return Analysis(
        param_type=node.text("param_type"),
        param_value=node.text("param_value"),
        dispersion_type=word(node, "dispersion_type", words.AnalysisDispersionType),
        dispersion_value=node.text("dispersion_value"),
        statistical_method=node.text("method"),
        statistical_comment=node.text("method_desc"),
        p_value=node.text("p_value"),
        p_value_comment=node.text("p_value_desc"),
        ci_num_sides=word(node, "ci_n_sides", words.ConfidenceIntervalNumSides),
        ci_pct_value=node.text("ci_percent"),
        ci_lower_limit=node.text("ci_lower_limit"),
        ci_upper_limit=node.text("ci_upper_limit"),
        ci_lower_limit_comment=node.text("ci_lower_limit_na_comment"),
        ci_upper_limit_comment=node.text("ci_upper_limit_na_comment"),
        estimate_comment=node.text("estimate_desc"),
        tested_non_inferiority=flag(node, "non_inferiority"),
        non_inferiority_type=word(node, "non_inferiority_type", words.NonInferiorityType),
        non_inferiority_comment=node.text("non_inferiority_desc"),
        other_analysis_description=node.text("other_analysis_desc"),
        group_description=node.text("groups_desc"),
        group_ids=_group_ids(node),
    )


def _group_ids(node: Node) -> tuple[str, ...]:
    whole = node.node("group_id_list")
    return tuple(group_id(text) or text for text in whole.texts("group_id")) if whole else ()


def _more(node: Node) -> MoreInformation:
    caveats = node.text("limitations_and_caveats")
    return MoreInformation(
        limitations_and_caveats=LimitationsAndCaveats(description=caveats) if caveats else None,
        certain_agreement=_agreement(node.node("certain_agreements")),
        point_of_contact=_point_of_contact(node.node("point_of_contact")),
    )


def _agreement(node: Node | None) -> CertainAgreement | None:
    """The XML spells the choices out as sentences, which their few telling words give away."""
    if node is None:
        return None
    employee, restriction = node.text("pi_employee"), node.text("restrictive_agreement")
    employed = None if employee is None else "NOT" not in employee.split()
    if restriction is None:
        return CertainAgreement(pi_sponsor_employee=employed)
    if "NOT" in restriction.split():
        return CertainAgreement(pi_sponsor_employee=employed, restrictive_agreement=False)
    kind = (
        "LTE60" if "less than or equal to 60" in restriction else "GT60" if "more than 60" in restriction else "OTHER"
    )
    return CertainAgreement(
        pi_sponsor_employee=employed,
        restriction_type=kind,
        restrictive_agreement=True,
        other_details=restriction if kind == "OTHER" else None,
    )


def _point_of_contact(node: Node | None) -> PointOfContact | None:
    if node is None:
        return None
    return PointOfContact(
        title=node.text("name_or_title"),
        organization=node.text("organization"),
        email=node.text("email"),
        phone=node.text("phone"),
        phone_ext=node.text("phone_ext"),
    )
