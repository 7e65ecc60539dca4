"""Sidecars of ours: read back as they were, and as exiftool reads them."""

from __future__ import annotations

import json
import shutil
import subprocess
import unicodedata
from dataclasses import replace
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from photos_ml.indexer.metadata import read_metadata
from photos_ml.indexer.metadata.packet_writing import packet_of
from photos_ml.indexer.metadata.reader import stored_regions
from photos_ml.indexer.metadata.stripping import without_metadata
from photos_ml.types import DateSource, Metadata, PersonTag, Place, Position, Precision, Taken

LISBON = Place("Lisbon", "Lisboa", "Portugal", "PT")
WHOLE = Metadata(
    taken=Taken(datetime(2019, 5, 4, 10, 30, 1, 250_000), 120, DateSource.USER),
    position=Position(-38.7223, -9.1393, -12.5),
    place=LISBON,
    title="T <&> “x”",
    caption='a "caption"\nof two lines',
    keywords=("sea", "Łódź"),
    people=(PersonTag("Ann & Bo", (0.1, 0.2, 0.3, 0.1)), PersonTag("Zoë")),
    rating=4,
    heart=True,
)


def written(path: Path, metadata: Metadata) -> Path:
    sidecar = path.with_name(f"{path.name}.xmp")
    sidecar.write_text(packet_of(metadata, *stored_regions(path, metadata)), "utf-8")
    return sidecar


def picture(path: Path, orientation: int = 1) -> tuple[int, int]:
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.new("RGB", (40, 30)).save(path, exif=exif)
    return (30, 40) if orientation >= 5 else (40, 30)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_all_of_it_comes_back(tmp_path: Path, orientation: int) -> None:
    path = tmp_path / "a.jpg"
    width, height = picture(path, orientation)
    metadata = replace(WHOLE, width=width, height=height)
    found = read_metadata(path, sidecars=[written(path, metadata)])
    assert found.problems == ()
    same = ("width", "height", "turn", "position", "place", "title", "caption", "rating", "heart")
    assert {name: getattr(found, name) for name in same} == {name: getattr(metadata, name) for name in same}
    assert found.taken is not None and metadata.taken is not None
    assert (found.taken.local, found.taken.offset_minutes) == (metadata.taken.local, 120)
    assert set(found.keywords) == set(metadata.keywords)
    boxes = {tag.name: tag.box for tag in found.people}
    assert boxes["Ann & Bo"] == pytest.approx((0.1, 0.2, 0.3, 0.1))
    assert boxes["Zoë"] is None


@pytest.mark.parametrize("precision", [Precision.DAY, Precision.MONTH, Precision.YEAR, Precision.DECADE])
def test_as_much_of_a_date_as_is_known(tmp_path: Path, precision: Precision) -> None:
    picture(tmp_path / "a.jpg")
    taken = Taken(datetime(1985, 6, 7), None, DateSource.USER, precision)
    found = read_metadata(tmp_path / "a.jpg", sidecars=[written(tmp_path / "a.jpg", Metadata(taken=taken))])
    assert found.taken is not None
    assert (found.taken.local, found.taken.precision) == (taken.local, precision)


texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=20
).map(partial(unicodedata.normalize, "NFC"))
"""Composed, as they are kept."""


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(title=texts, caption=texts, rejected=st.booleans())
def test_any_words_come_back(tmp_path: Path, title: str, caption: str, rejected: bool) -> None:
    path = tmp_path / "a.jpg"
    if not path.exists():
        picture(path)
    metadata = Metadata(title=title, caption=f"of {caption}", rejected=rejected)
    found = read_metadata(path, sidecars=[written(path, metadata)])
    assert (found.title, found.caption, found.rejected) == (title, f"of {caption}", rejected)


@pytest.mark.skipif(not shutil.which("exiftool"), reason="exiftool is not installed")
def test_exiftool_finds_it_valid(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg", 6)
    metadata = replace(WHOLE, width=30, height=40)
    sidecar = written(tmp_path / "a.jpg", metadata)
    command = ["exiftool", "-j", "-struct", "-n", "-validate", "-all", str(sidecar)]
    (told,) = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert told.get("Warning") is None
    assert (told["GPSLatitude"], told["GPSLongitude"]) == pytest.approx((-38.7223, -9.1393))
    assert (told["Rating"], told["Title"], told["City"]) == (4, WHOLE.title, "Lisbon")
    assert told["RegionInfo"]["AppliedToDimensions"] == {"W": 40, "H": 30, "Unit": "pixel"}
    assert told["RegionInfo"]["RegionList"][0]["Name"] == "Ann & Bo"


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_without_what_it_says(progressive: bool) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "secret words"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 0.0), 3: "E", 4: (2.0, 21.0, 0.0)})
    pixels = np.random.default_rng(1).integers(0, 255, (60, 80, 3), np.uint8)
    stream = BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", exif=exif, comment=b"secret words", progressive=progressive)
    whole = stream.getvalue()
    plain = without_metadata(whole + b"trailer" + whole)
    before, after = (Image.open(BytesIO(data)) for data in (whole, plain))
    assert np.array_equal(np.asarray(before), np.asarray(after))
    assert dict(after.getexif()) == {0x0112: 6}
    assert b"secret" not in plain
    with pytest.raises(ValueError, match="JPEG"):
        without_metadata(b"GIF89a")
