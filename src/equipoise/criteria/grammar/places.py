"""Parts of the body behind or before what is found in them.

surgery within 3 months in the study eye    Z W p U    the eye is part of the name
the study eye has a cataract                U v Z      likewise
carcinoma in situ of the cervix or breast   Z | U      the second place, of the same thing
"""

from __future__ import annotations

import re
from dataclasses import replace

from equipoise.criteria.items import Item, Row
from equipoise.criteria.nodes import Concept, Unsupported
from equipoise.source import Span
from equipoise.vocabulary.concepts import find

_EYE = re.compile(
    r"(?:the )?(?:(?:study|fellow|affected|treated|operated|index|other|same|contralateral|either|both|one) )*eyes?$"
)
_PARTS_WORDS = """
    abdomen ankle anus arm arms back bladder bone bones brain breast breasts cervix chest colon ear ears elbow
    esophagus eye eyes face foot forearm gallbladder groin hand hands head heart hip hypopharynx kidney
    kidneys knee larynx leg legs lip liver lung lungs mouth nasopharynx neck nose oropharynx ovaries ovary
    pancreas pelvis penis pharynx prostate rectum scalp shoulder skin spine spleen stomach testis thigh throat
    thyroid tongue trunk uterus vagina vulva wrist
"""
_PARTS = frozenset(_PARTS_WORDS.split())
_OF_PLACE = re.compile(r"^(?P<what>.+ (?:of|in|on|to) (?:the )?)(?P<where>[a-z]+(?: [a-z]+)?)$")


def places(row: Row) -> Row:
    """`Z p U` -> Z, `Z | U` -> Z | Z, where U is a part of the body."""
    out: Row = []
    for item in row:
        words = item.value.text.lower() if item.kind == "Z" and isinstance(item.value, Unsupported) else ""
        if words and _EYE.match(words) and (at := _found_in(out)) is not None:
            out[at] = _within(out[at], item, words)
            continue
        made = _same_elsewhere(out, item, words) if words in _PARTS else None
        if made is not None and out[-1].kind == "&":
            out[-2:] = [made]  # "of the head and neck" is one place
            continue
        out.append(made or item)
    return _of_the_eye(out)


def _found_in(out: Row) -> int | None:
    """The place of the concept before, over a time and prepositions."""
    at = len(out) - 1
    linked = False
    while at >= 0 and out[at].kind in "Wptk":
        linked = linked or out[at].kind == "p"
        at -= 1
    return at if linked and at >= 0 and isinstance(out[at].value, Concept) and out[at].text == "K" else None


def _within(found: Item, place: Item, words: str) -> Item:
    span = Span(found.value.span.start, max(found.value.span.end, place.value.span.end))
    node = replace(found.value, name=f"{found.value.name} in {words}", narrowed=True, span=span)
    return Item("Z", found.start, place.end, node, "K")


def _same_elsewhere(out: Row, item: Item, words: str) -> Item | None:
    """`carcinoma of the cervix or breast`: the thing before, in another place."""
    before = out[-2].value if len(out) > 1 and out[-1].kind in "|&/~," else None
    if not isinstance(before, Concept):
        return None
    said = _OF_PLACE.match(before.name)
    if said is None or said["where"].split()[-1] not in _PARTS:
        return None
    both = out[-1].kind == "&"
    name = f"{before.name} and {words}" if both else f"{said['what']}{words}"
    known = find(name)
    key, span = (known.key if known is not None else before.key), item.value.span
    span = Span(before.span.start, span.end) if both else span
    node = replace(before, name=name, key=key, narrowed=known is None, span=span, rule="place.elsewhere")
    return Item("Z", out[-2].start if both else item.start, item.end, node, "K")


def _of_the_eye(row: Row) -> Row:
    """`U v Z` -> Z, where U is the eye that the sentence is about."""
    out: Row = []
    eye = ""
    for item in row:
        if item.kind == "Z" and isinstance(item.value, Unsupported):
            words = item.value.text.lower()
            if _EYE.match(words) and not any(other.kind == "Z" for other in out):
                eye = words
                out.append(item)
                continue
        elif eye and item.kind == "Z" and isinstance(item.value, Concept) and item.text == "K":
            subject = next(at for at, other in enumerate(out) if other.kind == "Z")
            if all(other.kind in "vt" for other in out[subject + 1 :]):
                span = Span(out[subject].value.span.start, item.value.span.end)
                node = replace(item.value, name=f"{item.value.name} in {eye}", narrowed=True, span=span)
                out[subject:] = [Item("Z", out[subject].start, item.end, node, "K")]
                eye = ""
                continue
        out.append(item)
    return out
