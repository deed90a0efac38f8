"""ClinicalTrials.gov's expression syntax (Essie): text to a typed tree, and the tree back to text.

`parse` reads, `written` prints, `resolve` looks up the names of areas. The grammar and its sources stand in
`equipoise.finding.essie.parser`; the reader's page is docs/reference/query-language.md. Nothing here knows an index.
"""

from __future__ import annotations

from equipoise.finding.essie.areas import resolve
from equipoise.finding.essie.faults import fault
from equipoise.finding.essie.parser import parse
from equipoise.finding.essie.printer import written
from equipoise.finding.essie.tree import Expression, walk

__all__ = ["Expression", "fault", "parse", "resolve", "walk", "written"]
