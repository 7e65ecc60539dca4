"""Which files of a folder say something about which photo."""

from __future__ import annotations

import re
from collections.abc import Iterable

from photos_ml.store import FileStat

TAKEOUT_SUFFIX = ".supplemental-metadata"
TAKEOUT_CHARACTERS = 46
"""Google Takeout cuts the name of a JSON file to 51 characters, '.json' included."""
_NUMBERED = re.compile(r"(?P<stem>.+?)(?P<extension>\.[^.()]+?)(?:\.s[a-z-]*)?\((?P<number>\d+)\)")
"""'IMG.jpg(2)' and 'IMG.jpg.supplemental-metadata(2)' belong to 'IMG(2).jpg'."""
_EDITED = re.compile(r"-edited(?=\.[^.]+$)")


class Sidecars:
    """The .xmp and .json files of one folder. Letter case does not matter."""

    def __init__(self, files: Iterable[FileStat]) -> None:
        self._xmp: dict[str, FileStat] = {}
        self._exports: dict[str, list[FileStat]] = {}
        for file in files:
            name, _, extension = file.name.lower().rpartition(".")
            if extension == "xmp":
                self._xmp[name] = file
            else:
                for owner in _owners(name):
                    self._exports.setdefault(owner, []).append(file)

    def of(self, primary: FileStat, raw: FileStat | None) -> tuple[FileStat, ...]:
        """What other programs wrote about a photo, the most specific first: IMG.jpg.xmp before IMG.xmp."""
        owners = [file.name.lower() for file in (primary, raw) if file]
        stem = owners[0].rpartition(".")[0]
        found = [self._xmp[name] for name in dict.fromkeys((*owners, stem)) if name in self._xmp]
        for owner in owners:
            found += self._exports_of(owner)
        return tuple(dict.fromkeys(found))

    def _exports_of(self, owner: str) -> list[FileStat]:
        original = _EDITED.sub("", owner)
        for name in (owner, (owner + TAKEOUT_SUFFIX)[:TAKEOUT_CHARACTERS], original):
            if name in self._exports:
                return self._exports[name]
        return []


def _owners(name: str) -> Iterable[str]:
    """Names of the files a JSON file, its own '.json' taken off, may belong to."""
    if numbered := _NUMBERED.fullmatch(name):
        yield f"{numbered['stem']}({numbered['number']}){numbered['extension']}"
        return
    yield name
    while "." in name:
        name = name.rpartition(".")[0]
        yield name
