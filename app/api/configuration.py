"""How uvicorn serves, and on what, whichever door a request comes through."""

from __future__ import annotations

import socket
from typing import Literal

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

BACKLOG = 128
CONNECTIONS = 500
"""Requests under way at once, beyond which any are answered with 503; `protocol` lets no so many come in."""
HEADER_BYTES = 32 * 1024
GOODBYE_SECONDS = 1
"""Event streams have no end of their own: they are cut this long after the service is stopped."""


def server_config(
    app: ASGIApp, protocol: type[H11Protocol], *, lifespan: Literal["on", "off"] = "on"
) -> uvicorn.Config:
    """For a server that is quiet, and patient within limits."""
    return uvicorn.Config(
        app,
        log_config=None,
        log_level="error",  # a program that asks too often is not to fill the terminal
        access_log=False,  # it would hold what was searched for
        backlog=BACKLOG,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=CONNECTIONS,
        h11_max_incomplete_event_size=HEADER_BYTES,
        http=protocol,
        loop="asyncio",
        lifespan=lifespan,  # what fails at the start is not to be overlooked
        ws="none",
        timeout_graceful_shutdown=GOODBYE_SECONDS,
    )


def listening_on(address: str, port: int) -> socket.socket:
    """A socket that listens there, with any free port for 0; OSError where that cannot be."""
    # TCP by name: only so does asyncio send at once; else a body waits 40 ms for the head to be acknowledged.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows: nobody else may take the same port as well
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener
