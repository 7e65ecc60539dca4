"""What both phases share: names of classes, synthetic class evidence, losses, the schedule."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from concepts import TEMPLATES, Name, first_names, groups, synonyms
from prepare import Cache
from torch import Tensor, nn
from torch.nn import functional
from towers import CAPTION_DIMENSION, CLASSES, HALF, ClassPart

LARGEST_PUSH = 300.0
"""How far features are pushed along a class's weights: the classifier then names the class 9 times in 10."""
NAME_SCALE = 20.0
"""Inverse temperature of name -> prototype."""
FIRST_NAME_SHARE, SYNONYM_SHARE, PLAIN_TEMPLATE_SHARE = 0.6, 0.2, 0.4


class NameSampler:
    """Draws class names, synonyms and group words in the templates, with the classes each stands for."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self._lists = (first_names(), synonyms(), groups())
        self._shares = (FIRST_NAME_SHARE, SYNONYM_SHARE, 1 - FIRST_NAME_SHARE - SYNONYM_SHARE)

    def __call__(self, count: int) -> tuple[list[str], list[Name]]:
        kinds = self._random.choice(3, size=count, p=self._shares)
        names = [self._lists[kind][self._random.integers(len(self._lists[kind]))] for kind in kinds]
        return [self._template().format(name.text) for name in names], names

    def _template(self) -> str:
        plain = self._random.random() < PLAIN_TEMPLATE_SHARE
        return TEMPLATES[0 if plain else int(self._random.integers(len(TEMPLATES)))]


class SyntheticClasses:
    """Logits of photos never taken: a real photo's features, halved and pushed along a class's weights, half
    the time with a second class mixed in; the classifier itself says what it then sees."""

    def __init__(
        self, views: Sequence[Cache], weight: Tensor, bias: Tensor, random: np.random.Generator
    ) -> None:
        self._features = [torch.from_numpy(np.asarray(view.features)) for view in views]
        self._weight, self._bias, self._random = weight, bias, random
        spread = self._features[0].var(dim=0)
        self._direction = (weight - weight.mean(dim=0)) * (0.05 * spread / spread.mean())

    def __call__(self, classes: Tensor) -> Tensor:
        """int64 (n,) -> logits (n, 1000)."""
        count = len(classes)
        features = self._features[self._random.integers(len(self._features))]
        real = features[torch.from_numpy(self._random.integers(0, len(features), count))]
        other = torch.from_numpy(self._random.integers(0, CLASSES, count))
        share = torch.rand(count, 1) * 0.4 * (torch.rand(count, 1) < 0.5)
        towards = self._direction[classes] * (1 - share) + self._direction[other] * share
        pushed = (0.5 * real + LARGEST_PUSH * torch.rand(count, 1) * towards).clamp(0, 6)
        return functional.linear(pushed, self._weight, self._bias)


def contrastive_loss(images: Tensor, texts: Tensor, scale: Tensor) -> Tensor:
    """Symmetric InfoNCE of unit rows that belong together pairwise."""
    scores = images @ texts.T * scale
    own = torch.arange(len(scores))
    return (functional.cross_entropy(scores, own) + functional.cross_entropy(scores.T, own)) / 2


def members(names: Sequence[Name]) -> Tensor:
    """(n, 1000): each name's share of its classes, rows summing to 1."""
    rows = torch.zeros(len(names), CLASSES)
    for row, name in zip(rows, names, strict=True):
        row[list(name.classes)] = 1 / len(name.classes)
    return rows


@dataclass(frozen=True)
class NameLoss:
    """A name's class part must find its prototypes, and the whole row the photos that show its classes."""

    classes: ClassPart
    synthetic: SyntheticClasses
    random: np.random.Generator

    def __call__(self, texts: Tensor, names: Sequence[Name], captions: Tensor, scale: Tensor) -> Tensor:
        """`texts`: unit rows of the names; `captions`: caption parts of real photos, here backgrounds."""
        target = members(names)
        wanted = functional.normalize(texts[:, CAPTION_DIMENSION:], dim=1)
        naming = functional.cross_entropy(wanted @ self.classes.prototypes().T * NAME_SCALE, target)
        shown = torch.tensor([name.classes[self.random.integers(len(name.classes))] for name in names])
        logits = self.synthetic(shown)
        background = captions[torch.randint(0, len(captions), (len(names),))]
        photos = torch.cat([background, self.classes(logits)], dim=1) * HALF
        evidence = (functional.softmax(logits, dim=1) @ (target > 0).float().T + 1e-6).log().T
        finding = functional.kl_div(
            functional.log_softmax(texts @ photos.T * scale, dim=1),
            functional.softmax(evidence, dim=1),
            reduction="batchmean",
        )
        return naming + finding


def warm_cosine(done: float, warm: float = 0.06) -> float:
    """Share of the full learning rate once `done` (0 to 1) of the training is over."""
    return min(1.0, done / warm + 0.02) * (0.49 * (1 + math.cos(math.pi * done)) + 0.02)


def scale_parameter(start: float = 20.0) -> nn.Parameter:
    """The logarithm of an inverse temperature, to be learnt."""
    return nn.Parameter(torch.tensor(math.log(start)))
