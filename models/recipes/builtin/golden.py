"""Image rows to check a model by, where its weights are kept as the graph alone: python golden.py MODEL FILE

Rewrites `image_rows` of FILE, as `export.py` made it, by the reference evaluator of ONNX: what the graph
says, in float32 and without a runtime's shortcuts.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from onnx.reference import ReferenceEvaluator
from quantize import unfolded


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    with np.load(options.file) as stored:
        golden = dict(stored)
    graph = ReferenceEvaluator(unfolded(options.model / "image.onnx"))
    rows = np.concatenate([graph.run(None, {"pixels": one[None]})[0] for one in golden["pixels"]])
    golden["image_rows"] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    np.savez_compressed(options.file, **golden)


if __name__ == "__main__":
    main()
