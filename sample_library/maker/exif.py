"""EXIF blocks as phones and cameras write them."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from random import Random

from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from maker.table import Device, Photo, Place, Source, Tables

JITTER_DEGREES = 0.0012  # some 100 m: nobody stands on one spot


def offset_text(offset: timedelta) -> str:
    """'+02:00' for two hours east of Greenwich."""
    minutes = round(offset.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def to_sexagesimal(degrees: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Whole degrees, whole minutes and seconds to 1/100, of an angle without its sign."""
    hundredths = round(abs(degrees) * 360_000)
    whole, rest = divmod(hundredths, 360_000)
    minutes, seconds = divmod(rest, 6_000)
    return IFDRational(whole), IFDRational(minutes), IFDRational(seconds, 100)


def exposure_of(light: float) -> tuple[IFDRational, int]:
    """Exposure time in seconds and ISO for light between 0 (night) and 1 (noon)."""
    stops = round(light * 9)
    time_s = IFDRational(1, 2 ** (3 + stops))
    iso = max(50, 3200 >> stops)
    return time_s, iso


def _light(taken: datetime) -> float:
    """A clear day: 0 before six and after nine in the evening, 1 at one o'clock."""
    hours = taken.hour + taken.minute / 60
    return max(0.0, 1.0 - abs(hours - 13.0) / 8.0)


def _write_camera(exif: Image.Exif, device: Device) -> None:
    exif[ExifTags.Base.Make] = device.make
    exif[ExifTags.Base.Model] = device.model
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.LensModel] = device.lens
    details[ExifTags.Base.FocalLength] = IFDRational(Fraction(device.focal_mm).limit_denominator(100))
    details[ExifTags.Base.FNumber] = IFDRational(Fraction(device.f_number).limit_denominator(10))


def _write_time(exif: Image.Exif, taken: datetime, offset: timedelta | None, random: Random) -> None:
    stamp = taken.strftime("%Y:%m:%d %H:%M:%S")
    exif[ExifTags.Base.DateTime] = stamp
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.DateTimeOriginal] = stamp
    details[ExifTags.Base.DateTimeDigitized] = stamp
    details[ExifTags.Base.SubsecTimeOriginal] = f"{random.randrange(1000):03d}"
    time_s, iso = exposure_of(_light(taken))
    details[ExifTags.Base.ExposureTime] = time_s
    details[ExifTags.Base.ISOSpeedRatings] = iso
    if offset is not None:
        details[ExifTags.Base.OffsetTime] = offset_text(offset)
        details[ExifTags.Base.OffsetTimeOriginal] = offset_text(offset)


def _write_position(exif: Image.Exif, place: Place, taken: datetime) -> None:
    random = Random(f"{place.id} {taken:%Y-%m-%d %H}")  # a burst is taken from one spot
    latitude = place.latitude + random.uniform(-JITTER_DEGREES, JITTER_DEGREES)
    longitude = place.longitude + random.uniform(-JITTER_DEGREES, JITTER_DEGREES)
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSVersionID] = b"\x02\x03\x00\x00"
    gps[ExifTags.GPS.GPSLatitudeRef] = "N" if latitude >= 0 else "S"
    gps[ExifTags.GPS.GPSLatitude] = to_sexagesimal(latitude)
    gps[ExifTags.GPS.GPSLongitudeRef] = "E" if longitude >= 0 else "W"
    gps[ExifTags.GPS.GPSLongitude] = to_sexagesimal(longitude)


def exif_of(photo: Photo, tables: Tables, random: Random) -> Image.Exif:
    """What the photo's device wrote, plus whose picture it really is (Artist and Copyright)."""
    exif = Image.Exif()
    source = tables.sources.get(tables.original(photo))
    if source is not None:
        _write_credit(exif, source)
    device = tables.devices.get(photo.device)
    if photo.recipe == "turn":
        exif[ExifTags.Base.Orientation] = int(photo.parameter)
    elif device is not None:
        exif[ExifTags.Base.Orientation] = 1
    if device is not None:
        _write_camera(exif, device)
    if photo.taken is not None and device is not None:
        _write_time(exif, photo.taken, tables.offset(photo), random)
        if photo.place and device.writes_position:
            _write_position(exif, tables.places[photo.place], photo.taken)
    return exif


def _write_credit(exif: Image.Exif, source: Source) -> None:
    """In ASCII, as EXIF asks; CREDITS.csv keeps the accents."""
    exif[ExifTags.Base.Artist] = source.author.encode("ascii", "replace").decode()
    exif[ExifTags.Base.Copyright] = source.licence
