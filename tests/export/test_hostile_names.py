"""What is taken along lands where it was asked for, whatever photos, folders and links are called."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.exporting import export_sidecars, export_zip
from photos_ml.types import Metadata
from tests.store.conftest import Shelf

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such names and links")
NAMES = ("plain.jpg", "..\\..\\evil.jpg", "con:aux?.jpg", "line\nbreak.jpg", "bad\udcff.jpg", ". . .jpg")


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    with Context(tmp_path / "library") as opened:
        opened.library(create=True)
        yield opened


def filled(context: Context, folder: Path, names: tuple[str, ...]) -> list[int]:
    """Files in a folder, and what the library knows of them."""
    library = context.library()
    shelf = Shelf(library)
    root = library.add_root(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_bytes(name.encode("utf-8", "surrogateescape"))
    return [shelf.add(name, Metadata(), root=root) for name in names]


@POSIX
def test_a_zip_holds_names_that_no_system_takes_for_paths(context: Context, tmp_path: Path) -> None:
    photos = filled(context, tmp_path / "Pictures", NAMES)
    os.utime(tmp_path / "Pictures/plain.jpg", (0, 0))
    os.mkfifo(tmp_path / "Pictures/pipe.jpg")
    photos += [Shelf(context.library()).add("gone.jpg", root=context.library().roots()[-1])]
    photos += [Shelf(context.library()).add("pipe.jpg", root=context.library().roots()[-1])]
    done = export_zip(context, photos, tmp_path / "all.zip")
    assert sorted(Path(path).name for path in done.left_out) == ["gone.jpg", "pipe.jpg"]
    with zipfile.ZipFile(tmp_path / "all.zip") as whole:
        assert whole.testzip() is None
        names = [name for name in whole.namelist() if not name.endswith(".xmp")]
        contents = {whole.read(name) for name in names}
    assert len(names) == len(NAMES) == done.written
    assert not any(set(name) & set('/\\:*?"<>|\n') for name in names)
    assert contents == {name.encode("utf-8", "surrogateescape") for name in NAMES}


def test_folders_of_one_name_do_not_write_over_each_other(context: Context, tmp_path: Path) -> None:
    photos = [photo for disk in "ab" for photo in filled(context, tmp_path / disk / "Pictures", ("1.jpg",))]
    assert export_sidecars(context, photos, tmp_path / "out").written == 2
    assert sorted(path.parent.name for path in (tmp_path / "out").rglob("1.jpg.xmp")) == [
        "Pictures (2)",
        "Pictures (3)",
    ], "the first is that of the shelf"


@POSIX
def test_a_link_in_the_folder_is_not_followed_out_of_it(context: Context, tmp_path: Path) -> None:
    photos = filled(context, tmp_path / "Album", ("1.jpg",))
    (tmp_path / "out").mkdir()
    (tmp_path / "out/Album").symlink_to(tmp_path / "Album")
    done = export_sidecars(context, photos, tmp_path / "out")
    assert (done.written, list(done.left_out.values())) == (0, ["a link in the folder leads out of it"])
    assert sorted(path.name for path in (tmp_path / "Album").iterdir()) == ["1.jpg"]
    (tmp_path / "out/Album").unlink()
    (tmp_path / "out/Album").mkdir()
    (tmp_path / "out/Album/1.jpg.xmp").symlink_to(tmp_path / "nowhere")
    assert export_sidecars(context, photos, tmp_path / "out").written == 0
    assert not (tmp_path / "nowhere").exists()
