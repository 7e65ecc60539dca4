"""Frames spread over a video: small ones are written with PyAV and read back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from photos_ml.errors import DecodeError
from photos_ml.indexer.decode import decode_frame, open_video
from photos_ml.indexer.decode.frames import Spread, coarse_to_fine, spread_frames
from photos_ml.indexer.decode.shown import HLG, PQ, picture_of, toned
from photos_ml.indexer.enrich.needs import NeedsFrames, NeedsPixels
from photos_ml.indexer.pyav import open_video as open_container
from photos_ml.indexer.workers.looks import all_looks
from photos_ml.indexer.workers.messages import Look, Spec, Work
from photos_ml.indexer.workers.task import read_metadata_with_places

av: Any = pytest.importorskip("av")
RATE = 5
COLOURS = ("red", "lime", "blue")
EVERY = Spread(2.0, 100, 40)


def written(
    target: Any, seconds: float, *, gop: int, colours: Sequence[str] = COLOURS, **options: Any
) -> None:
    """Each colour for `seconds`, a key frame in `gop` frames."""
    with av.open(target, "w", **options) as container:
        stream = container.add_stream("mpeg4", rate=RATE, options={"sc_threshold": "1000000000"})
        stream.width, stream.height, stream.pix_fmt = 80, 48, "yuv420p"
        stream.codec_context.gop_size = gop
        for colour in colours:
            frame = av.VideoFrame.from_image(Image.new("RGB", (80, 48), colour))
            for _ in range(round(seconds * RATE)):
                container.mux(stream.encode(frame))
        container.mux(stream.encode())


def spread(path: Path, *spreads: Spread) -> list[list[tuple[float, Image.Image]]]:
    with open_video(path) as video:
        return spread_frames(video, spreads or (EVERY,))


def colours(frames: Sequence[tuple[float, Image.Image]]) -> list[tuple[float, int]]:
    """Second, and which of the colours it is."""
    return [(second, int(np.argmax(np.asarray(frame)[12, 20]))) for second, frame in frames]


def test_key_frames_are_enough_where_they_are_near(tmp_path: Path) -> None:
    written(str(tmp_path / "a.mp4"), 4.0, gop=RATE)
    assert colours(spread(tmp_path / "a.mp4")[0]) == [
        (0, 0),
        (2, 0),
        (4, 1),
        (6, 1),
        (8, 2),
        (10, 2),
        (11, 2),
    ]


def test_between_distant_key_frames_others_are_decoded(tmp_path: Path) -> None:
    written(str(tmp_path / "a.mp4"), 8.0, gop=10_000)
    seen = colours(spread(tmp_path / "a.mp4")[0])
    assert [second for second, _ in seen] == [2.0 * number for number in range(12)]
    assert [colour for _, colour in seen] == [0] * 4 + [1] * 4 + [2] * 4


def colour_at(path: Path, second: float) -> int:
    return colours([(second, decode_frame(path, second, side=40))])[0][1]


@pytest.mark.parametrize("gop", [RATE, 10_000])
def test_a_second_is_seen_as_it_is_wherever_key_frames_are(tmp_path: Path, gop: int) -> None:
    written(str(tmp_path / "a.mp4"), 4.0, gop=gop)
    seconds = [0.0, 3.79, 4.0, 7.98, 8.0, 11.0, 600.0]
    assert [colour_at(tmp_path / "a.mp4", second) for second in seconds] == [0, 0, 1, 1, 2, 2, 2]
    seen = spread(tmp_path / "a.mp4")[0]
    for second, frame in seen:  # told in hundredths
        again = np.asarray(decode_frame(tmp_path / "a.mp4", round(second, 2), side=40), float)
        assert np.abs(again - np.asarray(frame, float)).mean() < 1
    (tmp_path / "a.mp4").write_bytes((tmp_path / "a.mp4").read_bytes()[:200])
    with pytest.raises(DecodeError):
        colour_at(tmp_path / "a.mp4", 1.0)
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    with pytest.raises(DecodeError):
        colour_at(tmp_path / "a.png", 1.0)


class Pipe(io.BytesIO):
    def seekable(self) -> bool:
        return False

    seek = None  # type: ignore[assignment]


def test_a_video_that_does_not_say_how_long_it_is_is_seen_throughout(tmp_path: Path) -> None:
    target = Pipe()
    written(target, 10.0, gop=RATE, format="matroska")
    (tmp_path / "a.mkv").write_bytes(target.getvalue())
    with open_video(tmp_path / "a.mkv") as video:
        assert video.duration_s == 0
    assert [colour for _, colour in colours(spread(tmp_path / "a.mkv")[0])] == [0] * 5 + [1] * 5 + [2] * 5
    assert [colour_at(tmp_path / "a.mkv", second) for second in (0.0, 12.0, 25.0)] == [0, 1, 2]
    few = spread(tmp_path / "a.mkv", Spread(2.0, 5, 40))[0]
    assert len(few) <= 5
    assert {colour for _, colour in colours(few)} == {0, 1, 2}


@pytest.mark.parametrize("tenths", range(1, 10, 2))
def test_of_a_video_that_is_cut_off_the_beginning_is_seen(tmp_path: Path, tenths: int) -> None:
    written(str(tmp_path / "a.mkv"), 10.0, gop=RATE)
    data = (tmp_path / "a.mkv").read_bytes()
    (tmp_path / "a.mkv").write_bytes(data[: len(data) * tenths // 10])
    seen = colours(spread(tmp_path / "a.mkv")[0])
    assert seen[0] == (0, 0)
    assert seen[-1][0] >= 3 * tenths - 6


def test_a_video_without_a_frame_is_damaged(tmp_path: Path) -> None:
    written(str(tmp_path / "a.mp4"), 4.0, gop=RATE)
    data = (tmp_path / "a.mp4").read_bytes()
    start = data.index(b"mdat") + 4
    (tmp_path / "a.mp4").write_bytes(data[:start] + bytes(len(data) - start))
    with pytest.raises(DecodeError):
        spread(tmp_path / "a.mp4")


def test_one_opening_serves_poster_and_all_frames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(str(tmp_path / "a.mp4"), 4.0, gop=RATE)
    opened: list[Any] = []

    def counted(file: Any) -> Any:
        opened.append(file)
        return open_container(file)

    monkeypatch.setattr("photos_ml.indexer.decode.seeking.open_video", counted)
    frames = {"few": NeedsFrames(4.0, 2, 40), "many": NeedsFrames(1.0, 100, 20)}
    looks = {name: Look(needs, b"") for name, needs in frames.items()}
    looks["poster"] = Look(NeedsPixels(48), b"")
    looks["faces"] = Look(NeedsPixels(48, frames=NeedsFrames(2.0, 3, 80)), b"")
    spec = Spec(None, read_metadata_with_places, 0, 1 << 29, 10.0, looks=looks)
    work = Work(tmp_path / "a.mp4", (), False, False, looks=tuple(looks))
    found = all_looks(work, spec, lambda cost: None)
    assert len(opened) == 1
    assert all(one.failure is None for one in found.values())
    assert found["poster"].value.shape == (29, 48, 3)
    assert [second for second, _ in found["few"].value] == [0.0, 6.0]
    assert [second for second, _ in found["many"].value] == [float(number) for number in range(12)]
    assert [frame.shape for _, frame in found["faces"].value] == [(48, 80, 3)] * 3


def test_wherever_it_ends_what_was_seen_lies_spread_over_the_whole() -> None:
    for count in range(70):
        order = list(coarse_to_fine(count))
        assert sorted(order) == list(range(count))
        for end in range(1, count + 1):
            seen = [-1, *sorted(order[:end]), count]
            gaps = [later - earlier for earlier, later in pairwise(seen)]
            assert max(gaps) <= 4 * count / end + 1


@pytest.mark.parametrize(("transfer", "white", "grey"), [(PQ, 0.58, 0.38), (HLG, 0.75, 0.38)])
def test_hdr_is_shown_as_bright_as_a_photo_of_it(transfer: int, white: float, grey: float) -> None:
    """ITU-R BT.2408: white at 203 nits, an 18 % grey card at 26."""
    levels = [round(level * 255) for level in (white, grey, 0.0, 1.0)]
    picture = Image.fromarray(np.array([[[level] * 3 for level in levels]], np.uint8))
    shown = np.asarray(toned(picture, transfer))[0, :, 0].astype(int)
    assert shown[0] > 235
    assert abs(shown[1] - 100) < 8  # 26 of 203 in sRGB
    assert shown[2] == 0
    assert shown[3] >= shown[0]


def test_pixels_that_are_not_square_are_made_so() -> None:
    frame = av.VideoFrame.from_image(Image.new("RGB", (72, 58)))

    class Wide:
        sample_aspect_ratio = 16 / 11

    assert picture_of(frame, Wide(), 400).size == (105, 58)
    assert picture_of(frame, object(), 36).size == (36, 29)


def test_the_key_frame_of_a_cut_is_never_left_out_for_one_before(tmp_path: Path) -> None:
    """As encoders write by themselves: a key frame at each cut, and no other for long."""
    with av.open(str(tmp_path / "a.mp4"), "w") as container:
        stream = container.add_stream("mpeg4", rate=RATE, options={"sc_threshold": "1000000000"})
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = 80, 48, "yuv420p", 10_000
        for number, colour in enumerate(("red", "lime", "blue", "red")):
            frame = av.VideoFrame.from_image(Image.new("RGB", (80, 48), colour))
            for place in range((66, 7, 60, 7)[number]):
                frame.pict_type = (
                    av.video.frame.PictureType.I if place == 0 else av.video.frame.PictureType.NONE
                )
                container.mux(stream.encode(frame))
        container.mux(stream.encode())
    seen = [colour for _, colour in colours(spread(tmp_path / "a.mp4")[0])]
    assert [seen.count(colour) for colour in (1, 2)] == [1, 6]
    assert seen[-1] == 0
