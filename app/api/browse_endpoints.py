"""What the pages list without a question: the timeline, folders, places on a map, tags."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from photos_ml.app.api import shapes
from photos_ml.app.api.backend import Served
from photos_ml.app.api.present import timeline_json, written_json
from photos_ml.app.api.problems import answered
from photos_ml.app.api.strict import Encoded, StrictRoute
from photos_ml.app.present import tag_count_json
from photos_ml.app.service import wording
from photos_ml.app.service.browse import (
    folders_with_photos,
    photo_map,
    photos_by_month,
    stacks,
    tag_counts,
    whole_timeline,
)
from photos_ml.app.service.map import Box
from photos_ml.app.service.world import CELLS, cities_in, outlines_in

router = APIRouter(route_class=StrictRoute)
DRAWN = "private, max-age=86400"
"""For a day a browser need not ask for the coasts again."""


@router.get("/timeline", response_model=dict[str, Any])
def timeline(backend: Served, asked: Annotated[shapes.TimelineParameters, Query()]) -> Encoded:
    """Every photo, newest first, as little of each as a grid needs."""
    hidden, favorites = asked.show == "hidden", asked.show == "favorites"
    around = None if asked.around is None else (asked.around, asked.zoom)
    folder = None if asked.root is None else (asked.root, asked.folder)
    if not (hidden or favorites or around or folder) and asked.person is None:
        return Encoded(answered(lambda: written_json(whole_timeline(backend.context))))
    months = answered(
        lambda: photos_by_month(
            backend.context,
            favorites=favorites,
            hidden=hidden,
            around=around,
            person=asked.person,
            folder=folder,
        )
    )
    return Encoded(timeline_json(months))


@router.get("/timeline/stacks")
def timeline_stacks(backend: Served) -> dict[str, Any]:
    """Which photos of the timeline are copies or shots of one moment: each with the one to show first."""
    return {"stacks": answered(lambda: stacks(backend.context))}


@router.get("/folders/tree")
def folder_tree(backend: Served) -> dict[str, Any]:
    """The folders that have photos right in them, by their indexed folder and their path below it."""
    return {"folders": [asdict(folder) for folder in folders_with_photos(backend.context)]}


@router.get("/map")
def map_clusters(backend: Served, asked: Annotated[shapes.Map, Query()]) -> dict[str, Any]:
    """Photos on a map: at a zoom, those that would overlap are one cluster with a cover."""
    whole = answered(lambda: photo_map(backend.context, asked.person))
    box = Box(asked.west, asked.south, asked.east, asked.north)
    bounds = whole.bounds
    return {
        "photos": len(whole),
        "bounds": asdict(bounds) if bounds else None,
        "clusters": [asdict(cluster) for cluster in whole.clusters(asked.zoom, box)],
    }


@router.get("/world/cities")
def cities(backend: Served, asked: Annotated[shapes.PartOfWorld, Query()]) -> dict[str, Any]:
    """The most populous cities in a part of the world: the names on a map."""
    found = cities_in(asked.west, asked.south, asked.east, asked.north, asked.zoom, backend.context.language)
    return {"cities": [asdict(city) for city in found]}


@router.get("/world/outlines/{cell}")
def outlines(cell: Annotated[int, Path(ge=0, lt=CELLS)]) -> Response:
    """Coasts, lakes and borders in 10 degrees of the world, as data/recipes/build_outlines.py wrote them."""
    return Response(
        outlines_in(cell), headers={"cache-control": DRAWN}, media_type="application/octet-stream"
    )


@router.get("/tags")
def tags(backend: Served) -> dict[str, Any]:
    """What the photos show, in words: how many have each tag, and the one that has it most surely."""
    return {"tags": [tag_count_json(count) for count in tag_counts(backend.context)]}


@router.get("/words")
def words(backend: Served) -> dict[str, Any]:
    """What the language of the app calls tags and places, by their names everywhere else; what it lacks
    stays as it is."""
    return asdict(wording.words(backend.context))
