"""Failures are data, and every run leaves a row."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from photos_ml.store import Batch, Failure, FileStat, Library


def failure(shelf: Any, path: str = "2020/a.jpg", **changes: Any) -> Failure:
    folder, _, name = path.rpartition("/")
    made = Failure(shelf.root.id, "/pictures", folder, FileStat(name, 10, 20), "decode", "truncated", False)
    return replace(made, **changes)


class TestFailures:
    @pytest.mark.parametrize("name", ["a.jpg", "new\nline.jpg", "\udcff\udcfe.jpg", "😀.jpg", "n" * 255])
    def test_failure_comes_back_as_it_was(self, shelf: Any, name: str) -> None:
        made = failure(shelf, f"2020/\udce9/{name}", retry=True, stage="metadata", reason="no such thing")
        shelf.library.write(Batch(failures=(made,)))
        assert shelf.library.failures.all() == [made]
        assert shelf.library.failures.known_in(shelf.root.id, "2020/\udce9") == {name: made}
        assert shelf.library.failures.of(shelf.root.id, "2020/\udce9", name) == made
        assert list(shelf.library.failures.folders_of(shelf.root.id)) == ["2020/\udce9"]
        assert str(made.path).endswith(name)

    def test_repeated_failure_is_one_with_the_last_reason(self, shelf: Any) -> None:
        shelf.library.write(Batch(failures=(failure(shelf),)))
        again = failure(shelf, reason="another", file=FileStat("a.jpg", 11, 21), retry=True)
        shelf.library.write(Batch(failures=(again,)))
        assert shelf.library.failures.all() == [replace(again, attempts=2)]
        assert shelf.library.failures.count() == 1

    def test_cleared_failure_is_gone_and_others_stay(self, shelf: Any) -> None:
        paths = ("a.jpg", "2020/a.jpg", "2020/b.jpg")
        shelf.library.write(Batch(failures=tuple(failure(shelf, path) for path in paths)))
        shelf.library.write(Batch(cleared=((shelf.root.id, "2020", "a.jpg"), (shelf.root.id, "none", "x"))))
        assert [str(f.path) for f in shelf.library.failures.all()] == [
            "/pictures/a.jpg",
            "/pictures/2020/b.jpg",
        ]

    def test_failures_of_another_root_or_folder_are_not_known_here(self, shelf: Any) -> None:
        shelf.library.write(Batch(failures=(failure(shelf, "2020/a.jpg"),)))
        assert shelf.library.failures.known_in(shelf.root.id, "") == {}
        assert shelf.library.failures.known_in(shelf.root.id + 1, "2020") == {}
        assert shelf.library.failures.of(shelf.root.id, "2020", "b.jpg") is None

    def test_dropped_root_takes_its_failures_along(self, shelf: Any) -> None:
        shelf.library.write(Batch(failures=(failure(shelf),)))
        assert shelf.library.drop_root(shelf.root.id)
        assert shelf.library.failures.count() == 0

    def test_failures_and_what_is_written_with_them_are_one(self, shelf: Any) -> None:
        unknown_root = failure(shelf, root_id=99)
        with pytest.raises(Exception, match="FOREIGN KEY"):
            shelf.library.write(Batch(failures=(failure(shelf), unknown_root)))
        assert shelf.library.failures.count() == 0


class TestRuns:
    def test_run_that_ended_keeps_its_counts(self, library: Library) -> None:
        assert library.runs.last() is None
        run = library.runs.start("index")
        library.runs.end(run, "done", {"new": 3})
        last = library.runs.last()
        assert last is not None
        assert (last["outcome"], last["counts"], last["command"]) == ("done", {"new": 3}, "index")
        assert str(last["ended_at"]) >= str(last["started_at"])

    def test_run_without_an_end_was_killed(self, library: Library) -> None:
        library.runs.start("index")
        second = library.runs.start("index")
        outcomes = [row["outcome"] for row in library.database.query("SELECT outcome FROM runs ORDER BY id")]
        assert outcomes == ["killed", None]
        library.runs.end(second, "done", {})
        third = library.runs.start("index")
        assert third > second
        outcomes = [row["outcome"] for row in library.database.query("SELECT outcome FROM runs ORDER BY id")]
        assert outcomes == ["killed", "done", None]
