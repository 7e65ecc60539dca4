"""Which files of a folder say something about which photo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from photos_ml.indexer.exports import (
    Named,
    folded,
    is_album_record,
    is_long,
    is_picasa_record,
    named,
    record_of,
)
from photos_ml.store import FileStat

MAX_RECORDS = 4
"""Records that may be one photo's by their names, for its reader to tell by their titles."""
SHORTEST_CUT = 10
"""Characters of a cut name: 46 bytes hold no fewer in any alphabet."""


class _ByName:
    """Files by a name: those of exactly that name, else those of another letter case or Unicode form.

    What exactly fits a file that is there is that file's alone.
    """

    def __init__(self, others: frozenset[str]) -> None:
        self._others = others
        self._files: dict[str, list[tuple[str, FileStat]]] = {}

    def __bool__(self) -> bool:
        return bool(self._files)

    def add(self, name: str, file: FileStat) -> None:
        self._files.setdefault(folded(name), []).append((name, file))

    def get(self, name: str) -> list[FileStat]:
        found = self._files.get(folded(name), ())
        exact = [file for written, file in found if written == name]
        return exact or [file for written, file in found if written not in self._others]


class Sidecars:
    """The .xmp, .json and .ini files of one folder, among the photos called `names`."""

    def __init__(self, files: Iterable[FileStat], names: Iterable[str] = ()) -> None:
        photos = frozenset(names)
        stems = frozenset(name.rpartition(".")[0] for name in photos)
        self._xmp, self._stem_xmp = _ByName(photos), _ByName(stems)
        self._records, self._stem_records = _ByName(photos), _ByName(frozenset())
        self._numbers: dict[FileStat, int] = {}
        self._albums: list[FileStat] = []
        self._of_all: list[FileStat] = []
        for file in files:
            name, _, extension = file.name.rpartition(".")
            if extension.lower() == "xmp":
                self._xmp.add(name, file)
                self._stem_xmp.add(name, file)
            elif is_picasa_record(file.name):
                self._of_all.append(file)
            elif is_album_record(file.name):
                self._albums.append(file)
            else:
                self._add_record(file)

    def of(self, primary: FileStat, raw: FileStat | None) -> tuple[FileStat, ...]:
        """What other programs wrote about a photo, the most specific first: IMG.jpg.xmp before IMG.xmp."""
        owners = [file.name for file in (primary, raw) if file]
        stem = owners[0].rpartition(".")[0]
        found = [file for name in owners for file in self._xmp.get(name)[:1]]
        found += self._stem_xmp.get(stem)[:1]
        if self._records:
            for owner in owners:
                found += self._records_of(owner)[:MAX_RECORDS]
        found += [*self._albums[:1], *self._of_all[:1]]
        return tuple(dict.fromkeys(found))

    def _add_record(self, file: FileStat) -> None:
        owner, self._numbers[file] = record_of(file.name)
        self._records.add(owner, file)
        self._stem_records.add(named(owner).stem, file)

    def _records_of(self, name: str) -> list[FileStat]:
        parts = named(name)
        exact = self._numbered(self._records.get(name), 0) or self._numbered(
            self._records.get(parts.stem + parts.extension), parts.number
        )
        return exact or list(self._cut(name, parts)) or self._shared(parts)

    def _cut(self, name: str, parts: Named) -> Iterator[FileStat]:
        """Records whose names end within the photo's, those of its own number first."""
        yield from self._numbered(self._records.get(parts.stem), parts.number)
        if not is_long(name):
            return
        found = [
            file
            for whole in dict.fromkeys((parts.stem + parts.extension, name))
            for length in range(len(whole) - 1, SHORTEST_CUT, -1)
            if is_long(whole[:length])
            for file in self._records.get(whole[:length])
        ]
        own = self._numbered(found, parts.number)
        yield from own
        yield from (file for file in found if file not in own)

    def _shared(self, parts: Named) -> list[FileStat]:
        """The records of the photo that an edited copy was made of, or of the other half of a live photo."""
        for stem in (parts.stem, parts.original):
            found = self._numbered(self._stem_records.get(stem), parts.number) if stem else []
            if found:
                return found
        return []

    def _numbered(self, files: list[FileStat], number: int) -> list[FileStat]:
        return [file for file in files if self._numbers[file] == number]
