"""The shipped gazetteer: names, positions, containment, and the geometry behind them."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photos_ml.errors import PhotosError
from photos_ml.gazetteer import (
    FORMAT_VERSION,
    Gazetteer,
    GazetteerEntry,
    PlaceKind,
    cell_of,
    city_radius_km,
    fold,
)
from photos_ml.geo import haversine_km
from photos_ml.types import Place

LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer()


@pytest.fixture(scope="module")
def first(gazetteer: Gazetteer) -> dict[str, GazetteerEntry]:
    """The most populous meaning of some names."""
    names = (
        "France",
        "Norway",
        "California",
        "New York City",
        "Europe",
        "Paris",
        "London",
        "Asia",
        "United States",
    )
    return {name: gazetteer.find(name)[0] for name in names}


@pytest.mark.parametrize(
    ("said", "kind", "name"),
    [
        ("Munich", "city", "Munich"),
        ("München", "city", "Munich"),
        ("muenchen", "city", "Munich"),
        ("MUNICH ", "city", "Munich"),
        ("Köln", "city", "Cologne"),
        ("cologne", "city", "Cologne"),
        ("NYC", "city", "New York City"),
        ("LA", "city", "Los Angeles"),
        ("Den Haag", "city", "The Hague"),
        ("Lisboa", "city", "Lisbon"),
        ("Zuerich", "city", "Zurich"),
        ("København", "city", "Copenhagen"),
        ("Москва", "city", "Moscow"),
        ("パリ", "city", "Paris"),
        ("Saigon", "city", "Ho Chi Minh City"),
        ("California", "region", "California"),
        ("Bavaria", "region", "Bavaria"),
        ("Bayern", "region", "Bavaria"),
        ("Tuscany", "region", "Tuscany"),
        ("Toscana", "region", "Tuscany"),
        ("Côte d'Azur", "region", "Provence-Alpes-Côte d'Azur"),
        ("cote d’azur", "region", "Provence-Alpes-Côte d'Azur"),
        ("Catalunya", "region", "Catalonia"),
        ("Scotland", "region", "Scotland"),
        ("USA", "country", "United States"),
        ("usa", "country", "United States"),
        ("America", "country", "United States"),
        ("UK", "country", "United Kingdom"),
        ("Deutschland", "country", "Germany"),
        ("Allemagne", "country", "Germany"),
        ("España", "country", "Spain"),
        ("日本", "country", "Japan"),
        ("Holland", "country", "The Netherlands"),
        ("Czech Republic", "country", "Czechia"),
        ("Europe", "continent", "Europe"),
        ("Europa", "continent", "Europe"),
        ("South America", "continent", "South America"),
        ("Antarctica", "continent", "Antarctica"),
    ],
)
def test_names_people_use_come_to_one_canonical_name(
    gazetteer: Gazetteer, said: str, kind: str, name: str
) -> None:
    found = gazetteer.find(said)
    assert (found[0].kind.value, found[0].name) == (kind, name)


@pytest.mark.parametrize(
    "said", ["", "  ", "!?", "Xyzzyville", "the", "quickly", "in", "Lake Tahoe and more"]
)
def test_words_that_are_no_places(gazetteer: Gazetteer, said: str) -> None:
    assert gazetteer.find(said) == ()


def test_meanings_come_most_populous_first(gazetteer: Gazetteer) -> None:
    for name in ("Paris", "Springfield", "Georgia", "San Jose", "Washington"):
        populations = [entry.population for entry in gazetteer.find(name)]
        assert len(populations) > 1
        assert populations == sorted(populations, reverse=True)


@pytest.mark.parametrize(
    ("said", "regions"),
    [
        ("Paris, Texas", ["Texas"]),
        ("springfield, illinois", ["Illinois"]),
        ("Paris, France", ["Île-de-France"]),
        ("Paris, Norway", []),
        (", Texas", ["Texas"]),
        ("," * 5000, []),
    ],
)
def test_a_place_is_found_by_what_it_lies_in(gazetteer: Gazetteer, said: str, regions: list[str]) -> None:
    assert [entry.place.region for entry in gazetteer.find(said)] == regions


def test_georgia_is_a_state_and_a_country(gazetteer: Gazetteer) -> None:
    assert {entry.kind for entry in gazetteer.find("Georgia")} == {PlaceKind.REGION, PlaceKind.COUNTRY}


def test_entries_are_filled_down_to_their_level(first: dict[str, GazetteerEntry]) -> None:
    assert first["Paris"].place == Place("Paris", "Île-de-France", "France", "FR")
    assert first["California"].place == Place("", "California", "United States", "US")
    assert first["France"].place == Place("", "", "France", "FR")
    assert first["Europe"].place == Place("", "", "", "")
    assert (first["Paris"].lat, first["Paris"].lon) == pytest.approx((48.8534, 2.3488), abs=0.01)


def test_every_entry_is_found_by_its_own_name(gazetteer: Gazetteer) -> None:
    for said in ("Oslo", "Bayern", "Deutschland", "Big Apple", "Africa"):
        entry = gazetteer.find(said)[0]
        assert entry in gazetteer.find(entry.name)


@pytest.mark.parametrize(
    ("lat", "lon", "shown"),
    [
        (48.137, 11.575, "Munich, Bavaria, Germany"),
        (40.758, -73.9855, "Manhattan, New York, United States"),
        (51.5007, -0.1246, "London, England, United Kingdom"),
        (48.8584, 2.2945, "Paris, Île-de-France, France"),
        (48.8049, 2.1204, "Versailles, Île-de-France, France"),
        (46.02, 7.75, "Zermatt, Valais, Switzerland"),
        (-33.8568, 151.2153, "Sydney, New South Wales, Australia"),
        (37.865, -119.538, "Yosemite Valley, California, United States"),
        (1.3, 103.8, "Singapore, Singapore"),
        (64.96, -18.9, "Northeast, Iceland"),
        (69.65, 18.96, "Tromsø, Troms, Norway"),
        (-16.8, 179.99, "Northern, Fiji"),
        (-16.8, -179.99, "Northern, Fiji"),
    ],
)
def test_positions_are_named(gazetteer: Gazetteer, lat: float, lon: float, shown: str) -> None:
    assert str(gazetteer.reverse(lat, lon)) == shown


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        (43.096, -79.037, "US"),  # Niagara Falls, the American side
        (47.5596, 7.5886, "CH"),  # Basel, where three countries meet
        (36.14, -5.35, "GI"),
        (41.9022, 12.4539, "VA"),
        (43.7384, 7.4246, "MC"),
        (32.5423, -117.0297, "US"),  # San Ysidro, nearer to Tijuana than to any city of its own
        (22.5018, 114.1280, "HK"),
    ],
)
def test_positions_at_a_border_are_in_their_own_country(
    gazetteer: Gazetteer, lat: float, lon: float, code: str
) -> None:
    place = gazetteer.reverse(lat, lon)
    assert place is not None
    assert place.country_code == code


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(0, -30), (0, 0), (-60, -120), (89.9, 0), (-89, 0), (30, -150), (90.5, 0), (0, 181), (float("nan"), 0)],
)
def test_nowhere_has_no_place(gazetteer: Gazetteer, lat: float, lon: float) -> None:
    assert gazetteer.reverse(lat, lon) is None


def test_far_from_any_city_the_region_stands_alone(gazetteer: Gazetteer) -> None:
    place = gazetteer.reverse(64.96, -18.9)
    assert place is not None
    assert place.city == ""
    assert place.country_code == "IS"


@settings(max_examples=150, deadline=None)
@given(LATITUDES, LONGITUDES)
def test_any_position_is_answered(gazetteer: Gazetteer, lat: float, lon: float) -> None:
    place = gazetteer.reverse(lat, lon)
    assert place is None or (place.country and len(place.country_code) == 2)


@pytest.mark.parametrize(
    "name", ["Oslo", "Kyoto", "Cape Town", "Anchorage", "Suva", "Ushuaia", "Reykjavik", "Honolulu"]
)
def test_a_citys_own_position_is_in_it(gazetteer: Gazetteer, name: str) -> None:
    entry = gazetteer.find(name)[0]
    place = gazetteer.reverse(entry.lat, entry.lon)
    assert place is not None
    assert gazetteer.contains(entry, place)


@pytest.mark.parametrize(
    ("lat", "lon", "zone"),
    [
        (57.78, 14.16, "Europe/Stockholm"),
        (27.694, 85.285, "Asia/Kathmandu"),
        (36.1, -112.1, "America/Phoenix"),
        (-33.86, 151.21, "Australia/Sydney"),
    ],
)
def test_time_zones(gazetteer: Gazetteer, lat: float, lon: float, zone: str) -> None:
    assert gazetteer.timezone(lat, lon) == zone


def test_no_time_zone_off_the_globe(gazetteer: Gazetteer) -> None:
    assert gazetteer.timezone(91, 0) is None
    assert gazetteer.timezone(float("nan"), 0) is None


@pytest.mark.parametrize(
    ("outer", "lat", "lon", "inside"),
    [
        ("France", 48.8584, 2.2945, True),
        ("Norway", 59.91, 10.75, True),
        ("California", 34.05, -118.24, True),
        ("Europe", 59.91, 10.75, True),
        ("Paris", 48.8584, 2.2945, True),
        ("New York City", 40.65, -73.95, True),  # Brooklyn
        ("New York City", 40.758, -73.9855, True),  # Manhattan
        ("London", 51.56, -0.28, True),  # Wembley
        ("United States", 34.05, -118.24, True),
        ("France", 51.5, -0.12, False),
        ("California", 40.65, -73.95, False),
        ("New York City", 40.728, -74.078, False),  # Jersey City is another city in another state
        ("Paris", 48.8049, 2.1204, False),  # Versailles
        ("Europe", 34.05, -118.24, False),
        ("Asia", 59.91, 10.75, False),
    ],
)
def test_containment(
    gazetteer: Gazetteer, first: dict[str, GazetteerEntry], outer: str, lat: float, lon: float, inside: bool
) -> None:
    place = gazetteer.reverse(lat, lon)
    assert place is not None
    assert gazetteer.contains(first[outer], place) is inside


def test_the_wider_does_not_lie_in_the_narrower(
    gazetteer: Gazetteer, first: dict[str, GazetteerEntry]
) -> None:
    country = first["France"].place
    assert not gazetteer.contains(first["Paris"], country)
    assert not gazetteer.contains(first["California"], first["United States"].place)
    assert gazetteer.contains(first["Europe"], country)
    assert not gazetteer.contains(first["Europe"], Place("", "", "", ""))


def test_paris_in_texas_is_not_paris(gazetteer: Gazetteer, first: dict[str, GazetteerEntry]) -> None:
    texan = next(entry for entry in gazetteer.find("Paris") if entry.place.region == "Texas")
    assert not gazetteer.contains(first["Paris"], texan.place)
    assert gazetteer.contains(first["United States"], texan.place)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("São Paulo", "sao paulo"),
        ("Łódź", "lodz"),
        ("Côte d’Azur", "cote dazur"),
        ("St.-Petersburg", "st petersburg"),
        ("STRASSE", "straße"),
        ("Tromsø", "TROMSO"),
        ("İzmir", "izmir"),
        ("a  b\tc", "A B C"),
    ],
)
def test_folding(left: str, right: str) -> None:
    assert fold(left) == fold(right)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_distances_are_a_metric(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> None:
    there, back = haversine_km(lat_a, lon_a, lat_b, lon_b), haversine_km(lat_b, lon_b, lat_a, lon_a)
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= 20_016
    assert haversine_km(lat_a, lon_a, lat_a, lon_a) == pytest.approx(0, abs=1e-6)


def test_known_distances() -> None:
    assert haversine_km(0, 0, 0, 90) == pytest.approx(10_007.5, abs=1)
    assert haversine_km(51.5074, -0.1278, 48.8566, 2.3522) == pytest.approx(343.5, abs=1)


def test_a_citys_disc_grows_with_its_people() -> None:
    assert city_radius_km(0) == 0
    assert city_radius_km(9_000_000) == pytest.approx(26.8, abs=0.1)


@given(LATITUDES, LONGITUDES)
def test_cells_cover_the_globe(lat: float, lon: float) -> None:
    assert 0 <= cell_of(lat, lon) < 360 * 720
    assert cell_of(lat, -180) == cell_of(lat, 180)


def test_nearest_city_is_found_across_cells(gazetteer: Gazetteer) -> None:
    """Brute force over the file gives the same nearest edge as the cells."""
    path = Path(sys.modules[Gazetteer.__module__].__file__ or "").parent / "data" / "gazetteer.sqlite"
    with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as db:
        cities = db.execute(
            "SELECT id, population, lat_e4, lon_e4 FROM city WHERE abs(lat_e4 - 479000) < 12000"
        ).fetchall()
    db.close()
    for lat, lon in ((47.999, 8.001), (47.5, 9.0), (48.4999, 7.4999), (47.25, 10.75)):
        edges = [
            (
                float(haversine_km(lat, lon, lat_e4 / 1e4, lon_e4 / 1e4)) - min(city_radius_km(people), 10.0),
                number,
            )
            for number, people, lat_e4, lon_e4 in cities
        ]
        found = gazetteer._nearest(lat, lon, 50.0)[0][:2]
        assert found == min(edges)


def test_threads_share_one_gazetteer() -> None:
    gazetteer = Gazetteer()
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda: answers.append(str(gazetteer.reverse(48.137, 11.575))))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gazetteer.close()
    assert answers == ["Munich, Bavaria, Germany"] * 8


def test_closed_it_opens_again() -> None:
    gazetteer = Gazetteer()
    assert gazetteer.find("Oslo")
    gazetteer.close()
    gazetteer.close()
    assert gazetteer.find("Oslo")
    gazetteer.close()


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PhotosError, match="place names are missing") as error:
        Gazetteer(tmp_path / "gone.sqlite").find("Oslo")
    assert error.value.hint


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {FORMAT_VERSION + 1}")
    db.close()
    with pytest.raises(PhotosError, match=f"not {FORMAT_VERSION}"):
        Gazetteer(path).find("Oslo")


def test_looking_up_names_loads_nothing_heavy() -> None:
    """The planner's look-ups need neither the zones' outlines nor any geometry package."""
    code = (
        "import sys; from photos_ml.gazetteer import Gazetteer; Gazetteer().find('Munich'); "
        "heavy = {'tzfpy', 'scipy', 'PIL', 'pandas'} & set(sys.modules); "
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    "names",
    [
        ("Munich", "München", "Múnich", "Monaco di Baviera", "Munique"),
        ("Tuscany", "Toskana", "Toscana", "Toscane"),
        ("Bavaria", "Bayern", "Baviera", "Bavière"),
        ("California", "Kalifornien", "Californie", "Califórnia"),
        ("Germany", "Deutschland", "Alemania", "Allemagne", "Germania", "Alemanha"),
    ],
)
def test_what_a_place_is_called_in_six_languages_is_one_place(names: tuple[str, ...]) -> None:
    places = {next(one.place for one in Gazetteer().find(name)) for name in names}
    assert len(places) == 1


def test_a_place_under_the_names_of_a_language() -> None:
    gazetteer, munich = Gazetteer(), Place("Munich", "Bavaria", "Germany", "DE")
    assert gazetteer.in_language(munich, "it") == Place("Monaco di Baviera", "Baviera", "Germania", "DE")
    assert gazetteer.in_language(munich, "de") == Place("München", "Bayern", "Deutschland", "DE")
    assert gazetteer.in_language(munich, "en") == munich
    assert gazetteer.in_language(replace(munich, city="Atlantis"), "de").city == "Atlantis"
    assert gazetteer.in_language(Place("", "", "", "XX"), "de") == Place("", "", "", "XX")
