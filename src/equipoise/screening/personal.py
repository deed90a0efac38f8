"""What only a person can say: agreements that may be on file, and judgements that never are."""

from __future__ import annotations

from equipoise.criteria.nodes import Personal
from equipoise.patient.facts import ConsentFact
from equipoise.screening.answer import Evidence
from equipoise.screening.context import Context
from equipoise.screening.outcome import Open, Outcome, T, U, negated
from equipoise.screening.why import moment_text
from equipoise.screening.wordlists import spoken

_CONSENT = frozenset({"consent", "assent"})
_OTHER_AGREEMENTS = frozenset({"contraception", "contraceptive", "abstinence", "abstain"})


def evaluate_personal(personal: Personal, context: Context) -> Outcome:
    """True where a matching consent is on file; else open, for a person's word, whoever the patient is."""
    if personal.kind == "judgement":
        said = (f"for the investigator to judge: {personal.name}",)
        return Outcome(U, (said,), (Open("judgement", standing=True),), personal=True)
    given = next((consent for consent in context.facts.consents if _covers(consent, personal)), None)
    if given is not None:
        shown = Evidence(given.resource, given.text, moment_text(given.when))
        outcome = Outcome(T, (("on file: ", shown),), personal=True)
        return outcome if personal.present else negated(outcome)
    said = (f"for the patient to declare: {personal.name}",)
    return Outcome(U, (said,), (Open("attestation", standing=True),), personal=True)


def _covers(consent: ConsentFact, personal: Personal) -> bool:
    """Whether an active consent is the agreement asked for: consent to consent, contraception to contraception."""
    if not consent.active:
        return False
    asked = spoken(personal.name)
    said = spoken(consent.text)
    if asked & _OTHER_AGREEMENTS:
        return bool(said & _OTHER_AGREEMENTS)
    return bool(asked & _CONSENT) and bool(said & _CONSENT) and len(asked) <= 4
