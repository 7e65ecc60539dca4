"""The full-text index: letters found by their plain forms, scripts without spaces by any part, phrases that
reach over no gap."""

from __future__ import annotations

import sqlite3
import unicodedata
from contextlib import closing
from typing import Any, Literal, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.letters import plain
from photos_ml.store.database import open_database
from photos_ml.store.schema import MIGRATIONS
from photos_ml.store.text import indexed, phrase
from photos_ml.types import Metadata, PersonTag, Place

BEFORE = [migration.__name__ for migration in MIGRATIONS].index("_0009_plain_text")
Form: TypeAlias = Literal["NFC", "NFD", "NFKC", "NFKD"]
FORMS: tuple[Form, ...] = ("NFC", "NFD", "NFKC", "NFKD")


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Øresund", "oresund"), ("Łódź", "lodz"), ("Straßenfest", "strassenfest"), ("Isparta ışık", "isik"),
        ("Đà Nẵng", "da nang"), ("Ærø", "aero"), ("Œuvre", "oeuvre"), ("Αθήνα", "αθηνα"),
        ("Ὀδυσσεύς", "ΟΔΥΣΣΕΥΣ"), ("İzmir", "izmir"), ("Þingvellir", "thingvellir"), ("Москва́", "москва"),
        ("ＩＭＧ", "img"), ("東京タワーの夜景", "タワー"), ("東京タワーの夜景", "夜景"), ("ﾀﾜｰ", "タワー"),
        ("北京故宫博物院", "故宫"), ("서울에서 저녁", "서울"), ("2024年夏", "2024"), ("2024年夏", "年夏"),
        ("iPhone東京", "iphone"), ("วัดพระแก้ว", "พระ"), ("ガラス", "ガラス"), ("東京 都庁", "東京 都庁"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", FORMS)
def test_what_is_typed_finds_what_is_written_in_any_form(
    shelf: Any, written: str, typed: str, form: Form
) -> None:
    photo = shelf.add("a.jpg", Metadata(caption=written))
    turned = shelf.add("b.jpg", Metadata(caption=unicodedata.normalize("NFD", written)))
    shelf.add("c.jpg", Metadata(caption="something else"))
    found = shelf.library.match_ids(phrase(unicodedata.normalize(form, typed)))
    assert found.tolist() == [photo, turned]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("東京\n都庁", "京都"), ("東京、都庁", "京都"), ("東京_都庁", "京都"), ("ガラス", "カラス"),
        ("東京 都庁", "東京都庁"), ("東京", "東 京"), ("強い", "強イ"),
    ],
)  # fmt: skip
def test_no_part_is_made_of_two_words(shelf: Any, written: str, typed: str) -> None:
    shelf.add("a.jpg", Metadata(caption=written))
    assert shelf.library.match_ids(phrase(typed)).tolist() == []


@given(st.text(alphabet="東京都庁タワー", min_size=1), st.data())
def test_every_part_of_a_run_is_a_phrase_in_it(run: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(run) - 1))
    part = run[start : data.draw(st.integers(start + 1, len(run)))]
    assert f" {indexed(part)} " in f" {indexed(run)} "


@given(st.text())
def test_plain_letters_are_plain_and_of_one_form(text: str) -> None:
    once = plain(text)
    assert {plain(unicodedata.normalize(form, text)) for form in FORMS} == {once}
    assert plain(once) == once


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_english_is_indexed_as_it_stands(text: str) -> None:
    assert indexed(text) == text.lower()


LATIN = (
    "beach",
    "Dogs",
    "running",
    "café",
    "Zürich",
    "naïve",
    "SEÑOR",
    "churches",
    "IMG_0123",
    "it's",
    "x-ray",
)


@given(st.lists(st.lists(st.sampled_from(LATIN), min_size=1, max_size=4), min_size=1, max_size=8))
def test_words_of_before_find_what_they_found(captions: list[list[str]]) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        for table in ("before", "now"):
            connection.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5 "
                "(text, tokenize = 'porter unicode61 remove_diacritics 2')"
            )
        for words in captions:
            text = " ".join(words)
            connection.execute("INSERT INTO before VALUES (?)", [text])
            connection.execute("INSERT INTO now VALUES (?)", [indexed(text)])

        def found(table: str, asked: str) -> list[tuple[int]]:
            sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid"
            return connection.execute(sql, [asked]).fetchall()

        for asked in (*LATIN, *(" ".join(words) for words in captions)):
            assert found("now", phrase(asked)) == found("before", f'"{asked}"')


def test_a_library_of_before_finds_them_too(shelf: Any) -> None:
    whole = Metadata(
        title="Straßenfest", caption="東京タワー", keywords=("Łódź",), people=(PersonTag("Søren"),),
        place=Place("Århus", "", "Danmark", "DK"), albums=("夏休み",),
    )  # fmt: skip
    photo = shelf.add("Øresund/Ærø 1.jpg", whole)
    shelf.add("plain.jpg", Metadata(caption="a harbour"))
    database = shelf.library.database
    wanted = database.query("SELECT * FROM photo_text ORDER BY rowid")
    database.execute(
        "UPDATE photo_text SET name = ?, folder = ?, caption = ?, keywords = ?, place = ?, people = ? "
        "WHERE rowid = ?",
        ("Ærø 1.jpg", "Øresund\n夏休み", "Straßenfest\n東京タワー", "Łódź", "Århus, Danmark", "Søren", photo),
    )
    database.execute(f"PRAGMA user_version = {BEFORE}")
    database.close()
    again = open_database(database.folder, migrations=MIGRATIONS[: BEFORE + 1])
    try:
        found = again.query("SELECT * FROM photo_text ORDER BY rowid")
        assert [tuple(row) for row in found] == [tuple(row) for row in wanted]
        sql = "SELECT rowid FROM photo_text WHERE photo_text MATCH ?"
        assert again.scalar(sql, [phrase("休み")]) == photo
    finally:
        again.close()
