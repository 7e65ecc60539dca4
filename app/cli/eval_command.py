"""photos-ml eval"""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from photos_ml.app.cli.options import json_option, library_option, print_json
from photos_ml.app.service import PhotoService


@click.group()
def command() -> None:
    """Measure how good search and planning are."""


@command.command("retrieval")
@click.option("--images", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--captions", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@library_option
@json_option
def retrieval(images: Path, captions: Path, library: Path, as_json: bool) -> None:
    """How often a caption finds its picture. CAPTIONS is a CSV: image,caption."""
    with PhotoService(library) as service:
        result = service.eval_retrieval(images, captions)
    if as_json:
        print_json(result)
        return
    click.echo(f"{result['queries']} captions, {result['images']} pictures")
    click.echo(f"R@1 {result['r1']:.1f}  R@5 {result['r5']:.1f}  R@10 {result['r10']:.1f}")
    click.echo(f"median rank {result['median_rank']:g}  MRR {result['mrr']:.3f}")


@command.command("search")
@click.option(
    "--labels",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="Judged queries, as in sample_library/labels.json.",
)
@click.option(
    "--photos",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="The folder that the paths of the labels are below.",
)
@click.option("--planner", type=click.Choice(["auto", "rules", "llm"]), default="auto", show_default=True)
@json_option
def search(labels: Path, photos: Path, planner: str, as_json: bool) -> None:
    """How good search is on judged queries, with and without each piece of evidence."""
    with tempfile.TemporaryDirectory() as folder, PhotoService(Path(folder)) as service:
        result = service.eval_search(labels, photos, planner=planner)
    if as_json:
        print_json(result)
        return
    click.echo(f"{result['queries']} queries{'':14}NDCG@10  one shot a moment")
    for name, value in result["ndcg10"].items():
        click.echo(f"{name:24}{value:7.3f}  {result['ndcg10_moments'][name]:7.3f}")
    click.echo(
        f"told that nothing matches: {result['refused']:.0%} of the queries without an answer, "
        f"{result['false_refusals']:.0%} of those with one"
    )


@command.command("planner")
@click.option("--cases", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option("--planner", type=click.Choice(["auto", "rules", "llm"]), default="auto", show_default=True)
@click.option(
    "--budget",
    type=click.FloatRange(min=0, min_open=True),
    help="Seconds the language model may take for a query, in place of the usual 1.5.",
)
@library_option
@json_option
def planner(cases: Path, planner: str, budget: float | None, library: Path, as_json: bool) -> None:
    """How often a query is understood. CASES is JSONL: {query, now, library, plan} a line.

    PHOTOS_ML_LLM names another language model, as for `search`.
    """
    with PhotoService(library) as service:
        result = service.eval_planner(cases, planner, budget_s=budget)
    if as_json:
        print_json(result)
        return
    click.echo(
        f"{result['cases']} queries: plan exact {result['plan_exact']:.3f}, text F1 {result['text_f1']:.3f}"
    )
    for name, figures in result["fields"].items():
        click.echo(f"  {name:12} precision {figures['precision']:.3f}  recall {figures['recall']:.3f}")
    if hard := result.get("hard"):
        click.echo(f"  hard ones: {hard['cases']}, plan exact {hard['plan_exact']:.3f}")
    click.echo(f"p50 {result['p50_ms']:.1f} ms, p95 {result['p95_ms']:.1f} ms")
    if llm := result.get("llm"):
        click.echo(
            f"language model: asked {llm['asked']} times, no answer in time {llm['unanswered']} times"
            + (
                f", p50 {llm['p50_ms']:.0f} ms, p95 {llm['p95_ms']:.0f} ms"
                if llm["p50_ms"] is not None
                else ""
            )
        )
