"""What `.ci/wheels.py` makes of what uv says, and of its own list of known gaps."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheels() -> ModuleType:
    spec = importlib.util.spec_from_file_location("wheels", ROOT / ".ci" / "wheels.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["wheels"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LINES = ("lightgbm>=4.7", "numpy>=2.1", "pi-heif>=1.0")
SAID = {
    "lightgbm": " cause: Because lightgbm==4.7.0 has no usable wheels and\n only 4.7.0 is available",
    "pi-heif": "Because pi-heif has no wheels with a matching platform tag",
}


def resolver(*without: str) -> object:
    """As uv: it names the first that has no wheel."""

    def resolve(lines: Sequence[str], system: str, python: str) -> str:
        missing = [name for name in without if any(line.startswith(name) for line in lines)]
        return SAID[missing[0]] if missing else ""

    return resolve


def test_every_gap_of_a_system_is_found(wheels: ModuleType) -> None:
    found = wheels.gaps_on("Windows ARM", "3.13", LINES, resolver("lightgbm", "pi-heif"))
    assert [gap.package for gap in found] == ["lightgbm", "pi-heif"]
    assert wheels.gaps_on("Linux x64", "3.13", LINES, resolver()) == []


def test_known_gaps_are_told_with_what_helps_and_unknown_ones_fail(wheels: ModuleType) -> None:
    known = wheels.gaps_on("Windows ARM", "3.13", LINES, resolver("lightgbm", "pi-heif"))
    said, well = wheels.verdict(known, ["Windows ARM"], ["lightgbm", "pi-heif"])
    assert well
    assert all("install Python for x64" in line for line in said)
    unknown = wheels.gaps_on("Linux ARM", "3.14", LINES, resolver("lightgbm"))
    said, well = wheels.verdict(unknown, ["Linux ARM"], ["lightgbm"])
    assert not well
    assert "NOT KNOWN" in said[0]


def test_a_known_gap_that_is_closed_fails_too(wheels: ModuleType) -> None:
    said, well = wheels.verdict([], ["Windows ARM"], ["lightgbm"])
    assert not well
    assert "take it off" in said[0]


def test_what_uv_says_of_something_else_ends_the_search(wheels: ModuleType) -> None:
    found = wheels.gaps_on("Linux x64", "3.11", LINES, lambda lines, system, python: "no network\nat all")
    assert [gap.package for gap in found] == ["no network"]


def test_it_asks_for_what_the_project_asks_for(wheels: ModuleType) -> None:
    names = [wheels.name_of(line) for line in wheels.requirements(["video"])]
    assert {"numpy", "pi-heif", "av"} <= set(names)
    assert {system for _, system in wheels.KNOWN_GAPS} <= set(wheels.SYSTEMS)


def test_the_workflow_runs_the_readmes_two_commands_on_three_systems() -> None:
    workflow = (ROOT / ".github" / "workflows" / "install.yml").read_text(encoding="utf-8")
    for system in ("ubuntu", "macos", "windows"):
        assert f"{system}-latest" in workflow
    for command in ("pip install --quiet --no-compile .", "photos-ml demo", "python .ci/wheels.py"):
        assert command in workflow
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "pip install --quiet --no-compile . && .venv/bin/photos-ml demo" in readme
