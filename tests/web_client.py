"""The web application asked in this process: requests without a network, answers as a browser would have them."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self

import httpx
from fastapi import FastAPI


class WebClient:
    """Asks an application between its start and its end. Redirects are not followed.

    `raise_faults` lets what the application did not foresee through to the test.
    """

    def __init__(self, app: FastAPI, *, raise_faults: bool = True) -> None:
        self._app = app
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        transport = httpx.ASGITransport(app, raise_app_exceptions=raise_faults)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://testserver")

    def __enter__(self) -> Self:
        self._runner.run(self._begin())
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._runner.run(self._stack.aclose())
        self._runner.close()

    async def _begin(self) -> None:
        await self._stack.enter_async_context(self._app.router.lifespan_context(self._app))
        await self._stack.enter_async_context(self._client)

    def get(self, path: str, **options: Any) -> httpx.Response:
        """The answer to a GET; options as httpx takes them."""
        return self._runner.run(self._client.get(path, **options))

    def head(self, path: str, **options: Any) -> httpx.Response:
        """The answer to a HEAD."""
        return self._runner.run(self._client.head(path, **options))

    def post(self, path: str, **options: Any) -> httpx.Response:
        """The answer to a POST."""
        return self._runner.run(self._client.post(path, **options))

    def options(self, path: str) -> httpx.Response:
        """The answer to an OPTIONS."""
        return self._runner.run(self._client.options(path))
