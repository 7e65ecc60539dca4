"""What a map shows of the world besides the photos on it."""

from __future__ import annotations

from functools import lru_cache

from photos_ml.gazetteer import CityAt, Gazetteer
from photos_ml.outlines import CELLS as CELLS
from photos_ml.outlines import outlines_of

MOST_CITIES = 120
"""More names than find room in a window."""
PARTS_FROM_ZOOM = 11
"""From here on parts of cities have names of their own: Brooklyn, Trastevere."""

_gazetteer = lru_cache(maxsize=1)(Gazetteer)


def outlines_in(cell: int) -> bytes:
    """Coasts, lakes and borders of one of the world's `CELLS`."""
    return outlines_of(cell)


def cities_in(west: float, south: float, east: float, north: float, zoom: int, language: str) -> list[CityAt]:
    """The most populous cities in a box of degrees; with `east` below `west`, across the date line;
    by their names in a language of the app."""
    boxes = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    parts = zoom >= PARTS_FROM_ZOOM
    found = [
        city
        for left, right in boxes
        for city in _gazetteer().cities_in(
            left, south, right, north, limit=MOST_CITIES, parts=parts, language=language
        )
    ]
    return sorted(found, key=lambda city: -city.population)[:MOST_CITIES]
