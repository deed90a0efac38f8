"""What stands in each column of the CSV download, written as ClinicalTrials.gov writes it.

Several values of a cell are separated by pipes, and nothing escapes a pipe that a value holds. The forms were read off
the registry's real downloads, which differ from its own list of columns in one place: "Results First Posted" shows when
results were posted, not when they were submitted.

In one place this differs from the downloads. The registry writes the design of every observational study as
"Observational Model: |Time Perspective: p", which says nothing; here the model and the perspective are written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from equipoise.study.exports.reaching import at, branch, entries, listed, text

STUDY_URL = "https://clinicaltrials.gov/study/"
DOCUMENT_URL = "https://cdn.clinicaltrials.gov/large-docs/"

Cell: TypeAlias = Callable[[Mapping[str, Any]], str]

_NCT_ID = "protocolSection.identificationModule.nctId"
_IDENTIFICATION = "protocolSection.identificationModule"
_STATUS = "protocolSection.statusModule"
_DESIGN = "protocolSection.designModule"
_SPONSORS = "protocolSection.sponsorCollaboratorsModule"
_ELIGIBILITY = "protocolSection.eligibilityModule"
_OUTCOMES = "protocolSection.outcomesModule"
_ARMS = "protocolSection.armsInterventionsModule"


def study_url(record: Mapping[str, Any]) -> str:
    """The registry's page of the study."""
    return f"{STUDY_URL}{text(at(record, _NCT_ID))}"


def document_url(record: Mapping[str, Any], filename: str) -> str:
    """Where the registry keeps an uploaded document: below the last two digits of the study's number."""
    nct_id = text(at(record, _NCT_ID))
    return f"{DOCUMENT_URL}{nct_id[-2:]}/{nct_id}/{filename}"


def _joined(separator: str, values: Iterable[str]) -> str:
    """The values that are not empty."""
    return separator.join(value for value in values if value)


def _one(path: str) -> Cell:
    """The one value of a field."""
    return lambda record: text(at(record, path))


def _list(path: str, separator: str = "|") -> Cell:
    """The values of a list."""
    return lambda record: _joined(separator, map(text, listed(at(record, path))))


def _each(path: str, *keys: str, separator: str = ", ") -> Cell:
    """The entries of a branch, each as those of its fields that are stated: `Clinic, Erewhon, Atlantis|…`."""
    return lambda record: _joined(
        "|", (_joined(separator, (text(entry.get(key)) for key in keys)) for entry in entries(at(record, path)))
    )


def _outcomes(rank: str) -> Cell:
    return _each(f"{_OUTCOMES}.{rank}", "measure", "description", "timeFrame")


def _results(record: Mapping[str, Any]) -> str:
    return "YES" if record.get("hasResults") is True else "NO"


def _other_ids(record: Mapping[str, Any]) -> str:
    others = entries(at(record, f"{_IDENTIFICATION}.secondaryIdInfos"))
    first = text(at(record, f"{_IDENTIFICATION}.orgStudyIdInfo.id"))
    return _joined("|", (first, *(text(other.get("id")) for other in others)))


def _documents(record: Mapping[str, Any]) -> str:
    uploaded = entries(at(record, "documentSection.largeDocumentModule.largeDocs"))
    named = ((text(document.get("label")), text(document.get("filename"))) for document in uploaded)
    return _joined(
        "|", (_joined(", ", (label, document_url(record, filename) if filename else "")) for label, filename in named)
    )


def _study_design(record: Mapping[str, Any]) -> str:
    """The parts that the design of a study of its type has, each with its label, stated or not."""
    kind = text(at(record, f"{_DESIGN}.studyType"))
    info = branch(record, f"{_DESIGN}.designInfo")
    if kind == "OBSERVATIONAL":
        parts = {"Observational Model": info.get("observationalModel"), "Time Perspective": info.get("timePerspective")}
    elif kind == "INTERVENTIONAL":
        parts = {
            "Allocation": info.get("allocation"),
            "Intervention Model": info.get("interventionModel"),
            "Masking": _masking(branch(info, "maskingInfo")),
            "Primary Purpose": info.get("primaryPurpose"),
        }
    else:
        parts = {}
    return "|".join(f"{label}: {text(value)}" for label, value in parts.items())


def _masking(info: Mapping[str, Any]) -> str:
    """`DOUBLE (PARTICIPANT, INVESTIGATOR)`; the kind alone where nobody is named."""
    who = ", ".join(map(text, listed(info.get("whoMasked"))))
    return _joined(" ", (text(info.get("masking")), f"({who})" if who else ""))


CELLS: Mapping[str, Cell] = {
    "NCT Number": _one(_NCT_ID),
    "Study Title": _one(f"{_IDENTIFICATION}.briefTitle"),
    "Study URL": study_url,
    "Acronym": _one(f"{_IDENTIFICATION}.acronym"),
    "Study Status": _one(f"{_STATUS}.overallStatus"),
    "Brief Summary": _one("protocolSection.descriptionModule.briefSummary"),
    "Study Results": _results,
    "Conditions": _list("protocolSection.conditionsModule.conditions"),
    "Interventions": _each(f"{_ARMS}.interventions", "type", "name", separator=": "),
    "Primary Outcome Measures": _outcomes("primaryOutcomes"),
    "Secondary Outcome Measures": _outcomes("secondaryOutcomes"),
    "Other Outcome Measures": _outcomes("otherOutcomes"),
    "Sponsor": _one(f"{_SPONSORS}.leadSponsor.name"),
    "Collaborators": _each(f"{_SPONSORS}.collaborators", "name"),
    "Sex": _one(f"{_ELIGIBILITY}.sex"),
    "Age": _list(f"{_ELIGIBILITY}.stdAges", ", "),
    "Phases": _list(f"{_DESIGN}.phases"),
    "Enrollment": _one(f"{_DESIGN}.enrollmentInfo.count"),
    "Funder Type": _one(f"{_SPONSORS}.leadSponsor.class"),
    "Study Type": _one(f"{_DESIGN}.studyType"),
    "Study Design": _study_design,
    "Other IDs": _other_ids,
    "Start Date": _one(f"{_STATUS}.startDateStruct.date"),
    "Primary Completion Date": _one(f"{_STATUS}.primaryCompletionDateStruct.date"),
    "Completion Date": _one(f"{_STATUS}.completionDateStruct.date"),
    "First Posted": _one(f"{_STATUS}.studyFirstPostDateStruct.date"),
    "Results First Posted": _one(f"{_STATUS}.resultsFirstPostDateStruct.date"),
    "Last Update Posted": _one(f"{_STATUS}.lastUpdatePostDateStruct.date"),
    "Locations": _each(
        "protocolSection.contactsLocationsModule.locations", "facility", "city", "state", "zip", "country"
    ),
    "Study Documents": _documents,
}
"""How each column is written, by its name."""
