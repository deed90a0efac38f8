"""The program's index of a few records, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import tantivy

from equipoise.library.index.analysis import register
from equipoise.library.index.entries import entries_of
from equipoise.library.index.schema import trials_schema
from equipoise.library.index.store import Part, View


def view_of(trials: Iterable[Mapping[str, Any]]) -> View:
    """An index in memory of records in the form of the API, as the program's own."""
    index = tantivy.Index(trials_schema())
    register(index)
    writer = index.writer(100_000_000, 1)
    for seq, record in enumerate(trials, start=1):
        number = int(record["protocolSection"]["identificationModule"]["nctId"][3:])
        writer.add_json(f'{{"nct":{number},"seq":{seq},' + entries_of(record).trial[1:])
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    part = Part(index.schema, index.searcher())
    return View(part, part, 0)
