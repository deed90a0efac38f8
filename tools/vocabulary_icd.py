"""`icd10cm.tsv.gz`: the names of ICD-10-CM codes, without the seventh characters, which only tell the encounter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import simple_icd_10_cm as icd
from vocabulary_sources import head, package_version

_WHOLE = 7  # letters and digits of a code with its seventh character, the point left out


def rows() -> list[tuple[str, str]]:
    """Code and name, by code; a code whose name is missing takes that of the code above."""
    codes = [code for code in icd.get_all_codes(True) if icd.is_category_or_subcategory(code)]
    kept = [code for code in codes if len(code.replace(".", "")) < _WHOLE]
    return sorted((code, icd.get_description(code)) for code in kept)


def table() -> tuple[Sequence[str], Iterable[Sequence[str]]]:
    """What `build_vocabulary` writes."""
    source = (
        f"ICD-10-CM, April 2026 (National Center for Health Statistics), as in {package_version('simple-icd-10-cm')}"
    )
    return head(
        "Names of ICD-10-CM codes.", source, "ICD-10-CM: public domain (U.S. CDC/NCHS); the package: MIT", "code\tname"
    ), rows()
