"""The words of a query are the index's: found with the very analyzer that wrote them."""

from __future__ import annotations

import pytest
import tantivy

from equipoise.finding.essie.words import tokens
from equipoise.library.index.analysis import ANALYZER, EXACT, LONGEST, Analyzer, analyzer


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Running STUDIES", ["run", "studi"]),
        ("anti-CD19 β-blocker, 2.5%", ["anti", "cd19", "β", "blocker", "2", "5"]),
        ("Ménière's", ["menier", "s"]),
        (", & -", []),
        ("", []),
    ],
)
def test_words_are_cut_folded_and_lose_their_endings(text: str, words: list[str]) -> None:
    assert tokens(text, ANALYZER) == words


def test_exact_words_keep_their_endings() -> None:
    assert tokens("Ménière's Studies", EXACT) == ["meniere", "s", "studies"]


def test_what_is_too_long_is_no_word() -> None:
    assert tokens("a" * (LONGEST - 1) + " " + "b" * LONGEST, ANALYZER) == ["a" * (LONGEST - 1)]


@pytest.mark.parametrize("name", [ANALYZER, EXACT])
def test_an_index_made_with_the_analyzer_holds_these_words(name: Analyzer) -> None:
    schema = tantivy.SchemaBuilder().add_text_field("text", tokenizer_name=name).build()
    index = tantivy.Index(schema)
    index.register_tokenizer(name, analyzer(name))
    writer = index.writer(num_threads=1)
    writer.add_document(tantivy.Document(text="Crohn’s diseases: dosing of mAb-7 (naïve)"))
    writer.commit()
    index.reload()
    searcher = index.searcher()
    for word in tokens("Crohn’s diseases: dosing of mAb-7 (naïve)", name):
        assert searcher.search(tantivy.Query.term_query(schema, "text", word)).hits, word
    with_ending = searcher.search(tantivy.Query.term_query(schema, "text", "diseases")).hits
    assert bool(with_ending) == (name == EXACT)
