"""Files that are cut short, hostile or no files at all: each ends in DecodeError, at once and in one line."""

from __future__ import annotations

import os
import socket
import struct
import sys
import threading
import tracemalloc
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from photos_ml.errors import DecodeError
from photos_ml.indexer.decode import DecodeLimits, decode_image, probe

Save = Callable[..., Path]
Difference = Callable[[Image.Image, Image.Image], float]

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="no such files on Windows")


def reason_of(path: Path, **options: object) -> DecodeError:
    with pytest.raises(DecodeError) as raised:
        decode_image(path, min_side=64, **options)  # type: ignore[arg-type]
    assert str(raised.value)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 300
    return raised.value


def cut(path: Path, share: float) -> Path:
    data = path.read_bytes()
    short = path.with_name(f"cut-{path.name}")
    short.write_bytes(data[: int(len(data) * share)])
    return short


@pytest.mark.parametrize("share", [0.0, 0.1, 0.2, 0.3, 0.4])
def test_a_jpeg_that_lost_most_of_itself_fails(noisy_photo: Image.Image, save: Save, share: float) -> None:
    error = reason_of(cut(save(noisy_photo, "a.jpg", quality=90), share))
    assert not error.retry


@pytest.mark.parametrize("share", [0.6, 0.7, 0.8, 0.9, 0.97, 0.999])
@pytest.mark.parametrize("min_side", [128, 1200])
def test_a_jpeg_that_lost_its_end_shows_what_is_there(
    noisy_photo: Image.Image, save: Save, difference: Difference, share: float, min_side: int
) -> None:
    path = save(noisy_photo, "a.jpg", quality=90)
    whole, short = decode_image(path, min_side=min_side), decode_image(cut(path, share), min_side=min_side)
    rows = int(whole.height * (share - 0.08))
    top = (0, 0, whole.width, rows)
    assert difference(short.crop(top), whole.crop(top)) < 1


@pytest.mark.parametrize("share", [0.5, 0.7, 0.9, 0.99])
def test_a_progressive_jpeg_that_lost_its_end_is_coarse_but_whole(
    noisy_photo: Image.Image, save: Save, difference: Difference, share: float
) -> None:
    path = save(noisy_photo, "a.jpg", quality=90, progressive=True)
    whole, short = decode_image(path, min_side=128), decode_image(cut(path, share), min_side=128)
    assert difference(short, whole) < 4


@pytest.mark.parametrize("name", ["a.png", "a.webp", "a.tif", "a.gif", "a.bmp", "a.jp2", "a.avif", "a.ppm"])
@pytest.mark.parametrize("tenths", range(10))
def test_other_formats_cut_at_every_tenth_fail(
    noisy_photo: Image.Image, save: Save, name: str, tenths: int
) -> None:
    """A format that can do with less may show it (JPEG 2000 does): nothing happens but these two."""
    path = cut(save(noisy_photo.resize((200, 150)), name), tenths / 10)
    try:
        assert decode_image(path, min_side=64).mode == "RGB"
    except DecodeError as error:
        assert not error.retry


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.touch()
    assert "empty" in str(reason_of(path))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_flipped_bytes_never_raise_anything_else(tmp_path: Path, data: st.DataObject) -> None:
    name = data.draw(
        st.sampled_from(["a.jpg", "a.png", "a.webp", "a.tif", "a.gif", "a.bmp", "a.jp2", "a.ico", "a.psd"])
    )
    path = tmp_path / name
    if name == "a.psd":
        path.write_bytes(b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 8, 8, 8, 3) + bytes(14 + 192))
    else:
        Image.effect_noise((48, 40), 90).convert("RGB").save(path)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, min(len(content) - 1, 400)))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    limits = DecodeLimits(max_pixels=1_000_000)
    try:
        assert decode_image(path, min_side=64, limits=limits).mode == "RGB"
    except DecodeError as error:
        assert "\n" not in str(error)


# Bombs


def png(width: int, height: int, *chunks: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = b"".join(
        [chunk(b"IHDR", head), *chunks, chunk(b"IDAT", zlib.compress(bytes(100))), chunk(b"IEND", b"")]
    )
    return b"\x89PNG\r\n\x1a\n" + body


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def jpeg_of(width: int, height: int) -> bytes:
    import io

    buffer = io.BytesIO()
    Image.new("RGB", (16, 16)).save(buffer, "JPEG")
    data = bytearray(buffer.getvalue())
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def tiff_of(width: int, height: int) -> bytes:
    entries = [
        (256, 4, width),
        (257, 4, height),
        (258, 3, 8),
        (259, 3, 1),
        (262, 3, 1),
        (273, 4, 8),
        (279, 4, 64),
    ]
    table = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + table + bytes(68)


def webp_of(width: int, height: int) -> bytes:
    extended = struct.pack("<I", 0) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = (
        b"WEBPVP8X" + struct.pack("<I", 10) + extended + b"VP8L" + struct.pack("<I", 8) + b"\x2f" + bytes(7)
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def bmp_of(width: int, height: int) -> bytes:
    head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + 64, 0, 0, 54) + head + bytes(64)


@pytest.mark.parametrize("side", [30_000, 65_000, 2_000_000])
@pytest.mark.parametrize("make", [png, jpeg_of, tiff_of, webp_of, bmp_of])
def test_huge_declared_sizes_are_refused_before_anything_is_allocated(
    tmp_path: Path, make: Callable[[int, int], bytes], side: int
) -> None:
    side = min(side, 65_000) if make in (jpeg_of, webp_of) else side  # more does not fit into their headers
    path = tmp_path / "bomb"
    path.write_bytes(make(side, side))
    taken: list[int] = []
    with pytest.raises(DecodeError):
        decode_image(path, min_side=64, reserve=taken.append)
    assert sum(taken) < 100_000_000


@pytest.mark.parametrize("kind", [b"zTXt", b"iCCP"])
def test_text_that_unpacks_to_gigabytes_costs_neither_memory_nor_the_picture(
    tmp_path: Path, kind: bytes
) -> None:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(200)) + packer.flush()
    path = tmp_path / "bomb.png"
    path.write_bytes(png(8, 8, chunk(kind, b"name\0\0" + packed)))
    assert whole_picture(path)


def test_many_text_chunks_do_not_cost_the_picture(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    text = chunk(b"zTXt", b"name\0\0" + zlib.compress(bytes(1 << 20)))
    path.write_bytes(png(8, 8, *[text] * 100))
    assert whole_picture(path)


def whole_picture(path: Path) -> bool:
    """Whether it decodes without ever holding much."""
    tracemalloc.start()
    try:
        size = decode_image(path, min_side=8).size
        return size == (8, 8) and tracemalloc.get_traced_memory()[1] < 80 << 20
    finally:
        tracemalloc.stop()


def test_an_endless_chain_of_tiff_directories_ends(tmp_path: Path) -> None:
    data = bytearray(tiff_of(8, 8))
    data[8 + 2 + 7 * 12 : 8 + 2 + 7 * 12 + 4] = struct.pack("<I", 8)
    path = tmp_path / "loop.tif"
    path.write_bytes(data)
    assert decode_image(path, min_side=8).size == (8, 8)


def test_limits_are_the_callers(noisy_photo: Image.Image, save: Save) -> None:
    path = save(noisy_photo, "a.png")
    assert "megapixels" in str(reason_of(path, limits=DecodeLimits(max_pixels=1_000_000)))
    assert "MiB" in str(reason_of(path, limits=DecodeLimits(max_file_bytes=1000)))
    assert "MiB" in str(reason_of(path, limits=DecodeLimits(max_decode_bytes=1_000_000)))


def test_a_jpeg_that_loads_small_costs_little(noisy_photo: Image.Image, save: Save) -> None:
    costs: dict[str, list[int]] = {}
    for name, options in {"whole": {}, "progressive": {"progressive": True}}.items():
        path = save(noisy_photo, f"{name}.jpg", **options)
        decode_image(path, min_side=150, reserve=costs.setdefault(name, []).append)
    assert costs["whole"] == [200 * 150 * 4]
    assert costs["progressive"][0] > 1600 * 1200 * 2


def test_reserve_may_refuse(noisy_photo: Image.Image, save: Save) -> None:
    def refuse(cost_bytes: int) -> None:
        raise DecodeError(f"no room for {cost_bytes} bytes", retry=True)

    assert reason_of(save(noisy_photo, "a.png"), reserve=refuse).retry


# What is no file


def test_a_folder_is_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.mkdir()
    assert "regular file" in str(reason_of(path))


def test_a_missing_file_may_come_back(tmp_path: Path) -> None:
    assert reason_of(tmp_path / "a.jpg").retry


@posix_only
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_may_be_read_later(scene: Image.Image, save: Save) -> None:
    path = save(scene, "a.jpg")
    path.chmod(0)
    assert reason_of(path).retry


@posix_only
@pytest.mark.timeout(10)
def test_pipes_sockets_and_devices_do_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    (tmp_path / "null.jpg").symlink_to("/dev/null")
    (tmp_path / "zero.jpg").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listener:
        os_path = tmp_path / "s.jpg"
        listener.bind(str(os_path))
        for name in ("pipe.jpg", "null.jpg", "zero.jpg", "s.jpg"):
            assert "regular file" in str(reason_of(tmp_path / name)), name


@posix_only
def test_a_link_to_a_picture_is_followed_and_a_loop_is_not(
    scene: Image.Image, save: Save, tmp_path: Path
) -> None:
    (tmp_path / "link.jpg").symlink_to(save(scene, "a.png"))
    assert decode_image(tmp_path / "link.jpg", min_side=64).size == scene.size
    (tmp_path / "loop.jpg").symlink_to(tmp_path / "loop.jpg")
    reason_of(tmp_path / "loop.jpg")


# Pillow's process-wide state


def test_warnings_neither_leak_nor_stay_off(scene: Image.Image, save: Save) -> None:
    path = save(scene, "a.tif")
    data = path.read_bytes()
    path.write_bytes(data + bytes(3))
    filters, limit = list(warnings.filters), Image.MAX_IMAGE_PIXELS
    paths = [path, save(scene, "b.jpg", exif=b"Exif\0\0II*\0\x08\0\0\0\x05\0" + bytes(8))] * 20
    threads = [threading.Thread(target=decode_image, args=(path,), kwargs={"min_side": 64}) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(warnings.filters) == filters
    assert limit == Image.MAX_IMAGE_PIXELS


def test_probe_fails_like_decoding(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0 no picture")
    with pytest.raises(DecodeError):
        probe(path)
