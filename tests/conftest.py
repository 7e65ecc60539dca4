"""Shared fixtures. The repository root is taken off sys.path so that tests import the installed package."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("any machine", deadline=None)  # how long an example takes, a busy machine says
settings.load_profile("any machine")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores, four at most: half of the time is waiting for browsers and clocks."""
    return min((os.cpu_count() or 1) + 1, 4)


os.environ["HF_ENDPOINT"] = "http://127.0.0.1:9"  # nobody is there: no test asks a real hub
os.environ["LANGUAGE"] = "en"  # whatever the machine speaks to its user

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


@pytest.fixture
def own_trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a trash that is nobody's, in a home of its own, for as long as the test."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    for name in [name for name in sys.modules if name.startswith("send2trash")]:
        monkeypatch.delitem(sys.modules, name)  # it asks where the trash is when it is loaded
    return tmp_path / "data" / "Trash"


@pytest.fixture(scope="session")
def years(tmp_path_factory: pytest.TempPathFactory, sample_library: Path) -> Path:
    """Three different pictures of 5 May, in three years."""
    from PIL import Image

    root = tmp_path_factory.mktemp("years")
    for year, name in OF_YEARS.items():
        exif = Image.Exif()
        exif[0x0132] = exif.get_ifd(0x8769)[0x9003] = f"{year}:05:05 12:00:00"
        with Image.open(sample_library / "photos" / name) as picture:
            picture.convert("RGB").save(root / f"{year}.jpg", exif=exif, quality=92)
    return root


OF_YEARS = {
    2021: "2023/11/IMG_20231121_160733.jpg",
    2022: "2024/05/IMG_20240519_111230.jpg",
    2023: "2025/05 Día en el zoo/IMG_2113.JPG",
}
