"""Pages as HTML. Every text is escaped; a name that a template misspells is an error, not a blank."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from equipoise import __version__
from equipoise.pages.described import labelled
from equipoise.pages.trial.model import SECTIONS


@cache
def environment() -> Environment:
    """The templates of this package."""
    made = Environment(
        loader=PackageLoader("equipoise.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"labelled": labelled, "sections": SECTIONS, "version": __version__}
    return made


def render(template: str, page: Any) -> str:
    """The page in its template."""
    return environment().get_template(template).render(page=page)


def stylesheet() -> bytes:
    """The one style sheet that all pages use."""
    return files("equipoise.pages").joinpath("static", "equipoise.css").read_bytes()
