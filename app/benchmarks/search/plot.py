"""The figures of a search benchmark as a picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from photos_ml.app.figures import new_figure

SIZE_INCHES = (13, 4.2)


def draw(result: Mapping[str, Any], path: Path) -> None:
    """Growth of time and memory with the number of vectors, and time by filter, as `path` ends: .png, .svg.

    Raises UsageError where matplotlib is not installed.
    """
    rows = result["rows"]
    whole = [row for row in rows if row["share"] == 1]
    largest = max(row["vectors"] for row in rows)
    by_share = [row for row in rows if row["vectors"] == largest and row["filter"] != "clustered"]
    figure = new_figure(*SIZE_INCHES)
    panels = figure.subplots(1, 3)
    _lines(panels[0], whole, lambda row: (row["vectors"], row["p50_ms"]))
    _named(panels[0], "nearest 10 of all", "vectors", "p50, ms")
    _lines(panels[1], by_share, lambda row: (row["share"], row["p50_ms"]))
    _named(panels[1], f"inside a filter, {largest:,} vectors", "share let through", "p50, ms")
    _lines(panels[2], [row for row in whole if row["memory_mb"]], lambda r: (r["vectors"], r["memory_mb"]))
    _named(panels[2], "memory", "vectors", "MB")
    panels[0].legend(fontsize="small")
    figure.savefig(path, dpi=120)


def _lines(
    axes: Any, rows: Sequence[Mapping[str, Any]], point: Callable[[Mapping[str, Any]], tuple[float, float]]
) -> None:
    for engine in dict.fromkeys(row["engine"] for row in rows):
        points = sorted(point(row) for row in rows if row["engine"] == engine)
        axes.loglog([x for x, _ in points], [y for _, y in points], marker="o", markersize=4, label=engine)


def _named(axes: Any, title: str, x: str, y: str) -> None:
    axes.set_title(title, fontsize="medium")
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.grid(True, which="major", alpha=0.3)
