"""Labels in front of a statement: `Chemotherapy: no prior chemotherapy`, `Pregnancy: not pregnant or nursing`.

What follows the colon is asked. A label asks for something only where the rest says more about it ("lupus nephritis:
class III"); in front of an absence, of a negative result, of a time that must have gone by, or of its own words it is
a heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from equipoise.criteria.grammar.context import Context
from equipoise.criteria.items import Item, Row, kinds, rewrite

_LABEL = re.compile(r"^[tv]*w?[MRESA]w?:(?=[^.;])")
_OF_AN_ABSENCE = re.compile(r"[tvms]*(?:!|_(?=[tvk]*[MRESAw])|C?NTa)|[^.;!:]{1,3}_(?:[.;,]|$)")


def labels(row: Row, context: Context) -> Row:
    """`R:` in front of what makes it a heading -> words that ask nothing."""

    def built(items: Sequence[Item], match: re.Match[str]) -> Item | None:
        rest = row[match.end() :]
        if _OF_AN_ABSENCE.match(kinds(rest)) is None and not _repeated(items, rest):
            return None
        context.term(items[0].start, items[-1].end)
        return Item("t", items[0].start, items[-1].end, "", "")

    row = _of_one_sex(row, context)
    return rewrite(rewrite(row, _ANSWER, _answered), _LABEL, built)


_PEOPLE = re.compile(r"^[tv]*[Ss][^.;:,&|]{0,12}:")
_A_SEX = re.compile(r"(?:fe)?males?\b|(?:wo)?m[ae]n\b", re.IGNORECASE)


def _of_one_sex(row: Row, context: Context) -> Row:
    """`women: a negative pregnancy test`, of an inclusion, is `for women: …`: nothing is asked of the others."""
    if context.section != "inclusion" or _PEOPLE.match(kinds(row)) is None:
        return row
    first = next(item for item in row if item.kind in "Ss")
    if _A_SEX.match(first.text) is None:
        return row
    return [Item("p", first.start, first.start, None, "for"), *row]


_ANSWER = re.compile(r"[MES]:(?=t*[_+](?![tvk]*[MRESAw]))")


def _answered(items: Sequence[Item], _: re.Match[str]) -> Item:
    """`pregnancy test: negative` is `pregnancy test negative`."""
    return items[0]


def _repeated(label: Sequence[Item], rest: Row) -> bool:
    """Whether the statement begins with the label's own words."""
    name = next(item.text.lower() for item in label if item.kind in "MRESA")
    first = next((item for item in rest if item.kind not in "tvhk"), None)
    return first is not None and first.text.lower() == name
