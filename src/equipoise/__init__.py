"""Equipoise: clinical-trial records, criteria that compute, and screening with evidence.

Importing the package is cheap on purpose: the rooms (`equipoise.study`, `equipoise.criteria`, …) are imported by name.
"""

from __future__ import annotations

__version__ = "0.1.0"
