"""The base of all parts of a trial record."""

from __future__ import annotations

from msgspec import Struct


class Part(Struct, frozen=True, omit_defaults=True, rename="camel", gc=False):
    """A frozen, slotted part of a record that msgspec decodes straight from bytes.

    The attribute names are the API's names in snake case, without the endings Module, Section, Struct, Info and Infos;
    the API's own spelling is kept as the encoded name. What a record does not state is None or an empty tuple, and is
    not written. Parts hold no cycles, so the garbage collector need not look at them.
    """
