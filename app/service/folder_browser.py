"""Finding a folder of photos without a dialog of the system's: folders alone, below the user's own places."""

from __future__ import annotations

import base64
import binascii
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from photos_ml.errors import UsageError

if TYPE_CHECKING:
    from photos_ml.app.service.context import Context

COUNT_SECONDS = 1.5
"""What is not counted by then is not waited for."""
DISKS = ("/media", "/mnt", "/run/media", "/Volumes")
"""Where disks are found that were plugged in."""


@dataclass(frozen=True, slots=True)
class FolderOnDisk:
    """A folder as it is offered: `key` names it in requests, whatever bytes its name is of."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Inside:
    """A folder with what is in it. `above` is None where one cannot go further up."""

    key: str
    path: Path
    above: str | None
    folders: tuple[FolderOnDisk, ...]


@dataclass(frozen=True, slots=True)
class Amount:
    """Photos in a folder and below, by their names; with `more`, at least so many."""

    photos: int
    more: bool


def places() -> tuple[FolderOnDisk, ...]:
    """Where to begin: the home folder, its pictures, and disks that the user may read."""
    return tuple(FolderOnDisk(key_of(path), path.name or str(path)) for path in dict.fromkeys(_tops()))


def key_of(path: Path) -> str:
    """The name of a folder in requests."""
    return base64.urlsafe_b64encode(os.fsencode(path)).decode("ascii")


def folder_of(key: str) -> Path:
    """The folder of a key, the home folder for ''. UsageError for one that is not there, may not be read, or
    lies outside the places: in one of the system's own, a hidden one, or where a link leads out."""
    return _folder_of(key, _real_tops())


def _folder_of(key: str, tops: list[Path]) -> Path:
    try:
        path = Path(os.fsdecode(base64.b64decode(key.encode("ascii"), altchars=b"-_", validate=True)))
    except (binascii.Error, ValueError):
        raise _no_such() from None
    path = path if key else Path.home()
    if "\0" in str(path) or not path.is_absolute() or ".." in path.parts or not _is_open(path, tops):
        raise _no_such()
    return path


def inside(key: str) -> Inside:
    """What is in a folder; UsageError as `folder_of`."""
    tops = _real_tops()
    path = _folder_of(key, tops)
    above = path.parent if path != path.parent and _is_open(path.parent, tops) else None
    found = sorted(_folders(path, tops), key=lambda one: one.name.casefold())
    below = tuple(FolderOnDisk(key_of(one), one.name) for one in found)
    return Inside(key_of(path), path, key_of(above) if above else None, below)


def amounts(context: Context, key: str, *, seconds: float = COUNT_SECONDS) -> dict[str, Amount]:
    """How many photos adding the folder would find, and each folder in it, by key."""
    from photos_ml.indexer.exclude import Exclusions
    from photos_ml.indexer.scan import count_candidates

    tops, unwanted = _real_tops(), Exclusions.of(context.settings.exclude)
    path = _folder_of(key, tops)
    end = time.monotonic() + seconds
    own = next(count_candidates(path, unwanted=unwanted), None)
    total, more = own.photos if own else 0, False
    found = {}
    for folder in _folders(path, tops):
        if unwanted.covers(folder.name):
            continue
        photos, cut = 0, time.monotonic() >= end
        for counted in () if cut else count_candidates(path, folder.name, unwanted):
            photos = counted.photos
            if cut := time.monotonic() >= end:
                break
        found[key_of(folder)] = Amount(photos, cut)
        total, more = total + photos, more or cut
    return {key_of(path): Amount(total, more), **found}


def _no_such() -> UsageError:
    return UsageError("there is no such folder to look into", hint="go up and choose another")


def _tops() -> Iterator[Path]:
    import psutil
    from platformdirs import user_pictures_path

    yield Path.home()
    if (pictures := user_pictures_path()).is_dir():
        yield pictures
    for disk in psutil.disk_partitions(all=False):
        path = Path(disk.mountpoint)
        if (sys.platform == "win32" or path.as_posix().startswith(DISKS)) and _may_read(path):
            yield path


def _real_tops() -> list[Path]:
    return [top.resolve() for top in _tops()]


def _is_open(path: Path, tops: list[Path]) -> bool:
    """Whether one may look into a folder here: its links resolved, below one of the places, and nowhere on
    the way hidden or the system's."""
    from photos_ml.indexer.links import is_of_system
    from photos_ml.indexer.scan import is_passed_over

    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return False
    return (
        _may_read(real)
        and not is_of_system(real)
        and any(real.is_relative_to(top) and not is_passed_over(top, real) for top in tops)
    )


def _may_read(path: Path) -> bool:
    return path.is_dir() and os.access(path, os.R_OK | os.X_OK)


def _folders(path: Path, tops: list[Path]) -> list[Path]:
    try:
        return [one for one in path.iterdir() if not one.name.startswith(".") and _is_open(one, tops)]
    except OSError:
        return []
