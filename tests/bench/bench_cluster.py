"""A collection through the cluster while its workers are killed: python tests/bench/bench_cluster.py DIR
[--photos N] [--kill-every S] [--driver-kills N] [--shard-photos N]

Made photos go through `cluster embed` on this machine while a worker is killed every now and then, and the
command itself; then they are taken in. The same photos are indexed as usual beside it. Told are the
seconds of each, and what differs: rows of photos, files, failures and steps by their names, vectors byte
by byte.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import psutil

SAMPLES = Path(__file__).resolve().parents[2] / "sample_library" / "photos"
PHOTOS_ML = (sys.executable, "-c", "from photos_ml.app.cli import main; main()")
INDEX = """
import sys
from pathlib import Path
from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders
library, shards, folder = sys.argv[1:]
with Context(Path(library)) as context:
    report = index_folders(context, [Path(folder)] if folder else [], shards=shards)
print(round(report.seconds, 1))
"""
"""What search needs, without the steps that come after."""
WORKER = "ray::compute_shard"

QUESTIONS = {
    "photos": "SELECT d.path, f.name, f.role, f.size, f.mtime_ns, c.hash, p.status, p.taken, p.lat, p.lon, "
    "p.width, p.height, p.rating, p.camera_id IS NULL FROM files f JOIN folders d ON d.id = f.folder_id "
    "JOIN photos p ON p.id = f.photo_id JOIN contents c ON c.id = p.content_id",
    "failures": "SELECT d.path, f.name, f.stage, f.reason, f.retry FROM failures f "
    "JOIN folders d ON d.id = f.folder_id",
    "steps": "SELECT c.hash, s.name, s.version, m.reason FROM step_marks m JOIN steps s ON s.id = m.step_id "
    "JOIN contents c ON c.id = m.content_id WHERE s.name IN ('embed', 'tag', 'quality')",
    "quality": "SELECT c.hash, hex(q.numbers) FROM quality q JOIN contents c ON c.id = q.content_id",
    "text": "SELECT * FROM photo_text",
}
"""Rows by what they say, not by their numbers."""


def differences(one: Path, other: Path) -> dict[str, Any]:
    """What two libraries of one collection do not have in common; both empty where they are the same."""
    found: dict[str, Any] = {}
    both = [sqlite3.connect(f"file:{path / 'library.sqlite'}?mode=ro", uri=True) for path in (one, other)]
    for name, sql in QUESTIONS.items():
        rows = [sorted(map(repr, database.execute(sql))) for database in both]
        found[name] = len(rows[0]), len(set(rows[0]) ^ set(rows[1])), len(rows[0]) - len(rows[1])
    sql = "SELECT c.hash, v.vector FROM vectors v JOIN contents c ON c.id = v.content_id"
    vectors = [dict(database.execute(sql)) for database in both]
    shared = vectors[0].keys() & vectors[1].keys()
    off = [_cosine(vectors[0][key], vectors[1][key]) for key in shared if vectors[0][key] != vectors[1][key]]
    found["vectors"] = len(vectors[0]), len(vectors[0].keys() ^ vectors[1].keys()), len(off)
    found["least cosine"] = min(off, default=1.0)
    return found


def _cosine(one: bytes, other: bytes) -> float:
    a, b = (np.frombuffer(row, "<f2").astype(np.float64) for row in (one, other))
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def embed_under_fire(
    photos: Path, shards: Path, *, kill_every_s: float, driver_kills: int, shard_photos: int, seed: int = 0
) -> dict[str, Any]:
    """Run `cluster embed` to its end, however often it takes; a worker dies every so many seconds."""
    generator = random.Random(seed)
    killed, runs, started = 0, 0, time.perf_counter()
    while True:
        runs += 1
        command = [
            *PHOTOS_ML,
            "cluster",
            "embed",
            str(photos),
            str(shards),
            "--shard-photos",
            str(shard_photos),
        ]
        driver = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        next_s = time.monotonic() + kill_every_s
        while driver.poll() is None:
            time.sleep(0.5)
            if time.monotonic() < next_s:
                continue
            next_s = time.monotonic() + kill_every_s * generator.uniform(0.5, 1.5)
            victims = _workers(driver.pid)
            if driver_kills and victims and generator.random() < 0.2:
                driver_kills -= 1
                driver.send_signal(signal.SIGKILL)
                driver.wait()
                break
            if victims:
                killed += 1
                with suppress(psutil.Error):
                    generator.choice(victims).kill()
        if driver.returncode in (0, 3):
            break
    return {"embed_s": round(time.perf_counter() - started), "workers_killed": killed, "runs": runs}


def _workers(pid: int) -> list[psutil.Process]:
    found = []
    with suppress(psutil.Error):
        for child in psutil.Process(pid).children(recursive=True):
            with suppress(psutil.Error):
                if WORKER in " ".join(child.cmdline()):
                    found.append(child)
    return found


def main() -> None:
    from made_photos import make_photos  # beside it where this is run

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--photos", type=int, default=50_000)
    parser.add_argument("--kill-every", type=float, default=60.0)
    parser.add_argument("--driver-kills", type=int, default=1)
    parser.add_argument("--shard-photos", type=int, default=1000)
    options = parser.parse_args()
    photos, shards = options.folder / "photos", options.folder / "shards"
    if not photos.exists():
        make_photos(photos, SAMPLES, options.photos)
    told = embed_under_fire(
        photos,
        shards,
        kill_every_s=options.kill_every,
        driver_kills=options.driver_kills,
        shard_photos=options.shard_photos,
    )
    print(json.dumps(told), flush=True)
    for name, shards_url, folder in (("taken", str(shards), ""), ("local", "", str(photos))):
        library = options.folder / name
        shutil.rmtree(library, ignore_errors=True)
        command = [sys.executable, "-c", INDEX, str(library), shards_url, folder]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
        print(json.dumps({f"{name}_s": json.loads(done.stdout)}), flush=True)
    print(
        "rows, rows that differ, more of them:",
        differences(options.folder / "taken", options.folder / "local"),
    )


if __name__ == "__main__":
    main()
