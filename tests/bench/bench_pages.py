"""How smooth the pages are: python tests/bench/bench_pages.py [--photos N] [--seconds N]

A real service and a real browser over a library of N made-up photos, whose pictures are a few of the sample
library's. Prints one JSON document.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import threading
from pathlib import Path
from statistics import median
from typing import Any

from synthetic import ANYTHING, Look, fill

from photos_ml.app.api.pages import Pages
from photos_ml.app.api.serve import prepare
from photos_ml.app.service.thumbnails import FOLDER, Size, encode, keep, make, place_of
from photos_ml.store import Library

PHOTOS = Path(__file__).resolve().parents[2] / "sample_library" / "photos"
SECONDS = 60
PICTURES, LOADS = 40, 7
SCROLL = """async seconds => {
  const scroller = document.getElementById('scroller'), frames = [];
  const end = performance.now() + seconds * 1000;
  let last = performance.now(), step = 0, most = 0, heap = 0;
  const work = [];
  const note = list => list.getEntries().forEach(entry => work.push(entry.duration));
  const watch = new PerformanceObserver(note);
  watch.observe({ type: 'longtask' });
  while (performance.now() < end) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    frames.push(now - last);
    last = now;
    step += 1;
    // Mostly as by a wheel, now and then a jump as by the rail.
    scroller.scrollTop = step % 120 ? scroller.scrollTop + 90 : Math.random() * scroller.scrollHeight;
    most = Math.max(most, document.querySelectorAll('.tile').length);
    heap = Math.max(heap, performance.memory.usedJSHeapSize);
  }
  frames.sort((a, b) => a - b);
  return {frames: frames.length, p50_ms: frames[frames.length >> 1],
    p99_ms: frames[Math.floor(frames.length * .99)],
    worst_ms: frames.at(-1), tasks_over_50_ms: work.length, longest_task_ms: Math.max(0, ...work),
    tiles_at_most: most, heap_at_most_mb: heap / 1e6, heap_mb: performance.memory.usedJSHeapSize / 1e6};
}"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def made_up(folder: Path, photos: int, look: Look = ANYTHING) -> None:
    """A library of made-up rows; their small pictures are those of a few sample photos."""
    with Library.open(folder, create=True) as library:
        fill(library, photos, look=look)
        hashes = [row["hash"] for row in library.database.query("SELECT hash FROM contents")]
    samples = sorted(PHOTOS.rglob("*.jpg"))[:PICTURES]
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        made = [Path(scratch) / f"{number}.jpg" for number in range(len(samples))]
        for sample, path in zip(samples, made, strict=True):
            keep(path, encode(make(sample, Size.GRID), Size.GRID))
        for number, content_hash in enumerate(hashes):
            place = place_of(folder / FOLDER, content_hash, Size.GRID)
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.link(made[number % len(made)], place)


def loads(page: Any) -> dict[str, float]:
    """The medians of a few loads of the page, in milliseconds since the navigation began."""
    painted, ready = [], []
    for _ in range(LOADS):
        page.reload()
        page.wait_for_selector(".tile img.here")
        painted.append(page.evaluate(PAINT))
        ready.append(page.evaluate("performance.getEntriesByName('grid')[0]?.startTime"))
    return {"first_contentful_paint_ms": median(painted), "interactive_ms": median(ready)}


def main() -> None:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser()
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    photos, seconds = (arguments := parser.parse_args()).photos, arguments.seconds
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        library = Path(folder) / "library"
        made_up(library, photos)
        with prepare(library) as server:
            thread = threading.Thread(target=server.run)
            thread.start()
            flags = ["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info"]
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
            page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
            page.goto(server.link)
            page.wait_for_selector(".tile img.here")
            result: dict[str, Any] = {"photos": photos, **loads(page)}
            result |= page.evaluate(SCROLL, seconds)
            result["code_bytes"] = Pages().bytes
            print(json.dumps(result, indent=2))
            browser.close()
            server.stop()
            thread.join()


if __name__ == "__main__":
    main()
