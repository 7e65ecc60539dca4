"""The poster frame of a video, through PyAV (the extra `video`)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

import numpy as np
from PIL import Image

from photos_ml.indexer.decode.limits import DecodeLimits, Reserve
from photos_ml.indexer.decode.seeking import OpenVideo, damage_told, opened
from photos_ml.indexer.decode.shown import picture_of
from photos_ml.indexer.reasons import AGAIN, Cause

POSTER_AT_SECONDS = 1.0
"""Many videos begin with a hand over the lens or a fade from black."""
_POSTER_SHARE = 0.1
_KEY_FRAMES_TRIED = 5
_DARK_LEVEL = 20.0
_BRIGHTNESS_STEP = 16


def poster_frame(file: BinaryIO, min_side: int, limits: DecodeLimits, reserve: Reserve | None) -> Image.Image:
    """The first key frame about one second in (a tenth of a shorter video) that is not dark, upright, RGB,
    its shorter side >= `min_side` where the video's is."""
    with opened(file, limits, reserve) as video:
        return poster_of(video, min_side)


def poster_of(video: OpenVideo, min_side: int) -> Image.Image:
    """The same of one that is open."""
    with damage_told():
        return picture_of(_poster(video), video.context, min_side, shorter=True)


def video_size(file: BinaryIO) -> tuple[int, int]:
    """Width and height as coded; a phone's rotation flag is only known once a frame is decoded."""
    with opened(file) as video:
        return video.context.width, video.context.height


def _poster(video: OpenVideo) -> Any:
    target_s = min(POSTER_AT_SECONDS, video.duration_s * _POSTER_SHARE)
    if target_s > 0:
        video.seek(target_s)
    frames = list(_bright(video))
    if not frames:
        video.seek(0.0)
        frames = list(_bright(video))
    if not frames:
        raise Cause.DAMAGED_VIDEO.error(hint=AGAIN)
    return next((frame for frame in frames if _brightness(frame) > _DARK_LEVEL), frames[0])


def _bright(video: OpenVideo) -> Iterator[Any]:
    """Up to five key frames, ending with the first that is bright enough."""
    for frame in islice(video.key_frames(), _KEY_FRAMES_TRIED):
        yield frame
        if _brightness(frame) > _DARK_LEVEL:
            return


def _brightness(frame: Any) -> float:
    grey = frame.to_ndarray(format="gray")
    return float(np.mean(grey[::_BRIGHTNESS_STEP, ::_BRIGHTNESS_STEP]))
