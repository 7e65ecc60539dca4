"""Three steps over an indexed library, as a program of its own. `log` gets a line for each step and content
computed, before its batch is done. With --kill-at one step over its videos, killed in that one."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

sys.path += [str(Path(__file__).parent / "outside"), str(Path(__file__).parent.parent / "indexer")]

from acting import LoggedSeconds, refuse_dark, sizing
from projection import ProjectionEncoder

from photos_ml.indexer.enrich.engine import Enricher
from photos_ml.indexer.enrich.registry import Catalogue, catalogue
from photos_ml.indexer.enrich.step import Answer, Item, NeedsFrames, Step
from photos_ml.store import Library


def logged(step: Step, log: Path, batch_s: float) -> Step:
    def run(items: Sequence[Item]) -> Sequence[Answer]:
        with log.open("a") as lines:
            lines.write("".join(f"{step.id} {item.content_hash}\n" for item in items))
            lines.flush()
            os.fsync(lines.fileno())
        time.sleep(batch_s)
        return step.run(items)

    return replace(step, run=run)


def framing(log: Path, kill_at: int) -> Step:
    step = sizing("frames", needs=NeedsFrames(1.0, 9, 48), prepare=LoggedSeconds(log))
    computed = 0

    def run(items: Sequence[Item]) -> Sequence[Answer]:
        nonlocal computed
        computed += len(items)
        if computed >= kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return step.run(items)

    return replace(step, run=run)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("library", type=Path)
    parser.add_argument("log", type=Path)
    parser.add_argument("--batch-s", type=float, default=0.0)
    parser.add_argument("--kill-at", type=int, default=0)
    options = parser.parse_args()
    encoder = ProjectionEncoder()
    known = [step for step in catalogue(encoder).steps if step.id in ("quality", "redness")]
    three = [*known, sizing("sizes", prepare=refuse_dark)]
    steps = tuple(logged(step, options.log, options.batch_s) for step in three)
    if options.kill_at:
        steps = (framing(options.log, options.kill_at),)
    with Library.open(options.library) as library:
        Enricher(library, encoder, Catalogue(steps), workers=2).run(steps)


if __name__ == "__main__":
    main()
