"""Where a record of one kind speaks of a concept of another: "dependence on dialysis" is a diagnosis that says there
is a treatment.

Keys of the vocabulary on both sides. A state that is listed here is one that complete lists would hold, so that
silence about it means what silence about its treatment means.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from equipoise.logic import FactKind
from equipoise.vocabulary.concepts import is_a

# A state and the treatment that leads to it.
TREATMENT_OF_STATE: Mapping[str, str] = {
    "prior car-t recipient": "chimeric antigen receptor t-cell therapy",
    "dialysis dependence": "dialysis",
    "presence of coronary stent": "percutaneous coronary intervention",
    "presence of coronary bypass graft": "coronary artery bypass graft",
    "acquired absence of uterus": "hysterectomy",
    "transplant recipient": "transplantation",
}
LISTS_OF_STATE: Mapping[str, tuple[FactKind, ...]] = {
    **dict.fromkeys(TREATMENT_OF_STATE, ("conditions", "procedures")),
    **dict.fromkeys(("medical implant", "prosthetic heart valve", "indwelling catheter"), ("conditions", "procedures")),
    **dict.fromkeys(("solitary kidney", "breast cancer gene carrier"), ("conditions",)),
}

# Treatments that go on although each session is an event of its own, and the days after which one would be due again.
SESSIONS: Mapping[str, int] = {"dialysis": 7}

# Infections, the results that show them, and those that raise the question only.
TESTS_OF_INFECTION: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "hepatitis b": (
        ("hepatitis b surface antigen", "hepatitis b virus dna test", "hepatitis b e antigen"),
        ("hepatitis b core antibody",),
    ),
    "hepatitis c": (("hepatitis c virus rna test",), ("hepatitis c virus antibody",)),
    "human immunodeficiency virus infection": ((), ("human immunodeficiency virus antibody",)),
    "latent tuberculosis": ((), ("tuberculosis test",)),
    "tuberculosis": ((), ("tuberculosis test",)),
    "syphilis": ((), ("treponema pallidum antibody",)),
    "human t-cell lymphotropic virus infection": ((), ("htlv antibody",)),
    "covid-19": ((), ("sars-cov-2 test",)),
}

# Classes of drugs by an effect that many drugs have: the vocabulary holds the best known of them only.
OPEN_CLASSES = frozenset(
    {
        *("cyp3a4 inhibitor", "strong cyp3a4 inhibitor", "moderate cyp3a4 inhibitor"),
        *("cyp3a4 inducer", "strong cyp3a4 inducer"),
    }
)

# Classes of diseases by a property that the codes of a disease do not show, and kinds of which some have it.
OPEN_DISEASES: Mapping[str, tuple[str, ...]] = {
    "opportunistic infection": ("infection",),
    "autoimmune disease": (
        *("thyroiditis", "hypothyroidism", "hyperthyroidism", "adrenal insufficiency", "pernicious anemia"),
        *(
            "vasculitis",
            "uveitis",
            "spondyloarthritis",
            "polymyalgia rheumatica",
            "behçet's disease",
            "glomerulonephritis",
        ),
        *("iga nephropathy", "membranous nephropathy", "pericarditis", "myocarditis", "encephalitis"),
    ),
}

# Drugs that have no such effect: large molecules, and small ones that neither bind nor induce the enzyme. The table of
# those that do is not complete, so every other drug is left for a person to look up.
_WITHOUT_EFFECT_ON_CYP3A4 = (
    *("biologic", "vaccine", "insulin", "heparin", "intravenous immunoglobulin"),
    *("ace inhibitor", "bisphosphonate", "thiazide diuretic", "loop diuretic"),
    *("acetaminophen", "aspirin", "azathioprine", "levothyroxine", "metformin", "methotrexate"),
    "mycophenolate mofetil",
)


@lru_cache(maxsize=4096)
def may_be_of_open_class(keys: tuple[str, ...]) -> bool:
    """Whether a drug that is in no table of an open class may belong to it all the same."""
    return not keys or not all(any(is_a(key, without) for without in _WITHOUT_EFFECT_ON_CYP3A4) for key in keys)


@lru_cache(maxsize=1024)
def due_again(keys: tuple[str, ...]) -> int | None:
    """After how many days another session of the treatment would be due; None where it is not given in sessions."""
    return next((days for key, days in SESSIONS.items() if any(is_a(own, key) for own in keys)), None)


@lru_cache(maxsize=1024)
def infections_asked(key: str) -> tuple[tuple[str, bool], ...]:
    """The infections of the table that the concept is or could be, and whether each surely is it."""
    found = ((infection, is_a(infection, key)) for infection in TESTS_OF_INFECTION)
    return tuple((infection, surely) for infection, surely in found if surely or is_a(key, infection))


@lru_cache(maxsize=1024)
def states_of_treatment(key: str) -> tuple[str, ...]:
    """The states that say that the treatment was given."""
    return tuple(state for state, treatment in TREATMENT_OF_STATE.items() if is_a(treatment, key))


def lists_of_state(key: str | None) -> tuple[FactKind, ...]:
    """The complete lists that would hold the state; none for states that no list holds."""
    if key is None:
        return ()
    return next((kinds for state, kinds in LISTS_OF_STATE.items() if is_a(key, state)), ())
