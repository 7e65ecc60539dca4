"""photos-ml cluster: Compute a large collection on many machines."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from photos_ml.app.cli.errors import DONE, WITH_FAILURES
from photos_ml.app.cli.options import json_option, print_json
from photos_ml.app.service.cluster import Embedded, cluster_progress, embed_on_cluster
from photos_ml.config import BUILTIN_NAME

if TYPE_CHECKING:
    from photos_ml.indexer.cluster.plan import ShardDone, ShardProgress

SHOWN = 20
"""Photos that are named, of those left out."""


@click.group()
def command() -> None:
    """Compute a large collection on many machines, then take it in: photos-ml index --from SHARDS."""


@command.command()
@click.argument("source", metavar="FOLDER")
@click.argument("shards")
@click.option(
    "--workers",
    type=click.IntRange(1, 100_000),
    help="Shards computed at a time, a core and 1 GB each; one a core where it is not said.",
)
@click.option(
    "--address",
    default="",
    metavar="IP:PORT",
    help="Of a Ray cluster that runs already; else one is made on this machine, for it alone.",
)
@click.option("--model", default=BUILTIN_NAME, show_default=True, help="One that every machine has.")
@click.option(
    "--step", "steps", multiple=True, metavar="STEP", help="Beside the vectors: faces, text, moments."
)
@click.option(
    "--shard-photos", type=click.IntRange(1, 1_000_000), default=10_000, show_default=True, hidden=True
)
@json_option
def embed(
    source: str,
    shards: str,
    workers: int | None,
    address: str,
    model: str,
    steps: tuple[str, ...],
    shard_photos: int,
    as_json: bool,
) -> int:
    """Compute vectors and facts of all photos in FOLDER into the folder SHARDS. Both may be addresses of
    object stores (s3://...); all machines must see them. Run again, it goes on where it was."""
    if not as_json and sys.stderr.isatty():
        click.echo("Listing the photos", err=True)
    done = embed_on_cluster(
        source,
        shards,
        workers=workers,
        address=address,
        model=model,
        steps=steps,
        shard_photos=shard_photos,
        told=(lambda one: None) if as_json else _told,
    )
    if as_json:
        print_json({**_progress_json(done.progress), **_run_json(done)})
    else:
        click.echo("\n".join(_run_lines(done, shards)))
    return WITH_FAILURES if done.given_up or done.progress.failed else DONE


@command.command()
@click.argument("shards")
@json_option
def status(shards: str, as_json: bool) -> int:
    """How far SHARDS are, by what lies there."""
    progress = cluster_progress(shards)
    if as_json:
        print_json(_progress_json(progress))
    else:
        click.echo("\n".join(_progress_lines(progress)))
    return DONE


def _told(one: ShardDone) -> None:
    rate = one.photos / max(one.seconds, 0.001)
    click.echo(f"{one.photos} photos on {one.host} ({rate:.0f}/s)", err=True)


def _progress_json(progress: ShardProgress) -> dict[str, object]:
    plan = progress.plan
    return {
        "source": plan.source,
        "model": plan.model,
        "shards": {"done": progress.done, "all": plan.shards},
        "photos": {"done": progress.photos, "all": plan.photos, "failed": progress.failed},
        "bytes": progress.bytes,
        "worker_seconds": round(progress.seconds, 1),
        "machines": progress.hosts,
        "left_out": list(progress.stopped_workers),
    }


def _run_json(done: Embedded) -> dict[str, object]:
    return {"finished": done.finished, "died": done.died, "given_up": done.given_up}


def _progress_lines(progress: ShardProgress) -> list[str]:
    plan = progress.plan
    rate = progress.photos / progress.seconds if progress.seconds else 0.0
    lines = [
        f"{progress.done} of {plan.shards} shards, {progress.photos} of {plan.photos} photos",
        f"  of {plan.source}",
        f"  {progress.bytes / 1e6:.1f} MB, {rate:.0f} photos a second and worker, failed {progress.failed}",
    ]
    lines += [f"  {host}: {number} shards" for host, number in sorted(progress.hosts.items())]
    left_out = progress.stopped_workers
    lines += [f"  left out, workers died at it: {path}" for path in left_out[:SHOWN]]
    if len(left_out) > SHOWN:
        lines.append(f"  and {len(left_out) - SHOWN} more")
    return lines


def _run_lines(done: Embedded, shards: str) -> list[str]:
    lines = _progress_lines(done.progress)
    if done.died:
        lines.append(f"  {done.died} workers died and were replaced")
    lines += [f"  shard {number} is not done: {reason}" for number, reason in sorted(done.given_up.items())]
    if done.given_up:
        lines.append("  run the same again for what is not done")
    else:
        lines.append(f"  take it in: photos-ml index --from {shards}")
    return lines
