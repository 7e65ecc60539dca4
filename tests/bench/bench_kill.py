"""SIGKILL an indexer at random instants: python tests/bench/bench_kill.py --kills 50"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "indexer"))

import killing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--photos", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        photos = Path(folder) / "photos"
        killing.fill(photos, options.photos)
        ordeal = killing.kill_at_random(photos, Path(folder), options.kills, seed=options.seed, batch_s=0.1)
    print(f"{ordeal.kills} kills over {ordeal.libraries} libraries of {options.photos} photos")
    print(f"same photos, vectors and failures as a run left alone: {ordeal.survived}")
    print(f"encoded again: {ordeal.encoded_again} in all, at most {ordeal.worst_again} after one kill")
    print(f"one batch: {killing.BATCH} pictures")


if __name__ == "__main__":
    main()
