"""What a JPEG XL file says beside its picture: plain boxes and packed ones, whole and damaged."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photos_ml.indexer.metadata.container import read_blocks
from photos_ml.types import DateSource
from tests.metadata.conftest import Read, exif_bytes

imagecodecs: Any = pytest.importorskip("imagecodecs", reason="the extra 'jxl' is not installed")
EXIF = exif_bytes(base={0x0110: "SM-G991B", 0x0112: 6}, details={0x9003: "2018:01:02 03:04:05"})
STAMP = 1_593_866_096
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"/></rdf:RDF></x:xmpmeta>'
)


def box(kind: bytes, data: bytes) -> bytes:
    return (len(data) + 8).to_bytes(4, "big") + kind + data


def packed(kind: bytes, data: bytes) -> bytes:
    return box(b"brob", kind + bytes(imagecodecs.brotli_encode(data)))


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """write(boxes) -> path of a picture of 40 x 30 pixels with these boxes before it."""
    picture = bytes(imagecodecs.jpegxl_encode(np.zeros((30, 40, 3), np.uint8), lossless=True))

    def to_disk(*before: bytes) -> Path:
        path = tmp_path / "a.jxl"
        start = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl \0\0\0\0jxl ")
        path.write_bytes(start + b"".join(before) + box(b"jxlc", picture))
        os.utime(path, (STAMP, STAMP))  # the clock of these tests stands still
        return path

    return to_disk


@pytest.mark.parametrize("wrap", [box, packed])
def test_exif_and_xmp_are_read(write: Any, read: Read, wrap: Any) -> None:
    found = read(write(wrap(b"Exif", b"\0\0\0\0" + EXIF), wrap(b"xml ", XMP)))
    assert found.taken is not None
    assert (found.taken.local, found.taken.source) == (datetime(2018, 1, 2, 3, 4, 5), DateSource.EXIF)
    assert (found.camera.model, found.rating, found.problems) == ("SM-G991B", 4, ())
    assert (found.width, found.height) == (40, 30), "the picture is upright whatever its EXIF says"


def test_a_picture_that_says_nothing(write: Any, read: Read) -> None:
    found = read(write())
    assert (found.width, found.height, found.rating, found.problems) == (40, 30, None, ())


def test_damaged_or_swollen_metadata_leaves_the_size(write: Any) -> None:
    for damaged in (box(b"brob", b"Exif\xff\xff\xff"), packed(b"xml ", bytes(1 << 25))):
        blocks = read_blocks(write(damaged))
        assert (blocks.width, blocks.height) == (40, 30)
        assert len(blocks.problems) == 1


def test_packed_metadata_without_the_extra(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(packed(b"Exif", b"\0\0\0\0" + EXIF))
    monkeypatch.setitem(sys.modules, "imagecodecs", None)
    blocks = read_blocks(path)
    assert (blocks.width, blocks.exif, blocks.problems) == (40, None, ())
