"""What to do with each photo of a folder, decided from names, sizes and times alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from photos_ml.store import Failure, FileGroup, FileRole, KnownPhoto, Status

READER = 7
"""The version of the rules by which metadata is read. Higher with every change of what they make of a file:
known photos are then read again."""


DECODE = "decode"
"""The stage of a failure."""


class Action(StrEnum):
    """The least that brings the library up to date."""

    NOTHING = "nothing"
    FAILED_BEFORE = "failed before"
    """The same file failed for good; it is not tried again until it changes."""
    METADATA = "metadata"
    """The picture is the same; what lies beside it is not, or its metadata was read by other rules."""
    CHECK = "check"
    """It looks the same; its bytes are compared."""
    CONTENT = "content"
    """A known photo's file may have other bytes."""
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Decision:
    """An action for one group of files; `known` is what the library holds of it."""

    action: Action
    group: FileGroup
    known: KnownPhoto | None = None


class Matches:
    """The groups of a folder, each with the known photo it is, and the known photos that are none of them."""

    def __init__(self, groups: Sequence[FileGroup], known: Sequence[KnownPhoto]) -> None:
        # Where several photos had the same place one after the other, the one that is there now comes first.
        ranked = sorted(known, key=lambda photo: (photo.status is not Status.PRESENT, -photo.photo_id))
        by_name: dict[str, KnownPhoto] = {}
        for photo in ranked:
            by_name.setdefault(photo.primary.name, photo)
        self.pairs = [(group, by_name.pop(group.primary.name, None)) for group in groups]
        if by_name and any(photo is None for _, photo in self.pairs):
            self._adopt(by_name)
        matched = {photo.photo_id for _, photo in self.pairs if photo}
        self.absent = [photo for photo in known if photo.photo_id not in matched]

    def _adopt(self, left: dict[str, KnownPhoto]) -> None:
        """A RAW file that got or lost its JPEG, or a live photo its clip, is still the same photo."""
        by_file = {
            file.name: photo
            for photo in left.values()
            for role, file in photo.files
            if role is not FileRole.SIDECAR
        }
        for index, (group, photo) in enumerate(self.pairs):
            names = [file.name for role, file in group.files if role is not FileRole.SIDECAR]
            found = next((by_file[name] for name in names if name in by_file), None)
            if photo is None and found is not None and found.primary.name in left:
                del left[found.primary.name]
                self.pairs[index] = group, found


def decide(
    matches: Matches,
    failures: Mapping[str, Failure],
    waits: Callable[[str], bool] = lambda name: False,
    *,
    verify: bool = False,
) -> Iterator[Decision]:
    """One decision a group; `failures` are those of the same folder, by primary file name. `waits` says of a
    name that trying again is no use yet; with `verify` every file's bytes are compared."""
    for group, photo in matches.pairs:
        failure = failures.get(group.primary.name)
        if failure and failure.file == group.primary and not _may_pass(failure, waits):
            yield Decision(Action.FAILED_BEFORE, group, photo)
        else:
            yield Decision(_action(group, photo, verify), group, photo)


def _may_pass(failure: Failure, waits: Callable[[str], bool]) -> bool:
    return failure.retry and not (failure.stage == DECODE and waits(failure.file.name))


def _action(group: FileGroup, photo: KnownPhoto | None, verify: bool) -> Action:
    if photo is None:
        return Action.NEW
    if (FileRole.PRIMARY, group.primary) not in photo.files:
        return Action.CONTENT
    here = tuple(group.files)
    same = photo.files == here or set(photo.files) == set(here)
    as_read = same and photo.reader == READER and photo.status is Status.PRESENT
    if verify or _was_touched(photo.primary.changed_ns, group.primary.changed_ns):
        return Action.CHECK if as_read else Action.CONTENT
    return Action.NOTHING if as_read else Action.METADATA


def _was_touched(before_ns: int, now_ns: int) -> bool:
    return bool(before_ns and now_ns) and before_ns != now_ns
