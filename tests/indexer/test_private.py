"""Folders indexed while nobody knows the passphrase: what is private stays so, wherever it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from photos_ml.store.private.vault import give_up, set_up


def test_private_files_are_passed_over_wherever_they_go(
    studio: Any, painter: Callable[..., Path], hashed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("photos_ml.store.private.key.COST", 1 << 4)
    for number, name in enumerate(("one.jpg", "two.jpg", "Rest/three.jpg")):
        painter(studio.photos / name, number)
    painter(studio.photos / "Rest" / "twin of one.jpg", 0)
    studio.index()
    with set_up(studio.library, "correct horse") as vault:
        made = vault.add([studio.at("one.jpg").id, studio.at("two.jpg").id])
        assert (made.photos, made.copies) == (3, 1)
        del hashed[:]
        assert studio.counts() == {"unchanged": 1}
        assert not hashed, "known by their places, and not read"
        (studio.photos / "one.jpg").rename(studio.photos / "elsewhere.jpg")
        (studio.photos / "copy.jpg").write_bytes((studio.photos / "two.jpg").read_bytes())
        painter(studio.photos / "two.jpg", 9)
        for _ in range(2):
            assert studio.counts() == {"unchanged": 1}
        assert sorted(hashed) == ["copy.jpg", "elsewhere.jpg"], "each once"
        assert not studio.library.failures.all()
        inside = replace(studio, library=vault.library)
        assert inside.counts() == {"new": 1, "moved": 2, "unchanged": 1, "embedded": 1}
        assert sorted(inside.present()) == ["Rest/twin of one.jpg", "copy.jpg", "elsewhere.jpg", "two.jpg"]
        assert vault.remove([inside.at("two.jpg").id]) == 1
        assert studio.counts() == {"unchanged": 2}
    assert give_up(studio.library)
    assert studio.counts() == {"new": 3, "unchanged": 2, "embedded": 2}
