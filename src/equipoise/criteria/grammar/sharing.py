"""Members of a list that share their last word: `U | K -> K | K`.

recurrent or chronic infections      U | K      recurrent infection, chronic infection
severe renal or hepatic impairment   U | K      severe renal impairment, severe hepatic impairment
fallopian tube or ovarian cancer     U | K      the next member's head, where it is one for many things
type 1 or type 2 diabetes mellitus   U | K      as much of the next member as the vocabulary knows
hepatitis B or C, HIV-1/2            K | U      a letter or number stands for the last one of the member before
oxytocin, glorpine or desmopressin   K , U | K  what stands among drugs is one of them
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from equipoise.criteria.function_words import FUNCTION_WORDS
from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.heads import SAID_ALONE, kind_of_word
from equipoise.criteria.grammar.plurals import singular
from equipoise.criteria.items import Item, Row
from equipoise.criteria.nodes import Concept, Unsupported
from equipoise.vocabulary.concepts import find

_ENDS_HEAD = frozenset({"of", "in", "to", "due", "from", "for", "by", "with", "at", "on"})
_NO_MODIFIERS = frozenset({
    "presence", "unknown", "applicable", "recovered", "visit", "non", "eligible", "evidence", "appropriate", "enrolled",
    "negative", "positive", "stopped", "discontinued", "study", "screening", "baseline", "not", "none", "consent",
    "patient", "patients", "consistent", "unable", "able", "present",
})  # fmt: skip
_ADJECTIVE = re.compile(
    r"(?:al|ic|ous|ive|ar|ary|ory|ant|ent|ble|oid|ile|ed|less|free|naive|like|related|induced|type|line|degree|acute)$"
)


def shared_heads(row: Row, context: Context) -> Row:
    """A member of a list that is no phrase of its own takes its head from the next member that is one."""
    out = _of_vaccines(_shared_letters(row, context))
    for index in range(len(out) - 1, -1, -1):
        item = out[index]
        if item.kind != "Z" or not isinstance(item.value, Unsupported) or not _modifies(item.value.text):
            continue
        head = _next_member(out, index)
        shared = None if head is None else _with_head(item.value, head)
        if shared is not None:
            out[index] = Item("Z", item.start, item.end, shared, "K")
            _share_degree(out, index, shared)
        elif (named := _by_company(out, index)) is not None:
            out[index] = Item("Z", item.start, item.end, named, "K")
    return out


_VACCINES = re.compile(r"\b(vaccines?|vaccinations?|immuni[sz]ations?|toxoids?)$")


def _of_vaccines(row: Row) -> Row:
    """`diphtheria, tetanus or polio vaccine`: each of them is a vaccine, and no disease."""
    for index in range(len(row) - 1, -1, -1):
        last = row[index].value if row[index].kind == "Z" else None
        if isinstance(last, Concept) and last.kind == "condition" and last.name.endswith(" allergy"):
            _of_allergies(row, index, last)
        head = _VACCINES.search(last.name) if isinstance(last, Concept) and last.kind == "treatment" else None
        if not isinstance(last, Concept) or head is None or index < 2 or row[index - 1].kind not in "|&/~,":
            continue
        if last.span.end - last.span.start > len(last.name) + 4:
            continue  # "had measles or received a polio vaccine": it has a verb of its own
        at = index - 1
        while at >= 0 and (row[at].kind in "|&/~,t" or (row[at].kind == "Z" and row[at].text in "KU")):
            disease = row[at].value
            if isinstance(disease, Concept) and disease.kind == "condition":
                name = f"{disease.name} {singular(head[1])}"
                known = find(name)
                key = known.key if known is not None and known.kind == "treatment" else last.key
                named = replace(
                    last, name=name, key=key, narrowed=known is None, span=disease.span, rule="concept.vaccine"
                )
                row[at] = Item("Z", row[at].start, row[at].end, named, "K")
            at -= 1
    return row


def _of_allergies(row: Row, index: int, last: Concept) -> None:
    """`penicillin or cephalosporin allergy`: each is an allergy, and no treatment."""
    at = index - 1
    while at >= 0 and (row[at].kind in "|&/~," or (row[at].kind == "Z" and row[at].text == "K")):
        drug = row[at].value
        if isinstance(drug, Concept) and drug.kind == "treatment":
            name = f"{drug.name} allergy"
            made = replace(drug, kind="condition", name=name, allergy=True, response=None, rule="concept.allergies")
            row[at] = Item("Z", row[at].start, row[at].end, made, "K")
        at -= 1


# How bad, how long, how well controlled: in front of a list that shares its head, such a word is said of all of it.
_DEGREES = frozenset({
    "severe", "moderate", "mild", "moderate-to-severe", "clinically", "significant", "serious", "major", "uncontrolled",
    "unstable", "advanced", "end-stage", "acute", "chronic", "symptomatic", "decompensated", "untreated", "progressive",
    "recurrent", "refractory", "poorly", "controlled", "active",
})  # fmt: skip


def _share_degree(row: Row, index: int, first: Concept) -> None:
    """`severe renal or hepatic impairment`: the hepatic one is to be severe too, if it says no degree of its own."""
    words = first.name.split()
    degree = [word for at, word in enumerate(words) if set(words[: at + 1]) <= _DEGREES]
    if not degree or len(words) - len(degree) < 2:
        return
    at = index + 1
    while at < len(row):
        if row[at].kind == "Z":
            member = row[at].value
            if not isinstance(member, Concept) or row[at].text != "K" or member.kind != first.kind:
                return
            own = member.name.split()
            if own[-1] != words[-1] or own[0] in _DEGREES:
                return
            name = " ".join((*degree, *own))
            known = find(name)
            key = member.key if known is None else known.key
            narrow = replace(member, name=name, key=key, narrowed=known is None, rule="concept.shared-degree")
            row[at] = Item("Z", row[at].start, row[at].end, narrow, "K")
        elif row[at].kind not in "|&/~,t":
            return
        at += 1


def _by_company(row: Sequence[Item], index: int) -> Concept | None:
    """A name among drugs is a drug's, one among diseases a disease's: two neighbours in the list must say so."""
    words: Unsupported = row[index].value
    before, behind = _members(row, index, -1), _members(row, index, 1)
    near = [*before[:2], *behind[:2]]
    if len(near) < 2 or not near or any(one.kind != near[0].kind for one in near) or not _names(words.text):
        return None
    like = near[0]
    if like.kind not in ("condition", "treatment") or any(one.windows != like.windows for one in near):
        return None
    return replace(
        like, name=words.text.lower(), key=None, narrowed=True, span=words.span, count=None, rule="concept.company"
    )


_NAME = re.compile(r"[^\W\d_][\w-]{3,}(?: [^\W\d_][\w-]+){0,2}$")
_NO_NAMES = frozenset({
    "signs", "symptoms", "area", "areas", "form", "forms", "type", "types", "other", "others", "products", "causes",
})  # fmt: skip


def _names(words: str) -> bool:
    """Whether words that no table knows could be a name."""
    parts = set(words.lower().split())
    return _NAME.match(words) is not None and not parts & (FUNCTION_WORDS | SAID_ALONE | _NO_NAMES | _NO_MODIFIERS)


def _members(row: Sequence[Item], index: int, step: int) -> list[Concept]:
    """The members of the list on one side, nearest first."""
    found: list[Concept] = []
    at = index + step
    joined = False
    while 0 <= at < len(row):
        item = row[at]
        if item.kind in "|&,":
            joined = True
        elif item.kind != "t":
            if not joined or not isinstance(item.value, Concept) or item.text != "K":
                break
            found.append(item.value)
            joined = False
        at += step
    return found


_LETTER = re.compile(r"(?:[A-Ea-e]|\d|[IVX]{1,3})$")


def _shared_letters(row: Row, context: Context) -> Row:
    """`hepatitis B, C and D`: what the vocabulary calls so, with the letter in the place of the one before."""
    out = list(row)
    for index in range(2, len(out)):
        item = out[index]
        before = out[index - 2].value if out[index - 2].kind == "Z" else None
        letter = _letter(item)
        if out[index - 1].kind not in "|&/~," or not isinstance(before, Concept) or not letter:
            continue
        name = _LAST_LETTER.sub(rf"\g<1>{letter.lower()}", before.name)
        known = find(name) if name != before.name else None
        if known is not None and known.kind == before.kind and known.key != before.key:
            place = context.span(item.start, item.end)
            made = replace(before, name=name, key=known.key, span=place, rule="concept.shared-letter")
            out[index] = Item("Z", item.start, item.end, made, "K")
        elif name != before.name and _STAGED.search(before.name):
            place = context.span(item.start, item.end)
            staged = replace(before, name=name, narrowed=True, span=place, rule="concept.shared-letter")
            out[index] = Item("Z", item.start, item.end, staged, "K")
    return out


def _letter(item: Item) -> str:
    """The letter or number that an item consists of, or "" (`C`, `2`, `C infection`)."""
    if isinstance(item.value, Concept):
        said = _LETTER_INFECTION.match(item.value.name)
        return said[1] if said else ""
    text = item.text if item.kind == "t" else item.value.text if isinstance(item.value, Unsupported) else ""
    return text if _LETTER.match(text) else ""


_STAGED = re.compile(r"\b(?:stages?|grades?|class(?:es)?|types?) (?:\d|[ivx]{1,3})$")
"""`kidney disease stage 4 or 5`: what no table knows by its stage goes by its words."""
_LETTER_INFECTION = re.compile(r"([a-e]|\d) (?:virus|infection|viral infection)$")
_LAST_LETTER = re.compile(r"^(.*[ -])(?:[a-e]|\d|[ivx]{1,3})\b(?= virus| infection|$)")


def _next_member(row: Sequence[Item], index: int) -> Concept | None:
    after = index + 1
    while after < len(row) and (
        row[after].kind in "|&/~," or (after > index + 1 and "suspected" in row[after].text.lower())
    ):
        after += 1
    if after == index + 1 or after >= len(row) or row[after].text != "K":
        return None
    return row[after].value if isinstance(row[after].value, Concept) else None


def _modifies(words: str) -> bool:
    """Whether words that are no phrase could describe the head of the next member of a list."""
    parts = words.lower().split()
    return len(parts) <= 4 and not _NO_MODIFIERS & set(parts)


def _with_head(words: Unsupported, head: Concept) -> Concept | None:
    given = head.name.split()
    cut = next((at for at, word in enumerate(given) if word in _ENDS_HEAD), len(given))
    own = adjective(words.text).split()
    given[-1] = given[-1].removeprefix("ex-") or given[-1]  # "current or ex-smoker"
    for start in range(1, cut):
        name = " ".join((*own, *given[start:]))
        known = find(name)
        if known is not None:
            return _member(head, words, name, known.key)
    if cut == 0 or not (kind_of_word(given[cut - 1]) or _ADJECTIVE.search(own[-1])):
        return None
    adverb = words.text.lower().endswith("ly") and len(given) > 1
    name = " ".join((*own, *given[1 if adverb else cut - 1 :]))
    known = find(name)
    return _member(head, words, name, known.key if known is not None else None)


def _member(head: Concept, words: Unsupported, name: str, key: str | None) -> Concept:
    return replace(
        head,
        name=name,
        key=key if key is not None else head.key,
        narrowed=key is None,
        span=words.span,
        rule="concept.shared-head",
    )


def adjective(words: str) -> str:
    """`moderately` (active disease) -> moderate."""
    return " ".join(word.removesuffix("ly") if word.endswith("ely") else word for word in words.lower().split())
