"""Running the application on this machine."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from equipoise.errors import RequestError
from equipoise.web.app import create_app

_THIS_MACHINE = ("127.0.0.1", "localhost")


def serve(library_path: Path, *, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; `ready` is told the address once it is taken.

    Raises LibraryError where there is no library, and RequestError for an address that cannot be taken.
    """
    app = create_app(library_path, hosts=_THIS_MACHINE if host in _THIS_MACHINE else ("*",))
    config = uvicorn.Config(app, server_header=False, log_level="warning", access_log=False)
    with _listening(host, port) as listener:
        ready(_address(listener))
        uvicorn.Server(config).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    """A socket on the address, taken before anybody is told of it."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()  # before the address is told: who comes early waits and is not refused
    except OSError as error:
        reason = error.strerror or "it cannot be used"
        raise RequestError(
            f"cannot listen there: {reason}", place=f"{host}:{port}", hint="--port takes another port, 0 a free one"
        ) from error
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
