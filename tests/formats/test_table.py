"""The table of formats: each suffix stands once, and whatever reads, finds or serves files agrees with it."""

from __future__ import annotations

from importlib.util import find_spec
from itertools import chain
from pathlib import Path

import pytest

from photos_ml.formats import FORMATS, Family, Format, Role, format_of, suffix_of, suffixes_of
from photos_ml.indexer.decode.raster import PLUGINS
from photos_ml.indexer.scan import Counted, count_candidates, walk
from photos_ml.indexer.watch import concerns_photos

SUFFIXES = list(chain.from_iterable(form.suffixes for form in FORMATS))
READ = (Role.PICTURE, Role.RAW, Role.VIDEO)
SHARED = [form for form in FORMATS if form.signs]
"""Formats whose suffixes other files have, too."""
UNSHARED = sorted({suffix for form in FORMATS if not form.signs for suffix in form.suffixes})


def test_a_suffix_belongs_to_one_format() -> None:
    assert len(set(SUFFIXES)) == len(SUFFIXES)
    assert all(suffix == suffix.lower() and suffix[0] == "." and len(suffix) > 1 for suffix in SUFFIXES)


@pytest.mark.parametrize("family", Family)
def test_what_is_decoded_is_looked_for_by_some_suffix(family: Family) -> None:
    found = [form for form in FORMATS if form.family is family]
    assert found
    assert all(form.role in READ for form in found)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_format_is_read_refused_or_beside_another(form: Format) -> None:
    assert (form.family is None) is (form.role not in READ)
    assert not form.in_browsers or form.media_type


def test_every_raster_family_has_its_reader() -> None:
    own = {Family.RAW, Family.VIDEO, Family.HEIF, Family.JPEG_XL}
    assert set(PLUGINS) == set(Family) - own
    assert all(find_spec(f"PIL.{plugin}ImagePlugin") for plugin in PLUGINS.values())


@pytest.mark.parametrize("suffix", sorted(set(UNSHARED) - suffixes_of(Role.SIDECAR)))
def test_every_suffix_is_found_in_a_folder(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"name{suffix.upper()}"
    path.write_bytes(b"anything")
    (listing,) = walk(1, tmp_path)
    assert [group.path for group in listing.groups] == [path]
    assert [*count_candidates(tmp_path)] == [Counted(1, 1)]
    assert concerns_photos(path, [])


@pytest.mark.parametrize("form", SHARED, ids=lambda form: form.name)
def test_of_shared_suffixes_only_what_bears_the_signs_is_found(tmp_path: Path, form: Format) -> None:
    head = bytearray(max(at + len(sign) for at, sign in form.signs))
    for at, sign in form.signs:
        head[at : at + len(sign)] = sign
    for suffix in form.suffixes:
        (tmp_path / f"video{suffix}").write_bytes(head + bytes(100))
        (tmp_path / f"other{suffix}").write_bytes(bytes(len(head)) + head)
        (tmp_path / f"short{suffix}").write_bytes(head[:-1])
    (listing,) = walk(1, tmp_path)
    assert {group.primary.name for group in listing.groups} == {f"video{suffix}" for suffix in form.suffixes}


def test_videos_are_told_from_other_files_of_their_suffix(tmp_path: Path) -> None:
    packet = b"\x47" + bytes(187)
    (tmp_path / "recorder.ts").write_bytes(packet * 3)
    (tmp_path / "camcorder.MOD").write_bytes(b"\0\0\1\xba" + bytes(100))
    (tmp_path / "program.ts").write_text("Get the photos and show them; " * 20)
    (tmp_path / "go.mod").write_text("module example\n")
    (tmp_path / "empty.ts").touch()
    (listing,) = walk(1, tmp_path)
    assert [group.primary.name for group in listing.groups] == ["camcorder.MOD", "recorder.ts"]


@pytest.mark.parametrize(
    ("name", "suffix"), [("a.JPG", ".jpg"), (".jpg", ""), ("jpg", ""), ("a.b.Tif", ".tif"), ("a.", ".")]
)
def test_a_suffix_is_what_follows_the_last_dot_of_a_name(name: str, suffix: str) -> None:
    assert suffix_of(name) == suffix


def test_names_without_a_format() -> None:
    assert [format_of(name) for name in ("a.txt", ".jpg", "jpg", "a.", "")] == [None] * 5
