"""What is taken from a description of a patient: person, things, words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Sex: TypeAlias = Literal["female", "male"]
Role: TypeAlias = Literal["main", "condition", "other", "broader", "treatment", "test", "state"]
"""The part a thing plays. `main` is what a form is about, `other` a disease beside it; in a note, which does not say
what it is about, every disease is a `condition`. What these two are kinds of is `broader`, and no thing of the
patient's own. The rest follow the vocabulary."""


@dataclass(frozen=True, slots=True)
class Person:
    """Age in years (parts of a year for the very young) and sex; None where the description does not say."""

    age: float | None = None
    sex: Sex | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """One thing that the patient has, had, takes or had done, under all its names.

    `names` are the words of the description first, then the vocabulary's; `spans` are where it stands in the text.
    """

    key: str
    role: Role
    names: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @property
    def mentions(self) -> int:
        """How often the description speaks of it."""
        return len(self.spans)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the description as it is written there, and how often it stands there in any form.

    `main` marks the words of what a form is about.
    """

    text: str
    count: int
    main: bool = False


@dataclass(frozen=True, slots=True)
class PatientQuery:
    """All that the ranking knows of a patient. `absent` are keys of what is denied, or was had by relatives only."""

    person: Person
    groups: tuple[Group, ...]
    words: tuple[Word, ...]
    absent: tuple[str, ...] = ()
