"""Walking photo folders: what is on disk, in groups that are one photo each. Nothing is opened."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from photos_ml.store import FileGroup, FileStat

PICTURES = frozenset(
    "jpg jpeg jpe jfif mpo png webp gif bmp dib tif tiff heic heif hif avif jp2 j2k jpx jpf ico ppm pgm pbm "
    "pnm tga pcx psd".split()
)
RAWS = frozenset(
    "dng cr2 cr3 crw nef nrw arw srf sr2 raf orf rw2 rwl pef srw x3f erf kdc dcr mos mrw 3fr iiq raw".split()
)
VIDEOS = frozenset("mp4 m4v mov avi mkv webm 3gp 3g2 mts m2ts mpg mpeg wmv".split())
UNSUPPORTED = frozenset("svg eps ai".split())
"""Pictures, but not photos: listed as failures, so that nobody wonders where they are."""
SIDECARS = frozenset(("xmp", "json"))
CANDIDATES = PICTURES | RAWS | VIDEOS | UNSUPPORTED

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
PACKAGE_ORIGINALS = {".photoslibrary": ("originals", "masters"), ".aplibrary": ("masters",)}
"""Folders that are a photo program's own: only its originals are the user's photos."""
SKIPPED_SUFFIXES = (".lrdata", ".lrcat-data", ".photolibrary", ".migratedphotolibrary", ".app")

LIVE_STILLS = ("heic", "heif", "jpg", "jpeg")
LIVE_VIDEO_MAX_BYTES = 40_000_000
"""A live photo's clip lasts three seconds; a longer one that shares the name is a video of its own."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One folder as found on disk. `error` says why it could not be read; it is then empty."""

    folder: str
    groups: tuple[FileGroup, ...]
    error: str = ""


def walk(root_id: int, root: Path, *, start: str = "", exclude: Iterable[Path] = ()) -> Iterator[Listing]:
    """Every folder from `root`/`start` down, in a fixed order; `exclude` and system folders are left out.

    Links to folders are followed once, after the real ones, so that no loop and no double visit occurs.
    """
    excluded = {_identity(path) for path in exclude} - {None}
    visited: set[tuple[int, int] | None] = set()
    pending, links = [start], []
    while pending or links:
        folder = pending.pop() if pending else links.pop(0)
        path = os.path.join(root, folder)  # noqa: PTH118 - names may hold bytes that Path would keep but not join faster
        identity = _identity(path)
        if identity is not None and (identity in visited or identity in excluded):
            continue
        visited.add(identity)
        try:
            files, folders, linked = _read(path)
        except OSError as error:
            yield Listing(folder, (), error.strerror or type(error).__name__)
            continue
        below = f"{folder}/" if folder else ""
        pending.extend(below + name for name in sorted(folders, reverse=True))
        links.extend(below + name for name in sorted(linked))
        yield Listing(folder, tuple(group_files(root_id, str(root), folder, files)))


def count_candidates(root: Path, start: str = "") -> Iterator[int]:
    """Running count of files that look like photos, by their names alone: for a progress bar's end."""
    total = 0
    for folder, folders, names in os.walk(root / start):
        folders[:] = [name for name in folders if not _is_skipped(Path(folder).name, name)]
        total += sum(_extension(name) in CANDIDATES and not name.startswith(".") for name in names)
        yield total


def group_files(root_id: int, root: str, folder: str, files: Iterable[FileStat]) -> Iterator[FileGroup]:
    """The files of one folder as photos: RAW with its JPEG, live photo with its clip, each with sidecars."""
    by_stem: dict[str, list[FileStat]] = {}
    sidecars: dict[str, FileStat] = {}
    for file in sorted(files, key=lambda file: file.name):
        if _extension(file.name) in SIDECARS:
            sidecars[file.name.lower()] = file
        else:
            by_stem.setdefault(_stem(file.name), []).append(file)
    for stem, members in by_stem.items():
        for primary, raw, live in _pair(members):
            companions = _sidecars_of(primary, raw, stem, sidecars)
            yield FileGroup(root_id, root, folder, primary, raw, live, companions)


def _read(path: str) -> tuple[list[FileStat], list[str], list[str]]:
    """Candidate files, real folders and linked folders directly in `path`."""
    files: list[FileStat] = []
    folders: list[str] = []
    linked: list[str] = []
    parent = os.path.basename(path)  # noqa: PTH119
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            extension = _extension(entry.name)
            if (extension in CANDIDATES or extension in SIDECARS) and (file := _stat(entry)):
                files.append(file)
                continue
            if not _is_skipped(parent, entry.name) and _is_folder(entry):
                (linked if entry.is_symlink() else folders).append(entry.name)
    return files, folders, linked


def _stat(entry: os.DirEntry[str]) -> FileStat | None:
    """None for what is no regular file, or went away while the folder was read."""
    try:
        if not entry.is_file():
            return None
        stat = entry.stat()
    except OSError:
        return None
    return FileStat(entry.name, stat.st_size, stat.st_mtime_ns)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_skipped(parent: str, name: str) -> bool:
    lowered = name.lower()
    if lowered.startswith(".") or lowered in SYSTEM_FOLDERS or lowered.endswith(SKIPPED_SUFFIXES):
        return True
    originals = PACKAGE_ORIGINALS.get(Path(parent).suffix.lower())
    return originals is not None and lowered not in originals


def _identity(path: str | Path) -> tuple[int, int] | None:
    try:
        stat = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def _pair(members: list[FileStat]) -> Iterator[tuple[FileStat, FileStat | None, FileStat | None]]:
    """(primary, raw, live) for the files that share a stem; a file is a companion of one photo at most."""
    stills = [f for f in members if _extension(f.name) in PICTURES]
    raws = [f for f in members if _extension(f.name) in RAWS]
    clips = [f for f in members if _extension(f.name) == "mov" and f.size <= LIVE_VIDEO_MAX_BYTES]
    raw_host = _first(stills, ("jpg", "jpeg", "heic", "heif", "tif", "tiff", "png", "webp", "avif"))
    live_host = _first(stills, LIVE_STILLS)
    raw = raws[0] if raws and raw_host else None
    live = clips[0] if clips and live_host else None
    for file in members:
        if file is raw or file is live:
            continue
        yield file, raw if file is raw_host else None, live if file is live_host else None


def _first(files: list[FileStat], extensions: tuple[str, ...]) -> FileStat | None:
    """The file whose extension comes first in `extensions`."""
    for extension in extensions:
        for file in files:
            if _extension(file.name) == extension:
                return file
    return None


def _sidecars_of(
    primary: FileStat, raw: FileStat | None, stem: str, sidecars: dict[str, FileStat]
) -> tuple[FileStat, ...]:
    """What other programs wrote about the photo, the most specific first: IMG.jpg.xmp before IMG.xmp."""
    if not sidecars:
        return ()
    owners = [file.name.lower() for file in (primary, raw) if file]
    names = [f"{owner}.xmp" for owner in owners] + [f"{stem}.xmp"]
    exports = [  # Google Takeout cuts 'supplemental-metadata' short where the name gets too long
        name
        for name in sidecars
        if name.endswith(".json") and any(name.startswith(f"{owner}.") for owner in owners)
    ]
    found = [sidecars[name] for name in dict.fromkeys(names) if name in sidecars]
    return tuple(found + [sidecars[name] for name in sorted(exports)])


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _stem(name: str) -> str:
    return name.rpartition(".")[0].lower()
