"""`/stats`: how large the records are, and how often a field has which value.

Values and sizes of fields come from the index's columns. Of a field whose values stand in no column (free text) only
is known in how many trials it is missing; asking for its values reads all records, which a large library refuses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Literal, TypeAlias, cast

from tantivy import Query

from equipoise.errors import NotFoundError
from equipoise.finding.search import values_field
from equipoise.library.index.layout import COUNTED, TRIALS, Kind, kind_of
from equipoise.library.index.record import decoded, v2_json
from equipoise.library.index.schema import HAS, SIZE
from equipoise.library.index.store import Index, View
from equipoise.library.store import Library
from equipoise.service.registry.parameters import checked, shown_name
from equipoise.study.pieces import PIECES, Piece, find_piece, leaves
from equipoise.study.pieces.catalogue import BY_PATH

StatsType: TypeAlias = Literal["ENUM", "STRING", "DATE", "INTEGER", "NUMBER", "BOOLEAN"]

_TOP = 50
_COUNTS_KEPT = 500
_MANY = 65_000
_LARGEST = 10
_READ_AT_MOST = 20_000
_STEP = 5_000
_PERCENTS = (1, 5, 25, 50, 75, 95, 99)


def record_sizes(library: Library, given: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """What `/stats/size` answers: the records' sizes in bytes. Raises RequestError for any parameter."""
    checked("/stats/size", given)
    sizes = sorted(library.record_sizes())
    count = len(sizes)
    return {
        "averageSizeBytes": sum(size for size, _ in sizes) // count if count else 0,
        "largestStudies": [{"id": nct_id, "sizeBytes": size} for size, nct_id in sizes[: -_LARGEST - 1 : -1]],
        "percentiles": {f"{each}%": sizes[(count - 1) * each // 100][0] for each in _PERCENTS} if count else {},
        "ranges": [
            {"sizeRange": f"{step * _STEP}-{(step + 1) * _STEP - 1}", "studiesCount": held}
            for step, held in sorted(Counter(size // _STEP for size, _ in sizes).items())
        ],
        "totalStudies": count,
    }


def field_values(library: Library, index: Index, given: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """What `/stats/field/values` answers. Raises RequestError, and NotFoundError for a field that there is not."""
    asked = checked("/stats/field/values", given)
    types = set(cast("tuple[str, ...]", asked.get("types", ())))
    names = cast("tuple[str, ...] | None", asked.get("fields"))
    view = index.view()
    wanted = [_leaf(name) for name in names] if names is not None else [each for each in PIECES if _in_column(each)]
    found = (each for each in wanted if not types or stats_type(each) in types)
    return [_values(library, view, each) for each in found]


def list_sizes(index: Index, given: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """What `/stats/field/sizes` answers. Raises RequestError, and NotFoundError for a field that is no list."""
    asked = checked("/stats/field/sizes", given)
    names = cast("tuple[str, ...] | None", asked.get("fields"))
    lists = [each for each in PIECES if each.is_listed]
    wanted = lists if names is None else [_found(name) for name in names]
    for each in wanted:
        if not each.is_listed:
            raise NotFoundError(f"field {each.name} is no list")
    view = index.view()
    return [_sizes(view, each) for each in wanted]


def stats_type(piece: Piece) -> StatsType:
    """The type of a field's statistics."""
    if piece.is_enum:
        return "ENUM"
    if piece.type == "boolean":
        return "BOOLEAN"
    if piece.source_type == "DATE":
        return "DATE"
    return {"integer": "INTEGER", "long": "INTEGER", "number": "NUMBER"}.get(piece.type, "STRING")  # type: ignore[return-value]


def _found(name: str) -> Piece:
    found = find_piece(name) or BY_PATH.get(name)
    if found is None:
        raise NotFoundError(f"there is no field {shown_name(name)}")
    return found


def _leaf(name: str) -> Piece:
    found = _found(name)
    if found.is_branch:
        raise NotFoundError(f"{found.name} is not a leaf field")
    return found


def _in_column(piece: Piece) -> bool:
    return not piece.is_branch and (kind_of(piece.name) in ("word", "date", "number") or piece.name in COUNTED)


def _values(library: Library, view: View, piece: Piece) -> dict[str, Any]:
    kind: Kind = kind_of(piece.name)
    base = {"field": piece.path, "missingStudiesCount": _missing(view, piece), "piece": piece.name}
    typed = stats_type(piece)
    if not _in_column(piece) or (typed == "STRING" and piece.name not in COUNTED):
        return base | {"type": typed} | _read(library, view, piece, typed)
    if kind in ("date", "number", "time"):
        return base | {"type": typed} | _extremes(view, piece, typed)
    counts = _counts(view, values_field(piece.name))
    if typed == "BOOLEAN":
        by_value = dict(counts)
        return base | {"type": typed, "trueCount": by_value.get("true", 0), "falseCount": by_value.get("false", 0)}
    top = [{"value": value, "studiesCount": held} for value, held in counts[:_TOP]]
    return base | {"type": typed, "topValues": top, "uniqueValuesCount": len(counts)}


def _missing(view: View, piece: Piece) -> int:
    searcher = view.trials.searcher
    has = Query.term_query(view.trials.schema, HAS, piece.name, "basic")
    return view.count - int(cast(Any, searcher.search(has, 1)).count)


def _counts(view: View, field: str) -> list[tuple[str, int]]:
    def counted() -> list[tuple[str, int]]:
        found = view.trials.searcher.aggregate(Query.all_query(), {"all": {"terms": {"field": field, "size": _MANY}}})
        return [(str(each["key"]), int(each["doc_count"])) for each in found["all"]["buckets"]]

    return view.memory.recall("counts", field, counted, most=_COUNTS_KEPT)


def _extremes(view: View, piece: Piece, typed: StatsType) -> dict[str, Any]:
    """Least, greatest and mean of what stands in a column beside the trials' numbers."""
    wanted = {name: {name: {"field": piece.name}} for name in ("min", "max", "avg")}
    found = view.trials.searcher.aggregate(Query.all_query(), wanted)
    stated = found["min"]["value"] is not None
    low, high = (int(found[name]["value"] or 0) // TRIALS for name in ("min", "max"))
    if typed == "DATE":
        days = {"min": _day(low), "max": _day(high)} if stated else {}
        return {"formats": ["yyyy-MM-dd"] if piece.type == "NormalizedDate" else ["yyyy-MM", "yyyy-MM-dd"], **days}
    if not stated:
        return {}
    return {"min": low, "max": high, "avg": round(float(found["avg"]["value"]) / TRIALS, 2)}


def _day(number: int) -> str:
    return f"{number // 10_000:04}-{number // 100 % 100:02}-{number % 100:02}"


def _read(library: Library, view: View, piece: Piece, typed: StatsType) -> dict[str, Any]:
    """The values of a field that no column has, from the records."""
    if view.count > _READ_AT_MOST:
        raise NotFoundError(f"no statistics of the values of {piece.name} are kept in a library of this size")
    counts: Counter[str] = Counter()
    longest, where = "", ""
    for nct_id in library.ids():
        values = {str(value) for name, value in leaves(decoded(v2_json(library.require(nct_id)))) if name == piece.name}
        counts.update(values)
        best = max(values, key=len, default="")
        if len(best) > len(longest):
            longest, where = best, nct_id
    if typed == "DATE":
        return {"formats": ["yyyy-MM-dd"], **({"min": min(counts), "max": max(counts)} if counts else {})}
    if typed == "BOOLEAN":
        return {"trueCount": counts["True"], "falseCount": counts["False"]}
    if typed in ("INTEGER", "NUMBER"):
        numbers = [float(value) for value in counts]
        return {"min": min(numbers), "max": max(numbers)} if numbers else {}
    top = [{"value": value, "studiesCount": held} for value, held in counts.most_common(_TOP)]
    found: dict[str, Any] = {"topValues": top, "uniqueValuesCount": len(counts)}
    if typed == "STRING" and longest:
        found["longest"] = {"length": len(longest), "nctId": where, "value": longest}
    return found


def _sizes(view: View, piece: Piece) -> dict[str, Any]:
    counts = sorted((int(float(value)), held) for value, held in _counts(view, f"{SIZE}.{piece.name}"))
    found: dict[str, Any] = {"field": piece.path, "piece": piece.name, "uniqueSizesCount": len(counts)}
    if counts:
        top = sorted(counts, key=lambda each: -each[1])[:_TOP]
        found |= {
            "minSize": counts[0][0],
            "maxSize": counts[-1][0],
            "topSizes": [{"size": size, "studiesCount": held} for size, held in top],
        }
    return found
