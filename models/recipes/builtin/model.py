"""The trainable parts together: made, saved, loaded, and measured without going through ONNX."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from concepts import first_names
from data import Split, Tokens, padded, text_model_folder
from evaluate import recall
from prepare import Cache
from torch import Tensor, nn
from towers import DIMENSION, HALF, CaptionBranch, ClassPart, ImageTower, TextTower, pretrained_network
from training import scale_parameter
from transformers import AutoModel

LONGEST_TRAINED = 26
"""Tokens of a training caption; 1 in 100 is longer and is cut."""
BUCKETS = 4


class Encoder(nn.Module):
    """Caption branch, class part, text tower and two temperatures. The shared trunk is fixed and not here."""

    def __init__(self) -> None:
        super().__init__()
        self.network = [pretrained_network()]  # in a list: its weights are no part of the checkpoint
        self.captions = CaptionBranch(self.network[0])
        self.classes = ClassPart()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            bert = AutoModel.from_pretrained(str(text_model_folder()), attn_implementation="eager")
        self.texts = TextTower(bert)
        self.caption_scale, self.name_scale = scale_parameter(), scale_parameter()

    def image_tower(self) -> ImageTower:
        return ImageTower(self.network[0], self.captions, self.classes).eval()

    def classifier(self) -> tuple[Tensor, Tensor]:
        """Weight (1000, 1280) and bias of the ImageNet classifier."""
        last = self.network[0]._fc
        return last.weight.detach(), last.bias.detach()

    def encode_ids(self, ids: list[list[int]]) -> Tensor:
        """Unit rows; texts of like length share a batch, so that little padding is computed."""
        order = np.argsort([len(row) for row in ids], kind="stable")
        parts = [part for part in np.array_split(order, BUCKETS) if len(part)]
        rows = torch.cat([self.texts(*padded([ids[index] for index in part])).float() for part in parts])
        back = torch.empty(len(ids), dtype=torch.int64)
        back[torch.from_numpy(order)] = torch.arange(len(ids))
        return rows[back]

    def rows_of(self, cache: Cache, batch: int = 128, most: int | None = None) -> Tensor:
        """Unit rows (n, 896) of cached photos, the first `most` or all."""
        rows, count = [], min(most or len(cache.grid), len(cache.grid))
        for start in range(0, count, batch):
            part = slice(start, min(start + batch, count))
            grid, middle, logits = (
                torch.from_numpy(np.asarray(array[part], dtype=np.float32))
                for array in (cache.grid, cache.middle, cache.logits)
            )
            rows.append(torch.cat([self.captions(grid, middle), self.classes(logits)], dim=1) * HALF)
        return torch.cat(rows)


def save(encoder: Encoder, path: Path) -> None:
    torch.save(encoder.state_dict(), path)


def load(path: Path) -> Encoder:
    encoder = Encoder()
    state = torch.load(path, weights_only=True)
    encoder.load_state_dict(cast("dict[str, Any]", state))
    return encoder


@torch.no_grad()
def measure(encoder: Encoder, split: Split, cache: Cache, tokens: Tokens) -> dict[str, float]:
    """Recall of a split's captions over its photos, without augmentation."""
    training = encoder.training
    encoder.eval()
    ids = tokens.ids(split.captions)
    texts = torch.cat([encoder.encode_ids(ids[start : start + 512]) for start in range(0, len(ids), 512)])
    images = encoder.rows_of(cache)
    encoder.train(training)
    return recall(texts.numpy(), images.numpy(), split.owner)


def check_shapes() -> None:
    """Fails early where a package's network is not the one this recipe was written for."""
    if len(first_names()) != 1000 or DIMENSION != 896:
        raise SystemExit("the packages are not those of requirements.txt")
