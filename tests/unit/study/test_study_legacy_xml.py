"""The retired XML, read into the model of API version 2."""

from __future__ import annotations

import pytest

from equipoise.errors import RecordError
from equipoise.study import enumerations as words
from equipoise.study import legacy_xml
from equipoise.study.annexes import UnpostedEvent
from equipoise.study.legacy_groups import group_id
from equipoise.study.legacy_words import date_of, spelled
from equipoise.study.model import Study

CRITERIA = "\n        Inclusion:\n\n          -  Hiccups &lt; 2 days\n      "

XML = f"""<?xml version="1.0" encoding="UTF-8"?>
<clinical_study rank="3">
  <required_header><download_date>today</download_date><url>https://registry.example</url></required_header>
  <id_info>
    <org_study_id>SKY-1</org_study_id><secondary_id>A</secondary_id><secondary_id>B</secondary_id>
    <nct_id>NCT90000005</nct_id><nct_alias>NCT90000006</nct_alias>
  </id_info>
  <brief_title>Sky-blue tablets (fictional)</brief_title>
  <sponsors>
    <lead_sponsor><agency>Cloud Nine Ltd.</agency><agency_class>U.S. Fed</agency_class></lead_sponsor>
    <collaborator><agency>Thin Air</agency><agency_class>Other</agency_class></collaborator>
  </sponsors>
  <source>Cloud Nine Ltd.</source>
  <oversight_info><has_dmc>Yes</has_dmc><is_us_export>No</is_us_export></oversight_info>
  <brief_summary><textblock>
      Tablets.
  </textblock></brief_summary>
  <overall_status>Active, not recruiting</overall_status>
  <start_date type="Actual">June 5, 2007</start_date>
  <completion_date type="Anticipated">June 2009</completion_date>
  <phase>Phase 1/Phase 2</phase>
  <study_type>Observational [Patient Registry]</study_type>
  <has_expanded_access>No</has_expanded_access>
  <study_design_info>
    <allocation>Non-Randomized</allocation>
    <intervention_model>Parallel Assignment</intervention_model>
    <primary_purpose>Educational/Counseling/Training</primary_purpose>
    <masking>Double (Participant, Outcomes Assessor)</masking>
  </study_design_info>
  <primary_outcome><measure>Hiccups</measure><time_frame>1 day</time_frame></primary_outcome>
  <number_of_arms>3</number_of_arms>
  <enrollment type="Anticipated">24</enrollment>
  <condition>Hiccups</condition>
  <arm_group><arm_group_label>Blue</arm_group_label><arm_group_type>Active Comparator</arm_group_type></arm_group>
  <arm_group><arm_group_label>None</arm_group_label></arm_group>
  <intervention>
    <intervention_type>Dietary Supplement</intervention_type><intervention_name>Tablet</intervention_name>
    <arm_group_label>Blue</arm_group_label><other_name>Pill</other_name>
  </intervention>
  <eligibility>
    <criteria><textblock>{CRITERIA}</textblock></criteria>
    <gender>Both</gender><minimum_age>6 Months</minimum_age><maximum_age>N/A</maximum_age>
    <healthy_volunteers>Accepts Healthy Volunteers</healthy_volunteers>
  </eligibility>
  <overall_official>
    <first_name>Ada</first_name><last_name>Nobody</last_name><degrees>MD</degrees><role>Study Chair</role>
  </overall_official>
  <overall_contact><last_name>Cleo</last_name><phone>555</phone><phone_ext>7</phone_ext></overall_contact>
  <location>
    <facility><name>Clinic</name><address><city>Erewhon</city><country>Utopia</country></address></facility>
    <status>Not yet recruiting</status>
    <contact><last_name>Dan</last_name></contact>
    <contact_backup><last_name>Eve</last_name></contact_backup>
    <investigator><last_name>Fay</last_name><role>Sub-Investigator</role></investigator>
  </location>
  <location_countries><country>Utopia</country><country>Atlantis</country></location_countries>
  <removed_countries><country>Lilliput</country></removed_countries>
  <link><url>https://link.example</url></link>
  <results_reference><citation>Nobody A.</citation><PMID>1</PMID></results_reference>
  <verification_date>July 2008</verification_date>
  <study_first_posted type="Estimate">June 1, 2007</study_first_posted>
  <lastchanged_date>July 1, 2008</lastchanged_date>
  <responsible_party><name_title>Ada</name_title><organization>Cloud Nine</organization></responsible_party>
  <keyword>hics</keyword>
  <condition_browse><mesh_term>Hiccup</mesh_term></condition_browse>
  <patient_data><sharing_ipd>Undecided</sharing_ipd>
    <ipd_info_type>Statistical Analysis Plan (SAP)</ipd_info_type></patient_data>
  <provided_document_section><provided_document>
    <document_type>Study Protocol</document_type><document_has_protocol>Yes</document_has_protocol>
    <document_date>May 1, 2007</document_date><document_url>https://doc.example/5/Prot_000.pdf</document_url>
  </provided_document></provided_document_section>
  <pending_results><submitted>June 1, 2010</submitted><returned>June 9, 2010</returned>
    <submission_canceled>Unknown</submission_canceled></pending_results>
  RESULTS
</clinical_study>
"""

RESULTS = """
  <clinical_results>
    <participant_flow>
      <group_list><group group_id="P1"><title>Blue</title></group></group_list>
      <period_list><period><title>All</title>
        <milestone_list><milestone><title>STARTED</title><participants_list>
          <participants group_id="P1" count="12">all of them</participants>
        </participants_list></milestone></milestone_list>
        <drop_withdraw_reason_list><drop_withdraw_reason><title>Bored</title><participants_list>
          <participants group_id="P1" count="2"/>
        </participants_list></drop_withdraw_reason></drop_withdraw_reason_list>
      </period></period_list>
    </participant_flow>
    <baseline>
      <group_list><group group_id="B1"><title>Blue</title></group></group_list>
      <analyzed_list><analyzed><units>Participants</units><scope>Overall</scope>
        <count_list><count group_id="B1" value="12"/></count_list></analyzed></analyzed_list>
      <measure_list><measure><title>Age</title><units>years</units><param>Mean</param>
        <dispersion>95% Confidence Interval</dispersion>
        <category_list><category><sub_title>young</sub_title><measurement_list>
          <measurement group_id="B1" value="9" lower_limit="8" upper_limit="10">guessed</measurement>
        </measurement_list></category></category_list></measure></measure_list>
    </baseline>
    <outcome_list>
      <outcome><type>Post-Hoc</type><title>Hics</title><posting_date>06/2011</posting_date></outcome>
      <outcome><type>Primary</type><title>Hiccups</title>
        <group_list><group group_id="O1"><title>Blue</title></group></group_list>
        <measure><title>Hiccups</title><units>hics</units><param>Least Squares Mean</param>
          <dispersion>Standard Error</dispersion>
          <analyzed_list><analyzed><units>eyes</units><scope>Measure</scope>
            <count_list><count group_id="O1" value="24"/></count_list></analyzed></analyzed_list>
          <class_list><class><title>day</title><category_list><category><measurement_list>
            <measurement group_id="O1" value="1.5" spread="0.2"/></measurement_list></category></category_list></class>
          </class_list></measure>
        <analysis_list><analysis>
          <group_id_list><group_id>O1</group_id><group_id>O2</group_id></group_id_list>
          <non_inferiority_type>Superiority or Other (legacy)</non_inferiority_type>
          <p_value>&lt;0.001</p_value><ci_n_sides>2-Sided</ci_n_sides>
          <dispersion_type>Standard Error of the Mean</dispersion_type>
        </analysis></analysis_list></outcome>
    </outcome_list>
    <reported_events>
      <time_frame>1 day</time_frame>
      <group_list><group group_id="E1"><title>Blue</title></group></group_list>
      <serious_events><default_vocab>MedDRA</default_vocab>
        <default_assessment>Non-systematic Assessment</default_assessment><category_list>
          <category><title>Total</title><event_list>
            <event><sub_title>Total, all-cause mortality</sub_title><counts group_id="E1" subjects_affected="0"
              subjects_at_risk="12"/></event>
            <event><sub_title>Total, serious adverse events</sub_title><counts group_id="E1" subjects_affected="1"
              subjects_at_risk="12"/></event></event_list></category>
          <category><title>Skin</title><event_list><event><sub_title vocab="WHO">Rash</sub_title>
            <counts group_id="E1" subjects_affected="1" subjects_at_risk="12" events="3"/></event></event_list>
          </category></category_list></serious_events>
      <other_events><frequency_threshold>5</frequency_threshold><category_list><category><title>Total</title>
        <event_list><event><sub_title>Total, other adverse events</sub_title><counts group_id="E1"
          subjects_affected="2" subjects_at_risk="11"/></event></event_list></category></category_list></other_events>
    </reported_events>
    <certain_agreements><pi_employee>They are NOT employed</pi_employee>
      <restrictive_agreement>Delay of 60 days: more than 60 days</restrictive_agreement></certain_agreements>
    <point_of_contact><name_or_title>Ada</name_or_title><phone>555</phone></point_of_contact>
    <limitations_and_caveats>Few</limitations_and_caveats>
  </clinical_results>"""


@pytest.fixture(scope="module")
def study() -> Study:
    """The whole record; its only oddity is a wrong number of arms."""
    found, problems = legacy_xml.read_study(XML.replace("RESULTS", RESULTS).encode())
    assert [(p.code, p.place) for p in problems] == [("contradiction", "/clinical_study/number_of_arms")]
    return found


def test_identification_status_and_sponsors(study: Study) -> None:
    assert (study.nct_id, study.source) == ("NCT90000005", "legacy_xml")
    numbers = study.identification
    assert numbers.org_study_id is not None
    assert numbers.organization is not None
    assert (numbers.org_study_id.id, numbers.organization.full_name) == ("SKY-1", "Cloud Nine Ltd.")
    assert [n.id for n in numbers.secondary_ids] == ["A", "B"]
    assert numbers.nct_id_aliases == ("NCT90000006",)
    assert study.overall_status == "ACTIVE_NOT_RECRUITING"
    status = study.status
    assert status.start_date is not None
    assert (status.start_date.date, status.start_date.type) == ("2007-06-05", "ACTUAL")
    assert status.completion_date is not None
    assert (status.completion_date.date, status.completion_date.type) == ("2009-06", "ESTIMATED")
    assert status.study_first_post_date is not None
    assert status.study_first_post_date.type == "ESTIMATED"
    assert (status.status_verified_date, study.last_update) == ("2008-07", "2008-07-01")
    assert study.lead_sponsor is not None
    assert (study.lead_sponsor.name, study.lead_sponsor.agency_class) == ("Cloud Nine Ltd.", "FED")
    assert study.sponsors.responsible_party is not None
    assert study.sponsors.responsible_party.old_name_title == "Ada"
    assert (study.oversight.has_dmc, study.oversight.is_us_export, study.oversight.is_ppsd) == (True, False, None)


def test_design_arms_and_eligibility(study: Study) -> None:
    assert study.phases == ("PHASE1", "PHASE2")
    assert (study.design.study_type, study.design.patient_registry) == ("OBSERVATIONAL", True)
    design = study.design_info
    assert (design.allocation, design.intervention_model, design.primary_purpose) == (
        "NON_RANDOMIZED",
        "PARALLEL",
        "ECT",
    )
    assert design.masking is not None
    assert (design.masking.masking, design.masking.who_masked) == ("DOUBLE", ("PARTICIPANT", "OUTCOMES_ASSESSOR"))
    assert study.design.enrollment is not None
    assert (study.design.enrollment.count, study.design.enrollment.type) == (24, "ESTIMATED")
    assert [(a.label, a.type, a.intervention_names) for a in study.arms] == [
        ("Blue", "ACTIVE_COMPARATOR", ("Dietary Supplement: Tablet",)),
        ("None", None, ()),
    ]
    assert (study.interventions[0].type, study.interventions[0].other_names) == ("DIETARY_SUPPLEMENT", ("Pill",))
    assert study.eligibility_text == CRITERIA.replace("&lt;", "<")
    rules = study.eligibility
    assert (rules.sex, rules.minimum_age, rules.maximum_age, rules.healthy_volunteers) == (
        "ALL",
        "6 Months",
        None,
        True,
    )


def test_people_places_and_papers(study: Study) -> None:
    module = study.contacts_locations
    assert (module.overall_officials[0].name, module.overall_officials[0].role) == ("Ada Nobody, MD", "STUDY_CHAIR")
    assert (module.central_contacts[0].name, module.central_contacts[0].phone_ext) == ("Cleo", "7")
    site, bare = study.locations
    assert (site.facility, site.city, site.status) == ("Clinic", "Erewhon", "NOT_YET_RECRUITING")
    assert [(c.name, c.role) for c in site.contacts] == [
        ("Dan", "CONTACT"),
        ("Eve", "CONTACT"),
        ("Fay", "SUB_INVESTIGATOR"),
    ]
    assert (bare.facility, bare.country) == (None, "Atlantis")
    assert study.references.references[0].type == "RESULT"
    assert study.references.see_also_links[0].url == "https://link.example"
    assert (study.ipd_sharing.ipd_sharing, study.ipd_sharing.info_types) == ("UNDECIDED", ("SAP",))
    derived = study.record.derived
    assert derived is not None
    assert derived.misc_info is not None
    assert derived.condition_browse is not None
    assert derived.misc_info.removed_countries == ("Lilliput",)
    assert derived.condition_browse.meshes[0].term == "Hiccup"
    assert study.record.document is not None
    assert study.record.document.large_document is not None
    document = study.record.document.large_document.large_docs[0]
    assert (document.filename, document.has_protocol, document.date) == ("Prot_000.pdf", True, "2007-05-01")


def test_results_that_are_not_posted_yet(study: Study) -> None:
    assert study.record.annotation is not None
    assert study.record.annotation.annotation is not None
    unposted = study.record.annotation.annotation.unposted_annotation
    assert unposted is not None
    assert [(e.type, e.date) for e in unposted.unposted_events] == [
        ("RELEASE", "2010-06-01"),
        ("RESET", "2010-06-09"),
        ("UNRELEASE", None),
    ]
    assert unposted.unposted_events[2] == UnpostedEvent(type="UNRELEASE", date_unknown=True)


def test_flow_and_baseline(study: Study) -> None:
    results = study.record.results
    assert study.has_results
    assert results is not None
    assert results.participant_flow is not None
    period = results.participant_flow.periods[0]
    start = period.milestones[0].achievements[0]
    assert (start.group_id, start.num_subjects, start.comment) == ("FG000", "12", "all of them")
    assert (period.drop_withdraws[0].type, period.drop_withdraws[0].reasons[0].num_subjects) == ("Bored", "2")
    assert results.baseline_characteristics is not None
    baseline = results.baseline_characteristics
    assert baseline.denoms[0].counts[0].value == "12"
    assert (baseline.measures[0].param_type, baseline.measures[0].dispersion_type) == ("MEAN", "CONFIDENCE_95")
    category = baseline.measures[0].classes[0].categories[0]
    cell = category.measurements[0]
    assert (category.title, cell.group_id, cell.value, cell.lower_limit) == ("young", "BG000", "9", "8")
    assert (cell.upper_limit, cell.comment) == ("10", "guessed")


def test_outcome_measures_and_their_analyses(study: Study) -> None:
    results = study.record.results
    assert results is not None
    assert results.outcome_measures is not None
    later, main = results.outcome_measures.outcome_measures
    assert (later.type, later.reporting_status, later.anticipated_posting_date) == ("POST_HOC", "NOT_POSTED", "2011-06")
    assert (main.type, main.reporting_status, main.param_type) == ("PRIMARY", "POSTED", "LEAST_SQUARES_MEAN")
    assert (main.dispersion_type, main.type_units_analyzed) == ("Standard Error", "eyes")
    assert main.classes[0].categories[0].measurements[0].spread == "0.2"
    analysis = main.analyses[0]
    assert (analysis.group_ids, analysis.p_value, analysis.ci_num_sides) == (("OG000", "OG001"), "<0.001", "TWO_SIDED")
    assert analysis.non_inferiority_type == "SUPERIORITY_OR_OTHER_LEGACY"
    assert analysis.dispersion_type == "STANDARD_ERROR_OF_MEAN"
    assert results.more_info is not None
    assert results.more_info.certain_agreement is not None
    agreement = results.more_info.certain_agreement
    assert (agreement.pi_sponsor_employee, agreement.restriction_type) == (False, "GT60")
    assert results.more_info.limitations_and_caveats is not None
    assert results.more_info.point_of_contact is not None


def test_adverse_events_with_the_totals_of_their_groups(study: Study) -> None:
    results = study.record.results
    assert results is not None
    events = results.adverse_events
    assert events is not None
    group = events.event_groups[0]
    assert (group.id, group.deaths_num_affected, group.serious_num_affected) == ("EG000", 0, 1)
    assert (group.other_num_affected, group.other_num_at_risk) == (2, 11)
    (rash,) = events.serious_events
    assert (rash.term, rash.organ_system, rash.source_vocabulary) == ("Rash", "Skin", "WHO")
    assert rash.assessment_type == "NON_SYSTEMATIC_ASSESSMENT"
    assert (rash.stats[0].num_events, rash.stats[0].num_at_risk) == (3, 12)
    assert (events.other_events, events.frequency_threshold) == ((), "5")


def _problems(inside: str) -> list[tuple[str, str | None]]:
    xml = f"<clinical_study><id_info><nct_id>NCT90000005</nct_id></id_info>{inside}</clinical_study>"
    return [(p.code, p.place) for p in legacy_xml.read_study(xml.encode())[1]]


@pytest.mark.parametrize(
    ("inside", "code", "place"),
    [
        ("<moon>full</moon>", "unknown-field", "/clinical_study/moon"),
        ("<enrollment kind='x'>3</enrollment>", "unknown-field", "/clinical_study/enrollment/@kind"),
        (
            "<location><status>Recruiting</status></location><location><moon/></location>",
            "unknown-field",
            "/clinical_study/location[2]/moon",
        ),
        ("<phase>1<b/></phase>", "unknown-field", "/clinical_study/phase"),
        ("<acronym>A</acronym><acronym>B</acronym>", "repeated-field", "/clinical_study"),
        ("<start_date>soon</start_date>", "unreadable-date", "/clinical_study/start_date"),
        ("<verification_date>May 32, 2007</verification_date>", "unreadable-date", "/clinical_study/verification_date"),
        (
            "<eligibility><minimum_age>old</minimum_age></eligibility>",
            "unreadable-age",
            "/clinical_study/eligibility/minimum_age",
        ),
        ("<enrollment>many</enrollment>", "wrong-type", "/clinical_study/enrollment"),
        ("<has_expanded_access>Perhaps</has_expanded_access>", "wrong-type", "/clinical_study/has_expanded_access"),
        ("<overall_status>Sleeping</overall_status>", "unknown-value", "$.protocolSection.statusModule.overallStatus"),
    ],
)
def test_what_is_odd_is_reported_with_its_path(inside: str, code: str, place: str) -> None:
    assert (code, place) in _problems(inside)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"<clinical_study/>", "nothing gives an NCT id"),
        (b"<search_results><clinical_study/></search_results>", "root is not"),
        (b"<clinical_study>", "not well-formed"),
        (b"<?xml version='1.0' encoding='klingon'?><a/>", "decoded|well-formed"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "document type or entities"),
        (b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "document type or entities"),
        (
            b"<!DOCTYPE z [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]><z>&b;</z>",
            "document type or entities",
        ),
        (b"<a>" * 200_000, "not well-formed"),
        (b"<clinical_study>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</clinical_study>", "nothing gives an NCT id"),
    ],
)
def test_xml_that_holds_no_trial_is_refused(raw: bytes, message: str) -> None:
    with pytest.raises(RecordError, match=message):
        legacy_xml.read_study(raw)


@pytest.mark.parametrize(
    ("text", "alias", "expected"),
    [
        ("Active, not recruiting", words.OverallStatus, "ACTIVE_NOT_RECRUITING"),
        ("Unknown status", words.OverallStatus, "UNKNOWN"),
        ("N/A", words.Phase, "NA"),
        ("Early Phase 1", words.Phase, "EARLY_PHASE1"),
        ("Phase 0", words.Phase, "EARLY_PHASE1"),
        (["None", "Open Label)"][0], words.MaskingKind, "NONE"),
        ("Double-Blind", words.MaskingKind, "DOUBLE"),
        ("Caregiver", words.WhoMasked, "CARE_PROVIDER"),
        ("97.5% Confidence Interval", words.BaselineDispersionType, "CONFIDENCE_975"),
        ("Inter-Quartile Range", words.BaselineDispersionType, "INTER_QUARTILE_RANGE"),
        ("Other Pre-specified", words.OutcomeMeasureType, "OTHER_PRE_SPECIFIED"),
        ("Perhaps, or not", words.OverallStatus, "Perhaps, or not"),
    ],
)
def test_words_take_the_spelling_of_version_2(text: str, alias: object, expected: str) -> None:
    assert spelled(text, alias) == expected


def test_masking_may_name_only_who_is_masked() -> None:
    xml = (
        b"<clinical_study><id_info><nct_id>NCT90000005</nct_id></id_info><study_design_info>"
        b"<masking>Participant, Investigator, Outcomes Assessor</masking></study_design_info></clinical_study>"
    )
    masking = legacy_xml.read_study(xml)[0].design_info.masking
    assert masking is not None
    assert (masking.masking, len(masking.who_masked)) == ("TRIPLE", 3)


def test_the_old_design_line_is_taken_apart() -> None:
    xml = (
        b"<clinical_study><id_info><nct_id>NCT90000005</nct_id></id_info><study_design>Allocation:  Randomized, "
        b"Endpoint Classification:  Safety, Intervention Model: Crossover Assignment, Masking: Single Blind (Subject), "
        b"Primary Purpose: Treatment</study_design></clinical_study>"
    )
    design = legacy_xml.read_study(xml)[0].design_info
    assert (design.allocation, design.intervention_model, design.primary_purpose) == (
        "RANDOMIZED",
        "CROSSOVER",
        "TREATMENT",
    )
    assert design.masking is not None
    assert (design.masking.masking, design.masking.who_masked) == ("SINGLE", ("PARTICIPANT",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("June 5, 2007", "2007-06-05"), ("June 2007", "2007-06"), ("06/2007", "2007-06"), ("2007", "2007")],
)
def test_dates(text: str, expected: str) -> None:
    assert date_of(text) == expected


def test_groups_are_counted_from_0() -> None:
    assert (group_id("O1"), group_id("B12"), group_id("EG000"), group_id(None)) == ("OG000", "BG011", "EG000", None)
