"""Fine-tune the adapter on generated queries: loss over the answer's tokens, a vocabulary cut to the data's.

    python train.py --gguf base.gguf --data train.jsonl --held held.jsonl --minutes 50 --out run/

Stops by the clock (the learning rate falls to zero over it), writes `run/adapter.pt` every 50 steps, goes on
from it with --resume. bfloat16 on a CPU; on a GPU where there is one.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from network import Gemma, read_gguf
from torch import Tensor
from transformers import AutoTokenizer

from photos_ml.planner.context import Known
from photos_ml.planner.llm.prompt import tuned_prompt
from photos_ml.planner.tokens import tokenize

BOS, EOS = 2, 1


@dataclass(frozen=True)
class Example:
    """Token ids of prompt and answer; the loss is over the ones from `asked` on."""

    ids: tuple[int, ...]
    asked: int


def prompt_of(line: dict[str, Any]) -> str:
    query = str(line["query"])
    known = Known.from_mapping(line["known"])
    return tuned_prompt(query, tokenize(query), known)


def encode(path: Path, tokenizer: Any, cache: Path) -> list[Example]:
    """Examples of a file. Prompt and answer are split into tokens apart, as at run time."""
    if cache.exists():
        return [Example(tuple(ids), asked) for ids, asked in json.loads(cache.read_text())]
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    prompts = tokenizer([prompt_of(line) for line in lines], add_special_tokens=False)["input_ids"]
    answers = tokenizer([line["answer"] for line in lines], add_special_tokens=False)["input_ids"]
    examples = [
        Example((BOS, *prompt, *answer, EOS), len(prompt) + 1)
        for prompt, answer in zip(prompts, answers, strict=True)
    ]
    cache.write_text(json.dumps([(one.ids, one.asked) for one in examples]))
    return examples


def reduced(examples: Sequence[Example]) -> tuple[Tensor, dict[int, int]]:
    """Token ids that occur at all, and the row of each."""
    kept = sorted({token for one in examples for token in one.ids})
    return torch.tensor(kept), {token: row for row, token in enumerate(kept)}


def batch_of(examples: Sequence[Example], rows: dict[int, int]) -> tuple[Tensor, Tensor]:
    """Rows (batch, length), padded at the end, and the wanted next row, -1 where it does not count."""
    length = max(len(one.ids) for one in examples) - 1
    tokens = torch.zeros(len(examples), length, dtype=torch.long)
    wanted = torch.full((len(examples), length), -1)
    for k, one in enumerate(examples):
        row = torch.tensor([rows[token] for token in one.ids])
        tokens[k, : len(row) - 1] = row[:-1]
        wanted[k, one.asked - 1 : len(row) - 1] = row[one.asked :]
    return tokens, wanted


def batches(examples: Sequence[Example], size: int, chance: random.Random) -> Iterator[list[Example]]:
    """Endless; neighbours in length go together, in windows of 50 batches, so that little is padding."""
    while True:
        order = list(examples)
        chance.shuffle(order)
        for start in range(0, len(order) - size, size * 50):
            window = sorted(order[start : start + size * 50], key=lambda one: len(one.ids))
            groups = [window[k : k + size] for k in range(0, len(window), size)]
            chance.shuffle(groups)
            yield from groups


def held_loss(model: Gemma, held: Sequence[Example], rows: dict[int, int]) -> float:
    with torch.no_grad():
        parts = [model.loss(*batch_of(held[k : k + 16], rows)).item() for k in range(0, len(held), 16)]
    return sum(parts) / len(parts)


def train(model: Gemma, examples: list[Example], rows: dict[int, int], args: argparse.Namespace) -> None:
    chance = random.Random(args.seed)
    parameters = [one for one in model.parameters() if one.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=args.rate, weight_decay=0.0, betas=(0.9, 0.98))
    began, recent = time.monotonic(), []
    for step, group in enumerate(batches(examples, args.batch, chance), 1):
        passed = (time.monotonic() - began) / (60 * args.minutes)
        if passed >= 1:
            break
        for settings in optimiser.param_groups:
            settings["lr"] = args.rate * min(1.0, step / 30) * (1 - passed)
        loss = model.loss(*batch_of(group, rows))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        recent.append(loss.item())
        if step % 10 == 0:
            mean = sum(recent) / len(recent)
            print(f"step {step} loss {mean:.4f} minutes {passed * args.minutes:.1f}", flush=True)
            recent.clear()
        if step % 50 == 0:
            save(model, args)
    save(model, args)


def save(model: Gemma, args: argparse.Namespace) -> None:
    tensors = {
        name: (linear.lora_a.detach(), linear.lora_b.detach())
        for name, linear in model.adapters()
        if linear.lora_a.requires_grad
    }
    partial = args.out / "adapter.pt.part"
    torch.save({"rank": args.rank, "alpha": args.alpha, "tensors": tensors}, partial)
    partial.replace(args.out / "adapter.pt")


def restore(model: Gemma, path: Path) -> None:
    tensors = torch.load(path)["tensors"]
    with torch.no_grad():
        for name, linear in model.adapters():
            if name in tensors:
                linear.lora_a.copy_(tensors[name][0])
                linear.lora_b.copy_(tensors[name][1])


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gguf", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--held", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=50)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--alpha", type=float, default=32)
    parser.add_argument("--first", type=int, default=3, help="first block to adapt")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", type=Path, help="an adapter.pt to go on from")
    return parser.parse_args()


def main() -> None:
    args = arguments()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    shape, tensors = read_gguf(args.gguf)
    tokenizer = AutoTokenizer.from_pretrained(args.gguf.parent, gguf_file=args.gguf.name)
    examples = encode(args.data, tokenizer, args.out / "train.ids.json")
    held = encode(args.held, tokenizer, args.out / "held.ids.json")[:192]
    kept, rows = reduced([*examples, *held])
    print(
        f"{len(examples)} examples, {len(kept)} tokens kept, "
        f"mean length {sum(len(one.ids) for one in examples) / len(examples):.1f}"
    )
    model = Gemma(shape, tensors, kept, args.rank, args.alpha, args.first)
    del tensors["token_embd.weight"]
    if args.resume:
        restore(model, args.resume)
    train(model, examples, rows, args)
    print(f"held-out loss {held_loss(model, held, rows):.4f}")


if __name__ == "__main__":
    main()
