"""The window itself, with Qt's web view under Xvfb: it opens, shows the grid, closes and leaves nothing."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from photos_ml.app.desktop.instance import CARD_NAME, sole_instance
from photos_ml.app.desktop.run import LOOK
from photos_ml.app.service import PhotoService

GIVE_UP_SECONDS = 120
COLOURS = 3000
"""A page of photos has more, a blank one or one of words and plain surfaces fewer."""
APP = "import sys; from photos_ml.app.cli import main; main(['app', '--library', sys.argv[1]])"


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A screen of its own; the tests that need it skip, loudly, without it."""
    for package in ("webview", "qtpy"):
        if importlib.util.find_spec(package) is None:
            pytest.skip('no web view is installed: pip install "photos-ml[desktop]"')
    for program in ("Xvfb", "import", "identify"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: apt-get install xvfb imagemagick")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        yield f":{pipe.readline().strip()}"
    server.terminate()
    server.wait()


def test_it_opens_shows_the_grid_and_closes(display: str, sample_library: Path, tmp_path: Path) -> None:
    library, picture = tmp_path / "library", tmp_path / "screen.png"
    with PhotoService(library) as service:
        service.index([sample_library / "photos" / "2023"])
    environment = {
        **os.environ,
        "DISPLAY": display,
        "QTWEBENGINE_CHROMIUM_FLAGS": "--disable-gpu",
        **({"QTWEBENGINE_DISABLE_SANDBOX": "1"} if os.geteuid() == 0 else {}),  # Chromium has none for root
    }
    log = (tmp_path / "log").open("w+")
    window = subprocess.Popen(
        [sys.executable, "-c", APP, library], env=environment, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        end = time.monotonic() + GIVE_UP_SECONDS
        while colours(picture, environment) < COLOURS:
            assert window.poll() is None, (tmp_path / "log").read_text()
            assert time.monotonic() < end, "no grid is shown"
            time.sleep(0.3)
        second = subprocess.run(
            [sys.executable, "-c", APP, library], env=environment, capture_output=True, text=True, check=True
        )
        assert second.stdout == "already open: brought to the front\n"
        window.send_signal(signal.SIGTERM)
        assert window.wait(GIVE_UP_SECONDS) == 0
    finally:
        window.kill()
        window.wait()
        log.close()
    assert not (library / CARD_NAME).exists()
    with sole_instance(library) as alone, PhotoService(library) as service:
        assert alone
        assert service.library().setting(LOOK)["width"] > 300
        with service.library().indexing():
            pass  # nothing holds it


def colours(picture: Path, environment: dict[str, str]) -> int:
    """How many colours the screen shows."""
    subprocess.run(["import", "-window", "root", picture], env=environment, check=True)
    counted = subprocess.run(["identify", "-format", "%k", picture], capture_output=True, check=True)
    return int(counted.stdout)
