"""How well words find their picture: recall@k, median rank and MRR over captioned photos."""

from __future__ import annotations

import csv
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NotRequired, TypedDict

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from photos_ml.encoders.base import Encoder, Preprocessor
from photos_ml.errors import UsageError
from photos_ml.types import FloatMatrix, Pixels

IMAGE_BATCH = 32
TEXT_BATCH = 256
DECODED_AHEAD = 64
"""Pictures decoded before their turn: bounds the memory whatever the number of photos."""
SCORED_QUERIES = 512

Progress = Callable[[int, int], None]
"""Called with (photos and texts done, of how many)."""


class RetrievalReport(TypedDict):
    """`r1`, `r5`, `r10` in percent of the queries; `mrr`, the mean of 1/rank, from 0 to 1; `languages`: the
    same of the queries in each, where the table of captions says which they are in."""

    queries: int
    images: int
    r1: float
    r5: float
    r10: float
    median_rank: float
    mrr: float
    languages: NotRequired[dict[str, RetrievalReport]]


def evaluate_retrieval(
    encoder: Encoder, images_dir: Path, captions_csv: Path, progress: Progress | None = None
) -> RetrievalReport:
    """Every caption of the CSV (columns image, caption and, maybe, language) against all pictures it names.

    Raises UsageError where the CSV or a picture cannot be read.
    """
    pairs = read_captions(captions_csv)
    names = list(dict.fromkeys(name for name, _ in pairs))
    captions = [caption for _, caption in pairs]
    tick = Ticker(progress, len(names) + len(captions))
    images = encode_files(encoder, [images_dir / name for name in names], tick)
    texts = encode_texts(encoder, captions, tick)
    place = {name: row for row, name in enumerate(names)}
    ranks = target_ranks(texts, images, np.array([place[name] for name, _ in pairs], dtype=np.int64))
    return by_language(ranks, len(names), read_languages(captions_csv))


def read_languages(path: Path) -> list[str]:
    """The column 'language' of a table that `read_captions` reads; nothing where there is none."""
    with path.open(newline="", encoding="utf-8-sig") as stream:
        reader = csv.DictReader(stream)
        return [line["language"] or "" for line in reader] if "language" in (reader.fieldnames or ()) else []


def by_language(ranks: npt.NDArray[np.int64], images: int, languages: Sequence[str]) -> RetrievalReport:
    """The figures of all ranks and, where it is known what they are in, of each language."""
    whole = report(ranks, images)
    if languages:
        said = np.array(languages)
        whole["languages"] = {one: report(ranks[said == one], images) for one in dict.fromkeys(languages)}
    return whole


def read_captions(path: Path) -> list[tuple[str, str]]:
    """(image, caption) of each line; raises UsageError where a column or every line is missing."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            reader = csv.DictReader(stream)
            if not {"image", "caption"} <= set(reader.fieldnames or ()):
                raise UsageError(
                    f"{path} has no columns 'image' and 'caption'", hint="add a first line: image,caption"
                )
            pairs = [(line["image"] or "", line["caption"] or "") for line in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{path} cannot be read: {error}", hint="give a CSV file: image,caption") from error
    if not pairs:
        raise UsageError(f"{path} holds no caption", hint="add lines: image,caption")
    return pairs


def target_ranks(
    queries: FloatMatrix, corpus: FloatMatrix, targets: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Rank from 1 of row `targets[i]` of the corpus for query i. Ties count against the model: one that gives
    every picture the same score must not look good."""
    ranks = np.empty(len(queries), dtype=np.int64)
    for start in range(0, len(queries), SCORED_QUERIES):
        part = slice(start, start + SCORED_QUERIES)
        scores = queries[part] @ corpus.T
        own = scores[np.arange(len(scores)), targets[part]]
        ranks[part] = (scores >= own[:, None]).sum(axis=1)
    return ranks


def report(ranks: npt.NDArray[np.int64], images: int) -> RetrievalReport:
    """The figures of a list of ranks, rounded to what their number supports."""

    def recall(k: int) -> float:
        return round(100 * float((ranks <= k).mean()), 2)

    return {
        "queries": len(ranks),
        "images": images,
        "r1": recall(1),
        "r5": recall(5),
        "r10": recall(10),
        "median_rank": float(np.median(ranks)),
        "mrr": round(float((1 / ranks).mean()), 4),
    }


def encode_files(encoder: Encoder, paths: Sequence[Path], progress: Callable[[int], None]) -> FloatMatrix:
    """Pictures in files -> float32 (n, d), unit rows; decoded by threads while the model runs."""
    matrix = np.empty((len(paths), encoder.info.dimension), dtype=np.float32)
    done = 0
    for batch in _batches(_decoded(encoder.preprocessor, encoder.info.image_size, paths), IMAGE_BATCH):
        matrix[done : done + len(batch)] = encoder.encode_pixels(batch)
        done += len(batch)
        progress(len(batch))
    return matrix


def _decoded(preprocess: Preprocessor, size: int, paths: Sequence[Path]) -> Iterator[Pixels]:
    def decode(path: Path) -> Pixels:
        return preprocess(open_upright(path, size))

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        waiting = deque(pool.submit(decode, path) for path in paths[:DECODED_AHEAD])
        for path in [*paths[DECODED_AHEAD:], *[None] * len(waiting)]:
            yield waiting.popleft().result()
            if path is not None:
                waiting.append(pool.submit(decode, path))


def open_upright(path: Path, size: int) -> Image.Image:
    """The picture as RGB, turned as its EXIF says, decoded no larger than `size` needs."""
    try:
        with Image.open(path) as image:
            image.draft("RGB", (2 * size, 2 * size))
            return ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UsageError(f"{path} cannot be read: {error}", hint="check the folder of pictures") from error


def encode_texts(encoder: Encoder, texts: Sequence[str], tick: Ticker) -> FloatMatrix:
    """Texts -> float32 (n, d), unit rows."""
    matrix = np.empty((len(texts), encoder.info.dimension), dtype=np.float32)
    for start in range(0, len(texts), TEXT_BATCH):
        batch = texts[start : start + TEXT_BATCH]
        matrix[start : start + len(batch)] = encoder.encode_texts(batch)
        tick(len(batch))
    return matrix


def _batches(items: Iterable[Pixels], size: int) -> Iterator[list[Pixels]]:
    batch: list[Pixels] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


class Ticker:
    """Counts what is done and says so, where anybody listens."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def __call__(self, steps: int) -> None:
        self._done += steps
        if self._progress is not None:
            self._progress(self._done, self._total)
