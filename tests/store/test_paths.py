"""Paths for people and programs."""

from __future__ import annotations

import pytest

from photos_ml.store.paths import printable


@pytest.mark.parametrize("name", ["خانه‌ی ما.jpg", "👩‍🚀.jpg", "naïve 写真.jpg"])
def test_what_belongs_to_the_spelling_of_a_name_stays(name: str) -> None:
    assert printable(name) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [("a\nb.jpg", "a\\nb.jpg"), ("a\u202egpj.exe", "a\\u202egpj.exe"), ("caf\udce9.jpg", "caf\\xe9.jpg")],
    ids=["a new line", "turned writing", "no UTF-8"],
)
def test_what_would_mislead_is_shown_as_an_escape(name: str, shown: str) -> None:
    assert printable(name) == shown
