"""The generator of training queries: the same for a seed, true to its form, blind to the test cases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from photos_ml.planner.llm.form import WRITTEN, read
from photos_ml.planner.spans import SpanRole
from photos_ml.planner.tokens import tokenize

ROOT = Path(__file__).resolve().parents[3]
RECIPE = ROOT / "models" / "recipes" / "planner"
CASES = ROOT / "tests" / "planner" / "cases"
COUNT = 3_000


def generated(folder: Path, seed: int, count: int) -> list[dict[str, Any]]:
    out = folder / f"{seed}-{count}.jsonl"
    command = [sys.executable, "generate.py", "--seed", str(seed), "--count", str(count), "--out", str(out)]
    subprocess.run(command, cwd=RECIPE, check=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    return generated(tmp_path_factory.mktemp("generated"), 5, COUNT)


def test_every_answer_can_be_read_back(lines: list[dict[str, Any]]) -> None:
    for line in lines:
        query, answer = line["query"], line["answer"]
        marking = read(answer, query, tokenize(query))
        marked = [span for span in marking.spans if span.role is not SpanRole.OTHER]
        written = [said for said in answer.splitlines() if not said.startswith("show ")]
        assert len(marked) == len(written), (query, answer)


def test_every_role_is_taught(lines: list[dict[str, Any]]) -> None:
    roles = Counter(said.split()[0] for line in lines for said in line["answer"].splitlines())
    assert set(roles) == {role.value for role in WRITTEN} | {"show"} - {""}
    assert min(roles.values()) >= COUNT // 600


def test_some_queries_have_nothing_to_mark(lines: list[dict[str, Any]]) -> None:
    empty = sum(not line["answer"] for line in lines)
    assert 0.02 * COUNT < empty < 0.15 * COUNT


def test_no_query_comes_twice(lines: list[dict[str, Any]]) -> None:
    assert len({line["query"] for line in lines}) == COUNT


def test_people_are_marked_only_where_the_library_knows_them(lines: list[dict[str, Any]]) -> None:
    """A typo may stand between the two, so nearly all must be."""
    known = unknown = 0
    for line in lines:
        names = {word for name in line["known"]["people"] for word in name.lower().split()}
        for said in line["answer"].splitlines():
            if said.startswith("who "):
                found = any(name in said.lower() for name in names)
                known, unknown = known + found, unknown + (not found)
    assert known > 20 * unknown


def test_the_same_seed_gives_the_same_queries(tmp_path: Path) -> None:
    first, second, other = (generated(folder, seed, 50) for folder, seed in _three(tmp_path))
    assert first == second != other


def test_no_test_case_is_taught(lines: list[dict[str, Any]]) -> None:
    files = sorted(CASES.glob("*.jsonl"))
    assert files, f"no cases in {CASES}"
    texts = [line for file in files for line in file.read_text(encoding="utf-8").splitlines() if line]
    long_cases = {json.loads(text)["query"].lower() for text in texts if len(text.split()) > 0}
    hard = {query for query in long_cases if len(query.split()) > 5}
    assert not hard & {line["query"].lower() for line in lines}


def _three(folder: Path) -> list[tuple[Path, int]]:
    for name in ("a", "b", "c"):
        (folder / name).mkdir()
    return [(folder / "a", 1), (folder / "b", 1), (folder / "c", 2)]
