"""What indexing videos costs beside decoding every frame: length, wall-clock and processor seconds, memory.

python -m tests.bench.bench_videos VIDEO...
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from photos_ml.app.service import Context
from photos_ml.app.service.enrich import Enrichment
from photos_ml.app.service.indexing import index_folders
from tests.bench.bench_against import memory_mb
from tests.bench.peak import Peak

BARE_S = 60.0
"""So much of a video is decoded whole, by one thread, and taken for the rest."""
SAMPLE_S = 0.1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("videos", type=Path, nargs="+")
    options = parser.parse_args()
    if len(options.videos) > 1:  # each by a process of its own: memory is counted from its beginning
        for video in options.videos:
            subprocess.run([sys.executable, "-m", "tests.bench.bench_videos", str(video)], check=True)
        return
    print(
        f"{'video':24}{'length':>8}{'bare':>8}{'index':>8}{'moments':>8}{'cpu':>8}{'wall/length':>13}{'cpu/bare':>10}{'MB':>6}"
    )
    for video in options.videos:
        bare_s, length_s = bare(video)
        found = measured(video)
        wall = found["index_s"] + found["moments_s"]
        print(
            f"{video.name[:23]:24}{length_s:8.0f}{bare_s:8.1f}{found['index_s']:8.1f}{found['moments_s']:8.1f}"
            f"{found['cpu_s']:8.1f}{wall / length_s:13.3f}{found['cpu_s'] / bare_s:10.3f}{found['mb']:6.0f}"
            f"   {found['moments']} moments"
        )
        sys.stdout.flush()


def bare(video: Path) -> tuple[float, float]:
    """Processor seconds to decode every frame, and how long it is."""
    import av

    with av.open(str(video)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "NONE"
        length_s = float(container.duration or 0) / 1e6
        started, end_s = time.process_time(), 0.0
        for frame in container.decode(stream):
            end_s = float(frame.time or 0.0)
            if end_s >= BARE_S:
                break
        return (time.process_time() - started) * length_s / max(end_s, 1e-6), length_s


def measured(video: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "videos"
        folder.mkdir()
        (folder / video.name).symlink_to(video.absolute())
        before, started = _cpu_s(), time.perf_counter()
        with (
            Peak(lambda: memory_mb(os.getpid()), SAMPLE_S) as memory,
            Context(Path(scratch) / "library") as context,
        ):
            index_folders(context, [folder])
            between = time.perf_counter()
            Enrichment(context).run(["moments"])
            end = time.perf_counter()
            moments = context.library().database.scalar("SELECT count(*) FROM moments")
        return {
            "index_s": between - started,
            "moments_s": end - between,
            "cpu_s": _cpu_s() - before,
            "mb": memory.most,
            "moments": moments,
        }


def _cpu_s() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


if __name__ == "__main__":
    main()
