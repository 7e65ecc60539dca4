"""A minute of `python -m tests.torture`, with seeds that stay the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.torture import damages
from tests.torture.ordeals import FAULTS, NEEDS_SHIM, ORDEALS, fault
from tests.torture.stage import Stage

SLOW = ("command killed", "service killed", "index, bad disk", "disk full")
"""These load models, or fill disks: an hour has room for them."""
CUT = [(kind, seed) for kind in ORDEALS if kind not in SLOW for seed in (1,)]
DAMAGES = range(2)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(tmp_path_factory.mktemp("stage"))


@pytest.fixture(scope="module")
def hurt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[damages.Ordeal]:
    yield damages.Ordeal(tmp_path_factory.mktemp("hurt"), photos=60)


@pytest.mark.parametrize(("kind", "seed"), CUT, ids=str)
def test_nothing_acknowledged_is_lost(stage: Stage, kind: str, seed: int) -> None:
    if kind in NEEDS_SHIM and not stage.has_shim:
        pytest.skip("needs Linux with a C compiler: disks and clocks that fail are made by a shim")
    ended = ORDEALS[kind](stage, seed)
    assert ended.acknowledged or ended.refused or kind.endswith(("read", "killed", "power cut"))
    assert (ended.lost, ended.faults) == (0, [])


def test_faults_do_happen(stage: Stage) -> None:
    """Or surviving them would say nothing."""
    if not stage.has_shim:
        pytest.skip("needs Linux with a C compiler: disks and clocks that fail are made by a shim")
    assert any(fault("full", stage, seed, acts=20).refused for seed in range(8))
    assert set(FAULTS) <= set(ORDEALS)


@pytest.mark.parametrize("seed", DAMAGES)
def test_a_damaged_library_gives_all_acts_back(hurt: damages.Ordeal, seed: int) -> None:
    trial = hurt.suffer(seed)
    assert trial.faults == []
