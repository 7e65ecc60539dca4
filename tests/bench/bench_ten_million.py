"""The nearest of millions, ways beside each other: python tests/bench/bench_ten_million.py DIR --real LIBRARY
[--rows N] [--dimension 512] [--rivals pq rabitq lance ...] [--queries N]

Rows are made of those of a real library (see made_rows.py) and kept in DIR as float16. Half of the
queries are made rows that are not among them, half are sentences (`--texts`, one a line). Each way runs
in a process of its own. What it can be set to is tried on a third of the queries, the quickest that
finds `GOAL` is measured on the others: recall@10 against all rows, median and 99th percentile of one
thread, memory (its own, and with mapped files that are in memory), build time on `--threads`, bytes on
disk. Filters let 100 %, 10 %, 1 % and 0.1 % of the rows pass, without regard to what they show; and 1 %
that show much the same ('event'), as a place does.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from made_rows import fitted, write
from nearest_rivals import DEPTH, RIVALS, Data, Rival
from threads import as_commands

from photos_ml.app.service import Context
from photos_ml.types import FloatMatrix

GOAL = 0.97
SHARES = {"100 %": 1.0, "10 %": 0.1, "1 %": 0.01, "0.1 %": 0.001}
EVENT = "1 % event"
PARTS = 1000
BLOCK_ROWS = 50_000


def prepare(folder: Path, real: Path, texts: Path | None, count: int, dimension: int, queries: int) -> None:
    """Rows, filters and queries with their true answers, in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "truth.npz").exists():
        return
    with Context(real) as context:
        info = context.encoder.info
        vectors = context.library().vectors(info.id, info.revision, info.dimension)
        rows = np.concatenate([block.astype(np.float32) for _, block in vectors.rows()])
        words = texts.read_text("utf-8").splitlines()[: queries // 2] if texts else []
        said = context.encoder.encode_texts(words) if words else np.empty((0, rows.shape[1]), np.float32)
    turn = np.eye(rows.shape[1], dtype=np.float32)
    if dimension < rows.shape[1]:  # the directions in which the real ones differ most
        turn = np.linalg.svd(rows, full_matrices=False)[2][:dimension].T
    rows, said = _unit(rows @ turn), _unit(said @ turn)
    maker, told = fitted(rows)
    print(f"real rows {len(rows)}; spread {maker.spread}, noise {maker.noise}; cosines to the nearest,")
    print(f"  10/50/90 % of all and of a quarter: real {told['real']}, made {told['made']}", flush=True)
    started = time.perf_counter()
    write(maker, count, folder)
    print(f"{count} rows of {dimension} made in {time.perf_counter() - started:.0f} s", flush=True)
    seen, _ = maker.rows(queries - len(said), (11,))
    asked = np.concatenate([said, seen])
    asked = asked[np.random.default_rng(2).permutation(len(asked))]
    parts = np.random.default_rng(5).integers(PARTS, size=count).astype(np.int32)
    towards = maker.real @ maker.real[0]
    event = np.isin(np.load(folder / "bases.npy"), np.argsort(-towards)[: max(len(towards) // 100, 1)])
    parts[event] += PARTS
    np.save(folder / "parts.npy", parts)
    started = time.perf_counter()
    truth = _truth(np.load(folder / "rows.npy", mmap_mode="r"), asked, filters(parts))
    kept: dict[str, Any] = {"queries": asked, **truth}
    np.savez(folder / "truth.npz", **kept)
    print(f"true answers of {queries} in {time.perf_counter() - started:.0f} s", flush=True)


def filters(parts: npt.NDArray[np.int32]) -> dict[str, npt.NDArray[np.bool_] | None]:
    """What each filter lets pass; None for all."""
    masks: dict[str, npt.NDArray[np.bool_] | None] = {
        name: None if share == 1 else parts % PARTS < share * PARTS for name, share in SHARES.items()
    }
    return {**masks, EVENT: parts >= PARTS}


def _truth(
    rows: npt.NDArray[np.float16], queries: FloatMatrix, masks: dict[str, npt.NDArray[np.bool_] | None]
) -> dict[str, npt.NDArray[np.int64]]:
    best = {
        name: (np.full((len(queries), DEPTH), -9, np.float32), np.zeros((len(queries), DEPTH), np.int64))
        for name in masks
    }
    for start in range(0, len(rows), BLOCK_ROWS):
        block = rows[start : start + BLOCK_ROWS].astype(np.float32)
        scores = queries @ block.T
        for name, mask in masks.items():
            places = (
                np.arange(len(block)) if mask is None else np.flatnonzero(mask[start : start + len(block)])
            )
            if not len(places):
                continue
            some = scores if mask is None else scores[:, places]
            kept = np.argpartition(-some, min(DEPTH, some.shape[1] - 1), axis=1)[:, :DEPTH]
            values = np.concatenate([best[name][0], np.take_along_axis(some, kept, 1)], axis=1)
            ids = np.concatenate([best[name][1], start + places[kept]], axis=1)
            order = np.argsort(-values, axis=1)[:, :DEPTH]
            best[name] = np.take_along_axis(values, order, 1), np.take_along_axis(ids, order, 1)
    return {name: ids for name, (_, ids) in best.items()}


def measure(name: str, folder: Path, threads: int) -> dict[str, Any]:
    """One rival, in this process."""
    data = Data(folder, np.load(folder / "rows.npy", mmap_mode="r"), np.load(folder / "parts.npy"))
    kept = np.load(folder / "truth.npz")
    queries, masks = kept["queries"], filters(data.parts)
    own = folder / name
    own.mkdir(exist_ok=True)
    started = time.perf_counter()
    built = RIVALS[name].build(data, own, threads)
    build_s = time.perf_counter() - started
    if built is not None:  # built now: what is measured is a process that only opened it
        return {"build_s": round(build_s), "build_peak_mb": round(_told("VmHWM")), **built}
    rival = RIVALS[name](data, own)
    third = len(queries) // 3
    found: dict[str, Any] = {"bytes": sum(path.stat().st_size for path in own.rglob("*") if path.is_file())}
    for filter_name, mask in masks.items():
        allowed = None if mask is None else np.flatnonzero(mask)
        tried = list(_tried(rival, filter_name, allowed, queries[:third], kept[filter_name][:third]))
        good = [one for one in tried if one[0] >= GOAL + 0.005] or [max(tried)]
        setting = min(good, key=lambda one: one[1])[2]
        search = rival.within(filter_name, allowed, setting)
        recall, times = _asked(search, queries[third:], kept[filter_name][third:])
        found[filter_name] = {
            "recall": round(recall, 4),
            "median_ms": round(float(np.median(times)), 2),
            "p99_ms": round(float(np.quantile(times, 0.99)), 2),
            "setting": setting,
        }
        print(name, filter_name, found[filter_name], file=sys.stderr, flush=True)
    return found | {"own_mb": round(_told("RssAnon")), "with_files_mb": round(_told("VmRSS"))}


def _tried(
    rival: Rival, name: str, allowed: npt.NDArray[np.int64] | None, queries: FloatMatrix, truth: Any
) -> Iterator[tuple[float, float, Any]]:
    """Recall, median and setting, until one finds enough: they come the cheapest first."""
    for setting in rival.settings(allowed):
        recall, times = _asked(rival.within(name, allowed, setting), queries, truth)
        yield recall, float(np.median(times)), setting
        if recall >= GOAL + 0.005:
            return


def _asked(
    search: Callable[[Any], Sequence[int]], queries: FloatMatrix, truth: Any
) -> tuple[float, list[float]]:
    right, times = 0, []
    for query, true in zip(queries, truth, strict=True):
        started = time.perf_counter()
        found = search(query)
        times.append((time.perf_counter() - started) * 1000)
        right += len(set(map(int, found)) & set(true.tolist()))
    return right / truth.size, times


def _told(name: str) -> float:
    """MB that the system tells of this process under a name."""
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return float(told[name].split()[0]) / 1024


def _unit(rows: FloatMatrix) -> FloatMatrix:
    unit: FloatMatrix = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--real", type=Path, required=True, help="a library of real photos")
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--dimension", type=int, default=512)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--rivals", nargs="*", default=list(RIVALS))
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    folder = options.folder
    if options.one:
        as_commands()
        print(json.dumps(measure(options.one, folder, options.threads)))
        return
    prepare(folder, options.real, options.texts, options.rows, options.dimension, options.queries)
    for name in options.rivals:
        told: dict[str, Any] = {}
        for _ in range(2):  # build, then open
            command = [sys.executable, __file__, str(folder), "--real", str(options.real), "--one", name]
            done = subprocess.run(
                [*command, "--threads", str(options.threads)],
                stdout=subprocess.PIPE,
                env={**os.environ, "RUST_LOG": "error"},
            )
            if done.returncode:
                print(f"{name}: failed with {done.returncode}", flush=True)
                break
            told |= json.loads(done.stdout.splitlines()[-1])
        print(
            json.dumps({"way": name, "rows": options.rows, "dimension": options.dimension, **told}),
            flush=True,
        )


if __name__ == "__main__":
    main()
