"""What each step costs a photo on this machine, beside the embedding that every photo gets."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from photos_ml.app.benchmarks.indexing import linked, pictures_below
from photos_ml.indexer.enrich.engine import Enricher
from photos_ml.indexer.enrich.registry import FIRST, catalogue
from photos_ml.indexer.pipeline import MAX_WORKERS, Indexer, usable_cores
from photos_ml.store import Library
from photos_ml.store.moments import MOMENTS, count_moments

if TYPE_CHECKING:
    from photos_ml.encoders.base import Encoder
    from photos_ml.store.steps import StepCounts

BASE = "embed"


def bench_enrich(encoder: Encoder, images: Path, *, limit: int = 200) -> dict[str, Any]:
    """Milliseconds a photo of each step over the pictures below `images`: of processor time where it decodes,
    and of the clock, each step being run alone. Ratios are to embedding. `videos`, where there are any: what
    looking into them costs. Raises UsageError where there is no picture."""
    workers = min(usable_cores(), MAX_WORKERS)
    with tempfile.TemporaryDirectory(prefix="photos-ml-bench-") as scratch:
        folder = linked(pictures_below(images, limit), Path(scratch) / "photos")
        with Library.open(Path(scratch) / "library", create=True) as library:
            report = Indexer(library, encoder).run([folder])
            known = catalogue(encoder)
            photos = report.counts.photos - report.counts.failed
            clock = {BASE: report.seconds}
            for step in known.steps:
                ready = step.extra is None or step.extra.is_installed
                if step.id not in FIRST and ready:
                    clock[step.id] = Enricher(library, encoder, known, workers=workers).run([step]).seconds
            counts = {step.id: library.steps.counts(step) for step in known.steps}
            videos = _videos(library, counts[MOMENTS]) if MOMENTS in counts else {}
    rows: list[dict[str, Any]] = [
        {
            "step": step.id,
            "photos": counts[step.id].done,
            "failed": counts[step.id].failed,
            "ms_a_photo": round(counts[step.id].ms or 0.0, 2),
            "clock_ms_a_photo": round(clock[step.id] * 1000 / max(photos, 1), 2)
            if step.id in clock
            else None,
        }
        for step in known.steps
    ]
    base = counts[BASE].ms or 1.0
    ratios = {row["step"]: round(row["ms_a_photo"] / base, 3) for row in rows}
    return {"photos": photos, "cores": usable_cores(), "rows": rows, "ratios": ratios, **videos}


def _videos(library: Library, counts: StepCounts) -> dict[str, Any]:
    """Milliseconds of `moments` a video, a moment and a second of video; nothing where there is no moment."""
    moments, spent_ms = count_moments(library.database), counts.done * (counts.ms or 0.0)
    length_s = library.database.scalar("SELECT sum(duration_s) FROM photos WHERE media = 'video'") or 0.0
    if not moments:
        return {}
    said = {"videos": counts.done, "moments": moments, "seconds": round(float(length_s), 1)}
    by = {"video": counts.done, "moment": moments, "second": length_s}
    return {"videos": said | {f"ms_a_{name}": round(spent_ms / n, 2) for name, n in by.items() if n}}
