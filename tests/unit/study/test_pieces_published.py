"""The tables against the registry's own files: the same facts, and no more of its text than these."""

from __future__ import annotations

import gzip
import importlib.util
import json
from types import ModuleType
from typing import Any

import jsonschema
import msgspec
import pytest
from support import CHECKOUT, shared

from equipoise.study.pieces import enums, leaves, metadata_tree, search_areas
from equipoise.study.pieces.tables import text_of

pytestmark = pytest.mark.shared

TEXTS = {"title", "description", "rules", "dedLink"}


def script() -> ModuleType:
    """tools/build_pieces.py, which is a script and in no package."""
    spec = importlib.util.spec_from_file_location("build_pieces", CHECKOUT / "tools" / "build_pieces.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def published(name: str) -> Any:
    return json.loads(shared(f"data/api/{name}.json").read_bytes())


def facts(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The published tree without its texts."""
    return [
        {key: facts(value) if key == "children" else value for key, value in node.items() if key not in TEXTS}
        for node in nodes
    ]


def valid(name: str, answer: Any) -> None:
    schema = published("study.schema")
    jsonschema.validate(answer, {"$defs": schema["$defs"], "$ref": f"#/$defs/{name}"})


def test_the_committed_tables_are_those_that_the_script_builds() -> None:
    build = script()
    assert {table: build.rendered(table, shared("data/api")) for table in build.SOURCES} == {
        table: text_of(table) for table in build.SOURCES
    }


def test_the_tree_of_fields_is_the_published_one() -> None:
    tree = metadata_tree()
    assert tree == facts(published("metadata"))
    assert tree == metadata_tree(indexed_only=True, historic_only=True)
    valid("FieldNodeList", tree)


def test_the_search_areas_are_the_published_ones() -> None:
    assert search_areas() == published("search-areas")
    valid("SearchDocumentList", search_areas())


def test_the_enumerations_are_the_published_ones_with_the_retired_words() -> None:
    ours = enums()
    valid("EnumInfoList", ours)
    for entry in ours:
        entry["values"] = [{"value": item["value"]} for item in entry["values"]]
    assert ours == published("enums")


def flat(value: Any, path: str = "") -> list[tuple[str, Any]]:
    """All leaves of a decoded JSON value with their path, the slow and obvious way."""
    if isinstance(value, list):
        return [leaf for item in value for leaf in flat(item, path)]
    if isinstance(value, dict) and not path.endswith(".geoPoint"):
        return [leaf for key, item in value.items() for leaf in flat(item, f"{path}.{key}" if path else key)]
    return [(path, value)]


def test_the_walk_finds_every_known_leaf_of_real_records_in_its_order() -> None:
    names = {
        line.split("\t")[0]: line.split("\t")[1]
        for line in text_of("pieces.tsv").split("\n")
        if line and line[0] != "#"
    }
    seen = 0
    with gzip.open(shared("data/records/ctgov_v2.jsonl.gz")) as lines:
        for line in lines:
            trial = msgspec.json.decode(line)
            expected = [(names[path], value) for path, value in flat(trial) if path in names and value is not None]
            assert list(leaves(trial)) == expected
            seen += len(expected)
    assert seen > 500_000
