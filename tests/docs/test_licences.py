"""NOTICE, and what `doctor --licences` says: every part that is installed, and nothing made up."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from email.message import Message
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from photos_ml.app.service import licences
from photos_ml.app.service.licences import licence_of, parts

ROOT = Path(__file__).parents[2]
NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_licences", ROOT / "docs" / "make_licences.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_part_that_is_installed_is_in_the_notice_with_its_licence(maker: ModuleType) -> None:
    """Other releases of them may need others: `python docs/make_licences.py` writes it anew."""
    lines = NOTICE.splitlines()
    missing = [line for part in parts() if (line := maker._line(part)) not in lines]
    assert missing == []
    assert NOTICE.startswith(maker.HEAD)


def test_writing_the_notice_anew_drops_nothing(maker: ModuleType) -> None:
    assert set(NOTICE.splitlines()) <= set(maker.document().splitlines())


def test_no_licence_is_unknown_and_none_of_the_default_install_is_the_gpl() -> None:
    for part in parts():
        assert part.licence != "unknown", part
        assert not part.licence.startswith("GPL"), part
    with_gpl = {part.name for part in parts() if "GPL-2.0" in part.brings}
    assert with_gpl <= {"av"}, "only an extra brings it"


@pytest.mark.parametrize(
    ("package", "library"), [("av", "libx264"), ("pi-heif", "libde265"), ("rawpy", "libraw")]
)
def test_what_is_said_to_come_with_a_package_does(package: str, library: str) -> None:
    try:
        files = importlib.metadata.files(package) or []
    except importlib.metadata.PackageNotFoundError:
        pytest.skip(f"{package} is not installed")
    if not any(".libs" in str(file) or "libraw" in str(file) for file in files):
        pytest.skip("this system's wheels keep their libraries elsewhere")
    assert any(library in str(file) for file in files)
    assert library.removeprefix("lib").lower() in licences.BRINGS[package].lower()


def test_heic_is_decoded_without_an_encoder_under_the_gpl() -> None:
    files = importlib.metadata.files("pi-heif") or []
    assert not any("x265" in str(file) for file in files)


def test_the_terms_of_gemma_stand_where_its_weights_are() -> None:
    card = (ROOT / "models" / "planner" / "README.md").read_text(encoding="utf-8")
    for text in (card, NOTICE):
        assert "https://ai.google.dev/gemma/terms" in text
        assert "Prohibited Use Policy" in text


class Told:
    """Metadata of some package."""

    def __init__(self, **lines: str) -> None:
        self.metadata = Message()
        for name, value in {"Name": "x", **lines}.items():
            self.metadata[name.replace("_", "-")] = value


@pytest.mark.parametrize(
    ("told", "licence"),
    [
        ({"License_Expression": "MIT"}, "MIT"),
        ({"License": "Apache Software License"}, "Apache-2.0"),
        (
            {
                "License": "Copyright of somebody\n" * 40,
                "Classifier": "License :: OSI Approved :: MIT License",
            },
            "MIT",
        ),
        ({}, "unknown"),
        ({"Name": "Gemma3_270m.q4-k-m-gguf-part2"}, "Gemma Terms of Use, https://ai.google.dev/gemma/terms"),
    ],
)
def test_a_licence_is_read_from_whichever_line_tells_it(told: dict[str, str], licence: str) -> None:
    found: Any = Told(**told)
    assert licence_of(found) == licence
