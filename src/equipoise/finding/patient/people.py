"""Age and sex, as the first sentences of a note give them.

"48 M with a history of …"            48.0, male
"A 3-day-old girl …"                  0.008, female
"her father, 70 years old, …"         None, None: that is somebody else
"""

from __future__ import annotations

import re

from equipoise.finding.patient.model import Person, Sex

# A note introduces its patient at the start; ages further on are those of relatives, or of past events.
_OPENING = 400

_YEARS = re.compile(
    r"\b(\d{1,3})\s*[-–]?\s*(?:(?:years?|yrs?)\s*[-–]?\s*(?:old|of\s+age)|y\s*[/.]?\s*o\b|y\.?/?o\.?(?=\W)|yo\b)"
    r"|\b(?:age[d]?|age\s+of)\s*:?\s*(\d{1,3})\b(?!\s*(?:months?|weeks?|days?))"
    r"|\b(\d{1,3})\s?[-]?(?=(?:[MF]|male|female|man|woman)\b)",
    re.IGNORECASE,
)
_YOUNGER = re.compile(
    r"\b(\d{1,3})\s*[-–]?\s*(days?|weeks?|wks?|months?|mos?)\s*[-–]?\s*(?:old|of\s+age)\b", re.IGNORECASE
)
_A_YEAR = {"d": 365.25, "w": 52.18, "m": 12.0}
_OLDEST = 120

_FEMALE = re.compile(r"\b(?:women|woman|female|lady|girl|she|her|mother of|pregnant)\b|(?<=\d)\s?(?:y/?o\s?)?F\b")
_MALE = re.compile(r"\b(?:men|man|male|gentleman|boy|he|his)\b|(?<=\d)\s?(?:y/?o\s?)?M\b")
_RELATIVE = re.compile(
    r"\b(?:(?:his|her|whose|the) )?(?:father|mother|sister|brother|aunt|uncle|cousin|husband|wife|son|daughter)\b",
    re.IGNORECASE,
)
_OF_RELATIVE = re.compile(_RELATIVE.pattern + r"[^.;]*", re.IGNORECASE)


def read_person(text: str) -> Person:
    """The patient's age and sex from the opening of a note."""
    opening = text[:_OPENING]
    return Person(_age(_OF_RELATIVE.sub(" ", opening)), _sex(_RELATIVE.sub(" ", opening)))


def _age(opening: str) -> float | None:
    years, younger = _YEARS.search(opening), _YOUNGER.search(opening)
    if younger and (years is None or younger.start() < years.start()):
        return float(younger[1]) / _A_YEAR[younger[2][0].lower()]
    if years is None:
        return None
    age = float(next(filter(None, years.groups())))
    return age if age <= _OLDEST else None


def _sex(opening: str) -> Sex | None:
    """Whichever is named first: later ones may be of other people."""
    lowered = re.sub(r"\b(She|Her|He|His|Woman|Man|Girl|Boy|Female|Male)\b", lambda m: m[0].lower(), opening)
    female, male = _FEMALE.search(lowered), _MALE.search(lowered)
    if female and (male is None or female.start() < male.start()):
        return "female"
    return "male" if male else None
