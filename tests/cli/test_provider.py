"""`models provider` and the doctor's word on who runs models."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.doctor import Verdict, accelerators


def run(tmp_path: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PHOTOS_ML_MODELS": str(tmp_path / "models"), **more}
    command = [sys.executable, "-c", f"from photos_ml.app.cli import main; main({list(words)!r})"]
    return subprocess.run(command, capture_output=True, text=True, env=environment)


def test_who_is_there_and_how_fast(tmp_path: Path) -> None:
    library = ["--library", str(tmp_path / "library")]
    found = json.loads(run(tmp_path, "models", "provider", "--json", *library).stdout)
    assert found["here"][0] == "cpu" and found["wanted"] == "auto" and found["chosen"] == "cpu"
    assert found["tried"][0]["photos_per_s"] > 0 and not found["tried"][0]["problem"]
    chosen = run(tmp_path, "models", "provider", "cpu", *library)
    assert "asked for: cpu" in chosen.stdout and "photos/s" in chosen.stdout and "* cpu" in chosen.stdout
    missing = run(tmp_path, "models", "provider", "qnn", *library)
    assert missing.returncode == 2 and "'qnn' is not there" in missing.stderr
    assert len(missing.stderr.splitlines()) == 1
    assert "asked for: auto" in run(tmp_path, "models", "provider", "auto", *library).stdout


def test_a_run_that_asks_for_what_is_not_there(tmp_path: Path, photos: Path) -> None:
    words = ["index", str(photos), "--library", str(tmp_path / "library")]
    refused = run(tmp_path, *words, PHOTOS_ML_PROVIDER="qnn")
    assert refused.returncode == 2
    assert "'qnn' is not there: this runtime has cpu" in refused.stderr and "Traceback" not in refused.stderr
    asked = run(tmp_path, *words, PHOTOS_ML_PROVIDER="cpu")
    assert asked.returncode in (0, 3), "3: one of these files is no picture"
    assert "not there" not in asked.stderr


def test_the_doctor_says_who_runs_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHOTOS_ML_MODELS", str(tmp_path / "models"))
    with Context(tmp_path / "library") as context:
        found = {one.name: one for one in accelerators.accelerators(context)}
        assert found["accelerators"].verdict is Verdict.OK and " has cpu" in found["accelerators"].text
        assert found["pictures by"].text.startswith("cpu is used: cpu ")
        assert "runtimes" not in found
        monkeypatch.setattr(accelerators, "version_of", lambda package: "1.0")
        first = next(iter(accelerators.accelerators(context)))
    assert first.verdict is Verdict.PROBLEM and "onnxruntime-gpu 1.0" in first.text
