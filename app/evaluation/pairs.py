"""A panel of anybody: two selections of one event side by side without names, and what was chosen of them."""

from __future__ import annotations

import base64
import html
import io
import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from photos_ml.app.evaluation.before import BEFORE, Before, best_first, kept
from photos_ml.errors import UsageError
from photos_ml.ranker.ranking.drafts import rough_pool
from photos_ml.ranker.ranking.score import MemoryDraft
from photos_ml.ranker.ranking.scorer import Scorer
from photos_ml.ranker.scene.scene import Scene
from photos_ml.ranker.simulation.bank import Shot, picture_of
from photos_ml.ranker.simulation.groups import (
    ENTE,
    FEWEST_TO_RANK,
    NEWEST,
    day_of,
    drafts_of,
    ente_scores,
    make_person,
)
from photos_ml.ranker.simulation.lives import Life
from photos_ml.ranker.simulation.stage import Stage
from photos_ml.ranker.simulation.tastes import FAMILIES

SIDES = ("left", "right")
NEITHER = "neither"
A_DAY = 4
"""Pairs of one person's day."""
SHOWN = 8
"""Photos of a selection that are shown: the best, in the order told."""
QUALITY = 80
NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True)
class Pair:
    """Two selections out of the same photos. Which is ours is told by nothing on the page."""

    id: str
    shots: tuple[tuple[Shot, ...], tuple[Shot, ...]]
    """The left one and the right one."""
    ours: str
    against: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What is judged, and what was told to whom: subject -> pictures, the best first."""

    pairs: list[Pair]
    told: dict[str, dict[str, list[str]]]


def panel_of(stage: Stage, scorer: Scorer, seed: int, people: int, before: Before | None = None) -> Panel:
    """For made-up people, the same ones for the same seed: what the program tells of a memory beside as many
    photos by Ente's weights, the newest ones, or what the version before told. Pairs that are the same photos
    are left out."""
    families, found = tuple(FAMILIES), []
    told: dict[str, dict[str, list[str]]] = {}
    opponents = (ENTE, NEWEST) if before is None else (ENTE, NEWEST, BEFORE)
    for number in range(people):
        own = f"pairs {seed}/{number}"
        life = make_person(stage, families[number % len(families)], own)
        scene = stage.scene_of(life, day_of(own))
        large = [d for d in drafts_of(stage, scene, life, scorer) if len(d.features) >= FEWEST_TO_RANK]
        told[own] = kept(stage, life, large)
        rng = Random(own)  # noqa: S311 - repeatable, no secret
        for place, draft in enumerate(rng.sample(large, min(A_DAY, len(large)))):
            against = opponents[(number + place) % len(opponents)]
            theirs_told = (
                before.rows(stage, scene, life, own, draft) if before and against == BEFORE else None
            )
            ours, theirs = _selections(stage, scene, life, draft, against, theirs_told or ())
            if theirs and set(ours) != set(theirs):
                side = rng.choice(SIDES)
                shots = tuple(
                    tuple(stage.bank.shots[life.pictures[row]] for row in rows) for rows in (ours, theirs)
                )
                both = (shots[0], shots[1]) if side == SIDES[0] else (shots[1], shots[0])
                found.append(Pair(f"{number}.{place}", both, side, against))
    return Panel(found, told)


def _selections(
    stage: Stage, scene: Scene, life: Life, draft: MemoryDraft, against: str, told: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Rows that are ours and theirs, as many of both, in the order told; `told`: by the version before."""
    pool = rough_pool(scene, draft.candidate)
    ours = best_first(draft)[:SHOWN]
    if against == BEFORE:
        ours = ours[: len(told)]
        order = {row: -float(place) for place, row in enumerate(told)}
        pool = list(told)
    elif against == NEWEST:
        order = {row: float(scene.order[row]) for row in pool}
    else:
        order = dict(zip(pool, ente_scores(stage, scene, life, pool).tolist(), strict=True))
    theirs = sorted(pool, key=lambda row: -order[row])[: len(ours)]
    return sorted(ours, key=scene.order.__getitem__), sorted(theirs, key=scene.order.__getitem__)


def judge_page(pairs: Sequence[Pair], pictures: Path, seed: int) -> str:
    """A page to choose on: arrow keys or a click; what was chosen is saved as a file by its last button.
    Nothing is sent, and the pictures are inside."""
    sections = "\n".join(_section(pair, pictures) for pair in pairs)
    return _PAGE.replace("SECTIONS", sections).replace("SEED", str(seed))


def _section(pair: Pair, pictures: Path) -> str:
    sides = "".join(
        f'<button data-side="{side}">{"".join(_picture(shot, pictures) for shot in shots)}</button>'
        for side, shots in zip(SIDES, pair.shots, strict=True)
    )
    return f'<section data-id="{html.escape(pair.id)}" hidden><div>{sides}</div></section>'


def _picture(shot: Shot, pictures: Path) -> str:
    data = io.BytesIO()
    picture_of(pictures, shot).save(data, "JPEG", quality=QUALITY)
    return f'<img alt="" src="data:image/jpeg;base64,{base64.b64encode(data.getvalue()).decode()}">'


def read_choices(file: Path) -> tuple[int, dict[str, str]]:
    """The seed of a page and pair -> what was chosen on it; UsageError for anything else."""
    try:
        found = json.loads(file.read_text("utf-8"))
        choices = {str(pair): str(side) for pair, side in found["choices"].items()}
        if not set(choices.values()) <= {*SIDES, NEITHER}:
            raise ValueError(file)
        return int(found["seed"]), choices
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{file} holds no choices", hint="save them with the page's last button") from error


def win_rates(pairs: Sequence[Pair], choices: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Against each: how often ours was chosen, of the pairs where one was, with the 95 % interval of Wilson,
    1927."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for pair in pairs:
        choice = choices.get(pair.id)
        if choice is not None:
            counts[pair.against][2 if choice == NEITHER else int(choice != pair.ours)] += 1
    return {
        name: {"won": won, "lost": lost, "neither": neither, **_rate(won, won + lost)}
        for name, (won, lost, neither) in sorted(counts.items())
    }


def _rate(won: int, count: int) -> dict[str, float | None]:
    if not count:
        return {"rate": None, "low": None, "high": None}
    share, z2 = won / count, NORMAL_95**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = NORMAL_95 * math.sqrt(share * (1 - share) / count + z2 / (4 * count**2)) / (1 + z2 / count)
    return {"rate": share, "low": middle - half, "high": middle + half}


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Which would you keep?</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src
'unsafe-inline'; script-src 'unsafe-inline'">
<style>
body{font:16px/1.4 system-ui,sans-serif;margin:1rem auto;padding:0 1rem;max-width:80rem;text-align:center}
section>div{display:grid;grid-template-columns:1fr 1fr;gap:1.5rem}section[hidden]{display:none}
section button{display:grid;grid-template-columns:repeat(auto-fill,minmax(9rem,1fr));gap:.4rem;padding:.6rem;
border:2px solid #bbb;border-radius:.6rem;background:none;align-content:start;cursor:pointer}
section button:hover,section button:focus-visible{border-color:#06c}
img{width:100%;border-radius:.3rem}</style>
</head><body>
<h1>Which of the two would you keep?</h1>
<p><span id="place"></span> Click it, or press &larr; or &rarr;; &darr; for neither.
<button id="neither">Neither</button> <button id="back">Back</button>
<button id="save">Save choices</button></p>
SECTIONS
<script>
const pairs = [...document.querySelectorAll("section")], choices = {};
let at = 0;
function show() {
  pairs.forEach((pair, i) => { pair.hidden = i !== at; });
  const done = at >= pairs.length;
  document.getElementById("place").textContent = done ? "All done: save your choices."
    : `${at + 1} of ${pairs.length}.`;
}
function choose(side) {
  if (at < pairs.length) { choices[pairs[at].dataset.id] = side; at += 1; show(); }
}
document.querySelectorAll("[data-side]").forEach((one) => {
  one.addEventListener("click", () => choose(one.dataset.side));
});
document.getElementById("neither").addEventListener("click", () => choose("neither"));
document.getElementById("back").addEventListener("click", () => { at = Math.max(at - 1, 0); show(); });
document.getElementById("save").addEventListener("click", () => {
  const link = document.createElement("a");
  link.href = "data:application/json," + encodeURIComponent(JSON.stringify({ seed: SEED, choices }));
  link.download = "choices.json";
  link.click();
});
addEventListener("keydown", (event) => {
  const side = { ArrowLeft: "left", ArrowRight: "right", ArrowDown: "neither" }[event.key];
  if (side) { event.preventDefault(); choose(side); }
});
show();
</script></body></html>
"""
