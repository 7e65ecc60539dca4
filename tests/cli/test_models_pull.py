"""`models pull` from a hub on 127.0.0.1 to a search, and back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.encoders import published_towers as towers
from tests.encoders.hub_server import COMMIT, HubServer, serving

pytest.importorskip("tokenizers")
NAME = "immich-app/tiny"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubServer]:
    with serving({NAME: towers.immich(tmp_path_factory.mktemp("hub"))}) as running:
        yield running


class Person:
    """Somebody at a shell with a library and a models folder of their own."""

    def __init__(self, root: Path, endpoint: str) -> None:
        self.root = root
        self.environment = {
            **{name: value for name, value in os.environ.items() if "proxy" not in name.lower()},
            "PHOTOS_ML_LIBRARY": str(root / "library"),
            "PHOTOS_ML_MODELS": str(root / "models"),
            "HF_ENDPOINT": endpoint,
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        code = f"from photos_ml.app.cli import main; main({list(words)!r})"
        command = [sys.executable, "-c", code]
        return subprocess.run(
            command, capture_output=True, text=True, env=self.environment, stdin=subprocess.DEVNULL
        )

    def begin(self, *words: str) -> subprocess.Popen[str]:
        # Shells start what runs in the background without an ear for SIGINT.
        heed = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
        code = f"{heed}; from photos_ml.app.cli import main; main({list(words)!r})"
        return subprocess.Popen(
            [sys.executable, "-c", code],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            env=self.environment,
        )

    def json(self, *words: str) -> Any:
        return json.loads(self.run(*words, "--json").stdout)


@pytest.fixture
def person(tmp_path: Path, server: HubServer) -> Person:
    server.asked.clear()
    return Person(tmp_path, server.endpoint)


def test_from_the_hub_to_a_search_and_back(person: Person, photos: Path, server: HubServer) -> None:
    person.run("index", str(photos))
    refused = person.run("models", "pull", NAME)
    assert refused.returncode == 2 and "add --yes" in refused.stderr
    assert "MB from 127.0.0.1" in refused.stderr and "licence: mit" in refused.stderr
    assert not any("/resolve/" in path for path in server.paths())
    pulled = person.json("models", "pull", NAME, "--yes")
    assert (pulled["model"], pulled["dimension"]) == ("tiny", towers.DIMENSION)
    assert (person.root / "models" / "tiny" / "model.json").is_file()
    assert person.json("models", "use", "tiny") == {"model": "tiny", "waiting": 0}
    rows = {row["name"]: row for row in person.json("models", "list")}
    assert rows["tiny"]["active"] and rows["tiny"]["licence"] == "mit" and rows["tiny"]["removable"]
    assert person.json("search", "a dog")["hits"]
    compared = person.json("models", "compare", "builtin")
    assert [row["query"] for row in compared][:2] == ["beach", "dog"] and not compared[0]["own"]
    assert all(row["before"] and row["after"] for row in compared)
    assert "before" in person.run("models", "compare", "builtin", "tiny").stdout
    kept = person.run("models", "remove", "tiny")
    assert kept.returncode == 2 and "is in use" in kept.stderr
    assert person.json("models", "use", "builtin") == {"model": "builtin", "waiting": 0}
    assert person.json("models", "remove", "tiny")["bytes"] > 1000
    own = ["builtin", "builtin-best", "builtin-faces", "builtin-text"]
    assert [row["name"] for row in person.json("models", "list")] == own


def test_nothing_is_asked_unless_it_is_asked_by_name(person: Person, photos: Path, server: HubServer) -> None:
    for words in (["index", str(photos)], ["models"], ["models", "suggested"], ["doctor"], ["search", "dog"]):
        person.run(*words)
    assert not server.asked


def test_a_hub_that_has_it_not(person: Person) -> None:
    failed = person.run("models", "pull", "nobody/nothing", "--yes")
    assert failed.returncode == 4 or failed.returncode == 2
    assert "has no nobody/nothing" in failed.stderr and len(failed.stderr.splitlines()) <= 2
    assert person.json("models", "pull", "nobody/nothing", "--yes")["hint"]


def test_the_revision_is_pinned(person: Person) -> None:
    person.run("models", "pull", NAME, "--yes", "--revision", "main")
    told = json.loads((person.root / "models" / "tiny" / "model.json").read_text())
    assert told["source"]["revision"] == COMMIT


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
@pytest.mark.parametrize("silent", ["api", "visual/model.onnx"])
def test_waiting_is_said_at_once_and_ends_with_ctrl_c(person: Person, server: HubServer, silent: str) -> None:
    server.faults.silent_after[silent] = 100
    try:
        running = person.begin("models", "pull", NAME, "--yes")
        assert running.stderr is not None
        said = running.stderr.readline()
        assert said.startswith("asking 127.0.0.1") and NAME in said
        while not any(path.endswith(silent) or silent == "api" for path in server.paths()):
            time.sleep(0.05)
        time.sleep(0.3)  # what came is being written
        running.send_signal(signal.SIGINT)
        begun = time.monotonic()
        rest = running.communicate(timeout=8)[1]
        assert time.monotonic() - begun < 5
    finally:
        server.faults.silent_after.clear()
    assert running.returncode == 130 and "Traceback" not in rest
    assert rest.splitlines()[-1].startswith("photos-ml: stopped")
    assert not (person.root / "models" / "tiny").exists()
    again = person.run("models", "pull", NAME, "--yes")
    assert again.returncode == 0
    assert ("are here already" in again.stderr) == (silent != "api")


def test_an_export_is_added_as_it_is(tmp_path: Path, photos: Path) -> None:
    person = Person(tmp_path, "http://127.0.0.1:9")
    person.run("index", str(photos))
    person.json("models", "export", "builtin", "--format", "onnx", "--out", str(tmp_path / "export"))
    added = person.json("models", "add", "mine", str(tmp_path / "export"))
    rows = {row["name"]: row for row in person.json("models", "list")}
    assert added["revision"] == rows["mine"]["revision"] == rows["builtin"]["revision"]
    assert rows["mine"]["runtime"] == "onnx" and not rows["mine"]["problem"]
    (tmp_path / "weights.safetensors").write_bytes(b"x")
    refused = person.run("models", "add", "other", str(tmp_path / "weights.safetensors"))
    assert refused.returncode == 2 and "add --architecture" in refused.stderr
