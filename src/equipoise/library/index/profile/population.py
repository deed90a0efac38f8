"""Who is studied, from the record's limits and the words of its title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from equipoise.library.index.profile.model import OLDEST, Population
from equipoise.library.index.values import minutes

_YEAR = 365.25 * 24 * 60

# A state of the patients or of their disease -> the words for it.
_STATES = {
    "relapsed": "relapsed|relapsing|relapse|recurrent|recurrence",
    "refractory": "refractory|resistant|treatment-resistant|unresponsive|inadequate response|inadequately controlled",
    "newly diagnosed": "newly diagnosed|new-onset|first episode|recently diagnosed|early-onset",
    "untreated": "untreated|treatment-naive|treatment naive|naive|previously untreated|first-line|first line|1l",
    "pretreated": "previously treated|pretreated|pre-treated|second-line|second line|third-line|after failure|failed",
    "early stage": "early-stage|early stage|stage i|stage ii|resectable|localized|localised|non-metastatic",
    "advanced": "advanced|unresectable|inoperable|locally advanced|stage iii|late-stage|end-stage|end stage",
    "metastatic": "metastatic|metastases|metastasis|oligometastatic|stage iv",
    "neoadjuvant": "neoadjuvant|neo-adjuvant|preoperative|perioperative|pre-operative",
    "adjuvant": "adjuvant|postoperative|post-operative|after surgery|following surgery",
    "maintenance": "maintenance|consolidation",
    "acute": "acute|exacerbation|exacerbations|emergency",
    "chronic": "chronic|persistent|long-term",
    "severe": "severe|critically ill|critical illness|intensive care|mechanically ventilated",
    "mild": "mild|mild-to-moderate",
    "inpatients": "hospitalized|hospitalised|inpatient|inpatients",
    "children": "children|child|pediatric|paediatric|adolescent|adolescents|youth|juvenile|teenagers",
    "newborns": "newborn|newborns|neonates|neonatal|preterm|premature infants|infants|infant",
    "older people": "elderly|older adults|older people|older patients|geriatric|aged 65",
    "pregnancy": "pregnant|pregnancy|postpartum|antenatal|labor|labour|cesarean|caesarean",
    "menopause": "postmenopausal|post-menopausal|menopausal|menopause|premenopausal",
    "healthy people": "healthy volunteers|healthy subjects|healthy adults|healthy participants|healthy men",
    "veterans": "veterans|veteran|military",
    "caregivers": "caregivers|caregiver|carers|family members",
    "survivors": "survivors|survivor|survivorship",
}
_WORDS = {word: state for state, words in _STATES.items() for word in words.split("|")}
_STATE = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, _WORDS), key=len, reverse=True))})\b")


def population(
    minimum: str, maximum: str, sex: str, healthy: bool | None, titles: Sequence[str], markers: tuple[str, ...]
) -> Population:
    """The population of a record. Limits that are no ages are as if there were none."""
    lowered = "\n".join(titles).lower()
    states = tuple(sorted({_WORDS[each] for each in _STATE.findall(lowered)}))
    return Population(_years(minimum, 0.0), _years(maximum, OLDEST), sex, healthy, states, markers)


def _years(limit: str, otherwise: float) -> float:
    found = minutes(limit)
    return otherwise if found is None else round(found / _YEAR, 2)
