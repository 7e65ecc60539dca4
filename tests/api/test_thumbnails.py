"""The cache of small pictures: made once, complete or not there, bounded."""

from __future__ import annotations

import io
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from photos_ml.app.service import Context, thumbnails
from photos_ml.app.service.choices import TOO_LARGE, change_settings
from photos_ml.app.service.indexing import failed_files, index_folders
from photos_ml.app.service.photos import present_photos
from photos_ml.app.service.pictures import encoded_thumbnail, thumbnail
from photos_ml.app.service.sealed import SEAL_BYTES, sealed, unsealed
from photos_ml.app.service.thumbnails import GridKeeper, Size, Thumbnails, place_of
from photos_ml.errors import DecodeError
from photos_ml.indexer.reasons import Cause
from photos_ml.store import PhotoRow, Status
from photos_ml.types import Metadata


@pytest.fixture
def photo(tmp_path: Path) -> PhotoRow:
    path = tmp_path / "a.png"
    Image.effect_noise((700, 350), 90).save(path)
    return PhotoRow(1, path, Status.PRESENT, "ab" * 32, Metadata(), path.stat().st_size, True)


def file_of(cache: Thumbnails, photo: PhotoRow, size: Size) -> Path:
    """Where the picture is kept, once it was asked for."""
    content = cache.encoded(photo, size)
    path = place_of(cache._folder, photo.content_hash, size)
    assert unsealed(path.read_bytes()) == content
    return path


def test_it_is_made_once(photo: PhotoRow, tmp_path: Path) -> None:
    cache = Thumbnails(tmp_path / "cache")
    first = file_of(cache, photo, Size.GRID)
    photo.path.unlink()
    assert file_of(cache, photo, Size.GRID) == first
    with Image.open(first) as picture:
        assert (picture.format, picture.size) == ("JPEG", (512, 256))
    photo.path.touch()
    with pytest.raises(DecodeError):
        file_of(cache, photo, Size.LARGE)


def test_a_small_picture_is_not_enlarged(photo: PhotoRow, tmp_path: Path) -> None:
    with Image.open(file_of(Thumbnails(tmp_path / "cache"), photo, Size.LARGE)) as picture:
        assert (picture.format, picture.size) == ("WEBP", (700, 350))


def test_what_cannot_be_decoded_leaves_nothing(photo: PhotoRow, tmp_path: Path) -> None:
    photo.path.write_bytes(b"no picture")
    with pytest.raises(DecodeError):
        file_of(Thumbnails(tmp_path / "cache"), photo, Size.GRID)
    assert not list((tmp_path / "cache").rglob("*.*"))


def test_on_a_full_disk_pictures_are_shown_and_not_kept(
    photo: PhotoRow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full_disk)
    with Image.open(io.BytesIO(Thumbnails(tmp_path / "cache").encoded(photo, Size.GRID))) as picture:
        assert (picture.format, picture.size) == ("JPEG", (512, 256))
    assert not list((tmp_path / "cache").rglob("*.*"))


def test_where_the_folder_of_pictures_cannot_be_made_they_are_shown(photo: PhotoRow, tmp_path: Path) -> None:
    (tmp_path / "cache").touch()
    assert Thumbnails(tmp_path / "cache").encoded(photo, Size.LARGE)
    photo.path.unlink()
    with pytest.raises(DecodeError) as caught:
        Thumbnails(tmp_path / "cache").encoded(photo, Size.LARGE)
    assert caught.value.retry, "the file may come back"


def test_what_was_looked_at_longest_ago_goes_first(photo: PhotoRow, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    size = file_of(Thumbnails(folder), photo, Size.GRID).stat().st_size
    cache = Thumbnails(folder, budget_bytes=3 * size + size // 2)
    row = {name: replace(photo, content_hash=name * 32) for name in ("ab", "cd", "ef", "01", "23")}
    for age, name in enumerate(["cd", "ef", "ab"]):
        path = file_of(cache, row[name], Size.GRID)
        os.utime(path, (time.time() - 1000 + age,) * 2)
    file_of(cache, row["cd"], Size.GRID)  # looked at again just now
    newest = file_of(cache, row["01"], Size.GRID)
    left = {path.parent.name for path in folder.glob("*/*.jpg")}
    assert "ef" not in left
    assert {"cd", newest.parent.name} <= left
    assert sum(path.stat().st_size for path in folder.glob("*/*")) <= 3.5 * size


def test_the_budget_holds_over_many(photo: PhotoRow, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    size = file_of(Thumbnails(folder), photo, Size.GRID).stat().st_size
    cache = Thumbnails(folder, budget_bytes=5 * size)
    for number in range(20):
        assert file_of(cache, replace(photo, content_hash=f"{number:02d}" * 32), Size.GRID).is_file()
        assert sum(path.stat().st_size for path in folder.glob("*/*")) <= 5 * size


def test_deleting_the_cache_loses_nothing(photo: PhotoRow, tmp_path: Path) -> None:
    cache = Thumbnails(tmp_path / thumbnails.FOLDER)
    path = file_of(cache, photo, Size.GRID)
    before = path.read_bytes()
    path.unlink()
    assert file_of(cache, photo, Size.GRID).read_bytes() == before


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """A large photo stored turned, with words in it; a small one; a broken one."""
    folder = tmp_path / "album"
    folder.mkdir()
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "a secret description"
    picture = Image.linear_gradient("L").resize((2016, 1512)).convert("RGB")
    picture.save(folder / "turned.jpg", exif=exif, comment=b"a secret comment")
    picture.resize((200, 150)).save(folder / "small.jpg")
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 not a picture")
    return folder


def kept(library: Path) -> list[Path]:
    return sorted((library / thumbnails.FOLDER).glob("*/*"))


def test_indexing_keeps_what_it_decoded_anyway(album: Path, tmp_path: Path) -> None:
    with Context(tmp_path / "library") as context:
        index_folders(context, [album])
        (path,) = kept(context.folder)
        turned = next(
            row for row in present_photos(context, (1, 2)).values() if row.path.name == "turned.jpg"
        )
        assert encoded_thumbnail(context, turned, Size.GRID) == unsealed(path.read_bytes()), (
            "and it is the one that is shown"
        )
    with Image.open(path) as picture:
        assert picture.format == "JPEG"
        assert thumbnails.NEAR_ENOUGH <= picture.height <= Size.GRID
        assert picture.height > picture.width, "upright"
        row = np.asarray(picture.convert("L"))[50]
        assert row[5] > row[-5], "its dark top is on the right, as stored turned"
        assert not {"exif", "comment", "icc_profile"} & picture.info.keys()
    assert b"secret" not in path.read_bytes()


def test_a_full_cache_takes_no_more_while_indexing(album: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    for budget, pictures in ((0, 0), (1_000_000, 1)):
        cache = Thumbnails(library / thumbnails.FOLDER, budget_bytes=budget)
        keep, image = cache.keeper(), Image.new("RGB", (640, 480))
        assert keep is not None
        keep(image, "ab" * 32)
        keep(image, "ab" * 32)
        assert len(kept(library)) == pictures


def test_each_process_keeps_to_its_share(tmp_path: Path) -> None:
    keep, image = GridKeeper(tmp_path, 4000), Image.effect_noise((512, 512), 90).convert("RGB")
    for number in range(5):
        keep(image, f"{number:02d}" * 32)
    assert len(list(tmp_path.glob("*/*"))) == 1, "the first one is more than its share already"


def test_a_cache_that_cannot_be_written_fails_no_photo(album: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    library.mkdir()
    (library / thumbnails.FOLDER).write_text("in the way")
    with Context(library) as context:
        counts = index_folders(context, [album]).counts
    assert (counts.new, counts.failed) == (2, 1)


def test_others_writings_are_counted_by_tidying(photo: PhotoRow, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    size = file_of(Thumbnails(folder), photo, Size.GRID).stat().st_size
    cache = Thumbnails(folder, budget_bytes=3 * size)
    for number in range(8):
        file_of(Thumbnails(folder), replace(photo, content_hash=f"{number:02d}" * 32), Size.GRID)
    cache.tidy()
    assert 1 <= len(list(folder.glob("*/*"))) <= 3


def test_forgotten_contents_leave_nothing(photo: PhotoRow, tmp_path: Path) -> None:
    cache = Thumbnails(tmp_path / "cache")
    other = replace(photo, content_hash="cd" * 32)
    for size in Size:
        file_of(cache, photo, size)
    left = file_of(cache, other, Size.GRID)
    cache.forget([photo.content_hash, "ef" * 32])
    assert list((tmp_path / "cache").glob("*/*")) == [left]


def test_what_is_kept_stands_in_for_the_photo(album: Path, tmp_path: Path) -> None:
    """Memories look at many photos: from the small picture, and even of a drive that is not there."""
    with Context(tmp_path / "library") as context:
        index_folders(context, [album])
        turned = next(
            row for row in present_photos(context, (1, 2)).values() if row.path.name == "turned.jpg"
        )
        original = thumbnail(context, turned, 2 * Size.GRID)
        turned.path.unlink()
        small = thumbnail(context, turned, 320)
        assert max(small.size) == 320
        assert small.height > small.width, "upright"
        near = np.asarray(original.resize(small.size), np.int16) - np.asarray(small.convert("RGB"), np.int16)
        assert np.abs(near).mean() < 3
        with pytest.raises((DecodeError, OSError)):
            thumbnail(context, turned, 2 * Size.GRID)


def test_a_photo_whose_disk_is_away_is_told_apart_from_a_damaged_one(
    serve: Any, tmp_path: Path, photo: PhotoRow
) -> None:
    (tmp_path / "album").mkdir()
    picture = photo.path.rename(tmp_path / "album" / "a.png")
    with Context(tmp_path / "library") as context:
        index_folders(context, [tmp_path / "album"])
    away = picture.rename(tmp_path / "away.png")
    with serve(tmp_path / "library") as client:
        answer = client.get("/api/photos/1/thumbnail/large")
        assert (answer.status, "Connect the disk" in answer.json["hint"]) == (404, True)
        away.rename(picture)
        assert client.get("/api/photos/1/thumbnail/large").status == 200
        picture.write_bytes(b"\xff\xd8\xff damaged")
        shutil.rmtree(tmp_path / "library" / "thumbnails")
        assert client.get("/api/photos/1/thumbnail/large").status == 422


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "cut short": lambda content: content[: len(content) // 2],
    "without its end": lambda content: content[:-SEAL_BYTES][:-9],
    "junk": lambda content: b"junk" * 300,
    "a bit": lambda content: content[:900] + bytes((content[900] ^ 4,)) + content[901:],
    "the seal": lambda content: content[:-1] + bytes((content[-1] ^ 1,)),
    "another's": lambda content: b"\xff\xd8\xff" + content[3:],
}


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_small_picture_is_never_shown_and_is_made_anew(
    photo: PhotoRow, tmp_path: Path, size: Size, damage: str
) -> None:
    cache = Thumbnails(tmp_path / "cache")
    whole = cache.encoded(photo, size)
    path = place_of(tmp_path / "cache", photo.content_hash, size)
    changed = DAMAGE[damage](path.read_bytes())
    path.write_bytes(changed)
    if changed != sealed(whole):
        assert cache.encoded(photo, size) == whole
    assert unsealed(path.read_bytes()) == whole


def test_damaged_small_pictures_are_counted_and_no_step_sees_them(photo: PhotoRow, tmp_path: Path) -> None:
    cache = Thumbnails(tmp_path / "cache")
    for size in Size:
        cache.encoded(photo, size)
    assert cache.examine() == (2, 0)
    path = place_of(tmp_path / "cache", photo.content_hash, Size.GRID)
    path.write_bytes(path.read_bytes()[:-40])
    assert cache.kept(photo.content_hash, 256) is None
    assert cache.examine() == (1, 0), "it was deleted where it was met"
    large = place_of(tmp_path / "cache", photo.content_hash, Size.LARGE)
    large.write_bytes(b"")
    assert cache.examine() == (1, 1)


def test_pictures_of_before_there_were_seals_are_still_shown(photo: PhotoRow, tmp_path: Path) -> None:
    cache = Thumbnails(tmp_path / "cache")
    for size in Size:
        made = cache.encoded(photo, size)
        place_of(tmp_path / "cache", photo.content_hash, size).write_bytes(made)
    photo.path.unlink()
    assert cache.encoded(photo, Size.GRID)
    assert cache.encoded(photo, Size.LARGE)


def test_a_larger_picture_is_tried_again_when_more_memory_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "album").mkdir()
    Image.new("RGB", (4300, 4300), "red").save(tmp_path / "album" / "a.webp", quality=1, method=0)
    with Context(tmp_path / "library") as context:
        change_settings(context, picture_mb=320)
        index_folders(context, [tmp_path / "album"])
        reason = "decoding would take 282 MiB of memory, above the limit of 256 MiB"
        helps = "a higher limit can be chosen in Settings"
        assert [one.reason for one in failed_files(context)] == [f"{reason} ({helps})"]
        assert index_folders(context).counts.failed == 1
        change_settings(context, picture_mb=640)
        assert index_folders(context).counts.new == 1
        assert failed_files(context) == []


def test_reasons_that_more_memory_may_mend_are_those_of_the_decoder() -> None:
    much = Cause.MUCH_MEMORY.format(mib=1, limit=2)
    assert [much.startswith(TOO_LARGE[0]), Cause.NO_MEMORY.startswith(TOO_LARGE[1])] == [True, True]
