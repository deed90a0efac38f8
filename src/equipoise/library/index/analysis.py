"""How text becomes the words of the index: one definition, for what is written into it and for what is asked of it.

`en` cuts at every character that is no letter or digit, drops what is too long to be a word, folds capitals and
accents, and takes English endings off; `exact` is the same with the endings left on.

    "Ménière's studies" -> en: menier s studi · exact: meniere s studies
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tantivy import Index, TextAnalyzer

Analyzer = Literal["en", "exact"]

ANALYZER: Literal["en"] = "en"
EXACT: Literal["exact"] = "exact"

LONGEST = 80
"""Bytes from which a run of letters and digits is no word: a sequence, an encoded file."""


@cache
def analyzer(name: Analyzer) -> TextAnalyzer:
    """The analyzer of this name: to be registered with an index under it, and to be asked for the words of a text."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple())
    for each in (Filter.remove_long(LONGEST), Filter.lowercase(), Filter.ascii_fold()):
        builder = builder.filter(each)
    if name == ANALYZER:
        builder = builder.filter(Filter.stemmer("English"))
    return builder.build()


def register(index: Index) -> None:
    """Make the index know the analyzers that its fields name."""
    for name in (ANALYZER, EXACT):
        index.register_tokenizer(name, analyzer(name))
