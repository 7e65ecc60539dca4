"""Offline gazetteer: from names and positions to places under one set of canonical English names."""

from __future__ import annotations

import math
import sqlite3
import threading
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.errors import PhotosError
from photos_ml.geo import KM_PER_DEGREE, haversine_km
from photos_ml.letters import plain
from photos_ml.types import Place

FORMAT_VERSION = 1
CELL_DEGREES = 0.5
CELLS_PER_ROW = round(360 / CELL_DEGREES)

NAMED_CITY_KM = 40.0
"""Farther from a city's edge than this a photo is said to be in the region, not in the city."""
LAND_KM = 150.0
"""Farther from any city's edge than this no place is named: mid-ocean, the poles, deep desert."""
MAX_CITY_RADIUS_KM = 10.0
"""No city claims photos beyond this by its size alone, so that its neighbours keep their own names."""
CITY_PEOPLE_PER_KM2 = 4000.0
"""Density of a built-up area, which turns a population into the radius of a disc."""
SAME_ZONE_SLACK_KM = 25.0
"""Among cities this close to the best one, the one in the position's own time zone wins, for zones
follow borders."""
CELLS_KEPT = 64
"""Neighbourhoods of cells kept in memory: each has some hundreds of cities at most."""
PLACES_KEPT = 4096


class PlaceKind(StrEnum):
    """The level a name stands for."""

    CITY = "city"
    REGION = "region"
    COUNTRY = "country"
    CONTINENT = "continent"


@dataclass(frozen=True, slots=True)
class GazetteerEntry:
    """One meaning of a name. `place` is '' below its own level (all '' for a continent)."""

    name: str
    kind: PlaceKind
    place: Place
    population: int
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class CityAt:
    """A city as a map shows it."""

    name: str
    lat: float
    lon: float
    population: int


_KINDS = (PlaceKind.CITY, PlaceKind.REGION, PlaceKind.COUNTRY, PlaceKind.CONTINENT)
_ENTRY_SQL = """
SELECT 0, c.name, c.name, r.name, k.name, k.code, c.population, c.lat_e4, c.lon_e4 FROM name n
  JOIN city c ON c.id = n.id JOIN region r ON r.id = c.region JOIN country k ON k.id = r.country
  WHERE n.key = :key AND n.kind = 0
UNION ALL SELECT 1, r.name, '', r.name, k.name, k.code, r.population, r.lat_e4, r.lon_e4 FROM name n
  JOIN region r ON r.id = n.id JOIN country k ON k.id = r.country WHERE n.key = :key AND n.kind = 1
UNION ALL SELECT 2, k.name, '', '', k.name, k.code, k.population, k.lat_e4, k.lon_e4 FROM name n
  JOIN country k ON k.id = n.id WHERE n.key = :key AND n.kind = 2
UNION ALL SELECT 3, t.name, '', '', '', '', t.population, t.lat_e4, t.lon_e4 FROM name n
  JOIN continent t ON t.id = n.id WHERE n.key = :key AND n.kind = 3
ORDER BY 7 DESC, 1 DESC
"""
_NEAR_SQL = """
SELECT c.id, zone, population, lat_e4, lon_e4 FROM cell CROSS JOIN city c ON c.id BETWEEN first AND last
  WHERE cell.id IN ({cells})
"""
_WITHIN_SQL = """
SELECT coalesce((SELECT name FROM called WHERE kind = 0 AND id = city.id AND language = :language), name),
  lat_e4, lon_e4, population FROM city
  WHERE id BETWEEN (SELECT min(first) FROM cell WHERE id BETWEEN :from AND :to)
  AND (SELECT max(last) FROM cell WHERE id BETWEEN :from AND :to)
  AND lat_e4 BETWEEN :south AND :north AND lon_e4 BETWEEN :west AND :east AND (:parts OR part_of IS NULL)
  ORDER BY population DESC, id LIMIT :limit
"""
"""Cities of one row of cells: they are numbered cell by cell, eastwards."""
_PLACE_SQL = """
SELECT c.name, r.name, k.name, k.code FROM city c
  JOIN region r ON r.id = c.region JOIN country k ON k.id = r.country WHERE c.id = ?
"""
_CALLED_SQL = """
SELECT (SELECT name FROM called WHERE kind = 0 AND id = c.id AND language = :language),
  (SELECT name FROM called WHERE kind = 1 AND id = r.id AND language = :language),
  (SELECT name FROM called WHERE kind = 2 AND id = k.id AND language = :language)
  FROM country k LEFT JOIN region r ON r.country = k.id AND r.name = :region
  LEFT JOIN city c ON c.region = r.id AND c.name = :city WHERE k.code = :code
  ORDER BY c.population DESC LIMIT 1
"""
"""What a language calls a place, a city by its largest of the name."""
_MEMBER_SQL = """
SELECT 1 FROM name n JOIN city c ON c.id = n.id JOIN region r ON r.id = c.region
  JOIN country k ON k.id = r.country JOIN city whole ON whole.id = c.part_of
  WHERE n.key = ? AND n.kind = 0 AND c.name = ? AND r.name = ? AND k.code = ? AND whole.name = ?
"""


class Gazetteer:
    """Cities from 1,000 people, regions, countries, continents: one read-only file, opened on first use."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._lock = threading.Lock()
        self._cells: dict[tuple[int, ...], npt.NDArray[np.int64]] = {}
        self._places: dict[int, Place] = {}
        self._called_in: dict[tuple[Place, str], Place] = {}

    def reverse(self, lat: float, lon: float) -> Place | None:
        """The city, region and country at a WGS84 position; city '' far from any, None in mid-ocean."""
        if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
            return None
        for reach_km in (NAMED_CITY_KM, LAND_KM):
            near = self._nearest(lat, lon, reach_km + MAX_CITY_RADIUS_KM)
            if near and near[0][0] <= reach_km:
                edge_km, number = self._in_own_zone(near, lat, lon)
                place = self._place(number)
                return place if edge_km <= NAMED_CITY_KM else replace(place, city="")
        return None

    def timezone(self, lat: float, lon: float) -> str | None:
        """IANA zone of a WGS84 position ('Etc/GMT+3' at sea); None where there is none."""
        from tzfpy import get_tz

        if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
            return None
        return get_tz(lon, lat) or None

    def find(self, name: str) -> tuple[GazetteerEntry, ...]:
        """Every meaning of a whole name or common other name, case and accents aside; most populous first.

        'Paris, Texas' is the Paris that lies in Texas.
        """
        found = self._called(name)
        inner, comma, outer = name.partition(",")
        if found or not comma:
            return found
        wholes = self._called(outer)
        return tuple(
            one
            for one in self._called(inner)
            if any(one.kind != whole.kind and self.contains(whole, one.place) for whole in wholes)
        )

    def in_language(self, place: Place, language: str) -> Place:
        """The place under the names that a language has for it, as 'Lissabon'; others stay."""
        key = (place, language)
        found = self._called_in.get(key)
        if found is None:
            if len(self._called_in) >= PLACES_KEPT:
                self._called_in.clear()
            found = self._called_in[key] = self._named_in(place, language)
        return found

    def _named_in(self, place: Place, language: str) -> Place:
        values = {
            "language": language,
            "city": place.city,
            "region": place.region,
            "code": place.country_code,
        }
        rows = self._rows(_CALLED_SQL, values)
        if not rows:
            return place
        city, region, country = rows[0]
        return Place(city or place.city, region or place.region, country or place.country, place.country_code)

    def cities_in(
        self,
        west: float,
        south: float,
        east: float,
        north: float,
        *,
        limit: int,
        parts: bool,
        language: str = "",
    ) -> list[CityAt]:
        """The most populous in a box of degrees, at most `limit`, by their names in a language, in English
        without one; with `parts` of larger ones, or without."""
        edges = {"west": west, "south": south, "east": east, "north": north}
        values = {name: round(degrees * 1e4) for name, degrees in edges.items()}
        first, last = (cell_of(lat, -180.0) // CELLS_PER_ROW for lat in (south, north))
        columns = [
            cell_of(0.0, lon) % CELLS_PER_ROW if lon < 180 else CELLS_PER_ROW - 1 for lon in (west, east)
        ]
        rows: list[tuple[Any, ...]] = []
        for row in range(first, last + 1):
            ends = {"from": row * CELLS_PER_ROW + columns[0], "to": row * CELLS_PER_ROW + columns[1]}
            rows += self._rows(
                _WITHIN_SQL, {**values, **ends, "parts": parts, "limit": limit, "language": language}
            )
        rows.sort(key=lambda row: -row[3])
        return [CityAt(name, lat / 1e4, lon / 1e4, people) for name, lat, lon, people in rows[:limit]]

    def _called(self, name: str) -> tuple[GazetteerEntry, ...]:
        key = fold(name)
        return tuple(_entry(row) for row in self._rows(_ENTRY_SQL, {"key": key})) if key else ()

    def contains(self, outer: GazetteerEntry, place: Place) -> bool:
        """Whether a place lies in the entry or is it: Paris in France, Brooklyn in New York City."""
        if outer.kind is PlaceKind.CONTINENT:
            return self._continent(place.country_code) == outer.name
        if outer.place.country_code != place.country_code:
            return False
        if outer.kind is PlaceKind.COUNTRY:
            return True
        if outer.kind is PlaceKind.REGION:
            return outer.place.region == place.region
        if outer.place.city == place.city:
            return outer.place.region == place.region
        return bool(place.city) and self._is_part(place, outer.place)

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def __del__(self) -> None:
        self.close()

    def _is_part(self, place: Place, whole: Place) -> bool:
        values = (fold(place.city), place.city, place.region, place.country_code, whole.city)
        return bool(self._rows(_MEMBER_SQL, values))

    def _continent(self, country_code: str) -> str:
        sql = "SELECT t.name FROM country k JOIN continent t ON t.id = k.continent WHERE k.code = ?"
        rows = self._rows(sql, (country_code,))
        return str(rows[0][0]) if rows else ""

    def _in_own_zone(self, near: list[tuple[float, int, int]], lat: float, lon: float) -> tuple[float, int]:
        if len({zone for _, _, zone in near}) == 1:  # mostly so, and spares loading the zones' outlines
            return near[0][:2]
        rows = self._rows("SELECT id FROM zone WHERE name = ?", (self.timezone(lat, lon),))
        own = rows[0][0] if rows else None
        return next(((edge_km, city) for edge_km, city, zone in near if zone == own), near[0][:2])

    def _nearest(self, lat: float, lon: float, reach_km: float) -> list[tuple[float, int, int]]:
        """(kilometres from the city's edge, negative inside; city; its zone) of the nearest city within reach
        and its rivals by SAME_ZONE_SLACK_KM, the nearest first."""
        reach = reach_km / KM_PER_DEGREE
        lon_reach = _lon_reach(lat, reach)
        south, north, west, east = (
            round(degrees * 1e4) for degrees in (lat - reach, lat + reach, lon - lon_reach, lon + lon_reach)
        )
        cities = self._cities_in(tuple(_cells_around(lat, lon, reach)))
        lat_e4, lon_e4 = cities[3], cities[4]
        inside = (lat_e4 >= south) & (lat_e4 <= north)
        if abs(lon) + lon_reach <= 180:
            inside &= (lon_e4 >= west) & (lon_e4 <= east)
        if not inside.any():
            return []
        numbers, zones, people, lat_e4, lon_e4 = cities[:, inside]
        radii_km = np.minimum(np.sqrt(people / CITY_PEOPLE_PER_KM2 / math.pi), MAX_CITY_RADIUS_KM)
        edges_km = haversine_km(lat, lon, lat_e4 / 1e4, lon_e4 / 1e4) - radii_km
        rivals = edges_km <= edges_km.min() + SAME_ZONE_SLACK_KM
        columns = (edges_km[rivals], numbers[rivals], zones[rivals])
        return sorted(zip(*(column.tolist() for column in columns), strict=True))

    def _cities_in(self, cells: tuple[int, ...]) -> npt.NDArray[np.int64]:
        """(5, n): id, zone, people, latitude and longitude in 1e-4 degrees of the cities in these cells. Kept
        for the next: photos that follow each other lie near each other."""
        found = self._cells.get(cells)
        if found is None:
            rows = self._rows(_NEAR_SQL.format(cells=",".join("?" * len(cells))), cells)
            found = np.array(rows, np.int64).reshape(-1, 5).T
            if len(self._cells) >= CELLS_KEPT:
                self._cells.clear()
            self._cells[cells] = found
        return found

    def _place(self, city: int) -> Place:
        found = self._places.get(city)
        if found is None:
            if len(self._places) >= PLACES_KEPT:
                self._places.clear()
            found = self._places[city] = Place(*self._rows(_PLACE_SQL, (city,))[0])
        return found

    def _rows(self, sql: str, values: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
        with self._lock:
            if self._connection is None:
                self._connection = _open(self._path)
            return self._connection.execute(sql, values).fetchall()


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """The key a name is found by: lower case, no accents, punctuation as single spaces."""
    decomposed = unicodedata.normalize("NFKD", plain(name))
    letters = unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))
    spaced = "".join(char if char.isalnum() else " " if char not in "'’.ʻ" else "" for char in letters)
    return " ".join(spaced.split())


def city_radius_km(population: int) -> float:
    """Radius of the disc a built-up area of that many people would fill."""
    return math.sqrt(population / CITY_PEOPLE_PER_KM2 / math.pi)


def cell_of(lat: float, lon: float) -> int:
    """Number of a position's half-degree cell: rows from the south pole, columns from 180 degrees west."""
    row = min(int((lat + 90) / CELL_DEGREES), round(180 / CELL_DEGREES) - 1)
    return row * CELLS_PER_ROW + int((lon + 180) / CELL_DEGREES) % CELLS_PER_ROW


def _lon_reach(lat: float, reach: float) -> float:
    """Degrees of longitude that cover `reach` degrees of a great circle at a latitude; 180 near the poles."""
    widest = abs(lat) + reach
    return min(180.0, reach / math.cos(math.radians(widest))) if widest < 89 else 180.0


def _cells_around(lat: float, lon: float, reach: float) -> Iterator[int]:
    low, high = max(-90.0, lat - reach), min(90.0, lat + reach)
    lon_reach = _lon_reach(lat, reach)
    columns = min(CELLS_PER_ROW, math.ceil(2 * lon_reach / CELL_DEGREES) + 1)
    for row in range(math.ceil((high - low) / CELL_DEGREES) + 1):
        row_lat = min(low + row * CELL_DEGREES, high)
        for column in range(columns):
            cell_lon = lon - lon_reach + column * CELL_DEGREES
            yield cell_of(row_lat, (cell_lon + 180) % 360 - 180)


def _open(path: Path | None) -> sqlite3.Connection:
    file = path or Path(__file__).parent / "data" / "gazetteer.sqlite"
    if not file.is_file():
        raise PhotosError(f"the place names are missing: {file.name}", hint="reinstall photos-ml")
    connection = sqlite3.connect(
        f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
    )
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != FORMAT_VERSION:
        connection.close()
        raise PhotosError(
            f"{file.name} has format {version}, not {FORMAT_VERSION}", hint="reinstall photos-ml"
        )
    return connection


def _entry(row: tuple[Any, ...]) -> GazetteerEntry:
    kind, name, city, region, country, code, population, lat_e4, lon_e4 = row
    place = Place(city, region, country, code)
    return GazetteerEntry(name, _KINDS[kind], place, population, lat_e4 / 1e4, lon_e4 / 1e4)
