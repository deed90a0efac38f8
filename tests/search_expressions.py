"""Hypothesis strategies for search expressions: any tree that can be built, and any text that somebody may type."""

from __future__ import annotations

from hypothesis import strategies as st

from equipoise.finding.essie import tree
from equipoise.finding.essie.lexer import OPERATORS
from equipoise.finding.essie.tree import Bound, Expression, Extreme, Name
from equipoise.study.values import Age, PartialDate

_LETTERS = st.text(min_size=1, max_size=6).filter(lambda text: len(text.split()) == 1 and not set(text) & set(" \t\n"))
_TRICKY = st.text(alphabet='ab,()[]"\\“”«:/-', min_size=1, max_size=6)
_AMONG_COMMAS = st.lists(st.sampled_from([*sorted(OPERATORS), "", "x"]), min_size=1, max_size=3).map(",".join)
words = (_LETTERS | _TRICKY | _AMONG_COMMAS | st.sampled_from(["MIN", "MAX", "covid-19", "and"])).filter(
    lambda word: len(word.split()) == 1 and word.split()[0] == word
)
names = st.builds(Name, st.sampled_from(["Phase", "protocolSection.x", "NCT-ID", "área", "2"]), st.booleans())
numbers = st.decimals(allow_nan=False, allow_infinity=False)
dates = st.dates().flatmap(
    lambda day: st.sampled_from([f"{day}", f"{day}"[:7], f"{day}T23:59", f"{day}T00:00:01"]).map(PartialDate)
)
ages = st.builds(
    lambda amount, unit, plural: Age(f"{amount} {unit}{plural}"),
    st.integers(0, 999_999),
    st.sampled_from(["Year", "Month", "Week", "Day", "Hour", "Minute"]),
    st.sampled_from(["", "s"]),
)
bounds = st.builds(Bound, st.sampled_from(Extreme) | numbers | dates | ages)
distances = st.builds(tree.Distance, st.floats(-90, 90), st.floats(-180, 180), st.floats(1, 500), st.just("mi"))
sources: st.SearchStrategy[Expression] = st.one_of(
    st.builds(tree.Term, st.lists(words, min_size=1, max_size=3).map(tuple)),
    st.builds(tree.Phrase, st.text(min_size=1).filter(lambda text: bool(text.strip()))),
    st.builds(tree.Range, bounds, bounds),
    distances,
    st.just(tree.Missing()),
    st.just(tree.All()),
)


def _above(operands: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    several = st.lists(operands, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(tree.And, several),
        st.builds(tree.Or, several),
        st.builds(tree.Not, operands),
        st.builds(tree.Area, names, operands),
        st.builds(tree.Tilt, names, operands),
        st.builds(tree.Search, st.sampled_from(["Study", "Location"]), operands),
        st.builds(tree.Coverage, st.sampled_from(["FullMatch", "StartsWith", "EndsWith", "Contains"]), operands),
        st.builds(tree.Expansion, st.sampled_from(["None", "Term", "Concept", "Relaxation", "Lossy"]), operands),
    )


expressions = st.recursive(sources, _above, max_leaves=12)

_FRAGMENTS = [
    *sorted(OPERATORS),
    *("AREA[Phase]", "AREA[ x : size ]", "SEARCH[location]", "COVER[FullMatch]", "EXPAND[none]", "TILT[StartDate]"),
    *("RANGE[MIN, 16 years]", "RANGE[1/2/2015,2020-02]", "DISTANCE[1, -2.5, 3km]", "RANGE[", "AREA[]"),
    *(
        "(",
        ")",
        "[",
        "]",
        '"',
        "“",
        "”",
        "«",
        "»",
        "\\",
        ",",
        " ",
        "\n",
        "a",
        "heart",
        "covid-19",
        '"two words"',
        "MAX",
    ),
]
typed = st.lists(st.sampled_from(_FRAGMENTS) | st.text(max_size=3), max_size=14).map("".join) | st.lists(
    st.sampled_from(_FRAGMENTS), max_size=14
).map(" ".join)
