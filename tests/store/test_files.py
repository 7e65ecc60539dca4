"""Files that are written whole or not at all, and what becomes of those that were not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import BinaryIO

import pytest

from photos_ml.files import LEFT_OVER_S, replace_file

KILLED = """
import os, signal, sys
from pathlib import Path
from photos_ml.files import replace_file
def write(stream):
    stream.write(b"half")
    stream.flush()
    os.kill(os.getpid(), signal.SIGKILL)
replace_file(Path(sys.argv[1]), write)
"""


def fail(stream: BinaryIO) -> None:
    stream.write(b"half")
    raise OSError("the disk is full")


def test_what_cannot_be_written_whole_leaves_the_old(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "a"
    replace_file(path, lambda stream: stream.write(b"old"))
    with pytest.raises(OSError, match="full"):
        replace_file(path, fail)
    assert path.read_bytes() == b"old"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_it_is_its_user_s_alone(tmp_path: Path) -> None:
    replace_file(tmp_path / "a", lambda stream: stream.write(b"x"))
    assert (tmp_path / "a").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal")
def test_what_a_killed_process_left_is_deleted_in_time(tmp_path: Path) -> None:
    path = tmp_path / "a[1]"
    path.write_bytes(b"old")
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == b"old"
    (left,) = tmp_path.glob("*.part")
    replace_file(path, lambda stream: stream.write(b"new"))
    assert left.exists(), "it may be that of a process at work"
    moment = time.time() - LEFT_OVER_S - 60
    os.utime(left, (moment, moment))
    other = tmp_path / "another.part"
    other.touch()
    os.utime(other, (moment, moment))
    replace_file(path, lambda stream: stream.write(b"newer"))
    assert sorted(tmp_path.iterdir()) == [path, other]
    assert path.read_bytes() == b"newer"
