"""From 'Add' to the first picture: python tests/bench/bench_first_tile.py FOLDER [--runs N]

A first run as a person has it: a service over an empty library, the folder of photos found and added in a
real browser. Prints one line a run: seconds until progress shows, until the first tile, until its picture;
and the processor time that the service took for it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

SERVE = """
import sys
from pathlib import Path
from photos_ml.app.api.serve import prepare
with prepare(Path(sys.argv[1]), keep_up=True) as server:
    print(server.link, flush=True)
    server.run()
"""
SHOWN = ("#progress progress", ".tile", ".tile img.here")


def spent_s(service: psutil.Process) -> float:
    """Processor time of a process and all below it."""
    return sum(sum(one.cpu_times()[:2]) for one in (service, *service.children(recursive=True)))


def added(page: Any, folder: Path, service: psutil.Process) -> tuple[list[float], float]:
    """Seconds from the click to each of SHOWN, and the processor time."""
    page.click(".welcome button.adds")
    page.click(f".browser li button:has(.grow:text-is('{folder.name}'))")
    page.wait_for_selector(".browser .foot [role=status]:has-text('photos')")
    before, began = spent_s(service), time.perf_counter()
    page.click(".browser .foot .main")
    found = []
    for selector in SHOWN:
        page.wait_for_selector(selector)
        found.append(time.perf_counter() - began)
    return found, spent_s(service) - before


def main() -> None:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="right below the folder it is looked for from")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    folder = options.folder.resolve()
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        for _ in range(options.runs):
            with tempfile.TemporaryDirectory() as scratch:
                command = [sys.executable, "-c", SERVE, f"{scratch}/library"]
                at_home = {**os.environ, "HOME": str(folder.parent)}
                with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=at_home) as serving:
                    assert serving.stdout is not None
                    page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="en")
                    page.set_default_timeout(120_000)
                    page.goto(serving.stdout.readline().strip())
                    (progress, tile, picture), cpu = added(page, folder, psutil.Process(serving.pid))
                    page.close()
                    serving.terminate()
                    serving.wait(60)
            print(
                f"progress {progress:.2f} s, tile {tile:.2f} s, picture {picture:.2f} s, {cpu:.2f} s of CPU"
            )
        browser.close()


if __name__ == "__main__":
    main()
