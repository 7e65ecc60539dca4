"""One look taught to see what seven see: python distil.py MODEL --data DATA --cache DIR --out OUT

Takes the files of MODEL as they ship. Each training photo is seen whole, mirrored, and in five crops (corners
and middle, SIDE of each side); the mean of its caption parts is what the caption branch is taught to give for
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
from levelling import levelled_images
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from PIL import Image
from quantize import unfolded
from torch import Tensor, nn
from torch.nn import functional
from towers import HALF, IMAGE_SIZE, clipped

from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.encoders.runtime import onnx_runtime

SIDE = 0.7
FAR, MIDST = 1 - SIDE, (1 - SIDE) / 2
CORNERS = ((0.0, 0.0), (0.0, FAR), (FAR, 0.0), (FAR, FAR), (MIDST, MIDST))
"""Left and top of each crop, as shares of the sides."""
VIEWS = 2 + len(CORNERS)
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
PARTS = ("linear", "first", "second")
"""Of the head."""
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
    seen = look(plain, parts["train"], options.cache / "train", views=VIEWS, most=options.photos)
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
    """uint8 (count, S, S, 3): whole, mirrored, corners, middle."""
    with Image.open(path) as picture:
        image = picture.convert("RGB")
    wide, high = image.size
    boxes = [(left * wide, top * high, (left + SIDE) * wide, (top + SIDE) * high) for left, top in CORNERS]

    def square(box: tuple[float, float, float, float] | None = None) -> Image.Image:
        return image.resize((IMAGE_SIZE, IMAGE_SIZE), Image.Resampling.BICUBIC, box=box)

    whole = square()
    views = [whole, whole.transpose(Image.Transpose.FLIP_LEFT_RIGHT), *map(square, boxes)]
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


class Block(nn.Module):
    """An inverted-residual block on (n, h, w, channels); its depthwise kernel stays."""

    expand: Tensor
    expand_bias: Tensor
    depthwise: Tensor
    depthwise_bias: Tensor
    project: Tensor
    project_bias: Tensor

    def __init__(self, weights: Weights, number: int) -> None:
        super().__init__()
        first, name = FIRST_PRODUCT + 4 * number, f"{BRANCH}blocks.{number}."
        self.names = {
            "expand": f"onnx::MatMul_{first}",
            "expand_bias": f"{name}expand_bias",
            "depthwise_bias": f"onnx::Add_{first + 2}",
            "project": f"onnx::MatMul_{first + 3}",
            "project_bias": f"{name}project_bias",
        }
        for own, stored in self.names.items():
            self.register_parameter(own, nn.Parameter(torch.tensor(weights[stored])))
        self.register_buffer("depthwise", torch.tensor(weights[f"{name}depthwise"]))
        self.residual = self.expand.shape[0] == self.project.shape[1]

    def forward(self, grid: Tensor) -> Tensor:
        wide = clipped(grid @ self.expand + self.expand_bias).permute(0, 3, 1, 2)
        kernel = self.depthwise.to(wide.dtype)
        wide = functional.conv2d(wide, kernel, padding=kernel.shape[-1] // 2, groups=kernel.shape[0])
        wide = clipped(wide.permute(0, 2, 3, 1) + self.depthwise_bias.to(wide.dtype))
        narrow = wide @ self.project + self.project_bias
        return grid + narrow if self.residual else narrow


class Branch(nn.Module):
    """The shipped caption branch: grid (n, h, w, 208) and stride-16 means (n, 120) -> unit rows (n, 512).

    The same as `towers.CaptionBranch`, from an exported graph and with its names.
    """

    top: Tensor
    top_bias: Tensor
    gaze: Tensor
    gaze_bias: Tensor
    mean: Tensor
    scale: Tensor

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(Block(weights, number) for number in range(4))
        after = FIRST_PRODUCT + 4 * len(self.blocks)
        self.names = {
            "top": f"onnx::MatMul_{after}",
            "top_bias": f"{BRANCH}top_bias",
            "gaze": f"onnx::MatMul_{after + 1}",
            "gaze_bias": f"{BRANCH}gaze.bias",
            **{
                f"{part}_{kind}": f"{BRANCH}head.{part}.{kind}"
                for part in PARTS
                for kind in ("weight", "bias")
            },
        }
        for own, stored in self.names.items():
            self.register_parameter(own, nn.Parameter(torch.tensor(weights[stored])))
        self.register_buffer("mean", torch.tensor(weights[f"{BRANCH}mean"]))
        self.register_buffer("scale", torch.tensor(weights[f"{BRANCH}scale"]))
        self.drop_input, self.drop_hidden = nn.Dropout(DROPOUT / 2), nn.Dropout(DROPOUT)

    def forward(self, grid: Tensor, middle: Tensor) -> Tensor:
        for block in self.blocks:
            grid = block(grid)
        places = grid.flatten(1, 2)
        top = clipped(places @ self.top + self.top_bias).float().mean(dim=1)
        weights = (places @ self.gaze + self.gaze_bias).float().softmax(dim=1)
        glances = torch.einsum("npk,npc->nkc", weights, places.float()).flatten(1)
        pooled = (torch.cat([top, middle, glances], dim=1) - self.mean) * self.scale
        hidden = self.drop_hidden(functional.gelu(self._part("first", pooled)))
        found = self._part("linear", self.drop_input(pooled)) + self._part("second", hidden)
        return functional.normalize(found.float(), dim=1)

    def _part(self, name: str, values: Tensor) -> Tensor:
        return functional.linear(values, getattr(self, f"{name}_weight"), getattr(self, f"{name}_bias"))

    def stored(self) -> Weights:
        """The weights by the names that the exported graph gives them."""
        own = {stored: getattr(self, name) for name, stored in self.names.items()}
        for block in self.blocks:
            own.update({stored: getattr(block, name) for name, stored in block.names.items()})
        return {name: values.detach().numpy() for name, values in own.items()}


def class_rows(logits: NDArray[np.float16], weights: Weights) -> Floats:
    """(..., 1000) of the classifier -> unit rows (..., 384), without windows."""
    roots = np.sqrt(_softmax(logits.astype(np.float32) * weights[SHARPENED]))
    return _unit(roots @ weights[PROJECTION])


def _softmax(values: Floats) -> Floats:
    raised = np.exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), np.float32)


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
    def recall(self, branch: Branch) -> dict[str, float]:
        rows = torch.from_numpy(np.concatenate([self._captions(branch), self.classes], axis=1) * HALF)
        levelled = levelled_images(rows, self.bank, self.mean, self.sharpness)
        return recall(self.texts, levelled.numpy(), self.split.owner)

    def _captions(self, branch: Branch) -> Floats:
        parts = np.array_split(np.arange(len(self.classes)), max(1, len(self.classes) // BATCH))
        return np.concatenate(
            [branch(*batch_of(self.seen, part, np.zeros_like(part))).numpy() for part in parts]
        )


def taught(weights: Weights, seen: Looked, epochs: int, judge: Judge) -> Branch:
    """The running mean of the steps' branches, judged after every epoch."""
    torch.manual_seed(0)
    branch, kept = Branch(weights), Branch(weights).eval()
    captions = np.asarray(seen.captions, np.float32)
    classes = class_rows(np.asarray(seen.logits), weights)
    meant = _unit(captions.mean(axis=1))
    bank = torch.tensor(weights[BANK])
    inner = [value for block in branch.blocks for value in block.parameters()] + [branch.top, branch.top_bias]
    known = {id(value) for value in inner}
    outer = [value for value in branch.parameters() if id(value) not in known]
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
            views = np.where(crop, generator.integers(2, VIEWS, BATCH), generator.integers(0, 2, BATCH))
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
def _follow(kept: Branch, branch: Branch, share: float) -> None:
    for mine, latest in zip(kept.parameters(), branch.parameters(), strict=True):
        mine.lerp_(latest, 1 - share)


@torch.no_grad()
def finished(plain: onnx.ModelProto, branch: Branch, weights: Weights, seen: Looked, windows: float) -> None:
    """The branch's weights, the windows and the levelling's mean written into `plain`."""
    new: Weights = branch.stored()
    places = np.arange(min(len(seen.grid), 1000))
    found = [branch(*batch_of(seen, part, np.zeros_like(part))).numpy() for part in np.array_split(places, 8)]
    rows = [np.concatenate(found), np.asarray(seen.captions[: len(places), 0], np.float32)]
    classes = class_rows(np.asarray(seen.logits[: len(places), 0]), weights)
    bank, sharpness = weights[BANK], float(weights[LEVELLED_BY])
    now, before = (
        _advantage(np.concatenate([part, classes], axis=1) * HALF, bank, sharpness) for part in rows
    )
    new[MEAN] = np.asarray(weights[MEAN] + np.float32(now - before), np.float32)
    for item in plain.graph.initializer:
        if item.name in new:
            item.CopyFrom(numpy_helper.from_array(new[item.name].astype(np.float32), item.name))
    if windows:
        _look_through_windows(plain, windows)


def _advantage(rows: Floats, bank: Floats, sharpness: float) -> float:
    scores = rows @ bank * sharpness
    top = scores.max(axis=1, keepdims=True)
    spread = np.log(np.exp(scores - top).mean(axis=1)) + top[:, 0]
    return float(spread.mean() / sharpness)


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
