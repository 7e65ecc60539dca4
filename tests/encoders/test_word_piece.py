"""Texts are cut as the package `tokenizers` cuts them, whatever is in them."""

from __future__ import annotations

import json
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photos_ml.config import BUILTIN_NAME, models_dir
from photos_ml.encoders.tokens import TextTokenizer
from photos_ml.encoders.word_piece import WordPiece, read_word_piece
from photos_ml.errors import EncoderError

tokenizers = pytest.importorskip("tokenizers")
FILE = models_dir() / BUILTIN_NAME / "tokenizer.json"
MOST = 64
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


@pytest.fixture(scope="module")
def pieces() -> WordPiece:
    found = read_word_piece(FILE)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def package() -> object:
    found = tokenizers.Tokenizer.from_file(str(FILE))
    found.no_padding()
    found.enable_truncation(MOST)
    return found


TEXTS = [
    *(
        "a dog on the beach",
        "",
        "   ",
        "Café in Zürich, 5 o'clock!",
        "STRASSE straße ΣΊΣΥΦΟΣ ΣΑΣ",
        "İstanbul",
    ),
    *(
        "東京タワー at night",
        "naïve—really?",
        "x" * 101,
        "x" * 100,
        "word " * 200,
        "a\tb\nc\r\u00a0d\u200be",
        "\0\ufffd",
    ),
    *(
        "don't, re-enter (42%) #tag @me",
        "e\u0301 \u00e9",
        "한국어 한글",
        "हिन्दी",
        "👍 ok",
        "😀",
        "\u3000full\u3000width",
        "ﬁne",
    ),
]


@pytest.mark.parametrize("text", TEXTS)
def test_usual_and_odd_texts(pieces: WordPiece, package: object, text: str) -> None:
    assert pieces.ids(text, MOST) == package.encode(text).ids  # type: ignore[attr-defined]


known_for_long = st.characters(exclude_categories=("Cs", "Cn", "Co")).filter(
    lambda char: unicodedata.ucd_3_2_0.category(char) == unicodedata.category(char)
)


@settings(max_examples=400, deadline=None)
@given(text=st.text(known_for_long, max_size=60) | st.text("ab çÉß.,-'中́ 12", max_size=80))
def test_any_text_of_characters_that_both_know(pieces: WordPiece, package: object, text: str) -> None:
    """The package knows no character that came to Unicode in the last years, and leaves it out."""
    if not any(name in text for name in _SPECIAL):
        assert pieces.ids(text, MOST) == package.encode(text).ids  # type: ignore[attr-defined]


def test_what_is_named_like_a_special_token_is_text(pieces: WordPiece) -> None:
    assert 102 not in pieces.ids("[SEP] and [MASK]", MOST)[1:-1]


def test_the_builtin_tokenizer_needs_no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = TextTokenizer(FILE, MOST)(["a dog", "snow on mountains"])
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    alone = TextTokenizer(FILE, MOST)(["a dog", "snow on mountains"])
    assert (alone.ids == usual.ids).all()
    assert (alone.mask == usual.mask).all()


def test_another_way_of_cutting_says_which_package_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = json.loads(FILE.read_text(encoding="utf-8"))
    told["normalizer"]["lowercase"] = False
    path = tmp_path / "tokenizer.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    assert read_word_piece(path) is None
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(EncoderError, match="needs the package tokenizers") as raised:
        TextTokenizer(path, MOST)(["a"])
    assert raised.value.hint == "pip install tokenizers"
