"""Text is read whichever way it stands, and nothing is read where none is. Real networks, drawn pictures."""

from __future__ import annotations

import hashlib
import importlib.util
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

pytest.importorskip("cv2")

from photos_ml.errors import EncoderError
from photos_ml.vision.text import networks
from photos_ml.vision.text.finder import MARGIN_PIXELS, RATIOS, SIDE_PIXELS, canvas_of, spans
from photos_ml.vision.text.look import PICTURE_PIXELS, in_order, is_read, look
from photos_ml.vision.text.networks import FINDER, SHA256, network

FONT = Path(str(importlib.util.find_spec("matplotlib").origin)).parent / "mpl-data/fonts/ttf/DejaVuSans.ttf"  # type: ignore[union-attr]
LINES = ("Bäckerei Größe", "RE 16 TGK", "crème 12.50")


def drawn(size: int = 30, within: tuple[int, int] = (640, 480)) -> Image.Image:
    picture = Image.new("RGB", within, (250, 248, 240))
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(FONT, size)
    for number, line in enumerate(LINES):
        pen.text((40, 60 + number * 4 * size), line, (20, 20, 40), font)
    return picture


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_text_is_read_in_order_whichever_way_it_stands(degrees: int) -> None:
    found = look(drawn().rotate(degrees, expand=True))
    assert tuple(line.text for line in found) == LINES
    assert all(line.confidence > 0.8 for line in found)


def test_corners_begin_at_the_first_letter() -> None:
    for degrees, first in ((0, (0, 0)), (180, (1, 1))):
        line = look(drawn().rotate(degrees))[0]
        start, end = line.corners[0], line.corners[2]
        assert np.allclose(start, np.abs(np.array(first) - (40 / 640, 64 / 480)), atol=0.03)
        assert (end > start).all() == (degrees == 0)


def test_small_text_of_a_large_picture_is_read_in_tiles() -> None:
    picture = drawn(12, (1600, 1100))
    assert tuple(line.text for line in look(picture)) == LINES


def test_no_text_no_words() -> None:
    noise = np.random.default_rng(3).integers(0, 256, (480, 640, 3), np.uint8)
    bricks = Image.new("RGB", (640, 480), (150, 80, 60))
    pen = ImageDraw.Draw(bricks)
    for row in range(0, 480, 30):
        for column in range(-30 * (row // 30 % 2), 640, 60):
            pen.rectangle((column, row, column + 58, row + 28), outline=(210, 200, 190), width=2)
    assert look(Image.fromarray(noise)) == []
    assert look(bricks) == []
    assert in_order([]) == []


def test_short_lines_have_to_be_surer() -> None:
    assert is_read("Bahnhof", 0.85)
    assert not is_read("EXIT", 0.75)
    assert not is_read("ll", 0.85)
    assert not is_read("- .", 1.0)


@pytest.mark.parametrize("side", [SIDE_PIXELS, PICTURE_PIXELS])
@pytest.mark.parametrize("size", [(4000, 3000), (1080, 2400), (640, 640), (300, 2000), (7, 1)])
def test_tiles_cover_a_canvas_once_and_overlap(size: tuple[int, int], side: int) -> None:
    for length in canvas_of(*size, side):
        tiles = list(spans(length))
        assert [first for _, _, first, _ in tiles] == [0, *(last for _, _, _, last in tiles[:-1])]
        assert tiles[-1][3] == tiles[-1][1] == length
        assert all(start <= first < last <= end for start, end, first, last in tiles)
        assert {end - start for start, end, _, _ in tiles} <= {
            n * 32 for n in range(1, SIDE_PIXELS // 32 + 1)
        }
        gaps = [end - start for (_, end, _, _), (start, _, _, _) in pairwise(tiles)]
        assert all(gap >= MARGIN_PIXELS // 2 for gap in gaps)


def test_pictures_of_any_size_come_in_a_few() -> None:
    random = np.random.default_rng(1)
    pictures = random.integers(1, 5000, (500, 2)).tolist()
    sizes = {canvas_of(width, height, SIDE_PIXELS) for width, height in pictures}
    assert len(sizes) == 2 * len(RATIOS) - 1


def test_the_networks_are_the_known_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert hashlib.sha256(network(FINDER).read_bytes()).hexdigest() == SHA256[FINDER]
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(networks, "PACKAGE", "someocr")
    with pytest.raises(EncoderError, match="missing"):
        network(FINDER)
    models = tmp_path / "someocr" / "models"
    models.mkdir(parents=True)
    (models / FINDER).write_bytes(b"another")
    (models.parent / "__init__.py").write_text("")
    with pytest.raises(EncoderError, match="not the network"):
        network(FINDER)
