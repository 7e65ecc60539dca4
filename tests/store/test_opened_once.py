"""Threads that ask for the library at once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from photos_ml.app.service import Context
from photos_ml.store import Library


def test_a_library_is_opened_once_for_all_threads_that_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model that loads beside a search asks for it too: the second one stayed open for ever."""
    Library.open(tmp_path / "library", create=True).close()
    both, plain, opened = Barrier(2), Library.open, list[Library]()

    def slowly(*arguments: Any, **options: Any) -> Library:
        time.sleep(0.1)  # so long that the other one asks meanwhile
        opened.append(plain(*arguments, **options))
        return opened[-1]

    monkeypatch.setattr(Library, "open", slowly)
    with Context(tmp_path / "library") as context, ThreadPoolExecutor(2) as threads:

        def ask() -> Library:
            both.wait(20)
            return context.library()

        first, second = threads.submit(ask), threads.submit(ask)
        assert first.result(20) is second.result(20)
    assert len(opened) == 1
