"""Libraries to start from, who uses them, and what is built once for all ordeals."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from PIL import Image

from photos_ml.app.service import Context
from photos_ml.app.service.people import grouping, naming
from tests.people.conftest import Family
from tests.torture import damages

HERE = Path(__file__).parent
WORKER, SHIM_SOURCE = HERE / "worker.py", HERE / "faults.c"
PHOTOS = 60
PICTURES = 12
FACES = 40
ACTS = 60
LONGEST_S = 300
COMMAND = "from photos_ml.app.cli import main; main()"


@dataclass
class Ordeal:
    """How one of them ended. `faults`: what should not be; `lost`: acknowledged acts that are gone."""

    kind: str
    seed: int
    acknowledged: int = 0
    refused: int = 0
    lost: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def survived(self) -> bool:
        return not self.faults and not self.lost


@dataclass(frozen=True)
class Said:
    """A line of the worker."""

    at: float
    words: tuple[str, ...]


class Stage:
    """Libraries as they are before anything happens."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        damages.make(folder, photos=PHOTOS)
        self.shim = folder / "faults.so"
        compiler = shutil.which("cc") if sys.platform == "linux" else None
        if compiler:
            command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(self.shim), str(SHIM_SOURCE)]
            subprocess.run([*command, "-ldl", "-lpthread"], check=True)

    @property
    def has_shim(self) -> bool:
        """Whether disks and clocks can be made to fail here."""
        return self.shim.exists()

    @cached_property
    def plain(self) -> Path:
        """A library with marks."""
        return self.folder / "closed"

    @cached_property
    def peopled(self) -> Path:
        """The same with faces, some of which have names."""
        library = shutil.copytree(self.plain, self.folder / "peopled")
        with Context(library) as context:
            family = Family(context)
            photos = [family.photo(number % 8, (number + 1) % 8) for number in range(FACES // 2)]
            for number in range(3):
                naming.name_faces(context, [family.face(photos[number])], f"Person {number}")
            grouping.regroup(context)
        return library

    @cached_property
    def photos(self) -> Path:
        """A folder of pictures."""
        folder = self.folder / "photos"
        folder.mkdir()
        generator = random.Random(0)
        for number in range(PICTURES):
            picture = Image.new("RGB", (64, 48), (number * 20, 90, 160))
            picture.putpixel((number, 3), (generator.randrange(256), 0, 0))
            picture.save(folder / f"{number}.jpg")
        return folder

    @cached_property
    def indexed(self) -> Path:
        """The peopled one, where these pictures are indexed."""
        library = shutil.copytree(self.peopled, self.folder / "indexed")
        run(self.command(library, ["index", str(self.photos)]))
        return library

    def fresh(self, source: Path | None = None, *, at: Path | None = None) -> Path:
        """A copy of a library, by default of the plain one."""
        library = (at or self.folder) / "trial"
        shutil.rmtree(library, ignore_errors=True)
        return shutil.copytree(source or self.plain, library)

    def worker(
        self,
        library: Path,
        seed: int,
        *,
        acts: int = ACTS,
        pause_s: float = 0.0,
        everything: bool = False,
        **shim: object,
    ) -> subprocess.Popen[str]:
        """Someone who marks photos, or does `everything`; `shim`: what disk or clock do meanwhile."""
        command = [sys.executable, str(WORKER), str(library), "--seed", str(seed), "--acts", str(acts)]
        command += ["--pause-s", str(pause_s), *(["--everything"] if everything else [])]
        return _started(command, self._shimmed(library, shim))

    def command(
        self, library: Path, words: Sequence[str], *, concerned: Path | None = None, **shim: object
    ) -> subprocess.Popen[str]:
        """photos-ml with these words; `shim` acts on files below `concerned`, by default the library."""
        environment = {"PHOTOS_ML_LIBRARY": str(library), "PHOTOS_ML_LLM": "off"}
        environment |= self._shimmed(concerned or library, shim)
        return _started([sys.executable, "-c", COMMAND, *words], environment)

    def _shimmed(self, folder: Path, shim: dict[str, object]) -> dict[str, str]:
        if not shim:
            return {}
        named = {f"TORTURE_{name.upper()}": str(value) for name, value in shim.items()}
        return {"LD_PRELOAD": str(self.shim), "TORTURE_FOLDER": str(folder), **named}


def _started(command: Sequence[str], environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )


def run(command: subprocess.Popen[str]) -> tuple[int, str, str]:
    """The exit code of a process, and what it printed to either side."""
    out, err = command.communicate(timeout=LONGEST_S)
    return command.returncode, out, err


def kill_after(worker: subprocess.Popen[str], seconds: float) -> list[Said]:
    """What a worker said until it was killed, so long after it was ready."""
    assert worker.stdout
    ready = worker.stdout.readline()
    time.sleep(seconds)
    worker.send_signal(signal.SIGKILL)
    out, _ = worker.communicate()
    return lines_of(ready + out)


def lines_of(out: str) -> list[Said]:
    """Whole lines; a number first."""
    lines = (line.split() for line in out.splitlines(keepends=True) if line.endswith("\n"))
    return [Said(float(words[0]), tuple(words[1:])) for words in lines if words and words[0][0].isdigit()]
