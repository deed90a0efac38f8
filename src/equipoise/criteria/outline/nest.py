"""From entries to a tree: which list each item continues, opens or restarts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from equipoise.criteria.outline import rules
from equipoise.criteria.outline.cohorts import population_of_item
from equipoise.criteria.outline.kin import belongs
from equipoise.criteria.outline.lines import Paragraph
from equipoise.criteria.outline.markers import Marker, read_marker
from equipoise.criteria.outline.model import Connective, Section
from equipoise.criteria.outline.split import Entry

_LOOK_AHEAD = 60
_MOST_LOST = 4
_RUN_IN = 3000
_DEEPER = 2


@dataclass(slots=True)
class Node:
    """An item on its way to becoming a clause. `number` is its place in list `series` (from 1) of its parent."""

    start: int
    end: int
    section: Section
    marker: Marker | None = None
    parent: int | None = None
    series: int = 1
    number: int = 1
    label: str | None = None
    population: str | None = None
    topic: str | None = None
    lost: bool = False
    restart: bool = False
    then: Connective | None = None
    damage: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _List:
    """A list that may still go on. `flat` marks children that look exactly like their parent's siblings."""

    style: str
    indent: int
    parent: int | None
    series: int
    last: int
    node: int
    flat: bool = False
    path: tuple[int, ...] = ()
    prefix: str | None = None


def nest(text: str, found: Sequence[Entry]) -> list[Node]:
    """The items of a text as a tree, parents before children, lost items in their places."""
    return _Nesting(text, found).run()


_CONTINUES = re.compile(
    r"(?:and|or|note|notes|n\.?b|this|these|they|such|however|in addition|if not|otherwise|e\.g|i\.e|\()\b",
    re.IGNORECASE,
)


class _Nesting:
    def __init__(self, text: str, found: Sequence[Entry]) -> None:
        self._text = text
        self._found = found
        self._nodes: list[Node] = []
        self._open: list[_List] = []
        self._series: dict[tuple[Section, int | None], int] = {}
        self._section: Section = "inclusion"
        self._section_population: str | None = None
        self._population: str | None = None
        self._topic: str | None = None
        self._headed = True
        self._heading_indent = 0
        self._section_start = 0

    def run(self) -> list[Node]:
        for index, entry in enumerate(self._found):
            if entry.kind == "item":
                self._topic = entry.topic or self._topic
                self._place(index, entry.paragraph)
            elif entry.kind == "joint":
                self._join(entry.paragraph)
            else:
                self._head(entry)
        return self._nodes

    def _join(self, joint: Paragraph) -> None:
        """A connective on a line of its own stands behind the item at its depth."""
        for frame in reversed(self._open):
            if frame.indent <= joint.indent + 1 or frame is self._open[0]:
                self._nodes[frame.node].then = rules.connective(self._text[joint.start : joint.end])
                return

    def _head(self, entry: Entry) -> None:
        words = self._text[entry.paragraph.start : entry.paragraph.end].strip(" :–-*_")
        if entry.kind == "section":
            if entry.section and entry.section != self._section:
                self._section = entry.section
                self._open.clear()
            self._section_population = entry.population
            self._section_start = entry.paragraph.end
            self._population, self._topic = entry.population, None
        elif entry.kind == "opening":
            if entry.section and entry.section != self._section:
                self._section, self._topic = entry.section, None
                self._open.clear()
        elif entry.kind == "cohort":
            self._population, self._topic = entry.population or self._section_population, None
        else:
            self._topic = words
        self._close(entry.paragraph.indent)
        self._headed, self._heading_indent = True, entry.paragraph.indent

    def _close(self, indent: int) -> None:
        """A heading ends the lists at its own depth and deeper, but the outermost one may go on counting behind it."""
        self._open = [frame for i, frame in enumerate(self._open) if i == 0 or frame.indent < indent]

    def _place(self, index: int, item: Paragraph) -> None:
        marker = item.marker
        if item.indent < self._heading_indent and marker is not None:
            # The heading stood inside an item that is now over.
            self._population, self._topic, self._heading_indent = self._section_population, None, 0
        if marker is not None and marker.readings:
            self._place_numbered(index, item, marker)
        else:
            self._place_unnumbered(index, item)
        self._headed = False

    # Items without a number of their own: bullets and bare lines.

    def _place_unnumbered(self, index: int, item: Paragraph) -> None:
        style = item.marker.style if item.marker else "plain"
        if style == "plain" and self._goes_on(index, item):
            self._nodes[-1].end = item.end
            return
        if self._headed and self._open and self._open[-1].indent >= self._heading_indent:
            self._open = [self._open[0]] if self._same_kind(self._open[0], item, style) else []
        if style == "plain" and self._announced():
            self._start(item, style, parent=len(self._nodes) - 1, flat=self._nodes[-1].marker is None)
            return
        while self._open and not self._may_hold(self._open[-1], item, style):
            self._open.pop()
        top = self._open[-1] if self._open else None
        if top is not None and self._opens_below(index, top, item, style):
            self._start(item, style, parent=top.node, flat=top.style == style and top.indent == item.indent)
        elif top is not None and self._same_kind(top, item, style):
            self._continue(top, item, top.last + 1)
        else:
            self._start(item, style, parent=top.parent if top else None)

    def _goes_on(self, index: int, item: Paragraph) -> bool:
        """Whether a bare line only goes on with the item before it, in a list whose numbers or bullets resume behind it."""
        if self._headed or not self._nodes or not self._open or self._announced() or item.run_on:
            return False
        last = self._nodes[-1]
        frame = self._open[-1]
        if last.marker is None or last.parent != frame.parent or rules.is_parent(self._text[last.start : last.end]):
            return False
        if _CONTINUES.match(self._text, item.start, item.end) or self._text[item.start].islower():
            return not item.gap or item.indent > frame.indent
        return _numbered(frame.style) and (not item.gap or item.indent > frame.indent) and self._resumes(index, frame)

    def _same_kind(self, frame: _List, item: Paragraph, style: str) -> bool:
        """Whether an unnumbered item can be the next of a list; at the outermost level bullets and bare lines count together."""
        if _numbered(frame.style):
            return False
        return (frame.style == style and abs(frame.indent - item.indent) < _DEEPER) or frame.parent is None

    def _may_hold(self, frame: _List, item: Paragraph, style: str) -> bool:
        """Whether an unnumbered item lies in or below an open list; if not, the list is over."""
        if frame.flat and frame.style == style:
            first = self._first_child(frame)
            return belongs(self._words(first), self._text[item.start : item.end], self._words(frame.node))
        if frame.indent > item.indent + 1 and not (item.run_on and frame.node == len(self._nodes) - 1):
            return False
        if frame.style == style or frame.parent is None:
            return True
        # Another kind of mark at the same depth goes back to an outer list of its own kind, if there is one.
        return not any(
            outer.style == style and abs(outer.indent - item.indent) < _DEEPER
            for outer in self._open[: self._open.index(frame)]
        )

    def _announced(self) -> bool:
        """Whether the item just before announces others in so many words: it ends in a colon."""
        return bool(self._nodes) and not self._headed and self._words(len(self._nodes) - 1).endswith(":")

    def _opens_below(self, index: int, top: _List, item: Paragraph, style: str) -> bool:
        if item.run_on and style != "plain" and top.style != style:
            return True
        announced = rules.is_parent(self._words(top.node))
        if item.indent >= top.indent + _DEEPER:
            return style != "plain" or announced or _numbered(top.style) or top.style.startswith("bullet")
        if top.style != style:
            if style == "plain":
                return announced and not _numbered(top.style)
            return announced or (_numbered(top.style) and self._resumes(index, top))
        return self._announced() and top.node == len(self._nodes) - 1 and not self._ends_in_colon(item)

    def _ends_in_colon(self, item: Paragraph) -> bool:
        return self._text[item.end - 1] == ":"

    # Items that carry a number, letter or roman numeral.

    def _place_numbered(self, index: int, item: Paragraph, marker: Marker) -> None:
        frame, value = self._continued(item, marker)
        if frame is not None:
            del self._open[self._open.index(frame) + 1 :]
            self._continue(frame, item, value)
            self._compound(frame, item)
            return
        style, value = marker.readings[0]
        if marker.path:
            self._place_by_path(item, marker, style, value)
            return
        if self._counted_on(item, value):
            del self._open[1:]
            self._continue(self._open[0], item, value)
            return
        gap = self._after_gap(item, marker)
        if gap is not None:
            frame, value = gap
            del self._open[self._open.index(frame) + 1 :]
            self._lose(frame, value, item)
            self._continue(frame, item, value)
            return
        if value > 1 and not style.startswith(("number", "coded", "circled")):
            if self._open and self._is_marker(index, marker):
                self._continue(self._open[-1], item, self._open[-1].last + 1)
            else:
                self._demote(index, item, marker)
            return
        self._start_numbered(index, item, style, value)

    def _counted_on(self, item: Paragraph, value: int) -> bool:
        """Whether a number is right for an outermost list whose other items have lost theirs, or never had them."""
        if not self._open or _numbered(self._open[0].style) or self._open[0].last != value - 1 or value < 2:
            return False
        return item.run_on or abs(self._open[0].indent - item.indent) < _DEEPER

    def _continued(self, item: Paragraph, marker: Marker) -> tuple[_List | None, int]:
        """The open list of which the item is the next: at its own depth if there is one, else the innermost."""
        fitting = [
            (frame, value)
            for frame in reversed(self._open)
            for style, value in marker.readings
            if frame.style == style and value == frame.last + 1 and (frame.path == marker.path) and value > 1
        ]
        if not fitting:
            return self._continued_loosely(item, marker)
        level = [pair for pair in fitting if abs(pair[0].indent - item.indent) < _DEEPER]
        return (level or fitting)[0]

    def _continued_loosely(self, item: Paragraph, marker: Marker) -> tuple[_List | None, int]:
        """The same for an author who goes from "2." to "3)": another punctuation at the same depth, the number as expected."""
        style, value = marker.readings[0]
        frame = self._open[-1] if self._open else None
        if (
            frame is None
            or not style.startswith("number")
            or not frame.style.startswith("number")
            or frame.path
            or value < 2
        ):
            return None, 0
        if abs(frame.indent - item.indent) >= _DEEPER or value not in (frame.last, frame.last + 1) or item.run_on:
            return None, 0
        frame.style = style
        return frame, value

    def _after_gap(self, item: Paragraph, marker: Marker) -> tuple[_List, int] | None:
        for frame in reversed(self._open):
            for style, value in marker.readings:
                if frame.style != style or abs(frame.indent - item.indent) >= _DEEPER and not item.run_on:
                    continue
                if frame.last + 1 < value <= frame.last + 1 + _MOST_LOST and not style.startswith(("letter", "roman")):
                    return frame, value
                if value == frame.last and value > 1:
                    return frame, value
        return None

    def _start_numbered(self, index: int, item: Paragraph, style: str, value: int) -> None:
        parent, restart = self._parent_of_first(index, item, style)
        if value > 1:
            self._start(
                item, style, parent, value=value, restart=restart, lost=value - 1 if value - 1 <= _MOST_LOST else 0
            )
        else:
            self._start(item, style, parent, value=value, restart=restart)

    def _lost_before(self, item: Paragraph, style: str, value: int) -> int:
        """How many items are missing before a list that does not begin with one; none if their numbers stand in running text."""
        if value - 1 > _MOST_LOST or self._has_number(item, style, 1):
            return 0
        return value - 1

    def _has_number(self, item: Paragraph, style: str, value: int) -> bool:
        closing = re.escape(style[-1]) if style.startswith("number") else ""
        before = self._text[
            max(self._section_start, item.start - _RUN_IN) : item.marker.start if item.marker else item.start
        ]
        number = (
            chr(0x2460 + value - 1)
            if style == "circled"
            else rf"(?:^|(?<![\d.,<>≤≥=])){value}\s?(?:{closing or '[.)]'}|\s(?=[A-Z]))(?!\d)"
        )
        return re.search(number, before, re.MULTILINE) is not None

    def _parent_of_first(self, index: int, item: Paragraph, style: str) -> tuple[int | None, bool]:
        """Where a list that begins anew hangs, and whether it is the restart of one that stands beside it."""
        if self._headed and self._open and self._open[-1].indent >= self._heading_indent:
            self._open.clear()
        if self._announced():
            return len(self._nodes) - 1, False
        while self._open and self._open[-1].indent > item.indent + 1 and not item.run_on:
            self._open.pop()
        if not self._open:
            return None, False
        top = self._open[-1]
        if item.run_on and top.style != style:
            return top.node, False
        if item.indent >= top.indent + _DEEPER or rules.is_parent(self._words(top.node)) or self._resumes(index, top):
            return top.node, False
        if _rank(style) > _rank(top.style) and _numbered(top.style):
            return top.node, False
        level = next(
            (frame for frame in self._open if frame.style == style and abs(frame.indent - item.indent) < _DEEPER), None
        )
        if level is not None:
            del self._open[self._open.index(level) :]
            return level.parent, True
        self._open.pop()
        return top.parent, False

    def _place_by_path(self, item: Paragraph, marker: Marker, style: str, value: int) -> None:
        """ "2.1" below item 2 where there is one; on its own it keeps its full number."""
        holder = next(
            (
                i
                for i in range(len(self._open) - 1, -1, -1)
                if _numbered(self._open[i].style) and self._open[i].last == marker.path[-1]
            ),
            None,
        )
        if holder is not None:
            del self._open[holder + 1 :]
            self._start(item, style, self._open[holder].node, value=value, path=marker.path)
            return
        while self._open and (self._open[-1].style == style or self._open[-1].indent > item.indent):
            self._open.pop()
        self._start(
            item,
            style,
            self._open[-1].node if self._open and item.indent > self._open[-1].indent else None,
            value=value,
            path=marker.path,
        )
        self._nodes[-1].label = ".".join(str(n) for n in (*marker.path, value))

    def _is_marker(self, index: int, marker: Marker) -> bool:
        """Whether a letter without a list before it is one all the same: it has a bracket, or the next letter follows."""
        if marker.style.endswith(")"):
            return True
        if index + 1 >= len(self._found) or (following := self._found[index + 1].paragraph.marker) is None:
            return False
        return any((style, value + 1) in following.readings for style, value in marker.readings)

    def _demote(self, index: int, item: Paragraph, marker: Marker) -> None:
        """ "E. coli" at the start of a line is no item E: the letter belongs to the words."""
        item.start, item.marker = marker.start, None
        self._place_unnumbered(index, item)

    def _resumes(self, index: int, frame: _List) -> bool:
        """Whether an open list goes on behind the list that begins here, so that the new one must lie inside it."""
        inner: dict[str, int] = {}
        for entry in self._found[index : index + _LOOK_AHEAD]:
            if entry.kind != "item":
                return False
            marker = entry.paragraph.marker
            if marker is None:
                continue
            if not marker.readings:
                if marker.style == frame.style and abs(entry.paragraph.indent - frame.indent) < _DEEPER:
                    return True
                continue
            style, value = next(((s, v) for s, v in marker.readings if inner.get(s, 0) + 1 == v), marker.readings[0])
            if value == inner.get(style, 0) + 1:
                inner[style] = value
            elif style == frame.style and value == frame.last + 1:
                return True
            elif value == 1:
                inner[style] = 1
        return False

    # Building.

    def _words(self, node: int) -> str:
        return self._text[self._nodes[node].start : self._nodes[node].end]

    def _first_child(self, frame: _List) -> int:
        return next(i for i in range(frame.parent or 0, len(self._nodes)) if self._nodes[i].parent == frame.parent)

    def _start(
        self, item: Paragraph, style: str, parent: int | None, *, value: int = 1, restart: bool = False, lost: int = 0,
        flat: bool = False, path: tuple[int, ...] = (),
    ) -> None:  # fmt: skip
        """Open a list with this item, below `parent`."""
        while self._open and self._open[-1].node != parent:
            self._open.pop()
        key = (self._section, parent)
        self._series[key] = self._series.get(key, 0) + 1
        frame = _List(style, item.indent, parent, self._series[key], 0, -1, flat, path)
        if lost:
            self._lose(frame, lost + 1, item)
        self._open.append(frame)
        self._add(frame, item, value)
        self._nodes[-1].restart = restart and not self._headed

    def _continue(self, frame: _List, item: Paragraph, value: int) -> None:
        self._add(frame, item, value)

    def _compound(self, frame: _List, item: Paragraph) -> None:
        """An item that is nothing but the first of an inner list: "8. a) …"; what follows as b) stands beside it."""
        inner = read_marker(self._text, item.start, item.end)
        if inner is None or not any(value == 1 for _, value in inner.readings):
            return
        style = next(style for style, value in inner.readings if value == 1)
        node = self._nodes[-1]
        node.start = inner.end
        while node.start < node.end and self._text[node.start].isspace():
            node.start += 1
        node.label = f"{node.number}.1"
        if node.marker is not None:
            node.marker = replace(node.marker, end=inner.end)
        self._open.append(
            _List(style, item.indent, frame.parent, frame.series, 1, len(self._nodes) - 1, prefix=str(node.number))
        )

    def _add(self, frame: _List, item: Paragraph, value: int) -> None:
        frame.last, frame.node = value, len(self._nodes)
        label = f"{frame.prefix}.{value}" if frame.prefix else None
        own = population_of_item(self._text[item.start : item.end])
        self._nodes.append(
            Node(item.start, item.end, self._section, item.marker, frame.parent, frame.series, value,
                 population=own or self._population, topic=self._topic)
        )  # fmt: skip

    def _lose(self, frame: _List, value: int, item: Paragraph) -> None:
        """The items that the numbering promises between the last one and this one."""
        place = item.marker.start if item.marker else item.start
        for number in range(frame.last + 1, value):
            if self._has_number(item, frame.style, number):
                continue
            self._nodes.append(
                Node(place, place, self._section, None, frame.parent, frame.series, number, population=self._population, lost=True,
                     damage=["missing-item"])
            )  # fmt: skip


def _numbered(style: str) -> bool:
    return style != "plain" and not style.startswith("bullet")


def _rank(style: str) -> int:
    """How deep a kind of number usually stands: numbers over letters over romans, brackets below full stops."""
    kinds = ("coded", "number .", "number )", "number", "circled", "letter upper", "letter", "mixed", "dotted", "roman")
    return next((i for i, kind in enumerate(kinds) if style.startswith(kind)), 0)


def tidy(words: str) -> str:
    """Words for comparison: lower case, on one line, without outer punctuation."""
    return " ".join(word.strip(".,;:*()[]") for word in words.lower().split())
