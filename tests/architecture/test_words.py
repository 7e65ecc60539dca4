"""The words of languages stand with the languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GRAMMAR = [
    path
    for folder in ("planner", "search")
    for path in sorted((ROOT / "photos_ml" / folder).rglob("*.py"))
    if "lang" not in path.relative_to(ROOT).parts
]
_TEXT_TESTS = {"endswith", "startswith", "removesuffix", "removeprefix"}


@pytest.mark.parametrize("path", GRAMMAR, ids=lambda path: str(path.relative_to(ROOT)))
def test_words_of_a_query_are_compared_with_phrase_tables_alone(path: Path) -> None:
    """A word of some language in the grammar is one that a further language cannot say."""
    assert list(_compared_words(ast.parse(path.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("draft.word(at) == 'the'", ["the"]),
        ("token.word in ('in', 'on')", ["in", "on"]),
        ("word.endswith('ing')", ["ing"]),
        ("draft.word(at) in '-,'", []),
        ("lexicon.has(draft.word(at), 'article')", []),
        ("kind == 'video'", []),
    ],
)
def test_a_word_in_the_grammar_is_noticed(source: str, found: list[str]) -> None:
    assert list(_compared_words(ast.parse(source))) == found


def _compared_words(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and any(map(_is_query_word, (node.left, *node.comparators))):
            yield from _letters(node.left, *node.comparators)
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _TEXT_TESTS
        ):
            yield from _letters(*node.args)


def _is_query_word(node: ast.expr) -> bool:
    called = node.func if isinstance(node, ast.Call) else node
    return isinstance(called, ast.Attribute) and called.attr in {"word", "base"}


def _letters(*nodes: ast.expr) -> Iterator[str]:
    """Literal texts with a letter in them, those inside tuples and sets too."""
    for node in nodes:
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and any(map(str.isalpha, node.value))
        ):
            yield node.value
        elif isinstance(node, ast.Tuple | ast.Set | ast.List):
            yield from _letters(*node.elts)
