"""Frames spread over a video, for all who want some: one opening, key frames alone where they are enough."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from PIL import Image

from photos_ml.indexer.decode.seeking import OpenVideo, damage_told, require_video
from photos_ml.indexer.decode.shown import picture_of
from photos_ml.indexer.reasons import AGAIN, Cause

FAR = 5
"""Steps without a key frame after which frames between are decoded, too: what common encoders leave at most,
ten seconds and one at every cut, is enough."""
KEY_FRAMES_CPU_S, BETWEEN_CPU_S = 60.0, 140.0
"""What both may take of the processor. Fewer key frames are spread over the whole all the same; those between
them are decoded one after another, and end there."""
ONE_CPU_S = 8.0
"""What one frame may take that somebody waits for: a minute or two between key frames."""
NEAR_S = 0.01
"""How far a frame may be from the second that it is asked for by: those are told in hundredths."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Frames about `every_s` seconds apart, never less than half of it: a key frame is where a scene begins.
    `most` of them at most, `side` pixels at most on the longer side."""

    every_s: float
    most: int
    side: int


class _Budget:
    """Processor time that may be used from now on, or twice that by the clock."""

    def __init__(self, cpu_s: float) -> None:
        self._cpu_end_s = time.process_time() + cpu_s
        self._end_s = time.monotonic() + 2 * cpu_s

    @property
    def is_used_up(self) -> bool:
        return time.process_time() > self._cpu_end_s or time.monotonic() > self._end_s


@dataclass(slots=True)
class _Found:
    """What one spread has so far; `targets`: the seconds at which it wants a frame."""

    spread: Spread
    targets: list[float]
    pictures: dict[float, Image.Image] = field(default_factory=dict)

    def take(self, second: float, frame: Any, context: Any) -> None:
        if second not in self.pictures:
            self.pictures[second] = picture_of(frame, context, self.spread.side)

    @property
    def step_s(self) -> float:
        return self.targets[1] if len(self.targets) > 1 else self.spread.every_s

    def apart(self) -> list[tuple[float, Image.Image]]:
        last, kept = float("-inf"), []
        for second in sorted(self.pictures):
            if second - last >= self.spread.every_s / 2:
                last = second
                kept.append((second, self.pictures[second]))
        return kept[: self.spread.most]


def spread_frames(video: OpenVideo, spreads: Sequence[Spread]) -> list[list[tuple[float, Image.Image]]]:
    """For each spread its frames, upright, RGB, with their second. Of a video that is damaged somewhere those
    that can be decoded; DecodeError where there is none."""
    av = require_video()
    found = [_Found(spread, _targets(spread, video.duration_s)) for spread in spreads]
    error: Exception | None = None
    try:
        if video.duration_s:
            error = _key_frames(video, found)
            _between(video, found)
        else:
            _throughout(video, found)
    except av.FFmpegError as problem:
        error = problem
    if not any(one.pictures for one in found):
        raise Cause.DAMAGED_VIDEO.error(hint=AGAIN) from error
    return [one.apart() for one in found]


def frame_at(video: OpenVideo, second: float, side: int) -> Image.Image:
    """What is seen at a second, upright, RGB, `side` at most on the longer side; behind the end, or where the
    file is damaged, what was seen last. DecodeError where there is none, or none near a key frame."""
    av = require_video()
    shown, budget = None, _Budget(ONE_CPU_S)
    with damage_told():
        try:
            if video.duration_s:
                video.seek(second + NEAR_S)
            for frame in video.frames():
                if shown is not None and (video.second_of(frame) or 0.0) > second + NEAR_S:
                    break
                shown = frame
                if budget.is_used_up:
                    raise Cause.MUCH_TIME.error(hint=AGAIN)
        except av.FFmpegError:
            if shown is None:
                raise
        if shown is None:
            raise Cause.DAMAGED_VIDEO.error(hint=AGAIN)
        return picture_of(shown, video.context, side)


def _targets(spread: Spread, duration_s: float) -> list[float]:
    step_s = max(spread.every_s, duration_s / max(spread.most, 1))
    return [number * step_s for number in range(min(spread.most, int(duration_s / step_s) + 1))]


def coarse_to_fine(count: int) -> Iterator[int]:
    """0 to `count` - 1 so that, wherever it ends, those before lie spread over the whole (van der Corput)."""
    bits = max(count - 1, 0).bit_length()
    for number in range(1 << bits):
        place = int(f"{number:0{bits}b}"[::-1], 2) if bits else 0
        if place < count:
            yield place


def _key_frames(video: OpenVideo, found: Sequence[_Found]) -> Exception | None:
    """The key frame before each target; what went wrong with one of them."""
    av = require_video()
    targets = sorted({target for one in found for target in one.targets})
    problem, budget = None, _Budget(KEY_FRAMES_CPU_S)
    for place in coarse_to_fine(len(targets)):
        wanted = [one for one in found if targets[place] in one.targets]
        try:
            _key_frame(video, targets[place], wanted)
        except av.FFmpegError as error:
            problem = error
        if budget.is_used_up:
            break
    return problem


def _key_frame(video: OpenVideo, target: float, wanted: Sequence[_Found]) -> None:
    video.seek(target)
    packet = video.key_packet(video.packets())
    second = None if packet is None else video.second_of(packet)
    if second is None or all(second in one.pictures for one in wanted):
        return
    frame = video.decoded(packet)
    if frame is not None:
        for one in wanted:
            one.take(second, frame, video.context)


def _between(video: OpenVideo, found: Sequence[_Found]) -> None:
    """Frames where key frames are far apart: all before them have to be decoded."""
    holes = [(start, end, one) for one in found for start, end in _holes(one, video.duration_s)]
    budget = _Budget(BETWEEN_CPU_S)
    for start, end in _joined(sorted((start, end) for start, end, _ in holes)):
        wanted = sorted(
            (
                (target, one)
                for one in found
                for target in one.targets
                if start < target < end - one.spread.every_s / 2  # the key frame that ends it is what counts
            ),
            key=lambda pair: pair[0],
        )
        video.seek(start)
        for frame in video.frames():
            at = video.second_of(frame) or 0.0
            while wanted and wanted[0][0] <= at:
                wanted.pop(0)[1].take(at, frame, video.context)
            if not wanted or at >= end:
                break
            if budget.is_used_up:
                return


def _holes(one: _Found, duration_s: float) -> list[tuple[float, float]]:
    """From the key frame before to the one after each stretch without any."""
    seconds = [*sorted(one.pictures), duration_s]
    return [(start, end) for start, end in pairwise(seconds) if end - start > FAR * one.step_s]


def _joined(stretches: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for start, end in stretches:
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _throughout(video: OpenVideo, found: Sequence[_Found]) -> None:
    """Every key frame of a video that does not say how long it is; thinned out as they become too many."""
    steps = [one.spread.every_s for one in found]
    packets = video.packets()
    budget = _Budget(KEY_FRAMES_CPU_S)
    while (packet := video.key_packet(packets)) is not None and not budget.is_used_up:
        second = video.second_of(packet)
        wanted = [
            (number, one)
            for number, one in enumerate(found)
            if second is not None and second - max(one.pictures, default=float("-inf")) >= steps[number]
        ]
        frame = video.decoded(packet) if wanted else None
        for number, one in wanted if frame is not None else ():
            one.take(second or 0.0, frame, video.context)
            if len(one.pictures) > one.spread.most:
                for late in sorted(one.pictures)[1::2]:
                    del one.pictures[late]
                steps[number] *= 2
