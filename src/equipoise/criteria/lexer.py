"""Words to items: numbers with their units, grammar phrases, and the vocabulary's mentions.

One pass over the text finds numbers, words and signs; the phrase table and the vocabulary's automaton then say which
runs of
them mean something. The longer reading wins; where both are as long, grammar wins, and the item remembers the
vocabulary's reading
(`fallback`) in case no rule of grammar uses it: "surgery" in "4 weeks after surgery" is an anchor, in "major surgery"
a treatment.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from equipoise.criteria.compounds import compound
from equipoise.criteria.function_words import FUNCTION_WORDS
from equipoise.criteria.items import Item, Row
from equipoise.criteria.phrases import TOKEN, Branch, Entry, phrase_tree
from equipoise.vocabulary.concepts import find
from equipoise.vocabulary.scan import Mention, scan
from equipoise.vocabulary.units import from_text, unit_pattern

MENTION_KINDS = {"quantity": "Q", "condition": "M", "treatment": "R", "test": "E", "state": "S"}
TIME_UNITS = {
    "year": "Y",
    "yr": "Y",
    "y": "Y",
    "month": "M",
    "mo": "M",
    "mth": "M",
    "week": "W",
    "wk": "W",
    "day": "D",
    "hour": "H",
    "hr": "H",
    "minute": "MIN",
    "min": "MIN",
}
_TIME = re.compile(
    r"\s*-?\s*(?P<unit>years?|yrs?\.?|y(?=[\s,;.)]|$)(?!/)|months?|mos?\b\.?|mths?|weeks?|wks?\.?|days?|hours?|hrs?\.?|minutes?)(?:\(s\))?(?![\w/])",
    re.IGNORECASE,
)
_GRADES = re.compile(r"(?P<low>[IVX]{1,4})(?P<dash>-)(?P<high>[IVX]{1,4})")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b", re.IGNORECASE)
_HALF_LIVES = re.compile(
    r"\s*(?:-\s*)?(?:x\s*)?(?:(?:elimination|plasma|serum|terminal|biological|effective|drug)[-\s]+){0,2}"
    r"half[-\s]?(?:lives|life|lifes)\b",
    re.IGNORECASE,
)
_TIMES_LIMIT = re.compile(
    r"\s?(?P<x>[xX×*])\s?(?=(?:the\s)?(?:[ui]?uln|lln|unl|upper|lower|normal|institution))", re.IGNORECASE
)
WORD_NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "single": 1,
    "once": 1,
    "twice": 2,
    "eighteen": 18,
    "twenty": 20,
    "thirty": 30,
    "sixty": 60,
    "ninety": 90,
}
# How a diagnosis was confirmed: "histologically proven", "cytologically or pathologically confirmed".
CONFIRMATIONS = {
    "histologically": "histological confirmation",
    "histologic": "histological confirmation",
    "histological": "histological confirmation",
    "histopathologically": "histological confirmation",
    "histology-proven": "histological confirmation",
    "biopsy-proven": "biopsy",
    "biopsy-confirmed": "biopsy",
    "biopsy-documented": "biopsy",
    "pathology-confirmed": "pathological confirmation",
    "cytologically": "cytological confirmation",
    "cytologic": "cytological confirmation",
    "cytological": "cytological confirmation",
    "pathologically": "pathological confirmation",
    "pathologic": "pathological confirmation",
    "radiologically": "radiological confirmation",
    "radiographically": "radiological confirmation",
    "microbiologically": "microbiological confirmation",
    "serologically": "serological confirmation",
    "genetically": "genetic confirmation",
    "angiographically": "angiographic confirmation",
    "laboratory-confirmed": "laboratory confirmation",
    "pcr-confirmed": "polymerase chain reaction",
}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_PUNCTUATION = frozenset(",;:.()[]/-–+%~*\"'?=•|")


@lru_cache(maxsize=1)
def _unit() -> re.Pattern[str]:
    return re.compile(rf"\s*(?P<unit>{unit_pattern()})(?![A-Za-z0-9])", re.IGNORECASE)


def lex(text: str, known: frozenset[str] = frozenset()) -> Row:
    """The row of items of one clause; positions are offsets into `text` (a normalised view).

    An abbreviation of several things ("MS", "DM") means one of them only where the whole text spells that one out:
    `known` holds
    the concepts that it does. Elsewhere it is an abbreviation without a meaning.
    """
    words = _tokens(text)
    mentions = {
        mention.start: _settled(mention, text, known)
        for mention in scan(text)
        if not text[mention.start : mention.end].isdigit()
    }
    row: Row = []
    starts = [word.start for word in words]
    tree = _phrases()
    index = 0
    while index < len(words):
        word = words[index]
        mention = mentions.get(word.start)
        reach = bisect_left(starts, mention.end) if mention else index
        length, entries = _phrase(words, index, tree)
        joined = _compound(mention, words, reach, text) if mention and mention.end < words[reach - 1].end else None
        if joined is not None:
            row.extend(joined)
            index = reach
        elif (
            mention
            and reach - index > 1
            and (word.value in CONFIRMATIONS or str(word.value).endswith(("-positive", "-negative")))
        ):
            # "biopsy-confirmed lupus nephritis": how it was confirmed, and what
            row.append(word)
            start = words[index + 1].start
            rest = find(text[start : mention.end])
            kind, key = (rest.kind, rest.key) if rest is not None else (mention.kind, mention.key)
            row.append(Item(MENTION_KINDS[kind], start, mention.end, key, text[start : mention.end]))
            index = reach
        elif mention and reach - index > length and length and entries[0][0] in "hk!":
            # "active hepatitis B" is in the vocabulary, and still "active" is grammar
            row.append(_phrase_item(words[index : index + length], entries, words[index + length], text))
            start = words[index + length].start
            row.append(Item(MENTION_KINDS[mention.kind], start, mention.end, mention.key, text[start : mention.end]))
            index = reach
        elif mention and reach - index > length:
            row.append(_mention_item(mention, text))
            row[-1].end = _over_plural(text, mention.end, words[reach - 1].end)
            index = reach
        elif length:
            item = _phrase_item(
                words[index : index + length],
                entries,
                words[index + length] if index + length < len(words) else None,
                text,
            )
            if mention and reach - index == length:
                item.fallback = [_mention_item(mention, text)]
            else:
                item.fallback = [
                    w if w.kind == "w" else Item("w", w.start, w.end, w.text.lower(), w.text)
                    for w in words[index : index + length]
                ]
            row.append(item)
            index += length
        else:
            if word.kind == "w" and word.value in WORD_NUMBERS:
                word = Item("N", word.start, word.end, float(WORD_NUMBERS[word.value]), word.text)
            row.append(word)
            index += 1
    return row


def _over_plural(text: str, end: int, word_end: int) -> int:
    """`agent(s)`: the end of the word, where the mention leaves no more of it than a plural in brackets."""
    return word_end if text[end:word_end] in ("(s)", "(es)", "(ies)") else end


def _compound(mention: Mention, words: Row, reach: int, text: str) -> Row | None:
    followed = reach < len(words) and words[reach].kind == "w" and words[reach].value not in FUNCTION_WORDS
    return compound(_mention_item(mention, text), words[reach - 1].end, text, followed=followed)


@lru_cache(maxsize=1)
def _phrases() -> Branch:
    return phrase_tree()


def _tokens(text: str) -> Row:
    """Numbers (each with the unit right after it), words and signs."""
    row: Row = []
    position = 0
    halves = "half" in text.lower()  # looking there first is much faster
    while (match := TOKEN.search(text, position)) is not None:
        position = match.end()
        start, found = match.start(), match.group()
        name = match.lastgroup
        if name == "plain" or name == "word":
            lowered = found.lower()
            if name == "word":
                lowered = lowered.replace("’", "'")
                if grades := _GRADES.fullmatch(found):
                    row.extend(_apart(grades, start))
                    continue
            # the letters that units of time begin with
            unit = _TIME.fullmatch(found) if lowered[0] in "ymwdh" and len(found) < 9 else None
            if halves and (half := _HALF_LIVES.match(text, start)):
                position = half.end()
                row.append(Item("T", start, position, "half-life", half.group()))
            elif unit:
                row.append(Item("T", start, position, _time_unit(unit.group("unit")), found))
            else:
                row.append(Item("w", start, position, lowered, found))
        elif name == "num":
            if ordinal := _ORDINAL.match(text, position):
                position = ordinal.end()
                row.append(Item("w", start, position, text[start:position].lower(), text[start:position]))
                continue
            value = number(found)
            row.append(Item("N", start, position, value, found))
            position = _unit_after(text, position, row)
        elif name == "either":
            sign = ">=" if set(found) & set(">≥") else "<="
            row.append(Item("w", start, position, sign, found))
        else:
            row.append(Item(found if found in _PUNCTUATION else "w", start, position, found, found))
    return row


def _apart(grades: re.Match[str], start: int) -> Row:
    """`II-IV` is two numerals with a dash between them, not a word."""
    return [
        Item(
            "-" if name == "dash" else "w",
            start + grades.start(name),
            start + grades.end(name),
            grades[name].lower(),
            grades[name],
        )
        for name in ("low", "dash", "high")
    ]


def _unit_after(text: str, position: int, row: Row) -> int:
    """Take the unit that follows a number, if any: time units and half-lives apart from the others."""
    if times := _TIMES_LIMIT.match(text, position):
        row.append(Item("X", times.start("x"), times.end("x"), "", "x"))
        return times.end("x")
    if half := _HALF_LIVES.match(text, position):
        row.append(Item("T", _skip(text, position), half.end(), "half-life", half.group().strip()))
        return half.end()
    if time := _TIME.match(text, position):
        row.append(Item("T", time.start("unit"), time.end(), _time_unit(time.group("unit")), time.group("unit")))
        return time.end()
    if (other := _OTHER_UNITS.match(text, position)) is not None:
        row.append(Item("U", other.start("unit"), other.end(), _CODES[other["unit"].lower()[:4]], other["unit"]))
        return other.end()
    if loose := _loose_unit(text, position, row):
        return loose
    if unit := _unit().match(text, position):
        code = from_text(unit.group("unit"))
        if code:
            row.append(Item("U", unit.start("unit"), unit.end(), code, unit.group("unit")))
            return _second_unit(text, unit.end(), row)
    return position


# Units that only some scales have.
_OTHER_UNITS = re.compile(r"\s*(?P<unit>logMAR|dis[ck][- ]areas?(?:\s?\(DA\))?)(?!\w)", re.IGNORECASE)
_CODES = {"logm": "{logMAR}", "disc": "{disk_area}", "disk": "{disk_area}"}


def _second_unit(text: str, position: int, row: Row) -> int:
    """`1.0 g/g or g/day`: another unit for another of the subjects; the unit remembers it as its fallback."""
    joint = _OR_UNIT.match(text, position)
    unit = _unit().match(text, joint.end()) if joint is not None else None
    code = from_text(unit.group("unit")) if unit is not None else None
    if unit is None or not code or "/" not in code or "/" not in row[-1].value or code == row[-1].value:
        return position
    row[-1] = Item("U", row[-1].start, unit.end(), row[-1].value, text[row[-1].start : unit.end()])
    row[-1].fallback = [Item("U", unit.start("unit"), unit.end(), code, unit.group("unit"))]
    return unit.end()


_OR_UNIT = re.compile(r"\s+or\s+(?=[A-Za-zµμ\[])")


# Units whose sign of division has spaces around it or was lost: "g / dL", "mg⁄dL", "mmol L", "kg.m-2".
_LOOSE = re.compile(
    r"\s*(?P<above>(?:[munpµμ]?g|[munpµμ]?mol|m?[IU]{1,2}|cells|copies|kg|mL|cc|beats))(?:\s*[/⁄∕]\s*|\s*per\s+|\s|[.·]\s?)"
    r"(?P<below>[dmµμu]?L|mm3|mm\^3|mm³|min(?:ute)?|day|kg|m2|m²|m-2|m\^2)(?:-1\b)?(?![\w/]|-\w)",
    re.IGNORECASE,
)


def _loose_unit(text: str, position: int, row: Row) -> int:
    match = _LOOSE.match(text, position)
    if match is None:
        return 0
    code = from_text(f"{match['above']}/{match['below'].replace('-2', '2')}")
    if not code:
        return 0
    row.append(Item("U", match.start("above"), match.end(), code, text[match.start("above") : match.end()]))
    return match.end()


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] == " ":
        position += 1
    return position


def _time_unit(word: str) -> str:
    word = word.lower().rstrip(".")
    return TIME_UNITS.get(word) or TIME_UNITS[word.rstrip("s")]


def number(text: str) -> float:
    """A written number: thousands separators go, a decimal comma becomes a point."""
    if "," not in text:
        return float(text)
    return float(text.replace(",", "" if _THOUSANDS.fullmatch(text) else "."))


_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def roman(word: str) -> int | None:
    """A roman numeral of a class or stage, as a number; None for any other word."""
    return _ROMAN.get(word.lower())


def _phrase(words: Row, index: int, tree: Branch) -> tuple[int, tuple[Entry, ...]]:
    """The longest phrase that starts at this word: how many words, and what it can be."""
    if words[index].kind == "N":
        return 0, ()
    length = 0
    entries: tuple[Entry, ...] = ()
    branch = tree
    for at in range(index, len(words)):
        item = words[at]
        following = branch.next.get(item.value if item.kind == "w" else item.text.lower())
        if following is None:
            break
        branch = following
        if branch.entries and not (
            branch.entries[0][0] == "c" and words[index].text.lower() in ("or", "and") and _begins_bound(words, at + 1)
        ):
            length, entries = at + 1 - index, branch.entries
    return length, entries


def _begins_bound(words: Row, index: int) -> bool:
    """Whether the comparator is one of what follows: "under 18 or over 50", "… or greater than 75"."""
    return index < len(words) and (words[index].kind == "N" or words[index].text.lower() == "than")


def _phrase_item(parts: Sequence[Item], entries: tuple[Entry, ...], following: Item | None, text: str) -> Item:
    kind, payload = _choose(entries, following)
    start, end = parts[0].start, parts[-1].end
    return Item(kind, start, end, payload, text[start:end])


def _choose(entries: tuple[Entry, ...], following: Item | None) -> Entry:
    """Of several kinds, the one that what follows asks for: a comparator wants a value, a window a length."""
    if len(entries) == 1:
        return entries[0]
    value_next = following is not None and (following.kind in "NT~" or following.text.lower() in _VALUE_WORDS)
    for entry in entries:
        if (entry[0] in "CI") == value_next:
            return entry
    return entries[0]


_VALUE_WORDS = frozenset(
    {
        "uln",
        "lln",
        "the",
        "upper",
        "lower",
        "institutional",
        "grade",
        "class",
        "approximately",
        "about",
        "a",
        *WORD_NUMBERS,
    }
)


def _settled(mention: Mention, text: str, known: frozenset[str]) -> Mention:
    """The mention with the reading that the text supports."""
    if mention.ambiguous and mention.key not in known:
        other = next((reading for reading in mention.others if reading[1] in known), None)
        if other is not None:
            return mention._replace(kind=other[0], key=other[1])
        if mention.kind == "quantity" and not _BOUND_AHEAD.match(text, mention.end):
            condition = next((reading for reading in mention.others if reading[0] != "quantity"), None)
            return mention._replace(kind=condition[0], key=condition[1]) if condition is not None else mention
        if mention.kind != "quantity":
            return mention._replace(key="")
    return mention


_BOUND_AHEAD = re.compile(
    r"[\s:)]*(?:[<>=≤≥]|\d|is\b|of\b|must\b|should\b|at least|at most|less|more|greater|lower|not "
    r"|no |within|above|below|between|level|count|value)",
    re.IGNORECASE,
)


def known_concepts(text: str) -> frozenset[str]:
    """The concepts that a text names without doubt."""
    return frozenset(mention.key for mention in scan(text) if not mention.ambiguous)


def _mention_item(mention: Mention, text: str) -> Item:
    words = text[mention.start : mention.end]
    if mention.kind in ("state", "treatment") and _CONTRACEPTION.search(words):
        return Item("G", mention.start, mention.end, "contraception", words)
    return Item(MENTION_KINDS[mention.kind], mention.start, mention.end, mention.key, words)


# Using contraception is something that a person agrees to, whatever the method's name.
_CONTRACEPTION = re.compile(r"contracepti(?:on|ve)|birth[- ]control|\bcondoms?\b|abstinen|abstain", re.IGNORECASE)
