"""Make models/ranker: python models/recipes/ranker/make.py --data DIR [--cache DIR]."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from photos_ml.encoders.registry import Registry
from photos_ml.ranker.ranking.lambdarank import save_rankers
from photos_ml.ranker.simulation.data import TASTES, TRAIN, check_data, set_stage
from photos_ml.ranker.simulation.train import PEOPLE, TRAINED_ON, train_cold, train_tastes

HERE = Path(__file__).resolve()
OUT = HERE.parents[2] / "ranker"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with flickr8k and nl/memexqa")
    parser.add_argument("--cache", type=Path, help="keeps vectors and measures for the next run")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--people", type=int, default=PEOPLE)
    options = parser.parse_args()
    encoder = Registry(threads=1).get()
    stage = set_stage(check_data(options.data), TRAIN, encoder, options.cache)
    print(f"{len(stage.bank.shots)} pictures, {time.process_time():.0f} s of CPU")
    scorer = train_cold(stage, options.people)
    print(f"both rankers trained, {time.process_time():.0f} s of CPU")
    others = set_stage(options.data, TASTES, encoder, options.cache)
    scorer.tastes = train_tastes(others, scorer)
    about = {
        "encoder": {"id": encoder.info.id, "revision": encoder.info.revision},
        "people": options.people,
        "tastes": TRAINED_ON,
        "photos": len(stage.bank.captions),
        "albums": len(stage.albums),
        "licence": "Apache-2.0",
    }
    save_rankers(options.out, scorer, about)
    print(f"wrote {options.out}, {time.process_time():.0f} s of CPU")


if __name__ == "__main__":
    main()
