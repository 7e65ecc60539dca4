"""How much a record beside every photo costs: python tests/bench/bench_takeout.py --photos 2000

The same small JPEGs are indexed with the built-in encoder, with and without an export's JSON beside each, in
turn, a part of them at a time. The target: with them at least 0.95 of the speed without.
--model projection: with an encoder that takes no time, so that what is read of files is all that counts.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.append(str(Path(__file__).parent.parent / "indexer"))

from projection import ProjectionEncoder

from photos_ml.encoders.base import Encoder
from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.indexer.pipeline import Indexer
from photos_ml.store import Library

FIRST = datetime(2012, 3, 4, 5, 6, 7, tzinfo=UTC)
APART = timedelta(hours=7)
SIDE = (64, 48)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=2000)
    parser.add_argument("--parts", type=int, default=4)
    parser.add_argument("--model", choices=("builtin", "projection"), default="builtin")
    options = parser.parse_args()
    encoder: Encoder = builtin_encoder() if options.model == "builtin" else ProjectionEncoder()
    size = options.photos // options.parts
    walls, cpus = [], []
    with tempfile.TemporaryDirectory() as scratch:
        plain, told = Path(scratch) / "plain", Path(scratch) / "told"
        with (
            Library.open(Path(scratch) / "library-plain", create=True) as without,
            Library.open(Path(scratch) / "library-told", create=True) as beside,
        ):
            for part in range(options.parts):
                sides = [(plain, without, False), (told, beside, True)]
                took = {}
                for folder, library, records in sides if part % 2 else sides[::-1]:
                    write_part(folder / f"{part:03}", range(part * size, (part + 1) * size), records)
                    took[records] = indexed(library, encoder, folder / f"{part:03}", size)
                walls.append(took[False][0] / took[True][0])
                cpus.append(took[False][1] / took[True][1])
                print(
                    f"{size} photos: {took[False][0]:.2f} s without, {took[True][0]:.2f} s with records; "
                    f"CPU {took[False][1]:.2f} s, {took[True][1]:.2f} s"
                )
            dated = beside.database.scalar("SELECT count(*) FROM photos WHERE date_source = 'sidecar'")
    print(
        f"speed with records over without, median of {options.parts}: {statistics.median(walls):.3f} by "
        f"the clock, {statistics.median(cpus):.3f} by CPU time; {dated} dated by their record"
    )


def write_part(folder: Path, numbers: range, records: bool) -> None:
    folder.mkdir(parents=True)
    for number in numbers:
        path = folder / f"IMG_{number:06}.jpg"
        coarse = np.random.default_rng(number).integers(0, 256, (6, 8, 3), np.uint8)
        Image.fromarray(coarse).resize(SIDE).save(path, "JPEG")
        if records:
            said = json.dumps(record(path.name, number), indent=2)
            path.with_name(f"{path.name}.supplemental-metadata.json").write_text(said)


def record(title: str, number: int) -> dict[str, object]:
    """As the exports have them."""
    taken = FIRST + number * APART
    place = {"latitude": 38.7 + number % 90 / 100, "longitude": -9.1, "altitude": 12.0}
    spans = {"latitudeSpan": 0.0, "longitudeSpan": 0.0}
    moment = {"timestamp": str(int(taken.timestamp())), "formatted": f"{taken:%d.%m.%Y, %H:%M:%S} UTC"}
    return {
        "title": title,
        "description": f"Number {number} by the sea" if number % 3 == 0 else "",
        "imageViews": str(number % 50),
        "creationTime": moment,
        "photoTakenTime": moment,
        "geoData": place | spans,
        "geoDataExif": place | spans,
        "people": [{"name": "Ines"}] if number % 4 == 0 else [],
        "url": f"https://photos.example/{number}",
        "googlePhotosOrigin": {"mobileUpload": {"deviceType": "ANDROID_PHONE"}},
    }


def indexed(library: Library, encoder: Encoder, folder: Path, photos: int) -> tuple[float, float]:
    """Seconds by the clock and of CPU, the decoding processes' included."""
    before = cpu_s()
    report = Indexer(library, encoder).run([folder])
    assert report.counts.new == photos, report.counts
    return report.seconds, cpu_s() - before


def cpu_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
