"""What is told of folders that change, on a real file system."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.indexer import watch
from photos_ml.indexer.watch import Settling, changed_folders, concerns_photos, folders_of

GIVE_UP_SECONDS = 30.0


@pytest.fixture
def roots(tmp_path: Path) -> list[Path]:
    found = [tmp_path / "one", tmp_path / "two"]
    for root in found:
        (root / "inner").mkdir(parents=True)
    return found


class Watched:
    """`changed_folders` in a thread of its own; what it yields is taken one by one."""

    def __init__(self, roots: Callable[[], list[Path]], library: Path) -> None:
        self.stop = threading.Event()
        self._found: list[list[Path]] = []
        self._more = threading.Condition()
        settling = Settling(quiet_seconds=0.6, longest_wait_seconds=5)
        self._changes = changed_folders(
            roots, library, self.stop, settling=settling, look_seconds=0.2, poll_seconds=0.2
        )
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        for folders in self._changes:
            with self._more:
                self._found.append(folders)
                self._more.notify_all()

    def next(self) -> list[Path]:
        with self._more:
            assert self._more.wait_for(lambda: self._found, GIVE_UP_SECONDS), "nothing was told"
            return self._found.pop(0)

    def is_silent(self, seconds: float) -> bool:
        with self._more:
            return not self._more.wait_for(lambda: self._found, seconds)

    def end(self) -> None:
        self.stop.set()
        self._thread.join(GIVE_UP_SECONDS)
        assert not self._thread.is_alive(), "it does not stop"


@pytest.fixture
def watching(roots: list[Path], tmp_path: Path) -> Iterator[Watched]:
    found = Watched(lambda: roots, tmp_path / "one" / "library")
    try:
        assert sorted(found.next()) == roots, "first, everything is looked at"
        yield found
    finally:
        found.end()


@pytest.fixture(params=["relative", "by a link", "root by a link"])
def named_otherwise(
    request: pytest.FixtureRequest, roots: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[Path], Path]:
    """(roots, library below the first of them), one of the two by another of its names."""
    library = roots[0] / "library"
    library.mkdir()
    monkeypatch.chdir(tmp_path)
    if request.param == "relative":
        return roots, Path("one/library")
    if request.param == "by a link":
        (tmp_path / "link").symlink_to(library)
        return roots, tmp_path / "link"
    (tmp_path / "link").symlink_to(roots[0])
    return [tmp_path / "link", roots[1]], library


def test_what_a_run_writes_is_no_reason_for_another(named_otherwise: tuple[list[Path], Path]) -> None:
    """Else a library among its photos is indexed for ever."""
    roots, library = named_otherwise
    watching = Watched(lambda: roots, library)
    try:
        assert sorted(watching.next()) == sorted(roots)
        for name in ("library.sqlite-wal", "picture.jpg"):
            (library / name).write_bytes(b"1")
            (library / name).unlink()
        assert watching.is_silent(2)
        (roots[0] / "inner" / "a.jpg").write_bytes(b"1")
        assert watching.next() == [roots[0] / "inner"]
    finally:
        watching.end()


@pytest.mark.parametrize(
    "folder", [".cache/thumbnails", "@eaDir/a.jpg", "node_modules/x", "X.photoslibrary/resources"]
)
def test_a_picture_where_no_run_looks_is_not_told(roots: list[Path], tmp_path: Path, folder: str) -> None:
    """It would be indexed now, and be missing after the next run over all."""
    (roots[0] / folder).mkdir(parents=True)
    watching = Watched(lambda: roots, tmp_path / "library")
    try:
        watching.next()
        (roots[0] / folder / "small.jpg").write_bytes(b"1")
        assert watching.is_silent(1.5)
        (roots[0] / folder / "small.jpg").unlink()
        assert watching.is_silent(1.5)
    finally:
        watching.end()


def test_a_root_in_a_hidden_folder_is_watched(tmp_path: Path) -> None:
    roots = [tmp_path / "home", tmp_path / "home/.photos"]
    roots[1].mkdir(parents=True)
    watching = Watched(lambda: roots, tmp_path / "library")
    try:
        watching.next()
        (roots[1] / "a.jpg").write_bytes(b"1")
        assert watching.next() == [roots[1]]
    finally:
        watching.end()


def test_a_new_photo_is_told_by_its_folder(watching: Watched, roots: list[Path]) -> None:
    (roots[1] / "inner" / "a.jpg").write_bytes(b"1")
    assert watching.next() == [roots[1] / "inner"]


def test_what_is_no_photo_is_not_told(watching: Watched, roots: list[Path]) -> None:
    (roots[0] / "notes.txt").write_text("words")
    (roots[0] / ".hidden.jpg").write_bytes(b"1")
    (roots[0] / "b.jpg.part").write_bytes(b"1")
    (roots[0] / "library").mkdir()
    (roots[0] / "library" / "c.jpg").write_bytes(b"1")
    assert watching.is_silent(2.5)
    (roots[0] / "b.jpg.part").rename(roots[0] / "b.jpg")
    assert watching.next() == [roots[0]], "a download gets its name when it is complete"


def test_a_deletion_and_a_new_folder_are_told(watching: Watched, roots: list[Path]) -> None:
    shutil.rmtree(roots[0] / "inner")
    assert watching.next() == [roots[0]]
    (roots[0] / "fresh" / "deep").mkdir(parents=True)
    (roots[0] / "fresh" / "deep" / "a.jpg").write_bytes(b"1")
    (told,) = watching.next()
    assert (roots[0] / "fresh" / "deep").is_relative_to(told)


def test_a_root_that_went_away_disturbs_nothing_and_is_told_when_it_is_back(
    watching: Watched, roots: list[Path]
) -> None:
    away = roots[1].with_name("away")
    roots[1].rename(away)
    assert watching.is_silent(2)
    (roots[0] / "a.jpg").write_bytes(b"1")
    assert watching.next() == [roots[0]]
    away.rename(roots[1])
    assert watching.next() == [roots[1]]


def test_a_root_added_later_is_watched(tmp_path: Path, roots: list[Path]) -> None:
    known = roots[:1]
    watching = Watched(lambda: known, tmp_path / "library")
    try:
        assert watching.next() == roots[:1]
        known.append(roots[1])
        assert watching.next() == roots[1:]
        (roots[1] / "a.jpg").write_bytes(b"1")
        assert watching.next() == [roots[1]]
    finally:
        watching.end()


def test_without_any_root_it_waits(tmp_path: Path) -> None:
    watching = Watched(lambda: [tmp_path / "none"], tmp_path / "library")
    try:
        assert watching.is_silent(1)
        (tmp_path / "none").mkdir()
        assert watching.next() == [tmp_path / "none"]
    finally:
        watching.end()


def test_where_the_system_tells_nothing_all_is_looked_at_now_and_then(
    tmp_path: Path, roots: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    import watchfiles

    def refuse(*_: object, **__: object) -> Iterator[object]:
        raise OSError("OS file watch limit reached")

    monkeypatch.setattr(watchfiles, "watch", refuse)
    watching = Watched(lambda: roots, tmp_path / "library")
    try:
        assert [sorted(watching.next()) for _ in range(3)] == [roots] * 3
    finally:
        watching.end()


def test_a_half_written_file_is_waited_for(tmp_path: Path) -> None:
    settling, path = Settling(quiet_seconds=3, longest_wait_seconds=60), tmp_path / "a.jpg"
    for second in range(10):
        path.write_bytes(b"x" * (second + 1))
        if second == 0:
            settling.note([path], second)  # told once: that it grows is seen by looking
        assert settling.due(second + 0.5) == []
    assert settling.due(12) == []
    assert settling.due(13) == [path]
    assert settling.due(20) == [], "once"


def test_a_long_import_is_told_in_parts(tmp_path: Path) -> None:
    settling = Settling(quiet_seconds=3, longest_wait_seconds=60)
    told = []
    for second in range(130):
        settling.note([tmp_path / f"{second}.jpg"], second)
        told.append(len(settling.due(second)))
    assert [number for number in told if number] == [61, 61]


NAMES = st.lists(st.sampled_from(["a", "b", "c.jpg", "gone"]), max_size=4)


@given(st.lists(NAMES, max_size=6))
def test_folders_exist_lie_in_a_root_and_none_in_another(
    tmp_path_factory: pytest.TempPathFactory, paths: list[list[str]]
) -> None:
    root = tmp_path_factory.getbasetemp() / "property" / "root"
    (root / "a" / "b").mkdir(parents=True, exist_ok=True)
    changed = [root.joinpath(*parts) for parts in paths]
    found = folders_of([*changed, root.parent / "outside" / "c.jpg"], [root])
    assert all(folder.is_dir() and folder.is_relative_to(root) for folder in found)
    assert not any(one in other.parents for one in found for other in found)
    assert all(any(path.is_relative_to(folder) for folder in found) for path in changed)


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("a.JPG", True),
        ("a.xmp", True),
        ("a.cr3", True),
        ("folder", True),
        ("2024.05", True),
        (".a.jpg", False),
    ],
)
def test_what_concerns_photos(tmp_path: Path, name: str, counts: bool) -> None:
    library = {tmp_path / "library"}
    assert concerns_photos(tmp_path / name, library) is counts
    assert not concerns_photos(tmp_path / "library" / name, library)


def test_the_wait_is_longer_than_a_look() -> None:
    assert watch.QUIET_SECONDS * 1000 > 2 * watch.TICK_MS
