"""A small tantivy index of the benchmark's records, and how a ranking by patient is run on it.

Ages are kept in years, 0 and 200 where a record states no limit; the sex is `all` where it states none.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import tantivy
from tantivy import FieldType, Filter, Occur, Query, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from equipoise.criteria.inclusion import only_exclusions, without_exclusions
from equipoise.finding.patient import Against, AnyOf, Clause, Ranking

TEXTS = ("title", "condition", "intervention", "summary", "criteria")
BODY, EXCLUSION, EVERYTHING = "body", "exclusion", "everything"
_NO_LIMIT = 200.0
_A_YEAR = {"m": 12.0, "w": 52.18, "d": 365.25, "h": 8766.0}
_AMOUNT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(\w?)")
_LISTED = re.compile(r"[\[\]'\"]")


def _analyzer() -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase())
    return builder.filter(Filter.ascii_fold()).filter(Filter.stemmer("English")).build()


def _years(limit: str | float | None) -> float | None:
    """An age limit in years, whether it is written as a number or with its unit."""
    if limit is None:
        return None
    if isinstance(limit, int | float):
        return float(limit)
    found = _AMOUNT.match(limit)
    return float(found[1]) / _A_YEAR.get(found[2].lower(), 1.0) if found else None


def _joined(value: object) -> str:
    """Values as one text; some sources wrote a list down as a program prints it."""
    if isinstance(value, list):
        return " ; ".join(map(_joined, value))
    return _LISTED.sub(" ", value) if isinstance(value, str) else ""


def _texts(record: Mapping[str, Any]) -> dict[str, str]:
    found = {
        "title": " . ".join(filter(None, (record.get("title"), record.get("official")))),
        "condition": _joined(record.get("conditions")),
        "intervention": _joined(record.get("interventions")),
        "summary": record.get("summary") or "",
        "criteria": record.get("criteria") or "",
    }
    around = [found[name] for name in TEXTS if name != "criteria"]
    found[BODY] = "\n".join((*around, without_exclusions(found["criteria"])))
    found[EXCLUSION] = only_exclusions(found["criteria"])
    found[EVERYTHING] = "\n".join((*around, found["criteria"]))
    return found


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder().add_text_field("id", stored=True, tokenizer_name="raw")
    for name in (*TEXTS, BODY, EXCLUSION, EVERYTHING):
        builder.add_text_field(name, tokenizer_name="en")
    builder.add_text_field("sex", tokenizer_name="raw")
    return builder.add_float_field("from", indexed=True).add_float_field("to", indexed=True).build()


class Records:
    """The records in memory, to be asked."""

    def __init__(self, records: Iterable[Mapping[str, Any]]) -> None:
        self._schema = _schema()
        self._index = tantivy.Index(self._schema)
        self._analyzer = _analyzer()
        self._index.register_tokenizer("en", self._analyzer)
        writer = self._index.writer(200_000_000, 1)
        for record in records:
            sex = str(record.get("sex") or "").lower()
            writer.add_document(
                tantivy.Document(
                    id=record["nct_id"],
                    sex=sex if sex in ("female", "male") else "all",
                    **{"from": _years(record.get("min_age")) or 0.0, "to": _years(record.get("max_age")) or _NO_LIMIT},
                    **_texts(record),
                )
            )
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        self.analyze = lru_cache(maxsize=65536)(lambda text: tuple(self._analyzer.analyze(text)))

    @property
    def total(self) -> int:
        """How many records there are."""
        return self._searcher.num_docs

    def trials_with(self, field: str, word: str) -> int:
        """In how many records a form of the word stands in the field."""
        terms = self.analyze(word)
        return self._searcher.doc_freq(field, terms[0]) if len(terms) == 1 else 0

    def rank(self, ranking: Ranking, limit: int = 100) -> list[str]:
        """The best records, best first."""
        groups = [query for group in ranking.groups if (query := self._any_of(group))]
        groups += [query for against in ranking.against if (query := self._against(against))]
        limits = [(Occur.Must, Query.const_score_query(query, 0.0)) for query in self._limits(ranking)]
        scored = Query.boolean_query([(Occur.Should, query) for query in groups])
        return self._ids(Query.boolean_query([(Occur.Must, scored), *limits]), limit)

    def bm25(self, terms: Mapping[str, float], fields: Sequence[str], limit: int = 100) -> list[str]:
        """Plain BM25 over the fields: any of the terms, each as often as it is asked for."""
        queries = [
            Query.boost_query(Query.term_query(self._schema, field, term), float(times))
            for term, times in terms.items()
            for field in fields
        ]
        return self._ids(Query.boolean_query([(Occur.Should, query) for query in queries]), limit)

    def _ids(self, query: Query, limit: int) -> list[str]:
        found = self._searcher.search(query, limit, count=False)
        return [str(self._searcher.doc(address)["id"][0]) for _, address in found.hits]

    def _any_of(self, group: AnyOf) -> Query | None:
        clauses = {(clause.field, self.analyze(clause.words)): clause for clause in reversed(group.clauses)}
        queries = [self._clause(clause, terms) for (_, terms), clause in clauses.items() if terms]
        return Query.disjunction_max_query(queries) if queries else None

    def _against(self, against: Against) -> Query | None:
        query = self._any_of(AnyOf(against.clauses))
        # A negative boost is safe here: no scorer of these queries skips documents by a bound on their score.
        return Query.boost_query(Query.const_score_query(query, 1.0), -against.cost) if query else None

    def _clause(self, clause: Clause, terms: tuple[str, ...]) -> Query:
        if len(terms) == 1:
            query = Query.term_query(self._schema, clause.field, terms[0])
        else:
            query = Query.phrase_query(self._schema, clause.field, list(terms))
        return Query.boost_query(query, clause.weight)

    def _limits(self, ranking: Ranking) -> Iterator[Query]:
        person = ranking.person
        if ranking.required:
            clauses = ((clause, self.analyze(clause.words)) for clause in ranking.required)
            named = [(Occur.Should, self._clause(clause, terms)) for clause, terms in clauses if terms]
            yield Query.boolean_query(named)
        if person.age is not None:
            yield Query.range_query(self._schema, "from", FieldType.Float, upper_bound=person.age)
            # "Up to 65 years" lasts until the 66th birthday.
            yield Query.range_query(self._schema, "to", FieldType.Float, lower_bound=float(int(person.age)))
        if person.sex is not None:
            yield Query.term_set_query(self._schema, "sex", [person.sex, "all"])


def records(path: Path) -> Iterator[Mapping[str, Any]]:
    """The records of a compressed file, one in a line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
