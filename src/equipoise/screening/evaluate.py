"""The reference evaluator: a criterion's tree × a patient's facts -> true, false, unknown or not applicable, and why.

Slow and obvious on purpose: this is the definition that faster engines are proven against. Every kind of node has its
line in `evaluate`; Kleene's tables are in `equipoise.logic`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from equipoise.criteria.nodes import (
    And,
    AtLeast,
    Concept,
    Expr,
    If,
    Not,
    Or,
    Personal,
    Quantity,
    Readings,
    Relaxed,
    Unsupported,
    Window,
    all_of,
    any_of,
)
from equipoise.logic import Truth
from equipoise.patient.facts import Sex
from equipoise.screening import doses, durations
from equipoise.screening.ages import evaluate_age
from equipoise.screening.answer import Evidence
from equipoise.screening.concepts import evaluate_concept
from equipoise.screening.context import Context, keep
from equipoise.screening.exceptions import excepted
from equipoise.screening.outcome import (
    F,
    Made,
    Open,
    Outcome,
    T,
    U,
    conjunction,
    disjunction,
    negated,
    not_applicable,
    readings,
    threshold,
    unknown,
)
from equipoise.screening.personal import evaluate_personal
from equipoise.screening.quantities import evaluate_quantity
from equipoise.screening.traits import Traits, traits_of
from equipoise.screening.unsupported_values import of_samples
from equipoise.vocabulary.concepts import find, is_a


def evaluate_criterion(expr: Expr, context: Context, *, favourable: bool) -> Outcome:
    """The whole tree; words that were not understood anywhere in it make all of it unknown, whatever the rest says.

    `favourable`: whether the sentence being true helps the patient to qualify (an inclusion) or not (an exclusion).
    """
    known = context.known.trees.get((id(expr), favourable))
    if known is not None:
        return known[1]
    traits = traits_of(expr)
    outcome = _whole(expr, traits, context, favourable)
    if not (traits.of_way or traits.of_place):
        keep(context.known.trees, (id(expr), favourable), (expr, outcome))
    return outcome


def _whole(expr: Expr, traits: Traits, context: Context, favourable: bool) -> Outcome:
    if traits.lost:
        words = "; ".join(dict.fromkeys(" ".join(node.text.split()) for node in traits.lost))
        return unknown("not-understood", (f"not understood: “{words}”",))
    outcome = evaluate(expr, context, favourable)
    if outcome.truth is U and context.facts.sex is None and traits.of_sex:
        return _of_either_sex(expr, context, favourable, outcome)
    return outcome


def _of_either_sex(expr: Expr, context: Context, favourable: bool, unknown_sex: Outcome) -> Outcome:
    """A patient whose sex is not on file is of one or the other: what holds of both holds."""
    each = [evaluate(expr, context.of_sex(sex), favourable) for sex in get_args(Sex)]
    if each[0].truth is not each[1].truth or each[0].truth is U:
        return unknown_sex
    said = tuple(
        phrase
        for outcome in each
        for phrase in outcome.said
        if not any(isinstance(part, Evidence) and part.value in ("male", "female") for part in phrase)
    )
    return Outcome(each[0].truth, (("whatever the sex, which is not on file",), *said))


_ATOMS = (Concept, Quantity)


def evaluate(expr: Expr, context: Context, favourable: bool) -> Outcome:
    """One node. `favourable` says which of its truth values helps the patient; negation turns it round."""
    if isinstance(expr, _ATOMS) and _is_the_same_everywhere(expr, context):
        outcome = context.known.atoms.get((expr, favourable))
        if outcome is None:
            outcome = _evaluate(expr, context, favourable)
            keep(context.known.atoms, (expr, favourable), outcome)
        return outcome
    return _evaluate(expr, context, favourable)


def _is_the_same_everywhere(atom: Concept | Quantity, context: Context) -> bool:
    """Whether an atom comes to the same in every sentence: not where a sample is looked at, nor where a window is
    counted from a disease that the words around it name.
    """
    if context.sample is not None or (isinstance(atom, Quantity) and atom.sample_needs is not None):
        return False
    return not any(window.anchor == "diagnosis" for window in atom.windows)


def _evaluate(expr: Expr, context: Context, favourable: bool) -> Outcome:
    match expr:
        case And():
            return _all(_flat(expr, And), context, favourable)
        case Or():
            return _any(_flat(expr, Or), context, favourable)
        case Not(item):
            return negated(evaluate(item, context, not favourable))
        case AtLeast(k, items):
            return threshold(k, [evaluate(item, context, favourable) for item in items])
        case If(condition, then):
            return _if(condition, then, context, favourable)
        case Relaxed(item, when):
            return _relaxed(item, when, context, favourable)
        case Readings(items, code):
            each = [evaluate(item, context, favourable) for item in items]
            return readings(
                each, (f"the text can be read in {len(items)} ways ({code}), which differ for this patient",)
            )
        case Quantity(subject="age"):
            return evaluate_age(expr, context)
        case Quantity() if doses.answers(expr):
            return doses.evaluate_dose(expr, context)
        case Quantity() if (counted := _counted(expr)) is not None:
            return evaluate_concept(counted, context, favourable)
        case Quantity():
            return evaluate_quantity(expr, context, lambda needs, at: evaluate(needs, at, True))
        case Concept():
            return evaluate_concept(expr, context, favourable)
        case Personal():
            return evaluate_personal(expr, context)
        case Unsupported(text):
            return unknown("not-understood", (f"not understood: “{' '.join(text.split())}”",))


def _counted(quantity: Quantity) -> Concept | None:
    """ "Biologic count >= 2" is two different biologics; None where the subject names no treatment."""
    name = quantity.subject.removesuffix(" count")
    if name == quantity.subject or quantity.op not in (">=", ">") or quantity.value != int(quantity.value):
        return None
    found = find(name)
    wanted = int(quantity.value) + (quantity.op == ">")
    if found is None or found.kind != "treatment" or wanted < 1:
        return None
    windows = quantity.windows or (Window("ever"),)
    return Concept("treatment", name, key=found.key, windows=windows, count=wanted if wanted > 1 else None)


def _flat(expr: Expr, kind: type[And] | type[Or]) -> tuple[Expr, ...]:
    """The members of a conjunction within a conjunction, or of a disjunction within a disjunction."""
    if isinstance(expr, kind):
        return tuple(member for item in expr.items for member in _flat(item, kind))
    return (expr,)


def _all(items: tuple[Expr, ...], context: Context, favourable: bool) -> Outcome:
    """Conjunction. "X except Y" takes the facts that are Y out of X: a ventricular tachycardia beside an excepted
    atrial fibrillation still is an arrhythmia."""
    if favourable and (asked := _asked_of_the_fertile(items)) is not None:
        return _if(*asked, context, favourable)
    if favourable and (named := _named_for_their_limit(items)):
        return _of_whoever_takes(items, named, context)
    return _conjunction(items, context, favourable)


def _conjunction(items: tuple[Expr, ...], context: Context, favourable: bool) -> Outcome:
    items, exceptions = excepted(_durations(of_samples(items)), present=True)
    each = [_evaluate_item(item, exceptions.get(place, ()), context, favourable) for place, item in enumerate(items)]
    return conjunction(_called_up(each, adverse=T) if not favourable else each)


def _named_for_their_limit(items: tuple[Expr, ...]) -> tuple[Concept, ...]:
    """The drugs that an inclusion names only for a limit from above on their dose."""
    bounds = [item for item in items if isinstance(item, Quantity) and doses.answers(item)]
    if not bounds:
        return ()
    return tuple(item for item in items if isinstance(item, Concept) and doses.limits_only(item, bounds))


def _of_whoever_takes(items: tuple[Expr, ...], named: tuple[Concept, ...], context: Context) -> Outcome:
    """ "Prednisone ≤ 10 mg/day" -> the dose alone, which is 0 for who takes none.

    Of other drugs the words may as well ask for patients who take it: both are tried.
    """
    steroids = tuple(drug for drug in named if doses.is_glucocorticoid(drug))
    limited = _conjunction(tuple(item for item in items if item not in named), context, True)
    if steroids == named:
        return limited
    asked = tuple(item for item in items if item not in steroids)
    why = ("whether it must be taken, or is only limited, the text does not say (ambiguous-scope)",)
    return readings((_conjunction(asked, context, True), limited), why)


_FERTILE = frozenset({"woman of childbearing potential", "male of reproductive potential"})


def _asked_of_the_fertile(items: tuple[Expr, ...]) -> tuple[Expr, Expr] | None:
    """ "Persons of childbearing potential, and a negative test": nobody must be able to bear children to take part, so
    what stands beside it is asked of those who are.
    """
    fertile = tuple(item for item in items if isinstance(item, Concept) and item.present and item.key in _FERTILE)
    others = tuple(item for item in items if item not in fertile)
    return (any_of(fertile), all_of(others)) if fertile and others else None


def _any(items: tuple[Expr, ...], context: Context, favourable: bool) -> Outcome:
    """Disjunction; "no X except Y" is no X other than Y, whatever else of X there is."""
    items, exceptions = excepted(items, present=False)
    each = [_evaluate_item(item, exceptions.get(place, ()), context, favourable) for place, item in enumerate(items)]
    return disjunction(_called_up(each, adverse=F) if favourable else each)


def _evaluate_item(item: Expr, without: tuple[Concept, ...], context: Context, favourable: bool) -> Outcome:
    if without and isinstance(item, Concept):
        return evaluate_concept(item, context, favourable, without)
    return evaluate(item, context, favourable)


def _called_up(outcomes: list[Outcome], adverse: Truth) -> list[Outcome]:
    """A judgement that only patients with such data need is called up by the data: it is no standing sign-off.

    "Major surgery within 4 weeks that the investigator finds unsuitable": only for those who had surgery.
    """
    if not any(outcome.truth is adverse and not outcome.personal for outcome in outcomes):
        return outcomes
    return [
        replace(
            outcome,
            open=tuple(replace(item, standing=False) if item.reason == "judgement" else item for item in outcome.open),
        )
        if outcome.truth is U
        else outcome
        for outcome in outcomes
    ]


def _durations(items: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """ "X, for at least 6 months": a bound on disease duration beside one disease is that disease's, from its onset."""
    diseases = [item for item in items if isinstance(item, Concept) and item.kind == "condition" and item.present]
    if len({disease.key for disease in diseases}) != 1 or diseases[0].key is None:
        return items
    return tuple(_lasting(item, diseases[0]) for item in items)


def _lasting(item: Expr, disease: Concept) -> Expr:
    if not isinstance(item, Quantity) or item.subject != durations.SUBJECT:
        return item
    return durations.lasting(item, disease) or item


def _if(condition: Expr, then: Expr, context: Context, favourable: bool) -> Outcome:
    """Asked only of those for whom the condition holds; where that is unknown, only a favourable answer settles it."""
    asked = evaluate(condition, context, False)
    if asked.truth is F:
        return not_applicable(*asked.said)
    outcome = evaluate(then, context, favourable)
    if asked.truth in (T, None) or outcome.truth is None:
        return outcome
    if outcome.truth is (T if favourable else F):
        # Met or not asked: by itself it passes either way.
        return replace(outcome, moot=asked.open)
    either = Made("any", (negated(asked), outcome)) if favourable else Made("all", (asked, outcome))
    opened = tuple(dict.fromkeys((*asked.open, *outcome.open)))
    return Outcome(U, (*asked.said, *outcome.said), opened, made=either)


def _of_another_way(when: Expr, context: Context) -> bool:
    """Whether a relaxation is for a population through which the patient does not qualify here."""
    if not isinstance(when, Concept) or when.key is None:
        return False
    own = any(is_a(when.key, key) or is_a(key, when.key) for key in context.way)
    return not own and any(is_a(when.key, key) for key in context.other_ways)


def _relaxed(item: Expr, when: Expr | None, context: Context, favourable: bool) -> Outcome:
    """A bound that fails is not false but for the investigator, for those to whom the relaxation applies."""
    outcome = evaluate(item, context, favourable)
    adverse = F if favourable else T
    if outcome.truth is not adverse:
        return outcome
    judgement = Open("judgement", obtain=("the investigator's judgement whether the limit may be relaxed",))
    may = (*outcome.said, ("the text lets the investigator relax this limit",))
    if when is None:
        return Outcome(U, may, (judgement,))
    if _of_another_way(when, context):
        return outcome
    applies = evaluate(when, context, True)
    if applies.truth is T:
        return Outcome(U, (*may, *applies.said), (judgement,))
    if applies.truth is U:
        return Outcome(U, (*outcome.said, *applies.said), (judgement, *applies.open))
    return outcome
