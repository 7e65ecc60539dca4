"""The two halves of an open_clip model as torch modules with the interface of the shipped ONNX files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def image_tower(model: Any, mean: Sequence[float], std: Sequence[float]) -> Any:
    """A module: uint8 or float (n, S, S, 3) of 0-255 -> (n, d), not normalised. Mean and std are of 0-1."""
    import torch

    class ImageTower(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model
            # 255 is in the constants: one subtraction and one multiplication a pixel.
            self.register_buffer("shift", 255 * torch.tensor(mean).view(1, 3, 1, 1), persistent=False)
            self.register_buffer("scale", 1 / (255 * torch.tensor(std).view(1, 3, 1, 1)), persistent=False)

        def forward(self, pixels: Any) -> Any:
            planes = pixels.permute(0, 3, 1, 2).to(self.scale.dtype)
            return self.model.encode_image((planes - self.shift) * self.scale)

    return ImageTower().eval()


def text_tower(model: Any) -> Any:
    """A module: token ids (n, length) -> (n, d), not normalised. The model finds the end of a text itself."""
    import torch

    class TextTower(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any) -> Any:
            return self.model.encode_text(input_ids)

    return TextTower().eval()
