"""All eight EXIF orientations, in every format that can carry them, against an upright reference."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, features
from PIL.Image import Transpose

from photos_ml.indexer.decode import decode_image, probe

Save = Callable[..., Path]
Difference = Callable[[Image.Image, Image.Image], float]

STORED_AS = {
    1: None,
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_90,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_270,
}
"""How a camera that writes an orientation has turned the upright picture."""


def stored(upright: Image.Image, orientation: int) -> tuple[Image.Image, Image.Exif]:
    turn = STORED_AS[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    return (upright if turn is None else upright.transpose(turn)), exif


@pytest.mark.parametrize("orientation", STORED_AS)
@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.webp", "a.jpg"])
def test_pictures_are_turned_upright(
    scene: Image.Image, save: Save, difference: Difference, name: str, orientation: int
) -> None:
    turned, exif = stored(scene, orientation)
    options = {"lossless": True} if name == "a.webp" else {"quality": 95, "subsampling": 0}
    path = save(turned, name, exif=exif, **options)
    assert difference(decode_image(path, min_side=64), scene) < 2
    assert probe(path)[:2] == (96, 64)


@pytest.mark.parametrize("orientation", STORED_AS)
def test_a_small_jpeg_load_is_turned_too(
    noisy_photo: Image.Image, save: Save, difference: Difference, orientation: int
) -> None:
    turned, exif = stored(noisy_photo, orientation)
    decoded = decode_image(save(turned, "a.jpg", exif=exif, quality=90), min_side=150)
    assert difference(decoded, noisy_photo.reduce(8)) < 3


@pytest.mark.parametrize("orientation", STORED_AS)
def test_heic_is_not_turned_twice(
    scene: Image.Image, tmp_path: Path, difference: Difference, orientation: int
) -> None:
    """libheif turns the pixels itself; the EXIF block beside them still tells of the turn."""
    pillow_heif = pytest.importorskip("pillow_heif")
    turned, exif = stored(scene, orientation)
    path = tmp_path / "a.heic"
    pillow_heif.from_pillow(turned).save(path, exif=exif.tobytes(), quality=95, chroma=444)
    assert difference(decode_image(path, min_side=64), scene) < 4


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow was built without AVIF")
@pytest.mark.parametrize("orientation", STORED_AS)
def test_avif_is_turned_once(
    scene: Image.Image, save: Save, difference: Difference, orientation: int
) -> None:
    turned, exif = stored(scene, orientation)
    path = save(turned, "a.avif", exif=exif, quality=95, subsampling="4:4:4")
    assert difference(decode_image(path, min_side=64), scene) < 4


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_an_orientation_out_of_range_is_upright(
    scene: Image.Image, save: Save, difference: Difference, value: int
) -> None:
    exif = Image.Exif()
    exif[0x0112] = value
    assert difference(decode_image(save(scene, "a.png", exif=exif), min_side=64), scene) == 0


def test_a_broken_exif_block_costs_nothing(scene: Image.Image, save: Save, difference: Difference) -> None:
    for block in (
        b"Exif\0\0",
        b"Exif\0\0MM\0*\xff\xff\xff\xff",
        b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\x12\x01" * 40,
    ):
        path = save(scene, "a.jpg", exif=block, quality=95, subsampling=0)
        assert difference(decode_image(path, min_side=64), scene) < 2


def test_the_known_pictures_lie_upright(shared_data: Path) -> None:
    """Eight turned copies of one landscape and of one portrait."""
    for stem in ("Landscape", "Portrait"):
        thumbs = [
            decode_image(shared_data / "formats" / "orientation" / f"{stem}_{n}.jpg", min_side=64)
            for n in range(1, 9)
        ]
        assert {(thumb.width > thumb.height) for thumb in thumbs} == {stem == "Landscape"}
