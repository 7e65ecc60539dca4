"""Binds to 127.0.0.1, and serves until it is stopped."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import uvicorn

from photos_ml.app.api.application import guarded, make_service
from photos_ml.app.api.backend import Backend
from photos_ml.app.api.configuration import listening_on, server_config
from photos_ml.app.api.gate import Gate
from photos_ml.app.api.protocol import PatientProtocol
from photos_ml.app.api.sessions import Sessions
from photos_ml.errors import UsageError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from photos_ml.app.api.lan.doorway import Doorway

HOST = "127.0.0.1"
FILES = 1024
"""Open at once: connections, the library's files for each thread, pictures."""


@dataclass(frozen=True)
class Server:
    """A service that already has its port."""

    gate: Gate
    address: str
    link: str
    """The address that opens the pages, once."""
    backend: Backend
    uvicorn: uvicorn.Server
    listener: socket.socket
    app: FastAPI
    lan: Doorway | None = None
    """The second door, where there is one."""

    def run(self) -> None:
        """Serve until SIGINT or SIGTERM, or until `stop`."""
        try:
            _allow_files()
            with _sigterm_unwinds():
                self.uvicorn.run(sockets=[self.listener])
        finally:
            self.listener.close()

    def stop(self) -> None:
        """End `run`, from any thread."""
        self.uvicorn.should_exit = True


def _allow_files() -> None:
    """Where the system lets a process have fewer files than FILES at once (macOS: 256), ask for that many."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))


@contextmanager
def _sigterm_unwinds() -> Iterator[None]:
    """uvicorn stops on SIGTERM and then raises it again: this program then ends as after any other stop, with
    an index run ended and locks released."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _: object) -> None:
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _is_news(record: logging.LogRecord) -> bool:
    """Not that the event streams of open pages are cut when the service ends."""
    is_cut = record.exc_info is not None and isinstance(record.exc_info[1], asyncio.CancelledError)
    return not is_cut and "graceful shutdown" not in record.getMessage()


def make_server(backend: Backend, port: int = 0) -> Server:
    """Take the port (0: any that is free); UsageError where it is taken."""
    listener = _listen(port)
    port = listener.getsockname()[1]
    gate = Gate(port, Sessions(backend.context.folder))
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    app = make_service(backend, gate)
    config = server_config(guarded(app, backend, gate), PatientProtocol)
    return Server(gate, gate.address, gate.new_link(), backend, uvicorn.Server(config), listener, app)


def _listen(port: int) -> socket.socket:
    try:
        return listening_on(HOST, port)
    except OSError as error:
        raise UsageError(
            f"port {port} is taken or not allowed", hint="choose another with --port, or 0 for any"
        ) from error
