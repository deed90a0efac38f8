"""Rebuild the tables of the registry's fields and search areas: `python tools/build_pieces.py [FOLDER]`.

FOLDER holds the registry's published API files (default: ../shared/data/api beside the checkout). Taken from them are
facts alone: names, the tree, types, sizes, values, weights, parameters. Titles, descriptions, rules and links to help
pages are left out. The same files give the same bytes.

    pieces.tsv       the tree of fields                        metadata.json
    areas.tsv        the parts of each search area, in order   search-areas.json
    enums.tsv        enumerations and who uses them            enums.json
    columns.tsv      the columns of the CSV download           csv-download-columns.csv
    parameters.tsv   the parameters of each endpoint           ctg-oas-v2.0.5.yaml

legacy_values.tsv, the words of the retired interface, is written by hand.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

CHECKOUT = Path(__file__).resolve().parent.parent
PUBLISHED = CHECKOUT.parent / "shared" / "data" / "api"
TABLES = CHECKOUT / "src" / "equipoise" / "study" / "pieces" / "tables"

COLLECTED = "2026-11"
"""When the files were collected, as the note beside them says."""

LICENCE = "public domain (U.S. National Library of Medicine, ClinicalTrials.gov); facts only"
FLAGS = ("isEnum", "synonyms", "nested", "indexedOnly", "historicOnly")

Rows = Iterator[Sequence[str]]


def piece_rows(path: Path) -> Rows:
    """Every node of the tree of fields, a branch before what is below it."""
    yield ("path", "piece", "source_type", "type", "flags", "max_chars", "alternatives")

    def below(nodes: list[dict[str, Any]], prefix: str) -> Rows:
        for node in nodes:
            here = prefix + node["name"]
            flags = "; ".join(flag for flag in FLAGS if node.get(flag))
            names = "; ".join(node.get("altPieceNames", ()))
            size = str(node.get("maxChars", ""))
            yield (here, node["piece"], node["sourceType"], node["type"], flags, size, names)
            yield from below(node.get("children", []), f"{here}.")

    yield from below(json.loads(path.read_bytes()), "")


def area_rows(path: Path) -> Rows:
    """The parts of each area; pieces that stand together in a part share its weight."""
    yield ("document", "area", "parameter", "label", "pieces", "type", "flags", "weight")
    for document in json.loads(path.read_bytes()):
        for area in document["areas"]:
            for part in area["parts"]:
                yield (
                    document["name"],
                    area["name"],
                    area.get("param", ""),
                    area.get("uiLabel", ""),
                    "; ".join(part["pieces"]),
                    part["type"],
                    "; ".join(flag for flag in ("isEnum", "isSynonyms") if part[flag]),
                    str(part["weight"]),
                )


def enum_rows(path: Path) -> Rows:
    """The values of each enumeration and the pieces that have it."""
    yield ("type", "pieces", "values")
    for entry in json.loads(path.read_bytes()):
        yield (entry["type"], "; ".join(entry["pieces"]), "; ".join(item["value"] for item in entry["values"]))


def column_rows(path: Path) -> Rows:
    """The columns of the CSV download and the pieces that each shows."""
    yield ("column", "pieces")
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield (row["Column Name"], "; ".join(row["Included Data Fields"].split("|")))


def parameter_rows(path: Path) -> Rows:
    """The parameters of each endpoint with what they accept; a listed one is separated by commas or pipes."""
    yield ("path", "name", "in", "type", "flags", "default", "least", "most", "values", "pattern")
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    schemas = document["components"]["schemas"]
    for endpoint, operations in document["paths"].items():
        for parameter in operations["get"]["parameters"]:
            schema = parameter["schema"]
            listed = schema["type"] == "array"
            item = schema["items"] if listed else schema
            if "$ref" in item:
                item = schemas[item["$ref"].rpartition("/")[2]]
            flags = [name for name, is_set in (("required", parameter["required"]), ("listed", listed)) if is_set]
            default = schema.get("default")
            yield (
                endpoint,
                parameter["name"],
                parameter["in"],
                item["type"],
                "; ".join(flags),
                "" if default in (None, []) else json.dumps(default).strip('"'),
                str(schema.get("minItems", schema.get("minimum", ""))),
                str(schema.get("maxItems", "")),
                "; ".join(item.get("enum", ())),
                item.get("pattern", ""),
            )


SOURCES: dict[str, tuple[str, str, Callable[[Path], Rows]]] = {
    "pieces.tsv": ("The fields of a study record, as a tree.", "metadata.json", piece_rows),
    "areas.tsv": (
        "The search areas: which fields each asks, and how much each counts.",
        "search-areas.json",
        area_rows,
    ),
    "enums.tsv": ("The enumerations of study records.", "enums.json", enum_rows),
    "columns.tsv": ("The columns of the CSV download.", "csv-download-columns.csv", column_rows),
    "parameters.tsv": ("The parameters of the API's endpoints.", "ctg-oas-v2.0.5.yaml", parameter_rows),
}


def rendered(table: str, folder: Path) -> str:
    """A whole table: comment lines that say where from, the names of the columns, the rows."""
    title, name, rows = SOURCES[table]
    source = folder / name
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    head = [
        f"# {title}",
        f"# source: ClinicalTrials.gov API, version 2: {name} (SHA-256 {digest[:16]}), by tools/build_pieces.py",
        f"# date: {COLLECTED}",
        f"# licence: {LICENCE}",
    ]
    return "\n".join((*head, *("\t".join(row) for row in rows(source)))) + "\n"


def main(arguments: Sequence[str]) -> None:
    """Write all tables."""
    folder = Path(arguments[0]) if arguments else PUBLISHED
    for table in SOURCES:
        (TABLES / table).write_text(rendered(table, folder), encoding="utf-8", newline="\n")
        print(f"{table}: {rendered(table, folder).count(chr(10)) - 5} rows")


if __name__ == "__main__":
    main(sys.argv[1:])
