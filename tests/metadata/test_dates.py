"""Dates: what is written, what is possible, and which offset belongs to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.indexer.metadata.choice import GPS_TOLERANCE_S, choose, why_impossible
from photos_ml.indexer.metadata.dates import (
    ImpossibleDateError,
    offset_between,
    on_earth,
    parse_date,
    parse_offset,
    zone_offset,
)
from photos_ml.indexer.metadata.facts import WrittenDate
from photos_ml.types import DateSource, Precision

XMP, EXIF = DateSource.XMP, DateSource.EXIF
MOMENT = datetime(2020, 7, 4, 12, 34, 56)
NOW = datetime(2026, 11, 21, 12)


def nowhere() -> None:
    return None


def in_zone(name: str) -> Callable[[], str]:
    return lambda: name


def written(
    local: datetime = MOMENT, offset: int | None = None, source: DateSource = EXIF, *, utc: bool = False
) -> WrittenDate:
    return WrittenDate(local, offset, source, utc)


@pytest.mark.parametrize(
    ("text", "local", "offset"),
    [
        ("2019:07:04 12:34:56", datetime(2019, 7, 4, 12, 34, 56), None),
        ("2019:07:04 12:34:56\0", datetime(2019, 7, 4, 12, 34, 56), None),
        ("2019-07-04T12:34:56", datetime(2019, 7, 4, 12, 34, 56), None),
        ("2019-07-04T12:34:56+02:00", datetime(2019, 7, 4, 12, 34, 56), 120),
        ("2019-07-04T12:34:56.78-03:30", datetime(2019, 7, 4, 12, 34, 56, 780_000), -210),
        ("2019-07-04T12:34:56,123456789", datetime(2019, 7, 4, 12, 34, 56, 123_456), None),
        ("2019-07-04T12:34Z", datetime(2019, 7, 4, 12, 34), 0),
        ("2019-07-04T12:34:56+0200", datetime(2019, 7, 4, 12, 34, 56), 120),
        ("2019/07/04 12:34:56", datetime(2019, 7, 4, 12, 34, 56), None),
        ("2019-07-04", datetime(2019, 7, 4, 12), None),  # a day alone is put at noon
        ("2019:07:04", datetime(2019, 7, 4, 12), None),
        ("2019:07:04 24:00:00", datetime(2019, 7, 4), None),
        ("2016:12:31 23:59:60", datetime(2016, 12, 31, 23, 59, 59), None),
        (" 2019:7:4 1:02:03", datetime(2019, 7, 4, 1, 2, 3), None),
    ],
)
def test_forms_of_dates(text: str, local: datetime, offset: int | None) -> None:
    found = parse_date(text, XMP)
    assert found is not None
    assert (found.local, found.offset_minutes) == (local, offset)
    assert found.utc is text.endswith("Z")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "    :  :     :  :  ",
        "0000:00:00 00:00:00",
        "yesterday",
        "0000",
        "1993 or so",
        "12:34",
        "2019-07-xyz",
        "1979/1984",
        "19",
        "(1993)",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert parse_date(text, EXIF) is None


@pytest.mark.parametrize(
    "text",
    [
        "2019:13:04 12:34:56",
        "2019:02:30 12:00:00",
        "2019-25",
        "20190231",
        "2019:07:04 25:00:00",
        "2019:07:04 12:61:00",
    ],
)
def test_impossible_dates_say_so(text: str) -> None:
    with pytest.raises(ImpossibleDateError, match="impossible date"):
        parse_date(text, EXIF)


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("1993", "1993-01-01", Precision.YEAR),
        ("1985:06", "1985-06-01", Precision.MONTH),
        ("1985-06", "1985-06-01", Precision.MONTH),
        ("1985-06-00", "1985-06-01", Precision.MONTH),
        ("19850600", "1985-06-01", Precision.MONTH),
        ("19620000", "1962-01-01", Precision.YEAR),
        ("1978:00:00 00:00:00", "1978-01-01", Precision.YEAR),
        ("1978:06:00 00:00:00", "1978-06-01", Precision.MONTH),
        ("1978:00:10 12:00:00", "1978-01-01", Precision.YEAR),
        ("1978:  :     :  :  ", "1978-01-01", Precision.YEAR),
        ("1985?", "1985-01-01", Precision.YEAR),
        ("1985~", "1985-01-01", Precision.YEAR),
        ("1985-06~", "1985-06-01", Precision.MONTH),
        ("1985-XX", "1985-01-01", Precision.YEAR),
        ("1985-06-XX", "1985-06-01", Precision.MONTH),
        ("198X", "1980-01-01", Precision.DECADE),
        ("198u", "1980-01-01", Precision.DECADE),
        ("1980s", "1980-01-01", Precision.DECADE),
        ("circa 1931", "1931-01-01", Precision.YEAR),
        ("c. 1931", "1931-01-01", Precision.YEAR),
        ("1985-21", "1985-01-01", Precision.YEAR),
        ("1985/1985", "1985-01-01", Precision.YEAR),
        ("1984-05/1986-02", "1980-01-01", Precision.DECADE),
        ("19850612", "1985-06-12", Precision.DAY),
        ("19850612T101112", "1985-06-12", Precision.SECOND),
    ],
)
def test_dates_in_part(text: str, day: str, precision: Precision) -> None:
    found = parse_date(text, XMP)
    assert found is not None
    assert (found.local.date().isoformat(), found.precision) == (day, precision)


@given(st.datetimes(datetime(1826, 1, 1), datetime(2100, 1, 1)), st.integers(-48, 56))
def test_dates_round_trip(local: datetime, quarters: int) -> None:
    minutes = quarters * 15
    sign = "-" if minutes < 0 else "+"
    offset = f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    found = parse_date(local.isoformat(timespec="microseconds") + offset, XMP)
    assert found == WrittenDate(local, minutes, XMP)


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    try:
        found = parse_date(text, EXIF)
    except ImpossibleDateError:
        return
    assert found is None or found.local.year >= 1


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("+02:00", 120),
        ("-0330", -210),
        ("Z", 0),
        ("+14:00", 840),
        ("+14:15", None),
        ("-13:00", None),
        ("", None),
        ("x", None),
    ],
)
def test_offsets(text: str, minutes: int | None) -> None:
    assert parse_offset(text) == minutes


@pytest.mark.parametrize(
    ("local", "reason"),
    [
        (datetime(1601, 6, 6), "older"),
        (datetime(1825, 12, 31), "older"),
        (NOW + timedelta(days=1, seconds=1), "future"),
        (datetime(2099, 1, 1), "future"),
    ],
)
def test_dates_that_no_photo_has(local: datetime, reason: str) -> None:
    assert reason in why_impossible(local, NOW)


@pytest.mark.parametrize(
    "local",
    [
        datetime(1826, 1, 1),
        datetime(1970, 1, 2),
        datetime(2000, 1, 1, 0, 0, 1),
        datetime(1969, 7, 20),
        NOW + timedelta(hours=20),
    ],
)
def test_dates_that_a_photo_can_have(local: datetime) -> None:
    assert why_impossible(local, NOW) == ""


@pytest.mark.parametrize(
    ("behind_minutes", "offset"),
    [
        (120, 120),
        (121, 120),
        (-300, -300),
        (345, 345),
        (341, 345),
        (352.4, None),
        (900, None),
        (-800, None),
        (0, 0),
    ],
)
def test_offset_by_gps_time(behind_minutes: float, offset: int | None) -> None:
    assert offset_between(MOMENT, MOMENT - timedelta(minutes=behind_minutes), GPS_TOLERANCE_S) == offset


@pytest.mark.parametrize(
    ("zone", "local", "offset"),
    [
        ("Europe/Stockholm", datetime(2020, 7, 4), 120),
        ("Europe/Stockholm", datetime(2020, 1, 4), 60),
        ("Asia/Kathmandu", datetime(2020, 1, 4), 345),
        ("Asia/Kathmandu", datetime(1985, 1, 4), 330),  # as it was then
        ("America/Phoenix", datetime(2020, 7, 4), -420),
        ("Etc/GMT+3", datetime(2020, 7, 4), None),
        ("Nowhere/Atall", datetime(2020, 7, 4), None),
        (None, datetime(2020, 7, 4), None),
    ],
)
def test_offset_by_zone(zone: str | None, local: datetime, offset: int | None) -> None:
    assert zone_offset(local, zone) == offset


def test_the_written_offset_comes_first() -> None:
    taken, _ = choose([written(offset=60)], MOMENT - timedelta(hours=5), in_zone("Asia/Tokyo"), NOW)
    assert taken is not None
    assert taken.offset_minutes == 60


def test_then_gps_time_then_the_zone() -> None:
    by_gps, _ = choose([written()], MOMENT - timedelta(hours=5), in_zone("Asia/Tokyo"), NOW)
    by_zone, _ = choose([written()], MOMENT - timedelta(hours=40), in_zone("Asia/Tokyo"), NOW)
    unknown, _ = choose([written()], None, nowhere, NOW)
    assert [taken.offset_minutes for taken in (by_gps, by_zone, unknown) if taken] == [300, 540, None]


def test_another_source_of_the_same_second_gives_offset_and_subseconds() -> None:
    finer = written(MOMENT.replace(microsecond=250_000), 120, XMP)
    taken, problems = choose([written(), finer], None, nowhere, NOW)
    assert taken is not None
    assert (taken.local.microsecond, taken.offset_minutes, taken.source) == (250_000, 120, EXIF)
    assert problems == []


def test_an_offset_of_another_second_is_not_taken() -> None:
    later = written(MOMENT + timedelta(days=400), 120)
    taken, _ = choose([written(), later], None, nowhere, NOW)
    assert taken is not None
    assert taken.offset_minutes is None


def test_utc_turns_to_the_wall_clock_of_the_place() -> None:
    night_before = written(datetime(2020, 7, 4, 23, 30), 0, DateSource.VIDEO, utc=True)
    taken, _ = choose([night_before], None, in_zone("Asia/Tokyo"), NOW)
    assert taken is not None
    assert (taken.local, taken.offset_minutes) == (datetime(2020, 7, 5, 8, 30), 540)
    assert taken.day.isoformat() == "2020-07-05"


def test_utc_without_a_place_stays_utc() -> None:
    taken, _ = choose([written(offset=0, utc=True)], None, nowhere, NOW)
    assert taken is not None
    assert (taken.local, taken.offset_minutes) == (MOMENT, 0)


def test_an_impossible_date_gives_way_and_is_told() -> None:
    unset = written(datetime(1970, 1, 1))
    taken, problems = choose([unset, written(source=XMP)], None, nowhere, NOW)
    assert taken is not None
    assert taken.source is XMP
    assert len(problems) == 1


def test_no_possible_date_is_no_date() -> None:
    assert choose([written(datetime(1970, 1, 1))], None, nowhere, NOW)[0] is None
    assert choose([], None, nowhere, NOW) == (None, [])


@given(
    st.lists(
        st.builds(
            WrittenDate,
            st.datetimes(datetime(1600, 1, 1), datetime(2200, 1, 1)),
            st.none() | st.sampled_from([-720, 0, 345, 840]),
            st.sampled_from(list(DateSource)),
            st.booleans(),
        )
    ),
    st.none() | st.datetimes(),
    st.sampled_from([None, "Asia/Tokyo", "America/New_York", "Etc/GMT+3"]),
)
def test_the_choice_is_always_a_possible_date(
    dates: list[WrittenDate], gps_utc: datetime | None, zone: str | None
) -> None:
    taken, problems = choose(dates, gps_utc, lambda: zone, NOW)
    if taken is not None:
        assert taken.source in {date.source for date in dates}
        assert taken.local < NOW + timedelta(days=3)
        assert taken.offset_minutes is None or -720 <= taken.offset_minutes <= 840
    assert (taken is None) == (len(problems) == len(dates))


@pytest.mark.parametrize(
    ("lat", "lon", "known"),
    [
        (0.0, 0.0, False),
        (None, 1.0, False),
        (91, 0, False),
        (0, 180.1, False),
        (float("nan"), 1, False),
        (0, 1, True),
        (-90, 180, True),
    ],
)
def test_positions_on_earth(lat: float | None, lon: float | None, known: bool) -> None:
    assert (on_earth(lat, lon) is not None) is known


@pytest.mark.parametrize(
    ("altitude", "kept"),
    [(8848.0, 8848.0), (-400.0, -400.0), (1e9, None), (float("nan"), None), (None, None)],
)
def test_altitudes(altitude: float | None, kept: float | None) -> None:
    position = on_earth(1, 1, altitude)
    assert position is not None
    assert position.altitude_m == kept
