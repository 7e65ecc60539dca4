"""The devices of a library, and the door that they come through where there is one."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from photos_ml.app.service.lan.devices import Devices

if TYPE_CHECKING:
    from photos_ml.app.api.lan.doorway import Doorway


@dataclass
class House:
    """Without a door devices can be listed and revoked, and none comes in."""

    devices: Devices
    door: Doorway | None = None

    def open(self) -> AbstractAsyncContextManager[None]:
        """The door is served in this loop until the block ends."""
        return nullcontext() if self.door is None else self.door.served(self.devices)
