"""Progress on stderr while the indexer runs: rate, time left, failures."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from photos_ml.indexer.report import Counts, Progress

REFRESH_PER_SECOND = 8


@contextmanager
def index_progress() -> Iterator[Progress | None]:
    """A bar where stderr is a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("[progress.description]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failed]}"),
    )
    with Bar(*columns, console=Console(stderr=True), refresh_per_second=REFRESH_PER_SECOND) as bar:
        task = bar.add_task("Indexing", total=None, rate="", failed="")

        def show(counts: Counts) -> None:
            elapsed = bar.tasks[0].elapsed or 0.0
            bar.update(
                task,
                completed=counts.files,
                total=max(counts.total_files, counts.files) or None,
                rate=f"{counts.photos / elapsed:.0f}/s" if elapsed > 1 else "",
                failed=f"{counts.failed} failed" if counts.failed else "",
            )

        yield show
