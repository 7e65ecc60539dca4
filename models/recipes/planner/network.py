"""Gemma 3 (text) in plain torch, read from a GGUF file, with a frozen body and LoRA on its projections.

Written out here because transformers keeps the packed weights and multiplies them a block at a time, which is
several times slower than bfloat16 on a CPU. That it is the same model shows in the adapter: trained here, it
works in llama.cpp.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from gguf import GGUFReader, dequantize
from torch import Tensor, nn
from torch.nn import functional

PROJECTIONS = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")


@dataclass(frozen=True)
class Shape:
    """What the file's header says of the model."""

    blocks: int
    width: int
    heads: int
    head_width: int
    rope_base: float
    epsilon: float


def read_gguf(path: Path) -> tuple[Shape, dict[str, Tensor]]:
    """Header and all tensors in bfloat16; norm weights already hold Gemma's '+ 1'."""
    reader = GGUFReader(path)

    def value(name: str) -> float:
        return float(reader.fields[f"gemma3.{name}"].contents())

    shape = Shape(
        blocks=int(value("block_count")),
        width=int(value("embedding_length")),
        heads=int(value("attention.head_count")),
        head_width=int(value("attention.key_length")),
        rope_base=value("rope.freq_base"),
        epsilon=value("attention.layer_norm_rms_epsilon"),
    )
    tensors = {}
    for tensor in reader.tensors:
        array = dequantize(tensor.data, tensor.tensor_type)
        tensors[tensor.name] = torch.from_numpy(np.ascontiguousarray(array)).to(torch.bfloat16)
    return shape, tensors


class LoraLinear(nn.Module):
    """y = x W' + scale * (x A') B', W frozen; A normal, B zero, so that it starts as the model it adapts."""

    def __init__(self, weight: Tensor, rank: int, scale: float) -> None:
        super().__init__()
        self.register_buffer("weight", weight, persistent=False)
        out_width, in_width = weight.shape
        self.lora_a = nn.Parameter(torch.randn(rank, in_width) / math.sqrt(in_width))
        self.lora_b = nn.Parameter(torch.zeros(out_width, rank))
        self.scale = scale

    def forward(self, x: Tensor) -> Tensor:
        if not self.lora_a.requires_grad:
            return functional.linear(x, self.weight)
        low = functional.linear(x, self.lora_a.to(x.dtype))
        return functional.linear(x, self.weight) + functional.linear(
            low, (self.lora_b * self.scale).to(x.dtype)
        )


class RmsNorm(nn.Module):
    def __init__(self, weight: Tensor, epsilon: float) -> None:
        super().__init__()
        self.register_buffer("weight", weight, persistent=False)
        self.epsilon = epsilon

    def forward(self, x: Tensor) -> Tensor:
        return functional.rms_norm(x, self.weight.shape, self.weight.to(x.dtype), self.epsilon)


class Block(nn.Module):
    """One transformer block: grouped-query attention, then a gated feed-forward, each between two norms."""

    def __init__(self, index: int, shape: Shape, tensors: dict[str, Tensor], rank: int, scale: float) -> None:
        super().__init__()
        self.shape = shape
        for name in PROJECTIONS:
            setattr(self, name, LoraLinear(tensors[f"blk.{index}.{name}.weight"], rank, scale))
        for name in (
            "attn_norm",
            "post_attention_norm",
            "ffn_norm",
            "post_ffw_norm",
            "attn_q_norm",
            "attn_k_norm",
        ):
            setattr(self, name, RmsNorm(tensors[f"blk.{index}.{name}.weight"], shape.epsilon))

    def forward(self, x: Tensor, rotation: tuple[Tensor, Tensor]) -> Tensor:
        x = x + self.post_attention_norm(self._attend(self.attn_norm(x), rotation))
        y = self.ffn_norm(x)
        gated = functional.gelu(self.ffn_gate(y), approximate="tanh") * self.ffn_up(y)
        return x + self.post_ffw_norm(self.ffn_down(gated))

    def _attend(self, x: Tensor, rotation: tuple[Tensor, Tensor]) -> Tensor:
        batch, length, _ = x.shape
        heads, width = self.shape.heads, self.shape.head_width
        q = _rotate(self.attn_q_norm(self.attn_q(x).view(batch, length, heads, width)), rotation).transpose(
            1, 2
        )
        k = _rotate(self.attn_k_norm(self.attn_k(x).view(batch, length, 1, width)), rotation).transpose(1, 2)
        v = self.attn_v(x).view(batch, length, 1, width).transpose(1, 2)
        k, v = k.expand(-1, heads, -1, -1), v.expand(-1, heads, -1, -1)
        mixed = _attention(q, k, v)
        return self.attn_output(mixed.transpose(1, 2).reshape(batch, length, heads * width))


class Gemma(nn.Module):
    """The whole model over a reduced vocabulary: `kept` lists the token ids that rows 0..n-1 stand for.

    Blocks before `first` are left as they are, so that the backward pass ends there.
    """

    def __init__(
        self, shape: Shape, tensors: dict[str, Tensor], kept: Tensor, rank: int, alpha: float, first: int = 0
    ) -> None:
        super().__init__()
        self.shape = shape
        self.register_buffer("embedding", tensors["token_embd.weight"][kept].clone(), persistent=False)
        self.blocks = nn.ModuleList(
            Block(index, shape, tensors, rank, alpha / rank) for index in range(shape.blocks)
        )
        self.norm = RmsNorm(tensors["output_norm.weight"], shape.epsilon)
        for block in self.blocks[:first]:
            block.requires_grad_(requires_grad=False)

    def hidden(self, tokens: Tensor) -> Tensor:
        """Tokens (batch, length) of the reduced vocabulary -> normed hidden states (batch, length, width)."""
        x = self.embedding[tokens] * math.sqrt(self.shape.width)
        wide = _rotation(tokens.shape[1], self.shape.head_width, self.shape.rope_base, x.dtype)
        near = _rotation(tokens.shape[1], self.shape.head_width, 10_000.0, x.dtype)
        for index, block in enumerate(self.blocks):
            x = block(x, wide if index % 6 == 5 else near)  # Gemma 3: every sixth block sees everything
        return self.norm(x)

    def loss(self, tokens: Tensor, wanted: Tensor) -> Tensor:
        """Mean cross-entropy of the positions whose `wanted` next token is not -1."""
        states = self.hidden(tokens)
        asked = wanted >= 0
        logits = functional.linear(states[asked], self.embedding)
        return functional.cross_entropy(logits.float(), wanted[asked])

    def adapters(self) -> Iterator[tuple[str, LoraLinear]]:
        """Every adapted projection under its GGUF name."""
        for index, block in enumerate(self.blocks):
            for name in PROJECTIONS:
                yield f"blk.{index}.{name}.weight", getattr(block, name)


def _attention(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Causal attention with plain products: torch's fused kernel is far slower at this width on a CPU."""
    length = q.shape[2]
    hidden = torch.full((length, length), -math.inf, dtype=q.dtype, device=q.device).triu(1)
    scores = q @ k.transpose(2, 3) / math.sqrt(q.shape[3]) + hidden
    return scores.softmax(dim=-1) @ v


def _rotation(length: int, width: int, base: float, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    frequencies = base ** (-torch.arange(0, width, 2, dtype=torch.float32) / width)
    angles = torch.outer(torch.arange(length, dtype=torch.float32), frequencies)
    return angles.cos()[:, None, :].to(dtype), angles.sin()[:, None, :].to(dtype)


def _rotate(x: Tensor, rotation: tuple[Tensor, Tensor]) -> Tensor:
    """Rotary position embedding on (batch, length, heads, width), halves as in NeoX."""
    cos, sin = rotation
    first, second = x.chunk(2, dim=-1)
    return torch.cat((first * cos - second * sin, second * cos + first * sin), dim=-1)
