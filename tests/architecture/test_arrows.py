"""Which package may import which: app -> indexer, ranker -> photos_ml, and the order inside photos_ml."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SOURCES = {
    "photos_ml": ROOT / "photos_ml",
    "photos_ml.app": ROOT / "app",
    "photos_ml.indexer": ROOT / "indexer",
    "photos_ml.ranker": ROOT / "ranker",
}
GROUND_FLOOR = (
    "turns",
    "types",
    "boxes",
    "english",
    "errors",
    "config",
    "corrections",
    "clock",
    "favorites",
    "files",
    "formats",
    "gazetteer",
    "geo",
    "letters",
    "machine",
    "ndcg",
    "outlines",
    "provenance",
    "saying",
)
GROUND = {f"photos_ml.{name}" for name in GROUND_FLOOR}
CORE = {"store", "vectors", "encoders", "planner"}
HEAVY = {
    "coremltools",
    "faiss",
    "fsspec",
    "imagecodecs",
    "lightgbm",
    "onnxruntime",
    "open_clip",
    "pyarrow",
    "rawpy",
    "ray",
    "scipy",
    "torch",
    "transformers",
    "xllamacpp",
}


def modules() -> Iterator[tuple[str, Path]]:
    for name, folder in SOURCES.items():
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            if parts[0] == "data":
                continue  # scripts that make shipped data, no part of the program
            yield ".".join([name, *(part for part in parts if part != "__init__")]), path


MODULES = dict(modules())


def imports(path: Path, *, top_level_only: bool = False, typing_too: bool = False) -> set[str]:
    """Absolute names imported by a module; those under `if TYPE_CHECKING` only with `typing_too`."""
    tree = ast.parse(path.read_text("utf-8"))
    if not typing_too:
        tree = Untyped().visit(tree)
    nodes = _top_level(tree) if top_level_only else ast.walk(tree)
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in {path}"
            found.add(node.module or "")
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


class Untyped(ast.NodeTransformer):
    """Leaves out what only the type checker reads."""

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return node.orelse
        self.generic_visit(node)
        return node


def _top_level(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        yield node
        if isinstance(node, ast.If | ast.Try):
            yield from _top_level(node)


def package_of(module: str) -> str:
    """'photos_ml.store.photos' -> 'store'; a ground-floor module is ''."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and f"photos_ml.{parts[1]}" not in GROUND else ""


@pytest.mark.parametrize("module", MODULES)
def test_arrows_point_down(module: str) -> None:
    allowed = {
        "": {""},
        **{name: {"", name} for name in CORE},
        "models": {""},
        "vision": {"", "vision", "encoders"},
        "people": {"", "people", "vectors"},
        "search": {"", "search", *CORE},
        "indexer": {"", "indexer", "search", "vision", *CORE},
        "ranker": {"", "ranker", "search", "vision", *CORE},
        "app": {"", "app", "indexer", "ranker", "search", "people", "vision", *CORE},
    }
    home = package_of(module)
    reached = {
        package_of(name)
        for name in imports(MODULES[module], typing_too=True)
        if name.startswith("photos_ml.") and name.split(".")[1] != "__version__"
    }
    if module == "photos_ml.config":
        reached -= {"models"}  # it says where the shipped weights are
    assert reached <= allowed[home], f"{module} may not import {sorted(reached - allowed[home])}"


@pytest.mark.parametrize(
    "module", [name for name in MODULES if name.startswith(("photos_ml.app.cli", "photos_ml.app.api"))]
)
def test_command_line_and_http_service_speak_to_the_app_only(module: str) -> None:
    below = {name for name in imports(MODULES[module]) if name.startswith("photos_ml.")}
    allowed = (
        "photos_ml.app",
        "photos_ml.errors",
        "photos_ml.config",
        "photos_ml.clock",
        "photos_ml.formats",
        "photos_ml.__version__",
    )
    assert all(name.startswith(allowed) for name in below), sorted(below)


@pytest.mark.parametrize("module", MODULES)
def test_heavy_packages_are_imported_where_they_are_used(module: str) -> None:
    top = {name.split(".")[0] for name in imports(MODULES[module], top_level_only=True)}
    assert not top & HEAVY


@pytest.mark.parametrize("module", [name for name in MODULES if not name.startswith("photos_ml.app")])
def test_only_the_app_prints_or_exits(module: str) -> None:
    tree = ast.parse(MODULES[module].read_text("utf-8"))
    calls = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not calls & {"print", "exit", "input"}


def test_the_runtime_that_reports_is_loaded_where_it_is_silenced() -> None:
    recipes = {str(path): path for path in (ROOT / "models" / "recipes").rglob("*.py")}
    loading = {name for name, path in (MODULES | recipes).items() if "onnxruntime" in imports(path)}
    assert loading == {"photos_ml.encoders.runtime"}


ROOMS = {
    "service": {"service"},
    "evaluation": {"evaluation", "figures", "service"},
    "benchmarks": {"benchmarks", "figures", "service"},
    "api": {"api", "background", "desktop", "present", "service", "told", "upkeep"},
}
"""Room of the app -> the rooms it may look into. Whatever `cli` and `desktop` need is open to them."""


@pytest.mark.parametrize(
    "module", [name for name in MODULES if name.split(".")[2:3] and name.split(".")[2] in ROOMS]
)
def test_use_cases_are_the_one_door_of_the_app(module: str) -> None:
    home = module.split(".")[2]
    names = imports(MODULES[module], typing_too=True)
    seen = {name.split(".")[2] for name in names if name.startswith("photos_ml.app.")}
    assert seen <= ROOMS[home], f"{module} may not look into {sorted(seen - ROOMS[home])}"
