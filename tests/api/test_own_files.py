"""Files for this user's programs alone: the key of the sessions, that of the second door, the devices."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from photos_ml.app.service.running import read_own_file, write_own_file

posix = pytest.mark.skipif(os.name != "posix", reason="modes of files say nothing there")


def test_what_was_written_is_read_and_nothing_where_nothing_is(tmp_path: Path) -> None:
    write_own_file(tmp_path / "own", b"words")
    assert read_own_file(tmp_path / "own") == b"words"
    assert read_own_file(tmp_path / "none") is None
    assert read_own_file(tmp_path) is None


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602])
def test_what_others_may_read_or_write_is_not_read(tmp_path: Path, mode: int) -> None:
    write_own_file(tmp_path / "own", b"words")
    (tmp_path / "own").chmod(mode)
    assert read_own_file(tmp_path / "own") is None


@posix
def test_a_link_is_not_followed_and_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    write_own_file(tmp_path / "own", b"words")
    (tmp_path / "link").symlink_to(tmp_path / "own")
    assert read_own_file(tmp_path / "link") is None
    os.mkfifo(tmp_path / "pipe", 0o600)
    assert read_own_file(tmp_path / "pipe") is None


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_what_another_user_laid_there_is_not_read(tmp_path: Path) -> None:
    write_own_file(tmp_path / "own", b"words")
    os.chown(tmp_path / "own", 65534, 65534)
    assert read_own_file(tmp_path / "own") is None
