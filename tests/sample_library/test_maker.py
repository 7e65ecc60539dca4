"""The script's parts on small made-up inputs."""

from __future__ import annotations

import io
import struct
import xml.etree.ElementTree as ET
import zlib
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from maker import dng, drawn, exif, picture, qt_resource, table, xmp
from PIL import ExifTags, Image, ImageCms

SOURCE = table.Source("s", "pkg", "1", "usr/s.png", "", "Title", "Ada <ada@x>", "CC-BY-4.0", "copyright")
PLACE = table.Place("rome", "Rome, Italy", "Europe/Rome", 41.8902, 12.4922)
PHONE = table.Device("phone", "Google", "Pixel 7", "lens", 6.81, 1.9, True, True)
CAMERA = table.Device("camera", "FUJIFILM", "X-T30", "lens", 28.0, 4.0, False, False)
SHOT = table.Photo("a/b.jpg", "s", taken=datetime(2024, 6, 13, 10, 30), place="rome", device="phone")


def tables_of(*photos: table.Photo) -> table.Tables:
    return table.Tables({"s": SOURCE}, {"rome": PLACE}, {"phone": PHONE, "camera": CAMERA}, photos)


def gradient(width: int = 120, height: int = 80) -> Image.Image:
    x, y = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return Image.fromarray(np.stack([x, y, 255 - x], axis=2).astype(np.uint8))


# Tables


def test_a_licence_off_the_list_is_refused() -> None:
    with pytest.raises(table.TableError, match="GPL"):
        replace(SOURCE, licence="GPL-2+")


def test_a_source_without_author_is_refused() -> None:
    with pytest.raises(table.TableError, match="author"):
        replace(SOURCE, author="")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"source": "?"}, "source"),
        ({"place": "?"}, "place"),
        ({"device": "?"}, "device"),
        ({"carrier": "?"}, "carrier"),
    ],
)
def test_a_photo_that_points_nowhere_is_refused(change: dict[str, str], word: str) -> None:
    with pytest.raises(table.TableError, match=f"no {word}"):
        tables_of(replace(SHOT, **change))  # type: ignore[arg-type]


def test_two_photos_of_one_path_are_refused() -> None:
    with pytest.raises(table.TableError, match="same path"):
        tables_of(SHOT, SHOT)


def test_a_region_is_read_with_its_box() -> None:
    assert table.Region.parse("Leo@0.5 0.25 0.1 0.2") == table.Region("Leo", 0.5, 0.25, 0.1, 0.2)
    assert table.Region.parse("pet Miso").is_pet
    assert table.Region.parse("Leo").width == 0


@pytest.mark.parametrize("text", ["Leo@0.5", "Leo@0.5 0.5 0.5 1.5"])
def test_a_broken_region_is_refused(text: str) -> None:
    with pytest.raises(table.TableError):
        table.Region.parse(text)


def test_the_offset_follows_place_season_and_device() -> None:
    winter = replace(SHOT, path="w.jpg", taken=datetime(2024, 1, 13, 10, 30))
    silent = replace(SHOT, path="c.jpg", device="camera")
    tables = tables_of(SHOT, winter, silent)
    assert tables.offset(SHOT) == timedelta(hours=2)
    assert tables.offset(winter) == timedelta(hours=1)
    assert tables.offset(silent) is None


def test_a_copy_of_a_copy_leads_to_the_photograph() -> None:
    first = table.Photo("c1.jpg", SHOT.path, "copy")
    second = table.Photo("c2.jpg", "c1.jpg", "copy")
    assert tables_of(SHOT, first, second).original(second) == "s"


# Qt resource files


def resource(data: bytes, flags: int) -> bytes:
    """A resource file, format 1, with one folder 'd' and one file 'x.bin' in it."""
    names, offsets = b"", []
    for name in ("d", "x.bin"):
        offsets.append(len(names))
        names += struct.pack(">HI", len(name), 0) + name.encode("utf-16-be")
    block = struct.pack(">I", len(data)) + data
    nodes = struct.pack(">IHII", 0, 2, 1, 1) + struct.pack(">IHII", offsets[0], 2, 1, 2)
    nodes += struct.pack(">IHHHI", offsets[1], flags, 0, 0, 0)
    start = 20
    header = struct.pack(">4sIIII", b"qres", 1, start, start + len(nodes), start + len(nodes) + len(block))
    return header + nodes + block + names


@given(st.binary(max_size=300))
def test_a_stored_member_comes_back(data: bytes) -> None:
    file = qt_resource.QtResource(resource(data, 0))
    assert list(file.members()) == ["d/x.bin"]
    assert file.read("d/x.bin") == data


@given(st.binary(max_size=300))
def test_a_compressed_member_comes_back(data: bytes) -> None:
    packed = struct.pack(">I", len(data)) + zlib.compress(data)
    assert qt_resource.QtResource(resource(packed, 1)).read("d/x.bin") == data


def test_what_the_reader_cannot_do_it_says() -> None:
    with pytest.raises(qt_resource.ResourceError, match="qres"):
        qt_resource.QtResource(b"PNG")
    with pytest.raises(qt_resource.ResourceError, match="zstd"):
        qt_resource.QtResource(resource(b"x", 4)).read("d/x.bin")
    with pytest.raises(qt_resource.ResourceError, match="no member"):
        qt_resource.QtResource(resource(b"x", 0)).read("y")


# Pictures


@settings(deadline=None, max_examples=40)  # a busy machine is no failure
@given(st.integers(1, 3000), st.integers(1, 3000))
def test_fit_keeps_the_long_side_and_never_enlarges(width: int, height: int) -> None:
    size = picture.fit(Image.new("L", (width, height))).size
    assert max(size) == min(1600, max(width, height))


def test_transparency_is_laid_on_white() -> None:
    clear = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    assert picture.to_srgb(clear).getpixel((1, 1)) == (255, 255, 255)


def test_a_profile_is_applied_and_left_behind() -> None:
    image = gradient()
    image.info["icc_profile"] = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    same = picture.to_srgb(image)
    assert not same.info
    assert np.abs(np.asarray(same, float) - np.asarray(image, float)).max() <= 2


def test_a_broken_profile_costs_nothing() -> None:
    image = gradient()
    image.info["icc_profile"] = b"not a profile"
    assert picture.to_srgb(image).tobytes() == image.tobytes()


def test_crop_takes_fractions() -> None:
    assert picture.crop(gradient(100, 50), (0.1, 0.2, 0.6, 1.0)).size == (50, 40)


@settings(deadline=None, max_examples=40)  # a busy machine is no failure
@given(st.integers(0, 1000))
def test_a_burst_frame_is_nearly_the_whole_picture(seed: int) -> None:
    image = gradient()
    frame = picture.burst_frame(image, 1, Random(seed))
    assert 0.92 <= frame.width / image.width <= 0.96
    shrunk = np.asarray(frame.resize(image.size), dtype=float)
    assert np.abs(shrunk - np.asarray(image, dtype=float)).mean() < 25


def test_the_third_frame_is_the_blurred_one() -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (80, 120, 3), dtype=np.uint8))
    sharp = np.asarray(picture.burst_frame(noise, 2, Random(1)), dtype=float).std()
    assert np.asarray(picture.burst_frame(noise, 3, Random(1)), dtype=float).std() < sharp / 2


def test_edits_do_what_they_are_called() -> None:
    image = gradient()
    mono = np.asarray(picture.edited(image, "mono"))
    assert (mono[..., 0] == mono[..., 2]).all()
    warm, plain = np.asarray(picture.edited(image, "warm"), float), np.asarray(image, float)
    assert warm[..., 0].mean() > plain[..., 0].mean()
    assert warm[..., 2].mean() < plain[..., 2].mean()
    assert picture.edited(image, "square").size == (80, 80)
    assert picture.edited(image, "vivid").size == image.size
    with pytest.raises(picture.PictureError):
        picture.edited(image, "sepia")


def test_accidents_look_like_accidents() -> None:
    image = gradient()
    assert np.asarray(picture.in_pocket(image, Random(3))).mean() < 30
    across = np.asarray(picture.shaken(image, 60), float)[..., 0]
    assert across.std() < np.asarray(image, float)[..., 0].std()


def test_a_panorama_is_wide() -> None:
    strip = picture.panorama(Image.new("RGB", (1600, 900)))
    assert strip.width / strip.height == pytest.approx(2.6, rel=0.01)


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_turned_picture_stands_upright_by_its_tag(orientation: int) -> None:
    image = gradient()
    turned = picture.make(image, "turn", str(orientation), Random(0))
    back = {3: 180, 6: 270, 8: 90}[orientation]  # what a viewer does with the tag, counter-clockwise
    assert np.array_equal(np.asarray(turned.rotate(back, expand=True)), np.asarray(image))


def test_an_unknown_recipe_is_refused() -> None:
    with pytest.raises(picture.PictureError, match="sauce"):
        picture.make(gradient(), "sauce", "", Random(0))


def test_a_source_is_opened_from_its_package(tmp_path: Path) -> None:
    file = tmp_path / "pkg" / "usr" / "s.png"
    file.parent.mkdir(parents=True)
    gradient(2000, 1000).save(file)
    assert picture.open_source(SOURCE, tmp_path).size == (1600, 800)
    with pytest.raises(picture.PictureError, match="extract pkg 1"):
        picture.open_source(replace(SOURCE, file="usr/t.png"), tmp_path)


def test_a_source_is_opened_from_inside_a_resource_file(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    gradient(30, 20).save(buffer, "PNG")
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "a.rcc").write_bytes(resource(buffer.getvalue(), 0))
    inside = replace(SOURCE, file="a.rcc", member="d/x.bin")
    assert picture.open_source(inside, tmp_path).size == (30, 20)


# EXIF and XMP


@given(st.floats(-180, 180))
def test_degrees_survive_to_a_hundredth_of_a_second(degrees: float) -> None:
    whole, minutes, seconds = (float(part) for part in exif.to_sexagesimal(degrees))
    assert whole + minutes / 60 + seconds / 3600 == pytest.approx(abs(degrees), abs=0.006 / 3600)
    assert minutes < 60 and seconds < 60


@pytest.mark.parametrize(
    ("hours", "text"), [(2, "+02:00"), (-7, "-07:00"), (5.5, "+05:30"), (-3.5, "-03:30"), (0, "+00:00")]
)
def test_offsets_are_written_as_exif_wants(hours: float, text: str) -> None:
    assert exif.offset_text(timedelta(hours=hours)) == text


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_light_means_shorter_and_less_sensitive(one: float, other: float) -> None:
    dark, bright = sorted((one, other))
    (dark_time, dark_iso), (bright_time, bright_iso) = exif.exposure_of(dark), exif.exposure_of(bright)
    assert bright_time <= dark_time
    assert bright_iso <= dark_iso


def read_back(photo: table.Photo) -> Image.Exif:
    written = exif.exif_of(photo, tables_of(photo), Random(1))
    buffer = io.BytesIO()
    gradient().save(buffer, "JPEG", exif=written.tobytes())
    return Image.open(io.BytesIO(buffer.getvalue())).getexif()


def test_a_phone_writes_time_offset_and_place() -> None:
    back = read_back(SHOT)
    details, gps = back.get_ifd(ExifTags.IFD.Exif), back.get_ifd(ExifTags.IFD.GPSInfo)
    assert back[ExifTags.Base.Model] == "Pixel 7"
    assert details[ExifTags.Base.DateTimeOriginal] == "2024:06:13 10:30:00"
    assert details[ExifTags.Base.OffsetTimeOriginal] == "+02:00"
    assert (gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLongitudeRef]) == ("N", "E")
    assert float(gps[ExifTags.GPS.GPSLatitude][0]) == 41


def test_a_camera_writes_the_time_alone() -> None:
    back = read_back(replace(SHOT, device="camera"))
    assert ExifTags.Base.DateTimeOriginal in back.get_ifd(ExifTags.IFD.Exif)
    assert ExifTags.Base.OffsetTimeOriginal not in back.get_ifd(ExifTags.IFD.Exif)
    assert not back.get_ifd(ExifTags.IFD.GPSInfo)


def test_without_a_device_only_the_credit_stays() -> None:
    back = read_back(table.Photo("x.jpg", "s"))
    assert dict(back) == {ExifTags.Base.Artist: SOURCE.author, ExifTags.Base.Copyright: "CC-BY-4.0"}


WORDS = st.text(
    st.characters(min_codepoint=32, exclude_categories=("Cs", "Cn", "Cc")), min_size=1, max_size=20
)


@settings(deadline=None, max_examples=40)  # a busy machine is no failure
@given(WORDS, st.lists(WORDS, max_size=3), WORDS)
def test_xmp_keeps_any_words(caption: str, keywords: list[str], name: str) -> None:
    photo = replace(
        SHOT,
        caption=caption,
        keywords=tuple(keywords),
        rating=4,
        people=(table.Region(name, 0.5, 0.5, 0.1, 0.1),),
    )
    root = ET.fromstring(xmp.packet(photo, (100, 50)).decode().removeprefix("\ufeff"))
    rdf = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
    subject = root.find(".//{http://purl.org/dc/elements/1.1/}subject")
    assert root.findtext(f".//{rdf}Alt/{rdf}li") == caption
    assert [item.text for item in (subject.iter(f"{rdf}li") if subject is not None else [])] == keywords
    assert root.findtext(".//{http://www.metadataworkinggroup.com/schemas/regions/}Name") == name


def test_xmp_tells_pets_from_people_and_marks_panoramas() -> None:
    photo = replace(SHOT, people=(table.Region("Miso", 0.5, 0.5, 0.1, 0.1, is_pet=True), table.Region("Leo")))
    text = xmp.packet(photo, (100, 50), panorama=True).decode()
    assert "<mwg-rs:Type>Pet</mwg-rs:Type>" in text
    assert text.count("<mwg-rs:Name>") == 1, "Leo has a name but no box"
    assert "UsePanoramaViewer" in text
    assert "Rating" not in text


# Raw files


def test_the_mosaic_holds_red_green_green_blue() -> None:
    plane = dng.mosaic(Image.new("RGB", (4, 2), (10, 20, 30)))
    assert plane.tolist() == [[10, 20, 10, 20], [20, 30, 20, 30]]


def test_linearization_runs_from_black_to_white() -> None:
    curve = dng.linearization()
    assert (curve[0], curve[-1], len(curve)) == (0, 65535, 256)
    assert curve == sorted(curve)
    assert curve[188] / 65535 == pytest.approx(0.5, abs=0.01)


@settings(deadline=None, max_examples=40)  # a busy machine is no failure
@given(st.integers(20, 61), st.integers(20, 61))
def test_a_raw_file_is_a_tiff_with_a_preview(width: int, height: int) -> None:
    data = dng.dng(
        gradient(width, height), exif.exif_of(replace(SHOT, device="camera"), tables_of(SHOT), Random(1))
    )
    with Image.open(io.BytesIO(data)) as preview:
        assert preview.size == (width // 2 * 2, height // 2 * 2)
        assert preview.getexif().get_ifd(ExifTags.IFD.Exif)[36867] == "2024:06:13 10:30:00"


def test_a_raw_reader_develops_it(tmp_path: Path) -> None:
    rawpy = pytest.importorskip("rawpy")
    image = Image.new("RGB", (96, 64), (180, 120, 60))
    path = tmp_path / "a.dng"
    path.write_bytes(dng.dng(image, exif.exif_of(replace(SHOT, device="camera"), tables_of(SHOT), Random(1))))
    with rawpy.imread(str(path)) as raw:
        pixels: Any = raw.postprocess(use_camera_wb=True, no_auto_bright=True, gamma=(2.4, 12.92))
    assert np.abs(pixels[10:50, 10:80].reshape(-1, 3).mean(0) - (180, 120, 60)).max() < 12


# What is drawn


@pytest.mark.parametrize("name", drawn.DRAWINGS)
def test_drawings_are_the_same_for_the_same_seed(name: str) -> None:
    first, again = drawn.DRAWINGS[name](Random(name)), drawn.DRAWINGS[name](Random(name))
    assert first.tobytes() == again.tobytes()
    assert max(first.size) <= 1600
    assert np.asarray(first.convert("L")).std() > 8, "something is drawn on it"


def test_the_meme_keeps_the_picture_between_its_words() -> None:
    made = drawn.meme(gradient(450, 300))
    assert made.size == (900, 600)
    assert made.getpixel((5, 300)) == pytest.approx(gradient(450, 300).getpixel((2, 150)), abs=6)
