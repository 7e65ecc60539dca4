"""The trail says what was done and where it failed, and nothing of what the photos are or who is in them."""

from __future__ import annotations

import logging
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from photos_ml.app.trail import ROOT, VARIABLE, keep_trail
from photos_ml.app.trail_handlers import FILE
from photos_ml.errors import DecodeError, LibraryError, UsageError

SECRETS = ("Zebulon", "Quokkaville", "Xanadu", "wombat", "Ottoline", "zzkw")


@pytest.fixture(autouse=True)
def no_trail_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.delenv(VARIABLE, raising=False)
    yield
    monkeypatch.delenv(VARIABLE, raising=False)
    keep_trail(tmp_path)


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """A photo whose every name and word is a secret, and a file that is none."""
    root = tmp_path / "Quokkaville with Ottoline"
    root.mkdir()
    exif = Image.Exif()
    exif[0x010E] = "Zebulon in Xanadu"
    Image.new("RGB", (64, 48), "teal").save(root / "Zebulon zzkw.jpg", exif=exif)
    (root / "Zebulon broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 not a picture")
    return root


def test_nothing_is_kept_unless_it_is_asked_for(run: Any, album: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    done = run("index", str(album), library=library, code=3)
    assert not (library / FILE).exists()
    assert "WARNING" not in done.err


def test_a_trail_tells_what_was_done_without_secrets(
    run: Any, album: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = tmp_path / "library"
    monkeypatch.setenv(VARIABLE, "debug")
    run("index", str(album), library=library, code=3)
    run("search", "a wombat of Ottoline in Xanadu", library=library, code=None)
    run("memories", "mute", "person", "Ottoline", library=library, code=2)
    run("similar", str(album / "none wombat.jpg"), library=library, code=2)
    run("memories", "show", "Zebulon", library=library, code=2)
    trail = (library / FILE).read_text("utf-8")
    for word in ("indexed in", "'.jpg'", "searched in", "UsageError", "model"):
        assert word.strip("'") in trail, word
    assert not [word for word in (*SECRETS, str(tmp_path)) if word.lower() in trail.lower()]


def test_verbose_says_it_on_the_terminal_too(run: Any, album: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    done = run("index", str(album), "--verbose", "--json", library=library, code=3)
    assert done.json["failed"] == 1, "stdout holds the document alone"
    assert "indexed in" in done.err
    assert "indexed in" in (library / FILE).read_text("utf-8")


def test_a_command_without_a_library_makes_none(run: Any, tmp_path: Path) -> None:
    run("status", "--verbose", library=tmp_path / "none", code=4)
    assert not (tmp_path / "none").exists()


def test_a_level_that_is_none_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "loud")
    with pytest.raises(UsageError, match=VARIABLE):
        keep_trail(tmp_path)


@pytest.mark.parametrize(("level", "kept"), [("off", 0), ("error", 1), ("warning", 2), ("info", 4)])
def test_a_level_keeps_what_is_at_least_as_grave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, level: str, kept: int
) -> None:
    monkeypatch.setenv(VARIABLE, level)
    keep_trail(tmp_path)
    log = logging.getLogger(f"{ROOT}.test")
    log.debug("a")
    log.info("b")
    log.warning("c")
    log.error("d")
    path = tmp_path / FILE
    assert len(path.read_text("utf-8").splitlines() if path.exists() else []) == kept


def test_an_error_is_told_by_its_classes_and_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "error")
    keep_trail(tmp_path)
    try:
        try:
            raise DecodeError("Zebulon.jpg is broken", hint="ask Ottoline")
        except DecodeError as error:
            raise LibraryError("in Xanadu", hint="") from error
    except LibraryError:
        logging.getLogger(f"{ROOT}.test").exception("failed")
    trail = (tmp_path / FILE).read_text("utf-8")
    assert "photos_ml.errors.LibraryError" in trail
    assert "photos_ml.errors.DecodeError" in trail
    assert "test_trail.py:" in trail
    assert not [word for word in SECRETS if word in trail]


def test_what_comes_before_the_library_waits_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "info")
    folder = tmp_path / "library"
    keep_trail(folder)
    log = logging.getLogger(f"{ROOT}.test")
    log.info("first")
    assert not folder.exists()
    folder.mkdir()
    log.info("second")
    said = (folder / FILE).read_text("utf-8")
    assert said.index("first") < said.index("second")


def test_the_trail_is_bounded_and_for_its_user_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "info")
    monkeypatch.setattr("photos_ml.app.trail_handlers.MAX_BYTES", 2000)
    keep_trail(tmp_path)
    log = logging.getLogger(f"{ROOT}.test")
    for number in range(300):
        log.info("line %d", number)
    files = sorted(tmp_path.glob(f"{FILE}*"))
    assert [path.name for path in files] == [FILE, f"{FILE}.1", f"{FILE}.2"]
    assert all(path.stat().st_size <= 2000 for path in files)
    if sys.platform != "win32":
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
