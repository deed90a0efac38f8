"""One hash for one content of a record, so that versions are told apart and a new dump of the same content is none.

Left out is what changes from dump to dump without the trial changing: the version of the dump in API records, the
header of the download in the XML, and on portal pages the lists of other trials. Blanks between tokens, the order of
keys and line ends do not count either.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import msgspec

from equipoise.errors import RecordError
from equipoise.study.legacy_tree import parse
from equipoise.study.model import Study
from equipoise.study.portal_page import split_page

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_OTHER_TRIALS = frozenset({"Related Clinical Trials", "More Related Trials"})
_DOWNLOAD = frozenset({"required_header"})


def canonical_hash(record: Study | bytes) -> str:
    """The SHA-256, in hexadecimal, of the content of a study or of the raw record of one.

    Raises RecordError where raw bytes are neither a JSON object, XML nor a page. Two sources of the same trial have
    different hashes: they never hold the same content.
    """
    raw = record.raw if isinstance(record, Study) else record
    return hashlib.sha256(_ordered.encode(_content(raw))).hexdigest()


_ordered = msgspec.json.Encoder(order="sorted")


def _content(raw: bytes) -> Any:
    start = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"{":
        return _of_json(raw)
    if start == b"<":
        return ["xml", *_of_xml(parse(raw))]
    return ["page", *_of_page(raw)]


def _of_json(raw: bytes) -> dict[str, Any]:
    try:
        whole: dict[str, Any] = msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"), type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise RecordError(f"not JSON: {error}") from None
    place: Any = whole
    for step in ("derivedSection", "miscInfoModule"):
        place = place.get(step) if isinstance(place, dict) else None
    if isinstance(place, dict):
        place.pop("versionHolder", None)
    return whole


def _of_xml(root: Element) -> list[list[Any]]:
    """The elements in the order of the document, each with its depth: flat, so that depth costs no recursion."""
    found: list[list[Any]] = []
    waiting = [(root, 0)]
    while waiting:
        element, depth = waiting.pop()
        if element.tag in _DOWNLOAD:
            continue
        attributes = element.attrib if depth else {}
        found.append([depth, element.tag, attributes, _plain(element.text), _plain(element.tail)])
        waiting.extend((child, depth + 1) for child in reversed(element))
    return found


def _of_page(raw: bytes) -> list[str]:
    try:
        page = split_page(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise RecordError("neither JSON, XML nor text in UTF-8") from None
    other = {line for part in page.sections if part.heading in _OTHER_TRIALS for line in part.lines}
    return [line.text.rstrip() for line in page.lines if line not in other and line.text.strip()]


def _plain(text: str | None) -> str:
    """Text without its outer blanks and with one form of line end."""
    return (text or "").replace("\r\n", "\n").strip()
