"""What many requests leave behind: memory before and after 5,000 of all kinds, and 200 searches at once.

    python tests/bench/bench_requests.py [--requests 5000]

Indexes the sample library, serves it in a process of its own, warms it up with a tenth of the requests, and
prints its memory (of its own pages alone) before and after, the statuses of the answers, and how long the
slowest of the 200 simultaneous searches waited.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import psutil

ROOT = Path(__file__).parents[2]
WORDS = (
    "beach",
    "snow",
    "dog",
    "red car",
    "last summer",
    "Mia",
    "Milan",
    "sunset without people",
    "2024",
    "5 stars",
)
TOGETHER = 200


class Service:
    """`photos-ml serve` in a process of its own."""

    def __init__(self, library: Path) -> None:
        program = "from photos_ml.app.cli import main; main()"
        command = [sys.executable, "-c", program, "serve", "--json", "--library", str(library)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        text = ""
        while not text.rstrip().endswith("}"):
            text += self.process.stdout.readline()
        known = json.loads(text)
        self.place, self.token = urlsplit(known["address"]).netloc, known["token"]

    def ask(
        self, method: str, path: str, body: object = None, connection: HTTPConnection | None = None
    ) -> tuple[int, bytes]:
        link = connection or HTTPConnection(self.place, timeout=120)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        link.request(method, path, None if body is None else json.dumps(body), headers)
        answer = link.getresponse()
        found = answer.status, answer.read()
        if connection is None:
            link.close()
        return found

    def memory_mb(self) -> float:
        return float(psutil.Process(self.process.pid).memory_full_info().uss) / 1e6


def mixed(generator: random.Random, ids: list[int]) -> tuple[str, str, object]:
    """One request of any kind."""
    photo, words = generator.choice(ids), " ".join(generator.sample(WORDS, 2))
    search = {"query": f"{words} {generator.randrange(1000)}", "planner": "rules"}
    return generator.choice(
        [
            ("POST", "/api/search", search),
            ("POST", "/api/plan", search),
            ("GET", f"/api/suggestions?query={words.split()[0]}", None),
            ("GET", f"/api/photos/{photo}", None),
            ("GET", f"/api/photos/{photo}/thumbnail/grid", None),
            ("GET", f"/api/photos/{photo}/thumbnail/large", None),
            ("GET", f"/api/photos/{photo}/similar", None),
            ("POST", f"/api/photos/{photo}/marks", {"favorite": generator.random() < 0.5}),
            ("GET", "/api/timeline", None),
            ("GET", "/api/status", None),
            ("GET", "/api/map?south=-60&north=70&west=-170&east=178&zoom=3", None),
            ("GET", "/api/nothing", None),
            ("GET", "/", None),
        ]
    )


def run(service: Service, number: int, seed: int, ids: list[int]) -> Counter[int]:
    generator, statuses = random.Random(seed), Counter[int]()
    connection = HTTPConnection(service.place, timeout=120)
    for _ in range(number):
        status, _ = service.ask(*mixed(generator, ids), connection)
        statuses[status] += 1
    connection.close()
    return statuses


def at_once(service: Service, number: int) -> tuple[Counter[int], float]:
    statuses, waited = Counter[int](), []

    def search(which: int) -> None:
        started = time.perf_counter()
        status, _ = service.ask("POST", "/api/search", {"query": f"beach {which}", "planner": "rules"})
        waited.append(time.perf_counter() - started)
        statuses[status] += 1

    threads = [threading.Thread(target=search, args=(which,)) for which in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses, max(waited)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=5000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        program = [sys.executable, "-c", "from photos_ml.app.cli import main; main()"]
        photos = ROOT / "sample_library" / "photos"
        subprocess.run(
            [*program, "index", str(photos), "--library", str(library)], check=True, capture_output=True
        )
        service = Service(library)
        try:
            months = json.loads(service.ask("GET", "/api/timeline")[1])["months"]
            ids = [photo for month in months for photo in month["ids"]]
            run(service, options.requests // 10, 1, ids)
            gc.collect()
            before = service.memory_mb()
            started = time.perf_counter()
            statuses = run(service, options.requests, 2, ids)
            seconds = time.perf_counter() - started
            after = service.memory_mb()
            together, slowest = at_once(service, TOGETHER)
            figures = {
                "requests": options.requests,
                "seconds": round(seconds, 1),
                "statuses": dict(sorted(statuses.items())),
                "memory_before_mb": round(before, 1),
                "memory_after_mb": round(after, 1),
                "searches_at_once": dict(together),
                "slowest_s": round(slowest, 2),
            }
            print(json.dumps(figures, indent=2))
        finally:
            service.process.terminate()
            service.process.wait()


if __name__ == "__main__":
    main()
