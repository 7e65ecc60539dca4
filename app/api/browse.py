"""What the pages list beside the timeline: places on a map, people, duplicates."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from photos_ml.app.api.memory_runs import READY
from photos_ml.app.api.present import duplicate_json
from photos_ml.app.map import Box
from photos_ml.app.present import tag_count_json

if TYPE_CHECKING:
    from photos_ml.app.api import shapes
    from photos_ml.app.api.backend import Backend


def map_clusters(backend: Backend, request: shapes.Map) -> dict[str, Any]:
    """Photos on a map: at a zoom, those that would overlap are one cluster with a cover."""
    whole = backend.service.map()
    box = Box(request.west, request.south, request.east, request.north)
    bounds = whole.bounds
    return {
        "photos": len(whole),
        "bounds": asdict(bounds) if bounds else None,
        "clusters": [asdict(cluster) for cluster in whole.clusters(request.zoom, box)],
    }


def people(backend: Backend, _: shapes.Nothing) -> dict[str, Any]:
    """Everybody who is named in a photo, who is in most first."""
    return {"people": [asdict(person) for person in backend.service.people()]}


def tags(backend: Backend, _: shapes.Nothing) -> dict[str, Any]:
    """What the photos show, in words: how many have each tag, and the one that has it most surely."""
    return {"tags": [tag_count_json(count) for count in backend.service.tags()]}


def duplicates(backend: Backend, request: shapes.Duplicates) -> dict[str, Any]:
    """Photos that are there more than once, the best of each group first; ask again while it is 'making'."""
    state = backend.duplicates.ask()
    groups = backend.duplicates.groups if state == READY else []
    chosen = [group for group in groups if request.kind in (None, group.kind.value)]
    page = backend.duplicates.proposed(chosen[request.offset : request.offset + request.limit])
    end = request.offset + request.limit
    return {
        "state": state,
        "error": backend.duplicates.error,
        "kinds": Counter(group.kind.value for group in groups),
        "extra": sum(len(group.photo_ids) - 1 for group in groups),
        "total": len(chosen),
        "groups": [duplicate_json(group, backend.roots()) for group in page],
        "next": end if end < len(chosen) else None,
    }
