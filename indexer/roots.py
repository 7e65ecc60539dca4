"""Which folders a run covers: roots never overlap, and one that vanished is left alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from photos_ml.errors import UsageError
from photos_ml.store import Library, Root


@dataclass(frozen=True, slots=True)
class Target:
    """A root, and the folder below it to start from ('' for all of it)."""

    root: Root
    start: str = ""

    def covers(self, folder: str) -> bool:
        """Whether a folder of the root lies in this target."""
        return not self.start or f"{folder}/".startswith(f"{self.start}/")


def targets_of(library: Library, folders: Sequence[Path]) -> tuple[list[Target], list[Path]]:
    """Targets for `folders` (all roots when empty), and the roots that are out of reach.

    Raises UsageError for a folder that is not there and no known root.
    """
    targets: dict[int, Target] = {}
    offline: list[Path] = []
    wanted = [Path(os.path.abspath(folder)) for folder in folders]  # noqa: PTH100 - must not resolve links
    wanted.sort(key=lambda folder: len(folder.parts))  # an outer folder takes over the roots inside it
    for folder in wanted or [root.path for root in library.roots()]:
        target = _target(library, folder)
        if _is_reachable(library, target.root):
            library.set_online(target.root.id, True)
            known = targets.get(target.root.id)
            # Two folders of one root: all of it is the least that covers both.
            targets[target.root.id] = target if known is None or known == target else Target(target.root)
        else:
            library.set_online(target.root.id, False)
            offline.append(target.root.path)
    return list(targets.values()), offline


def known_in(library: Library, folder: Path) -> int:
    """How many photos of a folder the library knows, without taking it in."""
    absolute = Path(os.path.abspath(folder))  # noqa: PTH100 - must not resolve links
    inside = ((root, _inside(absolute, root.path)) for root in library.roots())
    return sum(library.photos_below(root.id, start) for root, start in inside if start is not None)


def _target(library: Library, folder: Path) -> Target:
    known = library.roots()
    for root in known:
        if folder == root.path:
            return Target(root)
    if not folder.is_dir():
        raise UsageError(
            f"no such folder: {folder}" if not folder.exists() else f"not a folder: {folder}",
            hint="give the folder that holds your photos",
        )
    inside = _known_as(library, folder, known)
    if inside is not None:
        return inside
    root = library.add_root(folder)
    for inner in known:
        prefix = _inside(inner.path, folder)
        if prefix:
            library.merge_root(inner, into=root, prefix=prefix)
    return Target(root)


def _known_as(library: Library, folder: Path, roots: Sequence[Root]) -> Target | None:
    """Where a folder lies in a known root: really, by its path, or behind a link that was followed."""
    ways: tuple[Callable[[Root], str | None], ...] = (
        lambda root: _below(folder.resolve(), root.path.resolve()),
        lambda root: _below(folder, root.path),
        lambda root: _behind_a_link(library, root, folder),
    )
    found = (Target(root, start) for way in ways for root in roots if (start := way(root)) is not None)
    return next(found, None)


def _inside(path: Path, root: Path) -> str | None:
    """Where `path` is below `root`, '' for the root itself, None outside; links are seen through."""
    found = _below(path, root)
    return _below(path.resolve(), root.resolve()) if found is None else found


def _below(path: Path, root: Path) -> str | None:
    if not path.is_relative_to(root):
        return None
    relative = path.relative_to(root).as_posix()
    return "" if relative == "." else relative


def _behind_a_link(library: Library, root: Root, path: Path) -> str | None:
    """Where a folder outside a root is known in it all the same, because a link in the root leads to it."""
    real = path.resolve()
    known = {part for folder in library.photos.folders_of(root.id) for part in _with_parents(folder)}
    for folder in sorted(known):
        link = root.path / folder
        below = _below(real, link.resolve()) if link.is_symlink() else None
        if below is not None:
            return f"{folder}/{below}" if below else folder
    return None


def _with_parents(folder: str) -> list[str]:
    parts = folder.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts) + 1) if parts != [""]]


def _is_reachable(library: Library, root: Root) -> bool:
    """An empty folder that held photos is most likely where an unmounted disk was."""
    try:
        with os.scandir(root.path) as entries:
            empty = next(entries, None) is None
    except OSError:
        return False
    return not empty or not any(True for _ in library.photos.folders_of(root.id))
