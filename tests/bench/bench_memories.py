"""Seconds and memory of making a day's memories of a made-up library: bench_memories.py [PHOTOS] [--camera].

Pictures are the grid pictures that indexing keeps; with --camera, 12-megapixel JPEGs, as where none are kept.
"""

from __future__ import annotations

import io
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence, Sized
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from synthetic import DIMENSION, MODEL, fill

from photos_ml.ranker.memories import MemoryMaker
from photos_ml.ranker.scene.junk import JunkFilter
from photos_ml.ranker.scene.scene import Reader
from photos_ml.ranker.scene.themes import ThemeReader
from photos_ml.store import Library
from photos_ml.types import FloatMatrix

TODAY = date(2025, 11, 1)
"""After the last photo, as it is in life."""


def encode_texts(texts: Sequence[str]) -> FloatMatrix:
    rows = np.random.default_rng(len(texts)).standard_normal((len(texts), DIMENSION)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def reader() -> Reader:
    return Reader(MODEL[:2], DIMENSION, JunkFilter(encode_texts), ThemeReader(encode_texts))


def picture(size: tuple[int, int]) -> Callable[[Any], Image.Image]:
    """Decodes one JPEG of this size, scaled while decoding, as the indexer's decoder does."""
    coarse = np.random.default_rng(0).integers(0, 255, (75, 100, 3), np.uint8)
    data = io.BytesIO()
    Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC).save(data, "JPEG", quality=90)

    def decode(_: Any) -> Image.Image:
        opened = Image.open(io.BytesIO(data.getvalue()))
        opened.draft("RGB", (320, 320))
        return opened.convert("RGB")

    return decode


def main(photos: int, size: tuple[int, int]) -> None:
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder), create=True) as library:
        fill(library, photos)
        before_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        decode = picture(size)
        maker = MemoryMaker(library, reader, decode)
        steps: dict[str, Callable[[], Sized]] = {
            "made for the first time": lambda: maker.show(TODAY),
            "made again from the file": lambda: MemoryMaker(library, reader, decode).make(TODAY),
            "the next day": lambda: maker.show(TODAY + timedelta(days=1)),
            "read": lambda: maker.read(TODAY),
        }
        for name, work in steps.items():
            start, start_cpu = time.perf_counter(), time.process_time()
            found = work()
            wall_s, cpu_s = time.perf_counter() - start, time.process_time() - start_cpu
            print(f"{name:26} {wall_s:6.2f} s, {cpu_s:6.2f} s of CPU   {len(found)} memories")
        peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"memory: {peak_mib:.0f} MiB at most, {before_mib:.0f} MiB of it before")


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    main(numbers[0] if numbers else 100_000, (4000, 3000) if "--camera" in sys.argv else (512, 384))
