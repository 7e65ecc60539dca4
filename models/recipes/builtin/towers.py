"""The two towers in torch: EfficientNet-Lite2 with a caption branch and a class branch, and MiniLM with one head.

An image row is the caption part and the class part side by side, each of length sqrt(1/2); a text row is free to lean
on either. The class part is a projection of the classifier's own 1,000 probabilities (their square roots, which have
unit length), so what the classifier knows survives whatever the captions teach.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

CLASSES = 1000
FEATURES = 1280
MIDDLE = 120
"""Channels before the last stage (stride 16)."""
TEXT_WIDTH = 384
CAPTION_DIMENSION = 512
CLASS_DIMENSION = 384
DIMENSION = CAPTION_DIMENSION + CLASS_DIMENSION
IMAGE_SIZE = 256
FORK = 17
"""The first block that the caption branch owns; the blocks before it are shared and never change."""
LAST_STAGE = 15
FROZEN_TEXT_LAYERS = 2


class ResidualHead(nn.Module):
    """(n, width) -> (n, out): a linear map plus a small MLP that starts near zero."""

    def __init__(self, width: int, out: int, hidden: int, dropout: float) -> None:
        super().__init__()
        self.linear = nn.Linear(width, out)
        self.first, self.second = nn.Linear(width, hidden), nn.Linear(hidden, out)
        self.drop_input, self.drop_hidden = nn.Dropout(dropout / 2), nn.Dropout(dropout)
        nn.init.normal_(self.second.weight, std=0.01)

    def forward(self, inputs: Tensor) -> Tensor:
        hidden = self.drop_hidden(functional.gelu(self.first(inputs)))
        return cast(Tensor, self.linear(self.drop_input(inputs)) + self.second(hidden))
