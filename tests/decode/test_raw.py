"""RAW files: a small DNG is written by hand, with and without the preview a camera would embed."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from photos_ml.errors import DecodeError
from photos_ml.indexer.decode import DecodeLimits, decode_image, probe

pytest.importorskip("rawpy")

Difference = Callable[[Image.Image, Image.Image], float]
Entry = tuple[int, int, int, bytes]

SHORT, LONG, BYTE, ASCII, RATIONAL, SIGNED_RATIONAL = 3, 4, 1, 2, 5, 10
SENSOR = (320, 240)


def entry(tag: int, kind: int, *values: int) -> Entry:
    code = {SHORT: "H", LONG: "I", BYTE: "B"}[kind]
    return tag, kind, len(values), struct.pack(f"<{len(values)}{code}", *values)


def text(tag: int, value: str) -> Entry:
    return tag, ASCII, len(value) + 1, value.encode() + b"\0"


def rationals(tag: int, kind: int, *values: float) -> Entry:
    return tag, kind, len(values), b"".join(struct.pack("<ii", round(v * 10000), 10000) for v in values)


def directory(entries: list[Entry], at: int) -> bytes:
    """A TIFF directory placed at `at`, with the values that do not fit into it right behind."""
    entries = sorted(entries)
    behind = at + 2 + 12 * len(entries) + 4
    table, extra = struct.pack("<H", len(entries)), b""
    for tag, kind, count, data in entries:
        if len(data) <= 4:
            table += struct.pack("<HHI", tag, kind, count) + data.ljust(4, b"\0")
        else:
            table += struct.pack("<HHII", tag, kind, count, behind + len(extra))
            extra += data + bytes(len(data) % 2)
    return table + struct.pack("<I", 0) + extra


def dng(red: int, green: int, blue: int, *, orientation: int = 1, preview: bytes = b"") -> bytes:
    """An RGGB sensor that saw one colour (16-bit levels), and the camera's JPEG of it where there is one."""
    width, height = SENSOR
    mosaic = np.empty((height, width), "<u2")
    mosaic[0::2, 0::2], mosaic[0::2, 1::2] = red, green
    mosaic[1::2, 0::2], mosaic[1::2, 1::2] = green, blue
    samples = mosaic.tobytes()
    samples_at, preview_at = 8, 8 + len(samples)
    sensor = [
        entry(254, LONG, 0), entry(256, LONG, width), entry(257, LONG, height), entry(258, SHORT, 16),
        entry(259, SHORT, 1), entry(262, SHORT, 32803), entry(273, LONG, samples_at), entry(277, SHORT, 1),
        entry(278, LONG, height), entry(279, LONG, len(samples)), entry(33421, SHORT, 2, 2),
        entry(33422, BYTE, 0, 1, 1, 2), entry(50717, LONG, 65535),
    ]  # fmt: skip
    camera = [
        entry(274, SHORT, orientation), text(271, "Maker"), text(272, "Model"), text(50708, "Maker Model"),
        entry(50706, BYTE, 1, 4, 0, 0), entry(50707, BYTE, 1, 1, 0, 0),
        rationals(50721, SIGNED_RATIONAL, 1, 0, 0, 0, 1, 0, 0, 0, 1), rationals(50728, RATIONAL, 1, 1, 1),
        entry(50778, SHORT, 21),
    ]  # fmt: skip
    body = samples + preview + bytes(len(preview) % 2)
    first_at = 8 + len(body)
    if not preview:
        return b"II*\0" + struct.pack("<I", first_at) + body + directory(sensor + camera, first_at)
    shown = Image.open(io.BytesIO(preview))
    thumb = [
        entry(254, LONG, 1), entry(256, LONG, shown.width), entry(257, LONG, shown.height),
        entry(258, SHORT, 8, 8, 8), entry(259, SHORT, 7), entry(262, SHORT, 6), entry(273, LONG, preview_at),
        entry(277, SHORT, 3), entry(278, LONG, shown.height), entry(279, LONG, len(preview)),
    ]  # fmt: skip
    length = len(directory([*thumb, *camera, entry(330, LONG, 0)], first_at))
    second_at = first_at + length
    first = directory([*thumb, *camera, entry(330, LONG, second_at)], first_at)
    return b"II*\0" + struct.pack("<I", first_at) + body + first + directory(sensor, second_at)


def jpeg(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=95, subsampling=0)
    return buffer.getvalue()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def to_disk(data: bytes, name: str = "a.dng") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return to_disk


def middle(image: Image.Image) -> tuple[int, int, int]:
    red, green, blue = image.getpixel((image.width // 2, image.height // 2))  # type: ignore[misc]
    return int(red), int(green), int(blue)


def test_the_preview_is_shown_where_it_is_large_enough(
    write: Callable[..., Path], difference: Difference, scene: Image.Image
) -> None:
    shown = scene.resize(SENSOR)
    decoded = decode_image(write(dng(9000, 9000, 9000, preview=jpeg(shown))), min_side=200)
    assert difference(decoded, shown) < 3


def test_without_a_preview_the_sensor_is_developed_at_half_size(write: Callable[..., Path]) -> None:
    decoded = decode_image(write(dng(40000, 9000, 9000)), min_side=100)
    assert decoded.size == (160, 120)
    red, green, blue = middle(decoded)
    assert red > green + 40
    assert red > blue + 40


def test_a_preview_too_small_is_not_enough(write: Callable[..., Path]) -> None:
    blue_thumb = jpeg(Image.new("RGB", (64, 48), "blue"))
    red, _, blue = middle(decode_image(write(dng(40000, 9000, 9000, preview=blue_thumb)), min_side=100))
    assert red > blue


@pytest.mark.parametrize(("orientation", "corner"), [(1, (0, 0)), (3, (1, 1)), (6, (1, 0)), (8, (0, 1))])
def test_previews_and_developed_pictures_lie_upright(
    write: Callable[..., Path], orientation: int, corner: tuple[int, int]
) -> None:
    shown = Image.new("RGB", SENSOR, "white")
    shown.paste("red", (0, 0, 100, 80))
    path = write(dng(9000, 9000, 9000, orientation=orientation, preview=jpeg(shown)))
    decoded = decode_image(path, min_side=200)
    sideways = orientation in (6, 8)
    assert decoded.size == (SENSOR[::-1] if sideways else SENSOR)
    x, y = corner
    _, green, _ = decoded.getpixel((x * (decoded.width - 20) + 10, y * (decoded.height - 20) + 10))  # type: ignore[misc]
    assert green < 60
    developed = decode_image(write(dng(9000, 9000, 9000, orientation=orientation)), min_side=100)
    assert developed.size == ((120, 160) if sideways else (160, 120))
    assert probe(path)[:2] == decoded.size


@pytest.mark.parametrize("stated", [1, 6, 8])
@pytest.mark.parametrize("orientation", [6, 8])
def test_a_preview_that_was_turned_already_is_left_as_it_is(
    write: Callable[..., Path], orientation: int, stated: int
) -> None:
    shown = Image.new("RGB", SENSOR[::-1], "white")
    shown.paste("red", (0, 0, 100, 80))
    said, data = Image.Exif(), io.BytesIO()
    said[0x0112] = stated
    shown.save(data, "JPEG", quality=95, subsampling=0, exif=said)
    path = write(dng(9000, 9000, 9000, orientation=orientation, preview=data.getvalue()))
    decoded = decode_image(path, min_side=200)
    assert decoded.size == SENSOR[::-1] == probe(path)[:2]
    assert middle(decoded.crop((0, 0, 40, 40)))[1] < 60


def test_a_broken_preview_is_replaced_by_the_sensor(write: Callable[..., Path]) -> None:
    preview = bytearray(jpeg(Image.new("RGB", SENSOR, "blue")))
    preview[200:] = bytes(len(preview) - 200)
    data = dng(40000, 9000, 9000, preview=jpeg(Image.new("RGB", SENSOR, "blue")))
    broken = data.replace(jpeg(Image.new("RGB", SENSOR, "blue")), bytes(preview))
    assert broken != data
    red, _, blue = middle(decode_image(write(broken), min_side=100))
    assert red > blue


@pytest.mark.parametrize("tenths", range(10))
@pytest.mark.parametrize("suffix", [".dng", ".nef", ".cr2"])
def test_a_raw_file_cut_short_fails_or_is_shown(write: Callable[..., Path], tenths: int, suffix: str) -> None:
    data = dng(9000, 9000, 9000, preview=jpeg(Image.new("RGB", SENSOR, "teal")))
    path = write(data[: len(data) * tenths // 10], f"a{suffix}")
    try:
        assert decode_image(path, min_side=100).mode == "RGB"
    except DecodeError as error:
        assert not error.retry


def test_limits_hold_for_sensors_too(write: Callable[..., Path]) -> None:
    path = write(dng(9000, 9000, 9000))
    with pytest.raises(DecodeError, match="megapixels"):
        decode_image(path, min_side=100, limits=DecodeLimits(max_pixels=1000))
    with pytest.raises(DecodeError, match="MiB"):
        decode_image(path, min_side=100, limits=DecodeLimits(max_decode_bytes=1000))


def test_a_jpeg_named_like_a_raw_file_is_a_jpeg(write: Callable[..., Path]) -> None:
    assert decode_image(write(jpeg(Image.new("RGB", (30, 20))), "a.nef"), min_side=20).size == (30, 20)
