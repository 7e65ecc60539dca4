"""photos-ml eval: Measure how good search, planning and reading are."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from photos_ml.app.cli.options import answer, json_option, library_option, print_json
from photos_ml.app.cli.progress import work_progress
from photos_ml.app.service import Context

if TYPE_CHECKING:
    from photos_ml.app.evaluation.retrieval import RetrievalReport


@click.group()
def command() -> None:
    """Measure how good search, planning and reading are."""


@command.command("retrieval")
@click.option("--images", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--captions", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option("--search", "whole", is_flag=True, help="By the whole search, beside what its vectors find.")
@library_option
@json_option
def retrieval(images: Path, captions: Path, whole: bool, library: Path, as_json: bool) -> None:
    """How often a caption finds its picture. CAPTIONS is a CSV: image,caption[,language]."""
    from photos_ml.app.evaluation.retrieval import evaluate_retrieval

    if whole:
        _whole_search(images, captions, as_json=as_json)
        return
    with Context(library) as context, work_progress("Encoding pictures and captions"):
        result = evaluate_retrieval(context.encoder, images, captions)
    if as_json:
        print_json(result)
        return
    click.echo(f"{result['queries']} captions, {result['images']} pictures")
    click.echo(f"R@1 {result['r1']:.1f}  R@5 {result['r5']:.1f}  R@10 {result['r10']:.1f}")
    click.echo(f"median rank {result['median_rank']:g}  MRR {result['mrr']:.3f}")
    _each_language(result)


def _each_language(result: RetrievalReport) -> None:
    for language, found in result.get("languages", {}).items():
        recall = f"R@1 {found['r1']:.1f}  R@5 {found['r5']:.1f}  R@10 {found['r10']:.1f}"
        click.echo(f"  {language or '?':4} {found['queries']:5}  {recall}")


def _whole_search(images: Path, captions: Path, *, as_json: bool) -> None:
    from photos_ml.app.evaluation.whole_search import evaluate_whole_search

    with _empty_library() as context, work_progress("Indexing and searching"):
        result = evaluate_whole_search(context, images, captions)
    if as_json:
        print_json(result)
        return
    click.echo(f"{result['queries']} captions")
    for name, found in (("search", result["search"]), ("vectors alone", result["vectors"])):
        click.echo(f"{name:14} R@1 {found['r1']:.1f}  R@5 {found['r5']:.1f}  R@10 {found['r10']:.1f}")


@command.command("concepts")
@click.option("--images", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--captions", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option("--errors", type=click.IntRange(0), default=0, help="List this many of the wrong tags.")
@library_option
@json_option
def concepts(images: Path, captions: Path, errors: int, library: Path, as_json: bool) -> None:
    """How well plain names find photos of single things, and how right their tags are.

    CAPTIONS is a CSV: image,caption[,language], with captions such as "a photo of a zebra".
    """
    from photos_ml.app.evaluation.concepts import evaluate_concepts

    with Context(library) as context, work_progress("Encoding pictures and names"):
        result = evaluate_concepts(context.encoder, images, captions, errors=errors)
    if as_json:
        print_json(result)
        return
    found, tags = result["retrieval"], result["tags"]
    click.echo(f"{found['queries']} names, {found['images']} pictures")
    click.echo(f"R@1 {found['r1']:.1f}  R@5 {found['r5']:.1f}  R@10 {found['r10']:.1f}")
    _each_language(found)
    if tags is None:
        click.echo("the model gives no tags")
        return
    click.echo(
        f"{tags['tags']} tags: precision {tags['precision']:.3f}, recall {tags['recall']:.3f}; "
        f"{tags['right']:.0%} of the pictures have a right one"
    )
    for wrong in tags["errors"]:
        click.echo(f"  {wrong['tag']:20} wrong {wrong['times']:3}x: {', '.join(wrong['things'])}")


@command.command("words")
@click.option("--images", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--captions", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option("--words", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@library_option
@json_option
def words(images: Path, captions: Path, words: Path, library: Path, as_json: bool) -> None:
    """How well single words find photos in each language: precision of the first five hits.

    CAPTIONS is a CSV: image,caption, in English; WORDS is one with a column a language: en,es,...
    """
    from photos_ml.app.evaluation.words import evaluate_words

    with Context(library) as context, work_progress("Encoding pictures"):
        result = evaluate_words(context.encoder, images, captions, words)
    if as_json:
        print_json(result)
        return
    click.echo(
        f"{result['words']} words, {result['untold']} in no table of names, {result['images']} pictures"
    )
    for language, found in result["languages"].items():
        untold = f"in no table {found['p5_untold']:.3f}"
        click.echo(f"  {language:4} P@5 {found['p5']:.3f}  {untold}  to English {found['share']:.2f}")


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
    from photos_ml.app.evaluation.search import evaluate_folder

    with _empty_library() as context, work_progress("Indexing and searching"):
        result = evaluate_folder(context, labels, photos, planner=planner)
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


@command.command("faces")
@click.option("--images", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option(
    "--others",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Photos of strangers, each face another's.",
)
@click.option("--most-others", type=click.IntRange(1), default=500, show_default=True, help="Of their faces.")
@click.option(
    "--margin",
    type=click.FloatRange(0, 2),
    default=0.0,
    help="Grey around pictures that are cut tight around a face, in parts of their side.",
)
@click.option("--confirmed", type=click.IntRange(0), default=3, show_default=True, help="Faces a person.")
@click.option("--sheets", type=click.Path(file_okay=False, path_type=Path), help="Show the mistakes here.")
@json_option
def faces(
    images: Path,
    others: Path | None,
    most_others: int,
    margin: float,
    confirmed: int,
    sheets: Path | None,
    as_json: bool,
) -> None:
    """How well faces are found and grouped. Each sub-folder of IMAGES holds photos of one person."""
    from photos_ml.app.evaluation.faces import evaluate_faces

    with work_progress("Finding and describing faces"):
        result = evaluate_faces(
            images,
            others=others,
            most_others=most_others,
            margin=margin,
            confirmed=confirmed,
            sheets=sheets,
        )
    if as_json:
        print_json(result)
        return
    click.echo(f"{result['images']} photos, {result['faces']} faces found, {result['missed']} missed")
    click.echo(
        f"{result['clusters']} groups among {result['strangers']} strangers: "
        f"precision {result['precision']:.3f}, recall {result['recall']:.3f}, "
        f"B-cubed F1 {result['bcubed_f1']:.3f}, "
        f"{result['strangers_in_large']} strangers in groups of ten or more"
    )
    if told := result["confirmed"]:
        click.echo(
            f"with {told['faces']} confirmed faces each: precision {told['precision']:.3f}, "
            f"recall {told['recall']:.3f}"
        )
    click.echo(f"pairs: {result['tar_at_far_1e3']:.3f} of a person's at 1 false in 1,000")
    click.echo(f"{result['ms_per_photo']:.0f} ms a photo, of it {result['ms_per_face']:.1f} ms for each face")


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
    """How often a query is understood. CASES is JSONL: {query, now, library, plan} a line; with a
    `lang` also told by language.

    PHOTOS_ML_LLM names another language model, as for `search`.
    """
    from photos_ml.app.evaluation.planner import evaluate_named

    with Context(library) as context, work_progress("Planning"):
        result = evaluate_named(planner, cases, context.planners.marker, budget)
    if as_json:
        print_json(result)
        return
    click.echo(
        f"{result['cases']} queries: plan exact {result['plan_exact']:.3f}, text F1 {result['text_f1']:.3f}"
    )
    for name, figures in result["fields"].items():
        click.echo(f"  {name:12} precision {figures['precision']:.3f}  recall {figures['recall']:.3f}")
    for code, figures in result.get("languages", {}).items():
        click.echo(
            f"  in {code}: {figures['cases']}, plan exact {figures['plan_exact']:.3f}, "
            f"told {figures['told']:.3f}, p95 {figures['p95_ms']:.1f} ms"
        )
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


@command.command("memories")
@click.option("--data", type=click.Path(path_type=Path), help="Folder with flickr8k and nl/memexqa.")
@click.option("--seed", type=click.IntRange(0), help="One seed only; else five, with their deviation.")
@click.option("--people", type=click.IntRange(1), help="Made-up people a seed.")
@click.option(
    "--cache", type=click.Path(file_okay=False, path_type=Path), help="Keeps vectors for the next run."
)
@click.option("--pictures", type=click.IntRange(60), help="So few only, to see that it runs.")
@click.option("--ablations", is_flag=True, help="Train again without each group of features.")
@click.option(
    "--html", "page", type=click.Path(dir_okay=False, path_type=Path), help="Page of the worst cases."
)
@click.option("--plots", type=click.Path(file_okay=False, path_type=Path), help="Folder for plots.")
@click.option(
    "--pairs", type=click.Path(dir_okay=False, path_type=Path), help="Only write a page of pairs to judge."
)
@click.option(
    "--judged",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Choices saved by such a page.",
)
@click.option(
    "--before",
    type=click.Path(exists=True, path_type=Path),
    help="The version before as an opponent: its models/ranker, or a file of --keep.",
)
@click.option(
    "--keep", type=click.Path(dir_okay=False, path_type=Path), help="File for what is told, for --before."
)
@json_option
def memories(
    data: Path | None,
    seed: int | None,
    people: int | None,
    cache: Path | None,
    pictures: int | None,
    ablations: bool,
    page: Path | None,
    plots: Path | None,
    pairs: Path | None,
    judged: Path | None,
    before: Path | None,
    keep: Path | None,
    as_json: bool,
) -> None:
    """How well memories and their photos are ranked for made-up people, and what feedback adds."""
    from photos_ml.app.cli.memory_figures import lines_of_memories
    from photos_ml.app.evaluation.memories import eval_memories, page_of, plot

    if pairs is not None or judged is not None or keep is not None:
        asked = _Asked(data, seed or 0, people, cache, pairs, judged, before, keep)
        _judge(asked, as_json)
        return
    with _empty_library() as context, work_progress("Ranking for made-up people"):
        result = eval_memories(
            context.encoder,
            data,
            seed=seed,
            people=people,
            cache=cache,
            ablations=ablations,
            pictures=pictures,
        )
    if page is not None and data is not None:
        page.write_text(page_of(result, data), encoding="utf-8")
    if plots is not None:
        plot(result, plots)
    if as_json:
        print_json(result)
        return
    for line in lines_of_memories(result):
        click.echo(line)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of a panel of anybody."""

    data: Path | None
    seed: int
    people: int | None
    cache: Path | None
    pairs: Path | None
    judged: Path | None
    before: Path | None
    keep: Path | None


def _judge(asked: _Asked, as_json: bool) -> None:
    """Write a page of pairs and what was told, or say how often what the program told was chosen on one."""
    from photos_ml.app.evaluation.memories import make_panel
    from photos_ml.app.evaluation.pairs import judge_page, read_choices, win_rates

    seed, chosen = (asked.seed, {}) if asked.judged is None else read_choices(asked.judged)
    with _empty_library() as context, work_progress("Choosing for made-up people"):
        panel, pictures = make_panel(
            context.encoder, asked.data, seed, cache=asked.cache, people=asked.people, before=asked.before
        )
    made = panel.pairs
    if asked.keep is not None:
        asked.keep.write_text(json.dumps({"seed": seed, "told": panel.told}), encoding="utf-8")
    if asked.pairs is not None:
        asked.pairs.write_text(judge_page(made, pictures, seed), encoding="utf-8")
    if asked.judged is None:
        written = ", ".join(str(file) for file in (asked.pairs, asked.keep) if file is not None)
        answer(as_json, f"{len(made)} pairs in {written}", pairs=len(made))
        return
    rates = win_rates(made, chosen)
    if as_json:
        print_json(rates)
        return
    for name, one in rates.items():
        rate = "-" if one["rate"] is None else f"{one['rate']:.2f} ({one['low']:.2f} to {one['high']:.2f})"
        click.echo(f"against {name}: {rate} of {one['won'] + one['lost']}, neither {one['neither']} times")


@command.command("text")
@click.option("--images", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--captions", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@json_option
def text(images: Path, captions: Path, as_json: bool) -> None:
    """How well text in pictures is read. CAPTIONS is a CSV: image,text, empty where a picture has none."""
    from photos_ml.app.evaluation.text import evaluate_text

    with work_progress("Reading pictures") as say:
        result = evaluate_text(images, captions, tick=partial(say, "Reading pictures"))
    if as_json:
        print_json(result)
        return
    shares = {name: "-" if (share := result[name]) is None else f"{share:.3f}" for name in _TEXT_SHARES}
    click.echo(f"{result['pictures']} pictures, {result['words']} words")
    click.echo(
        f"word recall {shares['word_recall']}  precision {shares['word_precision']}  "
        f"character error {shares['character_error']}"
    )
    click.echo(
        f"without text: {result['without_text']} pictures, in {result['wordy']} of them "
        f"{result['false_words']} words read"
    )
    click.echo(f"{result['photos_per_second']:.2f} photos a second on one core, {result['skipped']} skipped")


@command.command("moments")
@click.option("--videos", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--queries", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@json_option
def moments(videos: Path, queries: Path, as_json: bool) -> None:
    """How often a query finds the right moment of a video. QUERIES is a CSV: video,start,end,text."""
    from photos_ml.app.evaluation.moments import evaluate_moments

    with _empty_library() as context, work_progress("Looking into videos") as say:
        result = evaluate_moments(context, videos, queries, tick=partial(say, "Searching"))
    if as_json:
        print_json(result)
        return
    click.echo(f"{result['queries']} queries, {result['videos']} videos, {result['skipped']} skipped")
    click.echo(
        f"right moment first {result['moment_r1']:.1%}, in the first three {result['moment_r3']:.1%}; "
        f"right video in the first three {result['video_r3']:.1%}"
    )
    if result["cost"] is not None:
        click.echo(f"{result['cost']:.3f} seconds of work a second of video")


_TEXT_SHARES: tuple[Literal["word_recall", "word_precision", "character_error"], ...] = (
    "word_recall",
    "word_precision",
    "character_error",
)


@contextmanager
def _empty_library() -> Iterator[Context]:
    """Over a library that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, Context(Path(folder)) as context:
        yield context
