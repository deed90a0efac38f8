"""The profile of a trial, and how the index keeps it."""

from __future__ import annotations

import base64

import msgspec

OLDEST = 120.0
"""Years: the greatest age of a record that states none."""


class Population(msgspec.Struct, array_like=True, frozen=True):
    """Who is studied. Ages in years, 0 and 120 where the record states no limit; `sex` is ALL, FEMALE, MALE or "".

    `states` are words such as "refractory" or "newly diagnosed"; `markers` such as "HER2-positive".
    """

    youngest: float = 0.0
    oldest: float = OLDEST
    sex: str = ""
    healthy: bool | None = None
    states: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()

    @property
    def limited(self) -> bool:
        """Whether the record states a limit of age."""
        return self.youngest > 0.0 or self.oldest < OLDEST


class Design(msgspec.Struct, array_like=True, frozen=True):
    """How the trial is built, in the registry's words; "" for what is not stated. Early phase 1 is 0.5."""

    type: str = ""
    phase: float | None = None
    allocation: str = ""
    model: str = ""
    masking: str = ""
    purpose: str = ""
    enrollment: int | None = None


class Profile(msgspec.Struct, array_like=True, frozen=True):
    """A trial's facets.

    `conditions` are those of its title, conditions and keywords, `nearby` those that only the summary names (or the
    arms and the inclusion criteria, where the record has lost its conditions). They and `treatments` are keys of the
    vocabulary, or names in their normal form that it does not know. `sponsors` begins with the lead one. `words` are
    those of the names of the record's conditions.
    """

    conditions: tuple[str, ...] = ()
    nearby: tuple[str, ...] = ()
    treatments: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    population: Population = Population()
    design: Design = Design()
    sponsors: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Profile)


def encoded(profile: Profile) -> str:
    """The profile as the index takes bytes in."""
    return base64.b64encode(_encoder.encode(profile)).decode("ascii")


def decoded(kept: bytes) -> Profile:
    """The profile that the index kept."""
    return _decoder.decode(kept)
