"""The page that says what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from equipoise.pages.described import About


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """What went wrong, in a sentence."""

    status: Annotated[int, About("the HTTP status")]
    code: Annotated[str, About("the stable code of the error (docs/reference/errors.md)")]
    title: Annotated[str, About("the kind of error in a few words")]
    message: Annotated[str, About("what went wrong")]
    hint: Annotated[str | None, About("what to do about it")]


def problem_page(status: int, code: str, message: str, hint: str | None = None) -> ProblemPage:
    """The page of an error."""
    return ProblemPage(status, code, HTTPStatus(status).phrase, f"{message[:1].upper()}{message[1:]}", hint)
