"""Conditions, treatments, tests and states: a noun phrase -> Z.

    severe lupus nephritis            w M           a condition, narrower than the concept it is keyed to
    allergy to penicillin             w p R         an allergy, keyed to the substance
    history of stroke or TIA          h M | M       the prefix reaches over the coordination
    HBsAg positive, positive HBsAg    E +, + E      a test with its result
    biologic therapy                  w w           by its head noun, where the vocabulary does not hold it

A phrase whose head is in neither the vocabulary nor the lists of heads is an `Unsupported` node: it is not understood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.counts import PARTS
from equipoise.criteria.grammar.described import described
from equipoise.criteria.grammar.heads import kind_of_word
from equipoise.criteria.grammar.phrase import Prefix, is_allergy, phrase
from equipoise.criteria.grammar.places import places
from equipoise.criteria.grammar.plurals import singular
from equipoise.criteria.grammar.sharing import adjective, shared_heads
from equipoise.criteria.grammar.statements import statements
from equipoise.criteria.grammar.suspects import without_suspects
from equipoise.criteria.grammar.trees import ONE_SEX
from equipoise.criteria.items import Item, Row, rewrite
from equipoise.criteria.lexer import CONFIRMATIONS
from equipoise.criteria.nodes import And, Concept, ConceptKind, Expr, Or, Quantity, Unsupported, Window
from equipoise.source import Span

_STARTS = frozenset("wMRESQN")
_CONTINUES = frozenset("wMRESQNTUtp-o'\"+_s")
_REVERT = frozenset("AYBPLlXc")
_RESETS = frozenset(".;xuidm")


_OR_UNSURE = re.compile(r"\+[|/]w(?=[wEM])")


def _positive(items: Sequence[Item], _: re.Match[str]) -> Item | None:
    """`positive or inconclusive test`: a positive one is."""
    unsure = items[-1].text.lower() in ("inconclusive", "indeterminate", "equivocal", "borderline")
    return Item("+", items[0].start, items[0].end, items[0].value, items[0].text) if unsure else None


def concepts(row: Row, context: Context) -> Row:
    """w M p w -> Z, with what stands before it."""
    row = _phrases(rewrite(_revert(row), _OR_UNSURE, _positive), context)
    return statements(without_suspects(shared_heads(places(_modified(row)), context), context))


def _modified(row: Row) -> Row:
    """`U K -> K`, `K Z -> Z`: a word right before a phrase modifies it; a phrase right before a bound says what is
    measured.
    """
    out: Row = []
    for item in row:
        before = out[-1] if out else None
        if item.kind == "Z" and before is not None and before.kind == "Z" and before.end + 1 >= item.start:
            if (
                isinstance(before.value, Unsupported)
                and isinstance(item.value, Concept)
                and item.text == "K"
                and len(before.value.text.split()) < 3
            ):
                name = f"{adjective(before.value.text)} {item.value.name}"
                whole = Span(before.value.span.start, item.value.span.end)
                out[-1] = Item(
                    "Z", before.start, item.end, replace(item.value, name=name, narrowed=True, span=whole), "K"
                )
                continue
            if isinstance(before.value, Unsupported | Concept) and before.text in "KU" and _is_bound(item.value):
                if _names_a_group(out):
                    out += [Item(",", item.start, item.start), item]
                else:
                    out[-1] = item
                continue
        out.append(item)
    return out


def _names_a_group(out: Row) -> bool:
    """`for patients with liver metastases AST ≤ 5`: the phrase before a bound says whose it is, not what it is."""
    if not (isinstance(out[-1].value, Concept) and out[-1].value.key):
        return False
    at, denied = len(out) - 2, False
    while at >= 0 and out[at].kind in "!ptvr":
        denied = denied or out[at].kind == "!"
        at -= 1
    return at >= 0 and (out[at].kind == "i" or (denied and out[at].kind == "s"))


def _is_bound(expr: Expr) -> bool:
    match expr:
        case Quantity(subject):
            return subject not in ("age", "disease_duration", "prior_lines")
        case And(items) | Or(items):
            return all(_is_bound(item) for item in items)
        case _:
            return False


def _phrases(row: Row, context: Context) -> Row:
    out: Row = []
    prefix = Prefix()
    shared = prefix  # by the members of a list: as it stood before them
    index = 0
    while index < len(row):
        item = row[index]
        if (confirmed := _confirmation(row, index, context)) is not None:
            out.append(confirmed)
            index += 1
            continue
        if item.kind in _STARTS or _bare_modifier(row, index):
            end = _end_of_phrase(row, index)
            if _before_a_list(row, end) and is_allergy(row[index:end]):
                prefix.allergy = context.text[row[index].start : row[end].end].lower()
                context.term(row[index].start, row[end].end)
                index = end + 1  # "allergy to any of the following": it is to each that is named
                continue
            found = phrase(row[index:end], prefix, context)
            said = described(out, row, end, found, context) or _predicate(row, end, found, context)
            if said is not None:
                found, end = said
            out.extend(found)
            index = _past_methods(row, index, end, context)
            continue
        prefix = replace(shared) if item.kind == PARTS else _after(prefix, item, row, index)
        if item.kind in "KO":
            shared = replace(prefix)
        if item.kind in "pdr" and _is_method(out, row, index):
            index = _end_of_methods(row, index + 1)
            context.term(item.start, row[index - 1].end)
        elif item.kind in "hk" and out and out[-1].kind in "Z(" and not _phrase_follows(row, index):
            if item.kind == "k" and index + 1 < len(row) and row[index + 1].kind == "W" and row[index + 1].value.length:
                index += 1
                continue  # "active within 3 years": the time that is said counts
            window = Window(
                "current" if item.kind == "k" else "ever", span=context.span(item.start, item.end), rule="window.behind"
            )
            out.append(Item("W", item.start, item.end, window, item.text))
        elif item.kind == "p" and item.text.lower() == "despite":
            out.append(Item("r", item.start, item.end, item.value, item.text))
        elif item.kind not in "hkq+_" or (item.kind in "+_" and not _phrase_follows(row, index)):
            out.append(item)
        index += 1
    return out


def _past_methods(row: Row, start: int, end: int, context: Context) -> int:
    """`cancer on CT of the chest and X-ray`: a second test by which it was looked for is none that is asked for."""
    named = any(item.kind == "E" for item in row[start + 2 : end]) and any(
        row[at].kind == "p" and _BY.search(row[at].text) and row[at + 1].kind in "wtE"
        for at in range(start + 1, end - 1)
    )
    at = end
    while named and at + 1 < len(row) and row[at].kind in "&|,/":
        test = at + 1 + (row[at + 1].kind == "t")
        ends = test + 1 >= len(row) or row[test + 1].kind in ".;,&|)"
        if test >= len(row) or row[test].kind != "E" or not ends:
            break
        context.term(row[at].start, row[test].end)
        at = test + 1
    return at


def _before_a_list(row: Row, end: int) -> bool:
    return end + 1 < len(row) and row[end].kind == "p" and row[end + 1].kind in "OK"


def _confirmation(row: Row, index: int, context: Context) -> Item | None:
    """A word that says by which kind of test a diagnosis is to be confirmed."""
    item = row[index]
    name = CONFIRMATIONS.get(item.text.lower()) if item.kind in "wE" else None
    if name is None or index + 1 >= len(row) or row[index + 1].kind not in "v|&/~,wMEr":
        return None
    if name.endswith("confirmation") and item.text.lower().endswith(("ic", "ical")) and row[index + 1].kind in "wM":
        return None
    node = Concept("test", name, span=context.span(item.start, item.end), rule="concept.confirmation")
    return Item("Z", item.start, item.end, node, "E")


_RESULTS = frozenset({"normal", "abnormal", "negative", "positive", "intact", "clear"})
_CHANGED = frozenset(
    {"enlarged", "impaired", "elevated", "increased", "decreased", "reduced", "thickened", "dilated", "controlled"}
)


def _results(row: Row, end: int, found: Row, context: Context) -> tuple[Row, int] | None:
    """`the cells were increased in number or normal` -> either result of one test."""
    at = end
    while at < len(row) and row[at].kind == "v":
        at += 1
    if at == end or row[at - 1].text.lower() not in ("is", "are", "was", "were") or at >= len(row):
        return None
    last = at
    while last < len(row) and row[last].kind == "w":
        last += 1
    if (
        not 1 <= last - at <= 3
        or last + 1 >= len(row)
        or row[last].kind != "|"
        or row[last + 1].text.lower() not in _RESULTS
    ):
        return None
    thing = found[0].value
    if not isinstance(thing, Concept):
        return None
    answers = (context.text[row[at].start : row[last - 1].end].lower(), row[last + 1].text.lower())
    span = context.span(found[0].start, row[last + 1].end)
    nodes = tuple(
        Concept(
            "test",
            thing.name,
            key=thing.key,
            narrowed=thing.key is None,
            result=answer,
            span=span,
            rule="concept.results",
        )
        for answer in answers
    )
    return [Item("Z", found[0].start, row[last + 1].end, Or(nodes, span=span, rule="concept.results"), "K")], last + 2


def _predicate(row: Row, end: int, found: Row, context: Context) -> tuple[Row, int] | None:
    """`the smear is normal` -> a result; `the spleen is not enlarged` -> a finding that is absent."""
    if len(found) != 1 or found[0].kind != "Z" or end + 1 >= len(row) or row[end].kind not in "v!":
        return None
    if (several := _results(row, end, found, context)) is not None:
        return several
    at, denied = end, False
    verb = False
    while at < len(row) and (
        row[at].kind in "v!" or row[at].text.lower().endswith("ly") or row[at].text.lower() == "well"
    ):
        verb = verb or row[at].text.lower() in (
            "is",
            "are",
            "was",
            "were",
            "be",
            "is not",
            "are not",
            "was not",
            "must not be",
            "should not be",
        )
        denied = denied or row[at].kind == "!"
        at += 1
    if at >= len(row) or not verb or (at + 1 < len(row) and row[at + 1].kind in "wMREStp-"):
        return None
    word = row[at].text.lower()
    thing = found[0].value
    name = (
        thing.name
        if isinstance(thing, Concept)
        else singular(" ".join(thing.text.lower().split()))
        if isinstance(thing, Unsupported)
        else ""
    )
    if not name or (word not in _RESULTS and word not in _CHANGED):
        return None
    span = context.span(found[0].start, row[at].end)
    key = thing.key if isinstance(thing, Concept) else None
    if word in _RESULTS:
        node = Concept(
            "test", name, not denied, key, narrowed=key is None, result=word, span=span, rule="concept.result"
        )
    else:
        node = Concept(
            "condition", f"{word} {name}", not denied, None, narrowed=True, span=span, rule="concept.changed"
        )
    return [Item("Z", found[0].start, row[at].end, node, "K")], at + 1


_BY = re.compile(r"^(?:by|on|using|via|per|with|in|at)$|\bby$", re.IGNORECASE)


def _end_of_methods(row: Row, index: int) -> int:
    """Past the tests that are named, joined by `or`: `echocardiography, or as measured by angiography`."""
    end = _end_of_phrase(row, index)
    while (at := _next_method(row, end)) is not None:
        end = _end_of_phrase(row, at)
    return end


def _next_method(row: Row, end: int) -> int | None:
    at = end
    while at < len(row) and row[at].kind in "|,&/td":
        at += 1
    named = at > end and at < len(row) and (row[at].kind == "E" or (row[at].kind == "N" and _is_test(row, at)))
    return at if named else None


def _is_method(out: Row, row: Row, index: int) -> bool:
    """`by echocardiography` behind a bound: how it is measured, and nothing that is asked for."""
    before = next((item for item in reversed(out) if item.kind not in ",(|" or row[index].kind != "d"), None)
    if before is None or before.kind != "Z" or not _BY.search(row[index].text):
        return False
    at = index + 1 + (index + 1 < len(row) and row[index + 1].kind in "tO")
    if not isinstance(before.value, Quantity | And | Or) or at >= len(row):
        return False
    if row[at].kind == "Q":
        return row[index].kind == "d" and all(item.kind not in "VZ" for item in row[at + 1 : at + 2])
    return _is_test(row, at)


def _is_test(row: Row, at: int) -> bool:
    if row[at].kind != "N":
        return row[at].kind == "E" or (row[at].kind == "w" and kind_of_word(row[at].text) == "test")
    last = row[_end_of_phrase(row, at) - 1]  # "24-hour urine collection"
    return last.kind == "E" or (last.kind == "w" and kind_of_word(last.text) == "test")


def _bare_modifier(row: Row, index: int) -> bool:
    """`active` of "active or chronic infection": a modifier of the head that follows, not a prefix."""
    return (
        row[index].kind in "kh" and index + 1 < len(row) and row[index + 1].kind in "|/" and " " not in row[index].text
    )


def _phrase_follows(row: Row, index: int) -> bool:
    return index + 1 < len(row) and row[index + 1].kind in "wMRESQtv"


def _after(prefix: Prefix, item: Item, row: Row, index: int) -> Prefix:
    """The prefix as it stands after this item."""
    match item.kind:
        case "h" | "k":
            return _timed(prefix, item, row, index)
        case "r" if item.text.lower().startswith(("requir", "need", "that requir", "which requir")):
            return Prefix(prefix.time, prefix.start, "required")
        case "v" if item.value or "suspected" in item.text.lower():
            begin = item.start if prefix.start < 0 else prefix.start
            return replace(
                prefix,
                kind=item.value or prefix.kind,
                start=begin,
                suspected=prefix.suspected or "suspected" in item.text.lower(),
            )
        case "q":
            said, *others = item.value.split("|")
            return Prefix(prefix.time, item.start, said, others=tuple(others))
        case "+" | "_" if _phrase_follows(row, index):
            return replace(prefix, positive=item.kind == "+", start=item.start if prefix.start < 0 else prefix.start)
        case "!":
            return replace(prefix, start=-1, response=None, others=(), positive=None)
        case kind if kind in _RESETS:
            return Prefix()
        case _:
            return prefix


def _timed(prefix: Prefix, item: Item, row: Row, index: int) -> Prefix:
    """The prefix after "history of" or "current": its words begin with those of an earlier one that nothing used yet.

    "History of active hepatitis" and "past or current hepatitis" are hepatitis at any time.
    """
    time, _, kind = (item.value or "ever").partition(":")
    unused = prefix.start >= 0 and prefix.time in ("ever", "current")
    if unused and "ever" in (prefix.time, time):
        time = "ever"
    joined = index > 0 and row[index - 1].kind in "tV"  # "failure of at least one prior regimen"
    return Prefix(
        time,
        prefix.start if unused or (joined and prefix.start >= 0) else item.start,
        prefix.response if joined else None,
        others=prefix.others if joined else (),
        kind=cast("ConceptKind", kind) if kind else prefix.kind if unused else None,
        suspected=unused and prefix.suspected,
    )


def _revert(row: Row) -> Row:
    """Grammar words that no rule used are ordinary words again."""
    out: Row = []
    for item in row:
        if item.kind == "g":
            out.append(Item("t", item.start, item.end, "", item.text))
        elif item.kind in _REVERT or (item.kind == "C" and not item.text.strip("<>=≤≥")):
            out.extend(item.fallback or [Item("w", item.start, item.end, item.text.lower(), item.text)])
        elif item.kind == "C":
            out.append(Item("p", item.start, item.end, "", item.text))
        elif (
            item.kind == "V"
            and _exists(item)
            and out
            and (
                out[-1].kind == "p"
                or (out[-1].kind == "q" and "|" in out[-1].value)
                or item.text.lower().startswith("of ")
            )
        ):
            out.append(Item("t", item.start, item.end, "", item.text))  # "involvement of at least one organ"
        elif item.kind == "V":
            out.extend(item.fallback or [item])
        else:
            out.append(item)
    return out


def _exists(item: Item) -> bool:
    bounds = item.value
    return (
        len(bounds) == 1
        and bounds[0].op == ">="
        and bounds[0].value == 1
        and not bounds[0].unit
        and bounds[0].reference == "absolute"
    )


def _end_of_phrase(row: Row, index: int) -> int:
    at = index + 1
    while at < len(row) and (row[at].kind in _CONTINUES or _bracketed(row, at)) and not _for_people(row, at):
        at += 3 if row[at].kind == "(" else 1
    while at > index + 1 and row[at - 1].kind in "pt-ohs":
        at -= 1
    return _end_of_others(row, at) if any(item.kind == "o" for item in row[index:at]) else at


_FOR = frozenset({"for", "in", "among", "amongst"})


def _for_people(row: Row, at: int) -> bool:
    """`pregnancy test for women of childbearing potential`: of whom something is asked is no part of its name."""
    if row[at].kind != "p" or row[at].text.lower() not in _FOR:
        return False
    following = next((item for item in row[at + 1 :] if item.kind not in "tw"), None)
    return following is not None and following.kind == "S" and ONE_SEX.match(following.text) is not None


def _end_of_others(row: Row, end: int) -> int:
    """Past the list of `diseases other than A, B and C`: none of its members is asked for."""
    at = end
    while at < len(row) and row[at].kind in ",&|/~":
        joined = row[at].kind != ","
        at += 1
        if not joined and at < len(row) and row[at].kind in "&|~":
            joined = True
            at += 1
        start = at
        while at < len(row) and row[at].kind in "wMREtp-'N":
            at += 1
        if at == start or row[start].text.lower() in _OTHERS:
            break
        while row[at - 1].kind in "tp-":
            at -= 1
        if joined:
            return at
    return end


_OTHERS = frozenset({"other", "any", "another", "a", "an", "the", "all", "these", "those"})


def _bracketed(row: Row, at: int) -> bool:
    """An abbreviation in brackets, which belongs to the phrase: `( w )`."""
    if row[at].kind != "(" or at + 2 >= len(row) or row[at + 2].kind != ")":
        return False
    inner = row[at + 1]
    describes = inner.kind in "wS" and row[at - 1].kind == "w" and inner.text.islower()
    if describes and at + 3 < len(row) and row[at + 3].kind in "wM":
        return True  # "stage IV (metastatic) breast cancer"
    return inner.kind in "wMREST" and len(inner.text) <= 12 and any(c.isupper() for c in inner.text)
