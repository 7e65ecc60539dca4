"""The sample library's script is no package: its parts are put on the path behind everything else."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "sample_library"
sys.path.append(str(FOLDER))

from maker.table import Tables, read_tables  # noqa: E402


@pytest.fixture(scope="session")
def tables() -> Tables:
    """The tables as they are committed."""
    return read_tables(FOLDER)


@pytest.fixture(scope="session")
def photos(sample_library: Path) -> Path:
    """The folder of photos."""
    return sample_library / "photos"


@pytest.fixture(scope="session")
def build() -> ModuleType:
    """build.py, under a name that nothing else has."""
    spec = importlib.util.spec_from_file_location("sample_library_build", FOLDER / "build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
