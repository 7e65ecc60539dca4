"""Whatever order networks and models hand over in, nothing that a person said is lost or rewritten, ids stay,
and who answered answers until who comes after has seen everything. ORDERS=1000 for the long run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.people import orders

ORDERS, TURNS = int(os.environ.get("ORDERS", "160")), 8
LIBRARIES = 8


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return orders.make_templates(tmp_path_factory.mktemp("hub"))


@pytest.mark.parametrize("seed", range(LIBRARIES))
def test_random_orders_of_handing_over(seed: int, templates: Path, tmp_path: Path) -> None:
    done = orders.play(tmp_path, templates, ORDERS // LIBRARIES, TURNS, seed)
    assert sum(done.values()) == ORDERS // LIBRARIES * TURNS
    assert len(done) > 12, "nearly all of what can happen did"
