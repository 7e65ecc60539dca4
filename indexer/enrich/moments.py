"""moments: what a video shows in each of its scenes, a vector of its frames at the second of the sharpest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from PIL import Image

from photos_ml.encoders.base import Encoder, one_look
from photos_ml.indexer.enrich.step import Answer, Extra, Frames, Item, NeedsFrames, Step, Surroundings
from photos_ml.store.kept import Row
from photos_ml.store.moments import MOMENT_TABLE, MOMENTS
from photos_ml.store.vectors import embed_version
from photos_ml.types import FloatMatrix, Pixels

EVERY_S, MOST_FRAMES = 2.0, 240
"""Key frames are looked at this far apart; of a video longer than their product, further. At three seconds
three of a hundred scenes of four to twelve seconds are lost."""
LONGEST_S = 9.0
"""A scene without a cut is told anew after this."""
CUT = 0.8
"""Cosine of two frames below which there is a cut between them: those of one scene are above it."""
BATCH_FRAMES = 16
WIDE = 1.15
"""How much longer one side of a frame is than the other where its ends are looked at, too: of 690 captions of
filmed scenes 3.5 in 100 more find the right second for it."""
RULES = 4
"""Grows when what is kept changes."""

Prepared: TypeAlias = Sequence[tuple[float, float, Pixels]]
"""Second, sharpness, and the frame, its shorter side as long as a side of what the encoder sees."""


@dataclass(frozen=True, slots=True)
class FramePreparer:
    """What decoding processes make of frames."""

    side: int

    def __call__(self, frames: Frames) -> Prepared:
        return [(second, sharpness(frame), self._small(frame)) for second, frame in frames]

    def _small(self, frame: Image.Image) -> Pixels:
        scale = min(self.side / min(frame.size), 1.0)
        size = max(round(frame.width * scale), 1), max(round(frame.height * scale), 1)
        return np.asarray(frame.resize(size, Image.Resampling.BICUBIC))


def sharpness(frame: Image.Image) -> float:
    """How far neighbouring pixels differ: the greatest of a scene is its sharpest frame."""
    grey = np.asarray(frame.convert("L"), np.float32)
    return float(np.abs(np.diff(grey, axis=0)).mean() + np.abs(np.diff(grey, axis=1)).mean())


def make(around: Surroundings) -> Step:
    """Key frames are decoded once, in processes of their own; the encoder of the library sees them."""
    info, encoder = around.encoder.info, one_look(around.encoder)
    model = embed_version(info.id, info.revision)

    def run(items: Sequence[Item]) -> list[Answer]:
        return [{MOMENTS: _rows(encoder, model, item.prepared)} for item in items]

    return Step(
        id=MOMENTS,
        version=f"{model}/{RULES}",
        needs=NeedsFrames(EVERY_S, MOST_FRAMES, side=2 * encoder.info.image_size),
        prepare=FramePreparer(encoder.info.image_size),
        run=run,
        keeps=(MOMENT_TABLE,),
        extra=Extra("av", "pip install 'photos-ml[video]'"),
    )


def _rows(encoder: Encoder, model: str, frames: Prepared) -> list[Row]:
    if not frames:
        return []
    whole, together = _seen(encoder, [frame for _, _, frame in frames])
    seconds = [second for second, _, _ in frames]
    return [
        (model, seconds[max(scene, key=lambda number: frames[number][1])], _mean(together[scene]))
        for scene in scenes(seconds, whole)
    ]


def _seen(encoder: Encoder, frames: Sequence[Pixels]) -> tuple[FloatMatrix, FloatMatrix]:
    """Vectors of the frames as they are, and the sums of those and of the squares at both of their ends: a
    wide frame made square is narrow to the encoder. Both (n, d)."""
    whole, together = list[FloatMatrix](), list[FloatMatrix]()
    for start in range(0, len(frames), BATCH_FRAMES):
        pictures = [Image.fromarray(frame) for frame in frames[start : start + BATCH_FRAMES]]
        views = [encoder.encode_pixels([encoder.preprocessor(one) for one in pictures])]
        if any(max(one.size) > WIDE * min(one.size) for one in pictures):
            for end in (0, 1):
                squares = [encoder.preprocessor(_square(one, end)) for one in pictures]
                views.append(encoder.encode_pixels(squares))
        whole.append(views[0])
        together.append(np.sum(views, 0))
    return np.concatenate(whole), np.concatenate(together)


def _square(picture: Image.Image, end: int) -> Image.Image:
    """The square at the left or upper end, or at the other one."""
    side = min(picture.size)
    left, top = (end * (length - side) for length in picture.size)
    return picture.crop((left, top, left + side, top + side))


def _mean(vectors: FloatMatrix) -> bytes:
    """One of length 1 for all: a camera that moves shows more than a frame of it."""
    mean = vectors.mean(0)
    return bytes((mean / np.linalg.norm(mean)).astype("<f2").tobytes())


def scenes(seconds: Sequence[float], vectors: FloatMatrix) -> list[list[int]]:
    """Frames by scene: a cut, or LONGEST_S since the scene began, starts the next one."""
    found = [[0]]
    for before, number in pairwise(range(len(seconds))):
        cut = float(vectors[before] @ vectors[number]) < CUT
        if cut or seconds[number] - seconds[found[-1][0]] >= LONGEST_S:
            found.append([])
        found[-1].append(number)
    return found
