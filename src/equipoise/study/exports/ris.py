"""The RIS citation of a study, with the tags of ClinicalTrials.gov's own RIS download.

Which tag shows which fields is published by the registry; how the values are put together within a line is not, and is
decided here. Dates are written as RIS asks (`2024/06/05/`, `2024/06//`). Every value is one line: line breaks within it
become blanks, so that no text of a record can end the citation or begin another tag.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from equipoise.errors import RequestError
from equipoise.study.exports.csv_cells import study_url
from equipoise.study.exports.escapes import unescaped
from equipoise.study.exports.reaching import at, branch, entries, text
from equipoise.study.remarks import shown

# fmt: off
TAGS = (
    "TY", "DP", "PP", "ID", "U1", "AB", "AN", "SF", "ST", "TI", "Y1", "Y2",
    "A2", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "RD", "UR", "ER",
)
# fmt: on
"""The tags of a citation in their order; the first and the last are always there."""

_END = "\r\n"
_IDENTIFICATION = "protocolSection.identificationModule"
_STATUS = "protocolSection.statusModule"
_SPONSORS = "protocolSection.sponsorCollaboratorsModule"
_DOCUMENTS = (("hasProtocol", "Study Protocol"), ("hasSap", "SAP"), ("hasIcf", "ICF"))
_ACCESS = (("individual", "individual"), ("intermediate", "intermediate-size population"), ("treatment", "treatment"))


def ris(record: Mapping[str, Any], *, retrieved: date, tags: Iterable[str] | None = None) -> str:
    """The citation of a v2 record; `retrieved` is the day that it names, `tags` the tags wanted (all by default).

    Raises RequestError for a tag that a citation does not have.
    """
    wanted = set(TAGS if tags is None else tags) | {"TY", "ER"}
    for tag in wanted.difference(TAGS):
        raise RequestError(f"Parameter 'fields' contains invalid RIS tag: {shown(tag)}")
    found = dict(_values(record, retrieved))
    return (
        "".join(
            f"{tag}  - {' '.join(value.split())}{_END}"
            for tag in TAGS
            if tag in wanted
            for value in found[tag]
            if value
        )
        + f"ER  - {_END}"
    )


def _values(record: Mapping[str, Any], retrieved: date) -> Iterator[tuple[str, list[str]]]:
    """Each tag with its values; one that has none is not written."""
    names, status = branch(record, _IDENTIFICATION), branch(record, _STATUS)
    sponsors = branch(record, _SPONSORS)
    number = text(names.get("nctId"))
    yield "TY", ["DBASE"]
    yield "DP", ["National Library of Medicine (US)"]
    yield "PP", ["Bethesda (MD)"]
    yield "ID", [number]
    yield "U1", [_with(other, "id", "type") for other in entries(names.get("secondaryIdInfos"))]
    yield "AB", [unescaped(text(at(record, "protocolSection.descriptionModule.briefSummary")))]
    yield "AN", [number]
    yield "SF", ["ClinicalTrials.gov"]
    yield "ST", [_with(names, "briefTitle", "acronym")]
    yield "TI", [text(names.get("officialTitle"))]
    yield "Y1", [_day(text(status.get("studyFirstSubmitDate")))]
    yield "Y2", [_day(text(at(status, "startDateStruct.date")))]
    yield "A2", [text(other.get("name")) for other in entries(sponsors.get("collaborators"))]
    yield "C1", [text(at(sponsors, "leadSponsor.name"))]
    yield "C2", [text(status.get("overallStatus"))]
    yield "C3", [_day(text(at(status, "lastUpdatePostDateStruct.date")))]
    yield "C4", [_day(text(status.get("lastUpdateSubmitDate")))]
    yield "C5", [_study_type(branch(record, "protocolSection.designModule"))]
    yield "C6", [_results(record)]
    yield "C7", [_documents(record)]
    yield (
        "C8",
        [_contact(other) for other in entries(at(record, "protocolSection.contactsLocationsModule.centralContacts"))],
    )
    yield "RD", [_day(retrieved.isoformat())]
    yield "UR", [study_url(record)]
    yield "ER", []


def _with(part: Mapping[str, Any], key: str, addition: str) -> str:
    """`Blue tablets (BLUE)`: one field, and a second in brackets where it is stated."""
    first, second = text(part.get(key)), text(part.get(addition))
    return f"{first} ({second})" if first and second else first


def _day(stated: str) -> str:
    """A date, known to the year, month or day, as RIS writes it: all three slashes are always there."""
    year, month, day = [*stated[:10].split("-"), "", ""][:3]
    return f"{year}/{month}/{day}/" if year else ""


def _study_type(design: Mapping[str, Any]) -> str:
    kind = text(design.get("studyType"))
    access = branch(design, "expandedAccessTypes")
    further = [name for key, name in _ACCESS if access.get(key) is True]
    if design.get("patientRegistry") is True:
        further.append("patient registry")
    return f"{kind} ({', '.join(further)})" if kind and further else kind


def _results(record: Mapping[str, Any]) -> str:
    if record.get("hasResults") is True:
        return "Has results"
    tracked = at(record, "derivedSection.miscInfoModule.submissionTracking.submissionInfos")
    return "Results submitted" if entries(tracked) else "No results"


def _documents(record: Mapping[str, Any]) -> str:
    uploaded = entries(at(record, "documentSection.largeDocumentModule.largeDocs"))
    return ", ".join(name for key, name in _DOCUMENTS if any(document.get(key) is True for document in uploaded))


def _contact(person: Mapping[str, Any]) -> str:
    phone, extension = text(person.get("phone")), text(person.get("phoneExt"))
    reached = f"{phone} ext. {extension}" if phone and extension else phone
    return ", ".join(part for part in (_with(person, "name", "role"), reached, text(person.get("email"))) if part)
