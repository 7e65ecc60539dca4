"""Measuring the rankers of memories: the figures, a page of the worst cases, plots."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from photos_ml.app.figures import new_figure
from photos_ml.errors import UsageError

if TYPE_CHECKING:
    from photos_ml.app.evaluation.pairs import Panel
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
    from photos_ml.app.evaluation import rankers
    from photos_ml.ranker.learning.in_use import load_scorer
    from photos_ml.ranker.simulation.data import FEEDBACK, HELD_OUT, TRAIN, check_data, set_stage

    folder = check_data(data)
    held_out = set_stage(folder, HELD_OUT, encoder, cache, pictures=pictures)
    lived = set_stage(folder, FEEDBACK, encoder, cache, pictures=pictures)
    seeds = range(rankers.SEEDS) if seed is None else [seed]
    count = people or rankers.PEOPLE
    result = rankers.evaluate(held_out, lived, load_scorer(), seeds=seeds, people=count, progress=progress)
    if not {"memories", "photos", "photos learnt"} <= result["figures"].keys():
        raise UsageError("so few pictures make nothing to rank", hint="take 120 or more")
    result["worst"] = [asdict(case) for case in result["worst"]]
    if ablations:
        result["ablations"] = rankers.ablate(set_stage(folder, TRAIN, encoder, cache), held_out)
    return result


def make_panel(
    encoder: Encoder,
    data: Path | None,
    seed: int,
    *,
    cache: Path | None = None,
    people: int | None = None,
    before: Path | None = None,
) -> tuple[Panel, Path]:
    """Pairs of selections to judge, of held-out people, and the folder of their pictures; `before` as
    `read_before`. UsageError as `eval_memories`."""
    from photos_ml.app.evaluation.before import read_before
    from photos_ml.app.evaluation.pairs import panel_of
    from photos_ml.app.evaluation.rankers import PEOPLE
    from photos_ml.ranker.learning.in_use import load_scorer
    from photos_ml.ranker.simulation.data import HELD_OUT, PHOTOS, check_data, set_stage

    folder = check_data(data)
    stage = set_stage(folder, HELD_OUT, encoder, cache)
    other = read_before(before) if before is not None else None
    panel = panel_of(stage, load_scorer(), seed, people or PEOPLE, other)
    return panel, folder / PHOTOS / HELD_OUT.split


def page_of(result: dict[str, Any], data: Path) -> str:
    """The memories ranked worst: what was put first beside what is liked most, linked from `data`; and how
    well photos are ranked by taste and by kind of memory."""
    tables = "".join(_table(name, groups) for name, groups in result["errors"].items())
    cases = "\n".join(_case(case, data) for case in result["worst"])
    return f"{_HEAD}<div>{tables}</div>\n{cases}</body></html>\n"


def _table(name: str, groups: dict[str, dict[str, float]]) -> str:
    rows = "".join(
        f"<tr><td>{html.escape(key.replace('_', ' '))}</td>"
        f"<td>{one['mean']:.2f}</td><td>{one['memories']}</td></tr>"
        for key, one in groups.items()
    )
    return f"<table><tr><th>by {name}</th><th>NDCG@10</th><th>memories</th></tr>{rows}</table>"


def _case(case: dict[str, Any], data: Path) -> str:
    title = f"{case['subject']}, of someone who likes {case['taste']}"
    about = f"NDCG@10 {case['ndcg']:.2f}, {case['photos']} photos to choose from"
    rows = "".join(f"<p>{label}</p><div>{_pictures(case[key], data)}</div>" for key, label in _SHOWN.items())
    return f"<section><h2>{html.escape(title)} <small>{about}</small></h2>{rows}</section>"


def _pictures(names: tuple[str, ...], data: Path) -> str:
    found = []
    for told in names:
        name, _, damage = told.partition(" ")
        source = (data / "flickr8k" / "val" / name).absolute().as_uri()
        caption = html.escape(damage)
        found.append(
            f'<figure><img alt="{html.escape(told)}" src="{html.escape(source)}">'
            f"<figcaption>{caption}</figcaption></figure>"
        )
    return "".join(found)


def plot(result: dict[str, Any], folder: Path) -> list[Path]:
    """Two plots as PNG: NDCG beside the baselines, and what feedback adds; UsageError without matplotlib."""
    written = []
    for name, draw in (("ndcg", _draw_ndcg), ("learning", _draw_learning)):
        figure = new_figure(8, 4)
        draw(figure.subplots(1, 2, sharex=True, sharey=True), result["figures"])
        folder.mkdir(parents=True, exist_ok=True)
        written.append(folder / f"{name}.png")
        figure.savefig(written[-1], dpi=120)
    return written


def _draw_ndcg(panels: Any, figures: dict[str, Any]) -> None:
    """A bar for tastes that were trained on, a lighter one for the taste that was not."""
    for axes, (what, colour) in zip(panels, _COLOURS.items(), strict=True):
        names = list(figures[what])
        for place, (part, alpha) in enumerate((("known tastes", 1.0), ("new taste", 0.4))):
            known = [
                (row, figures[what][name][part])
                for row, name in enumerate(names)
                if part in figures[what][name]
            ]
            axes.barh(
                [row + 0.36 * place for row, _ in known], [value["mean"] for _, value in known], 0.34,
                xerr=[value["deviation"] for _, value in known], color=colour, alpha=alpha, label=part,
                error_kw={"capsize": 2, "linewidth": 1},
            )  # fmt: skip
        axes.set_yticks([row + 0.18 for row in range(len(names))], names)
        axes.set_title(f"{what}, people held out")
        axes.set_xlabel("NDCG@10")
        axes.legend(loc="lower right")
    panels[0].invert_yaxis()


def _draw_learning(panels: Any, figures: dict[str, Any]) -> None:
    """The mean over seeds, its deviation, and the lowest seed, which is to stay above the dashed line."""
    for axes, (what, colour) in zip(panels, _COLOURS.items(), strict=True):
        learnt = {"0": _NOTHING, **figures[f"{what} learnt"]}
        counts = [int(count) for count in learnt]
        mean, deviation, lowest = ([one[key] for one in learnt.values()] for key in _NOTHING)
        ends = [[m + sign * d for m, d in zip(mean, deviation, strict=True)] for sign in (-1, 1)]
        axes.fill_between(counts, *ends, color=colour, alpha=0.2, linewidth=0)
        axes.plot(counts, mean, "o-", color=colour, label="mean of seeds")
        axes.plot(counts, lowest, ":", color=colour, label="lowest seed")
        axes.axhline(0.0, color="grey", linewidth=0.8)
        axes.axhline(-0.01, color="grey", linewidth=0.8, linestyle="--")
        axes.set_title(what)
        axes.set_xlabel("interactions")
        axes.legend(loc="upper left")
    panels[0].set_ylabel("NDCG@10 above the shipped rankers")


_COLOURS = {"memories": "tab:blue", "photos": "tab:orange"}
_NOTHING = {"mean": 0.0, "deviation": 0.0, "lowest": 0.0}
_SHOWN = {"chosen": "put first", "best": "liked most"}
_HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Worst cases</title>
<style>body{font:15px/1.4 system-ui,sans-serif;margin:2rem auto;padding:0 1rem;max-width:64rem}
div{display:flex;flex-wrap:wrap;gap:.5rem}figure{margin:0}img{height:9rem;border-radius:.3rem}
h2{font-size:1.1rem;margin:2rem 0 0}small,p,figcaption{color:#666;font-weight:normal}p{margin:.6rem 0 .2rem}
table{border-collapse:collapse;margin-right:3rem;align-self:start}th,td{text-align:right;padding:.1rem .6rem}
th:first-child,td:first-child{text-align:left;padding-left:0}</style></head><body>
<h1>Where the ranker of photos errs most</h1>
<p>How well the photos of a memory are ranked for made-up people, by what they like and by the kind of
memory; below, the memories with the lowest NDCG@10. A word under a picture says how it was damaged.</p>
"""
