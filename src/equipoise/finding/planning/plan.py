"""Each node of an expression as a query over the trials' index, or over the sites'.

    Planner(view).query(parse("AREA[Phase]Phase 2 AND lung cancer"), Scope.of("BasicSearch"))

A node is planned in a scope: which pieces are searched, how terms match, and of what kind of entry all must hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache

from tantivy import Occur, Query, Schema

from equipoise.errors import RequestError
from equipoise.finding.essie.tree import (
    All,
    And,
    Area,
    Coverage,
    Distance,
    Document,
    Expansion,
    Expression,
    Missing,
    Name,
    Not,
    Or,
    Phrase,
    Range,
    Search,
    Term,
    Tilt,
)
from equipoise.finding.planning import matching, numbers, sites
from equipoise.finding.planning.matching import PLAIN, UNRANKED, Manner, Target
from equipoise.library.index.layout import Kind, kind_of
from equipoise.library.index.schema import HAS, NCT, SITE, SITE_PIECES, SIZE
from equipoise.library.index.store import View
from equipoise.study.pieces import descendants, find_area, piece
from equipoise.study.pieces.catalogue import BY_NAME

_CIRCLES_KEPT = 16
_WORDED: frozenset[Kind] = frozenset({"text", "other", "word"})


@dataclass(frozen=True, slots=True)
class Scope:
    """Where and how a node's terms are looked for."""

    targets: tuple[Target, ...]
    manner: Manner = PLAIN
    document: Document = "Study"
    size: bool = False

    @classmethod
    def of(cls, name: str, manner: Manner = PLAIN, *, document: Document = "Study") -> Scope:
        """The scope of a search area or a piece, by its name in any case. RequestError for an unknown one."""
        return cls(targets_of(name), manner, document)


@cache
def targets_of(name: str) -> tuple[Target, ...]:
    """The pieces of an area with their weights, or the one piece, or all leaves below a branch of the record."""
    area = find_area(name)
    if area is not None:
        return tuple(
            Target(each, kind_of(each), part.weight, part.synonyms) for part in area.parts for each in part.pieces
        )
    found = piece(name)
    leaves = (found,) if not found.is_branch else tuple(each for each in descendants(found) if not each.is_branch)
    return tuple(Target(each.name, kind_of(each.name), 1.0, each.synonyms) for each in leaves)


class Planner:
    """Plans expressions against one state of the index."""

    def __init__(self, view: View) -> None:
        self._view = view

    def query(self, expression: Expression, scope: Scope) -> Query:
        """The query of a node in its scope. RequestError where a field cannot take what is asked of it."""
        match expression:
            case And(operands):
                return self._all_of(operands, scope)
            case Or(operands):
                return Query.boolean_query([(Occur.Should, self.query(each, scope)) for each in operands])
            case Not(operand):
                return self._without(self.query(operand, scope))
            case Area(name, operand):
                return self.query(operand, self._at(name, scope))
            case Coverage(mode, operand):
                return self.query(operand, replace(scope, manner=replace(scope.manner, coverage=mode)))
            case Expansion(degree, operand):
                return self.query(operand, replace(scope, manner=replace(scope.manner, expansion=degree)))
            case Search(document, operand):
                return self._within(document, operand, scope)
            case Tilt(name, operand):
                return self._tilted(name, self.query(operand, scope))
            case Term():
                return self._term(expression.text, scope, together=False)
            case Phrase(text):
                return self._term(text, scope, together=True)
            case Range():
                return self._range(expression, scope)
            case Distance():
                return self._near(expression, scope)
            case Missing():
                return self._without(self._any(scope, self._present))
            case All():
                return Query.const_score_query(Query.all_query(), 0.0)

    # What of the record a node looks at

    def _at(self, name: Name, scope: Scope) -> Scope:
        return replace(scope, targets=targets_of(name.text), size=name.size)

    def _within(self, document: Document, operand: Expression, scope: Scope) -> Query:
        if document == scope.document:
            return self.query(operand, scope)
        if document == "Study":
            raise RequestError("SEARCH[Study] cannot stand inside SEARCH[Location]")
        inner = self.query(operand, Scope.of("LocationSearch", UNRANKED, document="Location"))
        return self.trials(self._view.sites.numbers(inner))

    def trials(self, found: Iterable[int]) -> Query:
        """The trials of these numbers, whatever their rank."""
        distinct = sorted(set(found))
        if not distinct:
            return Query.empty_query()
        return Query.const_score_query(Query.term_set_query(self._view.trials.schema, NCT, distinct), 0.0)

    # Nodes that match

    def _term(self, text: str, scope: Scope, *, together: bool) -> Query:
        if scope.size:
            return self._any(scope, lambda target: numbers.of_size(self._schema(scope), SIZE, target.piece, text))
        targets = self._searchable(scope)
        words = [target for target in targets if target.kind in _WORDED]
        found = [numbers.equal(self._schema(scope), target, text) for target in targets if target.kind not in _WORDED]
        if words:
            found.append(matching.term(self._schema(scope), words, text, scope.manner, together=together))
        return Query.boolean_query([(Occur.Should, each) for each in found if each is not None])

    def _range(self, wanted: Range, scope: Scope) -> Query:
        if scope.size:
            return self._any(
                scope, lambda target: numbers.size_between(self._schema(scope), SIZE, target.piece, wanted)
            )
        return self._any(scope, lambda target: numbers.between(self._schema(scope), target, wanted))

    def _near(self, wanted: Distance, scope: Scope) -> Query:
        around = self.circle(wanted)
        if scope.document == "Study":
            return self.trials(sites.nearest(around))
        schema = self._view.sites.schema
        return Query.const_score_query(Query.term_set_query(schema, SITE, sorted(around)), 0.0)

    def circle(self, wanted: Distance) -> dict[int, float]:
        """The sites in the circle with their distances, reckoned once for a state of the index."""
        key = (wanted.latitude, wanted.longitude, wanted.kilometres)
        return self._view.memory.recall("circle", key, lambda: sites.circle(self._view.sites, *key), most=_CIRCLES_KEPT)

    def _present(self, target: Target) -> Query:
        return Query.term_query(self._view.trials.schema, HAS, target.piece, "basic")

    # How they are put together

    def _all_of(self, operands: tuple[Expression, ...], scope: Scope) -> Query:
        """A `NOT` among the operands takes away from what the others find, without a scan of everything else."""
        wanted = [(Occur.Must, self.query(each, scope)) for each in operands if not isinstance(each, Not)]
        if not wanted:
            wanted = [(Occur.Must, Query.const_score_query(Query.all_query(), 0.0))]
        unwanted = [(Occur.MustNot, self.query(each.operand, scope)) for each in operands if isinstance(each, Not)]
        return Query.boolean_query(wanted + unwanted)

    def _without(self, query: Query) -> Query:
        everything = Query.const_score_query(Query.all_query(), 0.0)
        return Query.boolean_query([(Occur.Must, everything), (Occur.MustNot, query)])

    def _any(self, scope: Scope, planned: Callable[[Target], Query]) -> Query:
        return Query.boolean_query([(Occur.Should, planned(target)) for target in self._searchable(scope)])

    def _tilted(self, name: Name, query: Query) -> Query:
        (target, *_) = targets_of(name.text)
        more = numbers.tilt(self._view.trials.schema, target)
        return Query.boolean_query([(Occur.Must, query), (Occur.Should, more)])

    def _schema(self, scope: Scope) -> Schema:
        return self._view.trials.schema if scope.document == "Study" else self._view.sites.schema

    def _searchable(self, scope: Scope) -> list[Target]:
        """The scope's pieces that the index holds; RequestError where it holds none of them."""
        if scope.document == "Location":
            found = [replace(each, kind=_site_kind(each)) for each in scope.targets if each.piece in SITE_PIECES]
        else:
            found = [each for each in scope.targets if each.kind != "none"]
        if not found:
            names = ", ".join(each.piece for each in scope.targets[:3])
            where = "of a location" if scope.document == "Location" else "that can be searched"
            raise RequestError(f"{names} is no field {where}")
        return found


def _site_kind(target: Target) -> Kind:
    return "word" if BY_NAME[target.piece].is_enum else "text"
