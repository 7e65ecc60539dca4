"""Made-up lives: real faces pasted into dated photos of 15 years, found, grouped, and named by hand.

python -m tests.bench.bench_lives --images FOLDERS --others PHOTOS [--strangers 200]

Each sub-folder of `--images` is one person; `--others` are photos of strangers. Every person's photos begin
in another year; sizes, blur and company vary. An attentive user then names every group by whose most of its
faces are: the first name of a person is free, every other group of theirs is a merge by hand. Prints one
JSON document.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageFilter

from photos_ml.app.service import Context
from photos_ml.app.service.people import acting, grouping, listing, naming
from photos_ml.boxes import Box, matched
from photos_ml.indexer.enrich.faces import face_row
from photos_ml.store.faces import faces_of
from photos_ml.types import DateSource, Metadata, Taken
from photos_ml.vision.faces.found import FoundFace
from photos_ml.vision.faces.look import FaceReader
from tests.people.conftest import Family

FIRST_YEAR, YEARS = 2010, 15
CANVAS = (1024, 768)
LEAST_PIXELS, MOST_PIXELS = 70, 320
"""Of a pasted crop, which is somewhat larger than its face."""
MOST_BLUR = 1.6
MOST_TOGETHER = 3
SAME = 0.25
STRANGER = -1


@dataclass
class Life:
    """A made-up photo: when it is of, what is on it, and who."""

    taken: datetime
    picture: Image.Image
    who: list[tuple[int, Box]] = field(default_factory=list)


def lives(people: Sequence[Sequence[Path]], seed: int = 7) -> Iterator[Life]:
    """Photos of people, alone and together; a person's first photo is of another year each."""
    random = np.random.default_rng(seed)
    waiting = [(person, path) for person, paths in enumerate(people) for path in paths]
    order = random.permutation(len(waiting)).tolist()
    while order:
        photo = Life(datetime(FIRST_YEAR, 1, 1), Image.new("RGB", CANVAS, _colour(random)))
        born = FIRST_YEAR
        for place in range(int(random.integers(1, MOST_TOGETHER + 1))):
            at = next((i for i in order if waiting[i][0] not in {one for one, _ in photo.who}), None)
            if at is None:
                break
            order.remove(at)
            person, path = waiting[at]
            born = max(born, birth_of(person))
            photo.who.append((person, _paste(photo.picture, path, place, random)))
        photo.taken = _day(born, random)
        yield photo


def birth_of(person: int) -> int:
    """The year from which there are photos of somebody."""
    return FIRST_YEAR + person % (YEARS - 3)


def _colour(random: np.random.Generator) -> tuple[int, int, int]:
    red, green, blue = random.integers(60, 190, 3).tolist()
    return red, green, blue


def _day(year: int, random: np.random.Generator) -> datetime:
    days = (FIRST_YEAR + YEARS - year) * 365
    return datetime(year, 1, 1, 12) + timedelta(days=int(random.integers(days)))


def _paste(picture: Image.Image, path: Path, place: int, random: np.random.Generator) -> Box:
    """Where the crop lies, in fractions of the picture."""
    side = round(float(np.exp(random.uniform(np.log(LEAST_PIXELS), np.log(MOST_PIXELS)))))
    with Image.open(path) as opened:
        crop = opened.convert("RGB").resize((side, side), Image.Resampling.BICUBIC)
    crop = crop.filter(ImageFilter.GaussianBlur(float(random.uniform(0, MOST_BLUR)) * side / MOST_PIXELS))
    x = 10 + place * (CANVAS[0] // MOST_TOGETHER)
    y = int(random.integers(10, CANVAS[1] - side - 10))
    picture.paste(crop, (x, y))
    return x / CANVAS[0], y / CANVAS[1], side / CANVAS[0], side / CANVAS[1]


@dataclass
class Trial:
    """A library of lives, and whose each face is."""

    context: Context
    family: Family
    truth: dict[int, int] = field(default_factory=dict)
    missed: int = 0

    def add(self, life: Life, found: Sequence[FoundFace]) -> None:
        """Write a photo with what was found in it."""
        metadata = Metadata(width=1024, height=768, taken=Taken(life.taken, None, DateSource.EXIF))
        photo = self.family.photo(metadata=metadata)
        self.family.write_rows(photo, [tuple(face_row(None, face)) for face in found])
        faces = faces_of(self.family.library.database, [self.family.content(photo)])
        pairs = matched([face.box for face in faces], [box for _, box in life.who], SAME)
        whose = {i: life.who[j][0] for i, j in pairs}
        self.missed += len(life.who) - len(pairs)
        self.truth |= {face.id: whose.get(i, STRANGER) for i, face in enumerate(faces)}

    def name_all(self, names: Sequence[str]) -> Counter[int]:
        """Name every group by whose most of its faces are, the largest first; how often for each person."""
        named: Counter[int] = Counter()
        while True:
            group = next(
                (
                    (group.id, whose)
                    for group in listing.listed(self.context).groups
                    if (whose := self._whose(group.id)) != STRANGER
                ),
                None,
            )
            if group is None:
                return named
            naming.name_group(self.context, group[0], names[group[1]])
            named[group[1]] += 1
            grouping.group_new(self.context)

    def _whose(self, group: int) -> int:
        faces = listing.group_faces(self.context, group)
        count = Counter(self.truth[one.face.id] for one in faces)
        return count.most_common(1)[0][0]

    def outcome(self, names: Sequence[str]) -> dict[str, Any]:
        """How the faces that have a name have the right one."""
        rows = self.family.library.database.query(
            "SELECT f.id, p.name FROM faces f LEFT JOIN persons p ON p.id = f.person_id"
        )
        right = sum(names[self.truth[i]] == name for i, name in rows if name and self.truth[i] != STRANGER)
        strangers = sum(bool(name) and self.truth[i] == STRANGER for i, name in rows)
        said, there = (
            sum(bool(name) for _, name in rows),
            sum(whose != STRANGER for whose in self.truth.values()),
        )
        return {
            "named": said,
            "precision": round(right / max(said, 1), 4),
            "recall": round(right / (there + self.missed), 4),
            "strangers_named": strangers,
        }


def run(people: Sequence[Sequence[Path]], others: Sequence[Path]) -> dict[str, Any]:
    """Lives from nothing to names."""
    names = [f"Person {number}" for number in range(len(people))]
    reader = FaceReader()
    with tempfile.TemporaryDirectory() as folder, Context(Path(folder) / "library") as context:
        context.library(create=True)
        trial = Trial(context, Family(context))
        for life in lives(people):
            trial.add(life, reader.read(life.picture))
        random = np.random.default_rng(3)
        for path in others:
            with Image.open(path) as opened:
                life = Life(_day(FIRST_YEAR, random), opened.convert("RGB"))
            trial.add(life, reader.read(life.picture))
        document: dict[str, Any] = {}
        grouping.regroup(context)
        first = trial.name_all(names)
        document["without_births"] = trial.outcome(names) | _merges(first, len(people))
        for listed in listing.listed(context).persons:
            naming.set_birth(context, listed.id, str(birth_of(names.index(listed.name))))
        grouping.regroup(context)
        again = trial.name_all(names)
        document["with_births"] = trial.outcome(names) | {"more_merges": sum(again.values())}
        acting.settle(context)
        document |= {"photos": trial.family.library.photos.count(), "missed": trial.missed}
        document["faces"] = sum(whose != STRANGER for whose in trial.truth.values())
        document["strangers"] = sum(whose == STRANGER for whose in trial.truth.values())
        return document


def _merges(named: Counter[int], people: int) -> dict[str, Any]:
    more = [max(named[person] - 1, 0) for person in range(people)]
    return {
        "people_named": sum(count > 0 for count in named.values()),
        "merges_a_person": round(float(np.mean(more)), 2),
        "most_merges": max(more),
    }


def main() -> None:
    """Print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--others", type=Path, required=True)
    parser.add_argument("--strangers", type=int, default=200)
    asked = parser.parse_args()
    people = [sorted(folder.iterdir()) for folder in sorted(asked.images.iterdir()) if folder.is_dir()]
    others = sorted(asked.others.glob("*.jpg"))
    print(json.dumps(run(people, others[: asked.strangers]), indent=2))


if __name__ == "__main__":
    main()
