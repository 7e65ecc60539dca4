"""The pages as files: small, from nowhere else, every word in the catalogue."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.api.pages import APART, TYPES, Pages
from photos_ml.app.service.language import ENGLISH, LANGUAGES
from photos_ml.encoders.catalog import SUGGESTIONS
from photos_ml.indexer.metadata.choice import why_impossible
from photos_ml.vision.text.networks import INSTALL, PACKAGE

REPOSITORY = Path(__file__).resolve().parents[2]
WEB = REPOSITORY / "app" / "web"
FILES = sorted(path for path in WEB.rglob("*") if path.is_file() and path.suffix != ".bin")
SCRIPTS = [path for path in FILES if path.suffix == ".js"]
MOST_BYTES = 420_000
"""All pages together. A page's scripts are sent when it is opened, by this machine."""
MOST_WORDS_BYTES = 64_000
"""A catalogue. A browser is sent one of them, so they count apart: English and two thirds as much again, as
other languages are up to a third longer and their letters take more bytes."""
SAID = "="
"""How keys begin that are a sentence of the service, in English."""
ALL_FORMS = {"one", "many"}
FORMS = {code: {"one"} if code in ("en", "de") else {"one", "many"} for code in LANGUAGES}
"""The classes of Intl.PluralRules beside the one that stands without a form."""
MADE = {"pair.", "why.", "favorites.", "hidden.", "tag.like.", "count.", "planner.", "look."}
"""How keys begin that are put together otherwise than in the call."""
BEFORE_PAGES = {"gate.py", "guard.py", "strict.py", "pages.py", "refusals.py", "door.py"}
BUILT = {"The library cannot be used.", "The model cannot be used."}
"""Sentences that are put together of words."""
NAMES = {"AbortError", "Alt", "Content-Type", "Delete", "End", "Enter", "Esc", "Escape", "Files", "Home"}
NAMES |= {"Shift", "Space", "Tab"}
"""What browsers call things."""


def test_all_the_code_is_small() -> None:
    assert 20_000 < Pages().bytes <= MOST_BYTES
    assert all(50_000 < size <= MOST_BYTES for size in Pages().data.values())
    assert set(Pages().words) == {f"/words/{language}.json" for language in LANGUAGES}
    assert all(20_000 < size <= MOST_WORDS_BYTES for size in Pages().words.values())


def words(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((WEB / "words" / f"{language}.json").read_text("utf-8"))
    return found


def keys(language: str) -> set[str]:
    """Without their forms, and without what the service says."""
    all_words = {key for key in words(language) if not key.startswith(SAID)}
    return {key for key in all_words if key.rpartition(".")[2] not in ALL_FORMS}


def said(language: str) -> set[str]:
    """Sentences of the service that are there in this language."""
    return {key.removeprefix(SAID) for key in words(language) if key.startswith(SAID)}


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


def test_every_word_that_is_asked_for_is_there() -> None:
    asked = {key for path in SCRIPTS for key in re.findall(r'\bt\("([^"]+)"', path.read_text("utf-8"))}
    assert asked
    missing = asked - {"key"} - keys("en")
    assert not missing, f"to be written in app/web/words/en.json: {sorted(missing)}"


def test_no_word_is_left_over() -> None:
    code = "".join(path.read_text("utf-8") for path in (*SCRIPTS, *(REPOSITORY / "app").rglob("*.py")))
    made = set(re.findall(r"\bt\(`([a-z._]+\.)\$\{", code)) | MADE
    left = {key for key in keys("en") if f'"{key}"' not in code and not key.startswith(tuple(made))}
    assert not left


def test_no_text_stands_outside_the_catalogue() -> None:
    """What is written as words for a reader: it begins with a capital, or is a sentence."""
    for path in SCRIPTS:
        lines = [line for line in path.read_text("utf-8").split("\n") if not line.lstrip().startswith("//")]
        for text in re.findall(r'"([^"\n]*)"', "\n".join(lines)):
            assert not re.match(r"[A-Z][a-z]+( [a-z]|[.!?…]?$)", text) or text in NAMES, (path.name, text)
    markup = re.sub(r"<title>Photos</title>", "", (WEB / "index.html").read_text("utf-8"))
    assert not re.search(r">[^<]*[A-Za-z][^<]*<", markup)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_says_all_that_english_says(language: str) -> None:
    missing, more = keys("en") - keys(language), keys(language) - keys("en")
    assert not missing, f"to be translated in app/web/words/{language}.json: {sorted(missing)}"
    assert not more, f"in app/web/words/{language}.json and not in en.json: {sorted(more)}"
    assert not {key for key, text in words(language).items() if not text.strip()}
    assert list(words(language)) == sorted(words(language)), "sorted, so that two who add words seldom meet"


def test_what_the_service_says_is_there_in_every_language() -> None:
    """What its errors say to the pages; what only programs meet, before a page is there, stays English."""
    wanted = set()
    for path in (REPOSITORY / "app" / "api").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))) if path.name not in BEFORE_PAGES else ():
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Problem":
                texts = [one.value for one in call.args if isinstance(one, ast.Constant)]
                wanted |= {text for text in texts if isinstance(text, str) and text}
    assert len(wanted) > 20
    for language in LANGUAGES.keys() - {ENGLISH}:
        missing = wanted - said(language)
        assert not missing, f"to be translated in app/web/words/{language}.json, {SAID} before: {missing}"
        assert said(language) == said("de"), language


def is_said(words: str, language: str) -> bool:
    """As the pages look it up: numbers aside, then what stands for words of whoever is told."""
    if re.sub(r"\d+", "#", words) in said(language):
        return True
    loose = (re.escape(one) for one in said(language) if "*" in one)
    return any(re.fullmatch(one.replace(r"\*", "(.+?)").replace(r"\#", r"\d+"), words) for one in loose)


def usage_errors(path: Path) -> Iterator[tuple[str, str]]:
    """What is said where somebody typed what makes no sense, as it is answered, and what would help: 'x' for
    what is filled in."""
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not (
            isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "UsageError"
        ):
            continue
        given = [*call.args, *(one.value for one in call.keywords if one.arg == "hint")]
        texts = ["".join(_parts(one)) for one in given if isinstance(one, ast.Constant | ast.JoinedStr)]
        if len(texts) == len(given):
            yield f"{texts[0][:1].upper()}{texts[0][1:]}.", "".join(texts[1:])


def _parts(text: ast.expr) -> Iterator[str]:
    values = text.values if isinstance(text, ast.JoinedStr) else [text]
    for one in values:
        is_number = isinstance(one, ast.FormattedValue) and re.search(
            "len|MOST|MAX|most|_id|\\.id", ast.unparse(one)
        )
        yield str(one.value) if isinstance(one, ast.Constant) else "7" if is_number else "x"


TYPED = ("app/service/corrections.py", "app/service/lan/devices.py", "app/service/people/naming.py")
"""Where what a person typed into a page is read."""
NEVER_TYPED = {
    "Nothing is said of them",
    "No picture is a",
    "Not all of these",
    "Face 7 is",
    "There is no photo",
}
NEVER_TYPED |= {
    "A face is drawn",
    "X is taken",
    "X has 7 letters",
    "X 'x' is added",
    "Nothing was done by hand as",
}
"""How sentences begin to which a page gives no occasion: it sends no such thing."""


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != ENGLISH])
def test_what_comes_of_the_service_as_data_is_there_in_every_language(language: str) -> None:
    words = {one.gain for one in SUGGESTIONS} | {one.licence for one in SUGGESTIONS if " " in one.licence}
    words |= {f"needs {name}: {install}" for name, install in ((PACKAGE, INSTALL), ("av", "pip install 'x'"))}
    words |= {why_impossible(datetime(year, 1, 1), datetime(2026, 1, 1)) for year in (1700, 2050)}
    for path in TYPED:
        for said_so, hint in usage_errors(REPOSITORY / path):
            if not said_so.startswith(tuple(NEVER_TYPED)):
                words |= {said_so, hint}
    assert len(words) > 30
    left = {one for one in words if one and not is_said(one, language)}
    assert not left, (
        f"to be translated in app/web/words/{language}.json, {SAID} before, # for numbers: {left}"
    )


def test_every_sentence_of_the_catalogues_is_said_by_the_service() -> None:
    sources = [
        path for folder in ("app", "photos_ml", "indexer") for path in (REPOSITORY / folder).rglob("*.py")
    ]
    code = re.sub(r"\{[^{}\n]*\}|\d+", "#", "".join(path.read_text("utf-8") for path in sources)).lower()
    code = code.replace("'#'", "#").replace("#-#-#", "#")
    told = {one: one.rstrip(".").replace("*", "#").replace("#-#-#", "#").lower() for one in said("de")}
    left = {one for one, words in told.items() if words not in code}
    assert left <= BUILT


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_are_those_of_the_language_and_fill_the_same_places(language: str) -> None:
    english = words("en")
    for key, text in words(language).items():
        if key.startswith(SAID):
            assert re.findall("[#*]", key) == re.findall("[#*]", text), (
                f"{key}: filled in one after the other"
            )
            continue
        base, _, form = key.rpartition(".")
        if form in ALL_FORMS:
            assert form in FORMS[language], key
            assert base in keys(language), f"{key} without {base}"
        else:
            base = key
        places, wanted = (set(re.findall(r"\{(\w+)\}", one)) for one in (text, english[base]))
        assert places == wanted or (form == "one" and wanted - places <= {"n"} and places <= wanted), key


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
