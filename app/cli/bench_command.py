"""photos-ml bench: Measure how fast it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from photos_ml.app.cli.options import json_option, library_option, print_json
from photos_ml.app.service import Context


@click.group()
def command() -> None:
    """Measure how fast it is on this machine."""


@command.command("index")
@click.option("--images", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--photos", type=click.IntRange(1), default=1000, show_default=True, help="At most this many.")
@library_option
@json_option
def index(images: Path, photos: int, library: Path, as_json: bool) -> None:
    """Decoding, encoding and indexing of the pictures below a folder, against the machine's limit."""
    from photos_ml.app.benchmarks.indexing import bench_index

    with Context(library) as context:
        result = bench_index(context.encoder, images, limit=photos)
    if as_json:
        print_json(result)
        return
    click.echo(
        f"{result['photos']} photos on {result['cores']} cores, peak memory {result['peak_memory_mb']} MB"
    )
    print_rows(result["rows"])
    click.echo(f"end to end / limit: {result['ratios']['end_to_end_to_limit']:.2f}")


@command.command("enrich")
@click.option("--images", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--photos", type=click.IntRange(1), default=200, show_default=True, help="At most this many.")
@library_option
@json_option
def enrich(images: Path, photos: int, library: Path, as_json: bool) -> None:
    """What each step costs a photo over the pictures below a folder, beside embedding."""
    from photos_ml.app.benchmarks.enrich import bench_enrich

    with Context(library) as context:
        result = bench_enrich(context.encoder, images, limit=photos)
    if as_json:
        print_json(result)
        return
    click.echo(f"{result['photos']} photos on {result['cores']} cores")
    print_rows(result["rows"])
    ratios = ", ".join(f"{name} {ratio:.2f}x" for name, ratio in result["ratios"].items())
    click.echo(f"to embedding: {ratios}")
    if videos := result.get("videos"):
        click.echo(
            f"{videos['videos']} videos of {videos['seconds']} s, {videos['moments']} moments: "
            f"{videos['ms_a_video']} ms a video, {videos['ms_a_moment']} a moment"
        )


@command.command("search")
@click.option(
    "--photos",
    "sizes",
    type=click.IntRange(100, 5_000_000),
    multiple=True,
    default=(10_000, 100_000, 1_000_000),
    show_default=True,
    help="Vectors; several times for several sizes.",
)
@click.option("--dimension", type=click.IntRange(8, 4096), default=512, show_default=True)
@click.option("--queries", type=click.IntRange(5), default=40, show_default=True, help="Queries a row.")
@click.option(
    "--plot", type=click.Path(dir_okay=False, path_type=Path), help="Draw the figures (.png, .svg)."
)
@json_option
def search(sizes: tuple[int, ...], dimension: int, queries: int, plot: Path | None, as_json: bool) -> None:
    """Nearest vectors by size and filter, against numpy, plain FAISS and sqlite-vec, on made-up vectors."""
    from photos_ml.app.benchmarks.search.plot import draw
    from photos_ml.app.benchmarks.search.run import bench_search

    def say(line: str) -> None:
        click.echo(line, err=True)

    result = bench_search(sizes, dimension=dimension, queries=queries, progress=say)
    if plot:
        draw(result, plot)
    if as_json:
        print_json(result)
        return
    print_rows(result["rows"])
    for size, ratios in result["ratios"].items():
        click.echo(f"{size}: " + ", ".join(f"{name} {ratio:.2f}x" for name, ratio in ratios.items()))


@command.command("encoders")
@click.argument("names", nargs=-1)
@library_option
@json_option
def encoders(names: tuple[str, ...], library: Path, as_json: bool) -> None:
    """Photos a second and milliseconds a query of the models NAMES, or of all."""
    from photos_ml.app.benchmarks.encoders import bench_models

    with Context(library) as context:
        rows = [dict(row) for row in bench_models(context, names)]
    if as_json:
        print_json({"rows": rows, "ratios": {}})
    else:
        print_rows(rows)


@command.command("languages")
@library_option
@json_option
def languages(library: Path, as_json: bool) -> None:
    """Milliseconds of processor time that a query costs in each language, on one thread."""
    from photos_ml.app.benchmarks.languages import bench_languages

    with Context(library) as context:
        rows = [dict(row) for row in bench_languages(context.registry.folder)]
    if as_json:
        print_json({"rows": rows})
    else:
        print_rows(rows)


def print_rows(rows: list[dict[str, Any]]) -> None:
    """Rows of equal keys as a table."""
    names = list(rows[0])
    cells = [names, *([str(row[name]) for name in names] for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(names))]
    for line in cells:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
