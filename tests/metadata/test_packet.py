"""XMP: dates, words, ratings, people and their boxes, embedded and beside the picture."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.indexer.metadata.packet import read_packet
from photos_ml.indexer.metadata.people import upright
from photos_ml.indexer.metadata.xmp import parse_packet, structures, texts
from photos_ml.types import DateSource, Kind, PersonTag
from tests.metadata.conftest import Make, Read, bag, exif_bytes, mwg_face, mwg_regions, xmp


def alternatives(name: str, **by_language: str) -> str:
    items = "".join(
        f'<rdf:li xml:lang="{lang.replace("_", "-")}">{text}</rdf:li>' for lang, text in by_language.items()
    )
    return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>"


def test_a_packet_in_a_picture(make: Make, read: Read) -> None:
    packet = xmp(
        alternatives("dc:description", de="Ein Boot", x_default="A boat") + bag("dc:subject", "sea", "sun"),
        dc__title="Boat",
        xmp__Rating="4",
        photoshop__DateCreated="2020-07-04T12:34:56.5+02:00",
        exif__GPSLatitude="48,8.22N",
        exif__GPSLongitude="11,34.5E",
        exif__GPSAltitude="520/1",
        tiff__Make="Canon",
        tiff__Model="EOS R6",
        exif__FNumber="28/10",
        exif__ExposureTime="1/250",
        exif__FocalLength="50/1",
    )
    found = read(make(packet=packet))
    assert found.taken is not None
    assert found.taken.local == datetime(2020, 7, 4, 12, 34, 56, 500_000)
    assert (found.taken.offset_minutes, found.taken.source) == (120, DateSource.XMP)
    assert (found.title, found.caption, found.keywords, found.rating) == ("Boat", "A boat", ("sea", "sun"), 4)
    assert found.place is not None
    assert found.place.city == "Munich"
    assert (found.camera.name, found.camera.aperture, found.camera.exposure_s) == ("Canon EOS R6", 2.8, 0.004)


def test_elements_and_attributes_say_the_same() -> None:
    as_element = parse_packet(xmp("<dc:title>Boat</dc:title><xmp:Rating>3</xmp:Rating>"))
    as_attribute = parse_packet(xmp(dc__title="Boat", xmp__Rating="3"))
    assert as_element == as_attribute == {"dc:title": "Boat", "xmp:Rating": "3"}


def test_prefixes_do_not_matter_namespaces_do() -> None:
    packet = xmp(dc__title="Boat")
    assert parse_packet(packet.replace(b"xmlns:dc=", b"xmlns:q=").replace(b"dc:title", b"q:title")) == {
        "dc:title": "Boat"
    }
    assert (
        parse_packet(packet.replace(b"http://purl.org/dc/elements/1.1/", b"http://example.org/other/")) == {}
    )


def test_several_descriptions_add_up() -> None:
    packet = xmp(dc__title="Boat").replace(
        b"</rdf:RDF>", b'<rdf:Description rdf:about="" xmp:Rating="2"/></rdf:RDF>'
    )
    assert parse_packet(packet) == {"dc:title": "Boat", "xmp:Rating": "2"}


def test_padding_and_what_comes_after_do_not_matter() -> None:
    assert parse_packet(b"\xef\xbb\xbf  " + xmp(dc__title="Boat") + b" " * 2000 + b"\0\0") == {
        "dc:title": "Boat"
    }


def test_values_by_shape() -> None:
    assert texts("x") == ["x"]
    assert texts([" a ", "", "b", {"c": "d"}]) == ["a", "b"]
    assert texts(None) == texts({"a": "b"}) == []
    assert structures([{"a": "b"}, "c"]) == structures({"a": "b"}) == [{"a": "b"}]
    assert structures("x") == structures(None) == []


@pytest.mark.parametrize(
    ("written", "lat"),
    [
        ("48,8,13.2N", 48.137),
        ("48,8.22N", 48.137),
        ("48,8.22S", -48.137),
        ("48.137", 48.137),
        ("-48.137", -48.137),
        ("abc", None),
        ("48,8.22X", None),
    ],
)
def test_coordinates(written: str, lat: float | None) -> None:
    position = read_packet(
        parse_packet(xmp(exif__GPSLatitude=written, exif__GPSLongitude="11,34.5E"))
    ).position
    if lat is None:
        assert position is None
    else:
        assert position is not None
        assert position.lat == pytest.approx(lat, abs=1e-6)


@pytest.mark.parametrize(
    ("attributes", "rating"),
    [
        ({"xmp__Rating": "5"}, 5),
        ({"xmp__Rating": "0"}, None),
        ({"xmp__Rating": "-1"}, None),
        ({"xmp__Rating": "9"}, None),
        ({"xmp__Rating": "x"}, None),
        ({"MicrosoftPhoto__Rating": "50"}, 3),
        ({"MicrosoftPhoto__Rating": "99"}, 5),
        ({"MicrosoftPhoto__Rating": "1"}, 1),
        ({"xmp__Rating": "2", "MicrosoftPhoto__Rating": "99"}, 2),
    ],
)
def test_ratings(make: Make, read: Read, attributes: dict[str, str], rating: int | None) -> None:
    assert read(make(packet=xmp(**attributes))).rating == rating


def test_a_rejection_beats_the_stars_of_a_lesser_source(make: Make, read: Read) -> None:
    found = read(make(exif=exif_bytes({0x4746: 4}), packet=xmp(xmp__Rating="-1")))
    assert found.rating is None


@pytest.mark.parametrize(
    ("attributes", "favorite"),
    [
        ({"digiKam__PickLabel": "3"}, True),
        ({"xmpDM__pick": "1"}, True),
        ({"xmp__Label": "Favorite"}, True),
        ({"xmp__Label": "Red"}, False),
        ({"digiKam__PickLabel": "1"}, False),
        ({"xmpDM__pick": "-1"}, False),
        ({"xmp__Rating": "4"}, True),
        ({"xmp__Rating": "3"}, False),
        ({"xmp__Rating": "-1"}, False),
        ({}, False),
    ],
)
def test_favorites(make: Make, read: Read, attributes: dict[str, str], favorite: bool) -> None:
    assert read(make(packet=xmp(**attributes))).favorite is favorite


def test_paths_of_keywords_give_each_part(make: Make, read: Read) -> None:
    body = (
        bag("dc:subject", "Yosemite", "Ann Lee")
        + bag("lr:hierarchicalSubject", "Places|USA|Yosemite", "People|Family|Ann Lee")
        + bag("digiKam:TagsList", "Trips/2019", "_Digikam_Internal_Tags_/Pick Label Accepted", kind="Seq")
    )
    found = read(make(packet=xmp(body)))
    assert found.keywords == ("Yosemite", "Places", "USA", "Trips", "2019")
    assert found.people == (PersonTag("Ann Lee"),)


@pytest.mark.parametrize("root", ["People", "Personen", "PEOPLE", "Faces", "Personnes"])
def test_people_under_keyword_paths(root: str) -> None:
    facts = read_packet(parse_packet(xmp(bag("digiKam:TagsList", f"{root}/Ann Lee", root))))
    assert [tag.name for tag in facts.people] == ["Ann Lee"]


def test_names_in_the_picture_are_no_keywords(make: Make, read: Read) -> None:
    body = bag("Iptc4xmpExt:PersonInImage", "Ann Lee", "Bo") + bag(
        "dc:subject", "ann lee", "sea", "Ann Lee,Bo"
    )
    found = read(make(packet=xmp(body)))
    assert [tag.name for tag in found.people] == ["Ann Lee", "Bo"]
    assert found.keywords == ("sea",)


def test_face_regions(make: Make, read: Read) -> None:
    body = mwg_regions(
        mwg_face("Ann", 0.5, 0.5, 0.2, 0.4),
        mwg_face("Bo", 0.05, 0.5, 0.2, 0.2),
        mwg_face("Rex", 0.5, 0.5, 0.1, 0.1, kind="Pet"),
        mwg_face("", 0.5, 0.5, 0.1, 0.1),
    )
    ann, bo = read(make(packet=xmp(body))).people
    assert (ann.name, bo.name) == ("Ann", "Bo")
    assert ann.box == pytest.approx((0.4, 0.3, 0.2, 0.4))
    assert bo.box == pytest.approx((0.0, 0.4, 0.15, 0.2))  # cut at the edge


def test_regions_in_pixels(make: Make, read: Read) -> None:
    body = (
        '<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:AppliedToDimensions stDim:w="200" stDim:h="100"/>'
        '<mwg-rs:RegionList><rdf:Bag><rdf:li rdf:parseType="Resource"><mwg-rs:Name>Ann</mwg-rs:Name>'
        '<mwg-rs:Area stArea:x="100" stArea:y="50" stArea:w="20" stArea:h="20" stArea:unit="pixel"/>'
        "</rdf:li></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>"
    )
    (ann,) = read(make(packet=xmp(body))).people
    assert ann.box == pytest.approx((0.45, 0.4, 0.1, 0.2))


def test_regions_of_microsoft(make: Make, read: Read) -> None:
    def region(name: str, rectangle: str) -> str:
        area = f'MPReg:Rectangle="{rectangle}"' if rectangle else ""
        return f'<rdf:li><rdf:Description MPReg:PersonDisplayName="{name}" {area}/></rdf:li>'

    body = (
        '<MP:RegionInfo rdf:parseType="Resource"><MPRI:Regions><rdf:Bag>'
        f"{region('Ann', '0.1, 0.2, 0.3, 0.4')}{region('Bo', '')}{region('Cy', '1, 2, x')}"
        f"{region('', '0, 0, 1, 1')}</rdf:Bag></MPRI:Regions></MP:RegionInfo>"
    )
    ann, bo, cy = read(make(packet=xmp(body))).people
    assert ann.box == pytest.approx((0.1, 0.2, 0.3, 0.4))
    assert (bo, cy) == (PersonTag("Bo"), PersonTag("Cy"))


def test_boxes_are_turned_upright(make: Make, read: Read) -> None:
    """A face at the top left of a picture that lies on its side."""
    packet = xmp(mwg_regions(mwg_face("Ann", 0.1, 0.2, 0.2, 0.4)))
    wanted = {
        1: (0.0, 0.0, 0.2, 0.4),
        2: (0.8, 0.0, 0.2, 0.4),
        3: (0.8, 0.6, 0.2, 0.4),
        4: (0.0, 0.6, 0.2, 0.4),
        5: (0.0, 0.0, 0.4, 0.2),
        6: (0.6, 0.0, 0.4, 0.2),
        7: (0.6, 0.8, 0.4, 0.2),
        8: (0.0, 0.8, 0.4, 0.2),
    }
    for orientation, box in wanted.items():
        (ann,) = read(make(exif=exif_bytes({0x112: orientation}), packet=packet)).people
        assert ann.box == pytest.approx(box, abs=1e-9), orientation


@given(
    st.integers(1, 8),
    st.tuples(st.floats(0, 0.5), st.floats(0, 0.5), st.floats(0.01, 0.5), st.floats(0.01, 0.5)),
)
def test_turning_keeps_boxes_in_the_picture(orientation: int, box: tuple[float, float, float, float]) -> None:
    turned = upright(PersonTag("Ann", box), orientation).box
    assert turned is not None
    assert turned[2] * turned[3] == pytest.approx(box[2] * box[3])
    assert all(edge >= -1e-9 for edge in turned)
    assert turned[0] + turned[2] <= 1 + 1e-9
    inverse = {6: 8, 8: 6}.get(orientation, orientation)
    assert upright(PersonTag("Ann", turned), inverse).box == pytest.approx(box, abs=1e-9)


def test_turning_boxes_agrees_with_turning_pixels() -> None:
    """The box follows a coloured patch through Pillow's own turning."""
    from PIL import Image, ImageOps

    for orientation in range(1, 9):
        image = Image.new("L", (100, 60), 0)
        image.paste(255, (10, 6, 40, 24))
        exif = Image.Exif()
        exif[0x112] = orientation
        image.info["exif"] = exif.tobytes()
        turned = ImageOps.exif_transpose(image)
        bounds = turned.getbbox()
        box = upright(PersonTag("Ann", (0.1, 0.1, 0.3, 0.3)), orientation).box
        assert box is not None
        assert bounds is not None
        left, top, right, bottom = bounds
        scale = (turned.width, turned.height, turned.width, turned.height)
        pixels = [edge * size for edge, size in zip(box, scale, strict=True)]
        assert pixels == pytest.approx([left, top, right - left, bottom - top])


@pytest.mark.parametrize(
    ("attributes", "kind"),
    [
        ({"GPano__ProjectionType": "equirectangular"}, Kind.PANORAMA),
        ({"GPano__UsePanoramaViewer": "True"}, Kind.PANORAMA),
        ({"GCamera__MotionPhoto": "1"}, Kind.LIVE),
        ({"GCamera__MicroVideo": "1"}, Kind.LIVE),
        ({"GCamera__BurstID": "7f"}, Kind.BURST),
        ({"exif__UserComment": "Screenshot"}, Kind.SCREENSHOT),
    ],
)
def test_kinds(make: Make, read: Read, attributes: dict[str, str], kind: Kind) -> None:
    found = read(make(packet=xmp(**attributes)))
    assert found.kinds == {kind}
    assert found.burst_id == attributes.get("GCamera__BurstID", "")


def test_written_places_take_the_gazetteers_names(make: Make, read: Read) -> None:
    packet = xmp(photoshop__City="München", photoshop__State="Bayern", photoshop__Country="Deutschland")
    assert str(read(make(packet=packet)).place) == "Munich, Bavaria, Germany"


@pytest.mark.parametrize(
    ("attributes", "shown", "code"),
    [
        ({"photoshop__City": "Paris", "photoshop__Country": "USA"}, "Paris, Texas, United States", "US"),
        (
            {
                "photoshop__City": "St James's",
                "photoshop__State": "England",
                "photoshop__Country": "Storbritannien",
            },
            "St James's, England, United Kingdom",
            "GB",
        ),
        ({"photoshop__City": "Smallville", "photoshop__Country": "Neverland"}, "Smallville, Neverland", ""),
        ({"photoshop__Country": "Sverige"}, "Sweden", "SE"),
        (
            {"photoshop__City": "Kamakura", "Iptc4xmpCore__CountryCode": "JP"},
            "Kamakura, Kanagawa, Japan",
            "JP",
        ),
    ],
)
def test_written_places(make: Make, read: Read, attributes: dict[str, str], shown: str, code: str) -> None:
    place = read(make(packet=xmp(**attributes))).place
    assert place is not None
    assert (str(place), place.country_code) == (shown, code)


def test_the_location_shown_counts_where_no_city_is(make: Make, read: Read) -> None:
    body = (
        "<Iptc4xmpExt:LocationShown><rdf:Bag><rdf:li><rdf:Description Iptc4xmpExt:City='Oslo' "
        "Iptc4xmpExt:CountryName='Norge'/></rdf:li></rdf:Bag></Iptc4xmpExt:LocationShown>"
    )
    assert str(read(make(packet=xmp(body))).place) == "Oslo, Norway"


def test_the_position_beats_written_places(make: Make, read: Read) -> None:
    packet = xmp(photoshop__City="Oslo", exif__GPSLatitude="48,8.22N", exif__GPSLongitude="11,34.5E")
    found = read(make(packet=packet))
    assert found.place is not None
    assert found.place.city == "Munich"


def test_a_sidecar_beats_what_is_embedded(make: Make, read: Read, tmp_path: Path) -> None:
    beside = tmp_path / "photo.jpg.xmp"
    beside.write_bytes(
        xmp(
            bag("dc:subject", "sun") + mwg_regions(mwg_face("Ann", 0.5, 0.5, 0.2, 0.2)),
            dc__title="New",
            xmp__Rating="5",
            exif__DateTimeOriginal="2020-07-05T10:00:00",
        )
    )
    exif = exif_bytes({0x4746: 2}, {0x9003: "2020:07:04 12:34:56"})
    embedded = xmp(
        bag("dc:subject", "sea") + bag("Iptc4xmpExt:PersonInImage", "Bo"), dc__title="Old", xmp__Rating="1"
    )
    found = read(make(exif=exif, packet=embedded), beside)
    assert found.taken is not None
    assert found.taken.local == datetime(2020, 7, 5, 10)
    assert (found.title, found.rating) == ("New", 5)
    assert found.keywords == ("sun", "sea")
    assert [tag.name for tag in found.people] == ["Ann", "Bo"]


def test_the_more_specific_sidecar_comes_first(make: Make, read: Read, tmp_path: Path) -> None:
    specific, general = tmp_path / "photo.jpg.xmp", tmp_path / "photo.xmp"
    specific.write_bytes(xmp(dc__title="Specific"))
    general.write_bytes(xmp(dc__title="General", dc__description="Told"))
    found = read(make(), specific, general)
    assert (found.title, found.caption) == ("Specific", "Told")


def test_a_sidecar_of_the_same_second_keeps_the_cameras_offset(
    make: Make, read: Read, tmp_path: Path
) -> None:
    beside = tmp_path / "photo.jpg.xmp"
    beside.write_bytes(xmp(photoshop__DateCreated="2020-07-04T12:34:56"))
    exif = exif_bytes(details={0x9003: "2020:07:04 12:34:56", 0x9291: "25", 0x9011: "+05:45"})
    found = read(make(exif=exif), beside)
    assert found.taken is not None
    assert (found.taken.offset_minutes, found.taken.local.microsecond) == (345, 250_000)


def test_a_damaged_packet_is_a_problem(make: Make, read: Read) -> None:
    found = read(make(packet=xmp(dc__title="x").replace(b"</rdf:RDF>", b"")))
    assert found.title == ""
    assert len(found.problems) == 1
    assert found.problems[0].startswith("embedded XMP: not well-formed")
