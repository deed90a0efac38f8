"""The exceptions that Equipoise raises, by what a caller would do about them.

    EquipoiseError
    ├── InputError          the caller's input cannot be used: mend it and call again
    │   ├── RecordError     … a trial record: there is no trial to return
    │   ├── PatientError    … a patient bundle or hand form
    │   └── RequestError    … an option, an id, a date
    │       └── QueryError  … a search expression: says where in it, what was expected and what was found
    ├── NotFoundError       the thing asked for is not in the library
    ├── LibraryError        the library file cannot be opened, read or written
    └── RemoteError         another host did not answer as it should: try again later

Each has a stable `code` (docs/reference/errors.md lists them; a test keeps the page true) and an exit status.
What is merely not understood in a text is never an exception: it is a `Problem` (see `equipoise.source`).
"""

from __future__ import annotations

from typing import ClassVar


class EquipoiseError(Exception):
    """Base of all errors that are meant for a person: one clear sentence, and a hint where there is one.

    `place` says where in the input it happened (a JSON path, an XML path, a line), in the words of the reader.
    The message never quotes patient data.
    """

    code: ClassVar[str] = "error"
    exit_status: ClassVar[int] = 1

    def __init__(self, message: str, *, place: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class InputError(EquipoiseError):
    """The caller's input cannot be used."""

    code = "input"
    exit_status = 2


class RecordError(InputError):
    """There is no trial in what was given."""

    code = "record"


class PatientError(InputError):
    """The patient bundle or form cannot be used."""

    code = "patient"


class RequestError(InputError):
    """An option, identifier, date or query cannot be used."""

    code = "request"


class QueryError(RequestError):
    """A search expression cannot be read.

    `start` and `end` are the place in the expression (code points, from 0, half-open); `expected` and `found` are the
    two halves of the message; `excerpt` is two lines: the words there, and carets under them.
    """

    code = "query"

    def __init__(
        self, expected: str, found: str, *, start: int, end: int, place: str, excerpt: str = "", hint: str | None = None
    ) -> None:
        super().__init__(f"expected {expected}, found {found}", place=place, hint=hint)
        self.expected = expected
        self.found = found
        self.start = start
        self.end = end
        self.excerpt = excerpt


class NotFoundError(EquipoiseError):
    """The library does not hold what was asked for."""

    code = "not-found"
    exit_status = 3


class LibraryError(EquipoiseError):
    """The library cannot be opened, read or written."""

    code = "library"
    exit_status = 4


class RemoteError(EquipoiseError):
    """Another host did not answer as it should."""

    code = "remote"
    exit_status = 5
