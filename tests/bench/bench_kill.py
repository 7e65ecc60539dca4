"""SIGKILL at random instants: an indexer, or (--steps) three steps over what is indexed.

python tests/bench/bench_kill.py --kills 50 [--steps]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "indexer"))
sys.path.append(str(Path(__file__).parent.parent / "enrich"))

import killing
import killing_steps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--photos", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", action="store_true")
    options = parser.parse_args()
    (kill_steps if options.steps else kill_indexer)(options)


def kill_steps(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        photos, library = Path(folder) / "photos", Path(folder) / "library"
        killing.fill(photos, options.photos)
        killing.start(library, photos, Path(folder) / "log").communicate()
        trial = killing_steps.kill_at_random(
            library, Path(folder), options.kills, seed=options.seed, batch_s=0.05
        )
    print(f"{trial.kills} kills over {trial.libraries} libraries of {options.photos} photos, three steps")
    print(f"same rows and marks as a run left alone: {trial.survived}")
    print(
        f"done again by one step after one kill: {trial.worst_again} at most; a batch: {killing_steps.BATCH}"
    )


def kill_indexer(options: argparse.Namespace) -> None:
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
