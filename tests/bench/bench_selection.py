"""A selection of many photos favourited, hidden and put into an album through the service, and each undone:
python tests/bench/bench_selection.py

Rows alone. Seconds of CPU of the service, and what asks it, beside those by the clock.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from photos_ml.app.api.serve import prepare
from photos_ml.store import Library
from tests.bench.bench_owned import timed
from tests.imports.lives import fill

Ask = Callable[[str, dict[str, Any]], Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=10_000)
    parser.add_argument("--chosen", type=int, default=5_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        with Library.open(Path(scratch) / "library", create=True) as library:
            fill(library, asked.photos)
        with prepare(Path(scratch) / "library", (), keep_up=False) as server:
            thread = threading.Thread(target=server.run)
            thread.start()
            try:
                figures(asking(server.address, server.gate.token), list(range(1, asked.chosen + 1)))
            finally:
                server.stop()
                thread.join()


def figures(ask: Ask, chosen: list[int]) -> None:
    """Each done once, and taken back."""
    for mark in ("favorite", "hidden"):
        done, took = timed(partial(ask, "marks", {"photos": chosen, mark: True}))
        _, back = timed(partial(ask, "undo", {"gesture": done["gestures"][0]}))
        print(f"{mark:9} {took}, undone {back}")
    album = ask("albums", {"name": "All", "photos": []})["id"]
    done, took = timed(lambda: ask(f"albums/{album}", {"add": chosen}))
    _, back = timed(lambda: ask("undo", {"gesture": done["gesture"]}))
    print(f"{'album':9} {took}, undone {back}")


def asking(address: str, token: str) -> Ask:
    """Posts to the service as the pages do."""

    def ask(path: str, body: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{address}api/{path}", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    return ask


if __name__ == "__main__":
    main()
