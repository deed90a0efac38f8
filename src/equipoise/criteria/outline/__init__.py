"""From an eligibility text to its criteria, numbered as the author numbered them.

    text ─normalise_lines─▶ plain ─paragraphs─▶ ─entries─▶ headings and items ─nest─▶ tree ─build─▶ Outline

Nothing here knows medicine: layout, numbering and a few words of structure decide.
"""

from __future__ import annotations

from equipoise.criteria.outline.build import outline, sections
from equipoise.criteria.outline.model import Clause, Connective, Outline, Section, Skeleton

__all__ = ["Clause", "Connective", "Outline", "Section", "Skeleton", "outline", "sections"]
