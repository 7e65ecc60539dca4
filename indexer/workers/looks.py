"""What steps see of one file, as it runs inside a decoding process: decoded once for all of them."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache, partial
from typing import Any

import numpy as np
from PIL import Image

from photos_ml.errors import DecodeError
from photos_ml.formats import is_video
from photos_ml.indexer.decode import DecodeLimits, decode_image, open_video
from photos_ml.indexer.decode.limits import Reserve
from photos_ml.indexer.decode.orient import upright
from photos_ml.indexer.decode.scale import shrink
from photos_ml.indexer.enrich.needs import NeedsFile, NeedsFrames, NeedsPixels, frames_of
from photos_ml.indexer.reasons import Cause, of_system, one_line, with_hint
from photos_ml.indexer.workers.messages import Look, Looked, Spec, Work, WorkFailure

DECODE_SHARE = 0.8
"""Of a process's memory; the rest is the interpreter's own and the preprocessing's."""


def all_looks(work: Work, spec: Spec, reserve: Reserve) -> dict[str, Looked]:
    """What each of `work.looks` made of the file, or its failure; never raises."""
    looks = {name: spec.looks[name] for name in work.looks}
    by_file = {name: look for name, look in looks.items() if isinstance(look.needs, NeedsFile)}
    frames = {name: wanted for name, look in looks.items() if (wanted := _frames_of(look, work))}
    pixels = {
        name: look.needs
        for name, look in looks.items()
        if isinstance(look.needs, NeedsPixels) and name not in frames
    }
    if frames:
        found = _in_video(looks, pixels, frames, work, spec, reserve)
    else:
        found = _at_pixels(looks, pixels, partial(_picture, work, spec, reserve))
    return found | {name: _looked(look, lambda: work.path, 0.0) for name, look in by_file.items()}


def looks_beside(
    picture: Image.Image, original: tuple[int, int], work: Work, spec: Spec
) -> dict[str, Looked]:
    """What each of `work.looks` made of a picture that was decoded for something else; left out where it is
    smaller than the look needs and than the `original`, upright or not, in pixels."""
    whole = sorted(picture.size) == sorted(original)
    found = {}
    for name in work.looks:
        look = spec.looks[name]
        if isinstance(look.needs, NeedsPixels) and (whole or max(picture.size) >= look.needs.side):
            found[name] = _looked(look, partial(_fitted, picture, look.needs), 0.0)
    return found


def limits_of(spec: Spec) -> DecodeLimits:
    """What decoding may take of a process's memory."""
    return DecodeLimits(max_decode_bytes=int(spec.memory_bytes * DECODE_SHARE))


def reason_of(error: Exception) -> str:
    """What an error that nobody foresaw comes to: its own words tell a user nothing."""
    if isinstance(error, MemoryError):
        return Cause.NO_MEMORY.value
    return Cause.FAULT.format(error=type(error).__name__)


def _at_pixels(
    looks: Mapping[str, Look], needs: Mapping[str, NeedsPixels], decode: Callable[[int], Image.Image]
) -> dict[str, Looked]:
    """At the largest side that one of them needs, and then brought down for each."""
    if not needs:
        return {}
    picture, failed, share_ms = _shared(lambda: decode(max(need.side for need in needs.values())), len(needs))
    if failed:
        return dict.fromkeys(needs, failed)
    return {
        name: _looked(looks[name], partial(_fitted, picture, need), share_ms) for name, need in needs.items()
    }


def _in_video(
    looks: Mapping[str, Look],
    pixels: Mapping[str, NeedsPixels],
    frames: Mapping[str, NeedsFrames],
    work: Work,
    spec: Spec,
    reserve: Reserve,
) -> dict[str, Looked]:
    """Poster and frames of a video that is opened once."""
    from photos_ml.indexer.decode.frames import Spread, spread_frames
    from photos_ml.indexer.decode.video import poster_of

    found: dict[str, Looked] = {}
    spreads = [Spread(need.every_s, need.most, need.side) for need in frames.values()]
    started = time.perf_counter()
    try:
        with open_video(work.path, limits=limits_of(spec), reserve=reserve) as video:
            found = _at_pixels(looks, pixels, lambda side: upright(poster_of(video, side), work.turn))
            seen, failed, share_ms = _shared(lambda: spread_frames(video, spreads), len(spreads))
    except Exception as error:  # noqa: BLE001 - the process must live on
        return dict.fromkeys([*pixels, *frames], Looked(None, _since(started), _failure(error))) | found
    if failed:
        return found | dict.fromkeys(frames, failed)
    for name, own in zip(frames, seen, strict=True):
        found[name] = _looked(looks[name], partial(_given, own), share_ms)
    return found


def _frames_of(look: Look, work: Work) -> NeedsFrames | None:
    """The frames that a look wants of this file; None where it wants something else of it."""
    if isinstance(look.needs, NeedsFrames) or is_video(work.path.name):
        return frames_of(look.needs)
    return None


def _picture(work: Work, spec: Spec, reserve: Reserve, side: int) -> Image.Image:
    if work.small is not None:
        with suppress(DecodeError, OSError):  # only ever a cache
            return decode_image(work.small, min_side=side, limits=limits_of(spec), reserve=reserve)
    picture = decode_image(work.path, min_side=side, limits=limits_of(spec), reserve=reserve)
    return upright(picture, work.turn)


def _fitted(picture: Image.Image, needs: NeedsPixels) -> Image.Image:
    if needs.shorter:
        return shrink(picture, needs.side)
    if max(picture.size) <= needs.side:
        return picture
    small = picture.copy()
    small.thumbnail((needs.side, needs.side))
    return small


def _shared(see: Callable[[], Any], number: int) -> tuple[Any, Looked | None, float]:
    """What is seen for several looks, or the failure of all; and the share of each in milliseconds."""
    started = time.perf_counter()
    try:
        return see(), None, _since(started) / number
    except Exception as error:  # noqa: BLE001 - the process must live on
        return None, Looked(None, _since(started) / number, _failure(error)), 0.0


def _given(value: Any) -> Any:
    return value


def _looked(look: Look, see: Callable[[], Any], ms: float) -> Looked:
    started = time.perf_counter()
    try:
        seen = see()
        prepare = _loaded(look.prepare) if look.prepare else _as_it_is
        return Looked(prepare(seen), ms + _since(started))
    except Exception as error:  # noqa: BLE001 - one step's fault is not another's
        return Looked(None, ms + _since(started), _failure(error))


@lru_cache(maxsize=64)
def _loaded(prepare: bytes) -> Callable[[Any], Any]:
    found: Callable[[Any], Any] = pickle.loads(prepare)  # noqa: S301 - from our own parent
    return found


def _as_it_is(seen: Any) -> Any:
    if isinstance(seen, Image.Image):
        return np.asarray(seen)
    return [(second, np.asarray(frame)) for second, frame in seen] if isinstance(seen, list) else seen


def _failure(error: Exception) -> WorkFailure:
    if isinstance(error, DecodeError):
        return WorkFailure("decode", with_hint(error), error.retry)
    if isinstance(error, OSError):
        return WorkFailure("look", with_hint(of_system(error)), True)
    if isinstance(error, MemoryError):
        return WorkFailure("look", Cause.NO_MEMORY.value, False)
    return WorkFailure("look", one_line(str(error), type(error).__name__), False)  # in the step's own words


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000
