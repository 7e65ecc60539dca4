"""Rewording: nothing but the facts gets into a title, whatever the model says."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.ranker.telling.memory import Memory
from photos_ml.ranker.telling.reword import (
    MOST_WORDS,
    SMALL_WORDS,
    Complete,
    facts_of,
    grammar_of,
    is_sound,
    prompt_of,
    reworded,
)


def memory(title: str = "Norway, June 2024", subtitle: str = "9 days, 8–16 June") -> Memory:
    return Memory("id", "trip", "trip:1", title, subtitle, 0.5, ("why",), 1, ((1, 0.5), (2, 0.4)))


def saying(text: str | None) -> Complete:
    return lambda prompt, grammar, budget_s: text


@pytest.mark.parametrize("title", ["9 days in Norway", "Norway in June", "Our time in Norway, June 2024"])
def test_facts_in_another_order_are_a_title(title: str) -> None:
    found = reworded(memory(), saying(f" {title}\n"))
    assert found.title == title
    assert (found.subtitle, found.photos, found.why) == (memory().subtitle, memory().photos, ("why",))


@pytest.mark.parametrize(
    "said",
    [
        None, "", "Norway", "A lovely trip to Norway", "Oslo, June 2024", "Norway in June 2025",
        "9 June in Norway", "2024 in Norway", "9 days", "June 2024",
        "the days of our",
        "Norway and Norway", "June June", "Norway in",
        "in the time of our days together with Norway, June 2024",
    ],
)  # fmt: skip
def test_what_is_no_fact_or_no_title_leaves_the_template(said: str | None) -> None:
    assert reworded(memory(), saying(said)) == memory()


def test_a_title_begins_with_a_capital() -> None:
    assert reworded(memory(), saying("our Norway")).title == "Our Norway"


def test_the_model_is_asked_with_the_facts_and_a_time() -> None:
    asked: list[tuple[str, str, float]] = []

    def complete(prompt: str, grammar: str, budget_s: float) -> str | None:
        asked.append((prompt, grammar, budget_s))
        return None

    reworded(memory(), complete, 3.0)
    assert asked == [(prompt_of(memory()), grammar_of(memory()), 3.0)]
    assert "Norway, June 2024; 9 days, 8–16 June" in asked[0][0]


def test_the_grammar_has_the_facts_the_small_words_and_no_other() -> None:
    words = set(re.findall(r'"((?:[^"\\]|\\.)+)"', grammar_of(memory()).split("word ::= ")[1]))
    assert words == {*facts_of(memory()), *SMALL_WORDS}
    quoted = grammar_of(memory(title='The "Old" \\ Town, May 2020'))
    assert r'"\"Old\""' in quoted and r'"\\"' in quoted


WORDS = st.lists(st.sampled_from([*facts_of(memory()), *SMALL_WORDS, "Oslo", "lovely", "2031"]), max_size=9)


@given(words=WORDS)
def test_no_title_says_more_than_the_facts(words: list[str]) -> None:
    found = reworded(memory(), saying(" ".join(words)))
    if found.title != memory().title:
        said = [word.casefold() for word in re.findall(r"[^\s,]+", found.title)]
        assert {*said} <= {word.casefold() for word in (*facts_of(memory()), *SMALL_WORDS)}
        assert len(said) == len(set(said)) <= MOST_WORDS


def test_sound_is_of_this_memory() -> None:
    assert is_sound("Rome in May", memory("Rome, May 2020", "2 days"))
    assert not is_sound("Rome in May", memory())


def test_a_name_is_not_reworded() -> None:
    person = replace(memory("Ann", "2019–2024"), kind="person")
    assert reworded(person, saying("our time with Ann")) == person
