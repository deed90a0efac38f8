"""What makes a trial like another, read from its record when it is indexed: small enough to compare hundreds at once.

    profile_of(values)     conditions, treatments, mechanism, population, design, sponsor
    body_of(values)        the words that say what the trial is about, without the exclusion criteria
    exclusions_of(values)  the exclusion criteria
    terms_of(profile)      what of it the index can be asked for, each with what is above it

`values` are a record's values by piece, as `entries` gathers them.
"""

from __future__ import annotations

from equipoise.library.index.profile.model import Design, Population, Profile, decoded, encoded
from equipoise.library.index.profile.read import Values, body_of, exclusions_of, profile_of
from equipoise.library.index.profile.terms import terms_of

__all__ = [
    "Design",
    "Population",
    "Profile",
    "Values",
    "body_of",
    "decoded",
    "encoded",
    "exclusions_of",
    "profile_of",
    "terms_of",
]
