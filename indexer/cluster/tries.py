"""Finds the photo at which workers die: where the last one was is looked at photo by photo, and where
one dies at a single photo again, that one is left out and named."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from photos_ml.indexer.cluster.place import ShardPlace
from photos_ml.indexer.cluster.plan import tries_name

LOT_PHOTOS = 64
"""Looked at together, and noted before: one small file a lot, next to nothing beside what it takes."""


class _Noted(msgspec.Struct):
    tries: int = 0
    at: tuple[int, int] | None = None
    """The photos under way, from and to."""
    narrow: list[tuple[int, int]] = []
    """Lots that workers died in."""
    left_out: list[int] = []


class Tries:
    """The tries of one shard; making it begins another."""

    def __init__(self, place: ShardPlace, number: int) -> None:
        self._place = place
        self._name = tries_name(number)
        content = place.read(self._name)
        self._noted = msgspec.json.decode(content, type=_Noted) if content else _Noted()
        if self._noted.at is not None:
            start, stop = self._noted.at
            if stop - start == 1:
                self._noted.left_out.append(start)
            else:
                self._noted.narrow.append((start, stop))
        self._noted.tries += 1
        self._note(None)

    @property
    def left_out(self) -> frozenset[int]:
        """Photos at which a worker died when it looked at nothing else."""
        return frozenset(self._noted.left_out)

    def lots(self, count: int) -> Iterator[tuple[int, int]]:
        """Photos to look at together, from and to, each noted before it is given; without those left out."""
        start = 0
        while start < count:
            if start in self.left_out:
                start += 1
                continue
            stop = start + 1
            if not self._is_narrow(start):
                while (
                    stop < min(start + LOT_PHOTOS, count)
                    and stop not in self.left_out
                    and not self._is_narrow(stop)
                ):
                    stop += 1
            self._note((start, stop))
            yield start, stop
            start = stop
        self._note(None)

    def _is_narrow(self, photo: int) -> bool:
        return any(start <= photo < stop for start, stop in self._noted.narrow)

    def _note(self, at: tuple[int, int] | None) -> None:
        self._noted.at = at
        self._place.write(self._name, msgspec.json.encode(self._noted))
