"""Long work shows in a terminal that it goes on, and says nothing elsewhere."""

from __future__ import annotations

import io
import sys

import pytest

from photos_ml.app.cli.progress import work_progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_is_told_what_is_done_and_how_far(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", terminal)
    with work_progress("Comparing photos") as say:
        say("Looking at those alike", 2, 5)
    assert "Looking at those alike" in terminal.getvalue()


def test_elsewhere_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = io.StringIO()
    monkeypatch.setattr(sys, "stderr", elsewhere)
    with work_progress("Comparing photos") as say:
        say("Looking at those alike", 2, 5)
    assert elsewhere.getvalue() == ""
