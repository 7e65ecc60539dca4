"""The mean of two fine-tuned runs that began with the same heads (Wortsman et al. 2022, 'Model soups').

python soup.py FIRST SECOND --data DIR --cache DIR --out soup.pt

FIRST and SECOND are weights, or checkpoints (.resume) of `finetune.py`. The share of the second run is chosen
on dev: the best R@1 + R@10 among those that still find single things.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHARES = (0.0, 0.3, 0.5, 0.7, 1.0)
LEAST_OF_THINGS = 94.0
"""R@10 in per cent of the names of single things."""


@dataclass(frozen=True)
class Measured:
    """What a share of the second run gives: recall in per cent, by name."""

    share: float
    dev: Mapping[str, float]
    concepts: Mapping[str, float]

    @property
    def captions(self) -> float:
        return self.dev["r1"] + self.dev["r10"]


def averaged(stored: Mapping[str, Any]) -> Mapping[str, Any]:
    """The running average where a checkpoint is given, else the weights themselves."""
    average: Mapping[str, Any] = stored.get("average", stored)
    return average


def mixed(first: Mapping[str, Any], second: Mapping[str, Any], share: float) -> dict[str, Any]:
    """Each tensor of the first, moved by `share` of the way to the second's; whole numbers stay."""
    if first.keys() != second.keys():
        raise ValueError("the runs are of different networks")
    return {
        name: weight + (second[name] - weight) * share if "float" in str(weight.dtype) else weight
        for name, weight in first.items()
    }


def best(tried: list[Measured]) -> Measured:
    """The choice; SystemExit where every mixture has forgotten the names of things."""
    kept = [one for one in tried if one.concepts["r10"] >= LEAST_OF_THINGS]
    if not kept:
        raise SystemExit(f"no mixture has R@10 of {LEAST_OF_THINGS} on single things")
    return max(kept, key=lambda one: one.captions)


def main() -> None:
    import torch
    from data import Tokens, splits
    from model import Encoder, measure, save
    from prepare import read_cache

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    first, second = (
        averaged(torch.load(path, weights_only=True)) for path in (options.first, options.second)
    )
    parts, tokens, encoder = splits(options.data), Tokens(), Encoder().eval()
    tried = []
    for share in SHARES:
        encoder.load_state_dict(mixed(first, second, share))
        dev, concepts = (
            measure(encoder, parts[name], read_cache(options.cache, name, 0), tokens)
            for name in ("dev", "concepts")
        )
        tried.append(Measured(share, dev, concepts))
        print(tried[-1], flush=True)
    chosen = best(tried)
    print("share of the second", chosen.share)
    encoder.load_state_dict(mixed(first, second, chosen.share))
    save(encoder, options.out)


if __name__ == "__main__":
    main()
