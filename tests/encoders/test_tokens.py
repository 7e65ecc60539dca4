from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from photos_ml.encoders.tokens import CLEANERS, TextTokenizer
from photos_ml.errors import EncoderError

WORDS = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "a", "dog", "on", "the", "beach"]
CLS, SEP = 1, 2


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tokenizer = Tokenizer(models.WordLevel({word: index for index, word in enumerate(WORDS)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        "[CLS] $A [SEP]", None, [("[CLS]", CLS), ("[SEP]", SEP)]
    )
    found = tmp_path_factory.mktemp("tokens") / "tokenizer.json"
    tokenizer.save(str(found))
    return found


def test_ids_and_mask_to_the_longest(path: Path) -> None:
    tokens = TextTokenizer(path, 10)(["a dog", "a dog on the beach"])
    assert tokens.ids.tolist() == [[1, 4, 5, 2, 0, 0, 0], [1, 4, 5, 6, 7, 8, 2]]
    assert tokens.mask.tolist() == [[1, 1, 1, 1, 0, 0, 0], [1] * 7]
    assert tokens.ids.dtype == tokens.mask.dtype == np.int64


def test_fixed_length(path: Path) -> None:
    tokens = TextTokenizer(path, 10, fixed_length=True)(["a dog"])
    assert tokens.ids.shape == (1, 10)
    assert tokens.mask.sum() == 4


def test_a_long_text_keeps_its_end_mark(path: Path) -> None:
    tokens = TextTokenizer(path, 5)(["dog " * 100])
    assert tokens.ids.tolist() == [[CLS, 5, 5, 5, SEP]]


def test_a_text_without_tokens_still_counts_one(path: Path, tmp_path: Path) -> None:
    bare = Tokenizer.from_file(str(path))
    bare.post_processor = processors.Sequence([])
    bare.save(str(tmp_path / "bare.json"))
    tokens = TextTokenizer(tmp_path / "bare.json", 5)(["", "dog dog"])
    assert tokens.mask.tolist() == [[1, 0], [1, 1]]
    assert TextTokenizer(tmp_path / "bare.json", 5)([""]).ids.shape == (1, 1)


def test_no_text_no_row(path: Path) -> None:
    assert TextTokenizer(path, 5)([]).ids.shape[0] == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(), max_size=5))
def test_any_text_at_all(path: Path, texts: list[str]) -> None:
    tokens = TextTokenizer(path, 6)([text + "\ud83d" for text in texts])
    assert tokens.ids.shape == tokens.mask.shape
    assert tokens.ids.shape[0] == len(texts)
    assert (tokens.mask.sum(axis=1) >= 1).all()


def test_a_megabyte_of_text_is_quickly_done(path: Path) -> None:
    assert TextTokenizer(path, 8)(["dog on the beach " * 100_000]).ids.shape == (1, 8)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", "  Two  Dogs, &amp;amp; a_Cat! "),
        ("lower", "two dogs, & a_cat!"),
        ("whitespace", "Two Dogs, & a_Cat!"),
        ("canonicalize", "two dogs a cat"),
    ],
)
def test_cleaning(name: str, expected: str) -> None:
    assert CLEANERS[name]("  Two  Dogs, &amp;amp; a_Cat! ") == expected


def test_cleaning_happens_before_cutting(path: Path) -> None:
    plain, lower = TextTokenizer(path, 8), TextTokenizer(path, 8, clean="lower")
    assert lower(["A DOG"]).ids.tolist() == plain(["a dog"]).ids.tolist() != plain(["A DOG"]).ids.tolist()


def test_an_unknown_cleaning_and_a_broken_file(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="unknown text cleaning"):
        TextTokenizer(tmp_path / "x.json", 5, clean="shine")
    (tmp_path / "x.json").write_text("{")
    with pytest.raises(EncoderError, match="cannot be read"):
        TextTokenizer(tmp_path / "x.json", 5)(["a"])
    with pytest.raises(EncoderError, match="cannot be read"):
        TextTokenizer(tmp_path / "none.json", 5)(["a"])
