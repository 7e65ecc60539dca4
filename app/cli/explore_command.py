"""photos-ml explore: What the library consists of, and a few photos for all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from photos_ml.app.cli.opening import context_of
from photos_ml.app.cli.options import json_option, library_option, print_json
from photos_ml.app.cli.progress import work_progress
from photos_ml.app.present import printable
from photos_ml.app.service.explore import explore_library
from photos_ml.app.service.photos import paths_of

if TYPE_CHECKING:
    from photos_ml.search.explore import Exploration


@click.command()
@click.option(
    "--clusters", type=click.IntRange(1, 1000), help="How many; by the size of the library if not given."
)
@click.option("--outliers", type=click.IntRange(0, 1000), default=10, show_default=True)
@click.option(
    "--core", type=click.IntRange(1, 1000), default=20, show_default=True, help="Photos to stand for all."
)
@library_option
@json_option
def command(clusters: int | None, outliers: int, core: int, library: Path, as_json: bool) -> None:
    """Show what the library consists of, what stands apart in it, and a few photos that stand for all."""
    with context_of(library) as context, work_progress("Looking at the whole library"):
        found = explore_library(context, clusters=clusters, outliers=outliers, core=core)
        paths = paths_of(context, _shown(found))
    if as_json:
        print_json({**asdict(found), "paths": {str(i): printable(str(path)) for i, path in paths.items()}})
        return
    for line in _lines(found, {i: printable(str(path)) for i, path in paths.items()}):
        click.echo(line)


def _shown(found: Exploration) -> list[int]:
    typical = [photo_id for cluster in found.clusters for photo_id in cluster.photo_ids]
    return [*typical, *(photo_id for photo_id, _ in (*found.outliers, *found.core))]


def _lines(found: Exploration, paths: dict[int, str]) -> Iterator[str]:
    yield f"{found.photos} photos in {len(found.clusters)} clusters"
    for cluster in found.clusters:
        typical = paths.get(cluster.photo_ids[0], "")
        yield f"{cluster.size:6}  {cluster.name or 'no words':32}  such as {typical}"
    if found.outliers:
        yield "least like any other"
    for photo_id, novelty in found.outliers:
        yield f"{novelty:6.0%}  {paths.get(photo_id, '')}"
    yield f"{len(found.core)} photos that stand for all, and for how many each"
    for photo_id, number in found.core:
        yield f"{number:6}  {paths.get(photo_id, '')}"
    coverage = found.coverage
    yield f"likeness to the nearest of them: mean {coverage.mean:.0%}, worst {coverage.worst:.0%}"
    yield f"the mean would be {coverage.mean_of_random:.0%} with photos picked at random"
