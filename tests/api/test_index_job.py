"""The index run of the service beside one of another process."""

from __future__ import annotations

from pathlib import Path

import pytest

from photos_ml.app.api import index_job
from photos_ml.app.api.index_job import IndexJob
from photos_ml.app.service import Context
from photos_ml.store import Library


def test_a_run_that_nobody_asked_for_waits_for_another_process(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_job, "BUSY_SECONDS", 0.02)
    with Context(tmp_path / "library") as context:
        job = IndexJob(context)
        with Library.open(tmp_path / "library", create=True) as other, other.indexing():
            job.start([photos])
            assert job.job.wait(20)
            assert job.standing.state.value == "failed"
            job.start([photos], automatic=True)
            assert not job.job.wait(0.3)
        assert job.job.wait(60)
        assert job.standing.state.value == "done"
        assert context.library().newest_id()
