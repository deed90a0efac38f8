"""The index beside a library: what is derived from its records for searching, and can be made again at any time.

    with Index.open(library.path) as index:
        index.follow(library)              takes in what changed since its mark, and commits
        view = index.view()                a state that stays as it is, however much is written

The index remembers no position of its own: each entry carries the `seq` of its trial, entries are committed in the
order of `seq`, and a trial without sites has an entry among the sites, too. So the highest `seq` in both is the mark.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from equipoise.errors import LibraryError
from equipoise.library.index.analysis import register
from equipoise.library.index.entries import Entries, entries_of
from equipoise.library.index.memory import Memory
from equipoise.library.index.places import index_folder, made
from equipoise.library.index.record import v2_record
from equipoise.library.index.schema import NCT, SEQ, sites_schema, trials_schema
from equipoise.library.store import Library

if TYPE_CHECKING:
    import tantivy

_HEAP = 256 * 2**20
_PAGE = 2_000
_COMMIT_EVERY = 20_000
_KEPT = 8  # states that a walk through pages may still be in


@dataclass(frozen=True, slots=True)
class Part:
    """One of the two indexes: its fields and a searcher that sees one state of it."""

    schema: tantivy.Schema
    searcher: tantivy.Searcher

    def numbers(self, query: tantivy.Query, limit: int | None = None) -> list[int]:
        """The NCT numbers of what the query finds, in no order."""
        most = limit if limit is not None else max(1, self.searcher.num_docs)
        hits = self.searcher.search(query, most, count=False, order_by_field=NCT).hits
        return [int(number) for number, _ in hits]


@dataclass(frozen=True)
class View:
    """A state of the index that does not change. `mark` is the library's `seq` that it stands for."""

    trials: Part
    sites: Part
    mark: int
    memory: Memory = field(default_factory=Memory, compare=False)

    @cached_property
    def count(self) -> int:
        """How many trials there are."""
        return self.trials.searcher.num_docs


class Index:
    """One open index. Every method may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._trials = _opened(folder / "trials", trials_schema())
        self._sites = _opened(folder / "sites", sites_schema())
        self._view: View | None = None
        self._kept: dict[int, View] = {}
        self._stamp: tuple[int, ...] = ()

    @classmethod
    def open(cls, library: Path) -> Self:
        """The index of the library at this path, made where there is none. LibraryError where it cannot be opened."""
        return cls(made(index_folder(library)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def view(self, mark: int | None = None) -> View:
        """The last committed state, of this or any other process; the one of an earlier mark while it is kept."""
        if mark is not None and (kept := self._kept.get(mark)) is not None:
            return kept
        stamp = tuple(_changed(self.folder / part / "meta.json") for part in ("trials", "sites"))
        with self._lock:
            if self._view is None or stamp != self._stamp:
                self._trials.reload()
                self._sites.reload()
                trials = Part(self._trials.schema, self._trials.searcher())
                sites = Part(self._sites.schema, self._sites.searcher())
                self._view, self._stamp = View(trials, sites, min(_mark(trials), _mark(sites))), stamp
                self._kept[self._view.mark] = self._view
                while len(self._kept) > _KEPT:
                    del self._kept[next(iter(self._kept))]
            return self._view

    def follow(self, library: Library, ready: Mapping[str, Entries] | None = None) -> int:
        """Take in what changed in the library since the index's mark, and commit. Returns how many trials.

        `ready` holds the entries of trials that were made beside an ingest; the others are made here. LibraryError
        where another program is writing the index: it will bring it up to date.
        """
        if self.view().mark >= library.watermark():
            return 0
        with self.feeder(library) as feeder:
            return feeder.catch_up(ready or {})

    def feeder(self, library: Library) -> Feeder:
        """Whoever keeps the index beside an ingest; use it in a `with` statement."""
        return Feeder(library, self._trials, self._sites, self.view())


class Feeder:
    """The one writer of an index while it is open. Leaving it commits what was taken in."""

    def __init__(self, library: Library, trials: tantivy.Index, sites: tantivy.Index, view: View) -> None:
        self._library = library
        self._mark = view.mark
        self._was_empty = not (view.count or view.sites.searcher.num_docs)
        self._taken: set[int] = set()
        self._uncommitted = 0
        self._writers = tuple(_writer(index) for index in (trials, sites))
        self._schemas = (trials.schema, sites.schema)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.commit()
        for writer in self._writers:
            if kind is not None:
                writer.rollback()
            writer.wait_merging_threads()

    def catch_up(self, ready: Mapping[str, Entries]) -> int:
        """Take in every change since the last one that was taken in; returns how many."""
        taken = 0
        while page := self._library.changes(self._mark, _PAGE):
            for seq, nct_id in page:
                entries = ready.get(nct_id) or entries_of(v2_record(self._library.study(nct_id)))
                self._put(nct_id, seq, entries)
            self._mark = page[-1][0]
            taken += len(page)
            self._uncommitted += len(page)
            if self._uncommitted >= _COMMIT_EVERY:
                self.commit()
        return taken

    def commit(self) -> None:
        """Make visible what was taken in: the sites first, so that a trial that is found has its sites."""
        if self._uncommitted:
            for writer in reversed(self._writers):
                writer.commit()
            self._uncommitted = 0

    def _put(self, nct_id: str, seq: int, entries: Entries) -> None:
        import tantivy

        trials, sites = self._writers
        number = int(nct_id[3:])
        if not self._was_empty or number in self._taken:  # a deletion is looked for in all that there is
            for writer, schema in zip(self._writers, self._schemas, strict=True):
                # By a query, since a term of a plain int is taken for a signed one, and deletes nothing here.
                writer.delete_documents_by_query(tantivy.Query.term_query(schema, NCT, number))
        self._taken.add(number)
        head = f'{{"{NCT}":{number},"{SEQ}":{seq},'
        trials.add_json(head + entries.trial[1:])
        for site in entries.sites:
            sites.add_json(head + site[1:])


def _opened(folder: Path, schema: tantivy.Schema) -> tantivy.Index:
    import tantivy

    try:
        folder.mkdir(exist_ok=True)
        index = tantivy.Index(schema, path=str(folder))
    except (OSError, ValueError) as error:
        raise LibraryError(
            f"the search index {folder} cannot be opened: {error}", hint="delete the folder: it is made again"
        ) from error
    register(index)
    index.config_reader("manual")
    return index


def _writer(index: tantivy.Index) -> tantivy.IndexWriter:
    try:
        return index.writer(_HEAP, 1)
    except ValueError as error:
        raise LibraryError("another program is writing the search index", hint="wait until it has ended") from error


def _mark(part: Part) -> int:
    import tantivy

    hits = part.searcher.search(tantivy.Query.all_query(), 1, count=False, order_by_field=SEQ).hits
    return int(hits[0][0]) if hits else 0


def _changed(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0
