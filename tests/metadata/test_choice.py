"""Which of a photo's dates is chosen: instants and wall clocks, scans and changes, clocks never set."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from photos_ml.indexer.metadata.choice import Sources, choose
from photos_ml.indexer.metadata.facts import WrittenDate
from photos_ml.types import DateSource, Precision, Taken
from tests.metadata.conftest import Make, Read, exif_bytes, iptc, keyed, movie, photoshop, xmp

NOW = datetime(2026, 11, 21, 12)
ORIGINAL, DIGITIZED, MODIFIED, OFFSET = 0x9003, 0x9004, 0x132, 0x9011
TOKYO = {1: "N", 2: (35.68, 0.0, 0.0), 3: "E", 4: (139.76, 0.0, 0.0)}
COPIED = datetime(2025, 3, 4, 5, 6, 7).timestamp()


def told(taken: Taken | None) -> tuple[str, int | None, str]:
    """Wall clock to the second, offset and source."""
    assert taken is not None
    return taken.local.isoformat(timespec="seconds"), taken.offset_minutes, taken.source.value


def copied(path: Path) -> Path:
    os.utime(path, (COPIED, COPIED))
    return path


def seconds(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def record(path: Path, utc: str) -> Path:
    """A record of an export beside a picture, with its moment in UTC."""
    beside = path.with_name(path.name + ".json")
    beside.write_text(json.dumps({"title": path.name, "photoTakenTime": {"timestamp": str(seconds(utc))}}))
    return beside


class TestInstantsAndWallClocks:
    """An instant in UTC is turned to the wall clock that another source shows, a zone away."""

    @pytest.mark.parametrize(
        ("wall", "utc", "offset"),
        [
            ("2022:01:01 09:30:00", "2022-01-01T00:30:00", 540),
            ("2021:12:31 16:30:00", "2022-01-01T00:30:00", -480),
            ("2022:01:01 06:15:00", "2022-01-01T00:30:00", 345),
            ("2022:01:01 00:30:00", "2022-01-01T00:30:00", None),  # who knows no zone writes it as UTC
        ],
    )
    def test_an_exports_record(self, make: Make, read: Read, wall: str, utc: str, offset: int | None) -> None:
        path = make("x.jpg", exif=exif_bytes(details={ORIGINAL: wall}))
        found = told(read(path, record(path, utc)).taken)
        assert found == (wall.replace(":", "-", 2).replace(" ", "T"), offset, "exif")

    def test_its_own_offset_stands(self, make: Make, read: Read) -> None:
        path = make("x.jpg", exif=exif_bytes(details={ORIGINAL: "2022:01:01 09:30:00", OFFSET: "+09:00"}))
        assert told(read(path, record(path, "2022-01-01T09:30:00")).taken)[:2] == ("2022-01-01T09:30:00", 540)

    def test_a_date_put_right_in_the_other_program_stays_so_in_the_cameras_zone(
        self, make: Make, read: Read
    ) -> None:
        path = make("x.jpg", exif=exif_bytes(details={ORIGINAL: "2010:01:02 09:30:00", OFFSET: "+02:00"}))
        assert told(read(path, record(path, "2014-05-06T10:11:12")).taken) == (
            "2014-05-06T12:11:12", 120, "sidecar",
        )  # fmt: skip

    def test_a_name_shows_the_wall_clock_too(self, make: Make, read: Read) -> None:
        path = make("IMG_20220101_093000.jpg")
        assert told(read(path, record(path, "2022-01-01T00:30:02")).taken) == (
            "2022-01-01T09:30:00", 540, "sidecar",
        )  # fmt: skip

    def test_a_name_of_another_day_does_not(self, make: Make, read: Read) -> None:
        path = make("IMG_20190101_093000.jpg")
        assert told(read(path, record(path, "2022-01-01T00:30:02")).taken)[:2] == ("2022-01-01T00:30:02", 0)

    def test_then_the_zone_of_the_position(self, make: Make, read: Read) -> None:
        path = make("x.jpg", exif=exif_bytes(gps=TOKYO))
        assert told(read(path, record(path, "2022-01-01T00:30:00")).taken)[:2] == ("2022-01-01T09:30:00", 540)

    def test_xmp_with_z(self, make: Make, read: Read) -> None:
        packet = xmp(exif__DateTimeOriginal="2022-01-01T00:30:00Z")
        path = make("x.jpg", exif=exif_bytes(details={ORIGINAL: "2022:01:01 09:30:00"}), packet=packet)
        beside = path.with_suffix(".xmp")
        beside.write_bytes(packet)
        assert told(read(path, beside).taken)[:2] == ("2022-01-01T09:30:00", 540)

    def test_pixels_names_give_the_offset(self, make: Make, read: Read) -> None:
        path = make("PXL_20220101_003000123.jpg", exif=exif_bytes(details={ORIGINAL: "2022:01:01 09:30:00"}))
        assert told(read(path).taken) == ("2022-01-01T09:30:00", 540, "exif")
        path = make("PXL_20220101_093000123.jpg", exif=exif_bytes(details={ORIGINAL: "2022:01:01 09:30:00"}))
        assert told(read(path).taken)[1] == 0

    @pytest.mark.parametrize(
        ("name", "offset"),
        [
            ("VID_20220101_093000", 540),  # named as it began
            ("VID_20220101_093058", 540),  # named as it ended
            ("20220101_093000", 540),
            ("VID_20220101_003000", None),  # the container holds the wall clock
        ],
    )
    def test_a_videos_name_and_its_container(
        self, tmp_path: Path, read: Read, name: str, offset: int | None
    ) -> None:
        path = tmp_path / f"{name}.mp4"
        ended = datetime(2022, 1, 1, 0, 30, 0 if offset is None else 58)
        path.write_bytes(movie(taken=ended, seconds=58))
        taken = read(path).taken
        assert taken is not None
        assert taken.offset_minutes == offset
        assert taken.local.strftime("%Y%m%d_%H%M%S") in name

    def test_apples_own_date_stands_before_the_containers(self, tmp_path: Path, read: Read) -> None:
        path = tmp_path / "x.mov"
        meta = keyed(creationdate="2022-01-01T09:30:00+0900")
        path.write_bytes(movie(meta, taken=datetime(2023, 5, 5)))
        assert told(read(path).taken)[:2] == ("2022-01-01T09:30:00", 540)


class TestOrder:
    """What a date is of counts for more than where it is written."""

    def test_a_dated_name_before_a_later_change(self, make: Make, read: Read) -> None:
        path = copied(make("IMG_20180506_070809.jpg", exif=exif_bytes({MODIFIED: "2020:02:02 02:02:02"})))
        assert told(read(path).taken)[0] == "2018-05-06T07:08:09"

    def test_an_older_change_before_the_name(self, make: Make, read: Read) -> None:
        path = copied(make("IMG-20200202-WA0007.jpg", exif=exif_bytes({MODIFIED: "2018:05:06 07:08:09"})))
        assert told(read(path).taken)[0] == "2018-05-06T07:08:09"

    def test_a_change_on_the_named_day_tells_the_hour(self, make: Make, read: Read) -> None:
        path = copied(make("2018-05-06 Rom.jpg", exif=exif_bytes({MODIFIED: "2018:05:06 07:08:09"})))
        assert told(read(path).taken)[0] == "2018-05-06T07:08:09"

    def test_what_a_person_wrote_before_the_day_of_the_scan(self, make: Make, read: Read) -> None:
        scanned = exif_bytes(details={DIGITIZED: "2015:03:03 10:00:00"})
        path = make("scan.jpg", exif=scanned, packet=xmp(photoshop__DateCreated="1993"))
        taken = read(path).taken
        assert taken is not None
        assert (taken.local.year, taken.precision) == (1993, Precision.YEAR)
        path = make("Rom 1985-06-07.jpg", exif=scanned)
        assert told(read(path).taken)[0] == "1985-06-07T12:00:00"

    def test_a_digitised_date_of_the_same_shot_before_its_name(self, make: Make, read: Read) -> None:
        digital = exif_bytes(details={DIGITIZED: "2015:03:03 10:00:00"})
        assert told(read(make("IMG_20150304_100000.jpg", exif=digital)).taken)[0] == "2015-03-03T10:00:00"

    def test_folders_come_last_before_the_files_time(self, make: Make, read: Read, tmp_path: Path) -> None:
        (tmp_path / "Sommer 1978").mkdir()
        taken = read(copied(make("Sommer 1978/a.jpg"))).taken
        assert taken is not None
        assert (taken.local.year, taken.precision, taken.source) == (
            1978,
            Precision.YEAR,
            DateSource.FILENAME,
        )
        taken = read(
            make("Sommer 1978/b.jpg", exif=exif_bytes(details={ORIGINAL: "1979:01:01 10:00:01"}))
        ).taken
        assert told(taken)[0] == "1979-01-01T10:00:01"

    def test_a_folder_of_a_year_after_the_file_is_no_date(
        self, make: Make, read: Read, tmp_path: Path
    ) -> None:
        (tmp_path / "Calendar 2031").mkdir()
        (tmp_path / "Plans for 2026").mkdir()
        for folder in ("Calendar 2031", "Plans for 2026"):
            taken = read(copied(make(f"{folder}/a.jpg"))).taken
            assert taken is not None
            assert taken.source is DateSource.MTIME

    def test_a_positions_time_where_no_clock_told_one(self, make: Make, read: Read) -> None:
        gps = {
            1: "N",
            2: (35.68, 0.0, 0.0),
            3: "E",
            4: (139.76, 0.0, 0.0),
            7: (0.0, 30.0, 0.0),
            29: "2022:01:01",
        }
        assert told(read(copied(make("a.jpg", exif=exif_bytes(gps=gps)))).taken) == (
            "2022-01-01T09:30:00", 540, "exif",
        )  # fmt: skip

    def test_the_zero_of_a_programs_calendar_is_no_fix(self, make: Make, read: Read) -> None:
        gps = {**TOKYO, 7: (1.0, 0.0, 14.0), 29: "1899:12:30"}
        taken = read(copied(make("a.jpg", exif=exif_bytes(gps=gps)))).taken
        assert taken is not None
        assert taken.source is DateSource.MTIME


class TestParts:
    """A date in part is a date, and gives way to a finer one inside it."""

    def test_each_block(self, make: Make, read: Read) -> None:
        paths = {
            "1993": make("a.jpg", packet=xmp(exif__DateTimeOriginal="1993")),
            "1985-06": make("b.jpg", packet=xmp(photoshop__DateCreated="1985-06")),
            "1978": make("c.jpg", exif=exif_bytes(details={ORIGINAL: "1978:00:00 00:00:00"})),
            "1962": make("d.jpg", resources=photoshop(iptc((2, 55, b"19620000")))),
            "1971-03": make(
                "e.jpg", resources=photoshop(iptc((2, 55, b"19710300"), (2, 60, b"120000+0000")))
            ),
            "1950s": make("f.jpg", packet=xmp(photoshop__DateCreated="195X")),
        }
        assert {str(read(copied(path)).taken): path.name for path in paths.values()} == {
            text: path.name for text, path in paths.items()
        }
        assert all(read(path).problems == () for path in paths.values())

    def test_a_finer_date_inside_it(self, make: Make, read: Read) -> None:
        exif = exif_bytes(details={ORIGINAL: "1993:05:06 07:08:09"})
        beside = make("a.jpg", exif=exif).with_suffix(".xmp")
        beside.write_bytes(xmp(photoshop__DateCreated="1993"))
        assert str(read(beside.with_suffix(".jpg"), beside).taken) == "1993-05-06 07:08"
        beside.write_bytes(xmp(photoshop__DateCreated="1994"))
        assert str(read(beside.with_suffix(".jpg"), beside).taken) == "1994"

    def test_midnight_is_no_finer_time_of_a_day(self, make: Make, read: Read) -> None:
        packet = xmp(photoshop__DateCreated="2003-08-30", exif__DateTimeOriginal="2003-08-30")
        midnight = exif_bytes(details={DIGITIZED: "2003:08:30 00:00:00"})
        assert str(read(make("a.jpg", exif=midnight, packet=packet)).taken) == "2003-08-30"
        morning = exif_bytes(details={DIGITIZED: "2003:08:30 09:10:11"})
        assert str(read(make("b.jpg", exif=morning, packet=packet)).taken) == "2003-08-30 09:10"

    def test_a_change_in_its_year_is_no_finer_date(self, make: Make, read: Read) -> None:
        path = make(
            "a.jpg",
            exif=exif_bytes({MODIFIED: "2019:05:06 07:08:09"}),
            packet=xmp(photoshop__DateCreated="2019"),
        )
        assert str(read(path).taken) == "2019"

    def test_no_offset_for_less_than_a_day(self, make: Make, read: Read) -> None:
        taken = read(
            make("a.jpg", exif=exif_bytes(details={ORIGINAL: "1978:06:00 00:00:00"}, gps=TOKYO))
        ).taken
        assert taken is not None
        assert taken.offset_minutes is None


class TestClocksNeverSet:
    """Told from real old dates by the other witnesses."""

    @pytest.mark.parametrize(
        ("exif", "name", "taken"),
        [
            ("2002:12:08 12:00:00", "DSC_0001", None),
            ("2002:12:08 12:00:00", "2002-12-08 Advent", "2002-12-08T12:00:00"),
            ("2002:12:08 13:44:00", "IMG_20190704_123456", "2019-07-04T12:34:56"),
            ("2002:12:08 13:44:00", "DSC_0001", "2002-12-08T13:44:00"),
            ("1980:01:01 00:04:10", "DSC_0001", None),
            ("1980:01:01 00:04:10", "Neujahr 1980", "1980-01-01T00:04:10"),
            ("1970:01:01 10:00:00", "Oma 1970", "1970-01-01T10:00:00"),
            ("2008:01:01 00:00:07", "DSC_0001", "2008-01-01T00:00:07"),
            ("2008:01:01 03:00:07", "IMG_20190704_123456", "2019-07-04T12:34:56"),
            ("2015:01:01 00:10:00", "Silvester 2014", "2015-01-01T00:10:00"),
            ("2000:01:01 00:00:00", "DSC_0001", None),
            ("1954:08:02 12:00:00", "DSC_0001", "1954-08-02T12:00:00"),
        ],
        ids=[f"clock{number}" for number in range(12)],  # their folders are named by it
    )
    def test_pictures(self, make: Make, read: Read, exif: str, name: str, taken: str | None) -> None:
        found = read(copied(make(f"{name}.jpg", exif=exif_bytes(details={ORIGINAL: exif})))).taken
        assert found is not None
        assert (found.source is DateSource.MTIME) is (taken is None)
        if taken is not None:
            assert told(found)[0] == taken

    def test_a_year_alone_is_no_clocks_default(self, make: Make, read: Read) -> None:
        assert str(read(make("a.jpg", packet=xmp(photoshop__DateCreated="1970"))).taken) == "1970"

    @pytest.mark.parametrize(
        ("written", "name", "day"),
        [
            (datetime(2015, 6, 7, 8), "clip", "2015-06-07"),
            (datetime(2015, 6, 7, 8) - (datetime(1970, 1, 1) - datetime(1904, 1, 1)), "clip", "2015-06-07"),
            (datetime(1949, 6, 7, 8), "film 1949", "1949-06-07"),
            (datetime(1949, 6, 7, 8), "clip", "2015-06-08"),
        ],
    )
    def test_videos_epochs(self, tmp_path: Path, read: Read, written: datetime, name: str, day: str) -> None:
        path = tmp_path / f"{name}.mp4"
        path.write_bytes(movie(taken=written))
        taken = read(path).taken
        assert taken is not None
        assert taken.local.date().isoformat() == day

    def test_epochs_counted_twice(self, tmp_path: Path, read: Read) -> None:
        path = tmp_path / "clip.mp4"
        path.write_bytes(movie(taken=datetime(2081, 6, 7, 8), wide=True))
        assert told(read(path).taken)[0] == "2015-06-07T08:00:00"


def test_the_order_of_all() -> None:
    def dated(day: str, source: DateSource = DateSource.EXIF) -> WrittenDate:
        return WrittenDate(datetime.fromisoformat(day), None, source)

    original, scanned, changed, named, folder, file = map(
        dated, ("2001-01-02", "2015-01-01", "2016-01-01", "2003-01-01", "2002-01-01", "2020-01-01")
    )
    sources = Sources([original], [scanned], [changed], named, folder, file)
    order = [written.local.year for written in sources.in_order()]
    assert order == [2001, 2003, 2002, 2015, 2016, 2020]
    assert choose(sources.in_order(), None, lambda: None, NOW)[0] == Taken(
        original.local, None, DateSource.EXIF
    )
