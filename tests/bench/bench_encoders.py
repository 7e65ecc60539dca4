"""Photos a second and milliseconds a query: `python tests/bench/bench_encoders.py [MODEL...]`.

MODEL: names in `--models-folder`, 'builtin' by default. `--suggested [NAME...]` adds suggested open_clip
models with seeded random weights (needs the extra `clip`): speed does not depend on what the weights are.
All models take turns in one run, so that their ratios hold whatever else the machine does.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from photos_ml.app.benchmarks.encoders import bench_encoders
from photos_ml.encoders.base import Encoder
from photos_ml.encoders.catalog import SUGGESTIONS
from photos_ml.encoders.registry import Registry


def suggested(folder: Path, threads: int, names: Sequence[str]) -> dict[str, Encoder]:
    """Each suggested architecture in torch and, exported, in ONNX Runtime; weights are random."""
    import torch
    from safetensors.torch import save_file

    from photos_ml.encoders.clip_tokenizer import write_clip_tokenizer
    from photos_ml.encoders.export import export_model
    from photos_ml.encoders.open_clip import load_model
    from photos_ml.encoders.user_models import Checkpoint, add_model

    registry = Registry(folder, threads=threads)
    tokenizer = folder / "tokenizer.json"
    write_clip_tokenizer(tokenizer)
    known = [entry for entry in SUGGESTIONS if entry.architecture]
    chosen = [entry for entry in known if not names or entry.name in names]
    for entry in chosen:
        torch.manual_seed(0)
        weights = folder / f"{entry.name}.safetensors"
        state = load_model(entry.architecture, None, fuse=False).state_dict()
        save_file({name: value.contiguous() for name, value in state.items()}, weights)
        add_model(
            registry, f"{entry.name}-torch", Checkpoint(weights, entry.architecture, entry.tag, tokenizer)
        )
        weights.unlink()
        export_model(registry.get(f"{entry.name}-torch"), "onnx", folder / f"{entry.name}-onnx")
    return {
        name: Registry(folder, threads=threads).get(name)
        for entry in chosen
        for name in (f"{entry.name}-torch", f"{entry.name}-onnx")
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("models", nargs="*")
    parser.add_argument("--models-folder", type=Path)
    parser.add_argument(
        "--suggested", nargs="*", choices=[entry.name for entry in SUGGESTIONS], metavar="NAME"
    )
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--photos", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    said = parser.parse_args()
    registry = Registry(said.models_folder, threads=said.threads)
    encoders: dict[str, Encoder] = {name: registry.get(name) for name in said.models or ["builtin"]}
    with tempfile.TemporaryDirectory() as folder:
        if said.suggested is not None:
            encoders |= suggested(Path(folder), said.threads, said.suggested)
        rows = bench_encoders(encoders, photos=said.photos, rounds=said.rounds)
    show(rows, said.threads, as_json=said.json)


def show(rows: list[Any], threads: int, *, as_json: bool) -> None:
    first = rows[0]["photos_per_second"]
    ratios = {row["model"]: round(row["photos_per_second"] / first, 3) for row in rows}
    if as_json:
        json.dump({"threads": threads, "rows": rows, "ratios": ratios}, sys.stdout, indent=2)
        return
    sys.stdout.write(f"{'model':28}{'photos/s':>10}{'ms/query':>10}{'first ms':>10}{'ratio':>8}\n")
    for row in rows:
        sys.stdout.write(
            f"{row['model']:28}{row['photos_per_second']:10.1f}{row['query_ms']:10.2f}"
            f"{row['first_query_ms']:10.0f}{ratios[row['model']]:8.2f}\n"
        )


if __name__ == "__main__":
    main()
