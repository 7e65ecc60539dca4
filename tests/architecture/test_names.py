"""One word for one thing: what classes are called."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "indexer", "photos_ml", "ranker")


def classes(source: str) -> list[str]:
    """Names of the public classes of a module, those inside functions too."""
    nodes = ast.walk(ast.parse(source))
    return [node.name for node in nodes if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]


def test_no_public_class_name_means_two_things() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for name in classes(path.read_text("utf-8")):
                places[name].append(str(path.relative_to(ROOT)))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_classes_are_found() -> None:
    assert classes("class A: ...\nclass _B: ...\ndef f():\n    class C: ...\n") == ["A", "C"]
