"""Editors and type checkers find the whole package by its import names, in the checkout itself."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
FOLDERS = {
    name.removeprefix("photos_ml."): ROOT / folder
    for name, folder in PROJECT["tool"]["setuptools"]["package-dir"].items()
    if name != "photos_ml"
}


def one_of_each_folder() -> Iterator[tuple[str, str, Path]]:
    """(module, what it defines, file): the first of each folder that defines a function or a class."""
    for package, folder in FOLDERS.items():
        for init in sorted(folder.rglob("__init__.py")):
            for path in sorted(init.parent.glob("[a-z]*.py")):
                if defined := re.search(r"^(?:def|class) (\w+)", path.read_text("utf-8"), re.MULTILINE):
                    parts = path.relative_to(folder).with_suffix("").parts
                    yield ".".join(("photos_ml", package, *parts)), defined[1], path
                    break


@pytest.mark.parametrize("package", FOLDERS)
def test_a_package_stands_by_a_link_where_its_name_says(package: str) -> None:
    """A link to the folder, not to its files: one that is added is found at once."""
    link = ROOT / "photos_ml" / package
    if link.is_file():
        pytest.skip("links were checked out as files: this system makes none")
    assert link.is_symlink()
    assert link.resolve() == FOLDERS[package]
    assert not link.readlink().is_absolute()


@pytest.mark.parametrize(("module", "name", "path"), list(one_of_each_folder()))
def test_an_editor_goes_to_the_definition(module: str, name: str, path: Path) -> None:
    jedi = pytest.importorskip("jedi", reason="jedi is not installed: the dev extra has it")
    written = f"from {module} import {name}"
    script = jedi.Script(written, path=ROOT / "somewhere.py", project=jedi.Project(ROOT))
    found = script.goto(1, len(written) - 1, follow_imports=True)
    assert {definition.module_path.resolve() for definition in found} == {path}
    assert all(definition.line for definition in found)
