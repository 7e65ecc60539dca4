"""Writes names.tsv: what places are called in five other languages. By hand:

    python photos_ml/data/recipes/build_names.py CLDR_LOCALENAMES CLDR_DATES ISO3166

The arguments are the unpacked npm packages cldr-localenames-full 48.2.0 (countries), cldr-dates-full 48.2.0
(cities that time zones are named after), both Unicode licence, and iso3166-2-db 2.3.11 (regions, MIT).
own_names.tsv has what these lack or call by an office ('Provinz', 'Kanton').
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from photos_ml.gazetteer import fold

HERE = Path(__file__).parent
DATA = HERE.parent
LANGUAGES = ("de", "es", "fr", "it", "pt")
OFFICES = re.compile(
    r"^(Autonome Region|Region|Provinz|Kanton|Distrikt|Land|Gouvernement|Departamento de|Departamento|"
    r"Región de la|Región del|Región de|Región|Provincia de la|Provincia del|Provincia de|Provincia di|"
    r"Provincia|Cantón del|Cantón de|Distrito de|Condado de|Estado de|Région de la|Région du|"
    r"Région de l'|Région d'|Région des|Région de|Région|Province de la|Province du|"
    r"Province de l'|Province d'|Province de|"
    r"Canton de la|Canton du|Canton d'|Canton des|Canton de|Canton|District de|District d'|Comté de|"
    r"Département de|Distretto di|Contea di|Regione|Dipartimento di|Cantone)\s*",
)
"""What stands before a name where an office is meant and not a country."""

Key = tuple[str, str, str]
"""Kind, country, name in the gazetteer."""
Names = dict[str, str]


def main(localenames: Path, dates: Path, iso3166: Path) -> None:
    with sqlite3.connect(DATA / "gazetteer.sqlite") as db:
        found: dict[Key, Names] = {}
        for key, names in (*countries(db, localenames), *regions(db, iso3166), *cities(db, dates), *own(db)):
            found.setdefault(key, {}).update(names)
    lines = [
        "\t".join((*key, *(names.get(code, "") for code in LANGUAGES)))
        for key, names in sorted(found.items())
        if any(name != key[2] for name in names.values())
    ]
    lines.insert(0, "\t".join(("kind", "country", "name", *LANGUAGES)))
    (DATA / "names.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stderr.write(f"{len(lines) - 1} places\n")


def countries(db: sqlite3.Connection, package: Path) -> Iterator[tuple[Key, Names]]:
    read = {code: _territories(package, code) for code in LANGUAGES}
    for code, name in db.execute("SELECT code, name FROM country"):
        yield (
            ("country", code, name),
            {language: names[code] for language, names in read.items() if code in names},
        )


def _territories(package: Path, language: str) -> Mapping[str, str]:
    document = _json(package / "main" / language / "territories.json")
    names: Mapping[str, str] = document["main"][language]["localeDisplayNames"]["territories"]
    short = {code.partition("-")[0]: name for code, name in names.items() if code.endswith("-alt-short")}
    return {**names, **{code: name for code, name in short.items() if code != "HK"}, "US": names["US"]}


def regions(db: sqlite3.Connection, package: Path) -> Iterator[tuple[Key, Names]]:
    document = _json(package / "data" / "iso3166-2.json")
    sql = "SELECT r.name FROM region r JOIN country k ON k.id = r.country WHERE k.code = ? AND r.name != ''"
    for country, told in document.items():
        known = {_bare(name): name for (name,) in db.execute(sql, (country,))}
        for region in told["regions"]:
            names = region["names"]
            english = (names.get("en"), names.get("geonames"), region["name"])
            name = next((known[_bare(one)] for one in english if one and _bare(one) in known), None)
            if name:
                yield (
                    ("region", country, name),
                    {
                        code: OFFICES.sub("", names[code]) or names[code]
                        for code in LANGUAGES
                        if names.get(code)
                    },
                )


def cities(db: sqlite3.Connection, package: Path) -> Iterator[tuple[Key, Names]]:
    """The largest city of an English name in its time zone, and it alone."""
    read = {
        code: dict(_zones(_json(package / "main" / code / "timeZoneNames.json")["main"][code]))
        for code in LANGUAGES
    }
    sql = """SELECT k.code, c.name FROM city c JOIN zone z ON z.id = c.zone JOIN region r ON r.id = c.region
      JOIN country k ON k.id = r.country WHERE z.name = ? AND c.name = ? ORDER BY c.population DESC LIMIT 1"""
    for zone in {zone for names in read.values() for zone in names}:
        row = db.execute(sql, (zone, zone.rpartition("/")[2].replace("_", " "))).fetchone()
        if row:
            yield ("city", *row), {code: names[zone] for code, names in read.items() if zone in names}


def own(db: sqlite3.Connection) -> Iterator[tuple[Key, Names]]:
    """What is in the gazetteer of the names written by hand."""
    sql = {
        "region": "SELECT 1 FROM region x JOIN country k ON k.id = x.country WHERE k.code = ? AND x.name = ?",
        "city": "SELECT 1 FROM city x JOIN region r ON r.id = x.region JOIN country k ON k.id = r.country "
        "WHERE k.code = ? AND x.name = ?",
    }
    for line in (HERE / "own_names.tsv").read_text(encoding="utf-8").splitlines():
        kind, country, name, *names = line.split("\t")
        if db.execute(sql[kind], (country, name)).fetchone():
            yield (
                (kind, country, name),
                {code: one for code, one in zip(LANGUAGES, names, strict=True) if one},
            )
        else:
            sys.stderr.write(f"not in the gazetteer: {kind} {country} {name}\n")


def _zones(tree: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(tree, dict):
        if "exemplarCity" in tree:
            yield path, tree["exemplarCity"]
        for name, inner in tree.items():
            below = "" if name in ("dates", "timeZoneNames", "zone") else f"{path}/{name}".lstrip("/")
            yield from _zones(inner, below)


def _bare(name: str) -> str:
    """Without an office, for comparing: 'zurich' of 'Canton of Zurich', without accents."""
    words = fold(name).removeprefix("canton of ").removeprefix("region of ").removeprefix("province of ")
    for office in ("province", "district", "region", "county", "canton", "prefecture", "governorate"):
        words = words.removesuffix(f" {office}")
    return words


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
