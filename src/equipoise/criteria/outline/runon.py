"""Items that run on inside a paragraph: "… rhythm. 3. Women are …", "a) gout; b) rash", "- gout - rash"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from equipoise.criteria.outline.lines import Paragraph
from equipoise.criteria.outline.markers import Marker, read_marker
from equipoise.criteria.outline.words import word_set

_BULLET_INSIDE = re.compile(
    r"(?:(?<!\w)[•●▪■➢✓►§]|[•●▪■➢✓►§](?=\s))(?=\s{0,9}[\w(<>≥≤\"])|(?<=[:;.,\s])·\s?(?=[A-Za-z(≥≤])"
)
_DASH_INSIDE = re.compile(
    r"(?<=[\w.;:,)%])\s+([-–*])\s+(?=[A-Z≥≤<>(])|(?<=:)\s+([-–*])\s+(?=\S)|(?<=[.;:])\s*(-)(?=[A-Z][a-z])"
)
# A number or letter is looked for from its end, which is much faster than from its beginning.
_NUMBER_END = re.compile(r"(?<=\w)[.)](?=\s*\S)")
_NUMBER_BEFORE = re.compile(r"(?:(?<=[^\w.])|(?<=[^\d\s][.]))(\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,5}))$")
_QUALIFIES = re.compile(r"\s*(?:unless|except|if|provided)\b", re.IGNORECASE)
_BULLET_SIGNS = re.compile("[•●▪■➢✓►§·]")
_DASHES = ("-", "*", "–")
_HARD_STOP = ".;:,)]"
_LOOK_AHEAD = 30
_COUNTED = word_set(
    "grade class stage type than phase part cohort group least within visit day cycle score version level line "
    "step week month year age arm and for the criterion item number table appendix section note"
)


class Numbers:
    """The numbers met so far in the section: one in the middle of a line may be the next of an open list."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, int]] = set()

    def note(self, marker: Marker | None) -> None:
        """Remember the places that a marker can mean."""
        if marker is not None:
            self._seen.update(marker.readings)

    def follows(self, marker: Marker) -> bool:
        """Whether the marker is the next one of a list met before."""
        return any((style, value - 1) in self._seen for style, value in marker.readings if value > 1)

    def forget(self) -> None:
        """A new section begins."""
        self._seen.clear()


def cut_items(text: str, paragraph: Paragraph, numbers: Numbers, following: Paragraph | None) -> Iterator[Paragraph]:
    """The items of a paragraph; `following` is the paragraph behind it, whose number may be the second of a run."""
    numbers.note(paragraph.marker)
    cuts = _bullet_cuts(text, paragraph) or _number_cuts(text, paragraph, numbers, following)
    start = paragraph
    for cut in cuts:
        head = replace(start, end=trim(text, start.start, cut))
        if head.start < head.end:
            yield head
        start = with_marker(text, Paragraph(cut, paragraph.end, paragraph.indent, run_on=True))
        numbers.note(start.marker)
    if start.start < start.end or start.marker is not None:
        yield start


def _bullet_cuts(text: str, paragraph: Paragraph) -> list[int]:
    """Where bullets stand inside a paragraph."""
    if _BULLET_SIGNS.search(text, paragraph.start, paragraph.end) is not None and (
        cuts := [match.start() for match in _BULLET_INSIDE.finditer(text, paragraph.start, paragraph.end)]
    ):
        return cuts
    if all(text.find(sign, paragraph.start, paragraph.end) < 0 for sign in _DASHES):
        return []
    dashes = list(_DASH_INSIDE.finditer(text, paragraph.start, paragraph.end))
    own = paragraph.marker.style.removeprefix("bullet ")[0] if paragraph.marker and paragraph.marker.is_bullet else None
    for sign in _DASHES:
        same = [next(match.start(g) for g in (1, 2, 3) if match[g]) for match in dashes if sign in match.groups()]
        colon = bool(same) and text[max(0, same[0] - 10) : same[0]].rstrip().endswith(":")
        if len(same) >= 3 or (same and colon) or (same and own == sign and paragraph.run_on):
            return same
    return []


def _number_cuts(text: str, paragraph: Paragraph, numbers: Numbers, following: Paragraph | None) -> list[int]:
    """Where numbered items begin inside a paragraph: a run from one, or the next number of an open list."""
    candidates = list(_candidates(text, paragraph))
    if following is not None and following.marker is not None:
        candidates.append((paragraph.end, following.marker))
    cuts: list[int] = []
    open_lists: dict[str, int] = dict(paragraph.marker.readings) if paragraph.marker is not None else {}
    for index, (place, marker) in enumerate(candidates):
        if place >= paragraph.end:
            break
        for style, value in marker.readings:
            if value == 1:
                begins = _begins_run(text, paragraph, candidates, index, style)
            else:
                expected = (
                    open_lists.get(style) == value - 1
                    or numbers.follows(marker)
                    or _runs_on(candidates, index, style, value)
                    or (
                        _after_stop(text, place)
                        and style.startswith("number")
                        and value - 1 in _plain_numbers(open_lists)
                    )
                )
                begins = _goes_on(text, paragraph, place, marker, expected)
            if begins:
                open_lists[style] = value
                cuts.append(place)
                break
    return cuts


def _candidates(text: str, paragraph: Paragraph) -> Iterator[tuple[int, Marker]]:
    """What could be the number of an item inside the paragraph, with its place."""
    for stop in _NUMBER_END.finditer(text, paragraph.start + 1, paragraph.end):
        before = _NUMBER_BEFORE.search(text, max(paragraph.start, stop.start() - 8), stop.start())
        if before is None or before.start() <= paragraph.start:
            continue
        marker = read_marker(text, before.start(), paragraph.end)
        if marker is not None and not marker.is_bullet:
            yield before.start(), marker


def _begins_run(text: str, paragraph: Paragraph, candidates: list[tuple[int, Marker]], index: int, style: str) -> bool:
    """Whether a first number begins a list: a second one follows, and the words before it can stand before a list."""
    place, marker = candidates[index]
    if _QUALIFIES.match(text, marker.end, paragraph.end):
        return False
    if not any((style, 2) in later.readings for _, later in candidates[index + 1 : index + _LOOK_AHEAD]):
        return False
    before = text[max(paragraph.start, place - 40) : place].rstrip()
    return not before or before[-1] in ":;." or before.endswith(("following", "criteria", "as follows"))


def _after_stop(text: str, place: int) -> bool:
    return text[max(0, place - 8) : place].rstrip()[-1:] in (".", ";")


def _plain_numbers(open_lists: dict[str, int]) -> list[int]:
    """Where the lists with plain numbers stand, whatever punctuation their numbers have."""
    return [value for style, value in open_lists.items() if style.startswith("number")]


def _runs_on(candidates: list[tuple[int, Marker]], index: int, style: str, value: int) -> bool:
    """Whether the next two numbers follow, so that this one belongs to a list whose beginning lost its numbers."""
    ahead = {reading for _, marker in candidates[index + 1 : index + _LOOK_AHEAD] for reading in marker.readings}
    return style.startswith("number") and (style, value + 1) in ahead and (style, value + 2) in ahead


def _goes_on(text: str, paragraph: Paragraph, place: int, marker: Marker, expected: bool) -> bool:
    """Whether a later number inside the paragraph begins the next item: "… stability. 3. Female subjects …"."""
    before = text[max(paragraph.start, place - 40) : place].rstrip()
    if not expected:
        return (
            before[-1:] == ";"
            and marker.style.startswith("number")
            and _capital_follows(text, marker.end, paragraph.end)
        )
    if before[-1:] in _HARD_STOP:
        return True
    if not marker.style.startswith("number ."):
        return _capital_follows(text, marker.end, paragraph.end)
    # Without a stop before it "Grade 2. Patients" is no item, "treatment 2. Patients" is one.
    word = re.search(r"([A-Za-z]{3,})$", before)
    return word is not None and word[1].lower() not in _COUNTED and _capital_follows(text, marker.end, paragraph.end)


def _capital_follows(text: str, offset: int, end: int) -> bool:
    while offset < end and text[offset].isspace():
        offset += 1
    return offset < end and (text[offset].isupper() or text[offset] in "≥≤<>")


def with_marker(text: str, paragraph: Paragraph) -> Paragraph:
    """The paragraph with the marker that its words begin with told from them."""
    marker = read_marker(text, paragraph.start, paragraph.end)
    if marker is None:
        return paragraph
    start = marker.end
    while start < paragraph.end and text[start].isspace():
        start += 1
    return replace(paragraph, start=start, marker=marker)


def trim(text: str, start: int, end: int) -> int:
    """The end of `text[start:end]` without white space."""
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
