"""A picture to the lines of text in it, as decoding processes run it: the networks open at the first one."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image

from photos_ml.vision.networks import StepNetwork, read_network
from photos_ml.vision.text.finder import SIDE_PIXELS, LineFinder, TextBox
from photos_ml.vision.text.found import Corners, Line, Pixels
from photos_ml.vision.text.networks import SHA256, TextNetworks, own_networks
from photos_ml.vision.text.other_reader import networks_of
from photos_ml.vision.text.reader import LineReader, Turner, strip_of

PICTURE_PIXELS = 1600
"""Longer side of the picture that is read."""
GLANCE_PIXELS, THUMBNAIL_PIXELS = 480, 320
"""Longer side of a first glance, at a quarter of the cost: where not even a faint box is seen, nothing is
read. Of a picture that is no larger than a thumbnail: what is enlarged looks like faint text. What it misses
and spares: `python -m tests.bench.bench_glance`, figures in models/text."""
SMALL_PIXELS = 20
"""Lines lower than this on the first look are worth a second one at all pixels there are."""
LEAST_CONFIDENCE = 0.8
"""The knee between words that are missed and words that nobody wrote."""
LEAST_LETTERS = 2
LONE_CONFIDENCE = 0.9
"""Of a line of up to `LONE_LETTERS` letters: what leaves and fences look like is short."""
LONE_LETTERS = 3
SURE_OF_TURN = 0.9
ROW = 0.5
"""Lines whose middles lie less than this share of their height apart are of one row."""
RULES = 2
"""Grows when what is found or kept changes."""


class TextReader:
    """Finds and reads the text of pictures."""

    def __init__(self, networks: TextNetworks | None = None, *, threads: int = 1) -> None:
        networks = networks or own_networks()
        self._finder = LineFinder(networks, threads=threads)
        self._turner = Turner(threads=threads)
        self._reader = LineReader(networks, threads=threads)

    def read(self, picture: Image.Image) -> list[Line]:
        """The lines of an upright picture that are read for sure, in the order of reading."""
        picture = picture if picture.mode == "RGB" else picture.convert("RGB")
        if not self.may_say(picture):
            return []
        boxes = self._finder.find(picture)
        if max(picture.size) > SIDE_PIXELS and any(box.height_px < SMALL_PIXELS for box in boxes):
            boxes = self._finder.find(picture, side=PICTURE_PIXELS)
        return self._lines(np.asarray(picture), [box for box in boxes if box.is_clear])

    def may_say(self, picture: Image.Image) -> bool:
        """Whether a glance at an RGB picture shows anything that may be text."""
        side = THUMBNAIL_PIXELS if max(picture.size) <= THUMBNAIL_PIXELS else GLANCE_PIXELS
        return bool(self._finder.find(picture, side=side))

    def _lines(self, seen: Pixels, boxes: list[TextBox]) -> list[Line]:
        size, found = np.array(seen.shape[1::-1], np.float32), []
        strips = [strip_of(seen, box.corners * size) for box in boxes]
        turned = self._turned([strip for strip, _ in strips])
        for (strip, corners), upside_down in zip(strips, turned, strict=True):
            line = self._line(strip, corners, upside_down)
            if line is not None:
                found.append(line)
        return [Line(line.text, line.confidence, line.corners / size) for line in in_order(found)]

    def _turned(self, strips: list[Pixels]) -> list[bool]:
        """Which strips stand on their head: each where the network is sure, else as most of the others."""
        chances = [self._turner.upside_down(strip) for strip in strips]
        sure = [chance > 0.5 for chance in chances if not 1 - SURE_OF_TURN < chance < SURE_OF_TURN]
        most = sum(sure) * 2 > len(sure)
        return [chance >= SURE_OF_TURN or (most and chance > 1 - SURE_OF_TURN) for chance in chances]

    def _line(self, strip: Pixels, corners: Corners, upside_down: bool) -> Line | None:
        if upside_down:
            strip, corners = strip[::-1, ::-1], np.roll(corners, -2, axis=0)
        text, confidence = self._reader.read(strip)
        if not is_read(text, confidence) and upside_down:
            strip, corners = strip[::-1, ::-1], np.roll(corners, -2, axis=0)
            text, confidence = self._reader.read(strip)
        return Line(text.strip(), confidence, corners) if is_read(text, confidence) else None


def in_order(lines: list[Line]) -> list[Line]:
    """As one reads them: row by row along the way that most of the text runs. Corners in pixels."""
    if not lines:
        return []
    ways = np.array([line.corners[1] - line.corners[0] for line in lines])
    way = np.median(ways, axis=0)
    way = way / max(float(np.linalg.norm(way)), 1e-6)
    middles = np.array([line.corners.mean(0) for line in lines])
    along, down = middles @ way, middles @ np.array([-way[1], way[0]])
    heights = [float(np.linalg.norm(line.corners[3] - line.corners[0])) for line in lines]
    rows: list[list[int]] = []
    for number in np.argsort(down, kind="stable").tolist():
        last = rows[-1][-1] if rows else number
        if rows and down[number] - down[last] < ROW * min(heights[number], heights[last]):
            rows[-1].append(number)
        else:
            rows.append([number])
    return [lines[number] for row in rows for number in sorted(row, key=lambda one: float(along[one]))]


def is_read(text: str, confidence: float) -> bool:
    """Whether a line may be kept: short ones have to be surer."""
    letters = sum(letter.isalnum() for letter in text)
    least = LONE_CONFIDENCE if letters <= LONE_LETTERS else LEAST_CONFIDENCE
    return letters >= LEAST_LETTERS and confidence >= least


@lru_cache(maxsize=1)
def text_reader(folder: Path | None = None) -> TextReader:
    """That of this process. `folder`: of another reader than the package's."""
    return TextReader(None if folder is None else networks_of(read_network(folder)))


def look(picture: Image.Image, folder: Path | None = None) -> list[Line]:
    """The lines of text in a picture."""
    return text_reader(folder).read(picture)


def text_version(other: StepNetwork | None = None) -> str:
    """What was read by another is to be read anew."""
    own = [digest[:6] for digest in SHA256.values()]
    return "-".join((*(own if other is None else (other.version, own[-1])), str(RULES)))
