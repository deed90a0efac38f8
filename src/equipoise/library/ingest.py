"""Files and folders of trial records into the library."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias

from equipoise.errors import RecordError, RequestError
from equipoise.library.index.store import Feeder
from equipoise.library.journal import Rejected, Summary
from equipoise.library.pipeline import BATCH, OnCommit, Pipeline
from equipoise.library.store import Library
from equipoise.study.containers import Document, documents

_OWN_ENDINGS = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest is: the input in hand, bytes of all inputs, and what became of the records so far."""

    name: str
    bytes_done: int
    bytes_total: int
    summary: Summary


OnProgress: TypeAlias = Callable[[Progress], None]


def ingest(
    library: Library,
    paths: Iterable[Path],
    *,
    feeder: Feeder | None = None,
    progress: OnProgress | None = None,
    on_commit: OnCommit | None = None,
    batch: int = BATCH,
) -> Summary:
    """Put every record in the files and folders (recursively, by name) into the library.

    A file may be JSON, JSON lines, XML, page text, or gzip and zip of these; it is read as a stream. What is no trial
    record is put into quarantine with its reason. Records are committed in batches of at most `batch`, and `on_commit`
    hears of each batch after its commit; `feeder` keeps the search index beside it. An ingest that was interrupted is
    completed by another one.
    Raises RequestError, before anything is read, where a path does not exist, and LibraryError where the library
    cannot be written.
    """
    given = _checked(paths)
    library_files = {library.path.with_name(library.path.name + ending).absolute() for ending in _OWN_ENDINGS}
    total = sum(_size(file) for file in _files(given, library_files))
    run = library.begin_run("ingest", "\n".join(str(path) for path in given))
    done = 0
    with Pipeline(library, run, feeder=feeder, on_commit=on_commit, batch=batch) as pipeline:
        for file in _files(given, library_files):
            for position in _through(file, pipeline):
                if progress is not None:
                    progress(Progress(str(file), min(done + position, total), total, pipeline.summary))
            done += _size(file)
    if progress is not None:
        progress(Progress("", total, total, pipeline.summary))
    return pipeline.summary


def _checked(paths: Iterable[Path]) -> tuple[Path, ...]:
    given = tuple(paths)
    for path in given:
        if not path.exists():
            raise RequestError(f"there is no file or folder {path}")
        if not (path.is_file() or path.is_dir()):
            raise RequestError(f"{path} is neither a file nor a folder")
    return given


def _files(given: Sequence[Path], leave_out: Set[Path]) -> Iterator[Path]:
    """The files, and those below the folders in order of name without hidden ones and the library's own."""
    for path in given:
        if not path.is_dir():
            yield path
            continue
        for folder, subfolders, names in os.walk(path):
            subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
            for name in sorted(names):
                file = Path(folder, name)
                if not name.startswith(".") and file.is_file() and file.absolute() not in leave_out:
                    yield file


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # gone since the folder was listed; opening it will tell
        return 0


def _through(file: Path, pipeline: Pipeline) -> Iterator[int]:
    """Every document of the file into the pipeline; yields the place in the file after each commit."""
    name = str(file)
    try:
        stream = file.open("rb")
    except OSError as error:
        pipeline.reject(Rejected(name, name, "unreadable", f"cannot be opened: {error.strerror}", b""))
        return
    with stream:
        for document in _documents(stream, name):
            if pipeline.add(document, name):
                yield stream.tell()


def _documents(stream: BinaryIO, name: str) -> Iterator[Document]:
    """The file's documents; one that says so where the rest of it cannot be taken apart."""
    try:
        yield from documents(stream, name)
    except Exception as error:  # an archive broken in a way that nobody foresaw must not stop the other files
        failed = RecordError(f"the archive or file is broken: {type(error).__name__}", place=name)
        yield Document(name, b"", error=failed)
