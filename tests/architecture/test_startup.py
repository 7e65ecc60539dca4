"""Start-up counts: `--help` loads nothing heavy."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = (
    *("torch", "open_clip", "transformers", "faiss", "lightgbm", "onnxruntime", "coremltools", "xllamacpp"),
    *("numpy", "PIL", "rich", "sqlite_utils", "tokenizers", "rawpy", "pillow_heif", "scipy", "msgspec"),
)


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
    assert not loaded_after(arguments) & set(HEAVY)


@pytest.mark.parametrize("command", ["search", "index", "status"])
def test_help_of_a_command_loads_no_model(command: str) -> None:
    assert not loaded_after([command, "--help"]) & set(HEAVY[:8])
