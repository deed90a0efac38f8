"""What a value was taken from, how, and under which conditions: specimen, method, oxygen, number of joints."""

from __future__ import annotations

import re
from functools import lru_cache

from equipoise.patient.fhir.bundle import Bundle, Resource
from equipoise.patient.fhir.lookup import is_loinc
from equipoise.patient.fhir.wire import Node, codes, concept_text, node, nodes, number, text

_SPECIMEN = re.compile(
    r"\b(serum|plasma|urine|urinary|blood|saliva|sputum|stool|csf|cerebrospinal fluid|bone marrow)\b", re.IGNORECASE
)
_SAME = {"urinary": "urine", "cerebrospinal fluid": "csf"}
# LOINC names the specimen in the long name, which records often leave out (LOINC, axis SYSTEM; notice in NOTICE).
_SPECIMEN_OF_LOINC = {
    "2118-8": "serum", "2106-3": "urine", "19080-1": "serum", "21198-7": "serum", "80384-1": "urine",
    "80385-8": "serum", "2112-1": "urine", "2888-6": "urine", "2889-4": "urine", "2890-2": "urine", "34366-5": "urine",
    "40486-3": "urine", "14959-1": "urine", "9318-7": "urine",
}  # fmt: skip
_METHODS = re.compile(
    r"\b(bazett|fridericia|framingham|hodges|cockcroft|ckd-epi|mdrd|schwartz|westergren)\b|\b(qtc[bf])\b", re.IGNORECASE
)
_QTC = {"qtcb": "bazett", "qtcf": "fridericia"}
_JOINTS = re.compile(r"(?<![\d.])(28|44|66|68)(?![\d.])")
_INSPIRED, _FLOW = frozenset({"3150-6", "19994-3", "19996-8"}), frozenset({"3151-8"})
_AMBIENT = 21.0


def specimen(resource: Resource, bundle: Bundle) -> str | None:
    """What the sample was, in lower case: from the Specimen, else from the name or the code of the test."""
    linked = node(resource.node.get("specimen"))
    found = bundle.resolve(linked, resource) if linked else None
    stated = concept_text(found.node.get("type")) if found is not None else text(linked.get("display"))
    if stated is not None:
        return specimen_in(stated) or stated.casefold()
    code = node(resource.node.get("code"))
    displays = tuple(words for coding in nodes(code.get("coding")) if (words := text(coding.get("display"))))
    return _of_test(text(code.get("text")) or "", displays, codes(code))


@lru_cache(maxsize=4096)
def _of_test(name: str, displays: tuple[str, ...], pairs: tuple[tuple[str, str], ...]) -> str | None:
    named = (specimen_in(words) for words in (name, *displays))
    coded = (_SPECIMEN_OF_LOINC.get(code) for system, code in pairs if is_loinc(system))
    return next((one for one in (*named, *coded) if one), None)


def specimen_in(words: str) -> str | None:
    """The specimen that a name gives; "Serum or Plasma" is serum."""
    match = _SPECIMEN.search(words)
    return _SAME.get(match[1].casefold(), match[1].casefold()) if match else None


def method(observation: Node, name: str) -> str | None:
    """How the value was obtained: as recorded, and the formula that the name gives."""
    stated = concept_text(observation.get("method"))
    if stated is not None:
        return stated
    match = _METHODS.search(name)
    if match is None:
        return None
    word = (match[1] or match[2]).casefold()
    return _QTC.get(word, word)


def oxygen(component: Node) -> str | None:
    """ "room air", "oxygen 40 %": what was breathed; None where the component is about something else."""
    code = node(component.get("code"))
    loinc = {value for system, value in codes(code) if is_loinc(system)}
    value = node(component.get("valueQuantity"))
    size, unit = number(value.get("value")), text(value.get("code")) or text(value.get("unit"))
    if loinc & _INSPIRED:
        if size is None:
            return None
        percent = size * 100 if unit in (None, "1", "{fraction}") and size <= 1 else size
        return "room air" if percent == _AMBIENT else f"oxygen {percent:g} %"
    if loinc & _FLOW:
        return None if size is None else ("room air" if size == 0 else f"oxygen {size:g} {unit or 'L/min'}")
    return None


def joints(name: str) -> str | None:
    """How many joints a joint count is out of."""
    match = _JOINTS.search(name)
    return f"{match[1]} joints" if match else None
