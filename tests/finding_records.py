"""A few invented trials that the tests of finding search."""

from __future__ import annotations

from typing import Any

from study_records import raw_record

from equipoise.library.store import Library
from equipoise.study.read import read


def site(city: str, country: str, status: str, lat: float, lon: float) -> dict[str, Any]:
    """One location of a record."""
    return {
        "facility": f"{city} Hospital",
        "city": city,
        "country": country,
        "status": status,
        "geoPoint": {"lat": lat, "lon": lon},
    }


LYON = ("Lyon", "France", 45.76, 4.84)
OSLO = ("Oslo", "Norway", 59.91, 10.75)


def at(place: tuple[str, str, float, float], status: str) -> dict[str, Any]:
    """A site in one of the towns."""
    city, country, lat, lon = place
    return site(city, country, status, lat, lon)


def trial(
    number: int,
    title: str,
    *,
    conditions: tuple[str, ...] = (),
    drugs: tuple[str, ...] = (),
    phases: tuple[str, ...] = (),
    status: str = "RECRUITING",
    start: str | None = None,
    updated: str = "2024-01-01",
    enrolled: int | None = None,
    ages: tuple[str | None, str | None] = (None, None),
    sex: str = "ALL",
    sites: tuple[dict[str, Any], ...] = (),
    criteria: str = "Inclusion Criteria:\n\n* Adults",
    summary: str = "Nothing in particular.",
    results: str | None = None,
) -> bytes:
    """A record that says just this."""
    statuses: dict[str, Any] = {
        "overallStatus": status,
        "lastUpdatePostDateStruct": {"date": updated, "type": "ACTUAL"},
    }
    if start:
        statuses["startDateStruct"] = {"date": start, "type": "ACTUAL"}
    if results:
        statuses["resultsFirstPostDateStruct"] = {"date": results, "type": "ACTUAL"}
    design: dict[str, Any] = {"studyType": "INTERVENTIONAL", "phases": list(phases)}
    if enrolled is not None:
        design["enrollmentInfo"] = {"count": enrolled, "type": "ACTUAL"}
    eligibility = {"eligibilityCriteria": criteria, "sex": sex, "healthyVolunteers": False}
    eligibility |= {name: age for name, age in zip(("minimumAge", "maximumAge"), ages, strict=True) if age}
    return raw_record(
        f"NCT9{number:07}",
        identificationModule={"nctId": f"NCT9{number:07}", "briefTitle": title},
        statusModule=statuses,
        descriptionModule={"briefSummary": summary},
        conditionsModule={"conditions": list(conditions)},
        designModule=design,
        armsInterventionsModule={"interventions": [{"type": "DRUG", "name": name} for name in drugs]},
        eligibilityModule=eligibility,
        contactsLocationsModule={"locations": list(sites)},
    )


RECORDS = (
    trial(1, "Bluestone tablets for lung cancer", conditions=("Lung Cancer",), drugs=("Bluestone",), phases=("PHASE2",),
          start="2021-03", updated="2024-03-01", enrolled=40, ages=("18 Years", "65 Years"),
          sites=(at(LYON, "COMPLETED"), at(OSLO, "RECRUITING"))),
    trial(2, "A study of heart attacks", conditions=("Myocardial Infarction",), phases=("PHASE1", "PHASE2"),
          start="2022", updated="2024-05-01", enrolled=12, ages=("6 Months", None),
          sites=(at(LYON, "RECRUITING"),)),
    trial(3, "Cancers of the lung and what follows", conditions=("Neoplasms of the lung",), phases=("PHASE3",),
          start="2023-11-05", updated="2023-01-01", status="COMPLETED", sex="FEMALE", results="2024-02-02"),
    trial(4, "Walking after surgery", conditions=("Hip Fracture",), drugs=("Aspirin", "Placebo"), enrolled=400,
          updated="2024-05-01", status="NOT_YET_RECRUITING", sites=(at(OSLO, "NOT_YET_RECRUITING"),),
          summary="Lung function is measured, too. Cancer is not."),
    trial(5, "Redstone for lupus in children", conditions=("Systemic Lupus Erythematosus",), drugs=("Redstone",),
          phases=("PHASE2",), ages=("2 Years", "17 Years"), start="2021-12-31", updated="2022-06-06",
          status="ACTIVE_NOT_RECRUITING"),
)  # fmt: skip


def put(library: Library, raw: bytes) -> None:
    """One record into the library."""
    study = next(read(raw, name="record")).study
    assert study is not None
    library.put(study)
