"""Eligibility criteria: free text in, typed syntax trees with source spans out (docs/explanation/ast.md)."""

from __future__ import annotations

from equipoise.criteria.model import Criteria, Criterion, Leaf
from equipoise.criteria.read import GRAMMAR_VERSION, read_criteria

__all__ = ["GRAMMAR_VERSION", "Criteria", "Criterion", "Leaf", "read_criteria"]
