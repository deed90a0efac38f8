"""Names that do not fit the class they are listed in: slips of the pen, or of a translator.

biologics, including A, B and tetracycline         the slip counts for nobody; what it stood for is not guessed
beta blockers, including metoprolol and penicillin     not understood: ours may be the narrower class, so a person looks

What a molecule is made by is a fact, so that a biologic can be told from what is none. Of other classes a list may be
wider than ours: a name is only doubted where another one fits the class, and this one has no class above it in common.
"""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.criteria.grammar.context import Context
from equipoise.criteria.items import Item, Row
from equipoise.criteria.nodes import Concept, Unsupported
from equipoise.vocabulary.concepts import concept, is_a, members


def without_suspects(row: Row, context: Context) -> Row:
    """Z n Z & Z -> without the members that the vocabulary knows to be something else."""
    out = list(row)
    header: str | None = None
    listed: list[int] | None = None
    for index, item in enumerate([*row, Item(".", 0, 0)]):
        node = item.value if item.kind == "Z" else None
        if isinstance(node, Concept) and node.kind == "treatment" and node.key is not None:
            if listed is not None:
                listed.append(index)
            else:
                header = node.key if members(node.key) else None
        elif item.kind == "n":
            listed = [] if header is not None else None
        elif item.kind in ".;:" or (item.kind == "Z" and not (isinstance(node, Concept) and node.kind == "treatment")):
            if header is not None and listed:
                _doubt(out, header, listed, context)
            header, listed = None, None
    return out


def _doubt(out: Row, header: str, listed: Sequence[int], context: Context) -> None:
    keys = {index: str(out[index].value.key) for index in listed}
    biologic = is_a(header, "biologic")
    if not biologic and not any(is_a(key, header) for key in keys.values()):
        return
    for index, key in keys.items():
        known = concept(key)
        if known is None or not known.broader or is_a(key, header):
            continue
        if not biologic and (not _above(header) or _above(key) & ({header} | _above(header))):
            continue
        item = out[index]
        message = f"'{item.value.name}' does not fit the class it is listed in"
        context.problem("suspect-term", message, item.start, item.end)
        if biologic:
            out[index] = Item("t", item.start, item.end, "", item.text)
        else:
            words = context.text[item.start : item.end]
            lost = Unsupported(words, span=context.span(item.start, item.end), rule="concept.suspect")
            out[index] = Item("Z", item.start, item.end, lost, "U")


def _above(key: str) -> set[str]:
    """Every class above a concept."""
    found: set[str] = set()
    waiting = [key]
    while waiting:
        known = concept(waiting.pop())
        fresh = set(known.broader if known is not None else ()) - found
        found |= fresh
        waiting += fresh
    return found
