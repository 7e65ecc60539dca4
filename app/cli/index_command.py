"""photos-ml index: Add or refresh folders of photos."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from photos_ml.app.cli.errors import DONE, WITH_FAILURES
from photos_ml.app.cli.opening import context_of
from photos_ml.app.cli.options import json_option, library_option, print_json
from photos_ml.app.cli.progress import enrich_progress, index_progress, work_progress
from photos_ml.app.cli.repeated import say
from photos_ml.app.present import foreseen_json, in_words, printable, report_json, run_json
from photos_ml.app.service import Context
from photos_ml.app.service.ahead import read_ahead
from photos_ml.app.service.enrich import Enrichment
from photos_ml.app.service.indexing import foresee_index, index_folders, indexed_folders
from photos_ml.app.service.models import LookQuality
from photos_ml.errors import LibraryBusyError

if TYPE_CHECKING:
    from photos_ml.indexer.enrich.report import EnrichReport
    from photos_ml.indexer.foresight import Foreseen
    from photos_ml.indexer.links import LinkOut
    from photos_ml.indexer.report import Report


class _Folder(click.Path):
    """No empty name, as the shell leaves "$FOLDER" where it is not set: that is not where one is just now."""

    name = "folder"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("the name is empty; the folder you are in is called '.'", param, ctx)
        return super().convert(value, param, ctx)


@click.command()
@click.argument("folders", nargs=-1, type=_Folder(path_type=Path))
@click.option("--watch", is_flag=True, help="Stay, and index photos as they arrive; Ctrl+C ends it.")
@click.option("--estimate", is_flag=True, help="Only say what it would cost in time and disk.")
@click.option(
    "--verify", is_flag=True, help="Read every file whole, and compare it with what is known of it."
)
@click.option(
    "--from",
    "shards",
    default="",
    metavar="SHARDS",
    help="Take in what `cluster embed` has computed of a folder; FOLDERS only where it is another here.",
)
@click.option(
    "--quality",
    type=click.Choice([one.value for one in LookQuality]),
    help="How the built-in model looks at photos from now on: quick, once; best, seven times, which finds "
    "more and takes longer.",
)
@library_option
@json_option
def command(
    folders: tuple[Path, ...],
    watch: bool,
    estimate: bool,
    verify: bool,
    shards: str,
    quality: str | None,
    library: Path,
    as_json: bool,
) -> int:
    """Add FOLDERS to the library, or refresh all it knows when none is given. Nothing in them is changed."""
    if watch and as_json:
        raise click.UsageError("--watch has no end, and so no one JSON document: leave --json out")
    with context_of(library) as context:
        if estimate:
            return _say_what_it_costs(foresee_index(context, folders), as_json)
        with index_progress() as progress:
            report = index_folders(
                context,
                folders,
                progress=progress,
                verify=verify,
                shards=shards,
                quality=LookQuality(quality) if quality else None,
            )
        if not as_json:
            for line in report_lines(report):
                say(line)
        closer = look_closer(context)
        _read_for_pages(context)
    closer_failed = closer is not None and any(tally.failed for tally in closer.steps.values())
    counts = report.counts
    failed = bool(counts.failed or counts.unreadable or report.offline or closer_failed)
    if as_json:
        print_json({**report_json(report), "steps": run_json(closer)})
    if watch:
        _keep_watching(library)
    return WITH_FAILURES if failed else DONE


def _say_what_it_costs(foreseen: Foreseen, as_json: bool) -> int:
    if as_json:
        print_json(foreseen_json(foreseen))
    else:
        click.echo(in_words(foreseen))
    return DONE


def look_closer(context: Context) -> EnrichReport | None:
    """What search does not need, with a progress of its own: photos can be found meanwhile. Ctrl+C leaves the
    rest for later. None where it was stopped, or another process is at it."""
    try:
        with enrich_progress() as progress:
            return Enrichment(context).run(progress=progress)
    except KeyboardInterrupt:
        say("stopped looking closer; it goes on with: photos-ml enrich", err=True)
    except LibraryBusyError:
        click.echo("another photos-ml is looking closer at this library", err=True)
    return None


def _read_for_pages(context: Context) -> None:
    """What pages ask of all photos, so that they need not wait for it. Ctrl+C leaves it to them."""
    with suppress(KeyboardInterrupt), work_progress("Reading ahead for the pages") as say_progress:
        read_ahead(context, partial(say_progress, "Reading ahead for the pages"))


def _keep_watching(library: Path) -> None:
    """Index what changes and say so, a line each time, until Ctrl+C."""
    from photos_ml.app.upkeep import follow

    with context_of(library) as context:

        def index(changed: Sequence[Path]) -> None:
            counts = index_folders(context, changed).counts
            kinds = ("new", "changed", "moved", "failed", "gone", "missing", "unreadable")
            said = [f"{name} {number}" for name in kinds if (number := getattr(counts, name))]
            if said:
                click.echo(f"{context.clock.now():%H:%M}  {'  '.join(said)}")
            with suppress(LibraryBusyError):
                Enrichment(context).run()

        click.echo("watching - stop with Ctrl+C")
        with suppress(KeyboardInterrupt):
            follow(partial(indexed_folders, context), library, index, threading.Event())


def report_lines(report: Report) -> list[str]:
    """What a run did, for people."""
    counts = report.counts
    shown = ("new", "changed", "moved", "unchanged", "failed", "gone")
    lines = [
        f"{counts.photos} photos in {report.seconds:.1f} s ({report.photos_per_second:.0f}/s)",
        "  "
        + "  ".join(
            f"{name} {getattr(counts, name)}" for name in shown if name != "missing" or counts.missing
        ),
    ]
    if counts.verified:
        lines.append(f"  {counts.verified} that looked the same were read whole and compared")
    if counts.missing:
        lines.append(f"  {counts.missing} in folders that vanished or cannot be read: kept, not shown")
    if counts.unreadable:
        lines.append(f"  {counts.unreadable} folders cannot be read: photos-ml failures")
    lines += [_said_of_link(link) for link in report.links]
    lines += [f"  out of reach, left as it was: {printable(str(path))}" for path in report.offline]
    if counts.failed:
        lines.append("  see what failed and why: photos-ml failures")
    return lines


def _said_of_link(link: LinkOut) -> str:
    done = "followed" if link.followed else "not followed, no photos are kept there"
    return f"  a link leads out of the folder, {done}: {printable(f'{link.path} -> {link.target}')}"
