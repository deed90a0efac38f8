"""The words of an expression as an index holds them: by the very analyzer that the index is made with."""

from __future__ import annotations

from equipoise.library.index.analysis import Analyzer, analyzer


def tokens(text: str, name: Analyzer) -> list[str]:
    """The tokens of a text in their order, by the analyzer of the field that is asked (`EXACT`, `ANALYZER`).

    None where the text has no letter or digit (`,` or `&`).
    """
    return analyzer(name).analyze(text)
