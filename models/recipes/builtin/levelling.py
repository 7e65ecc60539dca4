"""Some photos are near to every text. Two more numbers a row take that advantage away, inside the vectors.

python levelling.py --weights towers.pt --data DIR --cache DIR --out bank.npz

A photo's advantage b is the log-mean-exp of its scores with a bank of everyday texts (captions of training
photos, of other photos, names of classes), as in CSLS and querybank normalisation. With rows extended to
image = [A e, -u, rest] and text = [T t, C, 0], all of unit length, a score becomes
A T (e.t - SHARE (b - mean b)).
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from concepts import TEMPLATES, first_names
from data import Tokens, splits
from evaluate import recall
from model import Encoder, load
from prepare import read_cache
from torch import Tensor, nn
from towers import DIMENSION, ImageTower, TextTower

SHARE = 0.6
"""Of a photo's advantage that is taken away."""
SHARES_TRIED = (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)
IMAGE_PART, TEXT_CONSTANT = 0.96, 0.4
TEXT_PART = math.sqrt(1 - TEXT_CONSTANT**2)
REST = math.sqrt(1 - IMAGE_PART**2)
LEVELLED_DIMENSION = DIMENSION + 2
CAPTIONS, PHOTOS, SEED = 1000, 1000, 0


class LevelledImages(nn.Module):
    """float (n, 3, S, S) -> unit rows (n, 898)."""

    bank: Tensor

    def __init__(self, tower: ImageTower, bank: Tensor, mean: float, scale: float) -> None:
        super().__init__()
        self.tower, self.mean, self.scale = tower, mean, scale
        self.register_buffer("bank", bank.T.contiguous())

    def forward(self, pixels: Tensor) -> Tensor:
        return levelled_images(self.tower(pixels), self.bank, self.mean, self.scale)


class LevelledTexts(nn.Module):
    """Token ids and mask -> unit rows (n, 898)."""

    def __init__(self, tower: TextTower) -> None:
        super().__init__()
        self.tower = tower

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        return levelled_texts(self.tower(ids, mask))


def levelled_images(rows: Tensor, bank: Tensor, mean: float, scale: float, share: float = SHARE) -> Tensor:
    """Unit rows (n, 896) of photos -> unit rows (n, 898); `bank`: (896, k)."""
    push = (advantage(rows, bank, scale) - mean) * share
    down = (push * (IMAGE_PART * TEXT_PART / TEXT_CONSTANT)).clamp(-REST, REST)
    rest = (REST**2 - down * down).clamp(min=0).sqrt()
    return torch.cat([rows * IMAGE_PART, -down, rest], dim=1)


def levelled_texts(rows: Tensor) -> Tensor:
    """Unit rows (n, 896) of texts -> unit rows (n, 898)."""
    level = torch.ones_like(rows[:, :1])
    return torch.cat([rows * TEXT_PART, level * TEXT_CONSTANT, level * 0], dim=1)


def advantage(rows: Tensor, bank: Tensor, scale: float) -> Tensor:
    """(n, d) and (d, k) -> (n, 1): soft maximum of a photo's scores over the bank."""
    spread = torch.logsumexp(rows @ bank * scale, dim=1, keepdim=True) - math.log(bank.shape[1])
    return spread / scale


def bank_texts(data: Path) -> list[str]:
    """A thousand captions each of training photos and of COCO, and every other class name."""
    random = np.random.default_rng(SEED)
    train = splits(data)["train"]
    photos = random.permutation(len(train.photos))[:CAPTIONS]
    own = [train.captions[int(random.choice(train.captions_of[photo]))] for photo in photos]
    lines = (data / "nl/coco_captions.txt").read_text(encoding="utf-8").splitlines()
    others = [lines[index] for index in random.permutation(len(lines))[:CAPTIONS]]
    return own + others + [TEMPLATES[0].format(name.text) for name in first_names()[::2]]


@torch.no_grad()
def text_rows(encoder: Encoder, texts: Sequence[str]) -> Tensor:
    """Unit rows (n, 896) in float32."""
    ids = Tokens().ids(texts)
    return torch.cat([encoder.encode_ids(ids[start : start + 400]) for start in range(0, len(ids), 400)])


@torch.no_grad()
def compare_shares(encoder: Encoder, data: Path, cache: Path, bank: Path) -> None:
    """Print what each share gives on photos that were not trained on, those of `val` not among them."""
    with np.load(bank) as stored:
        everyday = torch.from_numpy(stored["bank"]).T
        mean, scale = float(stored["mean"]), float(stored["scale"])
    for name in ("dev", "concepts"):
        split = splits(data)[name]
        photos = encoder.rows_of(read_cache(cache, name, 0))
        texts = levelled_texts(text_rows(encoder, split.captions)).numpy()
        for share in SHARES_TRIED:
            rows = levelled_images(photos, everyday, mean, scale, share)
            print(name, share, recall(texts, rows.numpy(), split.owner), flush=True)


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--compare", action="store_true", help="print the recall of other shares")
    options = parser.parse_args()
    encoder = load(options.weights).eval()
    bank = text_rows(encoder, bank_texts(options.data))
    scale = float(encoder.caption_scale.exp())
    photos = encoder.rows_of(read_cache(options.cache, "train", 0), most=PHOTOS)
    mean = float(advantage(photos, bank.T, scale).mean())
    np.savez(options.out, bank=bank.numpy(), mean=mean, scale=scale)
    if options.compare:
        compare_shares(encoder, options.data, options.cache, options.out)


if __name__ == "__main__":
    main()
