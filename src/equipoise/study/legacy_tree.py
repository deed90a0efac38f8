"""An XML record that is read by taking it apart, so that what nobody took can be reported.

Entities and document types are refused: a trial record needs neither, and they are how XML is made to explode.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from equipoise.errors import RecordError
from equipoise.source import Problem
from equipoise.study.remarks import Remarks

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MOST_TAGS = 2_000_000  # a hostile record of many tiny elements takes a hundred times its size in memory


class Log:
    """The remarks made while one record is read, and the nodes handed out."""

    def __init__(self) -> None:
        self.problems = Remarks()
        self._nodes: list[Node] = []

    def say(self, code: str, message: str, place: str) -> None:
        """Adds a remark; `place` is an XML path."""
        self.problems.add(Problem(code, message, place=place))

    def watch(self, node: Node) -> None:
        """Remembers a node for `report_untaken`."""
        self._nodes.append(node)

    def report_untaken(self) -> None:
        """Adds a remark for every element and attribute that was never taken."""
        for node in self._nodes:
            for name in node.untaken():
                self.say("unknown-field", f"the model has no place for {name!r}", f"{node.path}/{name}")


class Node:
    """An element whose children and attributes are taken by name, each name once."""

    __slots__ = ("_attributes", "_children", "_parent", "_position", "_tag", "log", "words")

    def __init__(self, element: Element, log: Log, parent: Node | None = None, position: int = 0) -> None:
        self.log = log
        self.words = (element.text or "").strip() or None
        self._tag = element.tag
        self._parent = parent
        self._position = position
        self._attributes = dict(element.attrib)
        self._children: dict[str, list[Element]] = {}
        for child in element:
            self._children.setdefault(child.tag, []).append(child)
        log.watch(self)

    @property
    def path(self) -> str:
        """The XML path, positions counted from 1: `/clinical_study/location[3]/contact`."""
        position = f"[{self._position}]" if self._position else ""
        return f"{self._parent.path if self._parent else ''}/{self._tag}{position}"

    def untaken(self) -> list[str]:
        """The names of what was not taken."""
        return [*self._children, *(f"@{name}" for name in self._attributes)]

    def attribute(self, name: str) -> str | None:
        """An attribute; an empty one counts as absent."""
        return self._attributes.pop(name, "").strip() or None

    def nodes(self, tag: str) -> list[Node]:
        """All children of a name."""
        found = self._children.pop(tag, [])
        return [Node(child, self.log, self, index if len(found) > 1 else 0) for index, child in enumerate(found, 1)]

    def node(self, tag: str) -> Node | None:
        """The child of a name; where there are several, the first, and a remark."""
        found = self._one(tag)
        return None if found is None else Node(found, self.log, self)

    def listed(self, tag: str) -> list[Node]:
        """The entries of a list element: `group_list -> group, group, …`."""
        whole = self.node(f"{tag}_list")
        return whole.nodes(tag) if whole is not None else []

    def text(self, tag: str) -> str | None:
        """The text of a child without its outer blanks; None where it is absent or empty."""
        found = self._one(tag)
        if found is None:
            return None
        self._check_leaf(found)
        return (found.text or "").strip() or None

    def texts(self, tag: str) -> tuple[str, ...]:
        """The texts of all children of a name that have any."""
        found = self._children.pop(tag, [])
        for element in found:
            self._check_leaf(element)
        return tuple(text for element in found if (text := (element.text or "").strip()))

    def block(self, tag: str) -> str | None:
        """The text block within a child, character for character."""
        outer = self.node(tag)
        if outer is None:
            return None
        found = outer._one("textblock")
        if found is None:
            return outer.words
        outer._check_leaf(found)
        return found.text or None

    def skip(self, *tags: str) -> None:
        """Takes children that say nothing of the trial, or nothing that is not said elsewhere."""
        for tag in tags:
            self._children.pop(tag, None)

    def _one(self, tag: str) -> Element | None:
        found = self._children.pop(tag, None)
        if not found:
            return None
        if len(found) > 1:
            self.log.say("repeated-field", f"{tag!r} occurs {len(found)} times; the first one counts", self.path)
        return found[0]

    def _check_leaf(self, element: Element) -> None:
        if len(element) or element.attrib:
            self.log.say("unknown-field", "there is more in it than text", f"{self.path}/{element.tag}")


def parse(raw: bytes) -> Element:
    """The root element. Raises RecordError where the bytes are no XML, or XML with a document type or entities."""
    if raw.count(b"<") > _MOST_TAGS:
        raise RecordError("the XML has more elements than any trial record")
    try:
        root: Element = fromstring(raw, forbid_dtd=True)
    except DefusedXmlException:
        raise RecordError("the XML declares a document type or entities; such files are refused") from None
    except ParseError as error:
        raise RecordError(f"not well-formed XML: {error}") from None
    except (LookupError, ValueError) as error:
        raise RecordError(f"the XML cannot be decoded: {error}") from None
    return root
