"""Blocks and fields that few programs write: read as exiftool reads them."""

from __future__ import annotations

import hashlib
import struct
import zlib
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from photos_ml.indexer.metadata import read_metadata
from photos_ml.indexer.metadata.kinds import kinds_of
from photos_ml.types import Camera, DateSource, Kind
from tests.metadata.conftest import (
    Make,
    Read,
    bag,
    box,
    exif_bytes,
    iptc,
    movie,
    photoshop,
    with_segment,
    xmp,
)

MORE = b"http://ns.adobe.com/xmp/extension/\0"


class TestHemispheres:
    """Degrees without a sign, and the side in a field of its own or in words."""

    @pytest.mark.parametrize(
        ("lat", "lon", "position"),
        [
            (("47.5", "N"), ("122.3", "W"), (47.5, -122.3)),
            (("33.9", "South"), ("18.4", "East"), (-33.9, 18.4)),
            (("-33.9", "S"), ("18.4", ""), (-33.9, 18.4)),
            (("33,54.0S", ""), ("18,24.0E", ""), (-33.9, 18.4)),
            (("33 deg 54' 0.00\" S", ""), ("18 deg 24' 0.00\" E", ""), (-33.9, 18.4)),
            (("33°54'S", ""), ("18°24'E", ""), (-33.9, 18.4)),
            (("33,54.0", "s"), ("18,24.0", "e"), (-33.9, 18.4)),
            (("33.9 N", "S"), ("18.4 E", "W"), (33.9, 18.4)),  # what stands with the number counts
        ],
    )
    def test_positions(
        self,
        make: Make,
        read: Read,
        lat: tuple[str, str],
        lon: tuple[str, str],
        position: tuple[float, float],
    ) -> None:
        body = "".join(
            f"<exif:GPS{axis}>{value}</exif:GPS{axis}><exif:GPS{axis}Ref>{side}</exif:GPS{axis}Ref>"
            for axis, (value, side) in (("Latitude", lat), ("Longitude", lon))
        )
        found = read(make(packet=xmp(body))).position
        assert found is not None
        assert (found.lat, found.lon) == pytest.approx(position)

    def test_words_that_are_no_side(self, make: Make, read: Read) -> None:
        body = "<exif:GPSLatitude>33.9 up</exif:GPSLatitude><exif:GPSLongitude>18.4</exif:GPSLongitude>"
        assert read(make(packet=xmp(body))).position is None


def test_a_packet_longer_than_a_segment_goes_on_in_others(make: Make, read: Read) -> None:
    rest = xmp(bag("dc:subject", "lighthouse", "harbour"), photoshop__City="Kiel")
    name = hashlib.md5(rest, usedforsecurity=False).hexdigest().upper().encode()
    path = make(packet=xmp(dc__title="Boat", xmpNote__HasExtendedXMP=name.decode()))
    data = path.read_bytes()
    for start in (0, 100):  # out of order, as writers may
        part = rest[start : start + 100] if start == 0 else rest[start:]
        place = struct.pack(">II", len(rest), start)
        data = with_segment(data, 0xE1, MORE + name + place + part)
    path.write_bytes(data)
    found = read(path)
    assert (found.title, found.keywords) == ("Boat", ("lighthouse", "harbour"))
    path.write_bytes(
        with_segment(make().read_bytes(), 0xE1, MORE + name + struct.pack(">II", 9, 0) + b"not its own")
    )
    assert read(path).problems == ()


@pytest.mark.parametrize("kind", ["exif", "APP1"])
def test_profiles_of_png_in_hexadecimal_digits(read: Read, tmp_path: Path, kind: str) -> None:
    exif = exif_bytes({0x110: "X100V"}, {0x9003: "2020:07:04 12:34:56"})
    words = PngInfo()
    words.add_text(f"Raw profile type {kind}", profile(kind, exif), zip=True)
    words.add_text(
        "Raw profile type iptc", profile("iptc", photoshop(iptc((2, 25, b"harbour")))[14:]), zip=True
    )
    words.add_text("Raw profile type xmp", profile("xmp", xmp(dc__title="Boat")), zip=True)
    path = tmp_path / "a.png"
    Image.new("RGB", (4, 4)).save(path, pnginfo=words)
    found = read(path)
    assert (found.camera.model, found.title, found.keywords) == ("X100V", "Boat", ("harbour",))
    assert str(found.taken) == "2020-07-04 12:34"


def test_a_damaged_profile_is_none(read: Read, tmp_path: Path) -> None:
    words = PngInfo()
    words.add_text("Raw profile type exif", "\nexif\n      4\nxyz", zip=True)
    Image.new("RGB", (4, 4)).save(tmp_path / "a.png", pnginfo=words)
    assert read(tmp_path / "a.png").camera == Camera()


def profile(kind: str, block: bytes) -> str:
    digits = block.hex()
    lines = "\n".join(digits[at : at + 72] for at in range(0, len(digits), 72))
    return f"\n{kind}\n{len(block):8}\n{lines}\n"


class TestClips:
    """A motion photo's clip behind the picture."""

    def test_samsungs_trailer(self, make: Make, read: Read) -> None:
        path = make("a.jpg")
        assert read(path).kinds == frozenset()
        path.write_bytes(path.read_bytes() + samsung(0x0A30, b"MotionPhoto_Data", movie()))
        assert read(path).kinds == {Kind.LIVE}

    def test_a_trailer_of_something_else(self, make: Make, read: Read) -> None:
        path = make("a.jpg")
        path.write_bytes(path.read_bytes() + samsung(0x0A01, b"Image_UTC_Data", b"1593866096000"))
        assert read(path).kinds == frozenset()

    def test_a_movie_that_is_just_appended(self, make: Make, read: Read) -> None:
        path = make("a.jpg")
        path.write_bytes(path.read_bytes() + movie(seconds=2))
        assert read(path).kinds == {Kind.LIVE}

    def test_words_about_movies_are_none(self, make: Make, read: Read) -> None:
        path = make("a.jpg")
        path.write_bytes(path.read_bytes() + b" ftyp and moov are boxes")
        assert read(path).kinds == frozenset()


def samsung(kind: int, name: bytes, data: bytes) -> bytes:
    block = b"\0\0" + struct.pack("<HI", kind, len(name)) + name + data
    directory = b"SEFH" + struct.pack("<II", 107, 1) + struct.pack("<HHII", 0, kind, len(block), len(block))
    return block + directory + struct.pack("<I", len(directory)) + b"SEFT"


@pytest.mark.parametrize("name", [b"Home\0", b"\xfe\xff\0H\0o\0\0"])
def test_3gpps_location(tmp_path: Path, read: Read, name: bytes) -> None:
    degrees = b"".join(struct.pack(">i", round(value * 65536)) for value in (-43.2104, -22.9519, 12.0))
    location = box(b"udta", box(b"loci", b"\0\0\0\0\x15\xc7" + name + b"\0" + degrees + b"earth\0\0"))
    path = tmp_path / "a.3gp"
    path.write_bytes(movie(location))
    found = read(path).position
    assert found is not None
    assert (found.lat, found.lon) == pytest.approx((-22.9519, -43.2104), abs=1e-4)
    assert found.altitude_m == 12.0


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        (b"2020-07-04T12:34:56+0200", "2020-07-04 12:34"),
        (b"2020-07-04", "2020-07-04"),
        (b"2020", "2020"),
        (b"none", "2021-01-02 00:00"),
    ],
)
def test_the_day_that_editors_write(tmp_path: Path, read: Read, text: bytes, taken: str) -> None:
    day = box(b"udta", box(b"\xa9day", struct.pack(">HH", len(text), 0) + text))
    path = tmp_path / "a.mov"
    path.write_bytes(movie(day, taken=datetime(2021, 1, 2)))
    assert str(read(path).taken) == taken


REGION = """<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:AppliedToDimensions stDim:w="{w}" stDim:h="{h}"
stDim:unit="pixel"/><mwg-rs:RegionList><rdf:Bag><rdf:li><rdf:Description mwg-rs:Name="Ann" mwg-rs:Type="Face">
<mwg-rs:Area stArea:x="0.25" stArea:y="0.2" stArea:w="0.1" stArea:h="0.2" stArea:unit="normalized"/>
</rdf:Description></rdf:li></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>"""
STORED, TURNED = (0.2, 0.1, 0.1, 0.2), (0.7, 0.2, 0.2, 0.1)


class TestTurns:
    """Regions count in the picture whose size they give; where that tells nothing, in JPEG in the stored
    one, in HEIC in the upright one."""

    @pytest.mark.parametrize(
        ("size", "where"),
        [((64, 48), TURNED), ((640, 480), TURNED), ((50, 50), TURNED), ((0, 0), TURNED), ((48, 64), STORED)],
    )
    def test_jpeg(self, make: Make, read: Read, size: tuple[int, int], where: tuple[float, ...]) -> None:
        packet = xmp(REGION.format(w=size[0], h=size[1]))
        (tag,) = read(make(exif=exif_bytes({0x112: 6}), packet=packet)).people
        assert tag.box == pytest.approx(where)

    @pytest.mark.parametrize(
        ("radians", "where"), [(1.57, TURNED), (-1.57, TURNED), (3.14, STORED), (0.3, STORED)]
    )
    def test_faces_on_their_side_are_of_the_stored_picture(
        self, make: Make, read: Read, radians: float, where: tuple[float, ...]
    ) -> None:
        region = REGION.format(w=48, h=64).replace(
            ">\n<mwg-rs:Area", f' mwg-rs:Rotation="{radians}">\n<mwg-rs:Area'
        )
        (tag,) = read(make(exif=exif_bytes({0x112: 6}), packet=xmp(region))).people
        assert tag.box == pytest.approx(where)

    @pytest.mark.parametrize("orientation", [1, 2, 3, 4])
    def test_the_size_tells_nothing_of_a_picture_that_does_not_lie(
        self, make: Make, read: Read, orientation: int
    ) -> None:
        found = [
            read(make(exif=exif_bytes({0x112: orientation}), packet=xmp(REGION.format(w=w, h=h)))).people
            for w, h in ((48, 64), (64, 48), (0, 0))
        ]
        assert found[0] == found[1] == found[2]

    @pytest.mark.parametrize(
        ("size", "where"), [((64, 48), TURNED), ((48, 64), STORED), ((640, 480), TURNED), ((0, 0), STORED)]
    )
    def test_heic(self, read: Read, tmp_path: Path, size: tuple[int, int], where: tuple[float, ...]) -> None:
        pillow_heif = pytest.importorskip("pillow_heif")
        path = tmp_path / "a.heic"
        picture = pillow_heif.from_pillow(Image.new("RGB", (64, 48)))
        picture.save(path, exif=exif_bytes({0x112: 6}), xmp=xmp(REGION.format(w=size[0], h=size[1])))
        found = read(path)
        assert (found.width, found.height) == (48, 64)
        assert found.people[0].box == pytest.approx(where)


IMAGE_REGION = """<Iptc4xmpExt:ImageRegion><rdf:Bag><rdf:li rdf:parseType="Resource">
<Iptc4xmpExt:RegionBoundary rdf:parseType="Resource"><Iptc4xmpExt:rbShape>{shape}</Iptc4xmpExt:rbShape>
<Iptc4xmpExt:rbUnit>relative</Iptc4xmpExt:rbUnit>{numbers}</Iptc4xmpExt:RegionBoundary>{more}</rdf:li></rdf:Bag>
</Iptc4xmpExt:ImageRegion>"""


def numbers(**values: float) -> str:
    return "".join(f"<Iptc4xmpExt:rb{n}>{v}</Iptc4xmpExt:rb{n}>" for n, v in values.items())


class TestNames:
    """Who is in the picture, as less common schemes say it."""

    def test_iptcs_regions(self, make: Make, read: Read) -> None:
        who = bag("Iptc4xmpExt:PersonInImage", "Ann Lee")
        corner = IMAGE_REGION.format(shape="rectangle", numbers=numbers(X=0.1, Y=0.2, W=0.3, H=0.4), more=who)
        circle = IMAGE_REGION.format(shape="circle", numbers=numbers(X=0.5, Y=0.5, Rx=0.1), more=who)
        for body, where in ((corner, (0.1, 0.2, 0.3, 0.4)), (circle, (0.4, 0.4, 0.2, 0.2))):
            (tag,) = read(make(packet=xmp(body))).people
            assert tag.name == "Ann Lee"
            assert tag.box == pytest.approx(where)

    def test_a_region_of_a_thing_is_nobody(self, make: Make, read: Read) -> None:
        thing = bag("Iptc4xmpExt:Name", "Boat", kind="Alt")
        body = IMAGE_REGION.format(shape="rectangle", numbers=numbers(X=0.1, Y=0.2, W=0.3, H=0.4), more=thing)
        assert read(make(packet=xmp(body))).people == ()

    def test_acdsees_regions(self, make: Make, read: Read) -> None:
        spaces = 'xmlns:acdsee-rs="http://ns.acdsee.com/regions/" xmlns:st="http://ns.acdsee.com/sType/Area#"'
        area = '<acdsee-rs:{} st:x="0.25" st:y="0.2" st:w="0.1" st:h="0.2"/>'
        body = (
            f'<acdsee-rs:Regions {spaces} rdf:parseType="Resource"><acdsee-rs:RegionList><rdf:Bag>'
            f'<rdf:li rdf:parseType="Resource"><acdsee-rs:Name>Ann</acdsee-rs:Name>{area.format("ALGArea")}'
            f"<acdsee-rs:Type>Face</acdsee-rs:Type></rdf:li></rdf:Bag></acdsee-rs:RegionList></acdsee-rs:Regions>"
        )
        (tag,) = read(make(packet=xmp(body))).people
        assert tag.name == "Ann"
        assert tag.box == pytest.approx(STORED)

    def test_a_tree_of_keywords(self, make: Make, read: Read) -> None:
        def node(word: str, *below: str) -> str:
            children = (
                f"<mwg-kw:Children><rdf:Bag>{''.join(below)}</rdf:Bag></mwg-kw:Children>" if below else ""
            )
            return (
                f'<rdf:li rdf:parseType="Resource"><mwg-kw:Keyword>{word}</mwg-kw:Keyword>{children}</rdf:li>'
            )

        tree = node("Places", node("Italy", node("Rome"))) + node("People", node("Ann Lee"))
        body = (
            '<mwg-kw:Keywords xmlns:mwg-kw="http://www.metadataworkinggroup.com/schemas/keywords/" '
            f'rdf:parseType="Resource"><mwg-kw:Hierarchy><rdf:Bag>{tree}</rdf:Bag></mwg-kw:Hierarchy></mwg-kw:Keywords>'
        )
        found = read(make(packet=xmp(body)))
        assert found.keywords == ("Places", "Italy", "Rome")
        assert [tag.name for tag in found.people] == ["Ann Lee"]

    def test_acdsees_categories(self, make: Make, read: Read) -> None:
        tree = (
            '<Categories><Category Assigned="0">Places<Category Assigned="1">Rome</Category>'
            '<Category Assigned="0">Oslo</Category></Category><Category Assigned="0">People'
            '<Category Assigned="1">Ann Lee</Category></Category></Categories>'
        ).replace("<", "&lt;")
        body = f'<acdsee:categories xmlns:acdsee="http://ns.acdsee.com/iptc/1.0/">{tree}</acdsee:categories>'
        found = read(make(packet=xmp(body)))
        assert found.keywords == ("Places", "Rome")
        assert [tag.name for tag in found.people] == ["Ann Lee"]
        broken = (
            '<acdsee:categories xmlns:acdsee="http://ns.acdsee.com/iptc/1.0/">&lt;Cat</acdsee:categories>'
        )
        assert read(make(packet=xmp(broken))).keywords == ()


class TestRatings:
    """Not rated and rejected are said too."""

    def test_rejected(self, make: Make, read: Read) -> None:
        found = read(make(exif=exif_bytes({0x4746: 5}), packet=xmp(xmp__Rating="-1")))
        assert (found.rating, found.rejected) == (None, True)

    def test_not_rated_hides_an_older_rating(self, make: Make, read: Read) -> None:
        path = make(packet=xmp(xmp__Rating="4"))
        beside = path.with_suffix(".xmp")
        beside.write_bytes(xmp(xmp__Rating="0"))
        assert (read(path).rating, read(path, beside).rating, read(path, beside).rejected) == (4, None, False)


PHONE = Camera("Xiaomi", "Mi 10")


@pytest.mark.parametrize(
    ("name", "size", "camera", "kinds"),
    [
        ("IMG_1.jpg", (4000, 1800), PHONE, set()),
        ("IMG_1.jpg", (1644, 3840), PHONE, set()),
        ("IMG_1.jpg", (5760, 2410), PHONE, set()),
        ("IMG_1.jpg", (9000, 2400), PHONE, {Kind.PANORAMA}),
        ("IMG_1.jpg", (9000, 2400), Camera(), {Kind.PANORAMA}),
        ("drawing.png", (9000, 2400), Camera(), set()),
        ("PANO_1.jpg", (4000, 3000), PHONE, {Kind.PANORAMA}),
        ("Screenshot_1.jpg", (1080, 5400), Camera(), {Kind.SCREENSHOT}),
        ("IMG_1.PNG", (1170, 9000), Camera(), {Kind.SCREENSHOT}),
        ("Screenshots/IMG_1.jpg", (1080, 2400), Camera(), {Kind.SCREENSHOT}),
        ("Screenshots/IMG_1.jpg", (4000, 3000), PHONE, set()),
        ("Bildschirmfotos/1.png", (800, 600), Camera(), {Kind.SCREENSHOT}),
    ],
)
def test_panoramas_and_screenshots(
    name: str, size: tuple[int, int], camera: Camera, kinds: set[Kind]
) -> None:
    assert kinds_of(Path("/photos", name), size, camera) == kinds


def test_when_a_png_was_changed_is_a_date_for_want_of_a_better(tmp_path: Path) -> None:
    path = tmp_path / "drawing.png"
    Image.new("RGB", (4, 3)).save(path)
    data = path.read_bytes()
    chunk = b"tIME" + bytes((0x07, 0xE2, 5, 6, 7, 8, 9))
    whole = len(chunk[4:]).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")
    path.write_bytes(data[:33] + whole + data[33:])
    found = read_metadata(path).taken
    assert found is not None
    assert (found.local, found.offset_minutes) == (datetime(2018, 5, 6, 7, 8, 9), 0)
    named = path.rename(tmp_path / "Screenshot 2017-04-03 10.11.12.png")
    told = read_metadata(named).taken
    assert told is not None and told.local == datetime(2017, 4, 3, 10, 11, 12)
    path.write_bytes(data[:33] + whole.replace(b"\x05\x06", b"\x0d\x06") + data[33:])
    guessed = read_metadata(path).taken
    assert guessed is not None and guessed.source is DateSource.MTIME
