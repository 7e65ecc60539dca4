"""Makes the pictures of the README from the sample library: python docs/make_screenshots.py

Needs the dev extra and Debian's chromium (or another, named in CHROMIUM).
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from photos_ml.app.api.serve import prepare
from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.memories import memories_of_day

DOCS = Path(__file__).resolve().parent
PHOTOS = DOCS.parent / "sample_library" / "photos"
NOW = datetime.fromisoformat("2026-11-21T10:00:00+01:00")
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 780}
QUALITY = 82
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
READY = """!document.body.matches('.busy') && !document.querySelector('.making, .page > progress') &&
    [...document.querySelectorAll('.tile img')].every(image => image.classList.contains('here'))"""

JULY = """() => { const all = [...document.querySelectorAll('.canvas h2')];
    const heading = all.find(one => one.textContent.includes('July'));
    const top = heading.offsetTop + heading.parentElement.offsetTop;
    document.getElementById('scroller').scrollTop = top - 10; }"""


def nothing(page: Any) -> None:
    """The page as it opens."""


def go_to_july(page: Any) -> None:
    page.locator(".canvas h2", has_text="July").first.wait_for(state="attached")
    page.evaluate(JULY)
    page.mouse.move(400, 400)
    page.wait_for_timeout(1500)


def look_at_one(page: Any) -> None:
    page.locator(".tile[data-i='0']").click()
    page.wait_for_selector(".viewer .title:not(:empty)")
    page.keyboard.press("i")
    page.wait_for_selector(".info .thumbs img")
    page.evaluate("document.activeElement.blur()")


def watch_a_memory(page: Any) -> None:
    page.locator(".cover:has-text('Italy')").first.click()
    page.wait_for_selector(".player .frame img")
    page.keyboard.press(" ")
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(800)


def come_closer(page: Any) -> None:
    page.wait_for_selector(".marker img")
    page.wait_for_timeout(800)


Steps = Callable[[Any], None]
SHOTS: dict[str, tuple[str, dict[str, int], str, Steps]] = {
    "grid-light": ("/", WIDE, "light", go_to_july),
    "grid-dark": ("/", WIDE, "dark", go_to_july),
    "search": ("/search?q=mountains last summer", WIDE, "light", nothing),
    "viewer": ("/search?q=mountains last summer", WIDE, "light", look_at_one),
    "memories": ("/memories", WIDE, "light", nothing),
    "memory": ("/memories", WIDE, "dark", watch_a_memory),
    "map-light": ("/map", WIDE, "light", come_closer),
    "map-dark": ("/map?at=44.5,9.5,5.2", WIDE, "dark", come_closer),
    "things": ("/tags", WIDE, "light", nothing),
    "duplicates": ("/duplicates", WIDE, "light", nothing),
    "phone": ("/search?q=california last summer", PHONE, "light", nothing),
}


def main() -> None:
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        library = Path(folder) / "library"
        with Context(library) as context:
            index_folders(context, [PHOTOS])
            memories_of_day(context, NOW.date())
        executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        with prepare(library, now=NOW) as server:
            thread = threading.Thread(target=server.run)
            thread.start()
            page = browser.new_context(viewport=WIDE, reduced_motion="reduce").new_page()
            page.goto(server.link)
            page.wait_for_url(server.address)
            for name in SHOTS:
                take(page, server.address, name)
            browser.close()
            server.stop()
            thread.join()


def take(page: Any, address: str, name: str) -> None:
    """One picture, once everything in it has loaded."""
    place, size, scheme, steps = SHOTS[name]
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{address}#{place}")
    page.wait_for_timeout(500)
    while not page.evaluate(READY):
        page.wait_for_timeout(100)
    steps(page)
    page.wait_for_timeout(800)
    target = DOCS / f"{name}.jpg"
    page.screenshot(path=target, type="jpeg", quality=QUALITY)
    print(f"{target.name}: {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
