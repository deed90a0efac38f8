"""The registry's own description of its API, as a generator of requests reads it."""

from __future__ import annotations

from typing import Any

import yaml
from support import shared

_FIELDS = [
    "NCTId",
    "Phase",
    "BasicSearch",
    "ProtocolSection",
    "NCT Number",
    "Locations",
    "@query",
    "hasResults",
    "Nope",
]
_LEAVES = ["Phase", "Condition", "StartDate", "EnrollmentCount", "BriefTitle", "HasResults", "LocationCity", "Nope"]
_NAME = (
    "(Phase|StartDate|EnrollmentCount|Condition|LocationCity|OverallStatus|ConditionSearch|EligibilityCriteria|Nope)"
)
_PIECES = [
    r'lupus|car-t|ALL|MISSING|1|2024-01|"heart failure"|AND|OR|NOT|\(|\)|"|\\',
    r"RANGE\[(MIN|1|2025-01|x),(MAX|1|2025)\]|SEARCH\[Location\]|COVERAGE\[(FullMatch|Contains)\]",
    r"EXPANSION\[(None|Lossy)\]|TILT\[StartDate\]|DISTANCE\[1,2,3mi\]",
    rf"AREA\[{_NAME}\](:size)?",
    "[\\x00-\\x7f]|é|\u2028|\U0001f9ec",
]
_EXPRESSION = rf"^(({'|'.join(_PIECES)}) ?){{1,6}}$"
_FILTER = "(phase:[0-4 ]{1,3}|results:with(out)?|sex:(f|m|all)|status:(rec|not|com)|healthy:[yn]|[a-z]{1,4}:[a-z])"


def documented() -> dict[str, Any]:
    """The description with two types that only its prose names: studies as CSV, and one study as RIS."""
    found: dict[str, Any] = yaml.safe_load((shared("data") / "api" / "ctg-oas-v2.0.5.yaml").read_text(encoding="utf-8"))
    for path, lacking in (("/studies", "text/csv"), ("/studies/{nctId}", "application/x-research-info-systems")):
        found["paths"][path]["get"]["responses"]["200"]["content"][lacking] = {"schema": {"type": "string"}}
    return found


def nearer() -> dict[str, Any]:
    """The same, with parameters that come past the first check more often than text by chance does."""
    found = documented()
    for path, operation in found["paths"].items():
        for parameter in operation["get"].get("parameters", []):
            name, schema = parameter["name"], parameter["schema"]
            if name.startswith("query.") or name.endswith(".advanced"):
                schema["pattern"] = _EXPRESSION
            elif name == "aggFilters":
                schema["pattern"] = rf"^{_FILTER}(,{_FILTER})?$"
            elif name == "sort":
                schema["items"] = {
                    "type": "string",
                    "pattern": "^(@relevance|StartDate|EnrollmentCount|BriefTitle)(:(asc|desc))?$",
                }
            elif name == "fields":
                schema["items"] = {"type": "string", "enum": _LEAVES if path.startswith("/stats") else _FIELDS}
            elif name == "nctId":
                parameter["schema"] = {"type": "string", "enum": ["NCT90000101", "nct90000201", "NCT99999999"]}
    return found
