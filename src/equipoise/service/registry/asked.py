"""From the parameters of `/studies` to a search."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, cast

from equipoise.errors import QueryError, RequestError
from equipoise.finding.essie import parse
from equipoise.finding.essie.tree import (
    FARTHEST,
    KILOMETRES,
    And,
    Area,
    Distance,
    Expression,
    Missing,
    Name,
    Not,
    Or,
    Unit,
    walk,
)
from equipoise.finding.search import RELEVANCE, Decay, Search, Sort
from equipoise.finding.search.asking import expression, one_of
from equipoise.service.registry.parameters import Value, shown_name
from equipoise.study.pieces import area_of_param, find_piece
from equipoise.study.remarks import shown

LEAD = "LeadSponsorName"
_MOST_PARTS = 2_000
_QUERY = "query."
_IDS = re.compile(r"\s*nct0*[1-9]\d{0,7}(?:[\s,]+nct0*[1-9]\d{0,7})*\s*", re.IGNORECASE | re.ASCII)
_ID = re.compile(r"nct0*([1-9]\d{0,7})", re.IGNORECASE | re.ASCII)
_GEO = re.compile(r"distance\((-?[\d.]+),(-?[\d.]+),([\d.]+)(km|mi)?\)", re.ASCII)
_DECAY = re.compile(r"func:(\w+),scale:([\d.]+)(km|mi),offset:([\d.]+)(km|mi),decay:([\d.]+)", re.ASCII)

# The keys of the registry's own filters, as its search pages write them.
_STATUSES = {
    "not": "NOT_YET_RECRUITING", "rec": "RECRUITING", "act": "ACTIVE_NOT_RECRUITING", "com": "COMPLETED",
    "ter": "TERMINATED", "enr": "ENROLLING_BY_INVITATION", "sus": "SUSPENDED", "wit": "WITHDRAWN", "unk": "UNKNOWN",
    "ava": "AVAILABLE", "nla": "NO_LONGER_AVAILABLE", "tna": "TEMPORARILY_NOT_AVAILABLE",
    "afm": "APPROVED_FOR_MARKETING",
}  # fmt: skip
_FLAGS = {"y": "true", "n": "false"}
_CHOICES: dict[str, tuple[str, dict[str, str]]] = {
    "status": ("OverallStatus", _STATUSES),
    "phase": (
        "Phase",
        {"0": "EARLY_PHASE1", "1": "PHASE1", "2": "PHASE2", "3": "PHASE3", "4": "PHASE4", "na": "NA"},
    ),
    "studyType": ("StudyType", {"int": "INTERVENTIONAL", "obs": "OBSERVATIONAL", "exp": "EXPANDED_ACCESS"}),
    "ages": ("StdAge", {"child": "CHILD", "adult": "ADULT", "older": "OLDER_ADULT"}),
    "funderType": (
        "LeadSponsorClass",
        {"nih": "NIH", "fed": "FED", "industry": "INDUSTRY", "indiv": "INDIV", "network": "NETWORK", "other": "OTHER"},
    ),
}
_SEXES = {"f": "MALE", "m": "FEMALE"}  # whom a trial may not be for alone
_YES_NO = {"healthy": "HealthyVolunteers", "violation": "FDAAA801Violation"}
_DOCUMENTS = {"prot": "LargeDocHasProtocol", "sap": "LargeDocHasSAP", "icf": "LargeDocHasICF"}


def search_of(asked: Mapping[str, Value]) -> Search:
    """The search that the parameters ask. Raises RequestError and QueryError."""
    terms: list[tuple[str, Expression]] = []
    only_ids = False
    for name, text in asked.items():
        if name.startswith(_QUERY):
            only_ids = only_ids or _IDS.fullmatch(str(text)) is not None
            terms.append((area_asked(name), _expression(name, str(text))))
    filters = () if only_ids else tuple(_filters(asked))
    around = None if only_ids else _around(asked)
    sort = tuple(_sort(each) for each in cast("tuple[str, ...]", asked.get("sort", ())))
    return Search(
        terms=tuple(terms),
        filters=filters,
        trials=None if only_ids else _trials(asked),
        around=around,
        decay=_decay(str(asked["geoDecay"])) if around is not None and Sort(RELEVANCE, True) in sort else None,
        sort=sort,
    )


def area_asked(name: str) -> str:
    """The area that a `query.…` parameter searches."""
    ending = name.removeprefix(_QUERY)
    area = area_of_param(ending)
    return area.name if area is not None else LEAD


def _expression(name: str, text: str) -> Expression:
    if _IDS.fullmatch(text):
        text = " OR ".join(f"NCT{int(number):08}" for number in _ID.findall(text))
    try:
        found = expression(text)
    except QueryError as error:
        place = "Error parsing query in advanced filter" if name.endswith(".advanced") else f"Parameter `{name}`"
        raise RequestError(f"{place}: {_fault(text, error)}") from None
    if (
        sum(1 for _ in walk(found)) > _MOST_PARTS
    ):  # each is looked for in dozens of fields: a server must not be held up
        raise RequestError(f"Parameter `{name}` has more than {_MOST_PARTS} terms and operators")
    return found


def _fault(text: str, error: QueryError) -> str:
    """What is wrong with an expression; a name that there is not as the registry words it, which clients look for."""
    try:
        parse(text)
    except QueryError:
        return str(error)
    near = f"; {error.hint}" if error.hint else ""
    return f"Unknown area name: `{shown_name(text[error.start : error.end])}`, at {error.place}{near}"


def _filters(asked: Mapping[str, Value]) -> Iterable[Expression]:
    for prefix in ("filter.", "postFilter."):
        statuses = asked.get(prefix + "overallStatus")
        if statuses:
            yield one_of("OverallStatus", cast("tuple[str, ...]", statuses), prefix + "overallStatus")
        if advanced := asked.get(prefix + "advanced"):
            yield _expression(prefix + "advanced", str(advanced))
        if asked.get(prefix + "synonyms"):
            raise RequestError(
                f"Parameter `{prefix}synonyms` names entries of the registry's own thesaurus, which is not here"
            )
    if chosen := asked.get("aggFilters"):
        yield from _chosen(str(chosen))


def _trials(asked: Mapping[str, Value]) -> frozenset[int] | None:
    given = [cast("tuple[str, ...]", asked[name]) for name in ("filter.ids", "postFilter.ids") if name in asked]
    if not given:
        return None
    each = [frozenset(int(_ID.match(word)[1]) for word in words if _ID.match(word)) for words in given]  # type: ignore[index]
    return frozenset.intersection(*each)


def _around(asked: Mapping[str, Value]) -> Distance | None:
    given = [str(asked[name]) for name in ("filter.geo", "postFilter.geo") if name in asked]
    if len(given) > 1:
        raise RequestError("Parameters `filter.geo` and `postFilter.geo` cannot both be given")
    if not given:
        return None
    found = _GEO.fullmatch(given[0])
    unit = cast(Unit, (found[4] if found else None) or "mi")
    try:
        if found is None:
            raise ValueError(given[0])
        radius = min(max(float(found[3]), 1.0), FARTHEST[unit])
        return Distance(float(found[1]), float(found[2]), radius, unit)
    except ValueError:
        raise RequestError(f"Parameter `filter.geo` has an invalid value {shown(given[0])}") from None


def _decay(text: str) -> Decay:
    found = _DECAY.fullmatch(text)
    if found is None or float(found[2]) <= 0 or not 0 < float(found[6]) < 1:
        raise RequestError(f"Parameter `geoDecay` has an invalid value {shown(text)}")
    return Decay(
        cast(Literal["gauss", "exp", "linear"], found[1]),
        float(found[2]) * KILOMETRES[cast(Unit, found[3])],
        float(found[4]) * KILOMETRES[cast(Unit, found[5])],
        float(found[6]),
    )


def _sort(text: str) -> Sort:
    name, _, direction = text.partition(":")
    try:
        return Sort.of(name, cast("Literal['asc', 'desc'] | None", direction or None))
    except RequestError as error:
        found = find_piece(name)
        place = f"Unsupported sort field type: {found.type}; parameter" if found is not None else "Parameter"
        raise RequestError(f"{place} `sort`: {error}") from None


def _chosen(text: str) -> Iterable[Expression]:
    """`results:with,status:not rec` -> one expression for each filter; `phase:2,phase:3` is `phase:2 3`."""
    chosen: dict[str, list[str]] = {}
    for pair in re.split(r"[,|]", text):
        name, colon, keys = pair.strip().partition(":")
        words = keys.split()
        try:
            if not colon or not words:
                raise KeyError(pair)
            _choice(name, words)
        except (KeyError, RequestError):
            raise RequestError(f"Parameter `aggFilters` has an invalid filter {shown(pair.strip())}") from None
        chosen.setdefault(name, []).extend(words)
    return [_choice(name, words) for name, words in chosen.items()]


def _choice(name: str, keys: Sequence[str]) -> Expression:
    """One filter; KeyError or RequestError for a name or key that there is not. Values may be written out: `PHASE2`."""
    if name in _CHOICES:
        piece, values = _CHOICES[name]
        return one_of(piece, [values.get(key, key) for key in keys], "aggFilters")
    if name == "sex":
        limits: list[Expression] = [Not(_is("Sex", _SEXES[key])) for key in keys if key != "all"]
        limits.extend(_is("Sex", "ALL") for key in keys if key == "all")
        return _all(limits)
    if name in _YES_NO:
        return _any([_is(_YES_NO[name], _FLAGS[key]) for key in keys])
    if name == "docs":
        return _any([_is(_DOCUMENTS[key], "true") for key in keys])
    if name == "results":
        missing = Area(Name("ResultsFirstPostDate"), Missing())
        choices: dict[str, Expression] = {"with": Not(missing), "without": missing}
        return _any([choices[key] for key in keys])
    raise KeyError(name)


def _is(piece: str, value: str) -> Expression:
    return expression(f'AREA[{piece}]COVERAGE[FullMatch]"{value}"')


def _any(expressions: Sequence[Expression]) -> Expression:
    return expressions[0] if len(expressions) == 1 else Or(tuple(expressions))


def _all(expressions: Sequence[Expression]) -> Expression:
    return expressions[0] if len(expressions) == 1 else And(tuple(expressions))
