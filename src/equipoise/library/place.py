"""Where the library lies when nobody says where."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path

VARIABLE = "EQUIPOISE_LIBRARY"


def default_path() -> Path:
    """`$EQUIPOISE_LIBRARY`, else `library.sqlite` in the user's data folder. Nothing is created."""
    chosen = os.environ.get(VARIABLE, "").strip()
    return Path(chosen).expanduser() if chosen else user_data_path("equipoise", appauthor=False) / "library.sqlite"
