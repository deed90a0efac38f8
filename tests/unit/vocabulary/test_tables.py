"""The tables: where each is from, how big they are, and that the derived ones can be made again."""

from __future__ import annotations

import gzip
import importlib
from importlib.resources import files

import pytest
from support import CHECKOUT

from equipoise.vocabulary.concepts import CONCEPT_TABLES
from equipoise.vocabulary.quantities import QUANTITIES
from equipoise.vocabulary.tsv import cell_list, lines, provenance, table_names

TABLES = CHECKOUT / "src" / "equipoise" / "vocabulary" / "tables"
OURS = (
    "quantities.tsv",
    "mechanisms.tsv",
    "abbreviations.tsv",
    "stop.tsv",
    "added_words.tsv",
    "icd10cm.tsv.gz",
    "forms.tsv.gz",
    *CONCEPT_TABLES,
)
MEGABYTE = 1_000_000


@pytest.mark.parametrize("name", OURS)
def test_a_table_says_where_it_is_from(name: str) -> None:
    head = provenance(name)
    for word in ("title", "source", "version", "date", "licence"):
        assert head.get(word), (name, word)


def test_the_tables_are_small() -> None:
    folder = files("equipoise.vocabulary").joinpath("tables")
    assert sum(len(folder.joinpath(name).read_bytes()) for name in table_names()) < 4 * MEGABYTE


@pytest.mark.parametrize("name", OURS)
def test_rows_are_as_long_as_the_first(name: str) -> None:
    rows = list(lines(name))
    assert rows
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize("name", CONCEPT_TABLES)
def test_a_key_has_one_row_a_table(name: str) -> None:
    names = [row[0] for row in lines(name)]
    assert len(names) == len(set(names))


def test_a_curated_synonym_means_one_thing() -> None:
    owner: dict[str, str] = {}
    for name, _, synonyms, *_ in lines("curated.tsv"):
        for form in (name, *cell_list(synonyms)):
            assert owner.setdefault(form, name) == name, form


def test_a_key_has_one_kind() -> None:
    kinds: dict[str, str] = {}
    for table in CONCEPT_TABLES:
        for name, kind, *_ in lines(table):
            assert kinds.setdefault(name, kind) == kind, name
            assert kind in {"condition", "treatment", "test", "state"}


def test_an_abbreviation_names_a_concept_and_a_known_caution() -> None:
    keys = {row[0] for table in CONCEPT_TABLES for row in lines(table)}
    rows = list(lines("abbreviations.tsv"))
    assert len(rows) > 250
    for form, key, caution in rows:
        assert key in keys, form
        assert caution in {"", "ambiguous", "word"}
    assert {"MS", "CD", "PE", "RA"} <= {row[0] for row in rows if row[2] == "ambiguous"}


def test_no_key_is_both_a_concept_and_a_slug() -> None:
    shared_keys = {row[0] for table in CONCEPT_TABLES for row in lines(table)} & set(QUANTITIES)
    assert all(key == QUANTITIES[key].name.lower() for key in shared_keys), shared_keys


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(CHECKOUT / "tools"))


def _built(builder: str, name: str) -> bytes:
    try:
        head, rows = importlib.import_module(builder).table()
        content: bytes = importlib.import_module("build_vocabulary").rendered(head, rows)
    except (ModuleNotFoundError, SystemExit) as missing:
        pytest.skip(f"{name} cannot be made again here: {missing}")
    return content


@pytest.mark.usefixtures("tools")
@pytest.mark.parametrize(
    ("builder", "name"),
    [
        ("vocabulary_mesh", "mesh.tsv.gz"),
        ("vocabulary_drugs", "drugs.tsv.gz"),
        ("vocabulary_icd", "icd10cm.tsv.gz"),
        ("vocabulary_snomed", "snomed.tsv.gz"),
    ],
)
@pytest.mark.long
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the packages that are read
def test_a_derived_table_is_what_its_source_gives(builder: str, name: str) -> None:
    assert _built(builder, name) == (TABLES / name).read_bytes()


@pytest.mark.usefixtures("tools")
def test_the_forms_are_what_the_tables_give() -> None:
    forms = importlib.import_module("vocabulary_forms")
    head, rows = forms.table()
    made = ["\t".join(row) for row in rows]
    committed = gzip.decompress((TABLES / "forms.tsv.gz").read_bytes()).decode("utf-8").splitlines()
    assert committed == [*head, *made]


@pytest.mark.usefixtures("tools")
def test_compressing_twice_gives_the_same_bytes() -> None:
    pytest.importorskip("simple_icd_10_cm")
    rendered = importlib.import_module("build_vocabulary").rendered
    assert rendered(("# x", "a"), [("1",)]) == rendered(("# x", "a"), [("1",)])
