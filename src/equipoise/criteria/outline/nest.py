"""From entries to a tree: headings set the context, bullets and bare lines find their list by depth and resemblance."""

from __future__ import annotations

import re
from collections.abc import Sequence

from equipoise.criteria.outline import rules
from equipoise.criteria.outline.kin import belongs
from equipoise.criteria.outline.lines import Paragraph
from equipoise.criteria.outline.numbered import place_numbered
from equipoise.criteria.outline.split import Entry
from equipoise.criteria.outline.tree import DEEPER, Node, OpenList, Tree

_CONTINUES = re.compile(
    r"(?:and|or|note|notes|n\.?b|this|these|they|such|however|in addition|if not|otherwise|e\.g|i\.e|\()\b",
    re.IGNORECASE,
)


def nest(text: str, entries: Sequence[Entry]) -> list[Node]:
    """The items of a text as a tree, parents before children, lost items in their places."""
    tree = Tree(text, entries)
    for index, entry in enumerate(entries):
        if entry.kind == "item":
            tree.context.topic = entry.topic or tree.context.topic
            _place(tree, index, entry.paragraph)
        elif entry.kind == "joint":
            _join(tree, entry.paragraph)
        else:
            _head(tree, entry)
    return tree.nodes


def _join(tree: Tree, joint: Paragraph) -> None:
    """A connective on a line of its own stands behind the item at its depth."""
    for frame in reversed(tree.open):
        if frame.indent <= joint.indent + 1 or frame is tree.open[0]:
            tree.nodes[frame.node].then = rules.connective(tree.text[joint.start : joint.end])
            return


def _head(tree: Tree, entry: Entry) -> None:
    context = tree.context
    if entry.section and entry.section != context.section:
        context.section = entry.section
        tree.open.clear()
    if entry.kind == "section":
        context.section_population = entry.population
        context.section_start = entry.paragraph.end
    if entry.kind == "topic":
        context.topic = tree.text[entry.paragraph.start : entry.paragraph.end].strip(" :–-*_=#")
    elif entry.kind != "opening":
        context.population, context.topic = entry.population or context.section_population, None
    # The lists at the heading's depth and deeper are over, but the outermost one may go on counting behind it.
    tree.open = [frame for i, frame in enumerate(tree.open) if i == 0 or frame.indent < entry.paragraph.indent]
    context.headed, context.heading_indent = True, entry.paragraph.indent


def _place(tree: Tree, index: int, item: Paragraph) -> None:
    marker, context = item.marker, tree.context
    if marker is not None and item.indent < context.heading_indent:
        # The heading stood inside an item that is now over.
        context.population, context.topic, context.heading_indent = context.section_population, None, 0
    if marker is None or marker.is_bullet:
        _place_unnumbered(tree, index, item)
    elif not place_numbered(tree, index, item, marker):
        item.start, item.marker = marker.start, None
        _place_unnumbered(tree, index, item)
    context.headed = False


def _place_unnumbered(tree: Tree, index: int, item: Paragraph) -> None:
    style = item.marker.style if item.marker else "plain"
    if style == "plain" and _goes_on(tree, index, item):
        tree.nodes[-1].end = item.end
        return
    if tree.context.headed and tree.open and tree.open[-1].indent >= tree.context.heading_indent:
        tree.open = [tree.open[0]] if _same_kind(tree.open[0], item, style) else []
    if style == "plain" and tree.announced():
        tree.start(item, style, len(tree.nodes) - 1, flat=tree.nodes[-1].marker is None)
        return
    while tree.open and not _may_hold(tree, tree.open[-1], item, style):
        tree.open.pop()
    top = tree.top
    if top is not None and _is_mangled_first(tree, top, item, style):
        top.indent, top.style = item.indent, style
    if top is not None and _opens_below(tree, index, top, item, style):
        tree.start(item, style, top.node, flat=top.style == style and top.indent == item.indent)
    elif top is not None and _same_kind(top, item, style):
        tree.go_on(top, item, top.last + 1)
    else:
        tree.start(item, style, top.parent if top else None)


def _is_mangled_first(tree: Tree, top: OpenList, item: Paragraph, style: str) -> bool:
    """Whether the list so far is one item with two bullets, "* • Adults": an export put the rest one level down."""
    doubled = top.parent is None and top.last == 1 and len(top.style.removeprefix("bullet ")) > 1
    return (
        doubled
        and style.startswith("bullet")
        and item.indent > top.indent
        and not rules.is_parent(tree.words(top.node))
    )


def _goes_on(tree: Tree, index: int, item: Paragraph) -> bool:
    """Whether a bare line only goes on with the item before it, in a list whose numbers or bullets resume behind it."""
    frame = tree.top
    if tree.context.headed or frame is None or item.run_on:
        return False
    last = tree.nodes[-1]
    if last.marker is None or last.parent != frame.parent or rules.is_parent(tree.words(len(tree.nodes) - 1)):
        return False
    if item.gap and item.indent <= frame.indent:
        return False
    if _CONTINUES.match(tree.text, item.start, item.end) or tree.text[item.start].islower():
        return True
    return frame.numbered and tree.resumes(index, frame)


def _same_kind(frame: OpenList, item: Paragraph, style: str) -> bool:
    """Whether an unnumbered item can be the next of a list; on the outermost level bullets and bare lines mix."""
    if frame.numbered:
        return False
    return frame.parent is None or (frame.style == style and frame.level_with(item))


def _may_hold(tree: Tree, frame: OpenList, item: Paragraph, style: str) -> bool:
    """Whether an unnumbered item lies in or below an open list; if not, the list is over."""
    if frame.flat and frame.style == style and frame.parent is not None:
        first = next(i for i in range(frame.parent + 1, len(tree.nodes)) if tree.nodes[i].parent == frame.parent)
        parent, last = tree.words(frame.parent), tree.words(frame.node)
        return belongs(parent, tree.words(first), last, tree.text[item.start : item.end], frame.last)
    if frame.indent > item.indent + 1 and not (item.run_on and frame.node == len(tree.nodes) - 1):
        return False
    if frame.style == style or frame.parent is None:
        return True
    # Another kind of mark at the same depth goes back to an outer list of its own kind, if there is one.
    return not any(outer.style == style and outer.level_with(item) for outer in tree.open if outer is not frame)


def _opens_below(tree: Tree, index: int, top: OpenList, item: Paragraph, style: str) -> bool:
    """Whether the item begins a list below the last item of `top`."""
    if item.run_on and style != "plain" and top.style != style:
        return True
    announces = rules.is_parent(tree.words(top.node))
    if item.indent >= top.indent + DEEPER:
        return announces or style != "plain" or top.style != "plain"
    if top.style == style:
        return tree.announced() and top.node == len(tree.nodes) - 1 and tree.text[item.end - 1] != ":"
    if style == "plain":
        return announces and not top.numbered
    return announces or (top.numbered and tree.resumes(index, top))
