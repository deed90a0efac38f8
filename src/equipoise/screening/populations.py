"""Ways of qualifying: the common criteria plus those of one sub-population, and which criteria belong to which."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from equipoise.criteria.model import Criteria
from equipoise.criteria.outline import Clause
from equipoise.vocabulary.concepts import find, is_a
from equipoise.vocabulary.scan import scan

AMBIGUOUS = "ambiguous-scope"


@dataclass(frozen=True, slots=True)
class Way:
    """One way of qualifying: the block of the text that describes it, its name, the concepts of the name."""

    block: int | None
    name: str | None
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """To whom a clause applies: everybody (`block` None), or those who qualify through a block; or it is not clear."""

    block: int | None = None
    unclear: bool = False
    elsewhere: str | None = (
        None  # a population that is no way of qualifying: the clause asks only those who belong to it
    )


def ways(criteria: Criteria) -> tuple[Way, ...]:
    """The alternatives; one nameless way where the text has no sub-populations."""
    named: dict[int, str | None] = {}
    for criterion in criteria.criteria:
        clause = criterion.clause
        if clause.block is not None and clause.section == "inclusion":
            named.setdefault(clause.block, clause.population)
    if not named:
        return (Way(None, None),)
    return tuple(Way(block, name, concepts_in(name)) for block, name in sorted(named.items()))


@lru_cache(maxsize=1024)
def concepts_in(name: str | None) -> tuple[str, ...]:
    """The conditions that a population's name holds, the whole name first."""
    if not name:
        return ()
    whole = find(name)
    found = [whole.key] if whole is not None else []
    found += [mention.key for mention in scan(name) if mention.kind == "condition"]
    return tuple(dict.fromkeys(found))


def scopes(criteria: Criteria, alternatives: tuple[Way, ...]) -> tuple[Scope, ...]:
    """The scope of each clause. A clause whose own words name the disease of one way is meant for that way."""
    found = [_scope(criterion.clause, criteria, alternatives) for criterion in criteria.criteria]
    for place, scope in enumerate(found):
        if scope.unclear:
            found[place] = _by_its_list(place, criteria, alternatives, found)
    return tuple(found)


def _scope(clause: Clause, criteria: Criteria, alternatives: tuple[Way, ...]) -> Scope:
    if clause.block is not None:
        return Scope(clause.block)
    if alternatives == (Way(None, None),):
        return Scope(unclear=False, elsewhere=clause.population)
    if clause.population is not None:
        for way in alternatives:
            if way.name == clause.population or set(concepts_in(clause.population)) & set(way.keys):
                return Scope(way.block)
        return Scope(elsewhere=clause.population)
    return Scope(unclear=AMBIGUOUS in clause.damage)


def _by_its_list(place: int, criteria: Criteria, alternatives: tuple[Way, ...], known: list[Scope]) -> Scope:
    """Of a list without a heading, what one item says of its population holds for all of it."""
    clause = criteria.criteria[place].clause
    together = [
        other
        for other, criterion in enumerate(criteria.criteria)
        if _list_of(criterion.clause) == _list_of(clause)
        and criterion.clause.section == clause.section
        and known[other].unclear
    ]
    blocks = {
        block
        for other in together
        if (block := _named_by(criteria.criteria[other].clause, criteria, alternatives)) is not None
    }
    return Scope(blocks.pop()) if len(blocks) == 1 else known[place]


def _list_of(clause: Clause) -> str:
    """`E[2].3` -> `E[2]`; `E3` -> `E`."""
    head = clause.id.split(".", 1)[0]
    return head if "[" in head else head.rstrip("0123456789")


def _named_by(clause: Clause, criteria: Criteria, alternatives: tuple[Way, ...]) -> int | None:
    """The one way whose disease the clause's own words name, or a kind of it."""
    mentioned = [mention.key for mention in scan(clause.span.of(criteria.text)) if mention.kind == "condition"]
    blocks = {
        way.block
        for way in alternatives
        if any(is_a(key, own) or is_a(own, key) for key in mentioned for own in way.keys)
    }
    return blocks.pop() if len(blocks) == 1 else None
