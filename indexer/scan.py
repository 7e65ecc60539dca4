"""Walking photo folders: what is on disk, in groups that are one photo each.

Nothing is opened here but files whose name is that of a video and of something else.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from photos_ml.formats import Format, Role, format_of, suffix_of, suffixes_of
from photos_ml.indexer.exclude import Exclusions
from photos_ml.indexer.exports import is_picasa_record
from photos_ml.indexer.pairs import paired, shot
from photos_ml.indexer.reasons import of_system, with_hint
from photos_ml.indexer.regular import open_regular
from photos_ml.indexer.sidecars import Sidecars
from photos_ml.store import FileGroup, FileStat

SIDECARS = suffixes_of(Role.SIDECAR)
CANDIDATES = suffixes_of(*Role) - SIDECARS

TELLS_CHANGES = os.name == "posix"
"""Elsewhere the system has the time at which a file was made in that place."""
SYSTEM_FOLDERS = frozenset(
    (
        "@eadir",
        "#recycle",
        "#snapshot",
        "$recycle.bin",
        "system volume information",
        "lost+found",
        "node_modules",
        "__macosx",
        "__pycache__",
        "thumbnails",
    )
)
PACKAGE_ORIGINALS = {
    ".photoslibrary": ("originals", "masters"),
    ".photolibrary": ("originals", "masters"),
    ".aplibrary": ("masters",),
}
"""Folders that are a photo program's own: only its originals are the user's photos."""
SKIPPED_SUFFIXES = (".lrdata", ".lrcat-data", ".migratedphotolibrary", ".app")

EVERYTHING = Exclusions()
"""Nothing that the user does not want."""


class FolderProof(Protocol):
    """Says whether two files of a folder whose names agree, a picture and its companion, are one photo."""

    def __call__(self, folder: str, picture: FileStat, companion: FileStat, /) -> bool: ...


def by_name(folder: str, picture: FileStat, companion: FileStat) -> bool:
    """The names alone, nothing opened."""
    return True


@dataclass(frozen=True, slots=True)
class Listing:
    """One folder as found on disk. `error` says why it, or some of its files, could not be read."""

    folder: str
    groups: tuple[FileGroup, ...]
    error: str = ""
    is_empty: bool = False
    """Nothing at all is in it, as where an unmounted disk was."""


def walk(
    root_id: int,
    root: Path,
    *,
    start: str = "",
    exclude: Iterable[Path] = (),
    unwanted: Exclusions = EVERYTHING,
    proves: FolderProof = by_name,
    follows: Callable[[Path], bool] = lambda link: True,
) -> Iterator[Listing]:
    """Every folder from `root`/`start` down, in a fixed order; without `exclude`, system folders and what the
    user does not want.

    Links to folders are followed once, after the real ones, so that no loop and no double visit occurs; not
    into what is excluded, and only where `follows` says so.
    """
    shut = [path.resolve() for path in exclude]
    seen = {_identity(path) for path in shut} - {None}
    pending = [start] if not unwanted.covers_within(start) else []
    links: deque[str] = deque()
    while pending or links:
        linked = not pending
        folder = links.popleft() if linked else pending.pop()
        path = os.path.join(root, folder)  # noqa: PTH118 - as FileGroup has it
        identity = _identity(path)
        if identity in seen or (linked and (_leads_into(path, shut) or not follows(Path(path)))):
            continue
        if identity is not None:
            seen.add(identity)
        try:
            found = _read(path)
        except OSError as error:
            yield Listing(folder, (), with_hint(of_system(error)))
            continue
        below = f"{folder}/" if folder else ""
        if unwanted:
            found = _without(found, below, unwanted)
        pending.extend(below + name for name in sorted(found.folders, reverse=True))
        links.extend(below + name for name in sorted(found.links))
        groups = tuple(group_files(root_id, str(root), folder, found.files, proves))
        yield Listing(folder, groups, found.error, found.is_empty)


def is_passed_over(root: Path, path: Path) -> bool:
    """Whether `walk` from `root` never comes to `path`: in a hidden or system folder, or one itself."""
    parts = path.relative_to(root).parts
    folders = parts[:-1] if path.is_file() else parts
    return any(map(is_skipped, (root.name, *folders), folders))


@dataclass(frozen=True, slots=True)
class Counted:
    """Files that look like photos, and how many photos their names make of them: pairs are one."""

    files: int = 0
    photos: int = 0


def count_candidates(root: Path, start: str = "", unwanted: Exclusions = EVERYTHING) -> Iterator[Counted]:
    """Running counts, by names alone: for a progress bar's end and what a run will cost."""
    files = photos = 0
    for folder, folders, names in os.walk(root / start):
        folders[:] = [name for name in folders if not is_skipped(Path(folder).name, name)]
        if unwanted:
            here = Path(folder).relative_to(root).as_posix().removeprefix(".")
            below = f"{here}/" if here else ""
            folders[:] = [name for name in folders if not unwanted.covers(below + name)]
            names = [name for name in names if not unwanted.covers(below + name)]
        likely = [name for name in names if suffix_of(name) in CANDIDATES and not name.startswith(".")]
        files, photos = files + len(likely), photos + _photos_in(likely)
        yield Counted(files, photos)


def _photos_in(names: Iterable[str]) -> int:
    by_shot: dict[str, list[FileStat]] = {}
    for name in names:
        by_shot.setdefault(shot(name), []).append(FileStat(name, 0, 0))
    return sum(1 for members in by_shot.values() for _ in paired(members, partial(by_name, "")))


def group_files(
    root_id: int, root: str, folder: str, files: Iterable[FileStat], proves: FolderProof = by_name
) -> Iterator[FileGroup]:
    """The files of one folder as photos: RAW with its JPEG, live photo with its clip, each with sidecars."""
    by_shot: dict[str, list[FileStat]] = {}
    beside: list[FileStat] = []
    for file in sorted(files, key=lambda file: file.name):
        if suffix_of(file.name) in SIDECARS or is_picasa_record(file.name):
            beside.append(file)
        else:
            by_shot.setdefault(shot(file.name), []).append(file)
    sidecars = Sidecars(beside, (file.name for members in by_shot.values() for file in members))
    for members in by_shot.values():
        for primary, raw, live in paired(members, partial(proves, folder)):
            companions = sidecars.of(primary, raw) if beside else ()
            yield FileGroup(root_id, root, folder, primary, raw, live, companions)


@dataclass(frozen=True, slots=True)
class _Found:
    """What is directly in a folder: candidate files, real folders, links to folders."""

    files: list[FileStat]
    folders: list[str]
    links: list[str]
    is_empty: bool
    error: str = ""


def _read(path: str) -> _Found:
    found = _Found([], [], [], False)
    parent = os.path.basename(path.rstrip("/"))  # noqa: PTH119 - a root is joined with '' and ends in a slash
    in_package = Path(parent).suffix.lower() in PACKAGE_ORIGINALS
    empty, errors = True, list[OSError]()
    with os.scandir(path) as entries:
        for entry in entries:
            empty = False
            if is_picasa_record(entry.name) and not in_package and (file := _stat(entry, errors)):
                found.files.append(file)
            if entry.name.startswith("."):
                continue
            form = format_of(entry.name)
            if form and (file := _stat(entry, errors)) and _bears_signs(entry.path, form):
                if not in_package:
                    found.files.append(file)
            elif not is_skipped(parent, entry.name) and _is_folder(entry):
                (found.links if entry.is_symlink() else found.folders).append(entry.name)
    return replace(found, is_empty=empty, error=with_hint(of_system(errors[0])) if errors else "")


def _without(found: _Found, below: str, unwanted: Exclusions) -> _Found:
    return replace(
        found,
        files=[file for file in found.files if not unwanted.covers(below + file.name)],
        folders=[name for name in found.folders if not unwanted.covers(below + name)],
        links=[name for name in found.links if not unwanted.covers(below + name)],
    )


def _stat(entry: os.DirEntry[str], errors: list[OSError]) -> FileStat | None:
    """None for what is no regular file, or went away while the folder was read; or, which is noted, is there
    and not within reach, as in a folder that may be listed and not entered."""
    try:
        if not entry.is_file():
            return None
        stat = entry.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        if not entry.is_symlink():  # a link that leads nowhere is nobody's photo
            errors.append(error)
        return None
    return FileStat(entry.name, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns if TELLS_CHANGES else 0)


def _bears_signs(path: str, form: Format) -> bool:
    """Whether a file of a suffix that others use too is of the format; one that cannot be read is."""
    if not form.signs:
        return True
    try:
        with open_regular(Path(path)) as file:
            head = file.read(max(at + len(sign) for at, sign in form.signs))
    except OSError:
        return True
    return all(head.startswith(sign, at) for at, sign in form.signs)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def is_skipped(parent: str, name: str) -> bool:
    """Whether a folder of this name, in one called `parent`, is a system's or a program's own."""
    lowered = name.lower()
    if lowered.startswith(".") or lowered in SYSTEM_FOLDERS or lowered.endswith(SKIPPED_SUFFIXES):
        return True
    originals = PACKAGE_ORIGINALS.get(Path(parent).suffix.lower())
    return originals is not None and lowered not in originals


def _leads_into(link: str, shut: Iterable[Path]) -> bool:
    real = Path(link).resolve()
    return any(real.is_relative_to(path) for path in shut)


def _identity(path: str | Path) -> tuple[int, int] | None:
    try:
        stat = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return stat.st_dev, stat.st_ino
