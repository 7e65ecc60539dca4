"""Progress on stderr: of the indexer with rate, time left and failures, of other long work with the time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from photos_ml.app.present import in_words

if TYPE_CHECKING:
    from photos_ml.app.service.changing import Changing
    from photos_ml.indexer.enrich.report import EnrichCounts, EnrichProgress
    from photos_ml.indexer.report import Counts, Progress

REFRESH_PER_SECOND = 8
WORTH_SAYING_S = 60.0
"""A run of less than this is not worth a word before it."""

Say = Callable[..., None]
"""Called as say(what) when another piece of work begins, say(what, done, total) as it goes on."""


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

        said = False

        def show(counts: Counts) -> None:
            nonlocal said
            if counts.foreseen and not said:
                said = True
                if counts.foreseen.seconds >= WORTH_SAYING_S:
                    bar.console.print(in_words(counts.foreseen), highlight=False)
            if counts.anew:
                done, of = counts.anew
                bar.update(task, description="Looking at all anew", completed=done, total=of or None, rate="")
                return
            if counts.sorted:
                done, of = counts.sorted
                bar.update(task, description="Sorting vectors", completed=done, total=of, rate="")
                return
            elapsed = bar.tasks[0].elapsed or 0.0
            bar.update(
                task,
                completed=counts.files,
                total=max(counts.total_files, counts.files) or None,
                rate=f"{counts.photos / elapsed:.0f}/s" if elapsed > 1 else "",
                failed=f"{counts.failed} failed" if counts.failed else "",
            )

        yield show


@contextmanager
def enrich_progress() -> Iterator[EnrichProgress | None]:
    """A bar over all that is due where stderr is a terminal, with the step at work; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failed]}"),
    )
    with Bar(*columns, console=Console(stderr=True), refresh_per_second=REFRESH_PER_SECOND) as bar:
        task = bar.add_task("Looking closer", total=None, failed="")

        def show(counts: EnrichCounts) -> None:
            failed = f"{counts.failed} failed" if counts.failed else ""
            what = f"Looking closer: {', '.join(counts.steps)}"
            bar.update(
                task, description=what, completed=counts.done, total=counts.total or None, failed=failed
            )

        yield show


@contextmanager
def work_progress(what: str) -> Iterator[Say]:
    """What is being done and for how long, with a bar where its end is known; nothing off a terminal."""
    if not sys.stderr.isatty():
        yield _say_nothing
        return
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Bar(*columns, console=console, refresh_per_second=REFRESH_PER_SECOND, transient=True) as bar:
        task = bar.add_task(what, total=None)

        def say(what: str, done: int = 0, total: int | None = None) -> None:
            bar.update(task, description=what, completed=done, total=total)

        yield say


@contextmanager
def change_progress(*, quiet: bool = False) -> Iterator[Callable[[Changing], None]]:
    """How far another model is with taking over; nothing off a terminal, or where it is to be `quiet`."""
    with nullcontext(_say_nothing) if quiet else work_progress("Opening the library") as say:
        words = {"looking": "{} looks at every photo", "measuring": "measuring {} on your photos"}
        yield lambda at: say(words[at.stage.value].format(at.name), at.done, at.total or None)


def _say_nothing(what: str, done: int = 0, total: int | None = None) -> None:
    """Where nobody looks on."""


@contextmanager
def byte_progress(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar of bytes with rate and time left where stderr is a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Bar(
        *columns,
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        refresh_per_second=REFRESH_PER_SECOND,
    ) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
