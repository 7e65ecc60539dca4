"""No module leads back to itself, by whatever imports: lazy ones and those of the type checker count."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = {
    "photos_ml": ROOT / "photos_ml",
    "photos_ml.app": ROOT / "app",
    "photos_ml.indexer": ROOT / "indexer",
    "photos_ml.ranker": ROOT / "ranker",
}
SCRIPTS = ROOT / "app" / "web" / "js"
SCRIPT_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']\./([^"']+)["']""")

Graph = Mapping[str, set[str]]


def circle(graph: Graph) -> list[str]:
    """The modules of one circle, each importing the one before it; none where there is no circle."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def python_modules() -> Iterator[tuple[str, Path]]:
    for name, folder in SOURCES.items():
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            if name != "photos_ml" or f"photos_ml.{parts[0]}" not in SOURCES:
                yield ".".join([name, *(part for part in parts if part != "__init__")]), path


def python_graph() -> Graph:
    modules = dict(python_modules())
    return {name: imported(path, set(modules)) - {name} for name, path in modules.items()}


def imported(path: Path, modules: set[str]) -> set[str]:
    """Those of our modules that this one names in an import, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names & modules or {node.module or ""}
    return found & modules


def script_graph() -> Graph:
    return {path.name: set(SCRIPT_IMPORT.findall(path.read_text("utf-8"))) for path in SCRIPTS.glob("*.js")}


def test_no_circles_of_python_modules() -> None:
    graph = python_graph()
    assert "photos_ml.store.photos" in graph["photos_ml.store.library"], "imports are seen at all"
    assert circle(graph) == []


def test_no_circles_of_scripts() -> None:
    graph = script_graph()
    assert {"timeline.js", "map.js"} <= graph["pages.js"], "both kinds of import are seen"
    assert circle(graph) == []


@pytest.mark.parametrize(
    "line",
    ["import photos_ml.b", "from photos_ml import b", "def later():\n    from photos_ml.b import thing"],
)
def test_a_circle_is_found(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.py").write_text(line + "\n", "utf-8")
    modules = {"photos_ml.a", "photos_ml.b"}
    graph = {"photos_ml.a": imported(tmp_path / "a.py", modules), "photos_ml.b": {"photos_ml.a"}}
    assert set(circle(graph)) == modules
