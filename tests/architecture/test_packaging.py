"""What is declared is what is on disk, and what is installed."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
TOOLS = PROJECT["tool"]["setuptools"]


def packages_on_disk() -> set[str]:
    found = set()
    for name, folder in TOOLS["package-dir"].items():
        for init in (ROOT / folder).rglob("__init__.py"):
            parts = init.parent.relative_to(ROOT / folder).parts
            if "recipes" not in parts:
                found.add(".".join([name, *parts]))
    return found


def test_every_package_is_listed() -> None:
    assert set(TOOLS["packages"]) == packages_on_disk()


def test_package_data_exists() -> None:
    for package, patterns in TOOLS["package-data"].items():
        parent = max((name for name in TOOLS["package-dir"] if package.startswith(name)), key=len)
        folder = ROOT / TOOLS["package-dir"][parent] / Path(*package[len(parent) + 1 :].split("."))
        for pattern in patterns:
            assert list(folder.glob(pattern)), f"{package}: {pattern}"


def test_typing_marker_and_weights_are_installed() -> None:
    assert resources.files("photos_ml").joinpath("py.typed").is_file()
    assert resources.files("photos_ml.models").joinpath("builtin", "model.json").is_file()


def test_every_dependency_says_why() -> None:
    lines = (ROOT / "pyproject.toml").read_text("utf-8").splitlines()
    start = lines.index("dependencies = [")
    for line in lines[start + 1 : lines.index("]", start)]:
        assert "#" in line or "numpy" in line, line
