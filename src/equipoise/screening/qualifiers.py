"""What narrows a disease: "active", "severe", "refractory", "MDA5-positive". Recorded, denied, or not recorded."""

from __future__ import annotations

from equipoise.dates import age_in_years
from equipoise.logic import Truth
from equipoise.patient.facts import ConditionFact
from equipoise.screening.context import Context
from equipoise.screening.courses import REFRACTORY, RELAPSED, speaks_of_course
from equipoise.screening.findings_of import newest_first
from equipoise.screening.matching import words
from equipoise.screening.samples import SCALE_WORDS
from equipoise.screening.wordlists import listed, spoken
from equipoise.vocabulary.concepts import is_a
from equipoise.vocabulary.scan import scan

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

# Said of a disease merely by recording it.
_BY_RECORD = listed("diagnosed documented confirmed known established definite established medically clinically")
_SAME_DEGREE = {"low": "mild", "high": "severe", "inactive": "none", "remission": "none"}
_ALL_DEGREES = frozenset({"none", "mild", "moderate", "severe"})
_DEGREES = ("mild", "moderate", "severe")
_SIGNS = frozenset({"positive", "negative"})
_OF_TESTS = frozenset({"anti", "antibody", "test", "serology"})
_OPPOSITES = {"active": "inactive", "uncontrolled": "controlled", "unstable": "stable", "symptomatic": "asymptomatic"}
# What has passed has been overcome, by whatever treatment.
_OVERCOME = listed(
    "adequately adequate treated successfully successful curatively curative cured resected excised removed completely",
    "completed resolved healed",
)


# Words of which a record that says another one of their kind denies the one that is asked for.
TOLD_APART = frozenset({*_DEGREES, *_OPPOSITES})


def recorded_words(fact: ConditionFact) -> frozenset[str]:
    """Every word that a diagnosis says of itself: name, stage, severity."""
    return spoken(" ".join(filter(None, (fact.name, fact.stage, fact.severity))))


def holds(qualifier: str, together: frozenset[str], fact: ConditionFact, context: Context) -> Truth:
    """Whether one qualifying word is recorded of a diagnosis. `together` are all qualifying words of the phrase."""
    recorded = recorded_words(fact)
    if qualifier in recorded or qualifier in _BY_RECORD:
        return T
    if (ages := _AGES.get(qualifier)) is not None:
        return _began_at(ages, fact, context)
    if qualifier == "active" and fact.active is not None:
        return T if fact.active else F
    if qualifier in _OVERCOME and fact.active is False:
        return T
    if _OPPOSITES.get(qualifier) in recorded:
        return F
    if qualifier in _DEGREES and recorded & set(_DEGREES):
        return F
    if qualifier in _DEGREES and (degree := _recorded_degree(fact, context)):
        return T if qualifier in degree else F
    if any(word.isdigit() for word in together):
        return _graded(together, context)
    if qualifier in REFRACTORY | RELAPSED:
        words_of = REFRACTORY if qualifier in REFRACTORY else RELAPSED
        return T if any(speaks_of_course(result, words_of) for result in context.facts.results) else U
    if together & _SIGNS:
        return T if qualifier in _SIGNS | _OF_TESTS else _serological(qualifier, together, context)
    return U


_CHILD, _ADULT = (0, 16), (18, 200)  # years at onset; between them both words are in use
_AGES = {**dict.fromkeys(("juvenile", "childhood", "pediatric"), _CHILD), "adult": _ADULT}


def _began_at(ages: tuple[int, int], fact: ConditionFact, context: Context) -> Truth:
    """Whether the disease began at such an age: "juvenile", "adult"."""
    birth, onset = context.facts.birth, fact.onset
    if birth is None or birth.start is None or birth.end is None or onset.start is None or onset.end is None:
        return U
    if onset.start < birth.end:
        return U
    least, most = age_in_years(birth.end, onset.start), age_in_years(birth.start, onset.end)
    low, high = ages
    if low <= least and most < high:
        return T
    other_low, other_high = _ADULT if ages == _CHILD else _CHILD
    return F if other_low <= least and most < other_high else U


def _recorded_degree(fact: ConditionFact, context: Context) -> frozenset[str]:
    """The degree of a disease's activity or severity: "Rheumatoid arthritis disease activity: Severe"."""
    for result in newest_first(context):
        asked = spoken(result.name)
        if not asked & {"activity", "severity"}:
            continue
        diseases = [mention.key for mention in scan(result.name) if mention.kind == "condition"]
        if any(is_a(own, disease) for own in fact.keys for disease in diseases):
            said = spoken(result.text)
            return frozenset(_SAME_DEGREE.get(word, word) for word in said) & _ALL_DEGREES
    return frozenset()


def _graded(together: frozenset[str], context: Context) -> Truth:
    """ "Functional level 4": the newest result of that scale, whose number decides."""
    wanted = {float(word) for word in together if word.isdigit()}
    scale = frozenset(word for word in together if not word.isdigit()) - SCALE_WORDS
    about = [r for r in context.facts.results if r.grade is not None and scale and scale <= words(r.name)]
    if not about:
        return U
    newest = max(about, key=lambda result: (result.when.end is not None, result.when.end))
    return T if newest.grade in wanted else F


def _serological(marker: str, together: frozenset[str], context: Context) -> Truth:
    """ "MDA5-positive": what the newest result that names MDA5 says."""
    about = [result for result in context.facts.results if result.polarity is not None and marker in words(result.name)]
    if not about:
        return U
    newest = max(about, key=lambda result: (result.when.end is not None, result.when.end))
    return T if newest.polarity in together else F
