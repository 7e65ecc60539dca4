"""The poster frame of a video, through PyAV (the extra `video`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, BinaryIO

import numpy as np
from PIL import Image

from photos_ml.indexer.decode.limits import DecodeLimits, Reserve, admit, check_pixels
from photos_ml.indexer.pyav import open_video
from photos_ml.indexer.reasons import AGAIN, Cause

POSTER_AT_SECONDS = 1.0
"""Many videos begin with a hand over the lens or a fade from black."""
_POSTER_SHARE = 0.1
_KEY_FRAMES_TRIED = 5
_DARK_LEVEL = 20.0
_BRIGHTNESS_STEP = 16
_FRAME_BYTES = 16
"""A pixel of the decoder's reference frames and of the RGB copy."""


def poster_frame(file: BinaryIO, limits: DecodeLimits, reserve: Reserve | None) -> Image.Image:
    """The first key frame about one second in (a tenth of a shorter video) that is not dark, upright, RGB."""
    with _video_stream(file) as (container, stream):
        width, height = stream.codec_context.width, stream.codec_context.height
        check_pixels(width, height, limits)
        admit(width * height * _FRAME_BYTES, limits, reserve)
        stream.thread_type = "NONE"
        stream.codec_context.skip_frame = "NONKEY"
        frame = _poster(container, stream)
        picture: Image.Image = frame.to_image()
        return picture.rotate(getattr(frame, "rotation", 0), expand=True)


def spread_frames(
    file: BinaryIO, every_s: float, most: int, limits: DecodeLimits, reserve: Reserve | None
) -> Iterator[tuple[float, Image.Image]]:
    """Key frames, upright, RGB, with their second: each that before one of `most` even steps, or steps of
    `every_s` where those are longer."""
    with _video_stream(file) as (container, stream):
        width, height = stream.codec_context.width, stream.codec_context.height
        check_pixels(width, height, limits)
        admit(width * height * _FRAME_BYTES, limits, reserve)
        stream.thread_type = "NONE"
        stream.codec_context.skip_frame = "NONKEY"
        duration_s = float(container.duration or 0) / 1_000_000
        step_s = max(every_s, duration_s / max(most, 1))
        last_s = -step_s
        for number in range(min(most, int(duration_s / step_s) + 1)):
            if number and stream.time_base:
                start = stream.start_time or 0
                container.seek(start + int(number * step_s / stream.time_base), stream=stream, backward=True)
            frame = next(container.decode(stream), None)
            if frame is not None and (second := float(frame.time or 0.0)) - last_s >= every_s:
                last_s = second
                picture: Image.Image = frame.to_image()
                yield second, picture.rotate(getattr(frame, "rotation", 0), expand=True)


def video_size(file: BinaryIO) -> tuple[int, int]:
    """Width and height as coded; a phone's rotation flag is only known once a frame is decoded."""
    with _video_stream(file) as (_, stream):
        return stream.codec_context.width, stream.codec_context.height


def require_video() -> Any:
    """PyAV; DecodeError where the extra is missing, to be tried again."""
    try:
        import av
    except ImportError as error:
        hint = "pip install 'photos-ml[video]'"
        raise Cause.NEEDS_EXTRA.error(what="videos", extra="video", hint=hint, retry=True) from error
    return av


@contextmanager
def _video_stream(file: BinaryIO) -> Iterator[tuple[Any, Any]]:
    av = require_video()
    try:
        with open_video(file) as container:
            if not container.streams.video:
                raise Cause.NO_VIDEO.error()
            yield container, container.streams.video[0]
    except av.FFmpegError as error:
        # FFmpeg calls damage an input/output error, too; those of the disk pass through as Python's own.
        raise Cause.DAMAGED_VIDEO.error(hint=AGAIN) from error


def _poster(container: Any, stream: Any) -> Any:
    _seek(container, stream)
    frames = list(_key_frames(container, stream))
    if not frames:
        container.seek(0)
        frames = list(_key_frames(container, stream))
    if not frames:
        raise Cause.DAMAGED_VIDEO.error(hint=AGAIN)
    return next((frame for frame in frames if _brightness(frame) > _DARK_LEVEL), frames[0])


def _key_frames(container: Any, stream: Any) -> Iterator[Any]:
    """Up to five, ending with the first that is bright enough."""
    for frame in islice(container.decode(stream), _KEY_FRAMES_TRIED):
        yield frame
        if _brightness(frame) > _DARK_LEVEL:
            return


def _seek(container: Any, stream: Any) -> None:
    duration_s = float(container.duration or 0) / 1_000_000
    target_s = min(POSTER_AT_SECONDS, duration_s * _POSTER_SHARE)
    if target_s > 0 and stream.time_base:
        start = stream.start_time or 0
        container.seek(start + int(target_s / stream.time_base), stream=stream, backward=True)


def _brightness(frame: Any) -> float:
    grey = frame.to_ndarray(format="gray")
    return float(np.mean(grey[::_BRIGHTNESS_STEP, ::_BRIGHTNESS_STEP]))
