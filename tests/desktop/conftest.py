"""The window as a user opens it, on a screen of its own."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders

GIVE_UP_SECONDS = 120
COLOURS = 3000
"""A page of photos has more, a blank one or one of words and plain surfaces fewer."""
APP = "import sys; from photos_ml.app.cli import main; main(['app', '--library', sys.argv[1]])"

Shown = Callable[[Path], AbstractContextManager["subprocess.Popen[bytes]"]]


@pytest.fixture(scope="session")
def display() -> Iterator[dict[str, str]]:
    """The environment of a screen; the tests that need it skip, loudly, without it."""
    for package in ("webview", "qtpy"):
        if importlib.util.find_spec(package) is None:
            pytest.skip('no web view is installed: pip install "photos-ml[desktop]"')
    for program in ("Xvfb", "import", "identify"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: apt-get install xvfb imagemagick")
    for_root = {"QTWEBENGINE_DISABLE_SANDBOX": "1"} if os.geteuid() == 0 else {}  # Chromium has none for root
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1800x1000x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        yield {
            **os.environ,
            "DISPLAY": f":{pipe.readline().strip()}",
            "QTWEBENGINE_CHROMIUM_FLAGS": "--disable-gpu",
            **for_root,
        }
    server.terminate()
    server.wait()


@pytest.fixture
def shown(display: dict[str, str], sample_library: Path, tmp_path: Path) -> Shown:
    """shown(library): the window over it, made of a year of photos, once it shows them."""

    @contextmanager
    def show(library: Path) -> Iterator[subprocess.Popen[bytes]]:
        with Context(library) as context:
            index_folders(context, [sample_library / "photos" / "2023"])
        log = (tmp_path / "log").open("w+")
        window = subprocess.Popen(
            [sys.executable, "-c", APP, library], env=display, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            end = time.monotonic() + GIVE_UP_SECONDS
            while colours(tmp_path / "screen.png", display) < COLOURS:
                assert window.poll() is None, (tmp_path / "log").read_text()
                assert time.monotonic() < end, "no grid is shown"
                time.sleep(0.3)
            yield window
        finally:
            window.kill()
            window.wait()
            log.close()

    return show


def colours(picture: Path, environment: dict[str, str]) -> int:
    """How many colours the screen shows."""
    subprocess.run(["import", "-window", "root", picture], env=environment, check=True)
    counted = subprocess.run(["identify", "-format", "%k", picture], capture_output=True, check=True)
    return int(counted.stdout)
