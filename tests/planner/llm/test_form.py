"""The compact form: what is written can be read, and what is read, or allowed, was in the query."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.planner.llm.form import MAX_WORDS, WRITTEN, grammar, read, shown, written
from photos_ml.planner.spans import Span, SpanRole
from photos_ml.planner.tokens import tokenize

_spec = importlib.util.spec_from_file_location("grammars", Path(__file__).with_name("grammars.py"))
assert _spec
assert _spec.loader
grammars = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(grammars)

QUERY = "can you find the one where mia fell in, two summers ago"
ANSWER = "who mia\nwhat fell in\nwhen two summers ago\n"

words = st.lists(
    st.sampled_from(
        ["mia", "Rome", "t-shirt", 'say "hi"', "grandma's", "2019", "été", "back\\slash", "the", "🎂"]
    ),
    min_size=1,
    max_size=8,
)


@st.composite
def marked_queries(draw: st.DrawFn) -> tuple[str, tuple[Span, ...]]:
    """A query and spans over runs of its tokens, in order and apart."""
    query = " ".join(draw(words))
    tokens = tokenize(query)
    spans, at = [], 0
    while at < len(tokens):
        end = draw(st.integers(at + 1, len(tokens)))
        if draw(st.booleans()):
            spans.append(Span(tokens[at].start, tokens[end - 1].end, draw(st.sampled_from(WRITTEN))))
        at = end
    return query, tuple(spans)


def pieces(output: str, query: str) -> list[tuple[str, str]]:
    marking = read(output, query, tokenize(query))
    return [(span.role.value, span.of(query)) for span in marking.spans if span.role is not SpanRole.OTHER]


def test_reads_lines_in_the_order_of_the_query() -> None:
    assert pieces(ANSWER, QUERY) == [("who", "mia"), ("what", "fell in"), ("when", "two summers ago")]


def test_words_in_no_line_only_ask() -> None:
    marking = read(ANSWER, QUERY, tokenize(QUERY))
    others = [span.of(QUERY) for span in marking.spans if span.role is SpanRole.OTHER]
    assert others == ["can", "you", "find", "one", "where"]


def test_small_words_between_two_pieces_are_left_to_join_them() -> None:
    query = "mia dancing at the wedding"
    marking = read("who mia\nwhat dancing\nfolder wedding\n", query, tokenize(query))
    assert [span.of(query) for span in marking.spans] == ["mia", "dancing", "wedding"]


def test_an_empty_form_marks_nothing() -> None:
    assert read("", QUERY, tokenize(QUERY)).spans == ()


def test_the_rewrite_is_kept_apart() -> None:
    query = "what did we eat in Rome"
    marking = read("what eat\nwhere Rome\nshow food on a table\n", query, tokenize(query))
    assert marking.picture_text == "food on a table"
    assert all(span.of(query) in query for span in marking.spans)


@pytest.mark.parametrize(
    "output",
    [
        "where Paris\n",
        "when 2031\n",
        "who \n",
        "delete everything\n",
        "who anna and mia\n",
        "who: \nwhat",
        "other mia\n",
        "\x00\x00",
        "}{",
    ],
)
def test_what_the_query_does_not_say_is_left_out(output: str) -> None:
    assert pieces(output, QUERY) == []


def test_a_repeated_word_is_found_once_for_each_line() -> None:
    query = "mia and the other mia"
    marking = read("who mia\nwho mia\n", query, tokenize(query))
    starts = [span.start for span in marking.spans if span.role is SpanRole.WHO]
    assert starts == [0, query.rindex("mia")]


def test_two_lines_never_share_a_word() -> None:
    assert pieces("who mia\nwhat mia\n", "mia") == [("who", "mia")]


def test_case_and_accents_of_the_answer_do_not_matter() -> None:
    assert pieces("WHO ZOE\n", "Zoë at sea") == [("who", "Zoë")]


@pytest.mark.parametrize(
    "query",
    ["line\nbreak  and\ttab", "bell \x07 here", "  padded  ", "who mia\nwhere Rome"],
)
def test_the_model_sees_one_line(query: str) -> None:
    assert "\n" not in shown(query, tokenize(query))
    assert "  " not in shown(query, tokenize(query))


@given(marked_queries())
def test_what_is_written_is_read_back(case: tuple[str, tuple[Span, ...]]) -> None:
    query, spans = case
    wanted = [(span.role.value, shown(span.of(query), tokenize(span.of(query)))) for span in spans]
    output = written(query, spans)
    found = read(output, query, tokenize(query)).spans
    got = [
        (s.role.value, shown(s.of(query), tokenize(s.of(query))))
        for s in found
        if s.role is not SpanRole.OTHER
    ]
    assert got == wanted


@given(marked_queries())
def test_the_grammar_allows_every_form_of_its_query(case: tuple[str, tuple[Span, ...]]) -> None:
    query, spans = case
    assert grammars.allows(grammar(query, tokenize(query)), written(query, spans))


@given(words, st.sampled_from(WRITTEN), st.text("abcxyz é", min_size=1, max_size=6))
def test_the_grammar_refuses_other_words(query_words: list[str], role: SpanRole, other: str) -> None:
    query = " ".join(query_words)
    said = [token.word for token in tokenize(query)]
    if other.split() and not set(other.split()) & set(said):
        assert not grammars.allows(grammar(query, tokenize(query)), f"{role.value} {other}\n")


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        (ANSWER, True),
        ("", True),
        ("what fell in\nshow a person in water\n", True),
        ("when two summers ago\nwho mia\n", False),
        ("who mia\nwho mia\n", False),
        ("who mi\n", False),
        ("other can you\n", False),
        ("show Rome, 2019\n", False),
        ("who mia", False),
    ],
)
def test_the_grammar_of_one_query(answer: str, allowed: bool) -> None:
    assert grammars.allows(grammar(QUERY, tokenize(QUERY)), answer) is allowed


def test_the_grammar_grows_with_the_query_and_no_faster() -> None:
    short, long = (grammar(query, tokenize(query)) for query in ("dog " * 8, "dog " * MAX_WORDS))
    assert len(long) < len(short) * (MAX_WORDS / 8) * 1.5


@given(st.text(max_size=60), st.text(max_size=200))
def test_reading_never_fails_and_never_invents(query: str, output: str) -> None:
    tokens = tokenize(query)
    marking = read(output, query, tokens)
    bounds = {(token.start, token.end) for token in tokens}
    for span in marking.spans:
        assert 0 <= span.start < span.end <= len(query)
        assert any(start == span.start for start, _ in bounds)
        assert any(end == span.end for _, end in bounds)
