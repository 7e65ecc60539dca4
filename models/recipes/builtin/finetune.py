"""Phase 2: the caption branch's own blocks and the upper text layers train too, from phase 1's heads.

python finetune.py --data DIR --cache DIR --heads heads.pt --out towers.pt
"""

from __future__ import annotations

import argparse
import copy
import math
from pathlib import Path

import numpy as np
import torch
from data import VIEWS, Tokens, splits
from model import LONGEST_TRAINED, Encoder, load, measure, save
from prepare import read_cache
from torch import Tensor, nn
from towers import HALF
from training import NameLoss, NameSampler, SyntheticClasses, contrastive_loss, warm_cosine

EPOCHS, BATCH, NAMES, NAME_WEIGHT = 9, 384, 96, 0.3
TEXT_RATE, BLOCK_RATE, HEAD_RATE, WEIGHT_DECAY = 1e-4, 2e-4, 3e-4, 0.05
FROZEN_LAYERS = 3
"""Lowest text layers that stay as they are; so does the word table."""
WHOLE_PICTURE_SHARE = 0.25
LONGEST_GRADIENT = 5.0
AVERAGING = 0.97
"""Of the running average of the weights, which is what is kept."""
LARGEST_SCALE = 100.0
SEED = 0


def rate_groups(encoder: Encoder) -> list[dict[str, object]]:
    """Parameters by learning rate: image blocks, heads, upper text layers."""
    bert = encoder.texts.bert
    # The last norm's own gradient overflows in torch 2.13's CPU kernel; the head after it can do its work.
    last_norm = bert.encoder.layer[-1].output.LayerNorm
    for frozen in (bert.embeddings, *bert.encoder.layer[:FROZEN_LAYERS], last_norm, bert.pooler):
        frozen.requires_grad_(False)
    groups: dict[float, list[nn.Parameter]] = {BLOCK_RATE: [], HEAD_RATE: [], TEXT_RATE: []}
    for name, weight in encoder.named_parameters():
        if not weight.requires_grad:
            continue
        text = name.startswith("texts.bert")
        block = name.startswith(("captions.blocks", "captions.top"))
        groups[TEXT_RATE if text else BLOCK_RATE if block else HEAD_RATE].append(weight)
    return [{"params": weights, "lr": rate, "full": rate} for rate, weights in groups.items()]


class Finetuning:
    """One run of phase 2."""

    def __init__(self, data: Path, cache: Path, heads: Path, seed: int) -> None:
        torch.manual_seed(seed)
        self.random = np.random.default_rng(seed)
        self.splits, self.folder, self.tokens = splits(data), cache, Tokens()
        self.views = [read_cache(cache, "train", view) for view in range(VIEWS)]
        self.ids = [row[:LONGEST_TRAINED] for row in self.tokens.ids(self.splits["train"].captions)]
        self.encoder = load(heads)
        self.average = copy.deepcopy(self.encoder).eval()
        self.sample = NameSampler(self.random)
        synthetic = SyntheticClasses(self.views, *self.encoder.classifier(), self.random)
        self.name_loss = NameLoss(self.encoder.classes, synthetic, self.random)

    def run(self, out: Path, epochs: int) -> None:
        photos = len(self.splits["train"].photos)
        steps = epochs * (photos // BATCH)
        optimizer = torch.optim.AdamW(rate_groups(self.encoder), weight_decay=WEIGHT_DECAY, betas=(0.9, 0.98))
        self.encoder.train()
        for step in range(steps):
            place = step % (photos // BATCH) * BATCH
            if place == 0:
                order = self.random.permutation(photos)
            for group in optimizer.param_groups:
                group["lr"] = group["full"] * warm_cosine(step, steps)
            optimizer.zero_grad()
            self._loss(order[place : place + BATCH]).backward()
            for group in optimizer.param_groups:
                nn.utils.clip_grad_norm_(group["params"], LONGEST_GRADIENT)
            optimizer.step()
            self._follow(step)
            if (step + 1) % (3 * (photos // BATCH)) == 0 or step + 1 == steps:
                print(step + 1, self._measured(), flush=True)
                save(self.average, out)

    def _loss(self, photos: np.ndarray) -> Tensor:
        encoder, split = self.encoder, self.splits["train"]
        whole = self.random.random() < WHOLE_PICTURE_SHARE
        view = self.views[0 if whole else int(self.random.integers(1, VIEWS))]
        chosen = [int(self.random.choice(split.captions_of[photo])) for photo in photos]
        texts, names = self.sample(NAMES)
        grid, middle, logits = (
            torch.from_numpy(array[photos]) for array in (view.grid, view.middle, view.logits)
        )
        with torch.autocast("cpu", torch.bfloat16):
            captions = encoder.captions(grid, middle).float()
            caption_rows = encoder.encode_ids([self.ids[index] for index in chosen])
            name_rows = encoder.encode_ids(self.tokens.ids(texts))
        images = torch.cat([captions, encoder.classes(logits)], dim=1) * HALF
        loss = contrastive_loss(images, caption_rows, encoder.caption_scale.exp())
        named = self.name_loss(name_rows, names, captions, encoder.name_scale.exp())
        return loss + NAME_WEIGHT * named

    @torch.no_grad()
    def _follow(self, step: int) -> None:
        self.encoder.caption_scale.clamp_(max=math.log(LARGEST_SCALE))
        self.encoder.name_scale.clamp_(max=math.log(LARGEST_SCALE / 2))
        keep = min(AVERAGING, (step + 1) / (step + 11))
        for mean, now in zip(self.average.parameters(), self.encoder.parameters(), strict=True):
            mean.lerp_(now, 1 - keep)

    def _measured(self) -> dict[str, dict[str, float]]:
        return {
            name: measure(self.average, self.splits[name], read_cache(self.folder, name, 0), self.tokens)
            for name in ("val", "concepts")
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--heads", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    Finetuning(options.data, options.cache, options.heads, options.seed).run(options.out, options.epochs)


if __name__ == "__main__":
    main()
