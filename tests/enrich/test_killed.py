"""Steps that are killed anywhere lose nothing and do no more than a batch again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


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
