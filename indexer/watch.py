"""Waits for photo folders to change and to be quiet again, so that a kept library follows its folders."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from photos_ml.formats import format_of
from photos_ml.indexer.scan import is_passed_over

TICK_MS = 500
QUIET_SECONDS = 3.0
"""A file that has not changed for so long is taken for complete; if it goes on later it is read again."""
LONGEST_WAIT_SECONDS = 60.0
"""A long import is indexed in parts: what was noticed first does not wait for its end."""
LOOK_SECONDS = 5.0
"""How often it is seen whether a folder came back, or was added or forgotten."""
POLL_SECONDS = 600.0
"""Between two looks at everything where the system tells of no changes (its limit of watches, say)."""

Signature = tuple[int, int] | None
Identity = tuple[Path, int, int]

_log = logging.getLogger(__name__)


@dataclass
class Settling:
    """Paths that changed, until none of them is being written any more."""

    quiet_seconds: float = QUIET_SECONDS
    longest_wait_seconds: float = LONGEST_WAIT_SECONDS
    _since: dict[Path, tuple[Signature, float]] = field(default_factory=dict)
    _first: float = 0.0

    def note(self, paths: Iterable[Path], now: float) -> None:
        """These changed at `now`, in seconds of any clock."""
        for path in paths:
            if not self._since:
                self._first = now
            self._since[path] = (_signature(path), now)

    def due(self, now: float) -> list[Path]:
        """All paths, once each has been the same for long enough or the first waited too long; else []."""
        if not self._since:
            return []
        for path, (before, _) in list(self._since.items()):
            if (signature := _signature(path)) != before:
                self._since[path] = (signature, now)
        latest = max(since for _, since in self._since.values())
        if now - latest < self.quiet_seconds and now - self._first < self.longest_wait_seconds:
            return []
        paths = sorted(self._since)
        self._since.clear()
        return paths


def changed_folders(
    roots: Callable[[], Sequence[Path]],
    library: Path,
    stop: threading.Event,
    *,
    settling: Settling | None = None,
    look_seconds: float = LOOK_SECONDS,
    poll_seconds: float = POLL_SECONDS,
) -> Iterator[list[Path]]:
    """Folders to index, each time there are some: all roots first, then what changed, until `stop` is set.

    A root that is out of reach is waited for and comes back whole. What happens while the caller indexes is
    not lost. Changes in the `library` folder itself do not count.
    """
    settling = settling or Settling()
    known: set[Identity] = set()
    while not stop.is_set():
        present = _present(roots())
        returned = [path for path, *_ in sorted(present - known)]
        known = present
        if not present:
            stop.wait(look_seconds)
            continue
        try:
            yield from _until_others(roots, library, stop, present, returned, settling, look_seconds)
        except (OSError, RuntimeError) as error:  # watchfiles has no error of its own for 'too many watches'
            _log.warning("the system does not tell of changes: folders are looked at again", exc_info=error)
            known = set()
            yield sorted(path for path, *_ in present)
            stop.wait(poll_seconds)


def folders_of(paths: Iterable[Path], roots: Iterable[Path]) -> list[Path]:
    """The folders to look at again for these changed paths: the nearest that exist, below their roots."""
    found = set()
    for path in paths:
        root = _root_of(path, roots)
        if root is None or not root.is_dir():
            continue
        folder = path
        while folder != root and not (folder.is_dir() and not folder.is_symlink()):
            folder = folder.parent
        found.add(folder)
    return [folder for folder in sorted(found, key=_depth) if not any(up in found for up in folder.parents)]


def concerns_photos(path: Path, library: Collection[Path]) -> bool:
    """Whether a change of this path can change the library: a photo, a sidecar, or what may be a folder.
    `library`: all names of the library's own folder."""
    if any(path.is_relative_to(name) for name in library) or path.name.startswith("."):
        return False
    return format_of(path.name) is not None or not path.is_file()


def _until_others(
    roots: Callable[[], Sequence[Path]],
    library: Path,
    stop: threading.Event,
    watched: set[Identity],
    returned: list[Path],
    settling: Settling,
    look_seconds: float,
) -> Iterator[list[Path]]:
    """Changes in `watched`, until other folders than these are to be watched."""
    from watchfiles import watch

    paths = [path for path, *_ in watched]
    own = _names_of(library, paths)
    batches = watch(
        *paths,
        watch_filter=None,
        stop_event=stop,
        rust_timeout=TICK_MS,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    )
    looked = time.monotonic()
    for batch in batches:
        now = time.monotonic()
        if returned:  # only now, when changes are being collected: nothing falls between look and watch
            yield returned
            returned = []
        changed = (Path(name) for _, name in batch)
        settling.note((path for path in changed if concerns_photos(path, own) and _is_seen(path, paths)), now)
        if folders := folders_of(settling.due(now), paths):
            yield folders
        if now - looked >= look_seconds:
            looked = now
            if _present(roots()) != watched:
                return


def _present(roots: Sequence[Path]) -> set[Identity]:
    """The roots that are there; another disk in the same place is another root to watch."""
    found = set()
    for root in roots:
        try:
            stat = root.stat()
        except OSError:
            continue
        if root.is_dir():
            found.add((root, stat.st_dev, stat.st_ino))
    return found


def _is_seen(path: Path, roots: Iterable[Path]) -> bool:
    """Whether a run over all of its root would come to it: what lies in hidden folders is no photo."""
    root = _root_of(path, roots)
    return root is not None and not is_passed_over(root, path)


def _root_of(path: Path, roots: Iterable[Path]) -> Path | None:
    """The innermost root that holds a path."""
    return max((root for root in roots if path.is_relative_to(root)), default=None, key=_depth)


def _names_of(library: Path, roots: Sequence[Path]) -> set[Path]:
    """The library's folder as changes in it are told: below a root by the name this was given, links and all.

    Missed ones have no end: each run writes there, and would be the reason of the next.
    """
    real = library.resolve()
    below = {root / real.relative_to(there) for root in roots if real.is_relative_to(there := root.resolve())}
    return {library.absolute(), real, *below}


def _signature(path: Path) -> Signature:
    try:
        stat = os.stat(path)  # noqa: PTH116 - thousands of them twice a second
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns


def _depth(path: Path) -> int:
    return len(path.parts)
