"""Eight events with odd and spoilt frames among theirs: how many are told, and what is on the covers.

    python tests/bench/bench_events.py DATA [--sheet FILE.png] [--accidents N] [--seeds N]

Each event is made of up to 24 photos of Flickr8k whose captions speak of it and of four everyday photos that
do not, far from home, on a day of its own, and of one accident of each kind in SPOILT (`--accidents`: of so
many, drawn anew for each event). Told on its anniversary; prints how many odd and spoilt frames are among
what is told, and the events whose cover is one. `--seeds`: as often, with other photos, counted together.
`--sheet` draws covers and photos to look at, `--keep` keeps the photos for another version to be tried on.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import shutil
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from pathlib import Path

from bench_gates import Picture, Spoil, blurred, darkened, pocket, shaken
from PIL import Image, ImageDraw, ImageOps

from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.memory_maker import memory_maker
from photos_ml.ranker.simulation.clutter import DRAWN
from photos_ml.ranker.telling.memory import Memory
from photos_ml.vision.quality import SIDE_PIXELS

Place = tuple[float, float]
HOME: Place = (42.36, -71.06)
EVENTS: dict[str, tuple[str, Place, str]] = {
    "Beach day": ("beach|ocean|surf|shore|sand", (41.67, -70.3), "2023-07-15T10:00"),
    "Football final": ("football|soccer", (42.09, -71.26), "2022-10-08T14:00"),
    "Skiing": ("ski|snowboard|sled", (43.6, -72.8), "2024-02-17T10:00"),
    "Mia's birthday": ("birthday|cake|balloon|party hat", (42.6, -70.7), "2023-05-20T15:00"),
    "Concert in the park": ("concert|singer|guitar|band|stage", (42.9, -71.4), "2025-08-22T18:00"),
    "Hike up the ridge": ("mountain|hik|cliff|climb", (44.2, -71.3), "2025-06-14T09:00"),
    "At the pool": ("pool|sprinkler|slide", (42.3, -71.8), "2024-08-03T11:00"),
    "Dog show": ("greyhound|poodle|terrier|dogs", (42.6, -72.1), "2022-05-21T10:00"),
}
OF_EVENT, ODD, AT_HOME = 24, 4, 60
FIRST_SEED = 5


def turned(degrees: int) -> Spoil:
    return lambda picture, _: picture.rotate(degrees, expand=True)


def drawn(name: str) -> Spoil:
    """Clutter of a camera roll, as the simulation draws it."""
    return lambda picture, seed: DRAWN[name](random.Random(seed), picture)


SPOILT: dict[str, Spoil] = {
    "blurred": blurred(3), "shaken": shaken(20), "dark": darkened(0.06), "pocket": pocket,
    "on its side": turned(90), "upside down": turned(180), **{name: drawn(name) for name in DRAWN},
}  # fmt: skip
"""One of each in every event."""
SURE = 3
"""Captions of five that speak of it."""
SHEET_WIDTH, COVER, SMALL = 1300, (210, 145), (100, 70)


def captions_of(folder: Path) -> dict[Path, list[str]]:
    """Picture -> what was written of it, of Flickr8k and of the everyday photos."""
    found: dict[Path, list[str]] = defaultdict(list)
    tables = [(folder / "flickr8k" / f"{name}.csv", folder / "flickr8k" / name) for name in ("train", "val")]
    for table, pictures in (*tables, (folder / "everyday" / "captions.csv", folder / "everyday" / "images")):
        with table.open(newline="", encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                found[pictures / row["image"]].append(row["caption"].lower())
    return found


def save(source: Path | Picture, target: Path, when: datetime, where: Place) -> None:
    """A copy with a date and a position."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Maker", "Phone"
    exif.get_ifd(0x8769)[0x9003] = when.strftime("%Y:%m:%d %H:%M:%S")
    position = exif.get_ifd(0x8825)
    for at, (letters, degrees) in enumerate((("NS", where[0]), ("EW", where[1]))):
        position[2 * at + 1] = letters[degrees < 0]
        position[2 * at + 2] = (abs(degrees), 0.0, 0.0)
    target.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.open(source) if isinstance(source, Path) else source
    picture.convert("RGB").save(target, quality=90, exif=exif)


def make_events(data: Path, folder: Path, seed: int, accidents: int) -> tuple[set[str], dict[str, str]]:
    """Photos of all events and of a home; the names of those that have nothing to do with their event, and of
    the accidents, so many in each event, what each is."""
    rng, captions, odd, spoilt = random.Random(seed), captions_of(data), set(), {}
    used: set[Path] = set()
    everyday = [path for path in sorted(captions) if path.parent.parent.name == "everyday"]
    number = 0
    for name, (pattern, where, start) in EVENTS.items():
        about = re.compile(pattern)
        speaking = [
            path
            for path in sorted(captions)
            if sum(bool(about.search(text)) for text in captions[path]) >= SURE and path not in used
        ]
        chosen = rng.sample(speaking, min(OF_EVENT, len(speaking)))
        used.update(chosen)
        others = [path for path in everyday if not any(about.search(text) for text in captions[path])]
        strange = rng.sample(others, ODD)
        moment = datetime.fromisoformat(start)
        for path in rng.sample([*chosen, *strange], len(chosen) + ODD):
            number += 1
            moment += timedelta(minutes=rng.uniform(2, 12))
            target = folder / f"{moment:%Y-%m-%d} {name}" / f"IMG_{number:04d}.jpg"
            save(path, target, moment, where)
            if path in strange:
                odd.add(target.name)
        for name_of in [*SPOILT] if accidents == len(SPOILT) else rng.sample([*SPOILT], accidents):
            number += 1
            moment += timedelta(minutes=2)
            target = folder / f"{moment:%Y-%m-%d} {name}" / f"IMG_{number:04d}.jpg"
            with Image.open(rng.choice(chosen)) as good:
                picture = good.convert("RGB")
            picture.thumbnail((SIDE_PIXELS, SIDE_PIXELS))
            save(SPOILT[name_of](picture, number), target, moment, where)
            spoilt[target.name] = name_of
    for step, path in enumerate(rng.sample(everyday, min(AT_HOME, len(everyday)))):
        number += 1
        moment = datetime(2021, 1, 5, 12) + timedelta(days=30 * step)
        save(path, folder / "Camera" / f"IMG_{number:04d}.jpg", moment, HOME)
    return odd, spoilt


def draw_sheet(told: list[tuple[Memory, list[Path]]], file: Path) -> None:
    """A row an event: the cover, then what is told."""
    height = COVER[1] + 25
    sheet = Image.new("RGB", (SHEET_WIDTH, height * len(told)), "white")
    pen = ImageDraw.Draw(sheet)
    for row, (memory, paths) in enumerate(told):
        pen.text((5, row * height + 5), f"{memory.title}, {memory.subtitle}", fill="black")
        for at, path in enumerate(paths[:21]):
            with Image.open(path) as opened:
                picture = ImageOps.exif_transpose(opened).convert("RGB")
            picture.thumbnail(COVER if at == 0 else SMALL)
            left = 5 if at == 0 else 225 + (at - 1) % 10 * 106
            sheet.paste(picture, (left, row * height + 20 + ((at - 1) // 10 * 74 if at else 0)))
    sheet.save(file)


@dataclass
class Counts:
    """What was told of events of one seed, or of several together."""

    told: int = 0
    odd: int = 0
    odd_made: int = 0
    spoilt_made: int = 0
    spoilt: Counter[str] = field(default_factory=Counter)
    covers: list[str] = field(default_factory=list)

    def add(self, other: Counts) -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    def lines(self) -> list[str]:
        bad, events = self.spoilt.total(), self.odd_made // ODD
        share = f"{bad / self.told:.2%}"
        return [
            f"odd frames: {self.odd} of {self.told} told, {self.odd_made} were made",
            f"spoilt frames: {bad} of {self.told} told ({share}), of {self.spoilt_made}; {dict(self.spoilt)}",
            f"covers that are odd or spoilt: {len(self.covers)} of {events} {self.covers}",
        ]


def tell(asked: argparse.Namespace, seed: int) -> Counts:
    """Make the events, index them, tell each on its anniversary, count."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "photos"
        odd, spoilt = make_events(asked.data, folder, seed, asked.accidents)
        if asked.keep:
            shutil.copytree(folder, asked.keep)
            (asked.keep.parent / "events.json").write_text(json.dumps([sorted(odd), spoilt]))
        with Context(Path(scratch) / "library") as context:
            index_folders(context, [folder])
            library, maker = context.library(), memory_maker(context)
            told: list[tuple[Memory, list[Path]]] = []
            for _, _, start in EVENTS.values():
                day = date.fromisoformat(start[:10])
                made = maker.make(day.replace(year=2026), kinds=["day_out"])
                memory = next(one for one in made if one.subject == f"outing:{day}")
                shown = library.photos.get([memory.cover, *(photo for photo, _ in memory.photos)])
                told.append(
                    (memory, [shown[i].path for i in (memory.cover, *(photo for photo, _ in memory.photos))])
                )
            if asked.sheet:
                draw_sheet(told, asked.sheet)
    photos = [path.name for _, paths in told for path in paths[1:]]
    return Counts(
        len(photos),
        sum(name in odd for name in photos),
        len(odd),
        len(spoilt),
        Counter(spoilt[name] for name in photos if name in spoilt),
        [memory.title for memory, paths in told if paths[0].name in odd or paths[0].name in spoilt],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with flickr8k and everyday")
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--accidents", type=int, default=len(SPOILT))
    parser.add_argument("--seeds", type=int, default=1)
    asked = parser.parse_args()
    counts = Counts()
    for seed in range(FIRST_SEED, FIRST_SEED + asked.seeds):
        counts.add(tell(asked, seed))
        print("\n".join(counts.lines()), flush=True)


if __name__ == "__main__":
    main()
