"""Seen from outside, native code too: no command speaks to the network, none writes beside its library."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from photos_ml.planner.llm.weights import BASE_NAME

LINUX_64 = sys.platform == "linux" and platform.machine() in ("x86_64", "aarch64")
CONFINED = """
import ctypes, os, platform, socket, struct, sys
SOCKET = {"x86_64": 41, "aarch64": 198}[platform.machine()]
LOAD, EQUAL, END = 0x20, 0x15, 0x06
ALLOW, KILL = 0x7FFF0000, 0x80000000
program = b"".join(struct.pack("HBBI", *step) for step in (
    (LOAD, 0, 0, 0), (EQUAL, 0, 4, SOCKET),   # the number of the call
    (LOAD, 0, 0, 16), (EQUAL, 1, 0, socket.AF_INET), (EQUAL, 0, 1, socket.AF_INET6),  # its first argument
    (END, 0, 0, KILL), (END, 0, 0, ALLOW),
))
code = ctypes.create_string_buffer(program)
class Filter(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_void_p)]
filter = Filter(len(program) // 8, ctypes.addressof(code))
prctl = ctypes.CDLL(None, use_errno=True).prctl
if prctl(38, 1, 0, 0, 0) or prctl(22, 2, ctypes.byref(filter), 0, 0):  # NO_NEW_PRIVS; SECCOMP_MODE_FILTER
    sys.exit(99)
"""
"""Before a program: the system kills it, or a child of it, at its first internet socket."""
MAIN = "import sys\nfrom photos_ml.app.cli import main\nmain(sys.argv[1:])\n"
IN_ONE_PROCESS = """
import sys, time
from photos_ml.app.cli import group
group.main(sys.argv[1:], standalone_mode=False)
time.sleep(15)  # what reports in the background begins after nine seconds
"""


def commands(photos: Path, out: Path) -> list[list[str]]:
    return [
        ["index", str(photos)],
        ["search", "a red square in 2024"],
        ["similar", "1"],
        ["memories", "--today", "2026-07-01", "--html", str(out / "page.html")],
        ["memories", "make", "--reword"],
        ["duplicates"],
        ["explore"],
        ["tags"],
        ["status"],
        ["doctor"],
        ["models"],
    ]


class Outside:
    """Everything a program could write to that is not its library: a home, a folder to start in, a TMPDIR."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.places = {name: root / name for name in ("home", "here", "temporary", "run")}
        for place in self.places.values():
            place.mkdir(parents=True)
        self.library = root / "library"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "ORT_"))}
        return kept | {
            "HOME": str(self.places["home"]),
            "TMPDIR": str(self.places["temporary"]),
            "XDG_RUNTIME_DIR": str(self.places["run"]),
            "PHOTOS_ML_LIBRARY": str(self.library),
        }

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", program, *arguments],
            capture_output=True, text=True, env=self.environment, cwd=self.places["here"],
        )  # fmt: skip

    def written(self) -> list[str]:
        """What lies in these places now, but for the language model, which is kept once for the user."""
        found = {path for place in self.places.values() for path in place.rglob("*")}
        model = {path for path in found if path.name.startswith(Path(BASE_NAME).stem)}
        found -= model | {folder for path in model for folder in path.parents}
        return sorted(str(path.relative_to(self.root)) for path in found)


@pytest.fixture
def outside(tmp_path: Path) -> Outside:
    return Outside(tmp_path / "outside")


@pytest.mark.skipif(not LINUX_64, reason="system calls are filtered on Linux alone")
def test_no_native_code_opens_an_internet_socket(photos: Path, outside: Outside, tmp_path: Path) -> None:
    for command in commands(photos, tmp_path):
        done = outside.run(CONFINED + MAIN, *command)
        assert done.returncode in (0, 1, 3), (command, done.returncode, done.stderr)


@pytest.mark.skipif(not LINUX_64, reason="system calls are filtered on Linux alone")
@pytest.mark.slow
def test_nothing_reports_later_either(photos: Path, outside: Outside) -> None:
    assert outside.run(MAIN, "index", str(photos)).returncode == 3
    done = outside.run(CONFINED + IN_ONE_PROCESS, "search", "a red square")
    assert done.returncode == 0, (done.returncode, done.stderr)


@pytest.mark.skipif(not LINUX_64, reason="system calls are filtered on Linux alone")
@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6"])
def test_the_filter_would_notice(outside: Outside, family: str) -> None:
    done = outside.run(CONFINED + f"import ctypes\nctypes.CDLL(None).socket(socket.{family}, 1, 0)\n")
    assert done.returncode == -signal.SIGSYS
    assert outside.run(CONFINED + "socket.socketpair()\n").returncode == 0


def test_nothing_is_written_beside_the_library(photos: Path, outside: Outside, tmp_path: Path) -> None:
    for command in commands(photos, tmp_path):
        done = outside.run(MAIN, *command)
        assert done.returncode in (0, 1, 3), (command, done.stderr)
        assert outside.written() == [], command
