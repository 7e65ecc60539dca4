"""Plots where matplotlib may be missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from photos_ml.app.benchmarks.search import plot
from photos_ml.app.evaluation import memories as eval_memories
from photos_ml.app.figures import new_figure
from photos_ml.errors import UsageError


def test_without_matplotlib_it_is_said_and_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("matplotlib", "matplotlib.figure"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(UsageError, match="matplotlib") as error:
        eval_memories.plot({"figures": {}}, tmp_path / "plots")
    assert "bench" in error.value.hint
    row = {"share": 1, "vectors": 10, "filter": "all"}
    with pytest.raises(UsageError, match="matplotlib"):
        plot.draw({"rows": [row]}, tmp_path / "plot.png")
    assert not list(tmp_path.iterdir())


def test_a_figure_is_as_large_as_asked_and_needs_no_screen(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    figure = new_figure(3, 2)
    figure.savefig(tmp_path / "figure.png", dpi=100)
    from PIL import Image

    with Image.open(tmp_path / "figure.png") as picture:
        assert picture.size == (300, 200)
    assert "matplotlib.pyplot" not in sys.modules, "it would look for a screen"
