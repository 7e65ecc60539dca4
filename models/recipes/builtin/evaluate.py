"""Text -> photo recall, speed and size of an exported model: python evaluate.py MODEL_FOLDER --data DIR."""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from tokenizers import Tokenizer

from photos_ml.encoders.runtime import onnx_runtime

Matrix: TypeAlias = NDArray[np.float32]
SETS = {"val": ("flickr8k/val", "flickr8k/val.csv"), "concepts": ("concepts/images", "concepts/captions.csv")}
BATCH = 8


def read_pixels(path: Path, size: int) -> NDArray[np.uint8]:
    """The whole picture squeezed into a square: uint8 (size, size, 3)."""
    with Image.open(path) as image:
        rgb = image.convert("RGB")
    return np.asarray(rgb.resize((size, size), Image.Resampling.BICUBIC), dtype=np.uint8)


class ExportedModel:
    """The files of `export.py`, run on `threads` cores."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        onnxruntime = onnx_runtime()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.manifest = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        self._images = onnxruntime.InferenceSession(str(folder / "image.onnx"), options)
        self._texts = onnxruntime.InferenceSession(str(folder / "text.onnx"), options)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self.manifest["max_tokens"])

    def images(self, paths: Sequence[Path]) -> Matrix:
        size = self.manifest["image_size"]
        rows = []
        for start in range(0, len(paths), BATCH):
            pixels = np.stack([read_pixels(path, size) for path in paths[start : start + BATCH]])
            rows.append(self.pixels(pixels))
        return np.concatenate(rows)

    def pixels(self, pixels: NDArray[np.uint8]) -> Matrix:
        return np.asarray(self._images.run(None, {"pixels": pixels})[0])

    def texts(self, texts: Sequence[str]) -> Matrix:
        return np.concatenate([self.text(text) for text in texts])

    def text(self, text: str) -> Matrix:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        return np.asarray(self._texts.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0])


def recall(texts: Matrix, images: Matrix, owner: NDArray[np.int64]) -> dict[str, float]:
    """Per cent of texts whose own photo is among the best 1, 5 and 10; a tie counts against it."""
    scores = texts @ images.T
    own = scores[np.arange(len(texts)), owner]
    ahead = (scores >= own[:, None]).sum(axis=1) - 1
    return {f"r{k}": round(100 * float((ahead < k).mean()), 1) for k in (1, 5, 10)}


def evaluate(model: ExportedModel, data: Path, name: str) -> dict[str, float]:
    folder, table = SETS[name]
    with (data / table).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    photos = {photo: place for place, photo in enumerate(dict.fromkeys(row["image"] for row in rows))}
    images = model.images([data / folder / photo for photo in photos])
    owner = np.array([photos[row["image"]] for row in rows])
    return recall(model.texts([row["caption"] for row in rows]), images, owner)


def speed(model: ExportedModel) -> dict[str, float]:
    """Photos a second (median of runs, decoding not counted) and median milliseconds a query."""
    size = model.manifest["image_size"]
    noise = np.random.default_rng(0).integers(0, 256, (BATCH, size, size, 3), dtype=np.uint8)
    queries = ["two dogs playing on the beach", "a photo of a red bicycle", "children at a birthday party"]
    photo_s = np.median([_seconds(lambda: model.pixels(noise)) for _ in range(12)]) / BATCH
    query_s = np.median([_seconds(lambda q=query: model.text(q)) for query in queries * 20])
    return {"photos_per_second": round(1 / float(photo_s), 1), "ms_per_query": round(1e3 * float(query_s), 2)}


def _seconds(work: object) -> float:
    start = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    model = ExportedModel(options.model, options.threads)
    size_mb = sum(path.stat().st_size for path in options.model.glob("*.*")) / 1e6
    report = {name: evaluate(model, options.data, name) for name in SETS}
    print(json.dumps({**report, "speed": speed(model), "size_mb": round(size_mb, 1)}))


if __name__ == "__main__":
    main()
