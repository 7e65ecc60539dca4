"""Measuring the rankers of memories: the figures, a page of the worst cases, plots."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from photos_ml.errors import UsageError

if TYPE_CHECKING:
    from photos_ml.encoders.base import Encoder

Progress = Callable[[int, int], None]


def eval_memories(
    encoder: Encoder,
    data: Path | None,
    *,
    seed: int | None = None,
    people: int | None = None,
    cache: Path | None = None,
    ablations: bool = False,
    pictures: int | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """The shipped rankers on made-up people that were held out; five seeds, or the one given.

    With fewer `pictures` it is a quick look that measures nothing. Raises UsageError, which says what the
    folder `data` must hold, or that there were too few pictures.
    """
    from photos_ml.ranker import evaluate
    from photos_ml.ranker.scorer import load_scorer
    from photos_ml.ranker.simulation.data import FEEDBACK, HELD_OUT, TRAIN, check_data, set_stage

    folder = check_data(data)
    held_out = set_stage(folder, HELD_OUT, encoder, cache, pictures=pictures)
    lived = set_stage(folder, FEEDBACK, encoder, cache, pictures=pictures)
    seeds = range(evaluate.SEEDS) if seed is None else [seed]
    count = people or evaluate.PEOPLE
    result = evaluate.evaluate(held_out, lived, load_scorer(), seeds=seeds, people=count, progress=progress)
    if not {"memories", "photos", "photos learnt"} <= result["figures"].keys():
        raise UsageError("so few pictures make nothing to rank", hint="take 120 or more")
    result["worst"] = [asdict(case) for case in result["worst"]]
    if ablations:
        result["ablations"] = evaluate.ablate(set_stage(folder, TRAIN, encoder, cache), held_out)
    return result


def page_of(result: dict[str, Any], data: Path) -> str:
    """The memories ranked worst: what was put first beside what is liked most, linked from `data`."""
    cases = "\n".join(_case(case, data) for case in result["worst"])
    return f"{_HEAD}<h1>Where the ranker of photos errs most</h1>\n{cases}</body></html>\n"


def _case(case: dict[str, Any], data: Path) -> str:
    title = f"{case['subject']}, of someone who likes {case['taste']}: NDCG {case['ndcg']:.2f}"
    rows = "".join(f"<p>{label}</p><div>{_pictures(case[key], data)}</div>" for key, label in _SHOWN.items())
    return f"<section><h2>{html.escape(title)}</h2>{rows}</section>"


def _pictures(names: tuple[str, ...], data: Path) -> str:
    found = []
    for told in names:
        name, _, damage = told.partition(" ")
        source = (data / "flickr8k" / "val" / name).absolute().as_uri()
        caption = html.escape(damage)
        found.append(
            f'<figure><img alt="" src="{html.escape(source)}"><figcaption>{caption}</figcaption></figure>'
        )
    return "".join(found)


def plot(result: dict[str, Any], folder: Path) -> list[Path]:
    """Two plots as PNG: NDCG beside the baselines, and what feedback adds; UsageError without matplotlib."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise UsageError("plots need matplotlib", hint="pip install 'photos-ml[bench]'") from error
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, draw in (("ndcg", _draw_ndcg), ("learning", _draw_learning)):
        figure = Figure(figsize=(7, 4), layout="constrained")
        FigureCanvasAgg(figure)
        draw(figure.subplots(), result["figures"])
        written.append(folder / f"{name}.png")
        figure.savefig(written[-1], dpi=120)
    return written


def _draw_ndcg(axes: Any, figures: dict[str, Any]) -> None:
    names = list(figures["memories"])
    for place, what in enumerate(("memories", "photos")):
        values = [figures[what][name]["known tastes"] for name in names]
        axes.barh(
            [i + 0.4 * place for i in range(len(names))], [v["mean"] for v in values], 0.38,
            xerr=[v["deviation"] for v in values], label=what,
        )  # fmt: skip
    axes.set_yticks([i + 0.2 for i in range(len(names))], names)
    axes.set_xlabel("NDCG@10 for held-out people")
    axes.legend()


def _draw_learning(axes: Any, figures: dict[str, Any]) -> None:
    for what in ("memories", "photos"):
        learnt = figures[f"{what} learnt"]
        counts = [int(count) for count in learnt]
        axes.errorbar(
            counts,
            [v["mean"] for v in learnt.values()],
            [v["deviation"] for v in learnt.values()],
            label=what,
        )
    axes.axhline(0.0, color="grey", linewidth=0.8)
    axes.set_xlabel("deeds of feedback")
    axes.set_ylabel("NDCG@10 above the shipped rankers")
    axes.legend()


_SHOWN = {"chosen": "put first", "best": "liked most"}
_HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Worst cases</title>
<style>body{font:15px/1.4 system-ui,sans-serif;margin:2rem auto;max-width:64rem}div{display:flex;gap:.5rem}
figure{margin:0}img{height:9rem;border-radius:.3rem}p{margin:.6rem 0 .2rem;color:#666}</style></head><body>
"""
