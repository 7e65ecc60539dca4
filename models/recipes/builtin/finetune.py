"""Phase 2: the caption branch's own blocks and the upper text layers train too, from phase 1's heads.

python finetune.py --data DIR --cache DIR --heads heads.pt --out towers.pt
"""

from __future__ import annotations

import argparse
import copy
import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from data import VIEWS, Tokens, splits
from model import LONGEST_TRAINED, Encoder, load, measure, save
from numpy.typing import NDArray
from prepare import read_cache
from torch import Tensor, nn
from towers import HALF
from training import NameLoss, NameSampler, SyntheticClasses, contrastive_loss, warm_cosine

EPOCHS, BATCH, NAMES, NAME_WEIGHT = 30, 384, 192, 0.5
TEXT_RATE, BLOCK_RATE, HEAD_RATE, WEIGHT_DECAY = 1e-4, 2e-4, 3e-4, 0.05
FROZEN_LAYERS = 3
"""Lowest text layers that stay as they are; so does the word table."""
WHOLE_PICTURE_SHARE = 0.25
LONGEST_GRADIENT = 5.0
AVERAGING = 0.98
"""Of the running average of the weights, which is what is kept."""
LARGEST_SCALE = 100.0
SEED = 0
REPORT_EPOCHS, REPORT_STEPS = 5, 5


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


@dataclass
class Schedule:
    """How much of the training is over: by steps or, with `minutes`, by the clock, from `start` on."""

    steps: int
    minutes: float | None
    start: float = 0.0

    def __post_init__(self) -> None:
        self._began = time.monotonic()

    def done(self, step: int) -> float:
        if self.minutes is None:
            return step / self.steps
        passed = (time.monotonic() - self._began) / (60 * self.minutes)
        return min(1.0, self.start + (1 - self.start) * passed)


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
        groups = rate_groups(self.encoder)
        self.optimizer = torch.optim.AdamW(groups, weight_decay=WEIGHT_DECAY, betas=(0.9, 0.98))
        self.sample = NameSampler(self.random)
        synthetic = SyntheticClasses(self.views, *self.encoder.classifier(), self.random)
        self.name_loss = NameLoss(self.encoder.classes, synthetic, self.random)
        self.step = 0

    def run(self, out: Path, epochs: int, minutes: float | None) -> None:
        """Ends after `epochs`, or after `minutes`; goes on from `out`'s checkpoint where there is one."""
        an_epoch = len(self.splits["train"].photos) // BATCH
        checkpoint = out.with_suffix(".resume")
        schedule = Schedule(epochs * an_epoch, minutes, self._resume(checkpoint))
        order = self.random.permutation(len(self.splits["train"].photos))
        self.encoder.train()
        while (done := schedule.done(self.step)) < 1:
            place = self.step % an_epoch * BATCH
            if place == 0:
                order = self.random.permutation(len(order))
            self._train_on(order[place : place + BATCH], warm_cosine(done))
            self.step += 1
            if self.step % (REPORT_EPOCHS * an_epoch) == 0:
                self._keep(checkpoint, done)
                print(self.step, round(done, 3), self._measured(), flush=True)
        save(self.average, out)
        print(self.step, self._measured(), flush=True)

    def _train_on(self, photos: NDArray[np.int64], rate: float) -> None:
        for group in self.optimizer.param_groups:
            group["lr"] = group["full"] * rate
        self.optimizer.zero_grad()
        loss = self._loss(photos)
        loss.backward()  # type: ignore[no-untyped-call]
        for group in self.optimizer.param_groups:
            nn.utils.clip_grad_norm_(group["params"], LONGEST_GRADIENT)
        self.optimizer.step()
        self._follow()
        if self.step % REPORT_STEPS == 0:
            print(self.step, f"loss {loss.item():.3f} rate {rate:.3f}", time.strftime("%H:%M:%S"), flush=True)

    def _keep(self, path: Path, done: float) -> None:
        state = {
            "encoder": self.encoder.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "done": done,
        }
        torch.save(state, path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)

    def _resume(self, path: Path) -> float:
        """The share of the training that the checkpoint had behind it."""
        if not path.exists():
            return 0.0
        state = torch.load(path, weights_only=True)
        self.encoder.load_state_dict(state["encoder"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step = state["step"]
        return float(state["done"])

    def _loss(self, photos: NDArray[np.int64]) -> Tensor:
        encoder, split = self.encoder, self.splits["train"]
        whole = self.random.random() < WHOLE_PICTURE_SHARE
        view = self.views[0 if whole else int(self.random.integers(1, VIEWS))]
        chosen = [int(self.random.choice(split.captions_of[photo])) for photo in photos]
        texts, names = self.sample(NAMES)
        grid, middle, logits = (
            torch.from_numpy(array[photos]) for array in (view.grid, view.middle, view.logits)
        )
        grid = grid.to(torch.bfloat16)
        with torch.autocast("cpu", torch.bfloat16):
            captions = encoder.captions(grid, middle).float()
            caption_rows = encoder.encode_ids([self.ids[index] for index in chosen])
            name_rows = encoder.encode_ids(self.tokens.ids(texts))
        images = torch.cat([captions, encoder.classes(logits)], dim=1) * HALF
        loss = contrastive_loss(images, caption_rows, encoder.caption_scale.exp())
        named = self.name_loss(name_rows, names, captions, encoder.name_scale.exp())
        return loss + NAME_WEIGHT * named

    @torch.no_grad()
    def _follow(self) -> None:
        self.encoder.caption_scale.clamp_(max=math.log(LARGEST_SCALE))
        self.encoder.name_scale.clamp_(max=math.log(LARGEST_SCALE / 2))
        keep = min(AVERAGING, (self.step + 1) / (self.step + 11))
        for mean, now in zip(self.average.parameters(), self.encoder.parameters(), strict=True):
            mean.lerp_(now, 1 - keep)

    def _measured(self) -> dict[str, dict[str, float]]:
        return {
            name: measure(self.average, self.splits[name], read_cache(self.folder, name, 0), self.tokens)
            for name in ("dev", "concepts")
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--heads", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument(
        "--minutes", type=float, help="end by the clock instead, the rate annealed all the same"
    )
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    run = Finetuning(options.data, options.cache, options.heads, options.seed)
    run.run(options.out, options.epochs, options.minutes)


if __name__ == "__main__":
    main()
