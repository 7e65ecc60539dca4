"""How often one may ask: strangers seldom, each and all of them; paired devices as a page of photos needs."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from photos_ml.app.api.gate import Bucket

STRANGER_BURST, STRANGER_PER_SECOND = 40, 2.0
"""Of one address that shows no device's secret: a page that is opened asks a few times, then every second."""
STRANGERS_BURST, STRANGERS_PER_SECOND = 200, 20.0
"""Of all such addresses together."""
DEVICE_BURST, DEVICE_PER_SECOND = 1500, 300.0
"""Of one device: a grid that is scrolled asks for some hundred small pictures a second."""
MOST_KNOWN = 1024
"""Addresses that are remembered; of more the one that asked longest ago is forgotten."""


class Limits:
    """A bucket for each name, and where it is asked for, one for all of them. Safe to use from several
    threads."""

    def __init__(
        self,
        each: tuple[float, float],
        together: tuple[float, float] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """(at once, per second), of each and of all."""
        self._each, self._clock = each, clock
        self._together = Bucket(*together, clock) if together else None
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, name: str) -> bool:
        """Whether this one may ask once more now. Who is refused uses up nothing of the others."""
        with self._lock:
            bucket = self._buckets.pop(name, None) or Bucket(*self._each, self._clock)
            self._buckets[name] = bucket
            while len(self._buckets) > MOST_KNOWN:
                self._buckets.popitem(last=False)
        return bucket.take() and (self._together is None or self._together.take())


def of_strangers() -> Limits:
    return Limits((STRANGER_BURST, STRANGER_PER_SECOND), (STRANGERS_BURST, STRANGERS_PER_SECOND))


def of_devices() -> Limits:
    return Limits((DEVICE_BURST, DEVICE_PER_SECOND))
