"""The trials for a patient who is described in words: `finding.patient` says what counts, here the index is asked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from tantivy import Occur, Query

from equipoise.finding.patient import Against, AnyOf, Clause, Ranking, ranking, read_note
from equipoise.finding.patient.clauses import Field
from equipoise.finding.planning import Planner, Scope
from equipoise.finding.planning.wording import exact_words, inflections
from equipoise.finding.search.asking import open_to, taking
from equipoise.library.index.analysis import ANALYZER, analyzer
from equipoise.library.index.schema import BODY, EXCLUSION
from equipoise.library.index.store import View
from equipoise.study.values import Age

# The parts of a record that the ranking knows, by the index's fields; of the last two the words are as written.
_STEMMED: dict[Field, str] = {"body": BODY, "exclusion": EXCLUSION}
_WRITTEN: dict[Field, tuple[str, ...]] = {"title": ("BriefTitle", "OfficialTitle"), "condition": ("Condition",)}
_DAYS_A_YEAR = 365.25


def described(view: View, text: str) -> Query:
    """What ranks the trials for the patient of a description; those that do not take such a person are left out."""
    asked = ranking(read_note(text), _Statistics(view))
    scored = [query for group in asked.groups if (query := _any_of(view, group))]
    scored += [query for against in asked.against if (query := _against(view, against))]
    if not scored:
        return Query.empty_query()
    whole = Query.boolean_query([(Occur.Should, query) for query in scored])
    limits = [(Occur.Must, Query.const_score_query(limit, 0.0)) for limit in _limits(view, asked)]
    return Query.boolean_query([(Occur.Must, whole), *limits])


class _Statistics:
    """What the index knows of a word."""

    def __init__(self, view: View) -> None:
        self._view = view

    @property
    def total(self) -> int:
        return self._view.count

    def trials_with(self, field: Field, word: str) -> int:
        stems = _stems(word)
        return self._view.trials.searcher.doc_freq(_STEMMED[field], stems[0]) if len(stems) == 1 else 0


@lru_cache(maxsize=4096)
def _stems(words: str) -> tuple[str, ...]:
    return tuple(analyzer(ANALYZER).analyze(words))


def _any_of(view: View, group: AnyOf) -> Query | None:
    # Names that are the same word to the index count once, with the weight of the first.
    clauses = {(clause.field, _stems(clause.words)): clause for clause in reversed(group.clauses)}
    queries = [query for clause in clauses.values() for query in _clause(view, clause)]
    return Query.disjunction_max_query(queries) if queries else None


def _against(view: View, against: Against) -> Query | None:
    query = _any_of(view, AnyOf(against.clauses))
    # A negative boost is safe here: no scorer of these queries skips documents by a bound on their score.
    return Query.boost_query(Query.const_score_query(query, 1.0), -against.cost) if query else None


def _clause(view: View, clause: Clause) -> Iterator[Query]:
    if clause.field in _STEMMED:
        yield from _run(view, _STEMMED[clause.field], _stems(clause.words), clause.weight)
        return
    words = exact_words(clause.words)
    runs = [words] if len(words) != 1 else [(form,) for form in inflections(words[0])]
    for piece in _WRITTEN[clause.field]:
        for run in runs:
            yield from _run(view, piece, run, clause.weight)


def _run(view: View, field: str, words: tuple[str, ...], weight: float) -> Iterator[Query]:
    if not words:
        return
    schema = view.trials.schema
    if len(words) == 1:
        query = Query.term_query(schema, field, words[0])
    else:
        query = Query.phrase_query(schema, field, [*words])
    yield Query.boost_query(query, weight)


def _limits(view: View, asked: Ranking) -> Iterator[Query]:
    planner, everywhere = Planner(view), Scope.of("BasicSearch")
    if asked.required:
        named = [query for clause in asked.required for query in _clause(view, clause)]
        yield Query.boolean_query([(Occur.Should, query) for query in named])
    if asked.person.age is not None:
        yield planner.query(taking(Age(f"{round(asked.person.age * _DAYS_A_YEAR)} Days")), everywhere)
    if asked.person.sex is not None:
        yield planner.query(open_to("FEMALE" if asked.person.sex == "female" else "MALE"), everywhere)
