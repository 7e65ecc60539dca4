"""Why a picture is refused: in words of ours, true, and all on one list."""

from __future__ import annotations

import errno
import os
import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from photos_ml.errors import DecodeError
from photos_ml.indexer.decode import decode_image
from photos_ml.indexer.reasons import Cause, is_known, of_system, with_hint

Save = Callable[..., Path]


def refused(path: Path) -> str:
    with pytest.raises(DecodeError) as raised:
        decode_image(path, min_side=64)
    reason = with_hint(raised.value)
    assert is_known(reason)
    return reason


def jpeg_with_frame(path: Path, marker: int, bits: int = 8) -> Path:
    """The frame's kind is in one byte of its marker."""
    data = bytearray(path.read_bytes())
    frame = data.index(b"\xff\xc0")
    data[frame + 1], data[frame + 4] = marker, bits
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("marker", "bits", "kind"),
    [
        (0xC3, 8, "a lossless JPEG"),
        (0xC3, 16, "a lossless JPEG"),
        (0xF7, 8, "a JPEG-LS picture"),
        (0xC6, 8, "a hierarchical JPEG"),
        (0xC1, 12, "a JPEG of 12 bits a sample"),
    ],
)
def test_jpegs_that_nothing_decodes_are_named(
    scene: Image.Image, save: Save, marker: int, bits: int, kind: str
) -> None:
    path = jpeg_with_frame(save(scene, "a.jpg"), marker, bits)
    assert refused(path) == f"{kind}, which nothing here decodes (keep a copy of it as JPEG or PNG)"


def bigtiff(order: str, samples: bytes, width: int, height: int) -> bytes:
    tags = [
        *((256, 4, 1, width), (257, 4, 1, height), (259, 3, 1, 1), (262, 3, 1, 2), (273, 16, 1, 16)),
        *((277, 3, 1, 3), (278, 4, 1, height), (279, 16, 1, len(samples))),
    ]
    form = {3: "H6x", 4: "I4x", 16: "Q"}
    table = b"".join(
        struct.pack(f"{order}HHQ", tag, kind, count) + struct.pack(order + form[kind], value)
        for tag, kind, count, value in tags
    )
    bits = struct.pack(f"{order}HHQ3H2x", 258, 3, 3, 8, 8, 8)
    table = table[:40] + bits + table[40:]
    head = (b"MM" if order == ">" else b"II") + struct.pack(f"{order}HHHQ", 43, 8, 0, 16 + len(samples))
    return head + samples + struct.pack(f"{order}Q", len(tags) + 1) + table + bytes(8)


def test_a_bigtiff_is_decoded_or_named(scene: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(bigtiff("<", scene.tobytes(), *scene.size))
    assert np.array_equal(np.asarray(decode_image(path, min_side=64)), np.asarray(scene))
    path.write_bytes(bigtiff(">", scene.tobytes(), *scene.size))
    assert "a big-endian BigTIFF" in refused(path)


def tiff_with(path: Path, tag: int, value: int) -> Path:
    data = bytearray(path.read_bytes())
    (start,) = struct.unpack("<I", data[4:8])
    for at in range(start + 2, len(data) - 11, 12):
        if struct.unpack("<H", data[at : at + 2])[0] == tag:
            data[at + 8 : at + 10] = struct.pack("<H", value)
            break
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("tag", "value", "kind"),
    [
        (259, 34712, "a TIFF packed as JPEG 2000"),
        (259, 4711, "a TIFF packed as 4711"),
        (262, 30, "a TIFF of"),
    ],
)
def test_tiffs_that_nothing_decodes_are_named(
    scene: Image.Image, save: Save, tag: int, value: int, kind: str
) -> None:
    assert kind in refused(tiff_with(save(scene, "a.tif"), tag, value))


def test_a_damaged_tiff_is_not_called_unusual(noisy_photo: Image.Image, save: Save) -> None:
    path = save(noisy_photo.resize((200, 150)), "a.tif", compression="tiff_lzw")
    data = bytearray(path.read_bytes())
    data[9:2000] = bytes(1991)
    path.write_bytes(data)
    assert refused(path).startswith(Cause.DAMAGED.value)


def psd(
    mode: int, depth: int, planes: bytes, channels: int, *, packed: bytes = b"", profile: bytes = b""
) -> bytes:
    head = b"8BPS" + struct.pack(">H6xHIIHH", 1, channels, 64, 96, depth, mode)
    resource = b"8BIM" + struct.pack(">H", 1039) + b"\3odd" + struct.pack(">I", len(profile)) + profile
    resources = b"8BIM\x04\x04\0\0" + bytes(4) + resource if profile else b""
    body = struct.pack(">H", 1) + packed if packed else struct.pack(">H", 0)
    return head + bytes(4) + struct.pack(">I", len(resources)) + resources + bytes(4) + body + planes


@pytest.mark.parametrize(("mode", "form"), [(3, "RGB"), (1, "L"), (4, "CMYK")])
def test_photoshop_files_of_sixteen_bits_are_decoded(
    scene: Image.Image, tmp_path: Path, mode: int, form: str
) -> None:
    samples = np.asarray(scene.convert(form)).reshape(64, 96, -1).transpose(2, 0, 1).astype(">u2") * 257
    samples = 65535 - samples if form == "CMYK" else samples
    path = tmp_path / "a.psd"
    path.write_bytes(psd(mode, 16, samples.astype(">u2").tobytes(), len(samples)))
    expected = np.asarray(scene.convert(form).convert("RGB")).astype(int)
    assert np.abs(np.asarray(decode_image(path, min_side=64)).astype(int) - expected).max() <= 1
    path.write_bytes(path.read_bytes()[:-5])
    assert refused(path).startswith("the file is cut short")


def test_packed_rows_of_photoshop_are_unpacked(scene: Image.Image, tmp_path: Path) -> None:
    samples = np.asarray(scene).transpose(2, 0, 1).astype(">u2") * 257
    rows = [
        bytes((127,)) + row.tobytes()[:128] + bytes((63,)) + row.tobytes()[128:]
        for row in samples.astype(">u2").reshape(-1, 96)
    ]
    path = tmp_path / "a.psd"
    sizes = b"".join(struct.pack(">H", len(row)) for row in rows)
    path.write_bytes(psd(3, 16, b"".join(rows), 3, packed=sizes))
    assert np.array_equal(np.asarray(decode_image(path, min_side=64)), np.asarray(scene))


def test_a_profile_of_a_deep_photoshop_file_is_applied(scene: Image.Image, tmp_path: Path) -> None:
    from PIL import ImageCms

    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    samples = (np.asarray(scene).transpose(2, 0, 1).astype(">u2") * 257).astype(">u2").tobytes()
    path = tmp_path / "a.psd"
    path.write_bytes(psd(3, 16, samples, 3, profile=lab))
    assert np.array_equal(np.asarray(decode_image(path, min_side=64)), np.asarray(scene))


def test_other_deep_photoshop_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.psd"
    path.write_bytes(psd(3, 32, bytes(96 * 64 * 12), 3))
    assert "a Photoshop file of 32 bits in RGB" in refused(path)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        (
            "a.pcx",
            b"\x0a\5\1\2" + bytes((0, 0, 0, 0, 63, 0, 47, 0)) + bytes(53) + b"\1\x10\0" + bytes(60),
            "a PCX",
        ),
        (
            "a.bmp",
            b"BM" + bytes(12) + struct.pack("<IiiHHI", 40, 9, 9, 1, 0, 4) + bytes(99),
            "a BMP with a JPEG",
        ),
    ],
)
def test_old_kinds_are_named(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert kind in refused(path)


def test_every_cause_is_on_the_list_and_library_words_are_not() -> None:
    for cause in Cause:
        values: dict[str, Any] = dict.fromkeys(re.findall(r"\{(\w+)\}", cause), "x")
        assert is_known(cause.format(**values)), cause
        assert is_known(with_hint(cause.error(hint="do this", **values)))
    for words in (
        "decoder error -2",
        "not identified by this driver",
        "'NoneType' object has no attribute 'width'",
        "Operation not permitted",
        "Error -3 while decompressing data: invalid code lengths set",
    ):
        assert not is_known(words)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "permission to read it is denied"),
        (errno.EPERM, "privacy settings"),
        (errno.ENOENT, "no such file"),
        (errno.EIO, "the disk cannot read it"),
        (errno.ETIMEDOUT, "does not answer"),
        (errno.EBUSY, os.strerror(errno.EBUSY).lower()),
    ],
)
def test_what_the_system_answers_is_said_in_plain_words(number: int, words: str) -> None:
    error = of_system(OSError(number, os.strerror(number)))
    assert words in with_hint(error)
    assert error.retry
