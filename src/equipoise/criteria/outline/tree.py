"""The tree of items while it grows: its nodes, and the lists that may still go on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from equipoise.criteria.outline.cohorts import population_of_item
from equipoise.criteria.outline.lines import Paragraph
from equipoise.criteria.outline.markers import Marker
from equipoise.criteria.outline.model import Connective, Section
from equipoise.criteria.outline.split import Entry

DEEPER = 2
"""How many columns an item must stand further in to lie below another; less is an author's carelessness."""

_DEEPEST = 12
_LOOK_AHEAD = 40
_RUN_IN = 1500


@dataclass(slots=True)
class Node:
    """An item on its way to becoming a clause. `number` is its place in list `series` (from 1) of its parent.

    `label` replaces the number in the id where the author gave a longer one; `restart` says that numbering begins
    anew here.
    """

    start: int
    end: int
    section: Section
    marker: Marker | None
    parent: int | None
    series: int
    number: int
    label: str | None = None
    population: str | None = None
    topic: str | None = None
    depth: int = 0
    lost: bool = False
    restart: bool = False
    then: Connective | None = None


@dataclass(slots=True, eq=False)
class OpenList:
    """A list that may still go on: its kind of mark, its depth on the page, and the last place and node in it.

    `flat` marks children that look exactly like their parent's siblings; `path` holds the outer numbers of "2.1";
    `prefix` is the outer number of a list whose first item stood behind it on one line ("8. a) …").
    """

    style: str
    indent: int
    parent: int | None
    series: int
    last: int = 0
    node: int = -1
    flat: bool = False
    path: tuple[int, ...] = ()
    prefix: int | None = None

    @property
    def numbered(self) -> bool:
        """Whether its items carry numbers, letters or roman numerals."""
        return self.style != "plain" and not self.style.startswith("bullet")

    def level_with(self, item: Paragraph) -> bool:
        """Whether an item stands at the depth of this list."""
        return abs(self.indent - item.indent) < DEEPER


@dataclass(slots=True)
class Context:
    """What headings have said: the section, and the population and topic that items fall under."""

    section: Section = "inclusion"
    section_start: int = 0
    section_population: str | None = None
    population: str | None = None
    topic: str | None = None
    headed: bool = True
    heading_indent: int = 0


@dataclass(slots=True)
class Tree:
    """The nodes so far, the open lists from the outermost in, and the context."""

    text: str
    entries: Sequence[Entry]
    nodes: list[Node] = field(default_factory=list)
    open: list[OpenList] = field(default_factory=list)
    context: Context = field(default_factory=Context)
    _series: dict[tuple[Section, int | None], int] = field(default_factory=dict)

    def words(self, node: int) -> str:
        """A node's own words."""
        return self.text[self.nodes[node].start : self.nodes[node].end]

    @property
    def top(self) -> OpenList | None:
        """The innermost open list."""
        return self.open[-1] if self.open else None

    def announced(self) -> bool:
        """Whether the item just before announces others in so many words: it ends in a colon."""
        return bool(self.nodes) and not self.context.headed and self.text[self.nodes[-1].end - 1] == ":"

    def start(
        self,
        item: Paragraph,
        style: str,
        parent: int | None,
        *,
        value: int = 1,
        restart: bool = False,
        flat: bool = False,
        path: tuple[int, ...] = (),
    ) -> None:
        """Open a list with this item below `parent`; the items that its first number promises before it are lost."""
        while parent is not None and self.nodes[parent].depth >= _DEEPEST:
            parent = self.nodes[parent].parent
        while self.open and self.open[-1].node != parent:
            self.open.pop()
        key = (self.context.section, parent)
        self._series[key] = self._series.get(key, 0) + 1
        self.open.append(OpenList(style, item.indent, parent, self._series[key], flat=flat, path=path))
        self.go_on(self.open[-1], item, value)
        self.nodes[-1].restart = restart and not self.context.headed

    def go_on(self, frame: OpenList, item: Paragraph, value: int) -> None:
        """Add the next item to an open list and close what lies inside it."""
        del self.open[self.open.index(frame) + 1 :]
        frame.last, frame.node = value, len(self.nodes)
        node = self._node(frame, item, value)
        node.population = population_of_item(self.text[item.start : item.end]) or node.population
        node.label = f"{frame.prefix}.{value}" if frame.prefix is not None else None
        self.nodes.append(node)

    def lose(self, frame: OpenList, item: Paragraph, numbers: range) -> None:
        """Add the items that the numbering promises before this one, save those whose number stands in running text."""
        place = item.marker.start if item.marker else item.start
        for number in numbers:
            if not self._stands_before(item, frame.style, number):
                node = self._node(frame, item, number)
                node.start, node.end, node.marker, node.lost = place, place, None, True
                self.nodes.append(node)

    def _node(self, frame: OpenList, item: Paragraph, value: int) -> Node:
        context = self.context
        depth = 0 if frame.parent is None else self.nodes[frame.parent].depth + 1
        return Node(
            item.start,
            item.end,
            context.section,
            item.marker,
            frame.parent,
            frame.series,
            value,
            population=context.population,
            topic=context.topic,
            depth=depth,
        )

    def _stands_before(self, item: Paragraph, style: str, number: int) -> bool:
        """Whether a number of this style stands in the text of the section before the item."""
        stop = item.marker.start if item.marker else item.start
        before = self.text[max(self.context.section_start, stop - _RUN_IN) : stop]
        if style == "circled":
            return chr(0x2460 + number - 1) in before
        closing = re.escape(style[-1]) if style.startswith("number") else "[.)]"
        pattern = rf"(?:^|(?<![\d.,<>≤≥=])){number}\s?(?:{closing}|\s(?=[A-Z]))(?!\d)"
        return re.search(pattern, before, re.MULTILINE) is not None

    def resumes(self, index: int, frame: OpenList) -> bool:
        """Whether an open list goes on behind the list that begins at entry `index`, which then lies inside it."""
        inner: dict[str, int] = {}
        for entry in self.entries[index : index + _LOOK_AHEAD]:
            if entry.kind != "item":
                return False
            marker = entry.paragraph.marker
            if marker is None:
                continue
            if marker.is_bullet:
                if marker.style == frame.style and frame.level_with(entry.paragraph):
                    return True
                continue
            style, value = next((r for r in marker.readings if inner.get(r[0], 0) + 1 == r[1]), marker.readings[0])
            if value in (inner.get(style, 0) + 1, 1):
                inner[style] = value
            elif style == frame.style and value == frame.last + 1:
                return True
        return False
