"""`equipoise serve`: the web pages."""

from __future__ import annotations

from typing import Annotated

from typer import Context, Option, Typer

from equipoise.cli.common import LibraryPath, chosen_library


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(
    context: Context,
    host: Annotated[
        str, Option("--host", metavar="ADDRESS", help="The address to listen on; the default is this machine alone.")
    ] = "127.0.0.1",
    port: Annotated[
        int, Option("--port", metavar="NUMBER", min=0, max=65535, help="The port; 0 takes a free one.")
    ] = 8000,
    library: LibraryPath = None,
) -> None:
    """Serve the library's trials as web pages until Ctrl-C."""
    from equipoise.cli.output import console, text
    from equipoise.web.server import serve as serve_pages

    out = console(stderr=True)
    serve_pages(
        chosen_library(context, library),
        host=host,
        port=port,
        ready=lambda address: out.print(text(f"Serving on {address} until Ctrl-C")),
    )
