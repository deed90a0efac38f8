"""The cancer registry's old form: capital section names, topic labels, and statements run together.

PATIENT CHARACTERISTICS: Age: Over 20 Performance status: ECOG 1 Renal: No dialysis No kidney stones …
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from equipoise.criteria.outline.sentences import sentences, telegraphic

SECTION_NAME = re.compile(
    r"(?:DISEASE|PATIENT|PRIOR(?:\s*/\s*|\s+AND\s+|\s+OR\s+|\s+)CONCURRENT|PRIOR|CONCURRENT|DONOR|ELIGIBILITY|"
    r"RECIPIENT)"
    r"\s+(?:CHARACTERISTICS|THERAPY|CRITERIA)\s*:"
    r"|--\s*(?:Disease|Patient|Prior/Concurrent|Prior)\s+(?:Characteristics|Therapy)\s*--:?"
)
_LABEL = re.compile(
    r"\b(?P<label>Age|Sex|Gender|Menopausal\s+[Ss]tatus|Hormone\s+[Rr]eceptor\s+[Ss]tatus|"
    r"Performance\s+[Ss]tatus|Life\s+[Ee]xpectancy|Hematopoietic|Hematologic|Hepatic|Renal|"
    r"Cardiovascular|Cardiac|Pulmonary|Neurologic|Neurological|Immunologic|Immunological|Metabolic|"
    r"Gastrointestinal|Ophthalmic|Dermatologic|Other|"
    r"Biologic\s+[Tt]herapy|Chemotherapy|Endocrine\s+[Tt]herapy|Radiotherapy|Radiation\s+[Tt]herapy|Surgery|"
    r"Gene\s+[Tt]herapy|Nutritional)\s*:"
)
_SUBJECT_LABELS = frozenset(
    {"age", "sex", "gender", "menopausal status", "hormone receptor status", "performance status", "life expectancy"}
)
_NOTHING_SAID = re.compile(
    r"\s*(?:not\s+specified|see\s|any\b|unspecified|not applicable|no restriction)", re.IGNORECASE
)

Kind = Literal["heading", "topic", "named", "item"]


def is_old_form(text: str) -> bool:
    """Whether the text has the old capital section names."""
    return SECTION_NAME.search(text) is not None


def statements(text: str, start: int, end: int) -> Iterator[tuple[Kind, int, int]]:
    """Section names, topic labels and statements of a paragraph in the old form, in order.

    A label whose statement says nothing without it ("Age: Over 20", "Surgery: Not specified") belongs to the
    statement; it comes first as `named`, which is no stretch of its own but names what follows.
    """
    names = list(SECTION_NAME.finditer(text, start, end))
    yield from _part(text, start, names[0].start() if names else end)
    for name, following in zip(names, [*names[1:], None], strict=False):
        yield "heading", name.start(), name.end()
        yield from _part(text, _skip(text, name.end(), end), following.start() if following else end)


def _part(text: str, start: int, end: int) -> Iterator[tuple[Kind, int, int]]:
    """Topic labels and statements between two section names."""
    labels = list(_LABEL.finditer(text, start, end))
    yield from _cut(text, start, labels[0].start() if labels else end)
    for label, following in zip(labels, [*labels[1:], None], strict=False):
        stop = following.start() if following else end
        body = _skip(text, label.end(), stop)
        if body >= stop or (
            label["label"].lower() not in _SUBJECT_LABELS and not _NOTHING_SAID.match(text, body, stop)
        ):
            yield "topic", label.start(), label.end()
            yield from _cut(text, body, stop)
        else:
            yield "named", label.start(), label.end() - 1
            yield from _cut(text, label.start(), stop, body)


def _cut(text: str, start: int, end: int, look_from: int | None = None) -> Iterator[tuple[Kind, int, int]]:
    """The statements between two offsets; cuts are looked for behind `look_from`, but the first begins at `start`."""
    for sentence_start, sentence_end in sentences(text, look_from or start, end):
        for statement_start, statement_end in telegraphic(text, sentence_start, sentence_end):
            begin = start if statement_start == look_from else statement_start
            if text[begin:statement_end].strip():
                yield "item", begin, statement_end


def _skip(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start
