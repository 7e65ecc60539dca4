"""First hits on the page while a language model thinks: python tests/bench/bench_first_hits.py [--photos N]

A real browser on a real service over N made-up photos. The model never answers. Each query is entered and
waited for until its first photos are laid out and a frame was drawn; the best of several rounds counts. One
JSON document, in milliseconds: by the clock, and in processor time of the service and of the page, which one
after the other make the wait where nothing else runs.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import threading
import time
from pathlib import Path
from statistics import median
from typing import Any

from bench_pages import made_up
from bench_warm import QUERIES, WARM_UP, sample_look
from threads import as_commands

from photos_ml.app.api.serve import prepare

ROUNDS = 6
ENTER = """async query => {
  document.querySelectorAll('.canvas, .note').forEach(one => { one.dataset.old = '1'; });
  const input = document.getElementById('query'), started = performance.now();
  input.value = query;
  input.form.requestSubmit();
  const there = () => document.querySelector('.canvas:not([data-old]) .tile, .note:not([data-old])');
  while (!there()) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - started;
}"""


NO_MODEL = """(() => {
  const real = window.fetch;
  window.fetch = (to, how) => String(to).endsWith('/api/plan') ? new Promise(() => {}) : real(to, how);
})()"""


def main() -> None:
    from playwright.sync_api import sync_playwright

    as_commands()
    parser = argparse.ArgumentParser()
    parser.add_argument("--photos", type=int, default=100_000)
    photos = parser.parse_args().photos
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        library = Path(folder) / "library"
        made_up(library, photos, sample_look())
        with prepare(library) as server:
            thread = threading.Thread(target=server.run)
            thread.start()
            flags = ["--no-sandbox", "--disable-gpu"]
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
            page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
            page.add_init_script(NO_MODEL)
            page.goto(server.link)
            page.wait_for_selector(".tile")
            print(json.dumps({"photos": photos, **measured(page)}, indent=2))
            browser.close()
            server.stop()
            thread.join()


def measured(page: Any) -> dict[str, Any]:
    """Of every query: the middle, and the slowest ones."""
    tasks = page.context.new_cdp_session(page)
    tasks.send("Performance.setTimeDomain", {"timeDomain": "threadTicks"})
    tasks.send("Performance.enable")

    def entered(query: str) -> tuple[float, float, float]:
        began, worked = time.process_time(), _task_s(tasks)
        clock_ms = page.evaluate(ENTER, query)
        return clock_ms, 1000 * (time.process_time() - began), 1000 * (_task_s(tasks) - worked)

    for query in WARM_UP:
        entered(query)
    rounds = [[entered(query) for query in QUERIES] for _ in range(ROUNDS)]
    clock, service, drawn = (
        [min(one[part] for one in times) for times in zip(*rounds, strict=True)] for part in range(3)
    )
    both = [one + other for one, other in zip(service, drawn, strict=True)]
    figures = {"clock": clock, "service": service, "page": drawn, "service_and_page": both}
    return {
        name: {"median_ms": round(median(times), 1), "worst_ms": round(max(times), 1)}
        for name, times in figures.items()
    }


def _task_s(tasks: Any) -> float:
    """Processor time of the page's own thread."""
    metrics = tasks.send("Performance.getMetrics")["metrics"]
    return next(float(one["value"]) for one in metrics if one["name"] == "TaskDuration")


if __name__ == "__main__":
    main()
