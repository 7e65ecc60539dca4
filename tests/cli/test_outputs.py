"""Files a command writes: never over a photo, the library or what somebody else wrote."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.cli.errors import exit_code_of, report_error
from photos_ml.app.cli.stopping import Unwritten, whole_or_nothing
from photos_ml.files import replace_file

Run = Callable[..., Any]
WRITERS = (["backup"], ["memories", "export"], ["memories", "--html"])


@pytest.fixture(scope="module")
def kept(run: Run, photos: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder of photos of its own, and its library."""
    root = tmp_path_factory.mktemp("kept")
    shutil.copytree(photos, root / "photos")
    run("index", str(root / "photos"), library=root / "library", code=3)
    return root / "photos", root / "library"


@pytest.mark.parametrize("writer", WRITERS, ids=" ".join)
def test_no_photo_and_no_library_is_written_over(
    run: Run, kept: tuple[Path, Path], writer: list[str]
) -> None:
    photos, library = kept
    for target in (photos / "Norway 2024" / "IMG_100.jpg", photos / "new.json", library / "library.sqlite"):
        before = target.read_bytes() if target.exists() else None
        said = run(*writer, str(target), library=library, code=2)
        assert "nothing is written there" in said.err
        assert (target.read_bytes() if target.exists() else None) == before


@pytest.mark.parametrize("writer", WRITERS, ids=" ".join)
def test_what_somebody_else_wrote_stays(
    run: Run, kept: tuple[Path, Path], writer: list[str], tmp_path: Path
) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Anna")
    assert "is there already" in run(*writer, str(letter), library=kept[1], code=2).err
    assert letter.read_text() == "Dear Anna"
    link = tmp_path / "link"
    link.symlink_to(letter)
    assert "is there already" in run(*writer, str(link), library=kept[1], code=2).err


@pytest.mark.parametrize("writer", WRITERS, ids=" ".join)
def test_an_earlier_one_is_written_anew(
    run: Run, kept: tuple[Path, Path], writer: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "file"
    for _ in range(2):
        run(*writer, str(file), library=kept[1], code=None)
        assert file.stat().st_size > 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_what_is_ended_while_it_is_written_leaves_nothing_and_says_so(
    tmp_path: Path, number: signal.Signals, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    file, before = tmp_path / "film.mp4", signal.getsignal(signal.SIGTERM)
    seen: list[str] = []

    def write(stream: Any) -> None:
        seen.extend(path.suffix for path in tmp_path.iterdir())
        signal.raise_signal(number)

    ignored = signal.signal(signal.SIGINT, signal.default_int_handler)  # as it is below `nohup`
    try:
        with pytest.raises(Unwritten) as ended, whole_or_nothing(file):
            replace_file(file, write)
    finally:
        signal.signal(signal.SIGINT, ignored)
    assert (seen, list(tmp_path.iterdir())) == ([".part"], [])
    assert exit_code_of(ended.value) == code
    assert signal.getsignal(signal.SIGTERM) == before
    report_error(ended.value, as_json=False)
    assert capsys.readouterr().err == f"photos-ml: stopped: {file} was not written\n"
