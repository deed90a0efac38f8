"""What a formula is: a pure function whose inputs are described, checked and converted in one place.

The description stands in the annotations of the function's parameters:

    Height = Annotated[float, Number("body height", "cm", 100, 230)]

    @formula("bmi", title="Body mass index", unit="kg/m2", source="…")
    def bmi(weight: Weight, height: Height) -> Computed[float]: …

`bmi` is then a `Formula`. Called as a function it checks its inputs against what they accept; `compute` takes them as
JSON has them, with units where they differ (`{"weight": "154 [lb_av]", "height": 170}`). A bad input raises
`FormulaError`, which names the input and what it accepts.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, ParamSpec, TypeVar, get_args, get_origin, get_type_hints

from equipoise.patient.formulas.inputs import FormulaError, Input
from equipoise.source import Problem

T_co = TypeVar("T_co", covariant=True)
P = ParamSpec("P")
R_co = TypeVar("R_co", bound="Computed[Any]", covariant=True)


@dataclass(frozen=True, slots=True)
class Computed(Generic[T_co]):
    """The answer of a formula: unrounded, in `unit` (UCUM).

    `value` is None where the inputs do not settle it; `band` is the class the score falls in; `remarks` say what a
    reader must know; `parts` are numbers on the way (`at_least` and `at_most` bound a score with items missing).
    """

    value: T_co
    unit: str
    band: str | None = None
    remarks: tuple[Problem, ...] = ()
    parts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parameter:
    """An input with its name; an optional one may be left out."""

    name: str
    input: Input
    optional: bool


@dataclass(frozen=True, slots=True)
class Formula(Generic[P, R_co]):
    """A described function: call it with typed arguments, or `compute` it from JSON."""

    name: str
    title: str
    unit: str
    source: str
    parameters: tuple[Parameter, ...]
    function: Callable[P, R_co]
    signature: inspect.Signature

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co:
        """The function, after its inputs have been checked. Raises `FormulaError`."""
        given = self.signature.bind(*args, **kwargs).arguments
        for parameter in self.parameters:
            value = given.get(parameter.name)
            if value is not None:
                parameter.input.check(parameter.name, value)
            elif not parameter.optional:
                raise FormulaError(f"{parameter.name} is needed: {parameter.input.accepts}")
        return self.function(*args, **kwargs)

    def compute(self, inputs: Mapping[str, object]) -> Computed[Any]:
        """The answer for inputs by name: numbers in the input's unit, text with a unit, words, objects of items.

        Raises `FormulaError` for a name that is unknown, an input that is missing, and what an input does not accept.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        if not known.keys() >= inputs.keys():
            raise FormulaError(f"the inputs of {self.name} are: {', '.join(known)}")
        read = {name: known[name].input.read(name, raw) for name, raw in inputs.items() if raw is not None}
        missing = [name for name, parameter in known.items() if not parameter.optional and name not in read]
        if missing:
            raise FormulaError(f"{self.name} needs {', '.join(missing)}")
        call: Callable[..., Computed[Any]] = self
        return call(**read)

    @property
    def description(self) -> str:
        """The function's own account of itself."""
        return inspect.getdoc(self.function) or self.title


def formula(name: str, *, title: str, unit: str, source: str) -> Callable[[Callable[P, R_co]], Formula[P, R_co]]:
    """Make a function whose parameters are annotated with inputs into a `Formula`."""

    def described(function: Callable[P, R_co]) -> Formula[P, R_co]:
        signature = inspect.signature(function)
        hints = get_type_hints(function, include_extras=True)
        parameters = tuple(
            Parameter(
                parameter.name, _input_of(hints[parameter.name]), parameter.default is not inspect.Parameter.empty
            )
            for parameter in signature.parameters.values()
        )
        return Formula(name, title, unit, source, parameters, function, signature)

    return described


def _input_of(hint: object) -> Input:
    """The input in an annotation: `Annotated[float, Number(…)]`, or that or None."""
    if get_origin(hint) is Annotated:
        found: Input = get_args(hint)[1]
        return found
    return next(_input_of(part) for part in get_args(hint) if part is not type(None))
