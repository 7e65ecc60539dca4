"""Photos that are there more than once: what differs, which is kept, and copies moved to the trash."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from photos_ml.app.api import shapes
from photos_ml.app.api.backend import Served
from photos_ml.app.api.jobs import READY
from photos_ml.app.api.present import duplicate_json, trashed_file_json
from photos_ml.app.api.problems import answered
from photos_ml.app.api.shapes import Body, PhotoId
from photos_ml.app.api.strict import StrictRoute
from photos_ml.app.present import moved_json
from photos_ml.app.service.duplicate_choices import Choice, DuplicateKind, resolve_duplicates, say_different
from photos_ml.app.service.trash import ConfirmedCopy, list_trashed, move_copies

MOST_GROUPS, MOST_IN_GROUP, MOST_FILES = 500, 5000, 50

Ids = Annotated[tuple[PhotoId, ...], Field(min_length=1, max_length=MOST_IN_GROUP, strict=False)]


class GroupChoice(Body):
    """Of one group those that are kept, the best first, and the others, which are hidden."""

    kind: Literal["exact", "same picture", "burst"]
    kept: Ids
    others: Ids


class GroupChoices(Body):
    """What is chosen of some groups; more are sent in parts."""

    groups: Annotated[tuple[GroupChoice, ...], Field(min_length=1, max_length=MOST_GROUPS, strict=False)]


class Different(Body):
    """Photos that are different from each other; with `alone` only that one from the others."""

    photos: Annotated[Ids, Field(min_length=2)]
    alone: PhotoId | None = None


class CopyToMove(Body):
    """A copy that is hidden, by its file's name as it was read and confirmed, and the one that is kept."""

    photo: PhotoId
    kept: PhotoId
    name: Annotated[str, Field(min_length=1, max_length=1000)]


class CopiesToMove(Body):
    """Files that the user confirmed by their names; more are sent in parts."""

    files: Annotated[tuple[CopyToMove, ...], Field(min_length=1, max_length=MOST_FILES, strict=False)]


router = APIRouter(route_class=StrictRoute)


@router.get("/duplicates")
def duplicates(backend: Served, asked: Annotated[shapes.DuplicatesParameters, Query()]) -> dict[str, Any]:
    """Photos that are there more than once, the best of each group first; ask again while it is 'making'."""
    state = backend.duplicates.ask()
    groups = backend.duplicates.groups if state == READY else []
    chosen = [group for group in groups if asked.kind in (None, group.kind.value)]
    page = backend.duplicates.proposed(chosen[asked.offset : asked.offset + asked.limit])
    end = asked.offset + asked.limit
    return {
        "state": state,
        "error": backend.duplicates.error,
        "kinds": Counter(group.kind.value for group in groups),
        "extra": sum(len(group.photo_ids) - 1 for group in groups),
        "total": len(chosen),
        "groups": [duplicate_json(group, backend.roots()) for group in page],
        "next": end if end < len(chosen) else None,
    }


@router.post("/duplicates/choices")
def choose(backend: Served, asked: GroupChoices) -> dict[str, Any]:
    """Keep and hide; what was said of those that are hidden is said of those that are kept. `gesture` undoes
    all of it."""
    choices = [Choice(DuplicateKind(one.kind), one.kept, one.others) for one in asked.groups]
    done = answered(lambda: resolve_duplicates(backend.context, choices))
    return {"gesture": done.gesture, "hidden": list(done.hidden), "enriched": done.enriched}


@router.post("/duplicates/different")
def different(backend: Served, asked: Different) -> dict[str, Any]:
    """Say that photos are no duplicates: they are not proposed again. `gesture` undoes it."""
    return {"gesture": answered(lambda: say_different(backend.context, asked.photos, asked.alone))}


@router.get("/duplicates/trash")
def trashed(backend: Served) -> dict[str, Any]:
    """Whether copies may be moved to the trash, and all that were, the latest first."""
    context = backend.context
    files = [trashed_file_json(one, backend.roots()) for one in list_trashed(context)]
    return {"allowed": context.settings.trash, "files": files}


@router.post("/duplicates/trash")
def move(backend: Served, asked: CopiesToMove) -> dict[str, Any]:
    """Move copies to the system's trash, where that is switched on; of each that stays, why."""
    files = [ConfirmedCopy(one.photo, one.kept, one.name) for one in asked.files]
    done = answered(lambda: move_copies(backend.context, files))
    return {"files": [moved_json(one) for one in done]}
