"""The second door put together: what `serve --lan` needs before the first request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import anyio.to_thread

from photos_ml.app.api.configuration import server_config
from photos_ml.app.api.lan.door import LanDoor, Rooms
from photos_ml.app.api.lan.listening import LanProtocol, LanServer, listen
from photos_ml.app.api.lan.pairing import PairingDesk
from photos_ml.app.api.lan.shown import shown
from photos_ml.app.service.lan.addresses import chosen_address
from photos_ml.app.service.lan.certificate import Certificate, own_certificate
from photos_ml.errors import LibraryError, UsageError

if TYPE_CHECKING:
    import socket

    from fastapi import FastAPI

    from photos_ml.app.api.backend import Backend
    from photos_ml.app.service.lan.devices import Devices

LOOK_SECONDS = 1.0
"""How soon it is noticed that another process revoked a device."""
PORT = "lan port"
"""Setting: where the second door was last, so that a page that a phone has kept is there again."""


@dataclass(frozen=True)
class Doorway:
    """The second door of a service: its socket is taken, its certificate read."""

    address: str
    """As a phone opens it: 'https://192.168.1.20:43210/'."""
    certificate: Certificate
    desk: PairingDesk
    server: LanServer

    @asynccontextmanager
    async def served(self, devices: Devices) -> AsyncIterator[None]:
        """Serve in this loop until the block ends; who is revoked by another process is noticed."""

        async def watch() -> None:
            while True:
                await asyncio.sleep(LOOK_SECONDS)
                await anyio.to_thread.run_sync(devices.look)

        watching = asyncio.create_task(watch())
        try:
            async with self.server.beside():
                yield
        finally:
            watching.cancel()


@contextmanager
def doorway(
    app: FastAPI, backend: Backend, devices: Devices, wish: str, folder: Path | None = None
) -> Iterator[Doorway]:
    """A door on the address that is wished for, '' for the only one, until the block ends; `folder`: where
    the certificate is kept. UsageError for an address that is none of this house."""
    address = chosen_address(wish)
    certificate = own_certificate(address, folder)
    with ExitStack() as stack:
        listener = stack.enter_context(closing(_on_usual_port(backend, address)))
        rooms = [shown(backend, people=people) for people in (True, False)]
        for room in rooms:
            stack.enter_context(room.context)
        desk, host = PairingDesk(devices), f"{address}:{listener.getsockname()[1]}"
        door = LanDoor(app, host, Rooms(*rooms), devices, desk, str(backend.context.folder.resolve()))
        server = LanServer(server_config(door, LanProtocol, lifespan="off"), listener, certificate.context())
        yield Doorway(f"https://{host}/", certificate, desk, server)


def _on_usual_port(backend: Backend, address: str) -> socket.socket:
    """The port of last time if it can be had, else any."""
    library = backend.context.library()
    before = library.setting(PORT)
    listener = None
    if isinstance(before, int):
        with suppress(UsageError):
            listener = listen(address, before)
    listener = listener or listen(address, 0)
    if listener.getsockname()[1] != before:
        with suppress(LibraryError):
            library.set_setting(PORT, listener.getsockname()[1])
    return listener
