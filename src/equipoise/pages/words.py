"""The registry's code words in plain words: `NOT_YET_RECRUITING` -> "Not yet recruiting"."""

from __future__ import annotations

_SPECIAL = {
    "NA": "Not applicable",
    "EARLY_PHASE1": "Early phase 1",
    "ALL": "All",
    "NIH": "NIH",
    "FED": "US federal agency",
    "INDIV": "Individual",
    "OTHER_GOV": "Other government agency",
    "CTIS": "CTIS (European Union)",
    "EUDRACT_NUMBER": "EudraCT number",
    "HEALTH_SERVICES_RESEARCH": "Health services research",
    "ECT": "Educational, counselling or training",
    "PRINCIPAL_INVESTIGATOR": "Principal investigator",
    "NON_RANDOMIZED": "Non-randomized",
}


def plain(code: str | None) -> str | None:
    """The code word as people write it; what is no code word stays as it is."""
    if code is None:
        return None
    if code in _SPECIAL:
        return _SPECIAL[code]
    if code != code.upper() or not code.replace("_", "").replace(" ", "").isalnum():
        return code
    if code.startswith("PHASE") and code[5:].isdigit():
        return f"Phase {code[5:]}"
    return code.replace("_", " ").capitalize()


def phases(codes: tuple[str, ...]) -> str | None:
    """`PHASE1, PHASE2` -> "Phase 1/Phase 2"; None where there is none."""
    return "/".join(plain(code) or "" for code in codes) or None


def yes_no(value: bool | None) -> str | None:
    """Yes or no; None where it is not stated."""
    return None if value is None else "Yes" if value else "No"


def count_of(number: int, thing: str, things: str | None = None) -> str:
    """`1 criterion`, `2 criteria`."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"
