"""Byte pairs as the package `tokenizers` cuts them, in the forms that CLIPs and SigLIP2s come in."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photos_ml.encoders.byte_pairs import (
    CLIP_MERGES,
    WORDS,
    BytePairs,
    clip_vocabulary,
    clip_words,
    read_byte_pairs,
)
from photos_ml.encoders.tokens import TextTokenizer
from photos_ml.errors import EncoderError

tokenizers = pytest.importorskip("tokenizers")
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers  # noqa: E402

MOST = 24
ANY = st.characters(exclude_categories=["Cs", "Cn", "Co"], exclude_characters="<")
SENTENCES = [
    *("a dog runs on the beach", "two dogs and a cat in the snow", "the children's birthday cake, 2024!"),
    *("a photo of the mountains at sunset", "they're playing with a red ball", "ein Hund im Schnee"),
    *("été à la mer", "das Straßenfest in München", "犬が海辺を走る", "снег в горах"),
    "beaches, mountains and lakes; we've seen 'em all",
] * 4  # fmt: skip


def clip_like() -> Any:
    """As transformers saves CLIP's: bytes of words, the last of each marked."""
    made = Tokenizer(
        models.BPE(end_of_word_suffix="</w>", continuing_subword_prefix="", unk_token="<|endoftext|>")
    )
    made.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]
    )
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(WORDS), "removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    letters = pre_tokenizers.ByteLevel.alphabet()
    special = ["<|startoftext|>", "<|endoftext|>"]
    made.train_from_iterator(
        SENTENCES,
        trainers.BpeTrainer(
            vocab_size=900, initial_alphabet=letters, special_tokens=special, end_of_word_suffix="</w>",
            show_progress=False,
        ),
    )  # fmt: skip
    start, end = (made.token_to_id(name) for name in special)
    assert start is not None and end is not None
    made.post_processor = processors.RobertaProcessing(
        ("<|endoftext|>", end), ("<|startoftext|>", start), trim_offsets=False, add_prefix_space=False
    )
    return made


def gemma_like(*, lower: bool = False) -> Any:
    """As SigLIP2's: characters of the whole text, spaces made part of it, bytes for what is not known."""
    made = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    spaces = normalizers.Replace(" ", "▁")
    made.normalizer = normalizers.Sequence([normalizers.Lowercase(), spaces]) if lower else spaces
    made.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    special = ["<pad>", "<eos>", "<bos>", "<unk>"]
    alphabet = [f"<0x{byte:02X}>" for byte in range(256)]
    made.train_from_iterator(
        SENTENCES,
        trainers.BpeTrainer(vocab_size=700, special_tokens=special + alphabet, show_progress=False),
    )
    told = json.loads(made.to_str())
    told["added_tokens"] = [one for one in told["added_tokens"] if not one["content"].startswith("<0x")]
    made = Tokenizer.from_str(json.dumps(told))
    made.post_processor = processors.TemplateProcessing(
        "$A <eos>", None, [("<eos>", made.token_to_id("<eos>"))]
    )
    return made


FORMS: dict[str, Callable[[], Any]] = {
    "clip": clip_like, "gemma": gemma_like, "gemma lower": lambda: gemma_like(lower=True)
}  # fmt: skip


@pytest.fixture(scope="module", params=FORMS)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[BytePairs, Any]:
    package = FORMS[request.param]()
    path = tmp_path_factory.mktemp("pairs") / "tokenizer.json"
    package.save(str(path))
    package.enable_truncation(MOST)
    ours = read_byte_pairs(path)
    assert ours is not None
    return ours, package


def _same(both: tuple[BytePairs, Any], text: str) -> None:
    ours, package = both
    assert ours.ids(text, MOST) == package.encode(text).ids, repr(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "a", "dog", "A Dog!", "the children's cake", "they're we've I'll it's 'tis", "don''t ''s"),
        *(
            "2024-05-06 at 12:30",
            "½ ² Ⅳ 一二三",
            "ΣΊΣΥΦΟΣ",
            "éé",
            "été",
            "ﬁsh ǅ İstanbul",
            "😀 🏽👍🏽 \u200b",
        ),
        *(
            "tabs\tand\nlines\r\x1c\x85\u3000here",
            "beach " * 40,
            "x" * 400,
            "犬が海辺を走る",
            "снег",
            "\x00\x01",
        ),
    ],
)
def test_cuts_as_the_package_does(both: tuple[BytePairs, Any], text: str) -> None:
    _same(both, text)


@settings(max_examples=300)
@given(text=st.text(ANY, max_size=40))
def test_cuts_any_text_as_the_package_does(both: tuple[BytePairs, Any], text: str) -> None:
    _same(both, text)


@settings(max_examples=300)
@given(text=st.text("adeghinorst' e,!2", max_size=60))
def test_cuts_words_of_known_letters_as_the_package_does(both: tuple[BytePairs, Any], text: str) -> None:
    _same(both, text)


def test_long_texts_take_no_time_that_grows_by_their_square() -> None:
    pairs = (("a", "a"), ("aa", "aa"), ("aaaa", "aaaa"))
    vocabulary = {name: at for at, name in enumerate(("a", "aa", "aaaa", "aaaaaaaa", "b", "<unk>"))}
    from photos_ml.encoders.byte_pairs import _made

    ours = _made(vocabulary, pairs, str, False, 5, ((), ()), 0)
    assert ours.ids("a" * 4095 + "b", 4096) == [3] * 511 + [2, 1, 0, 4]


def test_the_published_list_of_clip_is_a_vocabulary(tmp_path: Path) -> None:
    path = tmp_path / "bpe_simple_vocab_16e6.txt.gz"
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        stream.write("#version: 0.2\nd o\nc a\ndo g</w>\n")
    ours = read_byte_pairs(path)
    assert ours is not None
    names = list(clip_vocabulary([("d", "o"), ("c", "a"), ("do", "g</w>")]))
    assert [names[one] for one in ours.ids("dog cat", 9)] == [
        *("<start_of_text>", "dog</w>", "ca", "t</w>", "<end_of_text>")
    ]
    assert names[0] == "!" and names[256] == "!</w>"
    assert TextTokenizer(path, 9, fixed_length=True, clean="lower")([" DOG "]).ids.tolist() == [
        [515, 514, 516, 0, 0, 0, 0, 0, 0]
    ]
    assert CLIP_MERGES == 48894


def test_clips_words() -> None:
    found = list(clip_words("It's 2024, isn't it?!  'tis;été"))
    assert found == ["It", "'s", "2", "0", "2", "4", ",", "isn", "'t", "it", "?!", "'t", "is", ";", "été"]


@pytest.mark.parametrize(
    "changed",
    [
        {"model": {"type": "Unigram"}},
        {"model": {"ignore_merges": True}},
        {"model": {"continuing_subword_prefix": "##"}},
        {"normalizer": {"type": "Precompiled", "precompiled_charsmap": ""}},
        {"pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": True, "use_regex": True}},
        {"post_processor": {"type": "BertProcessing", "sep": ["</s>", 1], "cls": ["<s>", 0]}},
    ],
)
def test_other_ways_are_left_to_the_package(changed: dict[str, Any], tmp_path: Path) -> None:
    told = json.loads(clip_like().to_str())
    for name, value in changed.items():
        told[name] = {**told[name], **value} if name == "model" else value
    path = tmp_path / "tokenizer.json"
    path.write_text(json.dumps(told))
    assert read_byte_pairs(path) is None


def test_without_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "tokenizer.json"
    gemma_like().save(str(path))
    monkeypatch.setitem(__import__("sys").modules, "tokenizers", None)
    tokens = TextTokenizer(path, 12, fixed_length=True, pad_id=0)(["a dog"])
    assert tokens.ids.shape == (1, 12) and tokens.mask.sum() < 12
    told = json.loads(path.read_text())
    told["model"]["ignore_merges"] = True
    path.write_text(json.dumps(told))
    with pytest.raises(EncoderError, match="needs the package tokenizers"):
        TextTokenizer(path, 12)(["a dog"])
