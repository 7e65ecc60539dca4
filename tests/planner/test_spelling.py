"""Words as they are typed in haste: one slip in a word of time or media is mended."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.planner.context import Known, PlannedQuery
from photos_ml.planner.lang import language_of
from photos_ml.planner.lang.english import LANGUAGE
from photos_ml.planner.names import is_typo
from photos_ml.planner.spelling import respelled
from photos_ml.planner.tokens import tokenize

Plan = Callable[..., PlannedQuery]


def _words(query: str, names: frozenset[str] = frozenset()) -> list[str]:
    return [token.word for token in respelled(tokenize(query), LANGUAGE, names.__contains__)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chirstmas 2020", ["christmas", "2020"]),
        ("lsat week", ["last", "week"]),
        ("vidoes of ben", ["videos", "of", "ben"]),
        ("pitcures", ["pictures"]),
        ("satruday's", ["saturday's"]),
        ("that arent red", ["that", "aren't", "red"]),
        ("anna n ben", ["anna", "and", "ben"]),
        ("can u find", ["can", "you", "find"]),
    ],
)
def test_one_slip_is_mended(typed: str, meant: list[str]) -> None:
    assert _words(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "a match in the marsh",
        "moths",
        "mourning dress",
        "u-bahn",
        "u turn",
        "plan n",
        "sprigs of thyme",
        "photons",
    ],
)
def test_plain_words_stay(typed: str) -> None:
    assert _words(typed) == [token.word for token in tokenize(typed)]


def test_a_name_of_the_library_is_never_mended() -> None:
    assert _words("agust") == ["august"]
    assert _words("agust", frozenset({"agust"})) == ["agust"]


def test_each_word_that_only_resembles_one_is_told_from_it() -> None:
    language = LANGUAGE
    assert all(any(is_typo(plain, word) for word in language.spelled) for plain in language.no_slips)
    assert not language.no_slips & language.spelled


def test_the_evidence_is_what_was_typed(plan: Plan) -> None:
    found = plan("vidoes of ben, chirstmas 2020").plan
    assert found.media == ("video",)
    assert found.evidence["media"] == ("vidoes",)
    assert found.evidence["taken"] == ("chirstmas 2020",)
    assert not found.text


def test_the_text_is_what_was_typed(plan: Plan) -> None:
    assert plan("fish n chips").plan.text == "fish n chips"


def test_german_has_no_list_of_slips(plan: Plan) -> None:
    german = language_of("bilder aus dem sommer")
    assert german.code == "de"
    assert not german.spelled
    assert plan("bilder von ben im somer", Known(people=("Ben",))).plan.text


@given(st.text(max_size=60))
def test_places_in_the_query_stay(query: str) -> None:
    tokens = tokenize(query)
    mended = respelled(tokens, LANGUAGE, lambda _: False)
    assert [(token.start, token.end) for token in mended] == [(token.start, token.end) for token in tokens]
    assert all(token.word for token in mended)
