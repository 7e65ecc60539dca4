"""The second socket: who is let as far as a TLS handshake, and the server behind it.

asyncio would take every connection and give each a minute for its handshake. Here one that comes from
outside the house is closed unheard, and so are those of an address that has too many already, before any of
them costs a handshake.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, cast

import uvicorn

from photos_ml.app.api.configuration import listening_on
from photos_ml.app.api.lan.limits import Limits
from photos_ml.app.api.protocol import PatientProtocol
from photos_ml.app.service.lan.addresses import is_welcome
from photos_ml.errors import UsageError

HANDSHAKE_SECONDS = 10.0
GOODBYE_SECONDS = 2.0
"""Of a TLS connection that is closed, until it is cut."""
MOST, MOST_OF_ONE = 240, 40
"""Connections at once: in all, and of one address. A browser opens six."""
BURST, PER_SECOND = 120, 20.0
"""New connections of one address."""
PAUSE_S = 0.1
"""After the system had no file left for a connection."""

_log = logging.getLogger(__name__)


class LanProtocol(PatientProtocol):
    """A connection that is counted until it ends."""

    acceptor: Acceptor | None = None
    address = ""

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.left()

    def left(self) -> None:
        """It counts no more."""
        if self.acceptor is not None:
            self.acceptor.left(self.address)
            self.acceptor = None


class Acceptor:
    """Takes connections from the socket until it is closed."""

    def __init__(self, listener: socket.socket, server: LanServer, context: ssl.SSLContext) -> None:
        self._listener, self._server, self._context = listener, server, context
        self._open: Counter[str] = Counter()
        self._rates = Limits((BURST, PER_SECOND))
        self._greeting: set[asyncio.Task[None]] = set()
        listener.setblocking(False)
        self._task = asyncio.create_task(self._accept())

    def close(self) -> None:
        """Take no more."""
        self._task.cancel()
        for task in self._greeting:
            task.cancel()

    async def wait_closed(self) -> None:
        await asyncio.gather(self._task, *self._greeting, return_exceptions=True)

    def left(self, address: str) -> None:
        """A connection from there has ended."""
        self._open[address] -= 1
        if self._open[address] <= 0:
            del self._open[address]

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, peer = await loop.sock_accept(self._listener)
            except OSError as error:
                _log.info("no connection could be taken: %s", error.strerror)
                await asyncio.sleep(PAUSE_S)
                continue
            address = str(peer[0])
            if not self._has_room(address):
                connection.close()
                continue
            self._open[address] += 1
            task = asyncio.create_task(self._greet(connection, address))
            self._greeting.add(task)
            task.add_done_callback(self._greeting.discard)

    def _has_room(self, address: str) -> bool:
        if not is_welcome(address) or self._open.total() >= MOST or self._open[address] >= MOST_OF_ONE:
            return False
        return self._rates.take(address)

    async def _greet(self, connection: socket.socket, address: str) -> None:
        protocol = self._server.protocol()
        protocol.acceptor, protocol.address = self, address
        loop = asyncio.get_running_loop()
        is_heard = False
        try:
            await loop.connect_accepted_socket(
                lambda: protocol,
                connection,
                ssl=self._context,
                ssl_handshake_timeout=HANDSHAKE_SECONDS,
                ssl_shutdown_timeout=GOODBYE_SECONDS,
            )
            is_heard = True
        except (OSError, TimeoutError):  # no handshake: a port scan, or a browser that does not trust us yet
            pass
        finally:
            if not is_heard:
                protocol.left()
                with suppress(OSError):
                    connection.close()


class LanServer(uvicorn.Server):
    """Runs beside the server of the first door, in its loop, and ends with it."""

    def __init__(self, config: uvicorn.Config, listener: socket.socket, context: ssl.SSLContext) -> None:
        super().__init__(config)
        self._listener, self._context = listener, context

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the other server's."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen by an `Acceptor` of our own."""
        await self.lifespan.startup()
        acceptor = Acceptor(self._listener, self, self._context)
        self.servers = [cast("asyncio.base_events.Server", acceptor)]
        self.started = True

    def protocol(self) -> LanProtocol:
        """For one more connection."""
        made: Any = self.config.http_protocol_class
        protocol = made(self.config, self.server_state, app_state=self.lifespan.state)
        assert isinstance(protocol, LanProtocol)
        return protocol

    @asynccontextmanager
    async def beside(self) -> AsyncIterator[None]:
        """Serve until the block ends."""
        task = asyncio.create_task(self.serve(sockets=[self._listener]))
        try:
            yield
        finally:
            self.should_exit = True
            await task


def listen(address: str, port: int) -> socket.socket:
    """Take a port of the address; UsageError where that cannot be."""
    try:
        return listening_on(address, port)
    except OSError as error:
        hint = "is it an address of this machine? photos-ml serve --lan says which there are"
        raise UsageError(f"{address} cannot be served on: {error.strerror}", hint=hint) from error
