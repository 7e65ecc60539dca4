"""Telling formats apart by their first bytes, and the small parts every decode goes through."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from photos_ml.errors import DecodeError
from photos_ml.formats import FORMATS, Family, Format, Role, suffixes_of
from photos_ml.indexer.decode.jpeg import check_mostly_there, ends_early, missing_share
from photos_ml.indexer.decode.limits import DecodeLimits, admit, check_file_size, check_pixels
from photos_ml.indexer.decode.orient import upright
from photos_ml.indexer.decode.scale import shrink, trim
from photos_ml.indexer.decode.source import recognise
from photos_ml.turns import is_sideways


def family(head: bytes, suffix: str = ".bin") -> Family:
    return recognise(io.BytesIO(head + bytes(64)), f"a{suffix}")


def container(*brands: bytes) -> bytes:
    body = b"ftyp" + brands[0] + bytes(4) + b"".join(brands[1:])
    return (len(body) + 4).to_bytes(4, "big") + body


@pytest.mark.parametrize(
    ("brands", "expected"),
    [
        ((b"heic", b"mif1", b"heic"), Family.HEIF),
        ((b"mif1", b"mif1", b"heic"), Family.HEIF),
        ((b"mif1", b"avif", b"miaf"), Family.AVIF),
        ((b"avif", b"mif1"), Family.AVIF),
        ((b"avis", b"msf1"), Family.AVIF),
        ((b"msf1", b"hevc"), Family.HEIF),
        ((b"crx ", b"crx ", b"isom"), Family.RAW),
        ((b"qt  ", b"qt  "), Family.VIDEO),
        ((b"isom", b"iso2", b"avc1", b"mp41"), Family.VIDEO),
        ((b"mp42",), Family.VIDEO),
    ],
)
def test_one_container_holds_pictures_and_videos(brands: tuple[bytes, ...], expected: Family) -> None:
    assert family(container(*brands)) is expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"II*\0\x10\0\0\0CR\2\0", Family.RAW),
        (b"IIU\0", Family.RAW),
        (b"FUJIFILMCCD-RAW 0201", Family.RAW),
        (b"II*\0\x08\0\0\0", Family.TIFF),
        (b"MM\0+", Family.TIFF),
        (b"RIFF\0\0\0\0WEBP", Family.WEBP),
        (b"RIFF\0\0\0\0AVI ", Family.VIDEO),
        (b"P6\n", Family.PPM),
        (b"\x1aE\xdf\xa3", Family.VIDEO),
        (b"8BPS\0\1", Family.PSD),
        (b"\xff\x0a", Family.JPEG_XL),
        (b"\0\0\0\x0cJXL \r\n\x87\n", Family.JPEG_XL),
    ],
)
def test_signatures(head: bytes, expected: Family) -> None:
    assert family(head) is expected


@pytest.mark.parametrize("suffix", sorted(suffixes_of(Role.RAW)))
def test_tiff_files_of_raw_suffixes_are_raw(suffix: str) -> None:
    assert family(b"II*\0\x08\0\0\0", suffix.upper()) is Family.RAW


@pytest.mark.parametrize("suffix", sorted(suffixes_of(Role.VIDEO)))
def test_unknown_contents_of_video_suffixes_are_tried_as_videos(suffix: str) -> None:
    assert family(b"\x47\x40\x00\x10", suffix) is Family.VIDEO
    assert family(b"\xff\xd8\xff\xe0", suffix) is Family.JPEG


UNREADABLE = [form for form in FORMATS if form.role is Role.UNREADABLE]


@pytest.mark.parametrize("form", UNREADABLE, ids=lambda form: form.name)
def test_what_nothing_reads_is_refused_by_its_name_unless_it_is_something_else(form: Format) -> None:
    for suffix in form.suffixes:
        with pytest.raises(DecodeError, match=form.name) as raised:
            family(b"8BPS\0\2", suffix)
        assert "JPEG" in raised.value.hint
        assert family(b"\xff\xd8\xff\xe0", suffix) is Family.JPEG


@given(head=st.binary(max_size=80), suffix=st.sampled_from([".jpg", ".dng", ".mp4", ".tga", ""]))
def test_any_bytes_have_a_family_or_none(head: bytes, suffix: str) -> None:
    file = io.BytesIO(head)
    try:
        assert isinstance(recognise(file, f"a{suffix}"), Family)
        assert file.tell() == 0
    except DecodeError as error:
        assert str(error) in ("the file is empty", "not a picture format that can be read")


# Limits


def test_limits_are_inclusive() -> None:
    limits = DecodeLimits(max_file_bytes=10, max_pixels=100, max_decode_bytes=1000)
    check_file_size(10, limits)
    check_pixels(10, 10, limits)
    admit(1000, limits, None)
    with pytest.raises(DecodeError, match="MiB"):
        check_file_size(11, limits)
    with pytest.raises(DecodeError, match="megapixels"):
        check_pixels(101, 1, limits)
    with pytest.raises(DecodeError, match="MiB"):
        admit(1001, limits, None)


@pytest.mark.parametrize("size", [(0, 5), (5, 0), (-1, 5)])
def test_empty_pictures_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(DecodeError, match="empty"):
        check_pixels(*size, DecodeLimits())


def test_what_is_refused_is_not_reserved() -> None:
    taken: list[int] = []
    with pytest.raises(DecodeError):
        admit(2000, DecodeLimits(max_decode_bytes=1000), taken.append)
    admit(500, DecodeLimits(max_decode_bytes=1000), taken.append)
    assert taken == [500]


# Scale


@given(width=st.integers(1, 400), height=st.integers(1, 400), min_side=st.integers(1, 300))
def test_shrinking_keeps_the_shorter_side_and_the_shape(width: int, height: int, min_side: int) -> None:
    small = shrink(Image.new("L", (width, height)), min_side)
    factor = max(1, min(width, height) // min_side)
    assert min(small.size) >= min(min_side, width, height)
    assert abs(small.width - width / factor) <= 0.5
    assert abs(small.height - height / factor) <= 0.5


def test_shrinking_averages() -> None:
    checks = np.zeros((64, 64), np.uint8)
    checks[::2, ::2] = checks[1::2, 1::2] = 200
    assert set(np.unique(np.asarray(shrink(Image.fromarray(checks), 16)))) == {100}


def test_trimming_cuts_a_part_below_one_half() -> None:
    image = Image.new("L", (34, 26))
    assert trim(image, (33.25, 25.75)).size == (33, 26)
    assert trim(image, (34.0, 26.0)) is image
    assert trim(image, (0.2, 26.0)).size == (1, 26)


# JPEG


@given(present=st.integers(0, 60))
def test_the_missing_share_is_counted_from_the_bottom(present: int) -> None:
    rows = np.full((60, 40, 3), 128, np.uint8)
    rows[:present] = np.random.default_rng(present).integers(0, 90, (present, 40, 3))
    image = Image.fromarray(rows)
    assert missing_share(image) == pytest.approx(1 - present / 60)
    if present < 30:
        with pytest.raises(DecodeError, match="cut short"):
            check_mostly_there(image)
    else:
        check_mostly_there(image)


def test_a_file_ends_early_where_no_end_marker_follows_its_scan() -> None:
    small = io.BytesIO()
    Image.new("RGB", (16, 16), "red").save(small, "JPEG")
    whole = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    exif = b"Exif\0\0" + small.getvalue()  # a thumbnail has an end of its own
    Image.fromarray(noise).save(whole, "JPEG", exif=exif)
    data = whole.getvalue()
    assert not ends_early(io.BytesIO(data))
    assert not ends_early(io.BytesIO(data + bytes(4000))), "a phone's trailer"
    assert ends_early(io.BytesIO(data[:-2])) and ends_early(io.BytesIO(data[: len(data) // 2]))
    assert not ends_early(io.BytesIO(b"\x89PNG")) and not ends_early(io.BytesIO(b""))


# Orientation


def test_turning_and_turning_back() -> None:
    image = Image.fromarray(np.arange(24, dtype=np.uint8).reshape(4, 6))
    back = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}
    for orientation, inverse in back.items():
        turned = upright(image, orientation)
        assert (turned.size == image.size[::-1]) is is_sideways(orientation)
        np.testing.assert_array_equal(np.asarray(upright(turned, inverse)), np.asarray(image))
