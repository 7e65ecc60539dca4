"""Makes the outlines of the pages' map: python photos_ml/data/recipes/build_world.py countries-50m.json

The argument is that file of the npm package world-atlas (2.0.2): Natural Earth's countries, 1:50 million, as
TopoJSON. The result, app/web/data/world.bin, is a sequence of variable-length integers (7 bits a byte, lowest
first; signed ones in zigzag form), in hundredths of a degree: arcs, the rings of land made of them, borders,
the ISO codes of countries, which each browser names in its language. app/web/js/world.js reads it.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from photos_ml.gazetteer import Gazetteer, PlaceKind

TARGET = Path(__file__).resolve().parents[3] / "app" / "web" / "data" / "world.bin"
UNITS_PER_DEGREE = 100
TOLERANCE_DEGREES = 0.02
"""How far a left-out point may be from the line without it: two pixels where a country fills the window."""
SMALLEST_SQUARE_DEGREES = 0.002
CODES = {
    "Antigua and Barb.": "AG",
    "Bosnia and Herz.": "BA",
    "Br. Indian Ocean Ter.": "IO",
    "British Virgin Is.": "VG",
    "Cayman Is.": "KY",
    "Central African Rep.": "CF",
    "Congo": "CG",
    "Cook Is.": "CK",
    "Dem. Rep. Congo": "CD",
    "Dominican Rep.": "DO",
    "Eq. Guinea": "GQ",
    "Faeroe Is.": "FO",
    "Falkland Is.": "FK",
    "Fr. Polynesia": "PF",
    "Fr. S. Antarctic Lands": "TF",
    "Heard I. and McDonald Is.": "HM",
    "Marshall Is.": "MH",
    "N. Mariana Is.": "MP",
    "Pitcairn Is.": "PN",
    "S. Geo. and the Is.": "GS",
    "S. Sudan": "SS",
    "Solomon Is.": "SB",
    "St. Kitts and Nevis": "KN",
    "St. Pierre and Miquelon": "PM",
    "St. Vin. and Gren.": "VC",
    "Turks and Caicos Is.": "TC",
    "U.S. Virgin Is.": "VI",
    "W. Sahara": "EH",
    "Wallis and Futuna Is.": "WF",
}
"""ISO 3166-1 codes of those that the gazetteer does not know by these names."""
OF_ITS_OWN = {"Somaliland"}
"""Without a code, and called so in every language of the app. Others without one have no name on the map."""

Point = tuple[float, float]
Line = list[Point]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("topology", type=Path)
    topology = json.loads(parser.parse_args().topology.read_text("utf-8"))
    arcs = [simplified(line) for line in absolute(topology)]
    body = bytes(encoded(arcs, land(topology, arcs), borders(topology), names(topology, arcs)))
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(body)
    click.echo(f"{TARGET.name}: {len(body)} bytes, {sum(map(len, arcs))} points")


def absolute(topology: dict[str, Any]) -> Iterator[Line]:
    """The arcs in degrees, longitude first."""
    (kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * kx + x0, y * ky + y0))
        yield line


def simplified(line: Line, tolerance_degrees: float = TOLERANCE_DEGREES) -> Line:
    """Douglas and Peucker's algorithm (1973); both ends stay, so that arcs still meet."""
    keep, open_ = {0, len(line) - 1}, [(0, len(line) - 1)]
    while open_:
        first, last = open_.pop()
        if last - first < 2:
            continue
        far = max(range(first + 1, last), key=lambda i: distance(line[i], line[first], line[last]))
        if distance(line[far], line[first], line[last]) > tolerance_degrees or line[first] == line[last]:
            keep.add(far)
            open_ += [(first, far), (far, last)]
    return [line[i] for i in sorted(keep)]


def distance(point: Point, start: Point, end: Point) -> float:
    """Degrees from a point to a stretch."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length if length else 0.0
    along = min(max(along, 0.0), 1.0)
    return math.hypot(point[0] - start[0] - along * dx, point[1] - start[1] - along * dy)


def rings_of(geometry: dict[str, Any]) -> Iterator[list[int]]:
    """Every ring as numbers of arcs; ~n is arc n backwards."""
    if geometry["type"] == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from rings_of(part)
    elif geometry["type"] == "Polygon":
        yield from geometry["arcs"]
    elif geometry["type"] == "MultiPolygon":
        for polygon in geometry["arcs"]:
            yield from polygon


def joined(ring: list[int], arcs: list[Line]) -> Line:
    points: Line = []
    for number in ring:
        points += arcs[number] if number >= 0 else arcs[~number][::-1]
    return points


def area(points: Line) -> float:
    """Square degrees; negative clockwise."""
    around = zip(points, points[1:] + points[:1], strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in around) / 2


def land(topology: dict[str, Any], arcs: list[Line]) -> list[list[int]]:
    """Rings of land and of what is cut out of it, without specks."""
    rings = rings_of(topology["objects"]["land"])
    return [ring for ring in rings if abs(area(joined(ring, arcs))) >= SMALLEST_SQUARE_DEGREES]


def borders(topology: dict[str, Any]) -> list[int]:
    """The arcs between two countries."""
    uses = Counter(
        number if number >= 0 else ~number
        for ring in rings_of(topology["objects"]["countries"])
        for number in ring
    )
    return sorted(number for number, times in uses.items() if times > 1)


def names(topology: dict[str, Any], arcs: list[Line]) -> list[tuple[str, Point, int]]:
    """Each country's code, where its name goes, and the root of its area in degrees; the largest first."""
    found, gazetteer = [], Gazetteer()
    for country in topology["objects"]["countries"]["geometries"]:
        outlines = [joined(ring, arcs) for ring in rings_of(country)]
        largest = max(outlines, key=lambda points: abs(area(points)))
        code = code_of(country["properties"]["name"], gazetteer)
        if code:
            found.append((code, middle(largest), round(math.sqrt(abs(area(largest))))))
    return sorted(found, key=lambda entry: (-entry[2], entry[0]))


def code_of(name: str, gazetteer: Gazetteer) -> str:
    """'DE' of 'Germany'; the name itself where it stands for no code, '' for what is not named."""
    if name in OF_ITS_OWN:
        return name
    meant = (one.place.country_code for one in gazetteer.find(name) if one.kind is PlaceKind.COUNTRY)
    return CODES.get(name) or next(meant, "")


def middle(points: Line) -> Point:
    """The middle of the widest stretch inside a ring, along the parallel of the ring's centre."""
    y = sum(y for _, y in points) / len(points) + 1e-7
    around = zip(points, points[1:] + points[:1], strict=True)
    across = [((x1, y1), (x2, y2)) for (x1, y1), (x2, y2) in around if (y1 > y) != (y2 > y)]
    cuts = sorted(x1 + (y - y1) / (y2 - y1) * (x2 - x1) for (x1, y1), (x2, y2) in across)
    west, east = max(zip(cuts[::2], cuts[1::2], strict=True), key=lambda stretch: stretch[1] - stretch[0])
    return (west + east) / 2, y


def encoded(
    arcs: list[Line], rings: list[list[int]], lines: list[int], labels: list[tuple[str, Point, int]]
) -> Iterator[int]:
    """The bytes; an arc is the number of its points, then the first point, then steps."""
    yield from number(len(arcs))
    for arc in arcs:
        yield from number(len(arc))
        yield from steps(arc)
    yield from number(len(rings))
    for ring in rings:
        yield from number(len(ring))
        for arc_number in ring:
            yield from signed(arc_number)
    yield from number(len(lines))
    for arc_number in lines:
        yield from number(arc_number)
    yield from number(len(labels))
    for name, point, size in labels:
        text = name.encode()
        yield from steps([point])
        yield from number(size)
        yield from number(len(text))
        yield from text


def steps(points: Iterable[Point]) -> Iterator[int]:
    x = y = 0
    for lon, lat in points:
        to_x, to_y = round(lon * UNITS_PER_DEGREE), round(lat * UNITS_PER_DEGREE)
        yield from signed(to_x - x)
        yield from signed(to_y - y)
        x, y = to_x, to_y


def signed(value: int) -> Iterator[int]:
    yield from number(2 * value if value >= 0 else -2 * value - 1)


def number(value: int) -> Iterator[int]:
    while value > 127:
        yield value & 127 | 128
        value >>= 7
    yield value


if __name__ == "__main__":
    main()
