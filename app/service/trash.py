"""Copies moved to the system's trash: the one act on photo files, switched off until the user switches it on,
and then for files that are named and confirmed one by one.

A file goes only if all its bytes are in another that is kept. It is written down before it is moved.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from photos_ml.app.service.context import Context
from photos_ml.app.service.duplicate_choices import Choice
from photos_ml.app.service.spare_files import NotMovedError, check_spare
from photos_ml.app.service.system_trash import move_to_trash
from photos_ml.errors import UsageError
from photos_ml.provenance import Field
from photos_ml.store import FileRole, FileStat, Library, PhotoRow, Status
from photos_ml.store.paths import printable
from photos_ml.store.trashed import TrashedFile, hidden_copies, note_trashed, trashed_files

if TYPE_CHECKING:
    from photos_ml.app.service.duplicates import Duplicates

SWITCHED_OFF = "moving files to the trash is switched off"
HOW_TO_SWITCH_ON = "switch it on under Settings, or with: photos-ml duplicates --allow-trash"

Mover = Callable[[Path], None]
"""Moves a file to the trash; NotMovedError where it cannot."""


@dataclass(frozen=True, slots=True)
class ConfirmedCopy:
    """A photo whose file is to be moved, by the name or path that the user read and confirmed, and the photo
    that is kept instead of it."""

    photo: int
    kept: int
    name: str


@dataclass(frozen=True, slots=True)
class MoveOutcome:
    """What became of one; no `problem` where all of its files were moved."""

    photo: int
    name: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class InTrash:
    """A file that was moved; `is_back`: one is in its place again."""

    file: TrashedFile
    is_back: bool


def move_copies(
    context: Context, wanted: Sequence[ConfirmedCopy], *, move: Mover = move_to_trash
) -> list[MoveOutcome]:
    """Move files of photos that were hidden for others to the system's trash, each for itself; UsageError
    where that is switched off."""
    check_allowed(context)
    library = context.library()
    library.check_writable()
    roots, found = context.photo_folders, list[MoveOutcome]()
    for one in wanted:
        problem = ""
        try:
            _move(library, one, roots, move)
        except NotMovedError as why:
            problem = str(why)
        found.append(MoveOutcome(one.photo, one.name, problem))
    return found


def check_allowed(context: Context) -> None:
    """UsageError while it is switched off."""
    if not context.settings.trash:
        raise UsageError(SWITCHED_OFF, hint=HOW_TO_SWITCH_ON)


def spare(groups: Sequence[Duplicates], choices: Sequence[Choice]) -> list[ConfirmedCopy]:
    """Of all that is hidden by these choices what may be moved as well, to be named to the user: those whose
    bytes are kept, as far as the library knows."""
    rows = {photo.id: photo for group in groups for photo in group.photos}
    hidden = {photo for choice in choices for photo in choice.others}
    found: dict[int, ConfirmedCopy] = {}
    for choice in choices:
        kept = {rows[photo].bytes_hash: photo for photo in choice.kept if photo not in hidden}
        for photo in choice.others:
            if (instead := kept.get(rows[photo].bytes_hash)) is not None:
                found[photo] = ConfirmedCopy(photo, instead, str(rows[photo].path))
    return list(found.values())


def spare_hidden(context: Context) -> list[ConfirmedCopy]:
    """What was hidden before and may be moved, to be named to the user: photos of whose bytes another is
    shown."""
    pairs = hidden_copies(context.library().database)
    rows = context.library().photos.get(list(pairs))
    return [ConfirmedCopy(one, pairs[one], str(row.path)) for one, row in rows.items()]


def list_trashed(context: Context) -> list[InTrash]:
    """All files that were ever moved, the latest first."""
    found = trashed_files(context.library().database) if context.has_library else []
    return [InTrash(file, os.path.lexists(file.path)) for file in found]


def left_in_trash(context: Context, gesture: int) -> int:
    """How many files of the photos that a gesture hid were moved to the trash and are not back: to undo it
    shows the photos again, and puts no file back."""
    library = context.library()
    sql = "SELECT t.photo_id FROM acts a JOIN act_photos t ON t.id = a.act_photo_id WHERE a.gesture = ? "
    rows = library.database.query(sql + "AND a.field = ?", (gesture, Field.HIDDEN))
    hidden = {row["photo_id"] for row in rows}
    return sum(one.file.photo in hidden and not one.is_back for one in list_trashed(context)) if hidden else 0


def _move(library: Library, one: ConfirmedCopy, roots: Sequence[Path], move: Mover) -> None:
    rows = library.photos.get([one.photo, one.kept])
    row, kept = rows.get(one.photo), rows.get(one.kept)
    if row is None or row.status is not Status.PRESENT:
        raise NotMovedError("it is not in the library any more")
    if one.name not in (str(row.path), printable(row.path.name)):
        raise NotMovedError("it has another name than the one that was confirmed")
    if not library.marks.is_hidden(row.id):
        raise NotMovedError("nobody chose yet which of them is kept")
    if kept is None or kept.id == row.id or library.marks.is_hidden(kept.id):
        raise NotMovedError("no other is kept")
    files = _files(library, row, kept)
    for file in files:
        check_spare(file.path, file.known, file.kept, roots)
    for file in files:
        gesture = note_trashed(library, row.id, file.role, TrashedFile(file.path, file.kept, file.known.size))
        try:
            move(file.path)
        except Exception:
            if os.path.lexists(file.path):
                library.acts.undo(gesture)
            raise
    library.set_status([row.id], Status.GONE)


@dataclass(frozen=True, slots=True)
class _File:
    role: FileRole
    path: Path
    known: FileStat
    kept: Path


def _files(library: Library, row: PhotoRow, kept: PhotoRow) -> list[_File]:
    """What is to be moved of a photo: what belongs to it before itself, as without it that would be taken for
    a photo of its own. Sidecars stay: what they say may stand nowhere else."""
    mine, theirs = library.photos.group_of(row.id), library.photos.group_of(kept.id)
    counterparts = {role: theirs.path_of(file) for role, file in theirs.files}
    found = []
    for role, file in mine.files:
        if role is FileRole.SIDECAR:
            continue
        if role not in counterparts:
            name = printable(file.name)
            raise NotMovedError(f"{name} belongs to it, and the one that is kept has no such file")
        found.append(_File(role, mine.path_of(file), file, counterparts[role]))
    return found[::-1]
