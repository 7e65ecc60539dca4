"""The pages of this build beside those of another checkout, with a `.venv` of its own:
python tests/bench/bench_pages_against.py OTHER DIR [--photos N N] [--seconds N] [--loads N]

Each build makes its own library of N made-up photos in DIR, kept there for the next run, and serves it. One
browser loads both pages in turn, so that whatever else the machine does falls on both alike, then scrolls
through each. Prints one JSON document; the ratios are of pairs, below 1 where this build is faster.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from bench_pages import PAINT, SCROLL

HERE = Path(__file__).resolve().parents[2]
SIZES = (10_000, 100_000)
MOVES = ("p50_ms", "p99_ms", "worst_ms", "tasks_over_50_ms", "longest_task_ms", "heap_at_most_mb")
SERVE = """
import sys, threading
sys.path.insert(0, "tests/bench")
from pathlib import Path
from bench_pages import made_up
from photos_ml.app.api.pages import Pages
from photos_ml.app.api.serve import prepare
folder, photos = Path(sys.argv[1]), int(sys.argv[2])
if not (folder / "made").exists():
    made_up(folder, photos)
    (folder / "made").touch()
with prepare(folder) as server:
    thread = threading.Thread(target=server.run)
    thread.start()
    print(server.link, server.address, Pages().bytes, flush=True)
    sys.stdin.read()
    server.stop()
    thread.join()
"""


@contextmanager
def served(checkout: Path, folder: Path, photos: int) -> Iterator[list[str]]:
    """A checkout's service over its own library: the link, the address, the bytes of its pages."""
    python = checkout / ".venv" / "bin" / "python"
    command = [str(python), "-P", "-c", SERVE, str(folder), str(photos)]
    with subprocess.Popen(
        command, cwd=checkout, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as serving:
        assert serving.stdout is not None and serving.stdin is not None
        try:
            yield serving.stdout.readline().split()
        finally:
            serving.stdin.close()
            serving.wait(60)


def opened(browser: Any, link: str, address: str) -> Any:
    """A window of its own on a service."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(120_000)
    page.goto(link)
    page.wait_for_url(address)
    page.wait_for_selector(".tile img.here")
    return page


def loaded(page: Any) -> tuple[float, float]:
    """First contentful paint and interactive grid of a load, in milliseconds since it began."""
    page.reload()
    page.wait_for_selector(".tile img.here")
    return page.evaluate(PAINT), page.evaluate("performance.getEntriesByName('grid')[0]?.startTime")


def compared(browser: Any, other: Path, folder: Path, photos: int, loads: int, seconds: int) -> Any:
    """Both builds at one size."""
    builds = {"other": other, "this": HERE}
    with ExitStack() as stack:
        answers = {
            name: stack.enter_context(served(checkout, folder / f"{name}-{photos}", photos))
            for name, checkout in builds.items()
        }
        pages = {name: opened(browser, link, address) for name, (link, address, _) in answers.items()}
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in builds}
        for turn in range(loads):
            for name in list(builds)[:: 1 if turn % 2 else -1]:
                times[name].append(loaded(pages[name]))
        found: dict[str, Any] = {"photos": photos}
        for place, what in enumerate(("first_contentful_paint_ms", "interactive_ms")):
            own, others = ([each[place] for each in times[name]] for name in ("this", "other"))
            ratio = median(one / two for one, two in zip(own, others, strict=True))
            found[what] = {"this": median(own), "other": median(others), "ratio": round(ratio, 3)}
        moves = {name: pages[name].evaluate(SCROLL, seconds) for name in builds}
        found |= {what: {name: round(moves[name][what], 1) for name in builds} for what in MOVES}
        found["code_bytes"] = {name: int(answers[name][2]) for name in builds}
        for page in pages.values():
            page.context.close()
    return found


def main() -> None:
    import shutil

    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("other", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--photos", type=int, nargs="+", default=SIZES)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--loads", type=int, default=15)
    options = parser.parse_args()
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        folder = options.folder.resolve()
        sizes = [
            compared(browser, options.other.resolve(), folder, photos, options.loads, options.seconds)
            for photos in options.photos
        ]
        browser.close()
    json.dump({"sizes": sizes}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
