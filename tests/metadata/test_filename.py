"""Dates in file names."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.indexer.metadata.filename import date_of_folders, date_of_name
from photos_ml.types import DateSource, Precision

NOON = 12


@pytest.mark.parametrize(
    ("stem", "local"),
    [
        ("IMG_20190704_123456", datetime(2019, 7, 4, 12, 34, 56)),
        ("VID_20190704_123456", datetime(2019, 7, 4, 12, 34, 56)),
        ("IMG_20190704_123456_BURST003", datetime(2019, 7, 4, 12, 34, 56)),
        ("IMG_20190704_123456789_HDR", datetime(2019, 7, 4, 12, 34, 56, 789_000)),
        ("20190704_123456", datetime(2019, 7, 4, 12, 34, 56)),
        ("20190704123456", datetime(2019, 7, 4, 12, 34, 56)),
        ("2019-07-04 12.34.56", datetime(2019, 7, 4, 12, 34, 56)),
        ("2019-07-04_12-34-56", datetime(2019, 7, 4, 12, 34, 56)),
        ("2019-07-04T12-34-56", datetime(2019, 7, 4, 12, 34, 56)),
        ("Screenshot 2021-05-06 at 12.33.44", datetime(2021, 5, 6, 12, 33, 44)),
        ("Screen Shot 2021-05-06 at 3.04.05 PM", datetime(2021, 5, 6, 15, 4, 5)),
        ("Screen Shot 2021-05-06 at 12.04.05 AM", datetime(2021, 5, 6, 0, 4, 5)),
        ("Screenshot_20210506-123344_Chrome", datetime(2021, 5, 6, 12, 33, 44)),
        ("Screenshot_2021-05-06-12-33-44", datetime(2021, 5, 6, 12, 33, 44)),
        ("WhatsApp Image 2020-01-02 at 13.14.15", datetime(2020, 1, 2, 13, 14, 15)),
        ("signal-2020-01-02-131415", datetime(2020, 1, 2, 13, 14, 15)),
        ("signal-2020-01-02-13-14-15-678", datetime(2020, 1, 2, 13, 14, 15)),
        ("photo_2020-01-02_13-14-15", datetime(2020, 1, 2, 13, 14, 15)),
        ("Photo 02.01 2020-01-02 13h14m15", datetime(2020, 1, 2, 13, 14, 15)),
        ("IMG-20200101-WA0001", datetime(2020, 1, 1, NOON)),
        ("VID-20200101-WA0042", datetime(2020, 1, 1, NOON)),
        ("2020-01-01", datetime(2020, 1, 1, NOON)),
        ("2020.01.01 beach", datetime(2020, 1, 1, NOON)),
        ("holiday 20200101", datetime(2020, 1, 1, NOON)),
        ("scan_1968-05-12", datetime(1968, 5, 12, NOON)),
        ("20190704_9", datetime(2019, 7, 4, NOON)),
        ("20190704_995959", datetime(2019, 7, 4, NOON)),  # no such hour: the day alone
    ],
)
def test_names_with_dates(stem: str, local: datetime) -> None:
    found = date_of_name(stem)
    assert found is not None
    assert found.local == local
    assert found.source is DateSource.FILENAME
    assert found.precision is (Precision.DAY if local.time() == time(NOON) else Precision.SECOND)
    assert not found.utc


@pytest.mark.parametrize(
    "stem",
    [
        "IMG_1234",
        "DSC00042",
        "20191304_123456",
        "20190231",
        "123456789012345678901234",
        "9234567890123",
        "P1020304",
        "Scan 2001",
        "DSC_2001",
        "IMG-1999",
        "100_2001",
        "2019-07-99",
        "99990101_000000",
        "120190704_123456",
        "IMG_2019070412345678901",
        "",
    ],
)
def test_names_without_dates(stem: str) -> None:
    assert date_of_name(stem) is None


@pytest.mark.parametrize(
    ("stem", "day", "precision"),
    [
        ("2019-07", "2019-07-01", Precision.MONTH),
        ("2004-05 Rome", "2004-05-01", Precision.MONTH),
        ("Rom 2004_05", "2004-05-01", Precision.MONTH),
        ("1985", "1985-01-01", Precision.YEAR),
        ("Summer 1978", "1978-01-01", Precision.YEAR),
        ("Oma, 1954", "1954-01-01", Precision.YEAR),
        ("1954 Oma am See", "1954-01-01", Precision.YEAR),
        ("Klassentreffen (1999)", "1999-01-01", Precision.YEAR),
        ("the 1980s", "1980-01-01", Precision.DECADE),
        ("1960er Jahre", "1960-01-01", Precision.DECADE),
        ("Album 1981-1984", "1980-01-01", Precision.DECADE),
    ],
)
def test_names_that_know_a_date_in_part(stem: str, day: str, precision: Precision) -> None:
    found = date_of_name(stem)
    assert found is not None
    assert (found.local.date().isoformat(), found.precision) == (day, precision)


@pytest.mark.parametrize(
    ("folder", "day", "precision"),
    [
        ("Photos/Summer 1978", "1978-01-01", Precision.YEAR),
        ("Photos from 2005", "2005-01-01", Precision.YEAR),
        ("1985/Rome", "1985-01-01", Precision.YEAR),
        ("2004-05 Rome/best", "2004-05-01", Precision.MONTH),
        ("2004/05", "2004-05-01", Precision.MONTH),
        ("2004/05 Rome/12", "2004-05-12", Precision.DAY),
        ("2004/02/31", "2004-02-01", Precision.MONTH),
        ("2004-05-12 Rome", "2004-05-12", Precision.DAY),
        ("1985_Rome", "1985-01-01", Precision.YEAR),
        ("1979-1983", None, None),
        ("Backup 2019", None, None),
        ("2019/a/b/c", None, None),
        ("100_2001", None, None),
        ("2004 and 2005", None, None),
    ],
)
def test_folders_that_know_a_date(folder: str, day: str | None, precision: Precision | None) -> None:
    found = date_of_folders(("/", *folder.split("/")))
    told = (found.local.date().isoformat(), found.precision) if found else (None, None)
    assert told == (day, precision)


def test_pixel_phones_name_by_utc() -> None:
    found = date_of_name("PXL_20210704_223456789")
    assert found is not None
    assert found.utc
    assert found.local == datetime(2021, 7, 4, 22, 34, 56, 789_000)


@pytest.mark.parametrize("stem", ["FB_IMG_1565438956123", "1565438956123", "mmexport1565438956123"])
def test_milliseconds_since_1970(stem: str) -> None:
    found = date_of_name(stem)
    assert found is not None
    assert found.utc
    assert found.local == datetime(2019, 8, 10, 12, 9, 16, 123_000)


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2099, 12, 31)),
    st.sampled_from(["IMG_%Y%m%d_%H%M%S", "%Y-%m-%d %H.%M.%S"]),
)
def test_names_round_trip(moment: datetime, form: str) -> None:
    found = date_of_name(moment.strftime(form))
    assert found is not None
    if moment.time().replace(microsecond=0) == time(0):  # what is written where no time is known
        assert found.precision is Precision.DAY
        assert found.local.date() == moment.date()
    else:
        assert found.precision is Precision.SECOND
        assert found.local == moment.replace(microsecond=0)


@given(st.text(max_size=60))
def test_any_name_is_answered(stem: str) -> None:
    date_of_name(stem)


@given(st.text("0123456789-_. :PXLaptmhW", max_size=30))
def test_any_row_of_digits_is_answered(stem: str) -> None:
    date_of_name(stem)
