"""Photos on a map: those that would overlap on the screen are one cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from photos_ml.store.positions import Positions
from photos_ml.types import Place

MAX_ZOOM = 16
TILE_PIXELS = 256
"""The whole world is this wide at zoom 0, and twice as wide with each step."""
APART_PIXELS = 84
"""Cells of a cluster's first guess: a thumbnail and some air."""
MAX_LATITUDE = 85.0511
MOST = 400
"""Clusters in one answer, the largest first."""
COMMON = 0.75
"""A cluster is named after the city, region or country that this share of its photos is in."""


@dataclass(frozen=True, slots=True)
class Box:
    """Degrees; a point on the edge is inside. With `east` below `west` it lies across the date line."""

    west: float = -180.0
    south: float = -90.0
    east: float = 180.0
    north: float = 90.0


@dataclass(frozen=True, slots=True)
class MapCluster:
    """Photos close to each other. `photo` is the cover, and names the cluster at its zoom."""

    photo: int
    photos: int
    lat: float
    lon: float
    place: str


@dataclass(frozen=True, slots=True)
class _Groups:
    """All positions cluster by cluster, the largest first: their order (n,), where each cluster starts in it
    (k,), and the position nearest to its middle in degrees (k, 2)."""

    order: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    middles: npt.NDArray[np.float64]

    def members(self, number: int) -> npt.NDArray[np.int64]:
        """Places in `positions`, best first."""
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.order)
        return self.order[self.starts[number] : end]


Together = dict[int, npt.NDArray[np.int64]]
"""Zoom -> the number of the cluster of each photo, by id ascending."""


class PhotoMap:
    """Clusters of one state of the library. Those of a zoom are made once, when first asked for."""

    def __init__(
        self, positions: Positions, places: Mapping[int, Place], together: Together | None = None
    ) -> None:
        """`together`: what was found of the same photos in another order, and what is found of these."""
        self.positions = positions
        self._places = places
        self._together = {} if together is None else together
        self._groups = lru_cache(maxsize=MAX_ZOOM + 1)(self._grouped)

    def __len__(self) -> int:
        return len(self.positions.ids)

    @property
    def bounds(self) -> Box | None:
        """What holds all photos; None without any."""
        if not len(self):
            return None
        lat, lon = self._unrolled.T
        west, east = _longitude(np.array([lon.min(), lon.max()])).tolist()
        return Box(west, float(lat.min()), east, float(lat.max()))

    def clusters(self, zoom: int, box: Box) -> list[MapCluster]:
        """The clusters that stand in the box, the largest first, at most `MOST`."""
        groups = self._groups(min(zoom, MAX_ZOOM))
        lat, lon = groups.middles.T
        across = box.east < box.west
        west, east = box.west <= lon, lon <= box.east
        inside = (west | east if across else west & east) & (box.south <= lat) & (lat <= box.north)
        return [self._cluster(groups, number) for number in np.nonzero(inside)[0][:MOST].tolist()]

    def around(self, photo_id: int, zoom: int) -> list[int]:
        """The photos of the cluster that holds this one; none where it has no position."""
        (at,) = np.nonzero(self.positions.ids == photo_id)
        if not len(at):
            return []
        groups = self._groups(min(zoom, MAX_ZOOM))
        (rank,) = np.nonzero(groups.order == at[0])
        number = int(np.searchsorted(groups.starts, rank[0], side="right")) - 1
        found: list[int] = self.positions.ids[groups.members(number)].tolist()
        return found

    @cached_property
    def _unrolled(self) -> npt.NDArray[np.float64]:
        """(n, 2): latitude and longitude, cut where no photos are: those west of the widest gap count from
        180 degrees on, so that the date line parts no neighbours."""
        lat, lon = self.positions.degrees.T
        found = np.unique(lon)
        widest = int(np.argmax(np.diff(found, append=found[:1] + 360))) if len(found) else 0
        if widest + 1 < len(found):
            lon = np.where(lon <= found[widest], lon + 360, lon)
        return np.stack([lat, lon], axis=1)

    @cached_property
    def _world(self) -> npt.NDArray[np.float64]:
        """(n, 2): Mercator's x and y, 0 to 1 from north-west, further east across the date line."""
        lat, lon = self._unrolled.T
        lat = np.radians(np.clip(lat, -MAX_LATITUDE, MAX_LATITUDE))
        return np.stack([lon / 360 + 0.5, 0.5 - np.arcsinh(np.tan(lat)) / (2 * np.pi)], axis=1)

    def _grouped(self, zoom: int) -> _Groups:
        by_id = np.argsort(self.positions.ids)
        if zoom not in self._together:
            self._together[zoom] = self._leaders(zoom)[by_id]
        leader = np.empty(len(by_id), np.int64)
        leader[by_id] = self._together[zoom]
        sizes = np.bincount(leader)
        rank = np.empty(len(sizes), np.int64)
        rank[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
        order = np.argsort(rank[leader], kind="stable")
        starts = np.nonzero(np.diff(leader[order], prepend=-1))[0]
        at = _nearest_to_middle(self._world[order], starts)
        lat, lon = self.positions.degrees[order[at]].T
        return _Groups(order, starts, np.stack([lat, lon], axis=1))

    def _leaders(self, zoom: int) -> npt.NDArray[np.int64]:
        """The number of the cluster of each photo, (n,)."""
        cells = self._world * (TILE_PIXELS * 2**zoom / APART_PIXELS)
        keys, owner = np.unique(np.floor(cells).astype(np.int64), axis=0, return_inverse=True)
        owner = owner.ravel()
        counts = np.bincount(owner, minlength=len(keys))
        middles = np.stack([np.bincount(owner, cells[:, axis]) / counts for axis in (0, 1)], axis=1)
        leader: npt.NDArray[np.int64]
        _, leader = np.unique(_merged(keys, middles, counts)[owner], return_inverse=True)
        return leader

    def _cluster(self, groups: _Groups, number: int) -> MapCluster:
        members = groups.members(number)
        lat, lon = groups.middles[number].tolist()
        name, places = self._name(self.positions.place_ids[members])
        (there,) = np.nonzero(np.isin(self.positions.place_ids[members], places))
        cover = members[there[0] if len(there) else 0]
        return MapCluster(int(self.positions.ids[cover]), len(members), lat, lon, name)

    def _name(self, place_ids: npt.NDArray[np.int64]) -> tuple[str, list[int]]:
        """'Rome, Italy', as exact as most of the photos allow, and the rows of places that it covers."""
        found, counts = np.unique(place_ids, return_counts=True)
        shares = {i: n for i, n in zip(found.tolist(), counts.tolist(), strict=True) if i}
        for part in (_city, _region, _country):
            names = {i: part(self._places[i]) for i in shares}
            if name := _common(names, shares, COMMON * len(place_ids)):
                return name, [i for i in shares if names[i] == name]
        totals = _totals({i: _country(self._places[i]) for i in shares}, shares)
        return " and ".join(sorted(totals, key=lambda name: -totals[name])[:2]), list(shares)


def _nearest_to_middle(
    points: npt.NDArray[np.float64], starts: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Of each run of points (n, 2) the place of the one nearest to its middle, (k,): where there is a photo.
    The middle itself may lie in the sea, or in a country where nobody was."""
    if not len(starts):
        return np.empty(0, np.int64)
    sizes = np.diff(starts, append=len(points))
    run = np.repeat(np.arange(len(starts)), sizes)
    middles = np.add.reduceat(points, starts) / sizes[:, None]
    away = ((points - middles[run]) ** 2).sum(axis=1)
    (nearest,) = np.nonzero(away == np.minimum.reduceat(away, starts)[run])
    first: npt.NDArray[np.int64] = nearest[np.diff(run[nearest], prepend=-1) != 0]
    return first


def _longitude(unrolled: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Degrees from -180 to 180."""
    return np.where(unrolled > 180, unrolled - 360, unrolled)


def _merged(
    keys: npt.NDArray[np.int64], middles: npt.NDArray[np.float64], counts: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """The cell that leads each cell: neighbours join the fuller one where their middles are too close."""
    numbers = {(x, y): number for number, (x, y) in enumerate(keys.tolist())}
    leader = np.full(len(keys), -1, np.int64)
    at = middles.tolist()
    for number in np.lexsort((np.arange(len(keys)), -counts)).tolist():
        if leader[number] >= 0:
            continue
        leader[number] = number
        for other in _beside(numbers, keys[number].tolist()):
            dx, dy = at[other][0] - at[number][0], at[other][1] - at[number][1]
            if leader[other] < 0 and dx * dx + dy * dy < 1:
                leader[other] = number
    return leader


def _beside(numbers: Mapping[tuple[int, int], int], cell: Sequence[int]) -> Iterator[int]:
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            if (dx or dy) and (cell[0] + dx, cell[1] + dy) in numbers:
                yield numbers[cell[0] + dx, cell[1] + dy]


def _totals(names: Mapping[int, str], shares: Mapping[int, int]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for place_id, name in names.items():
        if name:
            totals[name] = totals.get(name, 0) + shares[place_id]
    return totals


def _common(names: Mapping[int, str], shares: Mapping[int, int], least: float) -> str:
    """The name that stands for most photos, if for so many; '' otherwise."""
    totals = _totals(names, shares)
    best = max(totals, key=lambda name: totals[name], default="")
    return best if best and totals[best] >= least else ""


def _city(place: Place) -> str:
    return f"{place.city}, {place.country}" if place.city else ""


def _region(place: Place) -> str:
    return f"{place.region}, {place.country}" if place.region else ""


def _country(place: Place) -> str:
    return place.country
