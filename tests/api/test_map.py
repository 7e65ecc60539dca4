"""Photos on a map: every one is in exactly one cluster, at every zoom."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photos_ml.app.service.map import APART_PIXELS, MAX_ZOOM, MOST, Box, PhotoMap, Together
from photos_ml.store.positions import Positions
from photos_ml.types import Place

ROME, OSTIA, MILAN, PARIS = (40, 41, 42, 43)
PLACES = {
    ROME: Place("Rome", "Lazio", "Italy", "IT"),
    OSTIA: Place("Ostia", "Lazio", "Italy", "IT"),
    MILAN: Place("Milan", "Lombardy", "Italy", "IT"),
    PARIS: Place("Paris", "Île-de-France", "France", "FR"),
}
DEGREES = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def map_of(degrees: list[tuple[float, float]], place_ids: list[int] | None = None) -> PhotoMap:
    """Ids from 1000 on, in the order given."""
    n = len(degrees)
    places = np.array(place_ids or [0] * n, np.int64)
    return PhotoMap(Positions(np.arange(1000, 1000 + n), np.array(degrees).reshape(-1, 2), places), PLACES)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # of a busy machine
@given(st.lists(DEGREES, max_size=60), st.integers(0, MAX_ZOOM + 3))
def test_every_photo_is_in_one_cluster(degrees: list[tuple[float, float]], zoom: int) -> None:
    made = map_of(degrees)
    clusters = made.clusters(zoom, Box())
    assert sum(cluster.photos for cluster in clusters) == len(degrees)
    members = [made.around(cluster.photo, zoom) for cluster in clusters]
    assert sorted(photo for photos in members for photo in photos) == list(range(1000, 1000 + len(degrees)))
    assert [len(photos) for photos in members] == [cluster.photos for cluster in clusters]
    assert all(a.photos >= b.photos for a, b in pairwise(clusters)), "the largest first"


def test_near_photos_part_as_one_comes_closer() -> None:
    rome, ostia = (41.9, 12.5), (41.73, 12.28)
    counts = [len(map_of([rome, ostia]).clusters(zoom, Box())) for zoom in range(MAX_ZOOM + 1)]
    assert counts[0] == 1
    assert counts[-1] == 2
    assert counts == sorted(counts)


def test_clusters_do_not_lie_on_each_other() -> None:
    around = [(48 + i / 40, 2 + j / 30) for i in range(12) for j in range(12)]
    for zoom in range(4, 12):
        found = map_of(around).clusters(zoom, Box())
        degrees_per_pixel = 360 / (256 * 2**zoom)
        gaps = [abs(a.lon - b.lon) + abs(a.lat - b.lat) for a in found for b in found if a is not b]
        assert all(gap > 0.35 * APART_PIXELS * degrees_per_pixel for gap in gaps), zoom


def test_only_what_is_in_the_box() -> None:
    made = map_of([(41.9, 12.5), (48.86, 2.35), (-33.9, 151.2)])
    (seen,) = made.clusters(8, Box(0, 45, 10, 50))
    assert seen.photo == 1001
    assert made.bounds == Box(2.35, -33.9, 151.2, 48.86)


def test_the_date_line_parts_no_neighbours() -> None:
    island = [(-16.8, 179.97), (-16.8, 179.99), (-16.9, -179.99), (-16.7, -179.95)]
    made = map_of(island)
    bounds = made.bounds
    assert bounds is not None
    assert (bounds.west, bounds.east) == pytest.approx((179.97, -179.95))
    assert (bounds.south, bounds.north) == (-16.9, -16.7)
    (cluster,) = made.clusters(6, Box())
    assert cluster.photos == 4
    assert abs(cluster.lon) > 179.9
    assert sum(c.photos for c in made.clusters(6, Box(179, -20, -179, -10))) == 4
    assert made.clusters(6, Box(-179, -20, 179, -10)) == []
    far = map_of([*island, (41.9, 12.5), (-33.9, 151.2), (40.0, -74.0)])
    assert far.bounds is not None
    assert (far.bounds.west, far.bounds.east) == pytest.approx((151.2, 12.5))
    assert sum(c.photos for c in far.clusters(6, Box())) == 7


def test_the_largest_clusters_are_given_where_there_are_too_many() -> None:
    grid = [(lat, lon) for lat in range(-60, 61, 5) for lon in range(-175, 176, 5)]
    found = map_of([*grid, *[(0.0, 0.0)] * 5]).clusters(10, Box())
    assert len(found) == MOST
    assert found[0].photos == 6


@pytest.mark.parametrize(
    ("place_ids", "name"),
    [
        ([ROME, ROME, ROME], "Rome, Italy"),
        ([ROME, OSTIA], "Lazio, Italy"),
        ([ROME, MILAN], "Italy"),
        ([ROME, PARIS, ROME], "Italy and France"),
        ([0, 0], ""),
        ([0, 0, 0, ROME], "Italy"),
    ],
)
def test_a_cluster_is_named_as_exactly_as_most_photos_allow(place_ids: list[int], name: str) -> None:
    (found,) = map_of([(41.9, 12.5)] * len(place_ids), place_ids).clusters(2, Box())
    assert found.place == name


def test_the_cover_is_of_the_place_the_cluster_is_named_after() -> None:
    (found,) = map_of([(41.9, 12.5)] * 5, [PARIS, ROME, ROME, ROME, ROME]).clusters(2, Box())
    assert (found.place, found.photo) == ("Rome, Italy", 1001)


def test_no_photos_no_clusters() -> None:
    made = map_of([])
    assert (len(made), made.bounds, made.clusters(3, Box()), made.around(1000, 3)) == (0, None, [], [])


def test_the_map_of_a_library(client: Any) -> None:
    found = client.get("/api/map?zoom=4").json
    assert found["photos"] == 1
    (cluster,) = found["clusters"]
    assert (cluster["photos"], round(cluster["lat"], 2), round(cluster["lon"], 2)) == (1, 48.85, 2.35)
    assert not client.get("/api/map?zoom=4&west=100&south=0&east=110&north=10").json["clusters"]
    around = client.get(f"/api/timeline?around={cluster['photo']}&zoom=4").json
    assert [photo for month in around["months"] for photo in month["ids"]] == [cluster["photo"]]


def test_a_hidden_photo_leaves_the_map_at_once(client: Any) -> None:
    photo = client.get("/api/map").json["clusters"][0]["photo"]
    client.post(f"/api/photos/{photo}/marks", {"hidden": True})
    assert client.get("/api/map").json == {"photos": 0, "bounds": None, "clusters": []}
    assert not client.get(f"/api/timeline?around={photo}&zoom=3").json["total"]
    client.post(f"/api/photos/{photo}/marks", {"hidden": False})
    assert client.get("/api/map").json["photos"] == 1


def test_a_cluster_stands_where_a_photo_was_taken() -> None:
    coast = [(43.7, 7.3), (41.9, 12.5), (39.2, 9.1), (42.0, 12.6)]
    (found,) = map_of(coast).clusters(0, Box())
    assert (found.lat, found.lon) in coast
    (island,) = map_of([(-17.0, 179.9), (-17.0, -179.8), (-17.0, -179.9)]).clusters(3, Box())
    assert (island.lat, island.lon) == (-17.0, -179.9)


def integers(body: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in body:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield value
            value = shift = 0


def test_the_outlines_of_a_near_map(client: Any) -> None:
    alps = client.get("/api/world/outlines/486")
    found = integers(alps.body)
    layers = []
    for _ in range(5):
        lines = [[next(found) for _ in range(2 * next(found))] for _ in range(next(found))]
        layers.append(lines)
    assert next(found, None) is None, "nothing is left over"
    assert all(layers), "land, lakes, borders of countries and of regions, rivers"
    firsts = [value // 2 if value % 2 == 0 else -(value + 1) // 2 for line in layers[1] for value in line[:2]]
    assert all(-20 <= value <= 10_020 for value in firsts)
    pacific = client.get("/api/world/outlines/185")
    assert (pacific.status, pacific.body) == (200, b"")
    assert client.get("/api/world/outlines/648").status == 422


def test_the_names_on_a_map_are_of_the_most_populous(client: Any) -> None:
    def names(query: str, language: str = "en") -> list[str]:
        found = client.get(f"/api/world/cities?{query}", **{"Accept-Language": language}).json
        return [city["name"] for city in found["cities"]]

    italy = names("zoom=6&west=11&south=40&east=15&north=43")
    assert italy[:2] == ["Rome", "Naples"] and "Trastevere" not in italy
    assert names("zoom=6&west=11&south=40&east=15&north=43", "de")[:2] == ["Rom", "Neapel"]
    assert "Trastevere" in names("zoom=13&west=12.4&south=41.85&east=12.6&north=41.95")
    across = names("zoom=6&west=176&south=-22&east=-170&north=-10")
    assert {"Suva", "Apia"} <= set(across)
    assert len(names("zoom=4")) == len(names("zoom=4&west=-180&east=180")) > 100


@pytest.mark.parametrize("query", ["zoom=-1", "zoom=23", "west=200", "north=x", "zoom=1e3", "south=nan"])
def test_what_is_no_part_of_the_world_is_refused(client: Any, query: str) -> None:
    assert client.get(f"/api/map?{query}").status == 422


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(DEGREES, min_size=1, max_size=40), st.integers(0, MAX_ZOOM), st.randoms(use_true_random=False)
)
def test_in_another_order_clusters_stay(degrees: list[tuple[float, float]], zoom: int, dice: Random) -> None:
    together: Together = {}
    n = len(degrees)
    order = np.array(dice.sample(range(n), n))
    positions = Positions(np.arange(n), np.array(degrees).reshape(-1, 2), np.zeros(n, np.int64))
    other = Positions(order, positions.degrees[order], positions.place_ids)
    PhotoMap(positions, {}, together).clusters(zoom, Box())
    known, anew = PhotoMap(other, {}, together), PhotoMap(other, {})
    assert known.clusters(zoom, Box()) == anew.clusters(zoom, Box())
    assert [known.around(photo, zoom) for photo in range(n)] == [
        anew.around(photo, zoom) for photo in range(n)
    ]
