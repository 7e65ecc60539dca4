"""What `eval text` counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

pytest.importorskip("cv2")

from photos_ml.app.evaluation.text import changes, evaluate_text, words_of
from photos_ml.errors import UsageError


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("", "", 0),
        ("", "abc", 3),
        ("abc", "", 3),
        ("kitten", "sitting", 3),
        ("ab", "ba", 2),
        ("año", "ano", 1),
    ],
)
def test_changes_are_letters_in_out_or_other(one: str, other: str, count: int) -> None:
    assert changes(one, other) == count == changes(other, one)


def test_words_are_counted_with_their_accents() -> None:
    assert words_of("Café, CAFÉ cafe 12.50") == {"café": 2, "cafe": 1, "12": 1, "50": 1}


def test_pictures_are_read_and_counted(tmp_path: Path) -> None:
    board = Image.new("RGB", (480, 320), "white")
    ImageDraw.Draw(board).text((40, 60), "pumpkin pie", "black", ImageFont.load_default(40))
    board.save(tmp_path / "sign.png")
    Image.new("RGB", (480, 320), (90, 120, 160)).save(tmp_path / "sky.png")
    table = tmp_path / "captions.csv"
    table.write_text("image,text\nsign.png,Pumpkin tart\nsky.png,\ngone.png,word\n", encoding="utf-8")
    report = evaluate_text(tmp_path, table)
    assert report["photos_per_second"] > 0
    assert {name: value for name, value in report.items() if name != "photos_per_second"} == {
        "pictures": 2, "words": 2, "word_recall": 0.5, "word_precision": 0.5, "character_error": 0.3333,
        "without_text": 1, "false_words": 0, "wordy": 0, "skipped": 1,
    }  # fmt: skip


@pytest.mark.parametrize("table", ["image,caption\na.jpg,b\n", "image,text\ngone.jpg,b\n"])
def test_a_table_of_nothing_is_refused(tmp_path: Path, table: str) -> None:
    (tmp_path / "t.csv").write_text(table, encoding="utf-8")
    with pytest.raises(UsageError):
        evaluate_text(tmp_path, tmp_path / "t.csv")
