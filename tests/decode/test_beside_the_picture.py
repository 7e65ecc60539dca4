"""What lies in a file beside its picture, and is damaged, never costs the picture; what says how much of it
is shown is obeyed."""

from __future__ import annotations

import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from photos_ml.errors import DecodeError
from photos_ml.indexer.avif import clean_aperture
from photos_ml.indexer.decode import decode_image
from photos_ml.indexer.heif import _ends, _plainly_named, heif_library, made_safe
from photos_ml.indexer.metadata import read_metadata

Save = Callable[..., Path]


def chunk(kind: bytes, data: bytes, *, sound: bool = True) -> bytes:
    check = zlib.crc32(kind + data) if sound else 0
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


@pytest.mark.parametrize(
    "bad",
    [
        chunk(b"zTXt", b"Comment\0\0no zlib at all"),
        chunk(b"iTXt", b"Comment\0\1\0\0\0no zlib at all"),
        chunk(b"tEXt", b"Comment\0hello", sound=False),
        chunk(b"iCCP", b"p\0\0" + bytes(9)),
        chunk(b"pHYs", b"\0"),
        chunk(b"acTL", struct.pack(">II", 3, 0)) + chunk(b"fcTL", bytes(26)),
    ],
    ids=["text", "unicode text", "check sum", "profile", "short", "animation"],
)
def test_a_png_is_never_refused_for_what_is_beside_its_picture(
    scene: Image.Image, save: Save, bad: bytes
) -> None:
    path = save(scene, "IMG_20240229_101112.png")
    data = path.read_bytes()
    path.write_bytes(data[:33] + bad + data[33:])
    assert np.array_equal(np.asarray(decode_image(path, min_side=64)), np.asarray(scene))
    metadata = read_metadata(path)
    assert (metadata.width, metadata.height) == scene.size
    assert metadata.taken is not None


def test_a_png_keeps_its_orientation_where_its_text_is_bad(scene: Image.Image, save: Save) -> None:
    exif = Image.Exif()
    exif[0x112] = 6
    path = save(scene, "a.png", exif=exif)
    data = path.read_bytes()
    path.write_bytes(data[:33] + chunk(b"zTXt", b"Comment\0\0no zlib at all") + data[33:])
    assert decode_image(path, min_side=64).size == (64, 96)


@pytest.mark.parametrize("marker", [0xE0, 0xE1, 0xE2, 0xED, 0xFE])
def test_a_jpeg_is_never_refused_for_what_is_beside_its_picture(
    scene: Image.Image, save: Save, marker: int
) -> None:
    path = save(scene, "a.jpg", quality=95)
    whole, data = decode_image(path, min_side=64), path.read_bytes()
    for head in (
        b"JFIF\0",
        b"Exif\0\0MM\0*",
        b"ICC_PROFILE\0\x09\1",
        b"Photoshop 3.0\x008BIM\4\4\xff",
        b"MPF\0MM\0*",
    ):
        body = head + b"\xff" * 40
        path.write_bytes(
            data[:2] + b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body + data[2:]
        )
        assert np.array_equal(np.asarray(decode_image(path, min_side=64)), np.asarray(whole))


def test_a_thousand_segments_of_photoshop_are_read_once(scene: Image.Image, save: Save) -> None:
    """Together 33 MB: joined one by one they were copied five hundred times over."""
    path = save(scene, "a.jpg")
    data = path.read_bytes()
    body = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", 33_000) + bytes(33_000)
    segment = b"\xff\xed" + struct.pack(">H", len(body) + 2) + body
    path.write_bytes(data[:2] + segment * 1000 + data[2:])
    metadata = read_metadata(path)
    assert (metadata.width, metadata.height) == scene.size
    assert metadata.problems == ()


# AVIF: the clean aperture


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def inner(data: bytes, *path: bytes) -> bytes:
    for kind in path:
        at = data.index(kind) - 4
        data = data[at + 8 : at + int.from_bytes(data[at : at + 4], "big")]
    return data


def with_aperture(data: bytes, clap: tuple[int, ...]) -> bytes:
    """The file built anew around its own coded picture and properties, with one more of these."""
    size, pixels, codec = (box(kind, inner(data, kind)) for kind in (b"ispe", b"pixi", b"av1C"))
    coded = inner(data, b"mdat")
    aperture = box(b"clap", struct.pack(">IIIIiIiI", *clap))
    links = struct.pack(">IIHB5B", 0, 1, 1, 4, 1, 2, 0x80 | 3, 0x80 | 4, 0)[:-1]

    def built(offset: int) -> bytes:
        meta = box(
            b"meta",
            bytes(4),
            box(b"hdlr", bytes(8), b"pict", bytes(13)),
            box(b"pitm", struct.pack(">IH", 0, 1)),
            box(b"iloc", struct.pack(">IBBHHHHII", 0, 0x44, 0, 1, 1, 0, 1, offset, len(coded))),
            box(
                b"iinf",
                struct.pack(">IH", 0, 1),
                box(b"infe", struct.pack(">IHH4sB", 2 << 24, 1, 0, b"av01", 0)),
            ),
            box(b"iprp", box(b"ipco", size, pixels, codec, aperture), box(b"ipma", links)),
        )
        start = box(b"ftyp", b"avif", bytes(4), b"avifmif1miaf") + meta
        return start + box(b"mdat", coded)

    return built(len(built(0)) - len(coded))


def test_an_avif_shows_its_clean_aperture(scene: Image.Image, save: Save) -> None:
    path = save(scene, "a.avif", quality=95)
    whole = decode_image(path, min_side=64)
    path.write_bytes(with_aperture(path.read_bytes(), (48, 1, 32, 1, -12, 1, 8, 1)))
    shown = decode_image(path, min_side=32)
    assert np.array_equal(np.asarray(shown), np.asarray(whole.crop((12, 24, 60, 56))))
    metadata = read_metadata(path)
    assert (metadata.width, metadata.height) == (48, 32)


@pytest.mark.parametrize(
    "clap", [(96, 1, 64, 1, 0, 1, 0, 1), (48, 0, 32, 1, 0, 1, 0, 1), (200, 1, 64, 1, 0, 1, 0, 1)]
)
def test_an_aperture_that_says_nothing_or_makes_no_sense_is_none(
    scene: Image.Image, save: Save, clap: tuple[int, ...]
) -> None:
    path = save(scene, "a.avif")
    path.write_bytes(with_aperture(path.read_bytes(), clap))
    with path.open("rb") as file:
        assert clean_aperture(file) is None


def test_heic_is_decoded_by_whichever_library_there_is(
    scene: Image.Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pillow_heif = pytest.importorskip("pillow_heif")
    path = tmp_path / "a.heic"
    pillow_heif.from_pillow(scene).save(path, quality=95)
    usual = decode_image(path, min_side=64)
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    assert np.array_equal(np.asarray(decode_image(path, min_side=64)), np.asarray(usual))
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(DecodeError, match="HEIC pictures need the package pi-heif") as raised:
        decode_image(path, min_side=64)
    assert raised.value.retry
    assert read_metadata(path).problems


def test_a_heic_that_points_behind_its_own_end_goes_to_no_decoder(
    scene: Image.Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pillow_heif = pytest.importorskip("pillow_heif")
    path = tmp_path / "a.heic"
    pillow_heif.from_pillow(scene).save(path, quality=95)
    data = path.read_bytes()
    with path.open("rb") as file:
        assert made_safe(file) is file
    path.write_bytes(data[:-20])
    monkeypatch.setattr(heif_library(), "HeifImageFile", None)
    with pytest.raises(DecodeError, match="cut short"):
        decode_image(path, min_side=64)
    assert read_metadata(path).problems == ("no picture that can be read",)


def test_names_in_a_heic_that_are_no_text_are_made_plain() -> None:
    name = b"\0\0\0\x15infe" + b"\2\0\0\0" + bytes(4) + b"mime\xff"
    assert _plainly_named(b"x" + name + b"\xfe") == b"x" + name[:-1] + b"?" + b"\xfe"
    assert _plainly_named(b"infe\xff") == b"infe\xff"


@pytest.mark.parametrize("table", [b"", b"\0", bytes(8), b"\1\0\0\0\x44\x44\xff\xff", b"\2" + b"\xff" * 30])
def test_tables_that_make_no_sense_point_nowhere(table: bytes) -> None:
    assert list(_ends(table)) == []
