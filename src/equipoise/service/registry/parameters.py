"""Parameters of the API's endpoints, checked against the table of those that the registry publishes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TypeAlias

from equipoise.errors import RequestError
from equipoise.study.pieces import PARAMETERS, Parameter
from equipoise.study.remarks import shown

Value: TypeAlias = str | int | bool | tuple[str, ...]

_SEPARATOR = re.compile(r"[,|]")
_YES_NO = {"true": True, "false": False}
_LARGEST = 2**31 - 1
_WHOLE_TEXT = frozenset({"aggFilters"})


def checked(path: str, given: Iterable[tuple[str, str]]) -> dict[str, Value]:
    """The parameters of an endpoint by name; those with a default are always there, an empty text counts as not given.

    A listed parameter may be given several times. Raises RequestError, which names the parameter.
    """
    known = _known(path)
    texts: dict[str, list[str]] = {}
    for name, text in given:
        if name not in known:
            raise RequestError(_unknown(name, known))
        texts.setdefault(name, []).append(text)
    found: dict[str, Value] = {}
    for name, parameter in known.items():
        values = [text for text in texts.get(name, ()) if text.strip()]
        if values:
            found[name] = _value(parameter, values)
        elif name in texts and parameter.is_listed and parameter.least:
            raise RequestError(f"Parameter `{name}` must not be empty")
        elif parameter.default is not None:
            found[name] = _value(parameter, [parameter.default])
    return found


def _unknown(name: str, known: Iterable[str]) -> str:
    """The registry's words for a parameter that an endpoint does not take; clients look for them."""
    prefix, dot, _ = name.partition(".")
    if dot and not any(each.startswith(f"{prefix}.") for each in known):
        return f"Invalid prefix in parameter name: {shown_name(name)}"
    return f"`{shown_name(name)}` is unknown parameter"


def shown_name(name: str) -> str:
    """A name that somebody gave, shortened and without what a terminal would act on."""
    return shown(name).strip("'\"")


@cache
def _known(path: str) -> Mapping[str, Parameter]:
    return {each.name: each for each in PARAMETERS if each.path == path and each.where == "query"}


def _value(parameter: Parameter, texts: list[str]) -> Value:
    if parameter.is_listed:
        return _list(parameter, texts)
    text = texts[-1].strip()
    if parameter.type == "boolean":
        if text.lower() not in _YES_NO:
            raise RequestError(f"Parameter `{parameter.name}` must be true or false")
        return _YES_NO[text.lower()]
    if parameter.type == "integer":
        return _number(parameter, text)
    _check(parameter, text)
    return text


def _list(parameter: Parameter, texts: list[str]) -> tuple[str, ...]:
    values = tuple(value for text in texts for part in _SEPARATOR.split(text) if (value := part.strip()))
    if len(values) < (parameter.least or 0):
        raise RequestError(f"Parameter `{parameter.name}` must not be empty")
    if parameter.most is not None and len(values) > parameter.most:
        raise RequestError(f"Parameter `{parameter.name}` takes at most {parameter.most} values")
    for value in values:
        _check(parameter, value)
    return values


def _number(parameter: Parameter, text: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,10}", text, re.ASCII) or abs(int(text)) > _LARGEST:
        raise RequestError(f"Parameter `{parameter.name}` must be a whole number")
    if parameter.least is not None and int(text) < parameter.least:
        raise RequestError(f"Parameter `{parameter.name}` must be {parameter.least} or more")
    return int(text)


def _check(parameter: Parameter, value: str) -> None:
    if parameter.values and value not in parameter.values:
        raise RequestError(
            f"Parameter `{parameter.name}` has an invalid value {shown(value)}; valid are {', '.join(parameter.values)}"
        )
    if parameter.pattern is not None and not re.search(parameter.pattern, value, re.ASCII):
        raise RequestError(f"Parameter `{parameter.name}` has an invalid value {shown(value)}")
