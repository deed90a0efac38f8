"""A study as a FHIR R4 ResearchStudy.

Sites and the population asked for are contained in it, because they have no address of their own. What the registry has
and R4 has no element for is put where a reader of FHIR would look: outcome measures are objectives, recruitment at a
site is in the description of its Location, the criteria are the narrative of the enrolment Group. R4B has the same
ResearchStudy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from equipoise.study.exports.csv_cells import document_url
from equipoise.study.exports.escapes import unescaped
from equipoise.study.exports.fhir_words import (
    MESH,
    PHASES,
    PURPOSES,
    REGISTRY,
    TERMINOLOGY,
    concept,
    kept,
    label,
    narrative,
    quantity,
    stated,
    status,
    url_or_none,
)
from equipoise.study.exports.reaching import at, branch, entries, listed, text

_Part: TypeAlias = Mapping[str, Any]

_POPULATION = "population"
_PUBMED = "https://pubmed.ncbi.nlm.nih.gov/"
_OBJECTIVES = (("primaryOutcomes", "primary"), ("secondaryOutcomes", "secondary"), ("otherOutcomes", "exploratory"))
_DESIGN_LABELS = (
    ("allocation", "Allocation", "DesignAllocation"),
    ("interventionModel", "Intervention model", "InterventionalAssignment"),
    ("observationalModel", "Observational model", "ObservationalModel"),
    ("timePerspective", "Time perspective", "DesignTimePerspective"),
)


def research_study(record: _Part) -> dict[str, Any]:
    """The v2 record as a ResearchStudy resource, decoded JSON."""
    protocol = branch(record, "protocolSection")
    names, state = branch(protocol, "identificationModule"), branch(protocol, "statusModule")
    design, places = branch(protocol, "designModule"), branch(protocol, "contactsLocationsModule")
    population = _population(protocol)
    sites = list(_sites(places))
    overall = text(state.get("overallStatus"))
    return kept(
        {
            "resourceType": "ResearchStudy",
            "id": text(names.get("nctId")),
            "meta": kept({"lastUpdated": _instant(text(at(state, "lastUpdatePostDateStruct.date")))}),
            "contained": [*([population] if population else []), *sites],
            "identifier": list(_identifiers(names)),
            "title": text(names.get("officialTitle")) or text(names.get("briefTitle")),
            **status(overall),
            "primaryPurposeType": _purpose(text(at(design, "designInfo.primaryPurpose"))),
            "phase": _phase(tuple(map(text, listed(design.get("phases"))))),
            "category": list(_categories(design)),
            "focus": stated(map(_intervention, entries(at(protocol, "armsInterventionsModule.interventions")))),
            "condition": stated(_conditions(record, protocol)),
            "contact": stated(map(_contact, entries(places.get("centralContacts")))),
            "relatedArtifact": list(_artifacts(record, protocol)),
            "keyword": stated(concept(text(word)) for word in listed(at(protocol, "conditionsModule.keywords"))),
            "location": [concept(country) for country in _countries(places)],
            "description": _description(branch(protocol, "descriptionModule")),
            "enrollment": [{"reference": f"#{_POPULATION}"}] if population else [],
            "period": kept(
                {
                    "start": text(at(state, "startDateStruct.date")),
                    "end": text(at(state, "completionDateStruct.date")),
                }
            ),
            "sponsor": _display("Organization", text(at(protocol, "sponsorCollaboratorsModule.leadSponsor.name"))),
            "principalInvestigator": _display("Practitioner", _investigator(places)),
            "site": [{"reference": f"#{site['id']}"} for site in sites],
            "reasonStopped": _words(text(state.get("whyStopped"))),
            "note": [{"text": remark} for remark in _remarks(state)],
            "arm": list(_arms(protocol)),
            "objective": list(_objectives(protocol)),
        }
    )


def _instant(day: str) -> str:
    """A day as an instant, which FHIR wants to the second; nothing for a date of less precision."""
    return f"{day}T00:00:00Z" if len(day) == len("2024-06-05") else ""


def _words(reason: str) -> dict[str, Any]:
    return concept(unescaped(reason)) if reason else {}


def _display(kind: str, name: str) -> dict[str, Any]:
    return {"type": kind, "display": name} if name else {}


def _identifiers(names: _Part) -> Iterator[dict[str, Any]]:
    if number := text(names.get("nctId")):
        yield {"use": "official", "system": REGISTRY, "value": number}
    for alias in listed(names.get("nctIdAliases")):
        yield {"use": "old", "system": REGISTRY, "value": text(alias)}
    if own := text(at(names, "orgStudyIdInfo.id")):
        assigner = _display("Organization", text(at(names, "organization.fullName")))
        yield kept({"use": "secondary", "value": own, "assigner": assigner})
    for other in entries(names.get("secondaryIdInfos")):
        if value := text(other.get("id")):
            kind = text(other.get("type"))
            yield kept(
                {
                    "use": "secondary",
                    "type": concept(label("SecondaryIdType", kind)),
                    "value": value,
                    "assigner": _display("Organization", text(other.get("domain"))),
                }
            )


def _purpose(value: str) -> dict[str, Any]:
    words = label("PrimaryPurpose", value)
    return concept(words, f"{TERMINOLOGY}research-study-prim-purp-type", PURPOSES.get(value))


def _phase(values: tuple[str, ...]) -> dict[str, Any]:
    words = "/".join(label("Phase", value) for value in values)
    return concept(words, f"{TERMINOLOGY}research-study-phase", PHASES.get(values))


def _categories(design: _Part) -> Iterator[dict[str, Any]]:
    if kind := text(design.get("studyType")):
        yield concept(label("StudyType", kind))
    info = branch(design, "designInfo")
    for key, words, enumeration in _DESIGN_LABELS:
        if value := text(info.get(key)):
            yield concept(f"{words}: {label(enumeration, value)}")
    if masking := text(at(info, "maskingInfo.masking")):
        who = ", ".join(label("WhoMasked", text(party)) for party in listed(at(info, "maskingInfo.whoMasked")))
        yield concept(f"Masking: {label('DesignMasking', masking)}" + (f" ({who})" if who else ""))


def _intervention(given: _Part) -> dict[str, Any]:
    kind, name = text(given.get("type")), text(given.get("name"))
    return concept(": ".join(part for part in (label("InterventionType", kind), name) if part))


def _conditions(record: _Part, protocol: _Part) -> Iterator[dict[str, Any]]:
    """The sponsor's words, and the headings that the registry has given them."""
    for words in listed(at(protocol, "conditionsModule.conditions")):
        yield concept(text(words))
    for heading in entries(at(record, "derivedSection.conditionBrowseModule.meshes")):
        yield concept(text(heading.get("term")), MESH, text(heading.get("id")))


def _contact(person: _Part) -> dict[str, Any]:
    phone, extension = text(person.get("phone")), text(person.get("phoneExt"))
    reached = {
        "phone": f"{phone} ext. {extension}" if phone and extension else phone,
        "email": text(person.get("email")),
    }
    return kept(
        {
            "name": text(person.get("name")),
            "telecom": [{"system": system, "value": value} for system, value in reached.items() if value],
        }
    )


def _artifacts(record: _Part, protocol: _Part) -> Iterator[dict[str, Any]]:
    references = branch(protocol, "referencesModule")
    for article in entries(references.get("references")):
        pmid = text(article.get("pmid"))
        url = f"{_PUBMED}{pmid}/" if pmid.isdigit() else ""
        yield kept({"type": "citation", "citation": text(article.get("citation")), "url": url})
    for link in entries(references.get("seeAlsoLinks")):
        yield _document(unescaped(text(link.get("label"))), text(link.get("url")))
    for uploaded in entries(at(record, "documentSection.largeDocumentModule.largeDocs")):
        filename = text(uploaded.get("filename"))
        yield _document(text(uploaded.get("label")), document_url(record, filename) if filename else "")


def _document(name: str, url: str) -> dict[str, Any]:
    return kept({"type": "documentation", "display": name, "url": url_or_none(url)})


def _countries(places: _Part) -> list[str]:
    named = (text(site.get("country")) for site in entries(places.get("locations")))
    return [country for country in dict.fromkeys(named) if country]


def _description(module: _Part) -> str:
    parts = (text(module.get("briefSummary")), text(module.get("detailedDescription")))
    return "\n\n".join(part for part in parts if part)


def _investigator(places: _Part) -> str:
    officials = entries(places.get("overallOfficials"))
    leading = [person for person in officials if person.get("role") == "PRINCIPAL_INVESTIGATOR"]
    return text(leading[0].get("name")) if leading else ""


def _remarks(state: _Part) -> Iterator[str]:
    """What the registry says of recruitment where FHIR's codes do not."""
    overall, last = text(state.get("overallStatus")), text(state.get("lastKnownStatus"))
    if "status" not in status(overall) and overall:
        yield f"Overall status in the registry: {label('Status', overall)}"
    if last:
        yield f"Last known status in the registry: {label('Status', last)}"


def _arms(protocol: _Part) -> Iterator[dict[str, Any]]:
    for number, arm in enumerate(entries(at(protocol, "armsInterventionsModule.armGroups")), 1):
        yield kept(
            {
                "name": text(arm.get("label")) or f"Arm {number}",  # FHIR asks for a name
                "type": concept(label("ArmGroupType", text(arm.get("type")))),
                "description": unescaped(text(arm.get("description"))),
            }
        )


def _objectives(protocol: _Part) -> Iterator[dict[str, Any]]:
    outcomes = branch(protocol, "outcomesModule")
    for key, code in _OBJECTIVES:
        for outcome in entries(outcomes.get(key)):
            measure, frame = text(outcome.get("measure")), text(outcome.get("timeFrame"))
            kind = concept(code.capitalize(), f"{TERMINOLOGY}research-study-objective-type", code)
            yield kept({"name": f"{measure} [{frame}]" if measure and frame else measure or frame, "type": kind})


def _population(protocol: _Part) -> dict[str, Any] | None:
    """Whom the trial asks for, and how many; None where the record says neither."""
    limits, asked = branch(protocol, "eligibilityModule"), branch(protocol, "designModule.enrollmentInfo")
    count = asked.get("count")
    if not limits and not isinstance(count, int):
        return None
    criteria = unescaped(text(limits.get("eligibilityCriteria")))
    return kept(
        {
            "resourceType": "Group",
            "id": _POPULATION,
            "text": narrative(criteria.split("\n")),
            "type": "person",
            "actual": asked.get("type") == "ACTUAL",
            "quantity": count if isinstance(count, int) and count >= 0 else None,
            "characteristic": list(_characteristics(limits)),
        }
    )


def _characteristics(limits: _Part) -> Iterator[dict[str, Any]]:
    bounds = {"low": quantity(text(limits.get("minimumAge"))), "high": quantity(text(limits.get("maximumAge")))}
    if kept(bounds):
        yield {"code": concept("Age"), "valueRange": kept(bounds), "exclude": False}
    if (sex := text(limits.get("sex"))) and sex != "ALL":
        yield {"code": concept("Sex"), "valueCodeableConcept": concept(label("Sex", sex)), "exclude": False}
    if limits.get("healthyVolunteers") is False:
        yield {"code": concept("Healthy volunteer"), "valueBoolean": True, "exclude": True}


def _sites(places: _Part) -> Iterator[dict[str, Any]]:
    for number, site in enumerate(entries(places.get("locations")), 1):
        point = branch(site, "geoPoint")
        recruiting = text(site.get("status"))
        yield kept(
            {
                "resourceType": "Location",
                "id": f"site-{number}",
                "name": text(site.get("facility")),
                "description": f"Recruitment: {label('RecruitmentStatus', recruiting)}" if recruiting else "",
                "address": kept(
                    {
                        "city": text(site.get("city")),
                        "state": text(site.get("state")),
                        "postalCode": text(site.get("zip")),
                        "country": text(site.get("country")),
                    }
                ),
                "position": kept({"longitude": point.get("lon"), "latitude": point.get("lat")}),
            }
        )
