"""The shipped tower for other languages: what it says of itself, and that English is as it was."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from photos_ml.config import models_dir
from photos_ml.encoders.builtin import LANGUAGES_FOLDER, OnnxEncoder, builtin_encoder
from photos_ml.encoders.manifest import read_manifest
from photos_ml.encoders.pieces import read_pieces
from photos_ml.encoders.second_tower import SecondTower, read_languages
from photos_ml.encoders.word_table import read_word_table

FOLDER = models_dir() / LANGUAGES_FOLDER
SIX = ("en", "es", "fr", "de", "it", "pt")
ENGLISH = ("a photo of a dog", "two children playing football on the beach", "snowy mountains", "zebra", "")
IN_FIVE = (
    "dos niños juegan al fútbol en la playa",
    "deux enfants jouent au foot sur la plage",
    "zwei Kinder spielen Fußball am Strand",
    "due bambini giocano a calcio sulla spiaggia",
    "duas crianças jogam futebol na praia",
)


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return builtin_encoder(threads=1)


@pytest.fixture(scope="module")
def alone() -> OnnxEncoder:
    """The model without its tower for other languages."""
    return OnnxEncoder(read_manifest(models_dir() / "builtin"), threads=1)


def test_every_file_has_the_promised_bytes() -> None:
    manifest = read_languages(FOLDER)
    assert manifest is not None and manifest.damaged() == []
    assert manifest.rows_of == read_manifest(models_dir() / "builtin").info.revision
    assert manifest.languages[: len(SIX)] == SIX


def test_english_is_what_it_was_and_wakes_nobody(alone: OnnxEncoder) -> None:
    fresh = builtin_encoder(threads=1)
    assert np.array_equal(fresh.encode_texts(ENGLISH), alone.encode_texts(ENGLISH))
    assert fresh.loaded == {"texts"}


def test_rare_english_words_stay_with_the_model_itself(encoder: OnnxEncoder, alone: OnnxEncoder) -> None:
    text = "a zorbonaut riding a brown horse across the river"
    assert np.array_equal(encoder.encode_texts([text]), alone.encode_texts([text]))
    assert encoder.at_home(text) and "zorbonaut" in encoder.strange_words(text)


@pytest.mark.parametrize("text", IN_FIVE)
def test_a_sentence_stands_near_to_its_english_one(
    text: str, encoder: OnnxEncoder, alone: OnnxEncoder
) -> None:
    wanted, other = alone.encode_texts([ENGLISH[1], "a red car in front of a house"])
    found, lost = encoder.encode_texts([text])[0], alone.encode_texts([text])[0]
    assert found @ wanted > 0.6 and found @ wanted > found @ other + 0.4
    assert found @ wanted > lost @ wanted
    assert not encoder.at_home(text)


@pytest.mark.parametrize("text", ["Hund", "perros", "un chien", "i cani", "cães"])
def test_a_name_of_the_table_goes_by_the_english_word(
    text: str, encoder: OnnxEncoder, alone: OnnxEncoder
) -> None:
    assert np.array_equal(encoder.encode_texts([text]), alone.encode_texts(["dog"]))
    assert encoder.in_own_words(text) == "dog"


def test_english_words_are_not_taken_for_names_of_other_languages(encoder: OnnxEncoder) -> None:
    assert encoder.in_own_words("hut") == "hut"
    assert encoder.in_own_words("Hut", "de") == "hat"
    assert encoder.in_own_words("perro en la playa") == "dog en beach"


def test_letters_that_nobody_has_read_are_told(encoder: OnnxEncoder) -> None:
    assert encoder.reads("un árbol") and encoder.reads("") and encoder.reads("2019")
    assert not encoder.reads("собака") and not encoder.reads("犬と海")


def test_every_word_of_the_tagger_can_be_shown_in_each_language() -> None:
    table = read_word_table(FOLDER)
    words = [
        line.split("\t")[0]
        for line in (models_dir() / "builtin" / "vocabulary.tsv").read_text("utf-8").splitlines()
    ]
    assert set(table.languages) == set(SIX) - {"en"}
    for language in table.languages:
        assert set(table.shown[language]) == set(words)
        meant = set(table.names[language].meant.values())
        assert meant <= set(words) and len(meant) > 0.7 * len(words)


def test_pieces_are_cut_as_the_package_does_it() -> None:
    """Ids of the whole vocabulary, looked up again: made once with the recipe's `cutting.py`."""
    pieces = read_pieces(FOLDER)
    names = {index: piece for piece, index in pieces.ids.items()}
    cut = [names[index] for index in pieces.cut("query: Zwei  Kinder spielen Fußball", 64)]
    assert cut == ["<s>", "▁que", "ry", ":", "▁Zwei", "▁Kinder", "▁spielen", "▁Fußball", "</s>"]
    assert [names[index] for index in pieces.cut("ﬁ  犬", 8)] == ["<s>", "▁fi", "▁", "<unk>", "</s>"]
    assert len(pieces.cut("hund " * 200, 64)) == 64


def test_a_tower_of_another_revision_is_left_alone(tmp_path: Path) -> None:
    described = (FOLDER / "languages.json").read_text("utf-8")
    revision = read_manifest(models_dir() / "builtin").info.revision
    (tmp_path / "languages.json").write_text(described.replace(revision, "other"), "utf-8")
    assert builtin_encoder(threads=1, languages=tmp_path).languages[: len(SIX)] == SIX


def test_a_text_alone_has_the_row_it_has_among_others() -> None:
    manifest = read_languages(FOLDER)
    assert manifest is not None
    rows = SecondTower(manifest, threads=1).encode(IN_FIVE)
    single = SecondTower(manifest, threads=1).encode(IN_FIVE[:1])
    assert float(rows[0] @ single[0]) > 0.999
