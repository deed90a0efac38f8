"""A question and its answer, as an Observation, one of its components, or an item of a questionnaire has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from equipoise.patient.facts import LeftOut, Limits, Measurement, Moment, Polarity, Result
from equipoise.patient.fhir import answers, specimens
from equipoise.patient.fhir.lookup import quantity
from equipoise.patient.fhir.naming import NAMELESS, Named, named, named_words
from equipoise.patient.fhir.numbers import COMPARATORS, Comparator, number_in
from equipoise.patient.fhir.ranges import Person, limits, scale
from equipoise.patient.fhir.units import ReadUnit, read_unit, read_unit_of
from equipoise.patient.fhir.wire import Node, codes, concept_words, node, nodes, number, text
from equipoise.patient.joints import placed
from equipoise.patient.quantities import FRACTION, OF_PREDICTED, PREDICTED, assess

Fact = Measurement | Result | LeftOut


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads answers under one resource and one moment."""

    reference: str
    when: Moment
    person: Person
    specimen: str | None = None
    context: tuple[str, ...] = ()
    panel: str | None = None  # what the whole observation asks, of which the question is a part

    def read(self, item: Node) -> Iterator[Fact]:
        """The facts of one question (`code`) with its answer (`value[x]`); a LeftOut where there is no answer."""
        question = named(item.get("code"), "test")
        if not question.name:
            yield LeftOut(self.reference, NAMELESS)
            return
        name = placed(question.name, concept_words(item.get("bodySite")), self.panel)
        question = question if name == question.name else replace(question, name=name)
        fact = self._valued(item, question)
        if fact is not None:
            yield fact
        said = self._interpreted(item, question, fact)
        if said is not None:
            yield said
        elif fact is None:
            yield LeftOut(self.reference, _why_empty(item))

    def _valued(self, item: Node, question: Named) -> Measurement | Result | None:
        if quantities := node(item.get("valueQuantity")):
            size = number(quantities.get("value"))
            return None if size is None else self._number(item, question, size, quantities, _comparator(quantities))
        for key in ("valueInteger", "valueDecimal"):
            if (size := number(item.get(key))) is not None:
                return self._number(item, question, size, {}, None)
        if isinstance(item.get("valueBoolean"), bool):
            return self._words(item, question, "yes" if item["valueBoolean"] else "no", {})
        if ratio := node(item.get("valueRatio")):
            return self._ratio(item, question, ratio)
        if span := node(item.get("valueRange")):
            return self._range(item, question, span)
        for key in ("valueCodeableConcept", "valueCoding"):
            concept = node(item.get(key))
            concept = {"coding": [concept]} if key == "valueCoding" and concept else concept
            if (words := concept_words(concept)) is not None:
                return self._text(item, question, words, concept)
            if pairs := codes(concept):
                # A code without words is no number, whatever digits it is made of.
                return self._words(item, question, answers.coded_polarity(pairs) or named(concept).name, concept)
        for key in ("valueString", "valueDateTime", "valueDate", "valueTime"):
            if (words := text(item.get(key))) is not None:
                return self._text(item, question, words, {})
        return None

    def _text(self, item: Node, question: Named, words: str, concept: Node) -> Measurement | Result | None:
        """Words, or a number written as words: "<0.5" of a laboratory value."""
        if answers.no_answer(words):
            return None
        kind = quantity(question.kind)
        found = number_in(words)
        # A class or grade in words stays a result, so that it is told apart from a score that was measured.
        if found is not None and (kind is None or kind.unit != "{class}"):
            stated = {"unit": found.unit} if found.unit else {}
            return self._number(item, question, found.value, stated, found.comparator)
        return self._words(item, question, words, concept)

    def _number(
        self, item: Node, question: Named, size: float, stated: Node, comparator: Comparator | None
    ) -> Measurement:
        kind = quantity(question.kind)
        unit = ReadUnit(None)
        if stated:
            unit = read_unit_of(stated, kind)
        assessed = assess(kind, size, unit.code, unit.trouble)
        context = list(self.context)
        if (span := scale(item.get("referenceRange"))) is not None:
            context.append(span)
        if assessed.scale != 1:
            context.append(FRACTION)
        if question.kind in OF_PREDICTED and assessed.unit == "%":
            context.append(PREDICTED)
        if (joints := specimens.joints(question.name)) and question.kind in ("swollen_joints", "tender_joints"):
            context.append(joints)
        return Measurement(
            resource=self.reference,
            kind=question.kind,
            name=question.name,
            value=assessed.value,
            unit=assessed.unit,
            when=self.when,
            comparator=comparator,
            limits=_scaled(limits(item.get("referenceRange"), self.person, self.when, kind), assessed.scale),
            method=specimens.method(item, question.name),
            specimen=self.specimen,
            context=tuple(context),
            unusable=assessed.unusable,
        )

    def _words(self, item: Node, question: Named, words: str, concept: Node) -> Result:
        said = _polarity(words, concept, question.name)
        if question.denied is not None and said is not None:
            said = "negative" if said == "positive" else "positive"
        coded = named(concept) if concept else named_words(words)
        denied = named_words(coded.denied).keys if coded.denied else ()
        # Of prose ("her father has epilepsy") and of what is doubted nothing is taken.
        plain = bool(codes(concept)) or answers.is_plain(words)
        return Result(
            resource=self.reference,
            name=question.denied or question.name,
            keys=question.keys,
            text=words,
            when=self.when,
            polarity=said,
            kind=question.kind,
            specimen=self.specimen,
            grade=answers.grade(words),
            answer_keys=(denied or coded.keys) if plain else (),
        )

    def _ratio(self, item: Node, question: Named, ratio: Node) -> Measurement | Result | None:
        above, below = node(ratio.get("numerator")), node(ratio.get("denominator"))
        top, bottom = number(above.get("value")), number(below.get("value"))
        if top is None or bottom is None or bottom == 0:
            return None
        units = read_unit(above).code, read_unit(below).code
        if units == (None, None) or set(units) <= {None, "1"}:
            return self._words(item, question, f"{top:g}:{bottom:g}", {})
        unit = f"{units[0] or '1'}/{units[1]}" if units[1] not in (None, "1") else units[0]
        return self._number(item, question, top / bottom, {"unit": unit, "code": unit}, _comparator(above))

    def _range(self, item: Node, question: Named, span: Node) -> Measurement | None:
        low, high = node(span.get("low")), node(span.get("high"))
        bounds = number(low.get("value")), number(high.get("value"))
        if bounds[0] is None or bounds[1] is None:
            side, size = (low, bounds[0]) if bounds[0] is not None else (high, bounds[1])
            return None if size is None else self._number(item, question, size, side, ">=" if side is low else "<=")
        found = self._number(item, question, bounds[0], low, None)
        if bounds[0] == bounds[1]:
            return found
        return Measurement(
            found.resource, found.kind, found.name, None, found.unit, found.when, context=found.context,
            unusable=f"a range, {bounds[0]:g} to {bounds[1]:g}, not a value",
        )  # fmt: skip

    def _interpreted(self, item: Node, question: Named, fact: Fact | None) -> Result | None:
        """The laboratory's own positive or negative, where the value itself does not say it."""
        said = {one for concept in nodes(item.get("interpretation")) if (one := answers.coded_polarity(codes(concept)))}
        if len(said) != 1 or isinstance(fact, Result):
            return None
        word: Polarity = said.pop()
        return Result(self.reference, question.name, question.keys, word, self.when, word, question.kind, self.specimen)


def _polarity(words: str, concept: Node, question: str) -> Polarity | None:
    """What the words say and what the code says, where they do not contradict each other."""
    spoken, coded = answers.polarity(words, question), answers.coded_polarity(codes(concept))
    if spoken is not None and coded is not None and spoken != coded:
        return None
    return coded or spoken


def _comparator(quantity_node: Node) -> Comparator | None:
    sign = text(quantity_node.get("comparator"))
    return COMPARATORS.get(sign) if sign else None


def _scaled(found: Limits | None, scale_by: float) -> Limits | None:
    """Limits of a fraction, as percentages like the value beside them."""
    if found is None or scale_by == 1 or found.unit == "%":
        return found
    low, high = (None if side is None else side * scale_by for side in (found.low, found.high))
    return Limits(low, high, "%" if found.unit else None, found.text)


def _why_empty(item: Node) -> str:
    absent = next((code for _, code in codes(item.get("dataAbsentReason"))), None)
    known = absent if absent and absent.replace("-", "").isalpha() and len(absent) < 40 else None
    return f"has no value ({known})" if known else "has no value"
