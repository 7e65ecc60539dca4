"""'Nothing matches well' on everyday things: python models/recipes/search/everyday.py IMAGES

IMAGES: the photos that everyday.tsv was written for, 100 of COCO: 60 names of things that their captions
speak of, and 60 that neither captions nor a look at the photos show. The photos are indexed into a library of
their own and asked as a user would. AUROC of the confidence, how many present things are denied and absent
ones claimed, in all and by kind. Nothing was fitted on these names; half of the photos were (things.py).
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
from photos_ml.search.engine import GOOD

NAMES = Path(__file__).with_name("everyday.tsv")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("images", type=Path)
    options = parser.parse_args()
    found: dict[str, dict[bool, list[float]]] = defaultdict(lambda: {True: [], False: []})
    with TemporaryDirectory() as folder, Context(Path(folder) / "library") as context:
        index_folders(context, [options.images])
        with NAMES.open(encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                result = search_photos(context, row["name"], planner="rules", limit=1)
                for kind in ("all", row["kind"]):
                    found[kind][row["there"] == "yes"].append(result.confidence)
    for kind, asked in found.items():
        print(json.dumps({"kind": kind, **figures(np.array(asked[True]), np.array(asked[False]))}))


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
