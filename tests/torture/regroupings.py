"""A thousand random regroupings, versions, indexings and gestures: nothing that was said is ever rewritten.

python -m tests.torture.regroupings [--rounds 1000] [--seed 0]
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from photos_ml.app.service import Context
from photos_ml.app.service.people import acting, grouping, naming
from tests.people.conftest import Family

PERSONS = 6
FIRST_PHOTOS = 40
MOST_PHOTOS = 160
WHOLE_SHARE = 0.2
"""Of the turns at which it could be, the folder is indexed anew: it is slow."""


class Trial:
    """A library under random change, and what was said of it."""

    def __init__(self, context: Context, seed: int) -> None:
        self.family = Family(context)
        self.context = context
        self.random = np.random.default_rng(seed)
        self.photos = [(self.family.photo(n % PERSONS), n % PERSONS) for n in range(FIRST_PHOTOS)]
        self.said: dict[int, str] = {}
        self.denied: dict[int, set[str]] = {}

    def change(self) -> str:
        """One change at random; its name."""
        photo, person = self.photos[int(self.random.integers(len(self.photos)))]
        name = f"Person {person}"
        match int(self.random.integers(8)):
            case 0:
                grouping.regroup(self.context)
                return "regrouped"
            case 1:
                shift = float(self.random.uniform(-0.02, 0.02))
                self.family.find_faces(photo, [person], shift=shift)
                return "another version"
            case 2 if len(self.photos) < MOST_PHOTOS:
                new = int(self.random.integers(PERSONS))
                self.photos.append((self.family.photo(new), new))
                return "a new photo"
            case 3:
                naming.name_faces(self.context, [self.family.face(photo)], name)
                self.said[photo] = name
                self.denied.get(photo, set()).discard(name)
                return "named"
            case 4 if photo not in self.said and self.family.names(photo) == [name]:
                naming.not_person(self.context, [self.family.face(photo)])
                self.denied.setdefault(photo, set()).add(name)
                return "denied"
            case 5:
                gesture = naming.name_faces(self.context, [self.family.face(photo)], "Nobody Ever")
                acting.undo(self.context, gesture)
                return "undone"
            case 6 if self.random.random() < WHOLE_SHARE:
                self.index_anew()
                return "indexed anew"
            case _:
                acting.settle(self.context)
                return "settled"

    def index_anew(self) -> None:
        """The folder is forgotten, added again, and looked through for faces again."""
        new = self.family.index_anew()
        self.photos = [(new[photo], person) for photo, person in self.photos]
        self.said = {new[photo]: name for photo, name in self.said.items()}
        self.denied = {new[photo]: names for photo, names in self.denied.items()}
        for photo, person in self.photos:
            self.family.find_faces(photo, [person])

    def check(self) -> None:
        """AssertionError where a word of the user does not hold."""
        grouping.group_new(self.context)
        for photo, name in self.said.items():
            assert self.family.names(photo) == [name], (photo, name, self.family.names(photo))
        for photo, names in self.denied.items():
            assert photo in self.said or not names & set(self.family.names(photo)), (photo, names)


def main() -> None:
    """Print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    done: dict[str, int] = {}
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, Context(Path(folder) / "library") as context:
        context.library(create=True)
        trial = Trial(context, asked.seed)
        for _ in range(asked.rounds):
            what = trial.change()
            done[what] = done.get(what, 0) + 1
            trial.check()
    document: dict[str, Any] = {
        "rounds": asked.rounds,
        "changes": done,
        "said": len(trial.said),
        "denied": sum(map(len, trial.denied.values())),
        "rewritten": 0,
        "seconds": round(time.perf_counter() - started, 1),
    }
    print(json.dumps(document, indent=2))


if __name__ == "__main__":
    main()
