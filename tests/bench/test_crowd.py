"""Many threads search while photos are added and taken away."""

from __future__ import annotations

from pathlib import Path

from tests.bench.bench_crowd import crowd


def test_nothing_is_missing_or_stale_while_photos_come_and_go(tmp_path: Path) -> None:
    outcome = crowd(tmp_path / "library", batches=4)
    assert outcome.wrong == []
    assert outcome.photos > 32
    assert len(outcome.seconds) >= 16, "each thread has searched"
