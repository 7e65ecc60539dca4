"""`photos-ml eval memories`: what it prints, its page and plots, and a small run on real pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from photos_ml.app.cli.memory_figures import lines_of_memories as lines
from photos_ml.app.evaluation.memories import page_of, plot

Run = Callable[..., Any]


def figure(mean: float) -> dict[str, float]:
    return {"mean": mean, "deviation": 0.01, "lowest": mean - 0.015}


def made_result() -> dict[str, Any]:
    names = ("trained", "weights by hand", "same day, newest", "Ente's weights")
    ranked = {name: {"known tastes": figure(0.5), "new taste": figure(0.4)} for name in names}
    learnt = {str(count): figure(count / 1000) for count in (5, 10, 20, 50, 100)}
    figures = {
        "memories": ranked, "photos": ranked, "memories learnt": learnt, "photos learnt": learnt,
        "in use": learnt, "memories learnt, new taste": learnt, "photos learnt, new taste": learnt,
        "memories above the better baseline": {"known tastes": figure(0.3), "new taste": figure(-0.2)},
        "photos above the better baseline": {"known tastes": figure(0.1), "new taste": figure(0.1)},
        "alike": {"told": figure(0.2), "newest": figure(0.3)},
        "days": {"told": figure(0.9), "newest": figure(0.8)},
        "spoilt": {"told": figure(0.0), "newest": figure(0.1)},
    }  # fmt: skip
    case = {
        "ndcg": 0.1, "taste": "food", "kind": "theme", "subject": "theme:<dogs>",
        "photos": 40, "chosen": ("a.jpg", "b.jpg blur"), "best": ("c&d.jpg",),
    }  # fmt: skip
    errors = {
        "taste": {"food": {"mean": 0.25, "memories": 7}},
        "kind": {"day_out": {"mean": 0.5, "memories": 3}},
    }
    return {"figures": figures, "worst": [case], "errors": errors}


def test_the_page_shows_both_orders_and_says_what_was_damaged(tmp_path: Path) -> None:
    page = page_of(made_result(), tmp_path)
    assert page.count("<img") == 3
    assert "<figcaption>blur</figcaption>" in page
    assert "40 photos to choose from" in page
    assert "<td>day out</td><td>0.50</td><td>3</td>" in page
    assert "theme:&lt;dogs&gt;" in page and "<dogs>" not in page
    assert (tmp_path / "flickr8k" / "val" / "a.jpg").absolute().as_uri() in page
    assert "c%26d.jpg" in page


def test_plots_are_pictures(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    written = plot(made_result(), tmp_path / "plots")
    assert [path.name for path in written] == ["ndcg.png", "learning.png"]
    for path in written:
        with Image.open(path) as picture:
            assert picture.width >= 700 and len(picture.convert("RGB").getcolors(1 << 20) or ()) > 50


def test_without_data_it_says_what_is_needed(run: Run, tmp_path: Path) -> None:
    for arguments in ((), ("--data", str(tmp_path))):
        err = run("eval", "memories", *arguments, code=2).err
        assert "flickr8k" in err and "memexqa" in err and "--data" in err


def test_lines_for_people_have_every_figure() -> None:
    said = "\n".join(lines({**made_result(), "seeds": 5, "people": 60, "pairs": {"apart": {"blur": 0.995}}}))
    assert "60 made-up people, 5 seeds" in said
    assert "original preferred, apart: blur 99.5%" in said
    assert said.count(" 0.500 +- 0.010") == 4 * 2
    assert "above better baseline" in said and "-0.200 +- 0.010" in said
    assert said.count("100 interactions") == 2
    assert said.count("+0.100 +- 0.010   +0.085") == 4, "and the lowest seed"
    assert "by taste, the worst first: food 0.25" in said


def test_columns_stand_below_their_heads() -> None:
    found = list(lines({**made_result(), "seeds": 5, "people": 60, "pairs": {}}))
    heads = ("NDCG@10 of m", "NDCG@10 of photos  ", "after", "...", "what is told")
    tables = [line for line in found[1:] if "+-" in line or line.startswith(heads)]
    wide = [line for line in tables if line.startswith(("after", "...")) or "interactions" in line]
    assert {len(line) for line in tables if line not in wide} == {26 + 2 * 18}
    assert {len(line) for line in wide} == {26 + 2 * 27 + 9, 26 + 2 * 27}, "with how many use it and without"


def test_a_small_run_on_real_pictures(run: Run, shared_data: Path, tmp_path: Path) -> None:
    """One seed, two people, few pictures: too little to measure by, enough to see that the originals are
    preferred and that what is trained beats weights that were set for faces."""
    page, plots, cache = tmp_path / "worst.html", tmp_path / "plots", tmp_path / "cache"
    few = ("--seed", "0", "--people", "2", "--pictures", "120")
    kept = ("--cache", str(cache), "--plots", str(plots), "--html", str(page))
    result = run("eval", "memories", "--data", str(shared_data), *few, *kept, "--json").json
    assert (result["seeds"], result["people"]) == (1, 2)
    ranked = {name: parts["known tastes"]["mean"] for name, parts in result["figures"]["memories"].items()}
    assert ranked["trained"] > ranked["Ente's weights"]
    assert min(share for shares in result["pairs"].values() for share in shares.values()) > 0.8
    assert sorted(path.name for path in plots.iterdir()) == ["learning.png", "ndcg.png"]
    assert page.read_text("utf-8").startswith("<!doctype html>")
    assert len(list(cache.rglob("*.npz"))) == 2
