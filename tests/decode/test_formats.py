"""Every format that is written here is read back as the picture that was written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, features

from photos_ml.errors import DecodeError
from photos_ml.indexer.decode import decode_image, probe
from photos_ml.indexer.decode.source import webp_size

Save = Callable[..., Path]
Difference = Callable[[Image.Image, Image.Image], float]

LOSSLESS = [
    ("a.png", {}),
    ("a.bmp", {}),
    ("a.tif", {}),
    ("a.tiff", {"compression": "tiff_lzw"}),
    ("a.tiff", {"compression": "tiff_adobe_deflate"}),
    ("a.tiff", {"compression": "packbits"}),
    ("a.webp", {"lossless": True}),
    ("a.jp2", {"irreversible": False}),
    ("a.j2k", {"irreversible": False}),
    ("a.ppm", {}),
    ("a.tga", {}),
    ("a.sgi", {}),
    ("a.pcx", {}),
    ("a.qoi", {}),
]


@pytest.mark.parametrize(("name", "options"), LOSSLESS)
def test_lossless_formats_come_back_exactly(
    scene: Image.Image, save: Save, difference: Difference, name: str, options: dict[str, object]
) -> None:
    decoded = decode_image(save(scene, name, **options), min_side=64)
    assert difference(decoded, scene) == 0


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.jpg", {"quality": 95, "subsampling": 0}),
        ("a.jpg", {"quality": 95, "subsampling": 0, "progressive": True}),
        ("a.jpeg", {"quality": 95, "subsampling": 0, "keep_rgb": True}),
        ("a.webp", {"quality": 95}),
        ("a.tif", {"compression": "jpeg", "quality": 95}),
    ],
)
def test_lossy_formats_come_back_closely(
    scene: Image.Image, save: Save, difference: Difference, name: str, options: dict[str, object]
) -> None:
    decoded = decode_image(save(scene, name, **options), min_side=64)
    assert difference(decoded, scene) < 4


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow was built without AVIF")
def test_avif(scene: Image.Image, save: Save, difference: Difference) -> None:
    path = save(scene, "a.avif", quality=95, subsampling="4:4:4")
    assert difference(decode_image(path, min_side=64), scene) < 4
    assert probe(path) == (96, 64, "AVIF")


def test_heic(scene: Image.Image, tmp_path: Path, difference: Difference) -> None:
    pillow_heif = pytest.importorskip("pillow_heif")
    path = tmp_path / "a.heic"
    pillow_heif.from_pillow(scene).save(path, quality=95, chroma=444)
    assert difference(decode_image(path, min_side=64), scene) < 4
    assert probe(path) == (96, 64, "HEIF")


def test_the_first_frame_of_an_animation_is_shown(save: Save) -> None:
    frames = [Image.new("RGB", (20, 10), colour) for colour in ("red", "blue")]
    for name in ("a.gif", "a.webp", "a.png", "a.tif"):
        path = save(frames[0], name, save_all=True, append_images=frames[1:], lossless=True)
        red, _, blue = decode_image(path, min_side=10).getpixel((5, 5))  # type: ignore[misc]
        assert (red > 250, blue < 5) == (True, True), name


def test_the_largest_picture_of_an_icon_is_shown(scene: Image.Image, save: Save) -> None:
    path = save(scene.resize((64, 64)), "a.ico", sizes=[(16, 16), (64, 64)])
    assert decode_image(path, min_side=64).size == (64, 64)


def test_content_decides_not_the_suffix(scene: Image.Image, save: Save, difference: Difference) -> None:
    path = save(scene, "a.png")
    wrong = path.rename(path.with_suffix(".heic"))
    assert difference(decode_image(wrong, min_side=64), scene) == 0
    assert probe(wrong) == (96, 64, "PNG")


def test_names_of_any_characters(scene: Image.Image, save: Save) -> None:
    path = save(scene, "a.jpg")
    for name in ("new\nline.jpg", "\U0001f984 ñ.JPG", "%s {x} #?.jpg"):
        path = path.rename(path.with_name(name))
        assert decode_image(path, min_side=64).size == (96, 64)


@pytest.mark.parametrize("name", ["a.svg", "a.jpg", "a.txt", "a.nef", "a.mov", "a"])
def test_text_is_refused_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("<svg>not a picture</svg>\n" * 40)
    with pytest.raises(DecodeError) as raised:
        decode_image(path, min_side=64)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("min_side", [1, 64, 260, 512, 1200, 5000])
@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.jp2", "a.webp"])
def test_the_shorter_side_is_kept_and_no_more_than_twice_what_is_needed(
    noisy_photo: Image.Image, save: Save, name: str, min_side: int
) -> None:
    decoded = decode_image(save(noisy_photo, name), min_side=min_side)
    shorter = min(decoded.size)
    assert shorter >= min(min_side, 1200)
    assert shorter <= max(2 * min_side, 64) or shorter == 1200
    assert abs(decoded.width / decoded.height - 4 / 3) < 0.02 or shorter < 32


@pytest.mark.parametrize("size", [(1600, 1200), (1598, 1203), (2081, 2607)])
def test_loading_small_equals_loading_whole_and_resizing(
    noisy_photo: Image.Image, save: Save, difference: Difference, size: tuple[int, int]
) -> None:
    """Whatever blocks the size leaves over at the edges; a shift by one pixel differs by more than six."""
    path = save(noisy_photo.resize(size), "a.jpg", quality=90)
    encoder_input = (256, 256)
    with Image.open(path) as whole:
        expected = whole.convert("RGB").resize(encoder_input, Image.Resampling.BICUBIC)
    decoded = decode_image(path, min_side=256).resize(encoder_input, Image.Resampling.BICUBIC)
    assert difference(decoded, expected) < 2
    assert (
        difference(expected.transform(encoder_input, Image.Transform.AFFINE, (1, 0, 1, 0, 1, 0)), expected)
        > 6
    )


def test_the_result_keeps_nothing_of_the_file(scene: Image.Image, save: Save) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    decoded = decode_image(save(scene, "a.jpg", exif=exif), min_side=64)
    assert type(decoded) is Image.Image
    assert not decoded.info
    assert not dict(decoded.getexif())
    assert np.asarray(decoded).shape == (96, 64, 3)


@pytest.mark.parametrize(
    ("size", "options"),
    [
        ((301, 205), {"lossless": True}),
        ((301, 205), {"quality": 80}),
        ((16383, 3), {"quality": 80}),
        ((301, 205), {"quality": 80, "exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0"}),
    ],
)
def test_the_size_of_a_webp_is_in_its_head(
    save: Save, size: tuple[int, int], options: dict[str, object]
) -> None:
    path = save(Image.new("RGB", size, "teal"), "a.webp", **options)
    assert webp_size(path.read_bytes()[:30]) == size
    assert webp_size(path.read_bytes()[:14]) == (0, 0)
