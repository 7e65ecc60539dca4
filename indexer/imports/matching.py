"""Which photo of the library a record is about: by bytes, by path, by name and time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from photos_ml.indexer.exports import folded
from photos_ml.indexer.imports.record import ANY_SUFFIX, PhotoRecord
from photos_ml.store import Library
from photos_ml.store.paths import from_stored, printable
from photos_ml.turns import bytes_of

SAME_SHOT_S = 2
"""Seconds between two clocks that tell one moment; whole quarter hours aside, which are zones."""
QUARTER_S = 900


@dataclass(frozen=True, slots=True)
class _Known:
    photo: int
    path: str
    content: str
    size: int
    taken: datetime | None


class Matcher:
    """The present photos of a library by all that a record can know them by."""

    def __init__(self, library: Library) -> None:
        self._by_name: dict[str, list[_Known]] = defaultdict(list)
        self._by_content: dict[str, list[_Known]] = defaultdict(list)
        for row in library.database.iterate(
            "SELECT p.id, c.hash, f.name, f.size, f.role, d.path AS folder, r.path AS root, p.taken, "
            "p.date_trust FROM photos p JOIN contents c ON c.id = p.content_id "
            "JOIN files f ON f.photo_id = p.id AND f.role <> 'sidecar' "
            "JOIN folders d ON d.id = f.folder_id JOIN roots r ON r.id = d.root_id "
            "WHERE p.status = 'present' ORDER BY p.id"
        ):
            parts = (printable(from_stored(row[part])).strip("/") for part in ("root", "folder", "name"))
            path = "/".join(part for part in parts if part)
            taken = datetime.fromisoformat(row["taken"]) if row["taken"] and row["date_trust"] else None
            known = _Known(row["id"], folded(path), bytes_of(row["hash"]), row["size"], taken)
            self._by_name[_name(path)].append(known)
            self._by_name[_stem(path) + ANY_SUFFIX].append(known)
            if row["role"] == "primary":
                self._by_content[known.content].append(known)

    def find(self, record: PhotoRecord) -> tuple[int | None, str]:
        """The photo, or why none is: 'not there', or 'several could be meant'."""
        path = folded(record.path.replace("\\", "/").strip("/"))
        same = self._by_content.get(record.content, []) if record.content else []
        if same:
            return _only(_deepest(same, path))
        named = self._by_name.get(_name(path), [])
        if not named:
            return None, "not there"
        found = [one for one in named if not record.size or one.size == record.size] or named
        found = _deepest(found, path.removesuffix(ANY_SUFFIX))
        if len({one.photo for one in found}) > 1 and record.taken is not None:
            taken = record.taken
            found = [one for one in found if one.taken and _same_moment(one.taken, taken)] or found
        return _only(found)


def _only(found: Sequence[_Known]) -> tuple[int | None, str]:
    photos = {one.photo for one in found}
    return (photos.pop(), "") if len(photos) == 1 else (None, "several could be meant")


def _deepest(found: Sequence[_Known], path: str) -> list[_Known]:
    """Those that share most of their path's end with it."""
    shared = [_shared(one.path, path) for one in found]
    return [one for one, depth in zip(found, shared, strict=True) if depth == max(shared)]


def _shared(one: str, other: str) -> int:
    """How many folders from the file up are the same; what the file is called is known already."""
    folders = zip(reversed(one.split("/")[:-1]), reversed(other.split("/")[:-1]), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], folders))


def _same_moment(one: datetime, other: datetime) -> bool:
    apart = abs((one - other).total_seconds())
    return min(apart % QUARTER_S, QUARTER_S - apart % QUARTER_S) <= SAME_SHOT_S and apart < 15 * 3600


def _stem(path: str) -> str:
    name = _name(path)
    return name.rpartition(".")[0] or name


def _name(path: str) -> str:
    return folded(path).rpartition("/")[2]
