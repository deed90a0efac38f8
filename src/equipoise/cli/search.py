"""`equipoise search`: the trials of the library by words, place, phase and the other characteristics."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Context, Option, Typer

from equipoise.cli.common import LibraryPath, chosen_library

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from equipoise.pages.search import MatchedWords, SearchPage, SearchRow

_LIMIT = 20
_CSV_COLUMNS = ("nct_id", "title", "status", "phases", "conditions", "sponsor", "last_update", "km", "city", "country")


class SearchFormat(StrEnum):
    """How `search` answers; `ids` is one id a line."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    IDS = "ids"


class AskedSex(StrEnum):
    """Whose trials are asked for."""

    FEMALE = "f"
    MALE = "m"


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(search)


def search(
    context: Context,
    words: Annotated[
        list[str] | None,
        Argument(metavar="[WORD]...", help="Words, or an expression such as 'lupus AND AREA[Phase]2'."),
    ] = None,
    condition: Annotated[str | None, Option("--condition", metavar="WORDS", help="The condition or disease.")] = None,
    intervention: Annotated[str | None, Option("--intervention", metavar="WORDS", help="The treatment.")] = None,
    sponsor: Annotated[str | None, Option("--sponsor", metavar="WORDS", help="The sponsor or collaborator.")] = None,
    title: Annotated[str | None, Option("--title", metavar="WORDS", help="Words of the title or acronym.")] = None,
    patient: Annotated[
        str | None,
        Option("--patient", metavar="TEXT", help="A description of a patient, best fit first; @FILE reads one."),
    ] = None,
    status: Annotated[
        list[str] | None, Option("--status", metavar="STATUS", help="Recruiting, completed, …; may be repeated.")
    ] = None,
    phase: Annotated[
        list[str] | None, Option("--phase", metavar="PHASE", help="1, 2, 'early 1', NA; repeatable.")
    ] = None,
    kind: Annotated[
        list[str] | None, Option("--type", metavar="TYPE", help="Interventional, observational, expanded access.")
    ] = None,
    near: Annotated[
        str | None, Option("--near", metavar="PLACE", help="A city ('Boston' or 'Boston, United States'), or LAT,LON.")
    ] = None,
    within: Annotated[
        str | None, Option("--within", metavar="DISTANCE", help="How far a site may be: 100km, 60mi.")
    ] = None,
    age: Annotated[str | None, Option("--age", metavar="AGE", help="Takes this age: 34, '6 months'.")] = None,
    sex: Annotated[AskedSex | None, Option("--sex", metavar="f|m", help="Takes this sex.")] = None,
    updated_since: Annotated[
        str | None, Option("--updated-since", metavar="DATE", help="Updated on or after that day.")
    ] = None,
    where: Annotated[
        str | None, Option("--where", metavar="EXPRESSION", help="A further filter: 'AREA[Keyword]biomarker'.")
    ] = None,
    sort: Annotated[
        list[str] | None,
        Option("--sort", metavar="FIELD[:asc|desc]", help="A field of dates or numbers, or @relevance; at most two."),
    ] = None,
    limit: Annotated[int, Option("--limit", metavar="NUMBER", help="How many trials on a page.")] = _LIMIT,
    after: Annotated[
        str | None, Option("--after", metavar="TOKEN", help="The page after the one that said so.")
    ] = None,
    facets: Annotated[bool, Option("--facets", help="Also how many trials there are of each status, phase, …")] = False,
    library: LibraryPath = None,
    format: Annotated[
        SearchFormat, Option("--format", metavar="table|json|csv|ids", help="A table, JSON, CSV, or ids alone.")
    ] = SearchFormat.TABLE,
) -> None:
    """Search the library, best match first; without words, the latest registrations first.

    Words that stand together rank higher, and other names of a condition or drug count too. All that expressions of
    ClinicalTrials.gov can say is understood: AND, OR, NOT, "phrases", AREA[], RANGE[], SEARCH[Location]() and more.
    """
    from equipoise.cli.output import console, write_json
    from equipoise.errors import RequestError
    from equipoise.pages.described import to_json
    from equipoise.pages.search import search_page
    from equipoise.service import search as service
    from equipoise.service.library import open_library
    from equipoise.service.matching import kilometres

    if within is not None and near is None:
        raise RequestError("a distance needs a place", place="--within", hint="give --near CITY or --near LAT,LON")
    asked = service.Asked(
        words={
            name: text
            for name, text in (
                ("term", " ".join(words or ())),
                ("cond", condition),
                ("intr", intervention),
                ("spons", sponsor),
                ("titles", title),
            )
            if text
        },
        patient=_described(patient) if patient is not None else None,
        status=tuple(status or ()),
        phase=tuple(phase or ()),
        study_type=tuple(kind or ()),
        near=near,
        within_km=kilometres(within) if within is not None else None,
        age=age,
        sex=None if sex is None else ("FEMALE" if sex is AskedSex.FEMALE else "MALE"),
        updated_since=updated_since,
        advanced=where,
        sort=tuple(sort or ()),
        limit=limit,
        token=after,
        facets=facets,
    )
    with open_library(chosen_library(context, library)) as opened, service.open_index(opened) as index:
        page = search_page(service.search(opened, index, asked))
    match format:
        case SearchFormat.JSON:
            write_json(to_json(page))
        case SearchFormat.CSV:
            _print_csv(page)
        case SearchFormat.IDS:
            _print_lines(row.nct_id for row in page.trials)
        case _:
            _print(console(), page)


def _described(text: str) -> str:
    """The text, or that of the file that it names."""
    from pathlib import Path

    from equipoise.errors import RequestError

    if not text.startswith("@"):
        return text
    try:
        return Path(text[1:]).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise RequestError("the file cannot be read as text", place="--patient") from None


def _print(out: Console, page: SearchPage) -> None:
    from rich import box
    from rich.table import Table

    from equipoise.cli.output import text

    if page.trials:
        table = Table(box=box.SIMPLE_HEAD, expand=True, padding=(0, 1), pad_edge=False)
        table.add_column("trial", no_wrap=True)
        table.add_column("title and what matched", ratio=5)
        table.add_column("status", ratio=1)
        table.add_column("phase", ratio=1)
        if page.near is not None:
            table.add_column("nearest site", ratio=2)
        for row in page.trials:
            table.add_row(*_cells(row, with_site=page.near is not None))
        out.print(table)
    near = f", distances from {page.near}" if page.near is not None else ""
    out.print(text(f"{page.total:,} trials{near}", "bold"))
    for name, values in page.facets.items():
        out.print(text(f"{name}: " + ", ".join(f"{each.value} {each.trials:,}" for each in values)))
    if page.next is not None:
        out.print(text(f"next page: --after {page.next}", "dim"))
    if page.behind:
        out.print(text(f"the search index is {page.behind:,} changes behind the library", "yellow"))


def _cells(row: SearchRow, *, with_site: bool) -> list[Text]:
    from equipoise.cli.output import text

    what = text(row.title)
    for each in row.matched:
        if each.field == "BriefTitle":  # stands there already
            continue
        what.append("\n")
        what.append_text(_marked(each))
    cells = [
        text(row.nct_id),
        what,
        text((row.status or "–").replace("_", " ").lower(), "" if row.status == "RECRUITING" else "dim"),
        text(", ".join(each.replace("PHASE", "") for each in row.phases) or "–"),
    ]
    if with_site:
        site = row.nearest
        where = "" if site is None else f"{site.km:,.0f} km, {site.city or site.facility or site.country or '–'}"
        cells.append(text(where, "" if site is not None and site.recruiting else "dim"))
    return cells


def _marked(matched: MatchedWords) -> Text:
    """The words that were asked for in bold; cleaning a text changes no place in it."""
    from equipoise.cli.output import text

    shown = text(f"{matched.field}: {matched.text}".replace("\n", " "), "dim")
    start = len(matched.field) + 2
    for begin, end in matched.marks:
        shown.stylize("bold not dim", start + begin, start + end)
    return shown


def _print_csv(page: SearchPage) -> None:
    import csv
    import io

    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(_CSV_COLUMNS)
    for row in page.trials:
        site = row.nearest
        rows.writerow(
            (
                row.nct_id,
                row.title,
                row.status or "",
                "|".join(row.phases),
                "|".join(row.conditions),
                row.sponsor or "",
                row.last_update or "",
                *((site.km, site.city or "", site.country or "") if site is not None else ("", "", "")),
            )
        )
    _print_lines(written.getvalue().split("\n")[:-1])


def _print_lines(lines: Iterable[str]) -> None:
    from equipoise.cli.output import clean, write_line

    for line in lines:
        write_line(clean(line).encode())
