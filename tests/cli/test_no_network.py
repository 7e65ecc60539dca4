"""Nothing leaves the machine: the program works without a network, and never asks for one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

WATCHED = """
import sys
EVENTS = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request"}
def refuse(event, arguments):
    if event in EVENTS:
        print("network:", event, arguments, file=sys.__stderr__)
        raise SystemExit(99)
sys.addaudithook(refuse)
from photos_ml.app.cli import main
main(sys.argv[1:])
"""


def commands(photos: Path) -> list[list[str]]:
    return [
        ["index", str(photos)],
        ["search", "a red square in 2024"],
        ["similar", "1"],
        ["status"],
        ["doctor"],
        ["models"],
    ]


def test_no_command_opens_a_connection(photos: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PHOTOS_ML_LIBRARY": str(tmp_path / "library")}
    for command in commands(photos):
        done = subprocess.run(
            [sys.executable, "-c", WATCHED, *command], capture_output=True, text=True, env=environment
        )
        assert "network:" not in done.stderr
        assert done.returncode in (0, 1, 3), done.stderr


def test_everything_works_in_a_namespace_without_interfaces(photos: Path, tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "-rn", "true"], capture_output=True).returncode:
        pytest.skip("no network namespaces here: unshare -rn is missing or not allowed")
    environment = {**os.environ, "PHOTOS_ML_LIBRARY": str(tmp_path / "library")}
    executable = Path(sys.executable).with_name("photos-ml")
    for command in commands(photos):
        done = subprocess.run(
            [unshare, "-rn", executable, *command], capture_output=True, text=True, env=environment
        )
        assert done.returncode in (0, 1, 3), done.stderr
