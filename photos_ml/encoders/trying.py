"""One trial of a graph by one provider, in a process of its own: a driver may end it, and must not end the
program with it."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from photos_ml.encoders.providers import provider_named
from photos_ml.encoders.runtime import Level, onnx_runtime
from photos_ml.encoders.sessions import open_session

RUNS, SECONDS = 3, 0.6
"""At least so many runs, and so long: the quickest of them counts."""


def main() -> None:
    """Try what standard input names; the rows and the time go into files, as drivers write to the outputs."""
    request = json.loads(sys.stdin.read())
    Path(request["told"]).write_text(json.dumps(answer(request)), encoding="utf-8")


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """How long a run took in seconds, or the problem in one line."""
    try:
        return _tried(request)
    except Exception as error:  # noqa: BLE001 - whatever a runtime and a driver raise
        said = str(error).strip().splitlines()
        return {"problem": (said or [type(error).__name__])[0][:200]}


def _tried(request: dict[str, Any]) -> dict[str, Any]:
    with np.load(request["sample"]) as stored:
        feeds = {name: stored[name] for name in stored.files}
    outputs = request["outputs"]
    provider = provider_named(onnx_runtime(), request["provider"])
    begun = time.perf_counter()
    session = open_session(
        Path(request["path"]), int(request["threads"]), level=Level(request["level"]), provider=provider
    )
    found = session.run(outputs, feeds)
    opened_s = time.perf_counter() - begun
    best, runs, begun = float("inf"), 0, time.perf_counter()
    while runs < RUNS or time.perf_counter() - begun < SECONDS:
        at = time.perf_counter()
        session.run(outputs, feeds)
        best, runs = min(best, time.perf_counter() - at), runs + 1
    rows: dict[str, Any] = {f"whole{number}": np.asarray(one, np.float32) for number, one in enumerate(found)}
    if request["any_batch"]:
        alone = session.run(outputs, {name: value[:1] for name, value in feeds.items()})
        rows |= {f"alone{number}": np.asarray(one, np.float32) for number, one in enumerate(alone)}
    np.savez(request["rows"], **rows)
    return {"opened_s": opened_s, "run_s": best}


if __name__ == "__main__":
    main()
