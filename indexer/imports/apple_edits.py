"""Pictures that were edited on Apple's devices: `IMG_E1234.JPG` beside `IMG_1234.HEIC` and `IMG_1234.AAE`."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cache
from pathlib import Path

from photos_ml.formats import Role, suffix_of, suffixes_of
from photos_ml.indexer.exports import folded
from photos_ml.indexer.imports.record import ANY_SUFFIX, ForeignLibrary, PhotoRecord, files_below, first_bytes
from photos_ml.indexer.imports.saying import flag_fact
from photos_ml.provenance import Field

SUFFIX = ".aae"
EDITED = "_edited"
"""What osxphotos adds to the name of an edited version."""
MOST_BYTES = 1 << 20
_SIGN = b"adjustmentFormatIdentifier"
"""In every record of adjustments, whichever of its two forms it has."""
_PICTURES = frozenset((*suffixes_of(Role.PICTURE), *suffixes_of(Role.RAW)))
_CAMERA = re.compile(r"(?P<word>[A-Za-z]{3}_)[Oo]?(?P<number>\d{4,})")


def read_edits(path: Path, reading: ForeignLibrary) -> None:
    """Of each record of adjustments with its edited picture beside it: the original is put aside, as Apple
    shows the edited one alone."""
    stems_in = cache(_stems_in)
    for file in files_below(path, (SUFFIX,)) if path.is_dir() else ():
        try:
            is_record = _SIGN in first_bytes(file, MOST_BYTES)
        except OSError:
            is_record = False
        if not is_record:
            reading.problems.append(f"{file.name}: no record of adjustments")
        elif (original := _original_of(file, stems_in(file.parent))) is not None:
            name = (file.parent / original).relative_to(path).as_posix() + ANY_SUFFIX
            reading.records.append(PhotoRecord(name, flag_fact(Field.ARCHIVED, on=True)))


def edited_name(name: str) -> str:
    """What an edited version of a file is called when osxphotos exports it, of whatever kind it is."""
    stem, dot, _ = name.rpartition(".")
    return f"{stem if dot else name}{EDITED}{ANY_SUFFIX}"


def _stems_in(folder: Path) -> frozenset[str]:
    """The names of the pictures of a folder, folded and without their suffixes."""
    return frozenset(folded(one.stem) for one in folder.iterdir() if suffix_of(one.name) in _PICTURES)


def _original_of(file: Path, stems: Set[str]) -> str | None:
    """The name, without its suffix, of the original that an edited picture lies beside; None without one.
    `stems`: the pictures of its folder."""
    camera = _CAMERA.fullmatch(file.stem)
    original = file.stem if camera is None else f"{camera['word']}{camera['number']}"
    edited = {folded(f"{original}{EDITED}")}
    if camera is not None:
        edited.add(folded(f"{camera['word']}E{camera['number']}"))
    return original if edited & stems and folded(original) in stems else None
