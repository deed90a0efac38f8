"""What several commands share: their options, and the library that they ask."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Context, Option

if TYPE_CHECKING:
    from equipoise.library.store import Library
    from equipoise.service.trials import OpenLibrary


class Format(StrEnum):
    """How a command answers."""

    TABLE = "table"
    JSON = "json"


class CriteriaFormat(StrEnum):
    """How `criteria` answers; `reading` is the exchange form."""

    TABLE = "table"
    JSON = "json"
    READING = "reading"


Trials = Annotated[
    list[str], Argument(metavar="TRIAL...", help="An id in the library, or a path to a study record of any format.")
]
Ids = Annotated[
    list[str] | None, Option("--id", metavar="NCT…", help="Which trial of a file that holds several; may be repeated.")
]
LibraryPath = Annotated[
    Path | None,
    Option(
        "--library",
        metavar="PATH",
        help="The library file: by default $EQUIPOISE_LIBRARY, else one in the user's data folder.",
        show_default=False,
    ),
]
AnswerFormat = Annotated[Format, Option("--format", metavar="table|json", help="A table to read, or JSON.")]
MAX_AGE = 90
ScreeningDate = Annotated[str | None, Option("--on", metavar="DATE", help="The screening date; today by default.")]
Anchors = Annotated[
    list[str] | None,
    Option(
        "--anchor",
        metavar="NAME=DATE",
        help="The day of consent, enrolment, randomisation, conditioning, treatment or infusion; may be repeated.",
    ),
]
CompleteLists = Annotated[
    list[str] | None,
    Option(
        "--complete",
        metavar="KIND,…",
        help="Complete lists: conditions, medications, procedures, immunizations, allergies, or all.",
    ),
]
MaxAge = Annotated[
    int,
    Option("--max-age", metavar="DAYS", help="After how many days a value is out of date where the text does not say."),
]


def chosen_library(context: Context, path: Path | None) -> Path:
    """The path given to the command, else the one given before it, else the default."""
    from equipoise.service.library import library_path

    return library_path(path or context.find_root().obj)


def reader(context: Context, path: Path | None) -> OpenLibrary:
    """Opens the library once, when it is first asked."""

    @cache
    def opened() -> Library:
        from equipoise.service.library import open_library

        library = open_library(chosen_library(context, path))
        context.call_on_close(library.close)
        return library

    return opened
