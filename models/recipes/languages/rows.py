"""Rows of texts, kept as they are made and gone on from: what E5 says of each, and what the English tower
says.

python rows.py texts.json --out rows [--e5 FILE]      # writes rows.own.npy and rows.e5.npy, float16
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from cutting import Cutter
from numpy.typing import NDArray

from photos_ml.config import BUILTIN_NAME, models_dir
from photos_ml.encoders.builtin import OnnxEncoder
from photos_ml.encoders.e5_file import installed_file, read_e5
from photos_ml.encoders.e5_graph import text_graph
from photos_ml.encoders.manifest import read_manifest
from photos_ml.encoders.runtime import onnx_runtime

Rows = NDArray[np.float32]
T = TypeVar("T")
PART, BATCH = 4096, 64


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--e5", type=Path)
    parser.add_argument("--only", choices=("own", "e5"))
    options = parser.parse_args()
    said = [(text, tuple(ways)) for text, ways in json.loads(options.texts.read_text(encoding="utf-8"))]
    if options.only != "e5":
        encoder = OnnxEncoder(read_manifest(models_dir() / BUILTIN_NAME), threads=1)

        def own(part: Sequence[tuple[str, tuple[str, ...]]]) -> Rows:
            flat = list(dict.fromkeys(way for _, ways in part for way in ways))
            found = dict(zip(flat, encoder.encode_texts(flat), strict=True))
            total = np.array([np.sum([found[way] for way in ways], axis=0) for _, ways in part])
            return total / np.linalg.norm(total, axis=1, keepdims=True)

        in_parts(said, own, options.out.with_suffix(".own"))
    if options.only != "own":
        run = e5_encoder(options.e5)
        in_parts(said, lambda part: run([text for text, _ in part]), options.out.with_suffix(".e5"))


def e5_encoder(path: Path | None) -> Callable[[Sequence[str]], Rows]:
    """Texts -> float32 (n, width), unit rows, by all pieces."""
    e5 = read_e5(path or installed_file())
    graph = text_graph(e5, np.arange(len(e5.pieces)))
    model = graph.model(graph.nodes[-1].output[0], e5.width)
    onnxruntime = onnx_runtime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options)
    cutter = Cutter(e5)

    def encode(texts: Sequence[str]) -> Rows:
        rows = cutter.ids(texts)
        order = sorted(range(len(rows)), key=lambda index: len(rows[index]))
        found = np.empty((len(rows), e5.width), np.float32)
        for start in range(0, len(order), BATCH):
            part = order[start : start + BATCH]
            ids, mask = cutter.padded([rows[index] for index in part])
            found[part] = session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return found

    return encode


def in_parts(items: Sequence[T], encode: Callable[[Sequence[T]], Rows], stem: Path) -> None:
    """`stem`.npy, float16; each part is kept as soon as it is made, and not made twice."""
    parts: list[Path] = []
    if Path(f"{stem}.npy").is_file():
        return
    for start in range(0, len(items), PART):
        kept = Path(f"{stem}.{start}.part.npy")
        if not kept.is_file():
            np.save(kept, encode(items[start : start + PART]).astype(np.float16))
            print(kept, flush=True)
        parts.append(kept)
    np.save(f"{stem}.npy", np.concatenate([np.load(part) for part in parts]))
    for part in parts:
        part.unlink()


if __name__ == "__main__":
    main()
