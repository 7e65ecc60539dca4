"""How smooth the pages are: python tests/bench/bench_pages.py [--photos N] [--seconds N]

A real service and a real browser; the timeline is one of N made-up photos, whose pictures are those of the
sample library. Prints one JSON document.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import threading
from pathlib import Path
from typing import Any

from photos_ml.app.api.pages import Pages
from photos_ml.app.api.serve import prepare
from photos_ml.app.service import PhotoService

PHOTOS = Path(__file__).resolve().parents[2] / "sample_library" / "photos"
SECONDS = 60
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


def timeline(photos: int, known: list[int]) -> dict[str, Any]:
    """As the service would answer for a library of `photos`, 400 a month."""
    months = []
    for start in range(0, photos, 400):
        number = start // 400
        ids = [known[i % len(known)] for i in range(start, min(start + 400, photos))]
        ratios = [(150, 133, 75, 178, 100)[i % 5] for i in range(len(ids))]
        month = f"{2026 - number // 12:04d}-{12 - number % 12:02d}"
        empty: list[int] = []
        days = [1 + i % 28 for i in range(len(ids))]
        months.append(
            {"month": month, "ids": ids, "days": days, "ratios": ratios, "videos": empty, "favorites": empty}
        )
    return {"total": photos, "months": months}


def main() -> None:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser()
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    photos, seconds = (arguments := parser.parse_args()).photos, arguments.seconds
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        library = Path(folder) / "library"
        with PhotoService(library) as service:
            service.index([PHOTOS])
            known = [photo for month in service.timeline() for photo in month.ids]
        body = json.dumps(timeline(photos, known))
        with prepare(library) as server:
            thread = threading.Thread(target=server.run)
            thread.start()
            flags = ["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info"]
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
            page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
            page.route(
                "**/api/timeline*", lambda route: route.fulfill(body=body, content_type="application/json")
            )
            page.goto(server.link)
            page.wait_for_selector(".tile img.here")
            page.reload()
            page.wait_for_selector(".tile img.here")
            result = {"photos": photos, "first_contentful_paint_ms": page.evaluate(PAINT)}
            result["interactive_ms"] = page.evaluate("performance.getEntriesByName('grid')[0]?.startTime")
            result |= page.evaluate(SCROLL, seconds)
            result["code_bytes"] = Pages().bytes
            print(json.dumps(result, indent=2))
            browser.close()
            server.stop()
            thread.join()


if __name__ == "__main__":
    main()
