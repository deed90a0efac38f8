"""The page of a trial: every section of its record, its criteria in plain words, and what is odd about either."""

from equipoise.pages.trial.build import trial_page
from equipoise.pages.trial.model import SECTIONS, TrialPage

__all__ = ["SECTIONS", "TrialPage", "trial_page"]
