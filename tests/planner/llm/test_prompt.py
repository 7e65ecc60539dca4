"""The prompt: the query on one line, and which of its words the library knows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.planner.context import Known
from photos_ml.planner.llm.prompt import MAX_HINTS, hints_of, instructed_prompt, tuned_prompt
from photos_ml.planner.tokens import tokenize


def hints(query: str, known: Known) -> list[tuple[str, str]]:
    return [(piece, role.value) for piece, role in hints_of(query, tokenize(query), known)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("mia in rome", [("mia", "who"), ("rome", "where")]),
        ("Mia's cake", [("Mia's", "who")]),
        ("grandma rose at lake tahoe", [("grandma rose", "who"), ("lake tahoe", "where")]),
        ("from the old slides", [("old slides", "folder")]),
        ("shot with canon eos r6", [("canon eos r6", "camera")]),
        ("zoe at the zoo", []),
        ("a rose", []),
        ("", []),
    ],
)
def test_names_of_the_library(query: str, expected: list[tuple[str, str]], known: Known) -> None:
    assert hints(query, known) == expected


def test_a_slip_of_the_fingers_is_still_a_name() -> None:
    assert hints("benjmain", Known(people=("Benjamin",))) == [("benjmain", "who")]


def test_no_more_hints_than_fit() -> None:
    names = tuple(f"Person{letter}" for letter in "abcdefghij")
    assert len(hints(" ".join(names), Known(people=names))) == MAX_HINTS


def test_the_tuned_prompt_is_two_lines(known: Known) -> None:
    query = "mia\nin rome"
    assert tuned_prompt(query, tokenize(query), known) == " mia in rome\n mia who, rome where\n"


def test_a_query_without_names_says_so(known: Known) -> None:
    assert tuned_prompt("red car", tokenize("red car"), known) == " red car\n -\n"


def test_other_models_are_told_what_to_do(known: Known) -> None:
    prompt = instructed_prompt("mia in rome", tokenize("mia in rome"), known)
    assert prompt.endswith("Request: mia in rome\n mia who, rome where\nAnswer:\n")
    assert prompt.count("Answer:") == 4


def test_prompts_of_two_queries_share_their_beginning(known: Known) -> None:
    """So that the runtime reads the instructions once and keeps them."""
    first, second = (instructed_prompt(query, tokenize(query), known) for query in ("red car", "blue boat"))
    same = next(k for k, (one, other) in enumerate(zip(first, second, strict=False)) if one != other)
    assert same > 0.9 * len(first)


@given(st.text(max_size=80))
def test_a_query_cannot_leave_its_line(query: str) -> None:
    prompt = tuned_prompt(query, tokenize(query), Known())
    assert prompt.count("\n") == 2
