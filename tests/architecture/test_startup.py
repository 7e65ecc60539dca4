"""Start-up counts: `--help` loads nothing heavy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

HEAVY = (
    *("torch", "open_clip", "transformers", "faiss", "lightgbm", "onnxruntime", "coremltools", "xllamacpp"),
    *("numpy", "PIL", "rich", "sqlite_utils", "tokenizers", "rawpy", "pi_heif", "scipy", "msgspec"),
)
SERVICE = ("fastapi", "pydantic", "pydantic_core", "starlette", "uvicorn", "opentelemetry")
"""Loaded by `serve` and `app` alone."""


def loaded_after(arguments: list[str]) -> set[str]:
    script = (
        "import json, sys\n"
        "from photos_ml.app.cli import main\n"
        f"try:\n    main({arguments!r})\n"
        "except SystemExit:\n    pass\n"
        "print('\\n' + json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    assert not loaded_after(arguments) & {*HEAVY, *SERVICE}


@pytest.mark.parametrize("command", ["search", "index", "status"])
def test_help_of_a_command_loads_no_model(command: str) -> None:
    assert not loaded_after([command, "--help"]) & set(HEAVY[:8])


def test_no_other_command_loads_the_service(tmp_path: Path) -> None:
    (tmp_path / "album").mkdir()
    Image.new("RGB", (300, 200), "teal").save(tmp_path / "album" / "a.jpg")
    library = ["--library", str(tmp_path / "library")]
    assert not loaded_after(["index", str(tmp_path / "album"), *library]) & set(SERVICE)
    for command in (
        ["search", "teal"],
        ["status"],
        ["memories"],
        ["plan", "snow", "--planner", "rules"],
        ["doctor"],
    ):
        assert not loaded_after([*command, *library]) & set(SERVICE), command
    assert set(SERVICE) <= loaded_by_the_service()


NOT_SEARCHED_WITH = (
    *("PIL.Image", "numpy.ma", "http.client", "ssl", "difflib", "logging.handlers", "faiss", "tokenizers"),
    *("photos_ml.ranker", "photos_ml.indexer", "photos_ml.app.service.similar"),
)
"""Each costs a cold search what it could answer in."""


def test_a_search_loads_what_it_needs(tmp_path: Path) -> None:
    (tmp_path / "album").mkdir()
    Image.new("RGB", (300, 200), "teal").save(tmp_path / "album" / "a.jpg")
    library = ["--library", str(tmp_path / "library")]
    assert {"PIL.Image", "photos_ml.indexer"} <= loaded_after(["index", str(tmp_path / "album"), *library])
    for query in ("two children who play by the sea", "beach without people in 2020", '"word" at night'):
        loaded = loaded_after(["search", query, *library])
        assert "onnxruntime" in loaded
        assert loaded.isdisjoint(NOT_SEARCHED_WITH), loaded & {*NOT_SEARCHED_WITH}


def loaded_by_the_service() -> set[str]:
    """That what is looked for above is what the service is made of."""
    script = "import json, sys, photos_ml.app.api.serve\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


@pytest.mark.parametrize(
    ("command", "asked", "threads"),
    [("search", "", "1"), ("search", "3", "3"), ("duplicates", "", "")],
    ids=["small products", "as the user says", "large products"],
)
def test_numpy_is_told_its_threads_before_it_is_loaded(command: str, asked: str, threads: str) -> None:
    script = (
        "import os, sys\n"
        "from photos_ml.app.cli import group\n"
        "assert 'numpy' not in sys.modules\n"
        f"assert group.get_command(None, {command!r})\n"
        "print(os.environ.get('OPENBLAS_NUM_THREADS', ''))\n"
        "import numpy, threadpoolctl\n"
        "print(max((one['num_threads'] for one in threadpoolctl.threadpool_info()), default=1))"
    )
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    environment |= {"OPENBLAS_NUM_THREADS": asked} if asked else {}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    told, has = done.stdout.splitlines()
    assert told == threads
    assert threads != "1" or has == "1"
