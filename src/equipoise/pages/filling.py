"""The page of an ingest or a download: what became of the records."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from equipoise.library.fetch import Fetched
from equipoise.library.journal import Summary
from equipoise.pages.described import About
from equipoise.service.library import Ingested


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that went into quarantine."""

    place: Annotated[str, About("where it was")]
    code: Annotated[str, About("the kind of fault")]
    reason: Annotated[str, About("why it is no trial record")]


@dataclass(frozen=True, slots=True)
class Filling:
    """What became of the records of one ingest or download."""

    library: Annotated[str, About("the library file")]
    trials: Annotated[int, About("how many trials it holds now")]
    read: Annotated[int, About("how many records were read")]
    new: Annotated[int, About("first records of their trials")]
    changed: Annotated[int, About("contents not seen before, now current")]
    unchanged: Annotated[int, About("contents that the library held already")]
    superseded: Annotated[int, About("contents not seen before, kept beside a better current one")]
    quarantined: Annotated[tuple[Refused, ...], About("what could not be read, and why")]
    missing: Annotated[tuple[str, ...], About("ids that were asked for and not found")] = ()

    @property
    def words(self) -> str:
        """The figures as a phrase."""
        counts = (
            (self.new, "new"),
            (self.changed, "changed"),
            (self.unchanged, "unchanged"),
            (self.superseded, "superseded"),
        )
        return ", ".join(f"{number:,} {name}" for number, name in (*counts, (len(self.quarantined), "quarantined")))


def ingested(done: Ingested, library: Path, trials: int) -> Filling:
    """The page of an ingest."""
    refused = tuple(Refused(entry.place, entry.code, entry.reason) for entry in done.quarantined)
    return _filling(done.summary, library, trials, refused, ())


def fetched(done: Fetched, library: Path, trials: int) -> Filling:
    """The page of a download."""
    return _filling(done.summary, library, trials, (), done.missing)


def _filling(
    summary: Summary, library: Path, trials: int, refused: tuple[Refused, ...], missing: tuple[str, ...]
) -> Filling:
    return Filling(
        library=str(library),
        trials=trials,
        read=summary.read,
        new=summary.new,
        changed=summary.changed,
        unchanged=summary.unchanged,
        superseded=summary.superseded,
        quarantined=refused,
        missing=missing,
    )
