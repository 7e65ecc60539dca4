"""What other containers than MP4 and MOV say, through PyAV: a title in whatever encoding its writer had."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from tests.metadata.conftest import Read

PLACEHOLDER = "Garden_party"


def write_titled(path: Path, title: bytes) -> Path:
    """A short video whose title is these bytes, as many as the placeholder has."""
    av = pytest.importorskip("av")
    assert len(title) == len(PLACEHOLDER)
    with av.open(str(path), "w") as container:
        container.metadata["title"] = PLACEHOLDER
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 32, 16, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 10)
        for packet in stream.encode(av.VideoFrame.from_image(Image.new("RGB", (32, 16), "red"))):
            container.mux(packet)
        container.mux(stream.encode())
    data = path.read_bytes()
    assert PLACEHOLDER.encode() in data
    path.write_bytes(data.replace(PLACEHOLDER.encode(), title))
    return path


@pytest.mark.parametrize("name", ["clip.mkv", "clip.avi"])
@pytest.mark.parametrize(
    ("written", "title"),
    [
        (b"Gartenfest 1", "Gartenfest 1"),
        ("Fête à Pau".encode(), "Fête à Pau"),
        (b"F\xeate \xe0 Paris", "Fête à Paris"),
        (b"\xff\x81\x8d\x8f\x90 picnic", "ÿ picnic"),
    ],
    ids=["plain", "UTF-8", "Latin-1", "no text"],
)
def test_a_title_is_read_in_the_encoding_it_has(
    read: Read, tmp_path: Path, name: str, written: bytes, title: str
) -> None:
    found = read(write_titled(tmp_path / name, written))
    assert found.title == title
    assert (found.width, found.height, found.problems) == (32, 16, ())
    assert found.title.isprintable(), "the library keeps no lone surrogates"
