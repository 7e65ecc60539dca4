"""What the pages list beside the timeline: places on a map, people, duplicates."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from photos_ml.app.map import Box

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
