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


def running(own: Path) -> Run:
    """Runs photos-ml, with the library `own` unless told another."""

    def run_command(
        *arguments: str,
        library: Path = own,
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
def first_index(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A library of `photos` to be copied, and the report of its making: no file sees what another one did."""
    library = tmp_path_factory.mktemp("indexed") / "library"
    return library, running(library)("index", str(photos), "--json", code=3).json


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the library of a file of tests is, once it is made."""
    return tmp_path_factory.mktemp("data") / "library"


@pytest.fixture(scope="module")
def run(own: Path) -> Run:
    return running(own)


@pytest.fixture(scope="module")
def indexed(own: Path, first_index: tuple[Path, dict[str, Any]]) -> dict[str, Any]:
    """The report of the first index over `photos`."""
    made, report = first_index
    shutil.copytree(made, own)
    return report


@pytest.fixture
def copied(first_index: tuple[Path, dict[str, Any]], tmp_path: Path) -> Path:
    """The indexed library, for one test alone."""
    return Path(shutil.copytree(first_index[0], tmp_path / "library"))


def _blue_sky(number: int) -> Image.Image:
    picture = Image.linear_gradient("L").resize((320, 240))
    sky = Image.merge("RGB", (picture, picture, Image.new("L", picture.size, 255)))
    ImageDraw.Draw(sky).ellipse((20 * number, 20, 20 * number + 30, 50), fill="yellow")
    return sky


def _red_square(number: int) -> Image.Image:
    picture = Image.new("RGB", (200, 300), "white")
    ImageDraw.Draw(picture).rectangle((40, 40 + 10 * number, 150, 200), fill="red")
    return picture
