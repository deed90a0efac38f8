"""Where an item with a number, letter or roman numeral belongs.

3. Patients with lupus           3 goes on with the outer list
1. with nephritis                1 begins a list; 4 will go on with the outer one, so this list lies below 3
2. with low platelets
4. Patients with vasculitis
"""

from __future__ import annotations

from dataclasses import replace

from equipoise.criteria.outline import rules
from equipoise.criteria.outline.lines import Paragraph
from equipoise.criteria.outline.markers import Marker, read_marker
from equipoise.criteria.outline.tree import DEEPER, OpenList, Tree

_MOST_LOST = 4


def place_numbered(tree: Tree, index: int, item: Paragraph, marker: Marker) -> bool:
    """Add the item of entry `index`; False where its mark is none ("E. coli" at the start of a line)."""
    if (found := _continued(tree, item, marker)) is not None:
        frame, value = found
        tree.go_on(frame, item, value)
        _unfold(tree, frame, item)
        return True
    style, value = marker.readings[0]
    if marker.path:
        _place_by_path(tree, item, marker)
    elif _counted_on(tree, item, value):
        tree.go_on(tree.open[0], item, value)
    elif (found := _after_gap(tree, item, marker)) is not None:
        frame, value = found
        tree.lose(frame, item, range(frame.last + 1, value))
        tree.go_on(frame, item, value)
    elif value > 1 and style.startswith(("letter", "roman", "mixed")):
        if tree.top is None or not _is_marker(tree, index, marker):
            return False
        tree.go_on(tree.top, item, tree.top.last + 1)
    else:
        _begin(tree, index, item, style, value)
    return True


def _continued(tree: Tree, item: Paragraph, marker: Marker) -> tuple[OpenList, int] | None:
    """The open list of which the item is the next: at its own depth if there is one, else the innermost."""
    fitting = [
        (frame, value)
        for frame in reversed(tree.open)
        for style, value in marker.readings
        if frame.style == style and value == frame.last + 1 > 1 and frame.path == marker.path
    ]
    if not fitting:
        return _continued_loosely(tree, item, marker)
    return next((pair for pair in fitting if pair[0].level_with(item)), fitting[0])


def _continued_loosely(tree: Tree, item: Paragraph, marker: Marker) -> tuple[OpenList, int] | None:
    """The same for an author who goes from "2." to "3)": other punctuation, same depth, the expected number."""
    (style, value), frame = marker.readings[0], tree.top
    if frame is None or not style.startswith("number") or not frame.style.startswith("number") or value < 2:
        return None
    if not frame.level_with(item) or not frame.last + item.run_on <= value <= frame.last + 1:
        return None
    frame.style = style
    return frame, value


def _counted_on(tree: Tree, item: Paragraph, value: int) -> bool:
    """Whether a number is right for an outermost list whose other items have lost theirs, or never had them."""
    if not tree.open or tree.open[0].numbered or tree.open[0].last != value - 1 or value < 2:
        return False
    return item.run_on or tree.open[0].level_with(item)


def _after_gap(tree: Tree, item: Paragraph, marker: Marker) -> tuple[OpenList, int] | None:
    """The open list that the item continues with numbers left out, or with a number given twice."""
    for frame in reversed(tree.open):
        if not item.run_on and not frame.level_with(item):
            continue
        for style, value in marker.readings:
            skips = frame.last < value <= frame.last + 1 + _MOST_LOST and not style.startswith(("letter", "roman"))
            if frame.style == style and value > 1 and (skips or value == frame.last):
                return frame, value
    return None


def _begin(tree: Tree, index: int, item: Paragraph, style: str, value: int) -> None:
    parent, restart = _parent_of_first(tree, index, item, style)
    before = len(tree.nodes)
    tree.start(item, style, parent, value=value, restart=restart)
    if 1 < value <= _MOST_LOST + 1:
        # The lost items come first, as they would have stood in the text.
        node, frame = tree.nodes.pop(), tree.open[-1]
        tree.lose(frame, item, range(1, value))
        frame.node = len(tree.nodes)
        node.restart = node.restart and frame.node == before
        tree.nodes.append(node)


def _parent_of_first(tree: Tree, index: int, item: Paragraph, style: str) -> tuple[int | None, bool]:
    """Where a list that begins anew hangs, and whether it is the restart of one that stands beside it."""
    if tree.context.headed and tree.open and tree.open[-1].indent >= tree.context.heading_indent:
        tree.open.clear()
    if tree.announced():
        return len(tree.nodes) - 1, False
    while tree.open and tree.open[-1].indent > item.indent + 1 and not item.run_on:
        tree.open.pop()
    top = tree.top
    if top is None:
        return None, False
    below = (
        (item.run_on and top.style != style)
        or item.indent >= top.indent + DEEPER
        or rules.is_parent(tree.words(top.node))
        or tree.resumes(index, top)
        or (top.numbered and _rank(style) > _rank(top.style))
    )
    if below:
        return top.node, False
    beside = next((frame for frame in tree.open if frame.style == style and frame.level_with(item)), None)
    return (top.parent, False) if beside is None else (beside.parent, True)


def _place_by_path(tree: Tree, item: Paragraph, marker: Marker) -> None:
    """ "2.1" goes below item 2 where there is one; on its own it keeps its full number."""
    style, value = marker.readings[0]
    holder = next((frame for frame in reversed(tree.open) if frame.numbered and frame.last == marker.path[-1]), None)
    if holder is not None:
        tree.start(item, style, holder.node, value=value, path=marker.path)
        return
    outer = next((frame for frame in reversed(tree.open) if frame.style != style and frame.indent < item.indent), None)
    tree.start(item, style, outer.node if outer else None, value=value, path=marker.path)
    tree.nodes[-1].label = ".".join(str(number) for number in (*marker.path, value))


def _is_marker(tree: Tree, index: int, marker: Marker) -> bool:
    """Whether a letter without a list before it is one all the same: it has a bracket, or the next letter follows."""
    if marker.style.endswith(")"):
        return True
    following = tree.entries[index + 1].paragraph.marker if index + 1 < len(tree.entries) else None
    return following is not None and any((style, value + 1) in following.readings for style, value in marker.readings)


def _unfold(tree: Tree, frame: OpenList, item: Paragraph) -> None:
    """An item that is nothing but the first of an inner list, "8. a) …": what follows as b) stands beside it."""
    inner = read_marker(tree.text, item.start, item.end)
    style = next((style for style, value in inner.readings if value == 1), None) if inner else None
    if inner is None or style is None or inner.end >= item.end:
        return
    node = tree.nodes[-1]
    node.start = inner.end
    while node.start < node.end and tree.text[node.start].isspace():
        node.start += 1
    node.label = f"{node.number}.1"
    if node.marker is not None:
        node.marker = replace(node.marker, end=inner.end)
    tree.open.append(
        OpenList(style, item.indent, frame.parent, frame.series, 1, len(tree.nodes) - 1, prefix=node.number)
    )


def _rank(style: str) -> int:
    """How deep a kind of number usually stands: numbers over letters over romans, brackets below full stops."""
    kinds = ("coded", "number .", "number )", "number", "circled", "letter upper", "letter", "mixed", "dotted", "roman")
    return next((i for i, kind in enumerate(kinds) if style.startswith(kind)), 0)
