"""Careful steps through decoded JSON: what is not of the expected shape reads as absent, and nothing here raises.

A bundle comes from elsewhere; one malformed element must cost that element and no more.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, TypeAlias

Node: TypeAlias = dict[str, Any]

EMPTY: Node = {}


def node(value: object) -> Node:
    """The object itself, or an empty one."""
    return value if isinstance(value, dict) else EMPTY


def nodes(value: object) -> list[Node]:
    """The objects in a list; a single object counts as a list of one, for several exporters write it so."""
    if isinstance(value, dict):
        return [value]
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(value: object) -> str | None:
    """A string with something in it, without the white space around it."""
    return value.strip() or None if isinstance(value, str) else None


def number(value: object) -> float | None:
    """A finite number; `true` is not one, and neither is an integer that no float can hold."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        result = float(value)
    except OverflowError:
        return None
    return result if math.isfinite(result) else None


def texts(value: object) -> Iterator[str]:
    """The strings of a list."""
    if isinstance(value, list):
        for item in value:
            if (found := text(item)) is not None:
                yield found


def first_text(concepts: object) -> str | None:
    """What the CodeableConcepts of a list say, joined: their text, else a display, else a code."""
    said = [words for concept in nodes(concepts) if (words := concept_text(concept))]
    return "; ".join(said) or None


def concept_words(value: object) -> str | None:
    """The words of one CodeableConcept or Coding: its text, else the first display."""
    concept = node(value)
    return text(concept.get("text")) or next(
        (words for coding in _codings(concept) if (words := text(coding.get("display")))), None
    )


def concept_text(value: object) -> str | None:
    """The same, else the first code."""
    return concept_words(value) or next(
        (words for coding in _codings(node(value)) if (words := text(coding.get("code")))), None
    )


def _codings(concept: Node) -> list[Node]:
    return nodes(concept.get("coding")) or ([concept] if "code" in concept or "display" in concept else [])


def codes(value: object) -> tuple[tuple[str, str], ...]:
    """The (system, code) pairs of a CodeableConcept; a code without its system stands for nothing."""
    pairs = []
    for coding in nodes(node(value).get("coding")):
        system, code = text(coding.get("system")), text(coding.get("code"))
        if system and code:
            pairs.append((system, code))
    return tuple(pairs)


def status(value: object) -> str | None:
    """A status written as a plain code or, as for conditions, as a CodeableConcept; in lower case."""
    if isinstance(value, str):
        return value.strip().lower() or None
    concept = node(value)
    coded = next((code for coding in nodes(concept.get("coding")) if (code := text(coding.get("code")))), None)
    words = coded or text(concept.get("text"))
    return words.lower() if words else None
