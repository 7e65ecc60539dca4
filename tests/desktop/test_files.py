"""What is started to show or open a file, on each platform."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.desktop import files
from photos_ml.app.desktop.files import open_commands, reveal_commands
from photos_ml.errors import UsageError

ODD = "/home/zoë/50% off, (1)'s/-rf $(x).jpg"


def test_on_a_mac_finder_shows_it() -> None:
    assert reveal_commands(ODD, Path(ODD).as_uri(), "darwin") == [["open", "-R", ODD]]
    assert open_commands(ODD, "darwin") == [["open", ODD]]


def test_on_windows_explorer_reads_its_own_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYSTEMROOT", r"D:\Windows")
    path = r"C:\Users\Zoë\50% off, (1)\a b.jpg"
    (line,) = reveal_commands(path, "file:///C:/", "win32")
    assert line == rf'"D:\Windows\explorer.exe" /select,"{path}"', "by its full path: no other explorer runs"


def test_on_linux_the_file_manager_is_asked_by_name() -> None:
    show, fallback = reveal_commands(ODD, Path(ODD).as_uri(), "linux")
    assert isinstance(show, list)
    assert show[0] == "dbus-send"
    assert "--dest=org.freedesktop.FileManager1" in show
    assert "/org/freedesktop/FileManager1" in show
    assert show[-3:-1] == [
        "org.freedesktop.FileManager1.ShowItems",
        "array:string:file:///home/zo%C3%AB/50%25%20off%2C%20%281%29%27s/-rf%20%24%28x%29.jpg",
    ], "no comma is left to part two values"
    assert fallback == ["xdg-open", str(Path(ODD).parent)]
    assert open_commands(ODD, "linux") == [["xdg-open", ODD]]


def command(*words: str) -> list[str]:
    return [sys.executable, "-c", *words]


def test_the_first_that_works_is_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    works = command("import sys, pathlib; pathlib.Path(sys.argv[1]).touch()", str(ran))
    never = command("import sys, pathlib; pathlib.Path(sys.argv[1]).touch()", str(tmp_path / "never"))
    tried: list[Any] = [["no-such-program-anywhere"], command("raise SystemExit(3)"), works, never]
    monkeypatch.setattr(files, "reveal_commands", lambda *_: tried)
    files.reveal(tmp_path)
    assert ran.exists()
    assert not (tmp_path / "never").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="the system opens it there")
def test_where_nothing_works_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(files, "open_commands", lambda *_: [["no-such-program-anywhere"]])
    with pytest.raises(UsageError, match="no program"):
        files.open_with_default(tmp_path)


def test_a_slow_program_is_left_running(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def remember(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        started.append(real(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(files, "PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(files, "reveal_commands", lambda *_: [command("import time; time.sleep(60)")])
    monkeypatch.setattr(subprocess, "Popen", remember)
    files.reveal(tmp_path)
    (process,) = started
    assert process.poll() is None
    process.kill()
    process.wait()
