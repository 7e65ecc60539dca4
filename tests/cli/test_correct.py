"""photos-ml correct and undo, as they are typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.corrections import (
    CorrectionWords,
    read_correction,
    read_moment,
    read_offset,
    read_shift,
    where_called,
)
from photos_ml.errors import UsageError
from photos_ml.types import Precision

Run = Callable[..., Any]


def test_thousands_are_named_by_their_facts_and_taken_back(run: Run, photos: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    run("index", str(photos), library=library, code=3)
    done = run(
        *("correct", "--where", "july 2024", "--place", "Bergen, Norway", "--caption", "The fjord"),
        *("--keyword", "boat", "--person", "Kari", "--shift", "+1d", "--rating", "4", "--json"),
        library=library,
    ).json
    assert (done["photos"], done["left"]) == (3, 0)
    again = run(
        "correct", "--where", "bergen 4 stars kari", "--title", "Trip", "--json", library=library
    ).json
    assert again["photos"] == 3, "searched at once"
    run("undo", library=library)
    hits = run("search", "bergen", "--json", library=library).json["hits"]
    assert {hit["taken"][:10] for hit in hits} <= {"2024-07-02", "2024-07-03", "2024-07-04"}
    kari = ("correct", "--where", "kari", "--title", "Trip", "--json")
    back = run("undo", str(done["gesture"]), "--json", library=library).json["gesture"]
    run(*kari, library=library, code=2)
    run("undo", str(back), library=library)
    assert run(*kari, library=library).json["photos"] == 3
    one = str(photos / "Home" / "red 0.png")
    run("correct", one, "--date", "1985-06", "--place-of", str(hits[0]["photo"]), library=library)
    assert run("search", "june 1985", "--json", library=library).json["total"] == 1
    for wrong in (("--date", "1985-13-40"), ("--place", "Xyzzyville"), ("--where", "dogs"), ()):
        assert json.loads(run("correct", *wrong, "--json", library=library, code=2).out)["hint"]
    run("undo", "99999", library=library, code=2)


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("1985", Precision.YEAR),
        ("1985-06", Precision.MONTH),
        ("2019-05-04", Precision.DAY),
        ("1980s", Precision.DECADE),
    ],
)
def test_dates_with_as_much_as_is_known(text: str, precision: Precision) -> None:
    assert read_moment(text).precision is precision


def test_moments_with_a_zone() -> None:
    found = read_moment("2019-05-04 10:30+02:00")
    assert (found.local.isoformat(), found.offset_minutes) == ("2019-05-04T10:30:00", 120)


def test_stretches_offsets_and_places() -> None:
    assert read_shift("-1d12h") == -timedelta(hours=36)
    assert read_shift("+1.5h") == timedelta(minutes=90)
    assert read_offset("-0330") == -210
    at = where_called("38.72, -9.14")
    assert at.place is not None and at.place.city == "Lisbon"
    assert where_called("Portugal").position is None, "its middle is nowhere"
    for read, text in (
        (read_shift, "an hour"),
        (read_offset, "CET"),
        (read_moment, "soon"),
        (where_called, "Xyzzy"),
    ):
        with pytest.raises(UsageError):
            read(text)


@pytest.mark.parametrize("field", ["keywords", "people", "tags"])
def test_a_word_has_an_end(field: str, tmp_path: Path) -> None:
    with Context(tmp_path / "library") as context:
        read_correction(context, CorrectionWords(**{field: ("x" * 200,)}))  # type: ignore[arg-type]
        with pytest.raises(UsageError, match="has 201 letters"):
            read_correction(context, CorrectionWords(**{field: ("x" * 201,)}))  # type: ignore[arg-type]
        with pytest.raises(UsageError, match="the title has 1001 letters"):
            read_correction(context, CorrectionWords(title="x" * 1001))
