"""A cut of `tests/torture/hostile.py`: files of broken structure end as pictures or with a known reason."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.torture.mutate import Seeds

ROOT = Path(__file__).parent.parent.parent
MAIN = f"import sys; sys.path.append({str(ROOT)!r}); from tests.torture.hostile import main; sys.exit(main())"
FILES = 250
FIRST_SEED = 1_000_000
"""None that the long run begins with."""


def test_a_few_hundred_broken_files_crash_and_hang_nothing() -> None:
    """In a process of its own: what all tests together hold is no memory of the decoders'."""
    command = [sys.executable, "-P", "-c", MAIN, "--files", str(FILES), "--seed", str(FIRST_SEED)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    outcome = json.loads(done.stdout)
    assert outcome["files"] == FILES
    assert 0 < outcome["decoded"] < FILES


def test_a_file_is_the_same_by_its_seed_and_of_every_kind(tmp_path: Path) -> None:
    seeds = Seeds.make(tmp_path)
    made = [seeds.mutated(seed) for seed in range(200)]
    assert made == [seeds.mutated(seed) for seed in range(200)]
    assert {suffix for suffix, _ in made} == set(seeds.files)
    changed = sum(data != seeds.files[suffix] for suffix, data in made)
    assert changed > 190
