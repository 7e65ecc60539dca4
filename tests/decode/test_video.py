"""Poster frames: small videos are written with PyAV and read back."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from photos_ml.errors import DecodeError
from photos_ml.indexer.decode import DecodeLimits, decode_image, probe


def write_video(path: Path, colours: Sequence[str], *, frames_each: int = 10, codec: str = "mpeg4") -> Path:
    """One key frame in two, 10 frames a second, `frames_each` frames of every colour."""
    av = pytest.importorskip("av")
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 10)
        stream.codec_context.gop_size = 2
        for colour in colours:
            for _ in range(frames_each):
                frame = av.VideoFrame.from_image(Image.new("RGB", (160, 96), colour))
                container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def colour_of(image: Image.Image) -> tuple[int, int, int]:
    red, green, blue = image.getpixel((80, 48))  # type: ignore[misc]
    return int(red), int(green), int(blue)


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.mov", "a.avi"])
def test_the_poster_is_from_about_one_second_in(tmp_path: Path, name: str) -> None:
    path = write_video(tmp_path / name, ["red"] * 1 + ["lime"] * 10 + ["blue"] * 3)
    decoded = decode_image(path, min_side=96)
    red, green, blue = colour_of(decoded)
    assert decoded.size == (160, 96)
    assert green > 200 > max(red, blue)
    assert probe(path) == (160, 96, "video")


def test_dark_beginnings_are_passed_over(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", ["black", "white", "white"], frames_each=4)
    assert min(colour_of(decode_image(path, min_side=96))) > 200


def test_a_video_that_is_dark_throughout_is_shown_dark(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", ["black"])
    assert max(colour_of(decode_image(path, min_side=96))) < 30


def test_a_short_video_has_a_poster_too(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", ["blue"], frames_each=1)
    assert colour_of(decode_image(path, min_side=96))[2] > 200


@pytest.mark.parametrize("tenths", range(10))
def test_a_video_cut_short_fails_or_is_shown(tmp_path: Path, tenths: int) -> None:
    data = write_video(tmp_path / "a.mkv", ["red", "lime", "blue"]).read_bytes()
    path = tmp_path / "cut.mkv"
    path.write_bytes(data[: len(data) * tenths // 10])
    try:
        assert decode_image(path, min_side=96).size == (160, 96)
    except DecodeError as error:
        assert not error.retry


def test_limits_hold_for_videos_too(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", ["red"])
    with pytest.raises(DecodeError, match="megapixels"):
        decode_image(path, min_side=96, limits=DecodeLimits(max_pixels=1000))


def test_a_sound_file_has_no_picture(tmp_path: Path) -> None:
    av = pytest.importorskip("av")
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44100)
        frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.sample_rate = 44100
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    with pytest.raises(DecodeError, match="no video"):
        decode_image(path, min_side=96)


def test_without_the_extra_the_error_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(64))
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(DecodeError, match="extra 'video'") as raised:
        decode_image(path, min_side=96)
    assert raised.value.retry
    assert "photos-ml[video]" in raised.value.hint


def test_the_known_rotated_video_lies_upright(shared_data: Path) -> None:
    pytest.importorskip("av")
    folder = shared_data / "exif" / "pigallery2" / "test" / "backend" / "assets"
    upright, rotated = (
        decode_image(folder / "video.mp4", min_side=64),
        decode_image(folder / "video_rotate.mp4", min_side=64),
    )
    assert upright.width > upright.height
    assert rotated.size != (0, 0)
