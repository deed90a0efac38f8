"""Answers in words: whether they say yes, no, or neither, and that they are no answer at all.

    "Positive", "Reactive", "Met", "present 1:320", 10828004        positive
    "Non-reactive", "not detected", "No", "never", 260385009        negative
    "indeterminate", "trace", "Class IV", "Normal"                  None: kept as words
    "not tested", "unknown"                                         no answer

"Normal" and "abnormal" have no polarity: a normal spleen is not the absence of a spleen.
"""

from __future__ import annotations

import re
from functools import lru_cache

from equipoise.patient.facts import Polarity

_POSITIVE = frozenset(
    {
        *(
            "positive",
            "pos",
            "detected",
            "detectable",
            "reactive",
            "present",
            "seen",
            "found",
            "yes",
            "y",
            "true",
            "met",
        ),
        *(
            "meet",
            "meets",
            "fulfil",
            "fulfill",
            "fulfilled",
            "fulfils",
            "fulfills",
            "satisfied",
            "satisfies",
            "satisfy",
        ),
        *("identified", "observed"),
    }
)
_NEGATIVE = frozenset(
    {
        *(
            "negative",
            "neg",
            "undetected",
            "undetectable",
            "nonreactive",
            "absent",
            "absence",
            "no",
            "n",
            "none",
            "nil",
        ),
        *("never", "false", "unmet", "denies", "denied", "without", "unfulfilled", "nondetected"),
    }
)
# "Not", "does not" turn what follows; the words of _NEGATIVE that turn it too are "no", "never" and "without".
_TURNS = frozenset({"not", "cannot", "isnt", "doesnt", "didnt", "hasnt"})
_NEITHER = frozenset(
    {
        *("indeterminate", "equivocal", "borderline", "inconclusive", "trace", "partially", "partly", "possible"),
        *("possibly", "probable", "probably", "suspected", "uncertain", "doubtful", "false-positive", "grey", "gray"),
        *("ambiguous", "unclear", "likely", "unlikely", "if", "unless"),
    }
)
# Words that questions and answers share without the one affirming the other: "NYHA class", "Class II".
_OF_ANY_ANSWER = frozenset({"class", "grade", "stage", "score", "level", "functional", "category", "total", "disease"})
_NO_ANSWER = re.compile(
    r"(?:(?:test\s+)?(?:was\s+)?not\s+(?:yet\s+)?(?:done|tested|performed|assessed|measured|evaluated|examined|available|applicable"
    r"|known|reported|recorded|determined|asked|taken|obtained|sent|collected)"
    r"|n/?a|unknown|unk|pending|to\s+follow|unavailable|missing|declined|refused|invalid|cancelled|canceled|asked\s+but\s+unknown"
    r"|no\s+(?:data|result|results|answer|sample|specimen|information)(?:\s+available)?|insufficient(?:\s+\w+)?|haemolysed|hemolyzed"
    r"|\?+|-+|\.+)[.!]?",
    re.IGNORECASE,
)
_LONGEST_FINDING = 8
_NOT_NOW = frozenset(
    {"history", "previous", "previously", "prior", "family", "mother", "father", "risk", "rule", "former"}
)
_LONGEST = 12  # words: what is longer is prose, and prose is not a yes or a no
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|\++|-(?=\s|$|\))")

_CODED: dict[tuple[str, str], Polarity | None] = {
    ("sct", "10828004"): "positive", ("sct", "260385009"): "negative",
    ("sct", "260373001"): "positive", ("sct", "260415000"): "negative",
    ("sct", "52101004"): "positive", ("sct", "2667000"): "negative",
    ("sct", "11214006"): "positive", ("sct", "131194007"): "negative",
    ("sct", "373066001"): "positive", ("sct", "373067005"): "negative",
    ("sct", "260408008"): "positive", ("sct", "260413007"): "negative",
    ("sct", "82334004"): None, ("sct", "42425007"): None, ("sct", "373068000"): None,
    ("loinc", "LA6576-8"): "positive", ("loinc", "LA6577-6"): "negative",
    ("loinc", "LA33-6"): "positive", ("loinc", "LA32-8"): "negative",
    ("loinc", "LA9633-4"): "positive", ("loinc", "LA9634-2"): "negative",
    ("loinc", "LA11882-0"): "positive", ("loinc", "LA11883-8"): "negative",
    ("loinc", "LA11884-6"): None,
    # Pregnant and not pregnant, as answers to a question about pregnancy.
    ("sct", "77386006"): "positive", ("sct", "60001007"): "negative",
    ("loinc", "LA15173-0"): "positive", ("loinc", "LA26683-5"): "negative",
}  # fmt: skip
_ALIASES = {
    "http://snomed.info/sct": "sct",
    "http://loinc.org": "loinc",
    "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation": "interpretation",
    "http://hl7.org/fhir/v2/0078": "interpretation",
    "http://terminology.hl7.org/CodeSystem/v2-0136": "yes-no",
    "http://terminology.hl7.org/CodeSystem/v2-0078": "interpretation",
}
_INTERPRETED: dict[str, Polarity] = {
    "POS": "positive", "DET": "positive", "RR": "positive", "WR": "positive",
    "NEG": "negative", "ND": "negative", "NR": "negative",
}  # fmt: skip
_YES_NO: dict[str, Polarity] = {"Y": "positive", "N": "negative"}
_ROMAN = {"0": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_GRADE = re.compile(
    r"(?:(?:class|grade|stage|score|level|nyha|ecog|who|type|status|functional)\s*)*(0|[ivx]{1,4}|\d{1,3}(?:\.\d)?)"
    r"(?:\s*[-:–=]\s*[^\d].*|\s*\([^\d].*\))?",
    re.IGNORECASE,
)


def coded_polarity(codes: tuple[tuple[str, str], ...]) -> Polarity | None:
    """What codes for yes and no say; None where they say neither or contradict each other."""
    found = {said for system, code in codes if (said := _of_code(system, code)) is not None}
    return found.pop() if len(found) == 1 else None


def _of_code(system: str, code: str) -> Polarity | None:
    vocabulary = _ALIASES.get(system)
    if vocabulary == "interpretation":
        return _INTERPRETED.get(code.upper())
    if vocabulary == "yes-no":
        return _YES_NO.get(code.upper())
    return _CODED.get((vocabulary, code)) if vocabulary else None


def no_answer(words: str) -> bool:
    """Whether the words only say that there is no result."""
    return _NO_ANSWER.fullmatch(words.strip()) is not None


def is_plain(answer: str) -> bool:
    """Whether an answer is a few words that assert or deny, and not prose, a doubt or an account of the past."""
    words = _words(answer)
    return len(words) <= _LONGEST_FINDING and not (_NEITHER | _NOT_NOW) & set(words)


@lru_cache(maxsize=4096)
def polarity(answer: str, question: str = "") -> Polarity | None:
    """The polarity of an answer to a question. "Not lactating" denies what "Lactation status" asks; "Lactating"
    affirms it.
    """
    words = _words(answer)
    if not words or len(words) > _LONGEST or _NEITHER & set(words) or no_answer(answer):
        return None
    if words[0] in ("no", "none", "never", "nil", "denies", "denied", "without", "absence") and len(words) > 1:
        # "No evidence of …" denies; "no, negative" denies once, not twice.
        return "negative"
    content = [word for word in words if word not in _TURNS and word != "non"]
    found = set()
    turned = False
    for word in words:
        if word in _TURNS or word == "non":
            turned = True
            continue
        # A word of the question answers it only alone: "Normal size prostate" says nothing of "Findings of prostate".
        said = _said(word) or (_echoed(word, question) if len(content) == 1 else None)
        if said is not None:
            found.add(said if not turned else ("negative" if said == "positive" else None))
            turned = False
    return found.pop() if len(found) == 1 else None


def _said(word: str) -> Polarity | None:
    if word in _POSITIVE or set(word) == {"+"}:
        return "positive"
    return "negative" if word in _NEGATIVE or word == "-" else None


def _echoed(word: str, question: str) -> Polarity | None:
    """ "Active" to "Disease activity" is yes, "inactive" is no."""
    if _names(word, question):
        return "positive"
    return "negative" if word.startswith(("in", "un")) and _names(word[2:], question) else None


def _names(word: str, question: str) -> bool:
    """Whether a word of the answer has the stem of a word of the question."""
    if len(word) < 5 or word in _OF_ANY_ANSWER:
        return False
    stem = word[: max(5, len(word) - 4)]
    return any(other.startswith(stem) for other in _words(question))


def _words(phrase: str) -> list[str]:
    words = []
    for word in _WORD.findall(phrase.casefold().replace("’", "'")):
        if word.startswith("non-"):
            words += ["non", word[4:]]
        else:
            words.append(word.replace("'", ""))
    return words


@lru_cache(maxsize=1024)
def grade(answer: str) -> float | None:
    """The number of a single class, grade or stage: "Class III" -> 3, "2 - moderate" -> 2, "III + V" -> None."""
    match = _GRADE.fullmatch(answer.strip())
    if match is None:
        return None
    digit = match[1].casefold()
    if digit in _ROMAN:
        return float(_ROMAN[digit])
    return float(digit) if digit[0].isdigit() else None
