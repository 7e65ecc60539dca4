"""Everything that can happen to a library, again and again until the time is over.

python -m tests.torture --minutes 60 [--seed N] [--only KIND]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from tests.torture import damages
from tests.torture.full_disk import may_mount
from tests.torture.ordeals import FAULTS, NEEDS_MOUNT, NEEDS_SHIM, ORDEALS, shrunk
from tests.torture.stage import Ordeal, Stage

DAMAGED = "damaged"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0, help="of the first round; that of a fault repeats it")
    parser.add_argument("--only", choices=(*ORDEALS, DAMAGED))
    options = parser.parse_args()
    ended: list[Ordeal] = []
    with tempfile.TemporaryDirectory() as folder, suppress(KeyboardInterrupt):
        rounds(options, Path(folder), ended)
    sys.exit(not report(ended))


def rounds(options: argparse.Namespace, folder: Path, ended: list[Ordeal]) -> None:
    """One ordeal of every kind a round, each round with a seed of its own; into `ended`, until Ctrl-C."""
    (folder / "stage").mkdir()
    (folder / "damages").mkdir()
    stage, hurt = Stage(folder / "stage"), damages.Ordeal(folder / "damages")
    kinds = [options.only] if options.only else [*ORDEALS, DAMAGED]
    end, seed = time.monotonic() + options.minutes * 60, options.seed
    while time.monotonic() < end:
        for kind in kinds:
            if (kind in NEEDS_SHIM and not stage.has_shim) or (kind in NEEDS_MOUNT and not may_mount()):
                continue
            done = _damaged(hurt, seed) if kind == DAMAGED else ORDEALS[kind](stage, seed)
            ended.append(done)
            if not done.survived:
                fewest = f", with {shrunk(kind, stage, seed)} acts too" if kind in FAULTS else ""
                print(f"{kind}, seed {seed}{fewest}: {done.lost} lost; {'; '.join(done.faults)}", flush=True)
        seed += 1


def _damaged(hurt: damages.Ordeal, seed: int) -> Ordeal:
    trial = hurt.suffer(seed)
    return Ordeal(DAMAGED, seed, acknowledged=trial.readable, faults=trial.faults)


def report(ended: list[Ordeal]) -> bool:
    """The figures by kind; whether all survived."""
    tried, survived, lost, acknowledged = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for one in ended:
        tried[one.kind] += 1
        survived[one.kind] += one.survived
        lost[one.kind] += one.lost
        acknowledged[one.kind] += one.acknowledged
    print(f"{'':16} {'tried':>7} {'survived':>9} {'acts':>8} {'lost':>5}")
    for kind in tried:
        print(f"{kind:16} {tried[kind]:7} {survived[kind]:9} {acknowledged[kind]:8} {lost[kind]:5}")
    return survived.total() == tried.total()


if __name__ == "__main__":
    main()
