"""How fast each execution provider of the installed ONNX Runtime runs the pictures of a model, and how near
its rows are to the processor's: the trials that the program makes, made anew.

    python -m tests.bench.bench_providers [--models DIR] [--json] [NAME...]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import asdict, replace
from pathlib import Path

from tests.bench.threads import as_commands

as_commands()


def main() -> None:
    """Print a row a model and provider."""
    from photos_ml.config import pulled_models_dir
    from photos_ml.encoders.accelerators import Accelerators
    from photos_ml.encoders.registry import Registry
    from photos_ml.encoders.runtime import onnx_runtime
    from photos_ml.encoders.two_towers import TwoTowerEncoder

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=["builtin"])
    parser.add_argument("--models", type=Path, default=None)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        registry = Registry(asked.models or pulled_models_dir(), say=lambda line: None)
        fresh = Accelerators(Path(folder))
        registry.accelerators = lambda: fresh  # type: ignore[method-assign]
        for name in asked.names:
            encoder = registry.get(name)
            assert isinstance(encoder, TwoTowerEncoder)
            choice = encoder.trials()
            assert choice is not None
            for trial in choice.trials:
                named = replace(
                    trial, provider=f"{'*' if trial.provider == choice.chosen else ''}{trial.provider}"
                )
                rows.append({"model": name, "onnxruntime": onnx_runtime().__version__, **asdict(named)})
    if asked.json:
        print(json.dumps(rows, indent=2))
        return
    for row in rows:
        print("  ".join(f"{key} {value}" for key, value in row.items() if value != ""))


if __name__ == "__main__":
    main()
