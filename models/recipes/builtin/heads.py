"""Phase 1: the two heads and the class part over frozen towers. A few minutes on one core.

python heads.py --data DIR --cache DIR --out heads.pt
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from data import VIEWS, Tokens, padded, splits
from model import LONGEST_TRAINED, Encoder, check_shapes, measure, save
from prepare import Cache, read_cache
from torch import Tensor, nn
from torch.nn import functional
from towers import HALF
from training import NameLoss, NameSampler, SyntheticClasses, contrastive_loss, warm_cosine

EPOCHS, BATCH, NAMES, LEARNING_RATE, WEIGHT_DECAY = 24, 512, 512, 5e-4, 0.05
NOISE = 0.1
"""Of the standardised image features' spread."""
SEED = 0


@torch.no_grad()
def pooled_views(encoder: Encoder, views: list[Cache]) -> list[Tensor]:
    """What the untrained caption branch pools from each view; its mean and spread are set from view 0."""
    pooled = [
        torch.cat([_pooled(encoder, view, start) for start in range(0, len(view.grid), 128)])
        for view in views
    ]
    encoder.captions.mean.copy_(pooled[0].mean(dim=0))
    encoder.captions.scale.copy_(1 / (pooled[0].std(dim=0) + 1e-3))
    return pooled


def _pooled(encoder: Encoder, view: Cache, start: int) -> Tensor:
    grid = torch.from_numpy(np.asarray(view.grid[start : start + 128], dtype=np.float32))
    return encoder.captions.pooled(grid, torch.from_numpy(np.asarray(view.middle[start : start + 128])))


@torch.no_grad()
def text_means(encoder: Encoder, ids: list[list[int]]) -> Tensor:
    """Mean-pooled states of the frozen text model (n, 384)."""
    order = np.argsort([len(row) for row in ids], kind="stable")
    means = torch.empty(len(ids), encoder.texts.mean.numel())
    for start in range(0, len(ids), 128):
        rows = order[start : start + 128]
        batch, mask = padded([ids[row] for row in rows])
        with torch.autocast("cpu", torch.bfloat16):
            means[torch.from_numpy(rows)] = encoder.texts.pooled(batch, mask).float()
    return means


class Heads:
    """One run of phase 1."""

    def __init__(self, data: Path, cache: Path) -> None:
        torch.manual_seed(SEED)
        self.random = np.random.default_rng(SEED)
        self.splits, self.cache, self.tokens = splits(data), cache, Tokens()
        self.encoder = Encoder().eval()
        views = [read_cache(cache, "train", view) for view in range(VIEWS)]
        self.logits = [torch.from_numpy(np.asarray(view.logits)) for view in views]
        self.pooled = pooled_views(self.encoder, views)
        ids = [row[:LONGEST_TRAINED] for row in self.tokens.ids(self.splits["train"].captions)]
        self.captions = text_means(self.encoder, ids)
        with torch.no_grad():
            self.encoder.texts.mean.copy_(self.captions.mean(dim=0))
            self.encoder.texts.scale.copy_(1 / self.captions.std(dim=0))
        self.sample = NameSampler(self.random)
        synthetic = SyntheticClasses(views, *self.encoder.classifier(), self.random)
        self.name_loss = NameLoss(self.encoder.classes, synthetic, self.random)
        self._known: dict[str, Tensor] = {}

    def run(self, out: Path) -> None:
        encoder, steps_an_epoch = self.encoder, len(self.splits["train"].photos) // BATCH
        for head in (encoder.captions.head, encoder.texts.head):
            head.train()
        parts: list[nn.Module] = [encoder.captions.head, encoder.texts.head, encoder.classes]
        weights = [weight for part in parts for weight in part.parameters() if weight.requires_grad]
        optimizer = torch.optim.AdamW(
            [*weights, encoder.caption_scale, encoder.name_scale], lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY
        )
        for step in range(EPOCHS * steps_an_epoch):
            optimizer.param_groups[0]["lr"] = LEARNING_RATE * warm_cosine(step / (EPOCHS * steps_an_epoch))
            loss = self._loss()
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            if (step + 1) % (6 * steps_an_epoch) == 0:
                print(step + 1, round(loss.item(), 3), self._measured(), flush=True)
        save(encoder, out)

    def _loss(self) -> Tensor:
        encoder, split = self.encoder, self.splits["train"]
        photos = self.random.permutation(len(split.photos))[:BATCH]
        view = int(self.random.integers(VIEWS))
        chosen = [int(self.random.choice(split.captions_of[photo])) for photo in photos]
        pooled = (self.pooled[view][photos] - encoder.captions.mean) * encoder.captions.scale
        noisy = pooled + NOISE * torch.randn_like(pooled)
        captions = functional.normalize(encoder.captions.head(noisy), dim=1)
        images = torch.cat([captions, encoder.classes(self.logits[view][photos])], dim=1) * HALF
        rows = encoder.texts.head_of(self.captions[chosen])
        loss = contrastive_loss(images, rows, encoder.caption_scale.exp())
        texts, names = self.sample(NAMES)
        rows = encoder.texts.head_of(self._means(texts))
        return loss + self.name_loss(rows, names, captions, encoder.name_scale.exp())

    def _means(self, texts: list[str]) -> Tensor:
        new = sorted({text for text in texts if text not in self._known})
        if new:
            self._known.update(zip(new, text_means(self.encoder, self.tokens.ids(new)), strict=True))
        return torch.stack([self._known[text] for text in texts])

    def _measured(self) -> dict[str, dict[str, float]]:
        heads = self.encoder.captions.head, self.encoder.texts.head
        self.encoder.eval()
        found = {
            name: measure(self.encoder, self.splits[name], read_cache(self.cache, name, 0), self.tokens)
            for name in ("dev", "concepts")
        }
        for head in heads:
            head.train()
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    check_shapes()
    Heads(options.data, options.cache).run(options.out)


if __name__ == "__main__":
    main()
