"""moments: what a video shows in each of its scenes, a vector of its frames at the second of the sharpest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from PIL import Image

from photos_ml.encoders.base import Encoder, Preprocessor
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
RULES = 3
"""Grows when what is kept changes."""

Prepared: TypeAlias = Sequence[tuple[float, float, Pixels]]


@dataclass(frozen=True, slots=True)
class FramePreparer:
    """What decoding processes make of frames: second, sharpness, and what the encoder wants to see."""

    preprocess: Preprocessor

    def __call__(self, frames: Frames) -> Prepared:
        return [(second, sharpness(frame), self.preprocess(frame)) for second, frame in frames]


def sharpness(frame: Image.Image) -> float:
    """How far neighbouring pixels differ: the greatest of a scene is its sharpest frame."""
    grey = np.asarray(frame.convert("L"), np.float32)
    return float(np.abs(np.diff(grey, axis=0)).mean() + np.abs(np.diff(grey, axis=1)).mean())


def make(around: Surroundings) -> Step:
    """Key frames are decoded once, in processes of their own; the encoder of the library sees them."""
    encoder = around.encoder
    info = encoder.info
    model = embed_version(info.id, info.revision)

    def run(items: Sequence[Item]) -> list[Answer]:
        return [{MOMENTS: _rows(encoder, model, item.prepared)} for item in items]

    return Step(
        id=MOMENTS,
        version=f"{model}/{RULES}",
        needs=NeedsFrames(EVERY_S, MOST_FRAMES, side=2 * info.image_size),
        prepare=FramePreparer(encoder.preprocessor),
        run=run,
        keeps=(MOMENT_TABLE,),
        extra=Extra("av", "pip install 'photos-ml[video]'"),
    )


def _rows(encoder: Encoder, model: str, frames: Prepared) -> list[Row]:
    if not frames:
        return []
    pixels = [frame for _, _, frame in frames]
    batches = [
        encoder.encode_pixels(pixels[start : start + BATCH_FRAMES])
        for start in range(0, len(pixels), BATCH_FRAMES)
    ]
    vectors = np.concatenate(batches)
    seconds = [second for second, _, _ in frames]
    return [
        (model, seconds[max(scene, key=lambda number: frames[number][1])], _mean(vectors[scene]))
        for scene in scenes(seconds, vectors)
    ]


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
