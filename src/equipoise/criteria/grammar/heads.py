"""Head nouns: what kind of thing a noun phrase names when the vocabulary does not hold it whole.

"lupus therapy" is a treatment although lupus is a disease; "pleural effusion that cannot be drained" is a condition.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Final, cast

from equipoise.criteria.nodes import ConceptKind

_TABLE: Final = Path(__file__).parent.parent / "tables" / "heads.tsv"


def _rows() -> list[list[str]]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("# ")]


HEADS: Final[dict[str, ConceptKind]] = {word: cast("ConceptKind", kind) for kind, word in _rows() if kind != "alone"}
# Words that tell a state of a person only where they are a statement of their own ("neurologically stable").
SAID_ALONE: Final = frozenset(word for kind, word in _rows() if kind == "alone")

_SUFFIXES: Final[tuple[tuple[re.Pattern[str], ConceptKind], ...]] = (
    (re.compile(r".{3,}(?:itis|itides|emia|aemia|osis|oses|oma|omas|omata|opathy|opathies|penia|algia|uria|rrhea"
    r"|rrhoea|plegia|paresis|megaly|ectasis|ectasia|trophy|phobia|lysis|plasia|sclerosis|edema|oedema"
    r"|iasis|philia|cele|rrhagia|asthenia|kinesia|esthesia|stasis|cardia)$"), "condition"),
    (re.compile(r".{3,}(?:ectomy|ectomies|ostomy|otomy|plasty|pexy|desis|therapy|mab|mabs|nib|nibs|tinib|ciclib"
    r"|parib|zomib|limus|statin|statins|pril|prils|sartan|sartans|olol|azole|azoles|cillin|cycline"
    r"|cyclines|mycin|floxacin|vir|virs|cept|taxel|platin|rubicin|tide|gliptin|gliflozin|glitazone"
    r"|lukast|dipine|triptan|setron|prazole|parin|xaban|gatran|leukin|kinra|stim|sone|solone|nide"
    r"|caine|barbital|zepam|zolam)$"), "treatment"),
    (re.compile(r".{3,}(?:scopy|scopies|graphy|gram|grams|metry)$"), "test"),
)  # fmt: skip


@lru_cache(maxsize=8192)
def kind_of_word(word: str) -> ConceptKind | None:
    """The kind that a head noun gives its phrase, by the list and then by its ending."""
    lowered = word.lower().strip("'’.")
    if (found := HEADS.get(lowered)) is not None:
        return found
    if (found := HEADS.get(lowered.rsplit("-", 1)[-1])) is not None:
        return found
    return next((kind for pattern, kind in _SUFFIXES if pattern.match(lowered)), None)
