"""A library's names, and the real model where the extra is installed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from photos_ml.planner.context import Known
from photos_ml.planner.llm import LlmMarker, load_marker
from photos_ml.planner.llm.weights import NotInstalledError

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


@pytest.fixture
def known() -> Known:
    return Known(
        people=("Anna", "Ben", "Mia", "Grandma Rose"),
        places=("Rome", "Italy", "Lake Tahoe"),
        cameras=("Canon EOS R6",),
        folders=("Wedding", "Old Slides"),
    )


@pytest.fixture(scope="session")
def marker(tmp_path_factory: pytest.TempPathFactory) -> LlmMarker:
    """The shipped model, loaded once."""
    pytest.importorskip("xllamacpp", reason="the model is not tested: pip install photos-ml[llm]")
    cache: Path = tmp_path_factory.mktemp("weights")
    try:
        return load_marker(cache=cache)
    except NotInstalledError as error:
        pytest.skip(f"the model is not tested: {error} ({error.hint})")
