"""Steps that are killed anywhere lose nothing and do no more than a batch again."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from photos_ml.store import Library


@pytest.fixture
def killing(acting: ModuleType) -> Iterator[ModuleType]:
    import killing_steps as module

    yield module
    for process in module.started:
        process.kill()
        process.communicate()
    sys.modules.pop("killing_steps", None)


def test_killed_at_random_instants_rows_are_the_same(
    workshop: Any, killing: ModuleType, tmp_path: Path
) -> None:
    for number in range(50):
        workshop.paint(f"{number}.jpg", number, dark=number % 10 == 0)
    workshop.index()
    workshop.library.close()
    trial = killing.kill_at_random(workshop.library.folder, tmp_path, 4, seed=3, batch_s=0.2)
    assert trial.kills == 4
    assert trial.survived
    assert trial.worst_again <= killing.BATCH


def test_a_kill_in_mid_video_loses_that_video_alone(
    workshop: Any, acting: ModuleType, killing: ModuleType, tmp_path: Path
) -> None:
    for number in range(6):
        workshop.film(f"clip {number}.mp4", number)
        workshop.paint(f"{number}.jpg", number)
    workshop.index()
    workshop.library.close()
    log, library = tmp_path / "log", workshop.library.folder
    command = [sys.executable, str(killing.RUNNER), str(library), str(log), "--kill-at"]
    assert subprocess.run([*command, "3"], check=False).returncode == -signal.SIGKILL
    assert len(log.read_text().splitlines()) == 3  # two are written, one is under way: no other was begun
    subprocess.run([*command, "99"], check=True)
    assert len(log.read_text().splitlines()) == 3 + 4
    with Library.open(library) as opened:
        assert opened.database.scalar("SELECT count(*) FROM frames") == 6
