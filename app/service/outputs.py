"""Files that a command writes where the user says: never over a photo, the library or a stranger's file."""

from __future__ import annotations

from pathlib import Path

from photos_ml.app.service.context import Context
from photos_ml.errors import UsageError
from photos_ml.files import replace_file

LONGEST_HEAD = 200
"""Bytes of a file by which it is known as one of ours."""


def check_output(context: Context, file: Path, *, own: bytes | tuple[bytes, ...] = ()) -> None:
    """UsageError where `file` lies among the photos or in the library, or is there already and does not begin
    with `own` or one of them, as what is written over would."""
    place = file.absolute().parent.resolve() / file.name
    roots = context.photo_folders if context.has_library else []
    for folder, what in ((context.folder, "the library"), *((root, "a folder of photos") for root in roots)):
        if place.is_relative_to(folder.resolve()):
            raise UsageError(
                f"{file} lies in {what}, {folder}: nothing is written there", hint="choose another place"
            )
    if file.is_symlink() or (file.exists() and not _begins_with(file, own)):
        raise UsageError(f"{file} is there already", hint="choose another name, or delete it first")


def write_output(context: Context, file: Path, text: str, *, own: bytes | tuple[bytes, ...]) -> None:
    """Write a file whole or not at all; UsageError where it may not or cannot be written."""
    check_output(context, file, own=own)
    try:
        replace_file(file, lambda stream: stream.write(text.encode("utf-8")))
    except OSError as error:
        raise UsageError(f"cannot write {file}: {error.strerror}", hint="choose another file") from error


def _begins_with(file: Path, own: bytes | tuple[bytes, ...]) -> bool:
    try:
        with file.open("rb") as stream:
            return bool(own) and stream.read(LONGEST_HEAD).startswith(own)
    except OSError:
        return False
