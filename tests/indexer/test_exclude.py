"""What the user does not want indexed: patterns, and what a run makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from photos_ml.app.service import Context
from photos_ml.app.service.choices import change_settings
from photos_ml.app.service.indexing import failed_files, index_folders
from photos_ml.app.service.photos import find_photo, mark_photos
from photos_ml.errors import UsageError
from photos_ml.indexer.exclude import Exclusions
from photos_ml.indexer.scan import count_candidates, walk
from photos_ml.store import Status


@pytest.mark.parametrize(
    ("pattern", "path", "excluded"),
    [
        ("Screenshots", "Screenshots", True),
        ("screenshots", "2024/SCREENSHOTS", True),
        ("Screenshots", "Screenshots/a.png", False),  # its folder is asked about on its own
        ("*.png", "2024/a.PNG", True),
        ("*.png", "a.jpg", False),
        ("IMG_?.jpg", "IMG_1.jpg", True),
        ("IMG_?.jpg", "IMG_12.jpg", False),
        ("2019/Work", "2019/Work", True),
        ("2019/Work", "Old/2019/Work", False),
        ("/2019/Work/", "2019/work", True),
        (r"2019\Work", "2019/Work", True),
        ("Old/*/Raw", "Old/a/Raw", True),
        ("Old/*/Raw", "Old/a/b/Raw", False),
        ("[2019]", "[2019]", True),
        ("[2019]", "2", False),
    ],
)
def test_patterns(pattern: str, path: str, excluded: bool) -> None:
    assert Exclusions.of([pattern]).covers(path) is excluded


@pytest.mark.parametrize("pattern", ["", " ", "/", "*", "**", "*/*", "a//b", "../a", "a/./b"])
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(UsageError):
        Exclusions.of([pattern])


NAMES = st.text(st.characters(exclude_characters="/\\*?", exclude_categories=("Cs", "Cc", "Z")), min_size=1)


@given(st.lists(NAMES.filter(lambda name: name not in (".", "..")), min_size=1, max_size=4), st.data())
def test_a_name_and_a_path_match_themselves_and_what_lies_below(
    parts: list[str], data: st.DataObject
) -> None:
    path, chosen = "/".join(parts), data.draw(st.sampled_from(parts))
    assert Exclusions.of([path]).covers(path)
    assert Exclusions.of([chosen]).covers_within(path)
    assert Exclusions.of([path]).covers_within(f"{path}/below")
    assert not Exclusions().covers_within(path)


def test_a_hostile_pattern_takes_no_time() -> None:
    assert not Exclusions.of(["*a" * 100 + "b"]).covers("a" * 250)


@pytest.fixture
def album(tmp_path: Path) -> Path:
    root = tmp_path / "album"
    for number, name in enumerate(
        ["a.jpg", "b.png", "Private/c.jpg", "Private/deep/d.jpg", "2019/Work/e.jpg"]
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (90, 60), (40 * number, 80, 120)).save(root / name)
    return root


def test_a_walk_leaves_them_out_and_so_does_the_count(album: Path) -> None:
    unwanted = Exclusions.of(["private", "2019/Work", "*.png"])
    found = [group.path.name for listing in walk(1, album, unwanted=unwanted) for group in listing.groups]
    assert found == ["a.jpg"]
    assert list(count_candidates(album, unwanted=unwanted))[-1].files == 1
    assert list(walk(1, album, start="Private/deep", unwanted=unwanted)) == []


def test_what_is_excluded_later_leaves_the_library_and_comes_back_as_it_was(
    album: Path, tmp_path: Path
) -> None:
    with Context(tmp_path / "library") as context:
        assert index_folders(context, [album]).counts.new == 5
        secret = find_photo(context, str(album / "Private" / "deep" / "d.jpg"))
        assert secret is not None
        mark_photos(context, [secret.id], favorite=True)
        change_settings(context, exclude=("private", "*.png"))
        counts = index_folders(context).counts
        assert (counts.gone, counts.missing, counts.unchanged) == (3, 0, 2)
        assert context.library().photos.get([secret.id])[secret.id].status is Status.GONE
        assert index_folders(context).counts.gone == 0, "once"
        change_settings(context, exclude=())
        again = index_folders(context).counts
        assert (again.failed, again.embedded) == (0, 0), "its vectors were kept"
        back = find_photo(context, str(secret.path))
        assert back is not None
        assert (back.id, back.status, back.metadata.favorite) == (secret.id, Status.PRESENT, True)
        assert all((album / name).exists() for name in ("b.png", "Private/deep/d.jpg"))


def test_a_failure_in_an_excluded_folder_is_forgotten(album: Path, tmp_path: Path) -> None:
    (album / "Private" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture")
    with Context(tmp_path / "library") as context:
        assert index_folders(context, [album]).counts.failed == 1
        change_settings(context, exclude=("Private",))
        index_folders(context)
        assert failed_files(context) == []
