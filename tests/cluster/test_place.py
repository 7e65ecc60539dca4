"""Shards lie in folders and in stores of objects, and are written whole or not at all."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from photos_ml.errors import UsageError
from photos_ml.indexer.cluster import place
from photos_ml.indexer.cluster.place import PlaceFullError, ShardPlace, local_folder
from photos_ml.indexer.cluster.source import Source, photos_of


@pytest.fixture(params=["folder", "memory"])
def here(request: pytest.FixtureRequest, tmp_path: Path) -> ShardPlace:
    if request.param == "folder":
        return ShardPlace(str(tmp_path / "shards"))
    pytest.importorskip("fsspec", reason="fsspec is not installed: pip install '.[cluster]'")
    return ShardPlace(f"memory://{tmp_path.name}/shards")


def test_what_was_written_is_read(here: ShardPlace) -> None:
    assert here.read("done/1.json") is None
    assert here.names("done") == frozenset()
    here.write("done/1.json", b"one")
    here.write("done/1.json", b"another")
    here.write("done/2.json", b"")
    assert (here.read("done/1.json"), here.read("done/2.json")) == (b"another", b"")
    assert here.names("done") == {"1.json", "2.json"}


def test_what_a_killed_writer_left_is_no_file(tmp_path: Path) -> None:
    here = ShardPlace(str(tmp_path))
    here.write("done/1.json", b"one")
    (tmp_path / "done" / "2.jsonabc.part").write_bytes(b"tw")
    assert here.names("done") == {"1.json"}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_in_one_line_and_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    here = ShardPlace(str(tmp_path))
    here.write("done/1.json", b"one")

    def full(path: Path, write: Callable[[BinaryIO], object]) -> None:
        raise OSError(number, "no room")

    monkeypatch.setattr(place, "replace_file", full)
    with pytest.raises(PlaceFullError, match="no room left") as error:
        here.write("done/1.json", b"another")
    assert "run the same again" in error.value.hint
    assert here.read("done/1.json") == b"one"


def test_a_worker_without_room_for_what_it_fetches_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else all that it fetches would be told as missing."""
    fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: pip install '.[cluster]'")
    store = f"memory://{tmp_path.name}/photos"
    fs, root = fsspec.core.url_to_fs(store)
    fs.pipe_file(f"{root}/a.jpg", b"\xff\xd8\xff")
    photos = list(photos_of(store))
    assert len(photos) == 1

    def full(*_: object, **more: object) -> None:
        raise OSError(errno.ENOSPC, "no room")

    with Source(store) as source:
        assert [group.path.exists() for group in source.groups(photos)] == [True]
        monkeypatch.setattr(type(fs), "get_file", full)
        with pytest.raises(PlaceFullError, match=r"no room left at .*photos-ml-.* on "):
            source.groups(photos)


def test_other_errors_of_the_disk_stay_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "done").write_bytes(b"a file where a folder should be")
    with pytest.raises(OSError, match="done"):
        ShardPlace(str(tmp_path)).write("done/1.json", b"one")


@pytest.mark.parametrize(
    ("url", "folder"),
    [("/a/b", "/a/b"), ("file:///a/b", "/a/b"), ("s3://a/b", None), ("zip://x::s3://a/b.zip", None)],
)
def test_which_addresses_are_folders_of_this_machine(url: str, folder: str | None) -> None:
    assert local_folder(url) == (None if folder is None else Path(folder))


def test_what_is_not_installed_is_named_with_what_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(module: str) -> Any:
        raise ImportError(module)

    monkeypatch.setattr("importlib.import_module", missing)
    with pytest.raises(UsageError, match="this needs fsspec") as error:
        ShardPlace("s3://photos/shards")
    assert error.value.hint == "pip install 'photos-ml[cluster]'"
