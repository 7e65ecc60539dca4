"""Photos found by the text they show: whole words, beginnings, parts, other spacing, slips, quotes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from photos_ml.search.read import lines_saying
from photos_ml.search.words import READ, READ_ONE, find_exact, find_written
from photos_ml.store import Batch, FileGroup, FileStat, Library, Upsert
from photos_ml.store.read_text import TEXT, TextTable, is_slip
from photos_ml.store.steps import Outcome, Record
from photos_ml.types import Metadata

STEP = Record(TEXT, "made", (TextTable(),))
SHOWN = {
    "plate": ("RE 16 TGK",),
    "receipt": ("REWE Markt", "Summe EUR 85.26", "12.11.2025"),
    "slide": ("Customer churn", "Q3 2025"),
    "wifi": ("WiFi: Gästenetz", "Passwort: Sommer-2024!"),
    "pie": ("Pumpkin pie", "preheat the oven"),
    "station": ("Hauptbahnhof", "Straße der Pariser Kommune"),
    "thai": ("ร้านกาแฟ 咖啡店",),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("read") / "library", create=True) as opened:
        for name, lines in SHOWN.items():
            add(opened, name, lines)
        add(opened, "nothing", ())
        yield opened


def add(library: Library, name: str, lines: tuple[str, ...]) -> int:
    root = library.add_root(Path("/photos"))
    group = FileGroup(root.id, str(root.path), "", FileStat(f"{len(name)}-{name[::-1]}.jpg", 1, 1))
    photo = library.write(Batch(upserts=(Upsert(group, name, Metadata()),)))[0]
    read(library, photo, lines)
    return photo


def read(library: Library, photo: int, lines: tuple[str, ...]) -> None:
    """As the step would write it."""
    rows = [(line, 0.99, np.linspace(0, 1, 8, dtype="<f4").tobytes()) for line in lines]
    content = library.database.scalar("SELECT content_id FROM photos WHERE id = ?", (photo,))
    library.steps.write(STEP, [Outcome(content, {"text_lines": rows})])


def found(library: Library, query: str) -> list[str]:
    """Names of the photos whose picture says something of the query, the likeliest first."""
    written = find_written(library, query)
    chances = dict(zip(written.ids.tolist(), written.probability().tolist(), strict=True))
    said = [photo for photo in sorted(chances, key=lambda one: -chances[one]) if written.of(photo).read]  # type: ignore[union-attr]
    return [list(SHOWN)[photo - 1] for photo in said]


@pytest.mark.parametrize(
    ("query", "photo"),
    [
        ("pumpkin", "pie"),
        ("Pumpk", "pie"),
        ("RE16", "plate"),
        ("re16tgk", "plate"),
        ("RE 16 TGK", "plate"),
        ("16TGK", "plate"),
        ("bahnhof", "station"),
        ("strasse", "station"),
        ("GASTENETZ", "wifi"),
        ("85.26", "receipt"),
        ("85,26", "receipt"),
        ("12.11.2025", "receipt"),
        ("pumpkim", "pie"),
        ("pmupkin", "pie"),
        ("hauptbahnhfo", "station"),
        ("kommunee", "station"),
        ("咖啡", "thai"),
    ],
)
def test_a_word_is_found_however_it_is_written(library: Library, query: str, photo: str) -> None:
    assert found(library, query)[0] == photo


@pytest.mark.parametrize("query", ["umbrella", "piq", "99.99", "RE17", "of the", "ki"])
def test_what_no_picture_says_is_not_found(library: Library, query: str) -> None:
    assert found(library, query) == []


def test_words_of_the_picture_stand_beside_those_of_the_text(library: Library) -> None:
    assert found(library, "the slide about churn") == ["slide"]
    assert found(library, "receipt from Rewe") == ["receipt"]
    assert found(library, "wifi password") == ["wifi"]
    one, many = (find_written(library, text).probability().max() for text in ("pumpkin", "pumpkin pie oven"))
    assert (one, many) == (pytest.approx(READ_ONE), pytest.approx(READ))


def test_quotes_are_of_whole_words_in_a_row(library: Library) -> None:
    def exact(text: str) -> list[int]:
        ids = find_exact(library, [text])
        assert ids is not None
        return ids.tolist()

    assert (exact("customer churn"), exact("churn customer"), exact("custom")) == ([3], [], [])


def test_lines_say_where(library: Library) -> None:
    lines = library.read_text.lines([2])[2]
    assert [line.text for line in lines] == list(SHOWN["receipt"])
    assert lines[0].corners[1] == (0.28571, 0.42857)
    assert [line.text for line in lines_saying(lines, ["rewe", "2025"])] == ["REWE Markt", "12.11.2025"]


def test_what_is_read_anew_takes_the_place_of_what_was(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", create=True) as library:
        photo = add(library, "one", ("before",))
        read(library, photo, ("after",))
        assert library.read_text.with_word("before").tolist() == []
        assert library.read_text.with_part("fte").tolist() == [photo]
        library.steps.switch_off(TEXT)
        assert library.read_text.is_empty
        assert library.read_text.with_word("after").tolist() == []
        assert library.database.scalar("SELECT count(*) FROM text_lines") == 0


@pytest.mark.parametrize(
    ("word", "other", "near"),
    [("house", "hause", True), ("house", "hous", True), ("house", "houses", True), ("house", "huose", True),
     ("house", "house", False), ("house", "mouses", False), ("house", "oushe", False)],
)  # fmt: skip
def test_one_slip(word: str, other: str, near: bool) -> None:
    assert is_slip(word, other) is near
    assert is_slip(other, word) is near
