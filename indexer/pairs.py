"""Which files of a folder are one photo: a RAW with its picture, a clip with its live photo."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from photos_ml.formats import Role, suffix_of, suffixes_of
from photos_ml.indexer.exports import folded
from photos_ml.store import FileStat

Proof: TypeAlias = Callable[[FileStat, FileStat], bool]
"""(picture, companion) -> whether two files whose names agree are one photo."""

RAWS = suffixes_of(Role.RAW)
RAW_HOSTS = tuple(".jpg .jpeg .heic .heif .hif .tif .tiff .png .webp .avif .jxl".split())
LIVE_STILLS = (".heic", ".heif", ".jpg", ".jpeg")
LIVE_CLIPS = (".mov", ".mp4", ".mp")
LIVE_VIDEO_MAX_BYTES = 40_000_000
"""A live photo's clip lasts three seconds; a longer one that shares the name is a video of its own."""

_PIXEL_RAW = re.compile(r"(pxl_\d{8}_\d+)\.raw-\d\d\.(?:mp\.)?(?:cover|original)")
"""Pixel's two files of one shot: PXL_x.RAW-01.COVER.jpg and PXL_x.RAW-02.ORIGINAL.dng."""
_ADDED = re.compile(r"(?:_hevc|_heic|\.mp|\.heic|\.heif|\.jpe?g)$")
"""What exports add to one of the two: IMG_1_HEVC.MOV, IMG_1.HEIC.MOV, PXL_x.MP.jpg."""


def shot(name: str) -> str:
    """What the names of one shot's files have in common."""
    stem = folded(name).rpartition(".")[0]
    return _ADDED.sub("", _PIXEL_RAW.sub(r"\1", stem)) or stem


def paired(
    members: list[FileStat], proves: Proof
) -> Iterator[tuple[FileStat, FileStat | None, FileStat | None]]:
    """(primary, raw, live) for the files of one shot; a file is a companion of one photo at most."""
    if len(members) == 1:
        yield members[0], None, None
        return
    raws = [file for file in members if suffix_of(file.name) in RAWS]
    clips = [file for file in members if _may_be_live(file)]
    raw_host, raw = _first(members, RAW_HOSTS, raws, proves)
    live_host, live = _first(members, LIVE_STILLS, clips, proves)
    for file in members:
        if file is raw or file is live:
            continue
        yield file, raw if file is raw_host else None, live if file is live_host else None


def _may_be_live(file: FileStat) -> bool:
    return suffix_of(file.name) in LIVE_CLIPS and file.size <= LIVE_VIDEO_MAX_BYTES


def _first(
    members: Iterable[FileStat], kinds: tuple[str, ...], companions: list[FileStat], proves: Proof
) -> tuple[FileStat, FileStat] | tuple[None, None]:
    """The first pair that is one: the best kind of picture, names that agree to the letter before others."""
    if not companions:
        return None, None
    hosts = [file for file in members if suffix_of(file.name) in kinds]
    couples = [(host, companion) for host in hosts for companion in companions]
    couples.sort(key=lambda couple: _rank(couple[0], couple[1], kinds))
    return next((couple for couple in couples if proves(*couple)), (None, None))


def _rank(host: FileStat, companion: FileStat, kinds: tuple[str, ...]) -> tuple[int, int, bool, bool]:
    stem, other = host.name.rpartition(".")[0], companion.name.rpartition(".")[0]
    clip = suffix_of(companion.name)
    order = LIVE_CLIPS.index(clip) if clip in LIVE_CLIPS else 0
    return kinds.index(suffix_of(host.name)), order, stem != other, folded(stem) != folded(other)
