"""A cut of `tests/torture/hostile.py`: files of broken structure end as pictures or with a known reason."""

from __future__ import annotations

from pathlib import Path

from tests.torture.hostile import mutated_files, run
from tests.torture.mutate import Seeds

FILES = 250
FIRST_SEED = 1_000_000
"""None that the long run begins with."""


def test_a_few_hundred_broken_files_crash_and_hang_nothing(tmp_path: Path) -> None:
    outcome = run(mutated_files(Seeds.make(tmp_path), tmp_path, FIRST_SEED, FILES), ours=tmp_path)
    assert outcome.files == FILES
    assert outcome.is_well, (
        outcome.crashes,
        outcome.hangs,
        outcome.killed,
        outcome.unknown,
        outcome.memory_mb,
    )
    assert 0 < outcome.decoded < FILES


def test_a_file_is_the_same_by_its_seed_and_of_every_kind(tmp_path: Path) -> None:
    seeds = Seeds.make(tmp_path)
    made = [seeds.mutated(seed) for seed in range(200)]
    assert made == [seeds.mutated(seed) for seed in range(200)]
    assert {suffix for suffix, _ in made} == set(seeds.files)
    changed = sum(data != seeds.files[suffix] for suffix, data in made)
    assert changed > 190
