"""Whether two files whose names agree are one photo, by what their headers say."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from photos_ml.formats import Role, suffix_of, suffixes_of
from photos_ml.indexer.metadata.container import read_blocks
from photos_ml.indexer.metadata.dates import fits_offset
from photos_ml.indexer.metadata.exif import read_exif
from photos_ml.indexer.metadata.facts import Facts
from photos_ml.indexer.metadata.video import Video, read_video
from photos_ml.indexer.regular import open_regular
from photos_ml.store import FileStat, KnownPhoto, Status

RAWS = suffixes_of(Role.RAW)
LIVE_MAX_S = 10.0
"""The longest clips beside live photos: Apple's take 3 s, Samsung's and Google's up to 4, some makers' 8."""
SAME_SHOT_S = 60.0
"""Between a picture and its clip, whose clock is read at its end."""
SAME_RAW_S = 10.0
MAX_PICTURE_BYTES = 64 << 20


class KnownPairs:
    """Says which files of a folder are one photo: as the library has it of files that did not change, else by
    what they say of themselves. `known` gives the photos of a folder."""

    def __init__(self, root: Path, known: Callable[[str], Sequence[KnownPhoto]]) -> None:
        self._root = root
        self._known = known
        self._folder: str | None = None
        self._holders: dict[FileStat, int] = {}

    def __call__(self, folder: str, picture: FileStat, companion: FileStat) -> bool:
        if folder != self._folder:
            photos = self._known(folder)
            self._folder = folder
            last = sorted(photos, key=lambda photo: photo.status is Status.PRESENT)
            self._holders = {file: photo.photo_id for photo in last for _, file in photo.files}
        holders = self._holders.get(picture), self._holders.get(companion)
        if None not in holders:
            return holders[0] == holders[1]
        path = os.path.join(self._root, folder)  # noqa: PTH118 - as FileGroup has it
        return are_one(Path(path, picture.name), Path(path, companion.name))


def are_one(picture: Path, companion: Path) -> bool:
    """Whether a RAW file or a clip is of the same shot as the picture beside it. Names stand where nothing
    contradicts them; a clip that is no short one, or of another time, is a video of its own."""
    try:
        if suffix_of(companion.name) in RAWS:
            return _are_one_raw(_picture(picture), _picture(companion))
        return _are_live(picture, read_video(companion))
    except OSError:
        return True  # neither can be judged before it can be read


def _are_live(picture: Path, clip: Video) -> bool:
    if clip.duration_s is not None and clip.duration_s > LIVE_MAX_S:
        return False
    identifier = clip.facts.content_id
    if identifier and _holds(picture, identifier):
        return True
    still = _picture(picture)
    if identifier and still.content_id:
        return False
    return _at_once(still, clip.facts, SAME_SHOT_S) is not False


def _are_one_raw(picture: Facts, raw: Facts) -> bool:
    at_once = _at_once(picture, raw, SAME_RAW_S)
    models = {facts.camera.model.casefold() for facts in (picture, raw)} - {""}
    return at_once if at_once is not None else len(models) < 2


def _at_once(one: Facts, other: Facts, within_s: float) -> bool | None:
    """Whether two files were made together, as far as their clocks may differ by a zone; None: not known."""
    ours, theirs = ((*facts.dates, *facts.digitized) for facts in (one, other))
    if not ours or not theirs:
        return None
    return any(fits_offset(ours[0].local, date.local, within_s) for date in theirs)


def _picture(path: Path) -> Facts:
    block = read_blocks(path).exif
    return read_exif(block) if block else Facts()


def _holds(path: Path, identifier: str) -> bool:
    """Whether a file says an identifier, wherever it keeps it: quicker than to read what it consists of."""
    with open_regular(path) as file:
        return identifier.encode() in file.read(MAX_PICTURE_BYTES)
