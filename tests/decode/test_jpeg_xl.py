"""JPEG XL: pixels, size and turn, in a bare codestream and in boxes, and what is said without the extra."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from photos_ml.errors import DecodeError
from photos_ml.indexer.decode import DecodeLimits, decode_image, probe
from photos_ml.indexer.jpeg_xl import NotJpegXlError, read_header

imagecodecs = pytest.importorskip("imagecodecs", reason="the extra 'jxl' is not installed")
Difference = Callable[[Image.Image, Image.Image], float]


def packed(samples: Any, **options: Any) -> bytes:
    return bytes(imagecodecs.jpegxl_encode(samples, lossless=True, **options))


def in_boxes(codestream: bytes, *, cut: int = 0) -> bytes:
    """The file with its codestream in one box, or in two with the first `cut` bytes in a box of their own."""
    start = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl \0\0\0\0jxl ")
    if not cut:
        return start + box(b"jxlc", codestream)
    first, last = b"\0\0\0\0" + codestream[:cut], b"\x80\0\0\1" + codestream[cut:]
    return start + box(b"jxlp", first) + box(b"jxlp", last)


def box(kind: bytes, data: bytes) -> bytes:
    return (len(data) + 8).to_bytes(4, "big") + kind + data


@pytest.mark.parametrize("wrap", [bytes, in_boxes, lambda data: in_boxes(data, cut=5)])
def test_what_was_written_is_read_back(
    scene: Image.Image, tmp_path: Path, difference: Difference, wrap: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "a.jxl"
    path.write_bytes(wrap(packed(np.asarray(scene))))
    assert difference(decode_image(path, min_side=64), scene) == 0
    assert probe(path) == (96, 64, "JPEG XL")


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA"])
def test_grey_and_transparent_pictures(scene: Image.Image, tmp_path: Path, mode: str) -> None:
    path = tmp_path / "a.jxl"
    path.write_bytes(packed(np.asarray(scene.convert(mode))))
    expected = scene.convert("L").convert("RGB") if "L" in mode else scene
    np.testing.assert_array_equal(np.asarray(decode_image(path, min_side=64)), np.asarray(expected))


@pytest.mark.parametrize(("dtype", "white"), [(np.uint16, 65535), (np.float32, 1.0)])
def test_deep_samples_are_scaled_to_eight_bits(
    scene: Image.Image, tmp_path: Path, difference: Difference, dtype: Any, white: float
) -> None:
    path = tmp_path / "a.jxl"
    deep = (np.asarray(scene).astype(np.float64) / 255 * white).astype(dtype)
    path.write_bytes(packed(deep))
    assert difference(decode_image(path, min_side=64), scene) <= 1


@given(width=st.integers(1, 3000), height=st.integers(1, 30))
def test_sizes_of_all_kinds_are_read_from_the_header(width: int, height: int) -> None:
    for size in ((width, height), (height, width), (8 * height, 8 * height), (16 * height, 9 * height)):
        data = packed(np.zeros((size[1], size[0]), np.uint8), effort=1)
        assert read_header(io.BytesIO(data)).upright_size == size


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_picture_stands_upright(tmp_path: Path, orientation: int) -> None:
    """The header is written by hand: 8 x 16 pixels, and no field but the turn."""
    bits = [1, *_bits(1, 5), *_bits(0, 3), *_bits(0, 5), 0, 1, *_bits(orientation - 1, 3)]
    data = b"\xff\x0a" + sum(bit << at for at, bit in enumerate(bits)).to_bytes(4, "little") + bytes(8)
    path = tmp_path / "a.jxl"
    path.write_bytes(data)
    assert read_header(io.BytesIO(data)).orientation == orientation
    assert probe(path)[:2] == ((16, 8) if orientation >= 5 else (8, 16))


def _bits(value: int, count: int) -> list[int]:
    return [value >> at & 1 for at in range(count)]


def test_what_is_too_large_is_refused_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "a.jxl"
    path.write_bytes(packed(np.zeros((300, 300), np.uint8))[:40])
    with pytest.raises(DecodeError, match="megapixels"):
        decode_image(path, min_side=64, limits=DecodeLimits(max_pixels=80_000))
    with pytest.raises(DecodeError, match="MiB"):
        decode_image(path, min_side=64, limits=DecodeLimits(max_decode_bytes=1_000_000))


@given(data=st.binary(max_size=60), keep=st.integers(0, 200))
def test_damaged_files_are_one_line(tmp_path_factory: pytest.TempPathFactory, data: bytes, keep: int) -> None:
    path = tmp_path_factory.mktemp("damaged") / "a.jxl"
    path.write_bytes(in_boxes(packed(np.zeros((64, 64), np.uint8)))[:keep] + data)
    try:
        decode_image(path, min_side=16)
    except DecodeError as error:
        assert "\n" not in str(error)


def test_no_picture_in_the_boxes() -> None:
    with pytest.raises(NotJpegXlError):
        read_header(io.BytesIO(in_boxes(b"")))


def test_without_the_extra_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jxl"
    path.write_bytes(packed(np.zeros((8, 8), np.uint8)))
    monkeypatch.setitem(sys.modules, "imagecodecs", None)
    with pytest.raises(DecodeError, match="need the extra 'jxl'") as raised:
        decode_image(path, min_side=8)
    assert raised.value.retry
    assert "photos-ml[jxl]" in raised.value.hint
