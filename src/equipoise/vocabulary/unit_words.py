"""Units as people write them, to UCUM: `"x 10^9/L"`, `"K/uL"`, `"cells per cubic millimeter"`, `"mL/min/1.73 m²"`.

The words are `tables/unit_words.tsv`; this module knows how they are put together:

    unit     = multiplier? what? (per size)+ | what daily | word | per size
    multiplier = "x 10^9", "× 10⁹", "x 109" (a lost superscript), "10e3", "10(3)", "k", "thou", "million"
    what     = a unit that may stand before "per", or the things counted (cells, platelets), which UCUM does not name
    per      = "/" or "per"

Where spellings are ambiguous (`G/L` is giga or gram, `units/L` of an enzyme or of a hormone) `readings` gives all, the
likeliest first; `from_text(…, like="U/L")` takes the one that measures the same as the unit given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import NamedTuple

from equipoise.vocabulary.tsv import lines
from equipoise.vocabulary.ucum import UnitError, parse_unit

# Spellings that only their capitals tell apart: molar and metre, giga and gram, mega and milli.
CASED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "mM": ("mmol/L",), "µM": ("umol/L",), "μM": ("umol/L",), "uM": ("umol/L",), "nM": ("nmol/L",),
        "pM": ("pmol/L",), "G/L": ("10*9/L", "g/L"), "G/l": ("10*9/L", "g/L"), "T/L": ("10*12/L",),
        "MU": ("10*6.[IU]", "mU"), "C": ("Cel",), "F": ("[degF]",),
    }
)  # fmt: skip
MULTIPLIER_WORDS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("k", "thou", "thous", "thousand", "thousands", "thsd", "tsd"), "10*3"),
        **dict.fromkeys(("m", "mil", "mill", "million", "millions", "mio", "mln"), "10*6"),
        **dict.fromkeys(("bil", "billion", "billions", "giga", "gpt"), "10*9"),
        **dict.fromkeys(("tera", "tpt"), "10*12"),
    }
)
POWER = r"(?:[3-9]|1[0-2])"
DAILY = {"daily": "d", "a day": "d", "weekly": "wk", "a week": "wk", "monthly": "mo", "a month": "mo", "hourly": "h"}
_VOLUMES = frozenset({"L", "dL", "mL", "uL", "nL", "mm3", "cm3"})
_SURFACE = "{1.73_m2}"


class _Word(NamedTuple):
    """One row of the table, for one spelling."""

    spelling: str
    code: str
    roles: str


@cache
def words_of_table() -> tuple[_Word, ...]:
    rows = lines("unit_words.tsv")
    return tuple(_Word(spelling, code, roles) for code, roles, spellings in rows for spelling in spellings.split("|"))


@cache
def _index(role: str) -> Mapping[str, str]:
    """Folded spelling -> code, of the words that may play the role."""
    return MappingProxyType({_fold(word.spelling): word.code for word in words_of_table() if role in word.roles})


UNIT_WORDS: Mapping[str, str] = MappingProxyType(
    {word.spelling: word.code for word in words_of_table() if "a" in word.roles and word.spelling}
)
"""Lower-case spellings that are a unit by themselves -> UCUM. Compound units are built by `from_text`."""


def from_text(words: str, like: str | None = None) -> str | None:
    """The UCUM code of a unit as written, or None. With `like`, the reading that has the dimension of that UCUM unit.

    Where no reading has that dimension the likeliest is returned: the caller sees that the units differ.
    """
    found = readings(words)
    if like is not None and len(found) > 1:
        wanted = parse_unit(like).dimension
        found = tuple(sorted(found, key=lambda code: parse_unit(code).dimension != wanted))
    return found[0] if found else None


def readings(words: str) -> tuple[str, ...]:
    """All UCUM codes that the words may mean, the likeliest first; empty when they are no unit."""
    text = words.strip().strip(",;:")
    if text in CASED:
        return CASED[text]
    folded = _fold(text)
    code = (
        _index("a").get(folded)
        or _index("r").get(folded)
        or _index("n").get(folded)
        or _compound(folded)
        or _ucum(text)
    )
    return _alternatives(code) if code else ()


def _alternatives(code: str) -> tuple[str, ...]:
    """Texts write U and IU for each other."""
    if "[IU]" in code:
        return code, code.replace("[IU]", "U")
    swapped = re.sub(r"(?<![A-Za-z'])([kmu]?)U(?=[/.]|$)", r"\1[IU]", code)
    if swapped != code:
        return code, swapped
    return (code, "Cel") if code == "deg" else (code,)


def _ucum(text: str) -> str | None:
    """A code already, when it has a mark that only a unit has: plain letters would make words into units."""
    if not (re.search(r"[/\[{*%]", text) and re.search(r"[A-Za-z%{]", text)):
        return None
    try:
        return parse_unit(text).code
    except UnitError:
        return None


_SUPERSCRIPT = re.compile(r"[⁺⁻⁰¹²³⁴-⁹]+")
_FOLDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"</?sup>|\\(?=[\^*_/.()\[\]])", ""),
        (r"[∕⁄]", "/"),
        (r"[⋅·•∙]", "."),
        (r"[×✕]", "x"),
        (r"[‐-―−]", "-"),
        (r"\s+", " "),
        (r"(?:[x*]|/|\.|\bper\b| )*1[.,]73(?!\d) ?(?:sq(?:uare)?\.? ?)?(?:m(?:et(?:er|re)s?)?)?"
         r" ?(?:\^|\*\*)? ?\(?-?2?\)?(?: squared)?(?!\d)", "/" + _SURFACE),
        (r" per(?= )(?! cent)|^per\b", "/"),
        (r"(?<=[a-z]) ?(?:\^|\*\*) ?(?=-?\d)", ""),
        (r"(?<=[a-z])\((\d)\)", r"\1"),
        (r"^\((.*)\)$", r"\1"),
        (r"(?<=[a-z])\((?=[a-z])|(?<=[a-z])\)$", ""),
        (r"[ .]*\b([a-z]+)-1\b", r"/\1"),
        (r"[ .]*\b([a-z]+)-([23])\b", r"/\1\2"),
        (r"(?<!\d)\.|\.(?!\d)", ""),
        (r"(?<=[a-z\d])-(?=[a-z])", " "),
        (r" ?/ ?", "/"),
    )
)  # fmt: skip


@lru_cache(maxsize=4096)
def _fold(text: str) -> str:
    """One spelling for all that mean the same: lower case, plain letters and digits, `/` for per, no loose spaces."""
    text = _SUPERSCRIPT.sub(lambda match: "^" + unicodedata.normalize("NFKC", match[0]).replace("−", "-"), text)
    text = re.sub("[º˚]", "°", text)  # before NFKC, to which º is the letter o
    text = unicodedata.normalize("NFKC", text).replace("μ", "u").replace("µ", "u").lower()
    for pattern, replacement in _FOLDS:
        text = pattern.sub(replacement, text)
    return text.strip()


_MULTIPLIER = re.compile(
    rf"(?:[x*] ?)?10 ?(?:\^|\*\*?|e\+?|exp) ?\(?({POWER})\)?|(?:[x*] ?)?10\(({POWER})\)|[x*] ?10 ?({POWER})(?!\d)"
)
_ROUND = re.compile(r"(?:[x*] ?)?(10{0,2}(?:[, ]?000){1,4})(?!\d)")


def _compound(folded: str) -> str | None:
    """`"x10^9 cells/l"` -> `"10*9/L"`; `"mg/kg/day"` -> `"mg/kg/d"`; `"/mm3"` -> `"/mm3"`."""
    head, *sizes = _spelt_out(folded).split("/")
    below = [code for size in sizes if (code := _size(size))]
    power, what = _split_multiplier(head, per_volume=bool(below) and below[0] in _VOLUMES)
    above = "" if what in _index("c") else _index("n").get(what)
    if len(below) != len(sizes) or (what and above is None) or not (below or above):
        return None
    if not head and sizes[0] not in _index("e"):
        return None
    return "/".join([".".join(part for part in (power, above) if part), *below])


def _spelt_out(folded: str) -> str:
    """`"mg daily"` -> `"mg/d"`."""
    for ending, period in DAILY.items():
        if folded.endswith(" " + ending):
            return f"{folded.removesuffix(ending).rstrip()}/{period}"
    return folded


def _size(words: str) -> str | None:
    return words if words == _SURFACE else _index("d").get(words)


def _split_multiplier(head: str, per_volume: bool) -> tuple[str | None, str]:
    """`"x10^3 cells"` -> `("10*3", "cells")`; a word (`k`, `million`) before a thing or, by itself, per volume.

    So `m/ul` is a million per microlitre, and `m/sec` is left to be metres.
    """
    match = _MULTIPLIER.match(head)
    if match:
        return "10*" + next(power for power in match.groups() if power), head[match.end() :].strip()
    match = _ROUND.match(head)
    if match:
        return f"10*{match[1].count('0')}", head[match.end() :].strip()
    first, _, rest = head.partition(" ")
    if first in MULTIPLIER_WORDS and (per_volume if not rest else rest in _index("c") or rest in _index("n")):
        return MULTIPLIER_WORDS[first], rest
    return None, head
