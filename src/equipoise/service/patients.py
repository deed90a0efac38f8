"""Patients that come as something else than a bundle."""

from __future__ import annotations

from pathlib import Path

from equipoise import sample
from equipoise.errors import NotFoundError, PatientError
from equipoise.patient.form import TEMPLATE, read_form

_LARGEST_FORM = 4 * 2**20


def form_template() -> str:
    """The empty hand form, with notes that say how to fill it in."""
    return TEMPLATE


def bundle_of_form(path: Path) -> bytes:
    """The FHIR R4 bundle (JSON) of a filled-in form. Raises PatientError, which names the line and never the value."""
    try:
        with path.open("rb") as stream:
            body = stream.read(_LARGEST_FORM + 1)
    except OSError as error:
        raise PatientError(f"cannot be opened: {error.strerror}", place=str(path)) from None
    if len(body) > _LARGEST_FORM:
        raise PatientError("is too large for a form", place=str(path))
    try:
        return read_form(body.decode("utf-8-sig"), name=str(path))
    except UnicodeDecodeError:
        raise PatientError("is not UTF-8 text", place=str(path)) from None


def sample_names() -> tuple[str, ...]:
    """The fictional patients that come with the program."""
    return tuple(sample.patients())


def sample_bundle(name: str) -> bytes:
    """The FHIR R4 bundle (JSON) of a fictional patient. Raises NotFoundError."""
    found = sample.patients().get(name)
    if found is None:
        raise NotFoundError(
            "there is no such sample patient", place=name, hint=f"there are: {', '.join(sample_names())}"
        )
    return found.read_bytes()
