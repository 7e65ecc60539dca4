"""The recipe's mean of two runs: what is mixed, and which mixture is kept."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

SCRIPT = Path(__file__).parents[2] / "models" / "recipes" / "builtin" / "soup.py"


def script() -> ModuleType:
    """The file itself: recipes are no package."""
    spec = spec_from_file_location("recipe_soup", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


soup: Any = script()


def state(seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    weights = {"blocks.0": rng.standard_normal((3, 4)), "scale": rng.standard_normal(())}
    return {
        **{name: np.asarray(value, np.float32) for name, value in weights.items()},
        "position_ids": np.arange(5),
    }


def measured(share: float, r1: float, r10: float, things: float = 96.0) -> Any:
    return soup.Measured(share, {"r1": r1, "r5": 0.0, "r10": r10}, {"r1": 0.0, "r5": 0.0, "r10": things})


@given(st.integers(0, 1000), st.sampled_from(soup.SHARES))
def test_weights_lie_between_the_runs(seed: int, share: float) -> None:
    first, second = state(seed), state(seed + 1)
    between = soup.mixed(first, second, share)
    for name in ("blocks.0", "scale"):
        expected = (1 - share) * first[name].astype(float) + share * second[name].astype(float)
        np.testing.assert_allclose(between[name], expected, atol=1e-6)
        assert between[name].dtype == np.float32
    np.testing.assert_array_equal(between["position_ids"], np.arange(5))


@given(st.integers(0, 1000))
def test_no_share_is_the_first_run_and_mixing_it_with_itself_too(seed: int) -> None:
    first = state(seed)
    for other, share in ((state(seed + 1), 0.0), (first, 0.7)):
        for name, weight in soup.mixed(first, other, share).items():
            np.testing.assert_array_equal(weight, first[name])


def test_runs_of_different_networks_are_not_mixed() -> None:
    first, second = state(0), state(1)
    del second["scale"]
    with pytest.raises(ValueError, match="different networks"):
        soup.mixed(first, second, 0.5)


def test_of_a_checkpoint_the_running_average_is_mixed() -> None:
    weights = state(0)
    assert soup.averaged({"encoder": state(1), "average": weights, "step": 150}) is weights
    assert soup.averaged(weights) is weights


def test_the_best_on_captions_is_kept() -> None:
    tried = [measured(0.0, 37.0, 80.0), measured(0.5, 38.0, 80.5), measured(1.0, 39.0, 79.0)]
    assert soup.best(tried).share == 0.5


def test_a_mixture_that_forgets_single_things_is_not_kept() -> None:
    tried = [measured(0.0, 37.0, 80.0), measured(0.5, 38.0, 80.5, things=soup.LEAST_OF_THINGS - 0.2)]
    assert soup.best(tried).share == 0.0
    assert soup.best([*tried, measured(1.0, 37.1, 80.0, things=soup.LEAST_OF_THINGS)]).share == 1.0


def test_of_equals_the_one_nearer_to_the_first_is_kept() -> None:
    assert soup.best([measured(share, 37.0, 80.0) for share in soup.SHARES]).share == 0.0


def test_nothing_is_kept_where_all_forget() -> None:
    with pytest.raises(SystemExit, match="single things"):
        soup.best([measured(share, 40.0, 82.0, things=90.0) for share in soup.SHARES])


def test_both_runs_alone_are_among_the_shares() -> None:
    assert soup.SHARES[0] == 0.0
    assert soup.SHARES[-1] == 1.0
    assert sorted(set(soup.SHARES)) == list(soup.SHARES)
