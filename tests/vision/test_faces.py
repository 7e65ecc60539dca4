"""Faces found, laid upright, measured and described: real networks, and what they must be equal to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps

from photos_ml.boxes import matched, overlap
from photos_ml.config import models_dir
from photos_ml.encoders.manifest import sha256_of
from photos_ml.store.faces import CLOSED, OPEN
from photos_ml.vision.faces.describer import CHIP_PIXELS, FRAME, Describer, chip_of
from photos_ml.vision.faces.eyes import EyeReader, views_of
from photos_ml.vision.faces.found import Eyes
from photos_ml.vision.faces.geometry import moved, similarity, suppressed
from photos_ml.vision.faces.look import MODEL, FaceReader, faces_version, look
from photos_ml.vision.faces.measures import pose, sharpness
from photos_ml.vision.faces.young import youth

GOLDEN = Path(__file__).parents[1] / "models" / "faces_golden.npz"
WHOLE_MB = 8.5
MOST_MOVED = 0.03
"""By which a vector may be off dlib's own: what storing weights as int8 costs."""
MOST_OFF_PIXELS = 0.4
"""The same of a point of an eye, of the 64 that are seen."""


@pytest.fixture(scope="module")
def reader() -> FaceReader:
    return FaceReader()


@pytest.fixture(scope="module")
def portrait(shared_data: Path) -> Iterator[Image.Image]:
    """A real face, cut tight, on grey."""
    picture = Image.new("RGB", (480, 360), (128, 128, 128))
    with Image.open(shared_data / "faces" / "crops" / "p01" / "000.png") as crop:
        picture.paste(crop.convert("RGB").resize((160, 160)), (200, 80))
    yield picture


def test_the_files_are_those_that_were_made() -> None:
    import json

    folder = models_dir() / MODEL
    document = json.loads((folder / "model.json").read_text("utf-8"))
    assert {name: sha256_of(folder / name) for name in document["files"]} == document["files"]
    assert sum((folder / name).stat().st_size for name in document["files"]) < WHOLE_MB * 1e6
    assert faces_version().startswith(document["revision"])


def test_vectors_are_dlibs() -> None:
    """`vectors` are dlib 20.0.1's for these chips."""
    describer = Describer(models_dir() / MODEL)
    with np.load(GOLDEN) as golden:
        chips, wanted = golden["chips"], golden["vectors"]
    (plain,) = describer._session.run(("embedding",), {"pixels": chips})
    assert np.linalg.norm(plain - wanted, axis=1).max() < MOST_MOVED
    mirrored = describer.describe([chip[:, ::-1] for chip in chips])
    assert np.abs(describer.describe(list(chips)) - mirrored).max() < 1e-5
    assert describer.describe([]).shape == (0, 128)


def test_eyes_are_read_as_the_network_they_come_from_reads_them() -> None:
    """`eyes` are LiteRT's answers for the eyes of these chips: 16 points of the lids, and the iris."""
    with np.load(GOLDEN) as golden:
        chips, wanted = golden["chips"], golden["eyes"].reshape(-1, 17, 2)
    eyes = EyeReader(models_dir() / MODEL)
    views = np.stack([view for chip in chips for view in views_of(Image.fromarray(chip), FRAME)])
    lids, iris = eyes._session.run(("lids", "iris"), {"pixels": views})
    assert np.abs(lids.reshape(-1, 16, 2) - wanted[:, :16]).max() < MOST_OFF_PIXELS
    assert np.abs(iris - wanted[:, 16]).max() < MOST_OFF_PIXELS
    assert eyes.read(Image.fromarray(chips[0]), []) == []


@pytest.mark.parametrize("turn", [0, 30, -30])
def test_closed_eyes_and_looks_aside_are_told(reader: FaceReader, shared_data: Path, turn: int) -> None:
    def read(name: str) -> Eyes:
        with Image.open(shared_data / "faces" / "crops" / name) as crop:
            wide = ImageOps.expand(crop.convert("RGB"), 80, (128, 128, 128))
        (face,) = reader.read(wide.rotate(turn, Image.Resampling.BILINEAR))
        assert face.eyes is not None
        return face.eyes

    closed, straight, aside = read("p04/000.png"), read("p02/005.png"), read("p11/033.png")
    assert closed.open < CLOSED < OPEN < min(straight.open, aside.open)
    assert abs(straight.aside) < 0.1 < -aside.aside


def test_a_face_is_found_where_it_is(reader: FaceReader, portrait: Image.Image) -> None:
    (face,) = reader.read(portrait)
    (x, y, w, h), (width, height) = face.box, portrait.size
    assert overlap((x * width, y * height, w * width, h * height), (200, 80, 160, 160)) > 0.4
    assert face.score > 0.6
    assert face.residual < 11
    assert face.vector is not None
    assert 0 < youth(face.vector[None].astype(np.float32))[0] < 1


def test_a_face_is_looked_at_closer(reader: FaceReader, portrait: Image.Image) -> None:
    (face,) = reader._finder.find(portrait)
    elsewhere = replace(face, box=(10.0, 10.0, 60.0, 80.0))
    close, nothing = reader._finder.closer(portrait, [face, elsewhere])
    assert close is not None
    assert overlap(close.box, face.box) > 0.6
    assert np.abs(close.points - face.points).max() < 0.08 * face.box[3]
    assert nothing is None
    assert reader._finder.closer(portrait, []) == []
    huge = replace(face, box=(-4e5, -4e5, 8e5, 8e5))
    assert reader._finder.closer(portrait, [huge] * 14)[13] is None


@pytest.mark.parametrize("turn", ["ROTATE_90", "ROTATE_180", "ROTATE_270"])
def test_a_turned_picture_has_the_same_face(reader: FaceReader, portrait: Image.Image, turn: str) -> None:
    (upright,) = reader.read(portrait)
    (turned,) = reader.read(portrait.transpose(Image.Transpose[turn]))
    assert upright.vector is not None
    assert turned.vector is not None
    assert np.linalg.norm(upright.vector.astype(float) - turned.vector.astype(float)) < 0.3


def test_a_close_up_and_a_picture_without_anybody(reader: FaceReader, portrait: Image.Image) -> None:
    close = portrait.crop((195, 75, 365, 245)).resize((1600, 1600))
    assert len(reader.read(close)) == 1
    assert reader.read(Image.new("RGB", (300, 200), (40, 90, 40))) == []


def test_of_a_video_each_persons_best_face_is_kept(portrait: Image.Image, shared_data: Path) -> None:
    other = Image.new("RGB", (480, 360), (128, 128, 128))
    with Image.open(shared_data / "faces" / "crops" / "p07" / "001.png") as crop:
        other.paste(crop.convert("RGB").resize((160, 160)), (40, 80))
    found = look([(0.0, portrait), (2.0, portrait.resize((240, 180))), (4.0, other)])
    assert [second for second, _ in found] == [0.0, 4.0]


def test_a_similarity_brings_points_to_the_frame() -> None:
    angle, scale, shift = 0.7, 0.4, np.array([30.0, -8.0])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    points = scale * FRAME @ turn.T + shift
    assert np.abs(moved(similarity(points, FRAME), points) - FRAME).max() < 1e-9
    residual, yaw = pose(points)
    assert residual < 1e-9
    assert abs(yaw) < 0.1


@pytest.mark.parametrize("scale", [0.5, 1.0, 3.7])
def test_a_chip_shows_the_face_at_any_size(scale: float) -> None:
    points = FRAME * scale + 20 * scale
    side = round(CHIP_PIXELS * scale + 40 * scale)
    rows = np.linspace(0, 255, side)
    picture = Image.fromarray(np.repeat(rows[:, None, None], side, 1).repeat(3, 2).astype(np.uint8))
    chip = chip_of(picture, points)
    assert chip.shape == (CHIP_PIXELS, CHIP_PIXELS, 3)
    middle = (20 + CHIP_PIXELS / 2) / (CHIP_PIXELS + 40) * 255
    assert abs(float(chip[CHIP_PIXELS // 2, 75, 0]) - middle) < 3


def test_blur_is_told() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (CHIP_PIXELS, CHIP_PIXELS, 3), np.uint8)
    smooth = np.asarray(Image.fromarray(noise).resize((20, 20)).resize((CHIP_PIXELS, CHIP_PIXELS)))
    assert sharpness(noise) > 3 * sharpness(smooth)
    assert sharpness(np.full_like(noise, 90)) < 1e-5


def test_overlap_suppression_and_matching() -> None:
    assert overlap((0, 0, 2, 2), (1, 0, 2, 2)) == pytest.approx(1 / 3)
    assert overlap((0, 0, 1, 1), (2, 2, 1, 1)) == 0.0
    boxes = np.array([[0, 0, 10, 10], [1, 1, 11, 11], [20, 20, 30, 30]], float)
    assert suppressed(boxes, np.array([0.5, 0.9, 0.4]), 0.3).tolist() == [1, 2]
    ours: list[Any] = [(0.0, 0.0, 2.0, 2.0), (10.0, 10.0, 2.0, 2.0)]
    assert matched(ours, [(10.1, 10.0, 2.0, 2.0), (0.4, 0.0, 2.0, 2.0)], 0.3) == [(1, 0), (0, 1)]
