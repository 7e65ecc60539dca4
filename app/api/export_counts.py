"""How far downloads are whose size nobody knows before. Who asks for one gives it a name."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

MOST = 20
"""Downloads that are remembered."""


class ExportCounts:
    """Photos done and of how many, by the name of the download."""

    def __init__(self) -> None:
        self._counts: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def of(self, name: str) -> tuple[int, int] | None:
        """None for one that has not begun, or that nobody remembers."""
        return self._counts.get(name)

    def teller(self, name: str) -> Callable[[int, int], None]:
        """Called with photos done and all."""

        def tell(done: int, of: int) -> None:
            if name:
                self._counts[name] = (min(done, of), of)
                while len(self._counts) > MOST:
                    self._counts.popitem(last=False)

        return tell
