"""What to do with each photo of a folder, decided from sizes and times alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from photos_ml.store import Failure, FileGroup, KnownPhoto, Role, Status


class Action(StrEnum):
    """The least that brings the library up to date."""

    NOTHING = "nothing"
    FAILED_BEFORE = "failed before"
    """The same file failed for good; it is not tried again until it changes."""
    METADATA = "metadata"
    """The picture is the same, what lies beside it is not."""
    CONTENT = "content"
    """A known photo's file may have other bytes."""
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Decision:
    """An action for one group of files; `known` is what the library holds of it."""

    action: Action
    group: FileGroup
    known: KnownPhoto | None = None


def decide(
    groups: Iterable[FileGroup], known: Mapping[str, KnownPhoto], failures: Mapping[str, Failure]
) -> Iterator[Decision]:
    """One decision a group; `known` and `failures` are those of the same folder, by primary file name."""
    for group in groups:
        photo = known.get(group.primary.name)
        failure = failures.get(group.primary.name)
        if failure and not failure.retry and failure.file == group.primary:
            yield Decision(Action.FAILED_BEFORE, group, photo)
        elif photo is None:
            yield Decision(Action.NEW, group)
        else:
            yield Decision(_action(group, photo), group, photo)


def _action(group: FileGroup, photo: KnownPhoto) -> Action:
    if (Role.PRIMARY, group.primary) not in photo.files:
        return Action.CONTENT
    if photo.status is Status.PRESENT and photo.files == frozenset(group.files):
        return Action.NOTHING
    return Action.METADATA
