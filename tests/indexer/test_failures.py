"""A file that fails is data: what was tried, why it failed, whether it is tried again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from photos_ml.indexer import pipeline
from photos_ml.indexer.workers import Done, Work, WorkerPool, WorkFailure
from photos_ml.store import Failure, Status

Paint = Callable[..., Path]
Touch = Callable[..., None]


def failures(studio: Any) -> dict[str, Failure]:
    return {failure.path.name: failure for failure in studio.library.failures.all()}


class FlakyPool(WorkerPool):
    """The real pool, but files whose name begins with 'flaky' fail for a reason that may pass."""

    def submit(self, work: Work) -> Any:
        future = super().submit(work)
        if work.path.name.startswith("flaky"):
            failed = type(future)()
            failed.set_result(Done(None, None, WorkFailure("decode", "the disk does not answer", True)))
            return failed
        return future


@pytest.fixture
def flaky(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """flaky(True) makes 'flaky*' fail from now on."""

    def switch(on: bool) -> None:
        monkeypatch.setattr(pipeline, "WorkerPool", FlakyPool if on else WorkerPool)

    return switch


def test_broken_file_is_listed_with_its_reason_and_not_tried_again(studio: Any, painter: Paint) -> None:
    painter(studio.photos / "good.jpg", 1)
    (studio.photos / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 not a picture at all")
    assert studio.counts() == {"new": 1, "failed": 1, "embedded": 1}
    failure = failures(studio)["broken.jpg"]
    assert (failure.stage, failure.retry, failure.attempts) == ("decode", False, 1)
    assert failure.reason and "\n" not in failure.reason
    assert failure.file.size == (studio.photos / "broken.jpg").stat().st_size
    assert studio.counts() == {"unchanged": 1, "failed": 1}
    assert failures(studio)["broken.jpg"].attempts == 1


def test_broken_file_is_tried_again_when_it_changed(studio: Any, painter: Paint) -> None:
    (studio.photos / "a.jpg").write_bytes(b"nothing")
    assert studio.counts() == {"failed": 1}
    painter(studio.photos / "a.jpg", 1)
    assert studio.counts() == {"new": 1, "embedded": 1}
    assert failures(studio) == {}


def test_empty_file_fails_politely(studio: Any) -> None:
    (studio.photos / "empty.jpg").touch()
    assert studio.counts() == {"failed": 1}


def test_failure_of_a_deleted_file_is_forgotten(studio: Any) -> None:
    (studio.photos / "sub").mkdir()
    (studio.photos / "broken.jpg").write_bytes(b"nothing")
    (studio.photos / "sub/broken2.jpg").write_bytes(b"nothing else")
    assert studio.counts() == {"failed": 2}
    (studio.photos / "broken.jpg").unlink()
    shutil.rmtree(studio.photos / "sub")
    assert studio.counts() == {}
    assert failures(studio) == {}


def test_file_that_becomes_broken_keeps_its_photo_and_vector(studio: Any, painter: Paint) -> None:
    painter(studio.photos / "a.jpg", 1)
    studio.index()
    before, vector = studio.at("a.jpg"), studio.vector("a.jpg")
    (studio.photos / "a.jpg").write_bytes(b"overwritten by a bad disk")
    assert studio.counts() == {"failed": 1}
    assert studio.at("a.jpg") == before
    assert (studio.vector("a.jpg") == vector).all()
    assert "a.jpg" in failures(studio)
    assert studio.counts() == {"failed": 1}
    painter(studio.photos / "a.jpg", 1)
    assert studio.counts() == {"unchanged": 1}
    assert failures(studio) == {}


def test_failure_that_may_pass_is_tried_at_every_run(
    studio: Any, painter: Paint, flaky: Callable[[bool], None]
) -> None:
    painter(studio.photos / "flaky.jpg", 1)
    flaky(True)
    assert studio.counts() == {"failed": 1}
    assert studio.counts() == {"failed": 1}
    assert failures(studio)["flaky.jpg"].attempts == 2
    flaky(False)
    assert studio.counts() == {"new": 1, "embedded": 1}
    assert failures(studio) == {}


def test_second_file_with_the_bytes_of_one_that_failed_is_tried_itself(
    studio: Any, painter: Paint, flaky: Callable[[bool], None]
) -> None:
    painter(studio.photos / "flaky a.jpg", 1)
    painter(studio.photos / "good b.jpg", 1)
    painter(studio.photos / "good c.jpg", 1)
    flaky(True)
    assert studio.counts() == {"new": 2, "failed": 1, "embedded": 1}
    assert set(studio.present()) == {"good b.jpg", "good c.jpg"}


def test_many_copies_of_a_broken_file_each_fail_once(studio: Any) -> None:
    for number in range(40):
        (studio.photos / f"{number}.jpg").write_bytes(b"\xff\xd8 the same rubbish")
    assert studio.counts() == {"failed": 40}
    assert len(failures(studio)) == 40


def test_moved_photo_that_cannot_be_read_is_not_lost(
    studio: Any, painter: Paint, flaky: Callable[[bool], None]
) -> None:
    painter(studio.photos / "a.jpg", 1)
    studio.index()
    before = studio.at("a.jpg").id
    (studio.photos / "a.jpg").rename(studio.photos / "flaky.jpg")
    flaky(True)
    assert studio.counts() == {"failed": 1, "gone": 1}
    flaky(False)
    assert studio.counts() == {"moved": 1}
    assert studio.at("flaky.jpg").id == before


def test_file_that_vanishes_between_scan_and_hash_fails_and_is_forgotten(
    studio: Any, painter: Paint, monkeypatch: pytest.MonkeyPatch
) -> None:
    doomed = painter(studio.photos / "doomed.jpg", 1)
    painter(studio.photos / "safe.jpg", 2)
    from photos_ml.indexer import fingerprint

    real = fingerprint.content_hash

    def slow_hash(path: Path, *more: Any) -> str:
        if path == doomed:
            doomed.unlink()
        return real(path, *more)

    monkeypatch.setattr(fingerprint, "content_hash", slow_hash)
    assert studio.counts() == {"new": 1, "failed": 1, "embedded": 1}
    failure = failures(studio)["doomed.jpg"]
    assert (failure.stage, failure.retry, failure.reason) == ("read", True, "no such file any more")
    assert studio.counts() == {"unchanged": 1}
    assert failures(studio) == {}


def become_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def become_endless(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


becomes = pytest.mark.parametrize("become", [become_pipe, become_endless])
no_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no such files")


@no_pipes
@becomes
@pytest.mark.timeout(60)
def test_file_that_becomes_a_pipe_or_a_device_between_scan_and_hash_is_a_failure(
    studio: Any, painter: Paint, monkeypatch: pytest.MonkeyPatch, become: Callable[[Path], None]
) -> None:
    doomed = painter(studio.photos / "doomed.jpg", 1)
    painter(studio.photos / "safe.jpg", 2)
    from photos_ml.indexer import fingerprint

    real = fingerprint.content_hash

    def slow_hash(path: Path, *more: Any) -> str:
        if path == doomed:
            become(doomed)
        return real(path, *more)

    monkeypatch.setattr(fingerprint, "content_hash", slow_hash)
    assert studio.counts() == {"new": 1, "failed": 1, "embedded": 1}
    assert failures(studio)["doomed.jpg"].reason == "not a regular file"


@no_pipes
@becomes
@pytest.mark.timeout(60)
def test_copy_of_a_photo_in_whose_place_is_a_pipe_or_a_device_is_that_photo(
    studio: Any, painter: Paint, become: Callable[[Path], None]
) -> None:
    painter(studio.photos / "old.jpg", 1)
    studio.index()
    photo = studio.at("old.jpg").id
    painter(studio.photos / "sub/new.jpg", 1)
    become(studio.photos / "old.jpg")
    studio.index()
    assert {row.id for row in studio.present().values()} >= {photo}


@no_pipes
@pytest.mark.timeout(60)
def test_sidecar_that_becomes_a_pipe_costs_its_words_alone(studio: Any, painter: Paint) -> None:
    from photos_ml.indexer.metadata import read_metadata

    photo = painter(studio.photos / "a.jpg", 1)
    os.mkfifo(studio.photos / "a.xmp")
    found = read_metadata(photo, sidecars=(studio.photos / "a.xmp",), gazetteer=None)
    assert (found.width, found.height) == (48, 32)
    assert any("not a regular file" in problem for problem in found.problems)


def test_file_that_changes_while_it_is_read_is_taken_at_the_next_run(
    studio: Any, painter: Paint, monkeypatch: pytest.MonkeyPatch
) -> None:
    growing = painter(studio.photos / "growing.jpg", 1)
    from photos_ml.indexer import fingerprint

    real = fingerprint.content_hash

    def hash_then_write(path: Path, *more: Any) -> str:
        found = real(path, *more)
        painter(growing, 2)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(fingerprint, "content_hash", hash_then_write)
        assert studio.counts() == {"failed": 1}
    assert failures(studio)["growing.jpg"].reason == "changed while it was read"
    assert studio.vectors() == 0
    assert studio.counts() == {"new": 1, "embedded": 1}


def test_unreadable_file_is_a_failure_to_retry(studio: Any, painter: Paint) -> None:
    photo = painter(studio.photos / "secret.jpg", 1)
    photo.chmod(0)
    if os.access(photo, os.R_OK):
        pytest.skip("this user may read every file")
    assert studio.counts() == {"failed": 1}
    assert failures(studio)["secret.jpg"].retry
    photo.chmod(0o600)
    assert studio.counts() == {"new": 1, "embedded": 1}


def test_photo_without_a_vector_of_a_new_model_gets_one(studio: Any, painter: Paint, projection: Any) -> None:
    for seed in range(20):
        painter(studio.photos / f"{seed}.jpg", seed)
    painter(studio.photos / "twin of 3.jpg", 3)
    studio.index()
    studio.encoder = projection.ProjectionEncoder(revision="2")
    assert studio.counts() == {"unchanged": 21, "embedded": 20}
    assert studio.vectors() == 20
    assert studio.counts() == {"unchanged": 21}
    first = studio.library.vectors("projection", "1", 32)
    assert first.count() == 20


def test_new_model_does_not_take_bytes_that_changed_outside_the_run(
    studio: Any, painter: Paint, projection: Any, tmp_path: Path
) -> None:
    painter(studio.photos / "a.jpg", 1)
    other = tmp_path / "other"
    painter(other / "b.jpg", 2)
    studio.index()
    studio.encoder = projection.ProjectionEncoder(revision="2")
    painter(studio.photos / "a.jpg", 3)
    assert studio.counts(other) == {"new": 1, "embedded": 1}
    assert studio.counts() == {"changed": 1, "embedded": 1}


def test_photo_that_a_new_model_cannot_read_is_listed_and_stays(
    studio: Any, painter: Paint, projection: Any, flaky: Callable[[bool], None]
) -> None:
    painter(studio.photos / "flaky.jpg", 1)
    studio.index()
    studio.encoder = projection.ProjectionEncoder(revision="2")
    flaky(True)
    assert studio.counts() == {"unchanged": 1}
    assert "flaky.jpg" in failures(studio)
    assert studio.at("flaky.jpg").status is Status.PRESENT
    flaky(False)
    assert studio.counts() == {"unchanged": 1, "embedded": 1}
    assert failures(studio) == {}
