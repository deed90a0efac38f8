"""The words of an expression as the index holds them: by the very analyzer that the index is made with."""

from __future__ import annotations

from equipoise.library.index.analysis import ANALYZER, Analyzer, analyzer


def tokens(text: str, name: Analyzer = ANALYZER) -> list[str]:
    """The index's tokens of a text, in their order; none where it has no letter or digit (`,` or `&`).

    `EXACT` leaves the English endings on, as `EXPANSION[None]` wants it.
    """
    return analyzer(name).analyze(text)
