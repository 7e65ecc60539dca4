"""The pages as files: small, from nowhere else, every word in the catalogue."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.api.pages import APART, TYPES, Pages

WEB = Path(__file__).resolve().parents[2] / "app" / "web"
FILES = sorted(path for path in WEB.rglob("*") if path.is_file() and path.suffix != ".bin")
SCRIPTS = [path for path in FILES if path.suffix == ".js"]
MOST_BYTES = 420_000
"""All pages together. A page's scripts are sent when it is opened, by this machine."""


def test_all_the_code_is_small() -> None:
    assert 20_000 < Pages().bytes <= MOST_BYTES
    assert all(50_000 < size <= MOST_BYTES for size in Pages().data.values())


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_sent_without_their_comments_line_by_line(path: Path) -> None:
    sent = Pages().body(f"/js/{path.name}").decode().split("\n")
    written = path.read_text("utf-8").split("\n")
    assert len(sent) == len(written)
    for line, original in zip(sent, written, strict=True):
        assert line == ("" if original.lstrip().startswith(("//", "/**")) else original)


def test_only_what_the_pages_use_is_served(pages: Any) -> None:
    for path in FILES:
        address = "/" + path.relative_to(WEB).as_posix()
        answer = pages.page.request.get(pages.address.rstrip("/") + address)
        assert answer.ok is (path.name != APART), address


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_can_be_served(path: Path) -> None:
    assert path.suffix[1:] in TYPES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_comes_from_elsewhere(path: Path) -> None:
    text = path.read_text("utf-8").replace("http://www.w3.org/", "")
    assert not re.search(r"https?:|wss?://|\"//|url\(", text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_inline_and_no_markup_from_strings(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", text)
    if path.suffix == ".html":
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src)", text)


OWN_WORDS = re.compile(r"^learn\(\{.*?\}\);$", re.DOTALL | re.MULTILINE)
"""The words of a page, in its own module."""


def keys() -> set[str]:
    catalogue = (WEB / "js" / "text.js").read_text("utf-8").partition("export function")[0]
    for path in SCRIPTS:
        catalogue += "".join(OWN_WORDS.findall(path.read_text("utf-8")))
    return set(re.findall(r'[\s,{]"?([a-z][a-z._-]*)"?: (?=")', catalogue))


def test_every_word_that_is_asked_for_is_there() -> None:
    asked = {key for path in SCRIPTS for key in re.findall(r'\bt\("([^"]+)"', path.read_text("utf-8"))}
    assert asked
    assert asked - {"key"} <= keys()


def test_no_word_is_left_over() -> None:
    code = "".join(OWN_WORDS.sub("", path.read_text("utf-8")) for path in SCRIPTS if path.name != "text.js")
    code += (WEB / "js" / "text.js").read_text("utf-8").partition("export function")[2]
    made: tuple[str, ...] = (
        "kind.",
        "date.",
        "look.",
        "count.",
        "moment.",
        "favorites.",
        "hidden.",
        "index.done",
        "keys.",
    )
    made += (
        "answer.",
        "chosen.",
        "face.",
        "group.",
        "same.",
        "facts.",
        "marked.",
        "memory.",
        "duplicates.",
        "files.",
        "links.",
        "look.",
        "media.",
        "order.",
        "similar.",
        "size.",
        "planner.",
        "step.",
        "time.",
        "traces.",
        "latest.",
        "say.",
        "source.",
        "info.",
        "trash.",
        "tag.like.",
    )
    left = {key for key in keys() if f'"{key}"' not in code and not key.startswith(made)}
    assert not left


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_modules_import_what_exists(path: Path) -> None:
    for names, target in re.findall(r'import \{([^}]+)\} from "\./([^"]+)"', path.read_text("utf-8")):
        exported = (WEB / "js" / target).read_text("utf-8")
        for name in names.split(","):
            pattern = rf"export (?:async )?(?:function|const|class|let) {name.strip()}\b"
            assert re.search(pattern, exported), (path.name, name.strip(), target)
            used = path.read_text("utf-8").count(name.strip())
            assert used > 1, f"{path.name} imports {name.strip()} and never uses it"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_what_a_module_exports_another_uses(path: Path) -> None:
    others = "".join(script.read_text("utf-8") for script in SCRIPTS if script != path)
    for name in re.findall(r"export (?:async )?(?:function|const|class|let) (\w+)", path.read_text("utf-8")):
        assert re.search(rf"\b{name}\b", others), f"{path.name} exports {name} for nobody"


def test_every_class_of_the_style_sheets_is_used() -> None:
    used = "".join(path.read_text("utf-8") for path in FILES if path.suffix in (".js", ".html"))
    for sheet in FILES:
        if sheet.suffix == ".css" and sheet.name != APART:
            style = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
            rules = " ".join(re.findall(r"([^{}]+)\{", style))
            named = set(re.findall(r"\.([a-z][\w-]*)", rules))
            assert not {name for name in named if not re.search(rf"\b{name}\b", used)}, sheet.name
