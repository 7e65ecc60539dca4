"""How fast indexing is, and how near to the limit of this machine."""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from photos_ml.errors import UsageError
from photos_ml.indexer.enrich.plan import BATCH_PHOTOS
from photos_ml.indexer.pipeline import DECODED_AHEAD, MAX_WORKERS, Indexer, usable_cores
from photos_ml.indexer.scan import walk
from photos_ml.indexer.workers import Work, WorkerPool
from photos_ml.store import Library

if TYPE_CHECKING:
    from photos_ml.encoders.base import Encoder
    from photos_ml.types import Pixels

ENCODED_SAMPLE = 256
"""Decoded pictures kept for the encode-only figure, so that it needs no disk and little memory."""


def bench_index(encoder: Encoder, images: Path, *, limit: int = 1000) -> dict[str, Any]:
    """Decode only, encode only and end to end over the pictures below `images`, in photos a second.

    The limit is what all cores could do busy with decoding and encoding alone: 1 / (1/decode + 1/encode).
    Raises UsageError where there is no picture.
    """
    paths = pictures_below(images, limit)
    decode_rate, pixels, workers_mb = _decode_only(encoder, paths)
    encode_rate = _encode_only(encoder, pixels)
    end_to_end = _end_to_end(encoder, paths)
    bound = 1 / (1 / decode_rate + 1 / encode_rate)
    rates = {"decode only": decode_rate, "encode only": encode_rate, "limit": bound, "end to end": end_to_end}
    return {
        "photos": len(paths),
        "cores": usable_cores(),
        "rows": [{"stage": stage, "photos_per_second": round(rate, 1)} for stage, rate in rates.items()],
        "ratios": {"end_to_end_to_limit": round(end_to_end / bound, 3)},
        "peak_memory_mb": round(_peak_memory_mb() + workers_mb),
    }


def pictures_below(images: Path, limit: int) -> list[Path]:
    """The first `limit` pictures that the indexer finds; UsageError where there is none."""
    groups = (group for listing in walk(0, images) for group in listing.groups)
    found = [group.path for _, group in zip(range(limit), groups, strict=False)]
    if not found:
        raise UsageError(f"no picture below {images}", hint="give a folder of photos")
    return found


def _decode_only(encoder: Encoder, paths: list[Path]) -> tuple[float, list[Pixels], float]:
    kept: list[Pixels] = []
    workers = min(usable_cores(), MAX_WORKERS)
    with WorkerPool(workers, encoder.preprocessor, min_side=encoder.info.image_size) as pool:
        pool.submit(Work(paths[0], (), want_pixels=True, want_metadata=True)).result()  # workers have started
        started, waiting, decoded = time.perf_counter(), [], 0
        for path in paths:
            waiting.append(pool.submit(Work(path, (), want_pixels=True, want_metadata=True)))
            if len(waiting) > DECODED_AHEAD:
                decoded += _keep(waiting.pop(0).result().pixels, kept)
        decoded += sum(_keep(future.result().pixels, kept) for future in waiting)
        seconds = time.perf_counter() - started
        memory = _workers_memory_mb(pool.pids)
    if not decoded:
        raise UsageError("none of the pictures could be decoded", hint="photos-ml index says why")
    return decoded / seconds, kept, memory


def _keep(pixels: Pixels | None, kept: list[Pixels]) -> bool:
    if pixels is not None and len(kept) < ENCODED_SAMPLE:
        kept.append(pixels)
    return pixels is not None


def _encode_only(encoder: Encoder, pixels: list[Pixels]) -> float:
    encoder.encode_pixels(pixels[:BATCH_PHOTOS])  # the model is loaded
    started = time.perf_counter()
    for start in range(0, len(pixels), BATCH_PHOTOS):
        encoder.encode_pixels(pixels[start : start + BATCH_PHOTOS])
    return len(pixels) / (time.perf_counter() - started)


def linked(paths: list[Path], folder: Path) -> Path:
    """A new folder of links to these pictures."""
    folder.mkdir()
    for number, path in enumerate(paths):
        (folder / f"{number:06}{path.suffix}").symlink_to(path.absolute())
    return folder


def _end_to_end(encoder: Encoder, paths: list[Path]) -> float:
    """The whole indexer over links to the pictures, into a library of its own that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="photos-ml-bench-") as scratch:
        folder = linked(paths, Path(scratch) / "photos")
        with Library.open(Path(scratch) / "library", create=True) as library:
            report = Indexer(library, encoder).run([folder])
        return (report.counts.photos - report.counts.failed) / report.seconds


def _peak_memory_mb() -> float:
    """Highest resident memory of this process so far, in MB; 0 where it cannot be told."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    bytes_a_unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * bytes_a_unit / 1e6


def _workers_memory_mb(pids: list[int]) -> float:
    """Sum of the highest resident memory of these processes, in MB; 0 where it cannot be told."""
    total_kib = 0
    for pid in pids:
        with suppress(OSError):
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            total_kib += sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    return total_kib * 1024 / 1e6
