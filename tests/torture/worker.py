"""A person who marks photos, or does everything: each line is what was acknowledged, and when.

python worker.py LIBRARY --seed N --acts N [--everything]
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from photos_ml.errors import PhotosError
from photos_ml.provenance import Field
from photos_ml.store import Library, PhotoFilter
from photos_ml.store.acts import Act
from photos_ml.store.feedback import Feedback, FeedbackEvent, FeedbackKind

REFUSED = "refused"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--acts", type=int, default=100)
    parser.add_argument("--pause-s", type=float, default=0.0)
    parser.add_argument("--everything", action="store_true")
    options = parser.parse_args()
    try:
        if options.everything:
            do_everything(options)
            return
        with Library.open(options.library) as library:
            print("ready", flush=True)
            mark(library, random.Random(options.seed), options)
    except PhotosError as error:
        print(REFUSED, type(error).__name__, flush=True)


def do_everything(options: argparse.Namespace) -> None:
    sys.path.append(str(Path(__file__).parents[2]))  # behind all else: what is installed is what is used
    from photos_ml.app.service import Context  # here: marking alone begins sooner
    from tests.torture.hands import Hands

    with Context(options.library) as context:
        hands = Hands(context, options.seed)
        print("ready", flush=True)
        for _ in range(options.acts):
            try:
                said = hands.act()
            except PhotosError as error:
                said = f"{REFUSED} {type(error).__name__}"
            if said:
                print(time.monotonic(), said, flush=True)
            time.sleep(options.pause_s)


def mark(library: Library, generator: random.Random, options: argparse.Namespace) -> None:
    photos = library.photo_ids(PhotoFilter()).tolist()
    for number in range(options.acts):
        photo = generator.choice(photos)
        field = generator.choice((Field.FAVORITE, Field.HIDDEN))
        value = generator.choice(("true", "false"))
        try:
            if number % 10 == 9:
                event = FeedbackEvent(datetime.now(UTC), FeedbackKind.OPEN, f"{options.seed}-{number}")
                said = f"event {Feedback(library.database).add(event)} {event.memory}"
            else:
                said = f"act {library.acts.do([Act(field, value, photo)])} {photo} {field} {value}"
        except PhotosError as error:
            said = f"{REFUSED} {type(error).__name__}"
        print(time.monotonic(), said, flush=True)
        time.sleep(options.pause_s)


if __name__ == "__main__":
    main()
