"""The installed command over a small real folder of photos, run as a user runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

COMMAND = Path(sys.executable).with_name("photos-ml")


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five pictures of two things, in two folders, two of them dated, and one broken file."""
    root = tmp_path_factory.mktemp("photos")
    (root / "Norway 2024").mkdir()
    (root / "Home").mkdir()
    for number in range(3):
        exif = Image.Exif()
        exif[0x0132] = exif.get_ifd(0x8769)[0x9003] = f"2024:07:0{number + 1} 12:00:00"
        _blue_sky(number).save(root / "Norway 2024" / f"IMG_10{number}.jpg", exif=exif)
    for number in range(2):
        _red_square(number).save(root / "Home" / f"red {number}.png")
    (root / "Home" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 not a picture")
    return root


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs photos-ml with a library of the session's own."""
    library = tmp_path_factory.mktemp("data") / "library"

    def run_command(
        *arguments: str,
        library: Path = library,
        code: int | None = 0,
        cwd: Path | None = None,
        typed: str = "",
    ) -> Ran:
        environment = {**os.environ, "PHOTOS_ML_LIBRARY": str(library)}
        done = subprocess.run(
            [COMMAND, *arguments],
            input=typed,
            capture_output=True,
            text=True,
            env=environment,
            cwd=cwd,
            timeout=120,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert code is None or done.returncode == code, (done.returncode, done.stdout, done.stderr)
        return Ran(done.returncode, done.stdout, done.stderr)

    return run_command


@pytest.fixture(scope="session")
def indexed(run: Run, photos: Path) -> dict[str, Any]:
    """The report of the first index over `photos`."""
    report: dict[str, Any] = run("index", str(photos), "--json", code=3).json
    return report


@pytest.fixture
def copied(run: Run, indexed: dict[str, Any], tmp_path: Path) -> Path:
    """The indexed library, for one test alone."""
    folder = Path(run("status", "--json").json["library"])
    return Path(shutil.copytree(folder, tmp_path / "library"))


def _blue_sky(number: int) -> Image.Image:
    picture = Image.linear_gradient("L").resize((320, 240))
    sky = Image.merge("RGB", (picture, picture, Image.new("L", picture.size, 255)))
    ImageDraw.Draw(sky).ellipse((20 * number, 20, 20 * number + 30, 50), fill="yellow")
    return sky


def _red_square(number: int) -> Image.Image:
    picture = Image.new("RGB", (200, 300), "white")
    ImageDraw.Draw(picture).rectangle((40, 40 + 10 * number, 150, 200), fill="red")
    return picture
