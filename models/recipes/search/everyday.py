"""'Nothing matches well' on everyday things: python models/recipes/search/everyday.py IMAGES

IMAGES: the photos that the names were found for, 100 of COCO. They are indexed into a library of their own
and asked as a user would, by a first look and by a closer one where that is in doubt. AUROC of the
confidence, how many present things are denied and absent ones claimed, in all and by kind of word.

everyday.tsv: 60 names of things that the captions speak of, and 60 that neither captions nor a look at the
photos show. The closer look was fitted on none of these names and photos (closer.py), the first on half of
the photos with the names that their captions speak of (things.py).
drawn.tsv: names that nobody chose. Of the objects and scenes of vocabulary.tsv and the names of LVIS, up to
three words, without those of everyday.tsv: there are 60 drawn of those that two captions of one photo name,
small or large in it; not there are 60 drawn of those that 15 captions of COCO name (5 where these ran out)
and none of these photos, without what a look at the photos showed before anything was measured.
third.tsv: the rest, written down before anything was measured with them. There are all names that two
captions of one photo say and neither list above has (39), and of those that one says the first 21 of a draw
that a look at the photos shows; not there are the first 60 of a draw, of those that 10 captions of COCO name
(then 5), without what the photos show or may be said to show.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from fit import auroc

from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.search import search_photos
from photos_ml.search.hits import GOOD

NAMES = ("everyday", "drawn", "third")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("images", type=Path)
    options = parser.parse_args()
    with TemporaryDirectory() as folder, Context(Path(folder) / "library") as context:
        index_folders(context, [options.images])
        for names in NAMES:
            for (look, kind), asked in confidences(context, names).items():
                told = figures(np.array(asked[True]), np.array(asked[False]))
                print(json.dumps({"names": names, "look": look, "kind": kind, **told}), flush=True)


def confidences(context: Context, names: str) -> dict[tuple[str, str], dict[bool, list[float]]]:
    """Look and kind of name -> those of what is there, and of what is not."""
    found: dict[tuple[str, str], dict[bool, list[float]]] = defaultdict(lambda: {True: [], False: []})
    looks = {"first": 0, "closer": 0}
    with Path(__file__).with_name(f"{names}.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            result = search_photos(context, row["name"], planner="rules", limit=1, closer=True)
            first = result.look.before if result.look else result.confidence
            looks["closer" if result.look else "first"] += 1
            for look, confidence in (("first", first), ("closer", result.confidence)):
                for kind in ("all", row["kind"]):
                    found[look, kind][row["there"] == "yes"].append(confidence)
    print(json.dumps({"names": names, "answered by": looks}), flush=True)
    return found


def figures(present: np.ndarray, absent: np.ndarray) -> dict[str, float]:
    """Of confidences: AUROC, the share of what is there that is denied, of what is not that is claimed."""
    return {
        "present": len(present),
        "absent": len(absent),
        "auroc": round(auroc(present, absent), 3),
        "present denied": round(float((present < GOOD).mean()), 3),
        "absent claimed": round(float((absent >= GOOD).mean()), 3),
    }


if __name__ == "__main__":
    main()
