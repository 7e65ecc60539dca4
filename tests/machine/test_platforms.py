"""What is done differently on other systems than this, by fakes; and that each such place is listed."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from photos_ml import files
from photos_ml.app import background
from photos_ml.app.api import peer, server
from photos_ml.encoders import coreml
from photos_ml.errors import EncoderError
from photos_ml.indexer.workers import child, patience, process, task
from photos_ml.store import in_use

ROOT = Path(__file__).parents[2]
ASKS = re.compile(r"\bsys\.platform\b|\bos\.name\b")
WINDOWS, MAC = SimpleNamespace(platform="win32"), SimpleNamespace(platform="darwin")

linux = pytest.mark.skipif(sys.platform != "linux", reason="what is faked here is Linux's own")


def test_every_module_that_asks_for_the_system_is_listed() -> None:
    document = (ROOT / "docs" / "PLATFORMS.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `([^`]+\.py)`", document, re.MULTILINE))
    folders = ("photos_ml", "indexer", "ranker", "app")
    sources = {path for folder in folders for path in (ROOT / folder).rglob("*.py")}
    asking = {
        path.relative_to(ROOT).as_posix()
        for path in sources
        if not any(parent.is_symlink() for parent in path.parents)
        and ASKS.search(path.read_text(encoding="utf-8"))
    }
    assert asking == listed


def never(*_: object, **__: object) -> Any:
    raise AssertionError("not on this system")


def test_windows_syncs_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "os", SimpleNamespace(name="nt", open=never, fsync=never))
    files.sync_folder(tmp_path)


def test_windows_has_no_locks_of_posix_to_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "library.sqlite"
    path.touch()
    monkeypatch.setattr(in_use, "os", SimpleNamespace(name="nt"))
    monkeypatch.setitem(sys.modules, "fcntl", None)
    in_use.check_nobody_else(path)


@linux
@pytest.mark.parametrize(("system", "limits"), [(WINDOWS, []), (MAC, ["RLIMIT_CORE", "RLIMIT_CPU"])])
def test_decoders_get_the_limits_that_the_system_has(
    monkeypatch: pytest.MonkeyPatch, system: SimpleNamespace, limits: list[str]
) -> None:
    import resource

    names = {getattr(resource, name): name for name in ("RLIMIT_DATA", "RLIMIT_CORE", "RLIMIT_CPU")}
    asked: list[str] = []
    monkeypatch.setattr(resource, "setrlimit", lambda kind, values: asked.append(names[kind]))
    monkeypatch.setattr(child, "sys", system)
    child._limit_memory(1 << 30)
    child._no_core_dumps()
    child._limit_cpu(30.0)
    child._give_memory_back()
    assert asked == limits


def test_a_system_without_nice_leaves_the_priority(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "os", SimpleNamespace())
    child._step_back(10)
    monkeypatch.setattr(background, "sys", MAC)
    monkeypatch.setattr(background, "os", SimpleNamespace(setpriority=never))
    background.step_back()


def test_on_windows_decoders_are_started_by_its_own_flags(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}
    monkeypatch.setattr(
        process, "sys", SimpleNamespace(platform="win32", path=sys.path, executable="python.exe")
    )
    monkeypatch.setattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0x200, raising=False)
    monkeypatch.setattr(subprocess, "CREATE_NO_WINDOW", 0x0800_0000, raising=False)
    monkeypatch.setattr(subprocess, "Popen", lambda command, **options: asked.update(options))
    process._launch()
    assert asked["creationflags"] == 0x0800_0200
    assert "process_group" not in asked
    assert "pipesize" not in asked


def test_an_end_on_windows_is_told_by_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "sys", WINDOWS)
    assert process.end_of(0xC000_0005) == ("the decoder crashed with exit code 3221225477", False)
    assert process.end_of(3) == ("the decoder ended by itself with exit code 3", False)


def spin(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_on_windows_a_thread_ends_slow_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "sys", WINDOWS)
    monkeypatch.setattr(patience, "signal", SimpleNamespace(setitimer=never, signal=never))
    monkeypatch.setattr(patience, "AGAIN_S", 0.1)
    before = threading.active_count()
    with pytest.raises(patience.OutOfPatienceError), patience.out_of_patience(0.05):
        try:
            spin(5)
        except patience.OutOfPatienceError:  # as somebody's bare `except` may
            spin(5)
    with patience.out_of_patience(5):
        spin(0.01)
    spin(0.1)
    assert threading.active_count() == before


def test_on_windows_a_photo_is_not_refused_for_metadata_that_takes_too_long(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(patience, "sys", WINDOWS)
    monkeypatch.setattr(task, "METADATA_S", 0.05)
    monkeypatch.setattr("photos_ml.indexer.metadata.read_metadata", lambda *_, **__: spin(5))
    (tmp_path / "IMG_20240501_120000.jpg").write_bytes(b"\xff\xd8")
    found = task.read_metadata_with_places(tmp_path / "IMG_20240501_120000.jpg", ())
    assert found.taken is not None
    assert found.problems == ("what it says of itself takes too long to read",)


@pytest.mark.parametrize("system", [WINDOWS, MAC])
def test_only_linux_is_asked_whose_connection_it_is(
    monkeypatch: pytest.MonkeyPatch, system: SimpleNamespace
) -> None:
    monkeypatch.setattr(peer, "sys", system)
    monkeypatch.setattr(peer, "_owner", never)
    assert not peer.is_another_users(("127.0.0.1", 1), ("127.0.0.1", 2))


def test_windows_has_no_limit_of_open_files_to_raise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "sys", WINDOWS)
    monkeypatch.setitem(sys.modules, "resource", None)
    server._allow_files()


def test_on_windows_the_port_is_taken_for_this_program_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    set_options: list[tuple[int, int, int]] = []

    class Listener(socket.socket):
        def setsockopt(self, *asked: Any) -> None:
            set_options.append(asked)

    monkeypatch.setattr(socket, "SO_EXCLUSIVEADDRUSE", -5, raising=False)
    monkeypatch.setattr(socket, "socket", Listener)
    server._listen(0).close()
    assert set_options == [(socket.SOL_SOCKET, -5, 1)]


def test_core_ml_says_where_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coreml, "sys", WINDOWS)
    with pytest.raises(EncoderError, match="on a Mac only"):
        coreml._opened(Path("model.mlpackage"))


def test_the_library_lies_where_the_system_keeps_what_programs_keep(monkeypatch: pytest.MonkeyPatch) -> None:
    from platformdirs.macos import MacOS
    from platformdirs.windows import Windows

    monkeypatch.setenv("HOME", "/home/anna")
    assert "Application Support" in MacOS("photos-ml", False).user_data_dir
    monkeypatch.setattr("platformdirs.windows.get_win_folder", lambda name: rf"C:\Users\anna\{name}")
    assert Windows("photos-ml", False).user_data_dir.startswith(r"C:\Users\anna")
