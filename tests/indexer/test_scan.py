"""Walking folders: what is found, in which groups, and what is passed over."""

from __future__ import annotations

import cProfile
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from photos_ml.indexer import pairs
from photos_ml.indexer.scan import Counted, Listing, count_candidates, group_files, walk
from photos_ml.store import FileGroup, FileStat

GOLDEN = Path(__file__).with_name("nasty_names.golden.json")

NASTY = (
    b"plain.jpg",
    b"UPPER.JPG",
    b"new\nline.jpg",
    b"tab\there.jpg",
    b" leading and trailing .jpg",
    "emoji 😀👨‍👩‍👧.jpg".encode(),
    "composed \u00e9.jpg".encode(),
    "decomposed e\u0301.jpg".encode(),
    b"latin-1 \xe9t\xe9.jpg",
    b"\xff\xfe.jpg",
    b"n" * 251 + b".jpg",
    "ü".encode() * 125 + b"x.jpg",
    b'quote\'s "double" `back`.jpg',
    b"semi;colon & $(dollar) %s {}.jpg",
    b"back\\slash.jpg",
    b"*?[a].jpg",
    b"-rf.jpg",
    b"two.dots.jpg",
    b"trailing dot.jpg.",
    b"no extension",
    b"jpg",
    b".jpg",
    b".hidden.jpg",
    b"._resource fork.jpg",
    b"text.txt",
    b"archive.zip",
    b"drawing.svg",
    b"film.mp4",
    b"raw.nef",
    "права.jpeg".encode(),
    "ﬁle ligature.png".encode(),
    "right\u202eto left.gif".encode(),
    b"100% new (1) #2 +3 @4 =5,6.webp",
)


def tree(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode("utf-8", "surrogateescape"))


def found(root: Path, **options: Any) -> list[str]:
    """Relative paths of all primary files."""
    groups = [group for listing in walk(1, root, **options) for group in listing.groups]
    return [os.path.join(group.folder, group.primary.name) for group in groups]  # noqa: PTH118


def only(root: Path) -> FileGroup:
    """The one group there is."""
    (group,) = (group for listing in walk(1, root) for group in listing.groups)
    return group


def described(listing: Listing) -> list[dict[str, Any]]:
    return [
        {role.value: os.fsencode(file.name).decode("utf-8", "backslashreplace") for role, file in group.files}
        for group in listing.groups
    ]


@pytest.mark.skipif(os.name == "nt", reason="such names cannot be made")
def test_folder_of_nasty_names_is_listed_as_it_always_was(tmp_path: Path) -> None:
    for name in NASTY:
        try:
            Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(name)
        except OSError:
            pytest.skip(f"the file system refuses {name!r}")
    (listing,) = walk(1, tmp_path)
    for group in listing.groups:
        assert group.path.read_bytes() == os.fsencode(group.primary.name)
        assert group.primary.size == len(group.path.read_bytes())
        assert group.primary.mtime_ns == group.path.stat().st_mtime_ns
    assert described(listing) == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_order_is_fixed_and_folders_come_one_by_one(tmp_path: Path) -> None:
    tree(tmp_path, "b/2.jpg", "b/1.jpg", "a/z.jpg", "a/a/x.jpg", "c.jpg", "empty/notes.txt")
    listings = list(walk(1, tmp_path))
    assert [listing.folder for listing in listings] == ["", "a", "a/a", "b", "empty"]
    assert found(tmp_path) == ["c.jpg", "a/z.jpg", "a/a/x.jpg", "b/1.jpg", "b/2.jpg"]
    assert listings == list(walk(1, tmp_path))


def test_hidden_and_system_folders_are_passed_over(tmp_path: Path) -> None:
    skipped = (
        ".git/a.jpg", ".thumbnails/a.jpg", "@eaDir/a.jpg/THUMB.jpg", "sub/@eaDir/a.jpg",
        "node_modules/x/a.png", "#recycle/a.jpg", "$RECYCLE.BIN/a.jpg", "lost+found/a.jpg",
        "System Volume Information/a.jpg",
        "__MACOSX/a.jpg", "Lightroom Previews.lrdata/a.jpg", "Tool.app/icon.png", ".hidden.jpg",
    )  # fmt: skip
    tree(tmp_path, *skipped, "real/a.jpg", "eaDir/b.jpg", "git/c.jpg", "my node_modules/d.jpg")
    assert sorted(found(tmp_path)) == ["eaDir/b.jpg", "git/c.jpg", "my node_modules/d.jpg", "real/a.jpg"]


def test_photo_packages_give_their_originals_alone(tmp_path: Path) -> None:
    package = "My Photos Library.photoslibrary"
    tree(
        tmp_path,
        f"{package}/originals/0/IMG_1.HEIC", f"{package}/Masters/2019/IMG_2.JPG",
        f"{package}/resources/derivatives/IMG_1_thumb.jpeg", f"{package}/database/search/x.png",
        f"{package}/cover.jpg", "Old.aplibrary/Masters/3.jpg", "Old.aplibrary/Previews/3.jpg",
        "iPhoto Library.photolibrary/Masters/4.jpg", "iPhoto Library.photolibrary/Thumbnails/4.jpg",
        "iPhoto Library.migratedphotolibrary/Masters/4.jpg", "originals/5.jpg", "resources/6.jpg",
    )  # fmt: skip
    assert sorted(found(tmp_path)) == [
        f"{package}/Masters/2019/IMG_2.JPG",
        f"{package}/originals/0/IMG_1.HEIC",
        "Old.aplibrary/Masters/3.jpg",
        "iPhoto Library.photolibrary/Masters/4.jpg",
        "originals/5.jpg",
        "resources/6.jpg",
    ]


def test_package_given_as_root_gives_its_originals_alone(tmp_path: Path) -> None:
    tree(tmp_path / "P.photoslibrary", "originals/1.jpg", "resources/2.jpg", "3.jpg")
    assert found(tmp_path / "P.photoslibrary") == ["originals/1.jpg"]


def test_link_loops_end_and_linked_folders_are_visited_once_after_the_real_ones(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    tree(root, "z/real.jpg", "a.jpg")
    tree(outside, "o.jpg", "deep/p.jpg")
    (root / "0 link to real").symlink_to(root / "z")
    (root / "loop").symlink_to("loop")
    (root / "up").symlink_to("..", target_is_directory=True)
    (root / "z/self").symlink_to(".", target_is_directory=True)
    (outside / "back").symlink_to(root)
    (root / "m first").symlink_to(outside)
    (root / "n second").symlink_to(outside)
    assert found(root) == ["a.jpg", "z/real.jpg", "m first/o.jpg", "m first/deep/p.jpg"]


def test_linked_file_is_a_photo_and_a_dangling_link_is_none(tmp_path: Path) -> None:
    tree(tmp_path, "real.jpg")
    (tmp_path / "link.jpg").symlink_to("real.jpg")
    (tmp_path / "dangling.jpg").symlink_to("nowhere.jpg")
    (tmp_path / "dangling folder").symlink_to("nowhere")
    assert found(tmp_path) == ["link.jpg", "real.jpg"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no such files")
def test_what_is_no_regular_file_is_passed_over_without_being_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")  # to open it would wait for ever
    tree(tmp_path, "folder.jpg/inside.jpg", "photos.jpg.d/x.jpg")
    assert found(tmp_path) == ["folder.jpg/inside.jpg", "photos.jpg.d/x.jpg"]


def test_folder_that_vanishes_during_the_walk_is_listed_with_its_error(tmp_path: Path) -> None:
    tree(tmp_path, "a/1.jpg", "b/2.jpg", "c/3.jpg")
    listings = []
    for listing in walk(1, tmp_path):
        listings.append(listing)
        if listing.folder == "a":
            shutil.rmtree(tmp_path / "b")
    assert [(listing.folder, bool(listing.error)) for listing in listings] == [
        ("", False), ("a", False), ("b", True), ("c", False),
    ]  # fmt: skip
    assert listings[2].groups == ()


def test_folder_that_may_not_be_read_is_listed_with_its_error(tmp_path: Path) -> None:
    tree(tmp_path, "locked/1.jpg", "open/2.jpg")
    (tmp_path / "locked").chmod(0)
    try:
        if os.access(tmp_path / "locked", os.R_OK):
            pytest.skip("this user may read every folder")
        errors = {listing.folder: listing.error for listing in walk(1, tmp_path)}
    finally:
        (tmp_path / "locked").chmod(0o700)
    assert errors["locked"]
    assert errors["open"] == ""


def test_empty_folder_is_told_from_one_without_photos(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    tree(tmp_path, "notes/a.txt", "hidden/.a.jpg")
    empty = {listing.folder: listing.is_empty for listing in walk(1, tmp_path)}
    assert empty == {"": False, "empty": True, "notes": False, "hidden": False}


def test_excluded_folder_is_left_out_by_what_it_is_not_by_its_name(tmp_path: Path) -> None:
    tree(tmp_path, "library/cache/t.jpg", "photos/a.jpg")
    (tmp_path / "photos/link").symlink_to(tmp_path / "library")
    assert found(tmp_path, exclude=[tmp_path / "library"]) == ["photos/a.jpg"]


def test_start_walks_a_part_with_the_same_relative_folders(tmp_path: Path) -> None:
    tree(tmp_path, "2020/trip/a.jpg", "2021/b.jpg")
    assert found(tmp_path, start="2020") == ["2020/trip/a.jpg"]


def test_count_ahead_agrees_with_the_walk(tmp_path: Path) -> None:
    tree(tmp_path, "a.jpg", "b/c.png", "b/.hidden.jpg", "@eaDir/t.jpg", "P.photoslibrary/originals/1.jpg",
         "P.photoslibrary/resources/2.jpg", "n.txt", "b/v.mp4")  # fmt: skip
    *_, total = count_candidates(tmp_path)
    assert total == Counted(files=4, photos=4)
    assert len(found(tmp_path)) == 4


def test_pairs_are_counted_as_one_photo(tmp_path: Path) -> None:
    tree(tmp_path, "a.jpg", "a.dng", "a.mov", "b.heic", "b.mov", "c.mov", "d/a.jpg")
    *_, total = count_candidates(tmp_path)
    assert total == Counted(files=7, photos=len(found(tmp_path))) == Counted(files=7, photos=4)


class TestGroups:
    """Which files make one photo."""

    def test_raw_and_its_jpeg(self, tmp_path: Path) -> None:
        tree(tmp_path, "IMG_1.CR2", "IMG_1.JPG")
        group = only(tmp_path)
        assert (group.primary.name, group.raw and group.raw.name) == ("IMG_1.JPG", "IMG_1.CR2")

    def test_raw_alone_is_a_photo(self, tmp_path: Path) -> None:
        tree(tmp_path, "IMG_1.dng")
        assert (only(tmp_path).primary.name, only(tmp_path).raw) == ("IMG_1.dng", None)

    def test_two_raws_and_a_jpeg_are_two_photos(self, tmp_path: Path) -> None:
        tree(tmp_path, "a.cr2", "a.dng", "a.jpg")
        assert sorted(found(tmp_path)) == ["a.dng", "a.jpg"]

    def test_raw_goes_with_the_jpeg_not_with_the_png(self, tmp_path: Path) -> None:
        tree(tmp_path, "a.nef", "a.png", "a.jpg")
        groups = {g.primary.name: g.raw and g.raw.name for li in walk(1, tmp_path) for g in li.groups}
        assert groups == {"a.jpg": "a.nef", "a.png": None}

    @pytest.mark.parametrize("still", ["IMG_2.HEIC", "IMG_2.jpg"])
    def test_live_photo(self, tmp_path: Path, still: str) -> None:
        tree(tmp_path, still, "IMG_2.MOV")
        assert only(tmp_path).live is not None
        assert only(tmp_path).primary.name == still

    def test_long_clip_that_shares_a_name_is_a_video_of_its_own(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pairs, "LIVE_VIDEO_MAX_BYTES", 3)
        tree(tmp_path, "IMG_2.HEIC", "IMG_2.MOV")
        assert sorted(found(tmp_path)) == ["IMG_2.HEIC", "IMG_2.MOV"]

    def test_everything_at_once(self, tmp_path: Path) -> None:
        tree(tmp_path, "i.heic", "i.jpg", "i.dng", "i.mov", "i.mp4", "i.xmp")
        groups = {g.primary.name: g for li in walk(1, tmp_path) for g in li.groups}
        assert sorted(groups) == ["i.heic", "i.jpg", "i.mp4"]
        assert groups["i.jpg"].raw is not None
        assert groups["i.heic"].live is not None
        assert all([s.name for s in group.sidecars] == ["i.xmp"] for group in groups.values())

    def test_same_stem_in_other_folders_is_another_photo(self, tmp_path: Path) -> None:
        tree(tmp_path, "jpg/a.jpg", "raw/a.cr2")
        assert sorted(found(tmp_path)) == ["jpg/a.jpg", "raw/a.cr2"]

    def test_letter_case_of_the_stem_does_not_part_a_pair(self, tmp_path: Path) -> None:
        tree(tmp_path, "Img_1.jpg", "IMG_1.CR2")
        assert only(tmp_path).raw is not None


class TestSidecars:
    """Which .xmp and .json files belong to a photo, the most specific first."""

    @pytest.mark.parametrize(
        ("photo", "beside", "expected"),
        [
            ("a.jpg", ["a.jpg.xmp", "a.xmp", "b.xmp"], ["a.jpg.xmp", "a.xmp"]),
            ("A.JPG", ["a.jpg.XMP"], ["a.jpg.XMP"]),
            ("a.b.jpg", ["a.xmp", "a.b.xmp"], ["a.b.xmp"]),
            ("a.jpg", ["a.jpg.json"], ["a.jpg.json"]),
            ("a.jpg", ["a.jpg.supplemental-metadata.json"], ["a.jpg.supplemental-metadata.json"]),
            ("a.jpg", ["a.jpg.supplem.json"], ["a.jpg.supplem.json"]),
            ("a.jpg", ["a.jpg.supplemental-metadata(1).json", "a.jpg(2).json"], []),
            ("a(1).jpg", ["a.jpg.supplemental-metadata(1).json"], ["a.jpg.supplemental-metadata(1).json"]),
            ("a(2).jpg", ["a.jpg(2).json", "a.jpg.json"], ["a.jpg(2).json"]),
            ("a-edited.jpg", ["a.jpg.json"], ["a.jpg.json"]),
            ("a.jpg", ["b.jpg.json", "ab.jpg.json"], []),
            ("a.jpg", ["b.jpg.json", "metadata.json"], ["metadata.json"]),  # the album's
            ("x" * 60 + ".jpg", ["x" * 46 + ".json"], ["x" * 46 + ".json"]),
            (
                "IMG_20200101_120000_some_name.jpg",
                ["IMG_20200101_120000_some_name.jpg.supplemental.json"],
                ["IMG_20200101_120000_some_name.jpg.supplemental.json"],
            ),
        ],
    )
    def test_belongs(self, tmp_path: Path, photo: str, beside: list[str], expected: list[str]) -> None:
        tree(tmp_path, photo, *beside)
        assert [file.name for file in only(tmp_path).sidecars] == expected

    def test_raw_pair_shares_its_sidecars(self, tmp_path: Path) -> None:
        tree(tmp_path, "a.jpg", "a.cr2", "a.cr2.xmp", "a.xmp")
        assert [file.name for file in only(tmp_path).sidecars] == ["a.cr2.xmp", "a.xmp"]

    def test_many_records_in_one_folder_cost_no_more_each(self, tmp_path: Path) -> None:
        """As a Takeout folder: what each photo costs must not grow with its neighbours."""

        def calls(photos: int) -> int:
            names = [f"IMG_{n:05d}.jpg{end}" for n in range(photos) for end in ("", ".json")]
            files = [FileStat(name, 1, 1) for name in names]
            profile = cProfile.Profile()
            groups = profile.runcall(lambda: list(group_files(1, "/", "", files)))
            assert all(len(group.sidecars) == 1 for group in groups)
            return sum(entry.callcount for entry in profile.getstats())

        assert calls(2000) < 12 * calls(200)
