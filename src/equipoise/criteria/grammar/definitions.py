"""Sentences that define a term and ask nothing."""

from __future__ import annotations

import re

_EXEMPT = re.compile(
    r"(?:not? (?:being )?(?:considered )?(?:to be )?of|non|not having)[- ]?(?:a )?(?:child[- ]?bearing|reproductive)"
    r"|(?:post-?menopausal|sterile|sterili[sz]ed|infertile|child[- ]?bearing potential"
    r"|WOCBP)\b[^.]{0,60}\b(?:defined|means?|i\.?e)",
    re.IGNORECASE,
)
_DEFINING = re.compile(
    r"\b(?:defined (?:as|by)|means?|i\.?e\b|who meet|who have|met at least|one of the following"
    r"|following criteria|any of the following)",
    re.IGNORECASE,
)
_TERM_IS = re.compile(
    r"^\W*(?:an? )?(?:(?:wom[ae]n|females?)(?: of)? )?(?:child[- ]?bearing potential|post-?menopausal(?: "
    r"status)?|WOCBP)\b[^.;]{0,80}?\b(?:is|are|means?)\b",
    re.IGNORECASE,
)

_CONSIDERED = re.compile(
    r"\b(?:is|are|be|been)\s+(?:considered|deemed|regarded)\s+(?:as\s+|to be\s+|of\s+)?(?:not?\s+)?(?:of\s+)?(?:"
    r"post-?\s?menopausal|(?:surgically\s+)?sterile|infertile|non-?child-?\s?bearing|child-?\s?bearing)\b[^.;]{0,40}\b(?:if|when)\b",
    re.IGNORECASE,
)


def defines_fertility(criterion: str) -> bool:
    """`Women are considered postmenopausal if …`: whether a criterion only says what that means."""
    found = _CONSIDERED.search(criterion)
    return found is not None and not re.search(r"[.;]\s", criterion[: found.start()])


def defines_exemption(sentence: str) -> bool:
    """Whether a sentence says who is *not* of childbearing potential, or what that means: it exempts and does not
    require.
    """
    return bool(_TERM_IS.search(sentence)) or bool(_EXEMPT.search(sentence) and _DEFINING.search(sentence))
