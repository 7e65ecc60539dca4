"""Shared fixtures. The repository root is taken off sys.path so that tests import the installed package."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != ROOT]

SHARED_DATA_VARIABLE = "PHOTOS_ML_SHARED_DATA"


@pytest.fixture(scope="session", autouse=True)
def beside_the_source() -> None:
    """Programs that tests start must not find the source folder either."""
    os.chdir(ROOT / "tests")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of development data beside the checkout; tests that need it skip, loudly, without it."""
    folder = Path(os.environ.get(SHARED_DATA_VARIABLE, ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"development data not found at {folder}: set {SHARED_DATA_VARIABLE}")
    return folder


@pytest.fixture(scope="session")
def sample_library() -> Path:
    """The freely licensed photos of the repository."""
    return ROOT / "sample_library"
