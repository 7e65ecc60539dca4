"""What two graphs store alike, kept once beside them: most of the image network, in either precision.

python share.py ../../builtin    # after export.py and quantize.py; the rows stay the same to the last bit
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import onnx
from onnx.external_data_helper import set_external_data

GRAPHS = ("image.onnx", "image.int8.onnx")
SHARED_FILE = "image.shared.bin"
SMALLEST = 4096
"""Bytes of a tensor that is worth a place in another file."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    models = [onnx.load(str(folder / name)) for name in GRAPHS]
    stored = [
        {tensor.raw_data for tensor in model.graph.initializer if len(tensor.raw_data) >= SMALLEST}
        for model in models
    ]
    places: dict[bytes, int] = {}
    with (folder / SHARED_FILE).open("wb") as shared:
        for data in sorted(set.intersection(*stored), key=lambda data: (-len(data), data)):
            places[data] = shared.tell()
            shared.write(data)
    for name, model in zip(GRAPHS, models, strict=True):
        for tensor in model.graph.initializer:
            if tensor.raw_data in places:
                data = tensor.raw_data
                set_external_data(tensor, SHARED_FILE, offset=places[data], length=len(data))
                tensor.ClearField("raw_data")
        (folder / name).write_bytes(model.SerializeToString())
    manifest = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    for name in (*GRAPHS, SHARED_FILE):
        manifest["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / "model.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
