"""Where the index of a library lies: a folder beside the file, one subfolder for each layout.

trials.sqlite
trials.sqlite.index/1/trials/     tantivy's files
trials.sqlite.index/1/sites/
"""

from __future__ import annotations

import shutil
from pathlib import Path

from equipoise.errors import LibraryError
from equipoise.library.index.layout import VERSION


def index_folder(library: Path) -> Path:
    """The folder of this program's layout."""
    return library.with_name(library.name + ".index") / str(VERSION)


def made(folder: Path) -> Path:
    """The folder, made where it is missing, without what older layouts left beside it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for other in folder.parent.iterdir():
            if other.name.isdigit() and int(other.name) < VERSION:
                shutil.rmtree(other, ignore_errors=True)
    except OSError as error:
        raise LibraryError(f"the search index {folder} cannot be made: {error.strerror}") from error
    return folder
