"""Patients that come as something else than a bundle."""

from __future__ import annotations

from pathlib import Path

from equipoise import sample
from equipoise.errors import InputError, NotFoundError, PatientError, RequestError
from equipoise.patient.deidentify import deidentify
from equipoise.patient.form import TEMPLATE, read_form

_LARGEST_FORM = 4 * 2**20
_LARGEST_BUNDLE = 256 * 2**20


def form_template() -> str:
    """The empty hand form, with notes that say how to fill it in."""
    return TEMPLATE


def bundle_of_form(path: Path) -> bytes:
    """The FHIR R4 bundle (JSON) of a filled-in form. Raises PatientError, which names the line and never the value."""
    body = _content(path, _LARGEST_FORM)
    try:
        return read_form(body.decode("utf-8-sig"), name=str(path))
    except UnicodeDecodeError:
        raise PatientError("is not UTF-8 text", place=str(path)) from None


def deidentified(path: Path, secret: Path) -> bytes:
    """The bundle without what identifies its patient; the secret's file decides by how much dates move.

    Raises PatientError for what is no bundle, RequestError for a secret that is missing or too short.
    """
    try:
        words = secret.read_bytes().strip()
    except OSError as error:
        raise RequestError(f"cannot be opened: {error.strerror}", place=str(secret)) from None
    try:
        return deidentify(_content(path, _LARGEST_BUNDLE), words)
    except InputError as error:
        place = secret if isinstance(error, RequestError) else path
        raise type(error)(error.message, place=str(place), hint=error.hint) from None


def _content(path: Path, limit: int) -> bytes:
    """The file, where it is not larger than the limit in bytes. Raises PatientError."""
    try:
        with path.open("rb") as stream:
            body = stream.read(limit + 1)
    except OSError as error:
        raise PatientError(f"cannot be opened: {error.strerror}", place=str(path)) from None
    if len(body) > limit:
        raise PatientError(f"is larger than {limit // 2**20} MiB", place=str(path))
    return body


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
