"""A real browser on the pages of a real service over the sample library."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from photos_ml.app.api.serve import prepare
from photos_ml.app.service import Context
from photos_ml.app.service.enrich import Enrichment
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.memories import make_of_person, memories_of_day
from photos_ml.app.service.people.acting import settle
from photos_ml.app.service.people.grouping import regroup
from photos_ml.store import Library
from photos_ml.store.faces import FACES, FaceTable
from photos_ml.store.forgotten_names import LATEST
from photos_ml.store.steps import Outcome, Record

NOW = datetime.fromisoformat("2026-11-21T10:00:00+01:00")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
WIDE = {"width": 1280, "height": 800}
FAILED = pytest.StashKey[bool]()


@dataclass
class Pages:
    """One browser window, what it asked for, and what it complained about."""

    page: Any
    address: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def note_answer(self, answer: Any) -> None:
        """An answer that says no is a complaint."""
        if answer.status >= 400:
            self.complaints.append(answer.url)

    def go(self, hash_: str) -> None:
        self.page.goto(f"{self.address}#{hash_}")

    def until(self, expression: str, argument: object = None) -> None:
        """Wait until it is true. Asked from outside: the pages' own policy forbids to evaluate strings."""
        end = time.monotonic() + 20
        while not self.page.evaluate(expression, argument):
            assert time.monotonic() < end, f"never true: {expression}"
            time.sleep(0.05)

    def taken(self, held: list[Any]) -> Any:
        """The first request that a route holds back, once it is there: what asks for it may show before."""
        end = time.monotonic() + 20
        while not held:
            assert time.monotonic() < end, "never asked"
            self.page.wait_for_timeout(20)
        return held.pop(0)

    def tiles(self) -> list[str]:
        """The labels of the photos in the document, in their order."""
        labels: list[str] = self.page.eval_on_selector_all(
            ".tile", "all => all.sort((a, b) => a.dataset.i - b.dataset.i).map(one => one.ariaLabel)"
        )
        return labels

    def choose(self, number: int, hash_: str = "/") -> None:
        """Choose the first photos of a grid."""
        self.go(hash_)
        self.page.wait_for_selector(".tile img.here")
        self.page.evaluate("document.getElementById('scroller').scrollTop = 0")
        for i in range(number):
            self.page.locator(f".tile[data-i='{i}']").click(modifiers=["Control"])

    def count(self, selector: str) -> int:
        found: int = self.page.locator(selector).count()
        return found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What drives a browser is run once more where it fails, and that is reported: two programs and a
    busy machine can be late for any wait. A test that is reported so again and again races, and is mended."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """What a failed test of a browser leaves behind, its file's window and library, is not what it began
    with: the next run begins with new ones, else it could only fail again. (pytest has no public way.)"""
    module = item.getparent(pytest.Module)
    if "browser" in getattr(item, "fixturenames", ()) and item.stash.get(FAILED, False):
        assert module is not None
        item.session._setupstate.teardown_exact(module.parent)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium; the tests that need it skip, loudly, without it."""
    reason = "playwright is not installed: the dev extra has it"
    playwright = pytest.importorskip("playwright.sync_api", reason=reason)
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    with playwright.sync_playwright() as running:
        found = running.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield found
        found.close()


UNSTACKED = "try { localStorage.getItem('stacked') ?? localStorage.setItem('stacked', 'no'); } catch {}"


@contextmanager
def opened(
    browser: Any,
    library: Path,
    *folders: Path,
    keep_up: bool = False,
    desktop: Any = None,
    stacked: bool = False,
    **options: Any,
) -> Iterator[Pages]:
    """The pages of a service of one's own; afterwards, nothing else was asked and nothing went wrong. Each
    photo has a tile, unless they are to be stacked: stacks come into a grid that stands already."""
    with prepare(library, folders, now=NOW, keep_up=keep_up) as server:
        server.backend.desktop = desktop
        thread = threading.Thread(target=server.run)
        thread.start()
        usual = {"viewport": WIDE, "reduced_motion": "reduce", "locale": "en-GB"}
        context = browser.new_context(**{**usual, **options})
        page = context.new_page()
        if not stacked:
            page.add_init_script(UNSTACKED)
        page.set_default_timeout(20_000)
        pages = Pages(page, server.address)
        page.on("request", lambda request: pages.asked.append(request.url))
        page.on("console", lambda message: pages.complaints.append(message.text))
        page.on("response", pages.note_answer)
        page.on("pageerror", lambda error: pages.complaints.append(str(error)))
        try:
            page.goto(server.link)
            page.wait_for_url(server.address)
            yield pages
        finally:
            context.close()
            server.stop()
            thread.join(20)
    assert {urlsplit(url).hostname for url in pages.asked if not url.startswith("data:")} == {"127.0.0.1"}
    assert pages.complaints == []


Open = Callable[..., AbstractContextManager[Pages]]


@pytest.fixture(scope="session")
def indexed(browser: Any, sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample library, indexed: to be copied, so that no file of tests sees what another one did."""
    folder = tmp_path_factory.mktemp("indexed") / "library"
    with Context(folder) as context:
        index_folders(context, [sample_library / "photos"])
    return folder


@pytest.fixture(scope="session")
def recalled(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the memories of today already made, to be copied."""
    folder = Path(shutil.copytree(indexed, tmp_path_factory.mktemp("recalled") / "library"))
    with Context(folder) as context:
        memories_of_day(context, NOW.date())
    return folder


@pytest.fixture(scope="module")
def library(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample library, indexed."""
    return Path(shutil.copytree(indexed, tmp_path_factory.mktemp("data") / "library"))


@pytest.fixture(scope="module")
def remembered(recalled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample library, with the memories of today already made."""
    return Path(shutil.copytree(recalled, tmp_path_factory.mktemp("remembered") / "library"))


@dataclass(frozen=True)
class Faced:
    """The sample library with made-up faces: persons are points, faces lie around them. `photos`: person ->
    the photos with a face of theirs."""

    folder: Path
    photos: dict[int, list[int]]


EACH = (8, 5, 4, 3, 3)
"""Faces of each person; the last two are near enough to be asked about."""
SPREAD, NEAR = 0.02, 0.05
"""Of each of 128 numbers: how a person's faces differ, and the last two persons."""


@pytest.fixture(scope="module")
def faced(recalled: Path, tmp_path_factory: pytest.TempPathFactory) -> Faced:
    """The sample library with memories, one of Leo, and with faces in some photos, found and grouped."""
    import numpy as np

    folder = tmp_path_factory.mktemp("faced") / "library"
    shutil.copytree(recalled, folder)
    random = np.random.default_rng(7)
    middles = random.normal(0.0, 0.07, (len(EACH), 128)) + 0.05
    middles[-1] = middles[-2] + random.normal(0.0, NEAR, 128)
    with Context(folder) as context:
        library = context.library()
        shown = [
            (row["id"], row["content_id"])
            for row in library.database.query(
                "SELECT min(id) AS id, content_id FROM photos WHERE status = 'present' AND media = 'photo' "
                "AND taken IS NOT NULL AND date_trust > 0 GROUP BY content_id ORDER BY id"
            )
        ]
        library.steps.switch_on(FACES)
        photos: dict[int, list[int]] = {}
        rows: dict[int, list[tuple[Any, ...]]] = {}
        for place, person in enumerate([person for person, number in enumerate(EACH) for _ in range(number)]):
            photo, content = shown[place]
            photos.setdefault(person, []).append(photo)
            shows = [person, (person + 1) % 3] if place in (0, 1) else [person]
            for number, who in enumerate(shows):
                vector = middles[who] + random.normal(0.0, SPREAD, 128)
                box = (0.2 + 0.4 * number, 0.3, 0.12, 0.18)
                face = (None, *box, np.zeros(10, "<f4").tobytes(), 0.9, 0.15, 4.0, 0.0, 120)
                rows.setdefault(content, []).append((*face, vector.astype("<f2").tobytes(), 0.28, 0.0))
        version = next(one.version for one in Enrichment(context).states() if one.step == FACES)
        step = Record(FACES, version, (FaceTable(),))
        library.steps.write(step, [Outcome(c, {FACES: rows.get(c, [])}) for _, c in shown])
        regroup(context)
        settle(context)
        assert make_of_person(context, "Leo", NOW.date())  # whatever the day itself shows
    return Faced(folder, photos)


@pytest.fixture(scope="session")
def open_pages(browser: Any) -> Open:
    """open_pages(library, *folders, **options of the browser): a window on a service of its own."""
    return lambda *arguments, **options: opened(browser, *arguments, **options)


@pytest.fixture
def pages(open_pages: Open, library: Path) -> Iterator[Pages]:
    """A window on the sample library, in which nobody has searched yet."""
    with Library.open(library) as searched:
        searched.set_setting(LATEST, [])
    with open_pages(library) as found:
        found.page.wait_for_selector(".tile img.here")
        yield found
