"""One look taught to see what seven see: python distil.py MODEL --data DATA --cache DIR --out OUT

Takes the files of MODEL as they ship. Each training photo is seen whole, mirrored, and in five crops (corners
and middle, PART of each side); the mean of its caption parts is what the caption branch is taught to give for
the whole picture or its mirror image alone, and half of what it is taught for a crop. No caption is read. The
text tower, the classifier and the bank stay: rows lie in the space they lay in. In the class part, what the
classifier says of nine windows of its last grid joins what it says of the whole (WINDOWS of it), which is not
learnt at all. OUT is a copy of MODEL with the new image.onnx; `quantize.py`, `share.py` and `evaluate.py`
follow as after `export.py`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import time
from pathlib import Path

import numpy as np
import onnx
import torch
from compact import compact
from data import Split, splits
from evaluate import recall
from levelling import advantage, levelled_images
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from PIL import Image
from quantize import unfolded
from torch import Tensor, nn
from torch.nn import functional
from towers import CLASS_DIMENSION, CLASSES, HALF, IMAGE_SIZE, CaptionBranch, ClassPart, pretrained_network

from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.encoders.many_looks import CORNERS, LOOKS, PART
from photos_ml.encoders.runtime import onnx_runtime

CROPS = 0.4
"""Share of the steps' photos of which a crop is seen, not the whole picture or its mirror image."""
EPOCHS, BATCH = 12, 128
BLOCK_RATE, HEAD_RATE, DECAY, DROPOUT = 1e-4, 2e-4, 0.01, 0.1
SHARPNESS = 22.0
"""Of the softmax over the bank's texts on which what is given and what is meant shall agree."""
KEPT = 0.98
"""The weights shipped are a running mean of those of the steps, so much of it the past."""
WINDOWS, WINDOW, STRIDE = 0.4, 4, 2
"""Share of the windows' largest probabilities in the class part; their side and distance on the grid of 8."""
GRID, MIDDLE = "/tower/tower/_blocks.16/Add_output_0", "/tower/tower/ReduceMean_output_0"
CAPTIONS, LOGITS = "/tower/tower/captions/Div_output_0", "/tower/tower/_fc/Gemm_output_0"
TOP, PROBABILITIES = "/tower/tower/Clip_1_output_0", "/tower/tower/classes/Softmax_output_0"
CLASSIFIER, BIAS = "tower.tower.network._fc.weight", "tower.tower.network._fc.bias"
SHARPENED = "/tower/tower/classes/Exp_output_0"
BANK, PROJECTION, MEAN = "tower.bank", "onnx::MatMul_1711", "/tower/Constant_3_output_0"
LEVELLED_BY = "/tower/Constant_2_output_0"
BRANCH = "tower.tower.captions."
FIRST_PRODUCT = 1692
"""The exporter numbers products in order: four for a block, then the top and the gaze."""
Floats = NDArray[np.float32]
Weights = dict[str, Floats]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--photos", type=int, help="the first so many training photos alone")
    parser.add_argument("--windows", type=float, default=WINDOWS)
    options = parser.parse_args()
    plain = unfolded(options.model / "image.onnx")
    weights = weights_of(plain)
    parts = splits(options.data)
    seen = look(plain, parts["train"], options.cache / "train", views=LOOKS, most=options.photos)
    dev = look(plain, parts["dev"], options.cache / "dev", views=1)
    student = taught(weights, seen, options.epochs, Judge(parts["dev"], dev, weights, options.model))
    finished(plain, student, weights, seen, options.windows)
    options.out.mkdir(parents=True, exist_ok=True)
    for path in options.model.iterdir():
        shutil.copy2(path, options.out)
    onnx.save(compact(plain), str(options.out / "image.onnx"))
    manifest = json.loads((options.out / "model.json").read_text(encoding="utf-8"))
    names = ("image.onnx", "text.onnx", "tokenizer.json")
    manifest["files"].update({n: hashlib.sha256((options.out / n).read_bytes()).hexdigest() for n in names})
    together = "".join(manifest["files"][name] for name in names)
    manifest["revision"] = hashlib.sha256(together.encode()).hexdigest()[:12]
    (options.out / "model.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def weights_of(plain: onnx.ModelProto) -> Weights:
    """By name; depthwise kernels, which have none that lasts, by the block's."""
    found = {item.name: numpy_helper.to_array(item) for item in plain.graph.initializer}
    for node in plain.graph.node:
        if node.op_type == "Conv" and "/captions/blocks/" in node.name:
            found[f"{BRANCH}{node.name.split('/')[-2]}.depthwise"] = found[node.input[1]]
    return found


class Looked:
    """What the shipped network makes of photos, a row each view; float16 files, mapped."""

    def __init__(self, folder: Path) -> None:
        self.grid, self.middle, self.captions, self.logits = (
            np.load(folder / f"{name}.npy", mmap_mode="r")
            for name in ("grid", "middle", "captions", "logits")
        )


def views_of(path: Path, count: int) -> NDArray[np.uint8]:
    """uint8 (count, S, S, 3): whole, mirrored, then the parts that the product's many looks see."""
    with Image.open(path) as picture:
        image = picture.convert("RGB")
    wide, high = PART * image.width, PART * image.height
    corners = [(x * (image.width - wide), y * (image.height - high)) for x, y in CORNERS]

    def square(box: tuple[float, float, float, float] | None = None) -> Image.Image:
        return image.resize((IMAGE_SIZE, IMAGE_SIZE), Image.Resampling.BICUBIC, box=box)

    whole = square()
    parts = (square((left, top, left + wide, top + high)) for left, top in corners)
    views = [whole, whole.transpose(Image.Transpose.FLIP_LEFT_RIGHT), *parts]
    return np.stack([np.asarray(view) for view in views[:count]])


def look(
    plain: onnx.ModelProto, split: Split, folder: Path, *, views: int, most: int | None = None
) -> Looked:
    """Every view of the photos of `split`, from `folder` where it holds them."""
    if (folder / "logits.npy").exists():
        return Looked(folder)
    told = onnx.ModelProto()
    told.CopyFrom(plain)
    outputs = (GRID, MIDDLE, CAPTIONS, LOGITS)
    told.graph.output.extend(helper.make_empty_tensor_value_info(name) for name in outputs)
    session = onnx_runtime().InferenceSession(told.SerializeToString(), providers=["CPUExecutionProvider"])
    photos = split.photos[:most]
    found: list[list[NDArray[np.float16]]] = [[], [], [], []]
    for photo in photos:
        for kept, values in zip(
            found, session.run(list(outputs), {"pixels": views_of(photo, views)}), strict=True
        ):
            kept.append(values.astype(np.float16))
    folder.mkdir(parents=True, exist_ok=True)
    for name, kept in zip(("grid", "middle", "captions", "logits"), found, strict=True):
        np.save(folder / f"{name}.npy", np.stack(kept))
    return Looked(folder)


def names_of(branch: CaptionBranch) -> dict[str, tuple[str, bool]]:
    """Of each value of the branch: what an exported graph calls it, and whether it lies there on its side."""
    found = {name: (f"{BRANCH}{name}", False) for name in branch.state_dict()}
    for number in range(len(branch.blocks)):
        first, block = FIRST_PRODUCT + 4 * number, f"blocks.{number}."
        found[f"{block}expand"] = f"onnx::MatMul_{first}", True
        found[f"{block}depthwise_bias"] = f"onnx::Add_{first + 2}", False
        found[f"{block}project"] = f"onnx::MatMul_{first + 3}", True
    after = FIRST_PRODUCT + 4 * len(branch.blocks)
    return found | {
        "top": (f"onnx::MatMul_{after}", True),
        "gaze.weight": (f"onnx::MatMul_{after + 1}", True),
    }


def branch_of(weights: Weights) -> CaptionBranch:
    """The caption branch as it was exported."""
    branch = CaptionBranch(pretrained_network(), DROPOUT)
    for own, (name, on_its_side) in names_of(branch).items():
        values = torch.tensor(weights[name])
        branch.state_dict()[own].copy_(values.T if on_its_side else values)
    return branch


def exported(branch: CaptionBranch) -> Weights:
    """What was taught, as the graph calls it and lays it."""
    names, found = names_of(branch), Weights()
    for own, values in branch.named_parameters():
        if values.requires_grad:
            name, on_its_side = names[own]
            found[name] = (values.T if on_its_side else values).detach().numpy()
    return found


@torch.no_grad()
def class_rows(logits: NDArray[np.float16], weights: Weights) -> Floats:
    """(..., 1000) of the classifier -> unit rows (..., 384), without windows."""
    part = ClassPart()
    part.project.weight.copy_(torch.tensor(weights[PROJECTION]).T)
    part.log_sharpness.copy_(torch.tensor(weights[SHARPENED]).log())
    rows = part(torch.from_numpy(logits.reshape(-1, CLASSES).astype(np.float32)))
    return np.asarray(rows).reshape(*logits.shape[:-1], CLASS_DIMENSION)


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.linalg.norm(rows, axis=-1, keepdims=True), np.float32)


def batch_of(seen: Looked, photos: NDArray[np.int64], views: NDArray[np.int64]) -> tuple[Tensor, Tensor]:
    """Grids (n, h, w, 208) and means (n, 120)."""
    grids = np.stack([seen.grid[photo, view] for photo, view in zip(photos, views, strict=True)])
    middle = np.stack([seen.middle[photo, view] for photo, view in zip(photos, views, strict=True)])
    return torch.from_numpy(grids.astype(np.float32)).permute(0, 2, 3, 1), torch.from_numpy(
        middle.astype(np.float32)
    )


class Judge:
    """Recall of dev's captions, by the branch alone beside the shipped class part."""

    def __init__(self, split: Split, seen: Looked, weights: Weights, model: Path) -> None:
        self.split, self.seen = split, seen
        encoder = builtin_encoder(model)
        self.texts = encoder.encode_texts(split.captions)
        self.classes = class_rows(seen.logits[:, 0], weights)
        self.bank, self.sharpness = torch.tensor(weights[BANK]), float(weights[LEVELLED_BY])
        self.mean = float(weights[MEAN])

    @torch.no_grad()
    def recall(self, branch: CaptionBranch) -> dict[str, float]:
        rows = torch.from_numpy(np.concatenate([self._captions(branch), self.classes], axis=1) * HALF)
        levelled = levelled_images(rows, self.bank, self.mean, self.sharpness)
        return recall(self.texts, levelled.numpy(), self.split.owner)

    def _captions(self, branch: CaptionBranch) -> Floats:
        parts = np.array_split(np.arange(len(self.classes)), max(1, len(self.classes) // BATCH))
        return np.concatenate(
            [branch(*batch_of(self.seen, part, np.zeros_like(part))).numpy() for part in parts]
        )


def taught(weights: Weights, seen: Looked, epochs: int, judge: Judge) -> CaptionBranch:
    """The running mean of the steps' branches, judged after every epoch."""
    torch.manual_seed(0)
    branch, kept = branch_of(weights), branch_of(weights).eval()
    captions = np.asarray(seen.captions, np.float32)
    classes = class_rows(np.asarray(seen.logits), weights)
    meant = _unit(captions.mean(axis=1))
    bank = torch.tensor(weights[BANK])
    learnt = {name: value for name, value in branch.named_parameters() if value.requires_grad}
    inner = [value for name, value in learnt.items() if name.startswith(("blocks", "top"))]
    outer = [value for name, value in learnt.items() if not name.startswith(("blocks", "top"))]
    groups = [{"params": inner, "lr": BLOCK_RATE}, {"params": outer, "lr": HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=DECAY)
    steps = epochs * (len(meant) // BATCH)
    rates = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [BLOCK_RATE, HEAD_RATE], total_steps=steps + 1, pct_start=0.1
    )
    print("shipped", judge.recall(kept), flush=True)
    generator, started, step = np.random.default_rng(0), time.perf_counter(), 0
    for epoch in range(epochs):
        order = generator.permutation(len(meant))
        for start in range(0, len(order) - BATCH + 1, BATCH):
            photos = np.sort(order[start : start + BATCH])
            crop = generator.random(BATCH) < CROPS
            views = np.where(crop, generator.integers(2, LOOKS, BATCH), generator.integers(0, 2, BATCH))
            own = captions[photos, views]
            target = torch.from_numpy(np.where(crop[:, None], _unit(meant[photos] + own), meant[photos]))
            with torch.autocast("cpu", torch.bfloat16):
                rows = branch(*batch_of(seen, photos, views))
            beside = torch.from_numpy(classes[photos, views])
            loss = (1 - (rows * target).sum(dim=1)).mean() + _texts_apart(rows, target, beside, bank)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(branch.parameters(), 1.0)
            optimizer.step()
            rates.step()
            step += 1
            _follow(kept, branch, min(KEPT, (1 + step) / (10 + step)))
        print(f"epoch {epoch + 1} {judge.recall(kept)} {time.perf_counter() - started:.0f} s", flush=True)
    return kept


def _texts_apart(rows: Tensor, target: Tensor, classes: Tensor, bank: Tensor) -> Tensor:
    """How far both are from agreeing on the bank's texts: Kullback-Leibler divergence, in nats a photo."""
    given, meant = (torch.cat([part, classes], dim=1) @ bank * (HALF * SHARPNESS) for part in (rows, target))
    return functional.kl_div(given.log_softmax(dim=1), meant.softmax(dim=1), reduction="batchmean")


@torch.no_grad()
def _follow(kept: CaptionBranch, branch: CaptionBranch, share: float) -> None:
    for mine, latest in zip(kept.parameters(), branch.parameters(), strict=True):
        mine.lerp_(latest, 1 - share)


@torch.no_grad()
def finished(
    plain: onnx.ModelProto, branch: CaptionBranch, weights: Weights, seen: Looked, windows: float
) -> None:
    """The branch's weights, the windows and the levelling's mean written into `plain`."""
    new = exported(branch)
    places = np.arange(min(len(seen.grid), 1000))
    found = [branch(*batch_of(seen, part, np.zeros_like(part))).numpy() for part in np.array_split(places, 8)]
    rows = [np.concatenate(found), np.asarray(seen.captions[: len(places), 0], np.float32)]
    classes = class_rows(np.asarray(seen.logits[: len(places), 0]), weights)
    bank, sharpness = torch.tensor(weights[BANK]), float(weights[LEVELLED_BY])
    joined = (torch.from_numpy(np.concatenate([part, classes], axis=1) * HALF) for part in rows)
    now, before = (float(advantage(part, bank, sharpness).mean()) for part in joined)
    new[MEAN] = np.asarray(weights[MEAN] + np.float32(now - before), np.float32)
    for item in plain.graph.initializer:
        if item.name in new:
            item.CopyFrom(numpy_helper.from_array(new[item.name].astype(np.float32), item.name))
    if windows:
        _look_through_windows(plain, windows)


def _look_through_windows(plain: onnx.ModelProto, share: float) -> None:
    """The classifier's probabilities become (1 - share) of the whole's and share of the windows' largest."""
    graph = plain.graph
    wide = (8 - WINDOW) // STRIDE + 1
    graph.initializer.extend(
        numpy_helper.from_array(values, f"/windows/{name}")
        for name, values in {
            "flat": np.array([-1, 1280], np.int64),
            "by photo": np.array([-1, wide * wide, 1000], np.int64),
            "share": np.float32(share),
            "rest": np.float32(1 - share),
        }.items()
    )
    made = [
        helper.make_node(
            "AveragePool", [TOP], ["/windows/means"], kernel_shape=[WINDOW] * 2, strides=[STRIDE] * 2
        ),
        helper.make_node("Transpose", ["/windows/means"], ["/windows/last"], perm=[0, 2, 3, 1]),
        helper.make_node("Reshape", ["/windows/last", "/windows/flat"], ["/windows/rows"]),
        helper.make_node("Gemm", ["/windows/rows", CLASSIFIER, BIAS], ["/windows/product"], transB=1),
        helper.make_node("Reshape", ["/windows/product", "/windows/by photo"], ["/windows/logits"]),
        helper.make_node("Mul", ["/windows/logits", SHARPENED], ["/windows/sharp"]),
        helper.make_node("Softmax", ["/windows/sharp"], ["/windows/each"], axis=2),
        helper.make_node("ReduceMax", ["/windows/each"], ["/windows/largest"], axes=[1], keepdims=0),
        helper.make_node("ReduceL1", ["/windows/largest"], ["/windows/sum"], axes=[1], keepdims=1),
        helper.make_node("Div", ["/windows/largest", "/windows/sum"], ["/windows/shares"]),
        helper.make_node("Mul", ["/windows/shares", "/windows/share"], ["/windows/part"]),
        helper.make_node("Mul", [PROBABILITIES, "/windows/rest"], ["/windows/others"]),
        helper.make_node("Add", ["/windows/others", "/windows/part"], ["/windows/probabilities"]),
    ]
    for node in made:
        node.name = node.output[0]
    nodes: list[onnx.NodeProto] = []
    for node in graph.node:
        if PROBABILITIES in node.input:
            nodes.extend(made)
            node.input[list(node.input).index(PROBABILITIES)] = "/windows/probabilities"
        nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)


if __name__ == "__main__":
    main()
