"""What README and docs speak of is there; every command, option, variable, setting and exit code is told."""

from __future__ import annotations

import importlib.util
import re
import shlex
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from types import ModuleType

import click
import pytest

from photos_ml.app.cli import errors, group
from photos_ml.app.service.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "sample_library" / "README.md"]
SOURCES = [path for name in ("photos_ml", "app", "indexer", "ranker") for path in (ROOT / name).rglob("*.py")]
PROGRAM = re.compile(r"(?:\S*/)?photos-ml ([^`|\n#]+)")
VARIABLE = re.compile(r"PHOTOS_ML_[A-Z_]*[A-Z]")


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_commands", ROOT / "docs" / "make_commands.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MAKER = maker()
CONTEXT = click.Context(group, info_name="photos-ml")
COMMANDS: dict[str, click.Context] = dict(MAKER.commands(CONTEXT))


def calls() -> Iterator[tuple[str, list[str]]]:
    """(page, words) of every call of the program that a page shows."""
    code = re.compile(r"`([^`\n]+)`|^((?:\$ )?\S*photos-ml .*)$", re.MULTILINE)
    for page in PAGES:
        for inside, line in code.findall(page.read_text("utf-8")):
            for found in PROGRAM.findall(inside or line):
                yield page.name, shlex.split(found.replace("...", ""))


def readmes_table() -> str:
    readme = PAGES[0].read_text("utf-8")
    return readme[readme.index("| command | what it does |") :].partition("\n\n")[0]


def test_the_page_of_commands_is_what_the_program_says() -> None:
    said = (ROOT / "docs" / "COMMANDS.md").read_text("utf-8")
    assert said == MAKER.document(), "python docs/make_commands.py"


@pytest.mark.parametrize(("page", "words"), list(calls()), ids=str)
def test_what_a_page_calls_is_there(page: str, words: list[str]) -> None:
    context, rest = CONTEXT, list(words)
    while rest and isinstance(context.command, click.Group) and rest[0][0] not in "-[":
        command = context.command.get_command(context, rest[0])
        if command is None and context.command.invoke_without_command:
            break
        assert command, f"{page}: {' '.join(words)}"
        context = click.Context(command, info_name=rest.pop(0), parent=context)
    known = {name for option in context.command.get_params(context) for name in option.opts}
    asked = {word.partition("=")[0].strip("[]") for word in rest if word.strip("[]").startswith("--")}
    assert asked <= known, f"{page}: {' '.join(words)}"


def test_readme_names_every_command() -> None:
    table = readmes_table()
    missing = [words for words in COMMANDS if words.count(" ") == 1 and not re.search(rf"`{words}\b", table)]
    named = set(re.findall(r"`([\w-]+)[^`]*`", table))
    assert not {words.removeprefix("photos-ml ") for words in missing} - named


def test_words_of_code_in_readmes_table_are_commands_options_or_extras() -> None:
    table = readmes_table()
    options = {name for one in COMMANDS.values() for option in one.command.params for name in option.opts}
    names = {word for words in COMMANDS for word in words.split()}
    for code in re.findall(r"`(-?[\w-]+)[^`]*`", table):
        assert code in names | options, code


def test_environment_variables() -> None:
    used = {name for path in SOURCES for name in VARIABLE.findall(path.read_text("utf-8"))}
    told = {name for path in PAGES for name in VARIABLE.findall(path.read_text("utf-8"))}
    assert told == used == set(MAKER.VARIABLES)


def test_exit_codes() -> None:
    codes = {value for name, value in vars(errors).items() if name.isupper() and isinstance(value, int)}
    assert codes == set(MAKER.CODES)
    told = re.search(r"Exit codes: ([^.]+)\.", " ".join(PAGES[0].read_text("utf-8").split()))
    assert told
    assert {int(code) for code in re.findall(r"\d+", told[1])} <= codes


def test_settings() -> None:
    assert list(MAKER.SETTINGS) == [field.name for field in fields(Settings)]


def test_every_path_that_the_design_names_exists() -> None:
    text = (ROOT / "docs" / "DESIGN.md").read_text("utf-8")
    paths = {path for path in re.findall(r"`([\w./-]+)`", text) if "/" in path}
    assert len(paths) > 20
    for path in paths:
        assert (ROOT / (Path(path).parent if "NAME" in path else path)).exists(), path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target
