"""photos-ml demo: Index the sample library; show searches and memories."""

from __future__ import annotations

from pathlib import Path

import click

from photos_ml.app.cli.index_command import report_lines
from photos_ml.app.cli.options import json_option, library_option, print_json
from photos_ml.app.cli.progress import index_progress
from photos_ml.app.present import memory_json, report_json, search_json
from photos_ml.app.service import Context
from photos_ml.app.service.demo import NOW, QUERIES, find_sample_library, shell_line
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.memories import memories_of_day
from photos_ml.app.service.search import search_photos
from photos_ml.app.service.wording import words
from photos_ml.app.told import hit_lines

DEMO_LIBRARY = "demo"
HITS = 3
MEMORIES = 5


@click.command()
@click.option("--photos", type=click.Path(path_type=Path), help="The sample library, if it is elsewhere.")
@library_option
@json_option
def command(photos: Path | None, library: Path, as_json: bool) -> None:
    """Index the sample library into a library of its own; show what a few searches find, and its memories."""
    folder = find_sample_library(photos)
    library = library / DEMO_LIBRARY
    with Context(library) as context, index_progress() as progress:
        report = index_folders(context, [folder], progress=progress)
    with Context(library) as context:
        results = [search_photos(context, query, limit=HITS, now=NOW, closer=True) for query in QUERIES]
        memories = [memory_json(view) for view in memories_of_day(context, NOW.date(), limit=MEMORIES)]
        names = words(context)
    if as_json:
        searches = [
            {"query": query, **search_json(result)} for query, result in zip(QUERIES, results, strict=True)
        ]
        print_json(
            {
                "library": str(library),
                "index": report_json(report),
                "searches": searches,
                "memories": memories,
            }
        )
        return
    for line in report_lines(report):
        click.echo(line)
    for query, result in zip(QUERIES, results, strict=True):
        click.echo(f"\n$ photos-ml search {query!r}")
        if not result.good:
            click.echo("nothing matches well; the nearest are:")
        for line in hit_lines(result.hits, names):
            click.echo(line)
    click.echo(f"\n$ photos-ml memories --today {NOW:%Y-%m-%d}")
    for memory in memories:
        click.echo(f"{memory['score']:6.0%}  {memory['title']}: {memory['subtitle']}")
    click.echo("")
    for line in shell_line(library, "sunset over the sea"):
        click.echo(line)
