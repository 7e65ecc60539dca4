"""Any open_clip architecture with a local checkpoint, on CPU, CUDA or MPS. Needs the extra `clip`."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.encoders.manifest import REINSTALL, Manifest
from photos_ml.encoders.towers import image_tower, text_tower
from photos_ml.encoders.two_towers import TwoTowerEncoder
from photos_ml.errors import EncoderError
from photos_ml.types import FloatMatrix

RUNTIME = "open_clip"
CHECKPOINT_FIELD, MEAN_FIELD, STD_FIELD = "checkpoint", "mean", "std"
TORCH_BATCH = 32
"""Fills a GPU; a CPU loses nothing by it."""
INSTALL = "pip install 'photos-ml[clip]'"


@dataclass(frozen=True, slots=True)
class Towers:
    """Both halves on their device, ready to run."""

    images: Any
    texts: Any


class Checkpointed:
    """The model of a manifest on its device. Both halves are one checkpoint and load together, once."""

    def __init__(self, manifest: Manifest, device: str | None, threads: int | None) -> None:
        self._manifest = manifest
        self._device = device
        self._threads = threads
        self._lock = threading.Lock()
        self._towers: Towers | None = None

    @property
    def device(self) -> str:
        """'cuda', 'mps' or 'cpu': the one asked for, else the fastest there is."""
        if self._device is None:
            self._device = best_device()
        return self._device

    @property
    def loaded(self) -> bool:
        return self._towers is not None

    def towers(self) -> Towers:
        with self._lock:
            if self._towers is None:
                self._towers = self._load()
            return self._towers

    def _load(self) -> Towers:
        torch = import_open_clip().torch
        if self._threads is not None:
            torch.set_num_threads(self._threads)
        extra = self._manifest.extra
        checkpoint = self._manifest.path(str(extra.get(CHECKPOINT_FIELD, "")))
        model = load_model(self._manifest.architecture, checkpoint)
        images = image_tower(model, extra[MEAN_FIELD], extra[STD_FIELD]).to(self.device)
        return Towers(images, text_tower(model))


class TorchTower:
    """Implements Tower over one half of a checkpoint."""

    def __init__(self, source: Checkpointed, half: str, feed: str) -> None:
        self._source = source
        self._half = half
        self._feed = feed

    @property
    def loaded(self) -> bool:
        return self._source.loaded

    def run(self, feeds: Mapping[str, npt.NDArray[Any]]) -> FloatMatrix:
        """The named input -> float32 (n, d), not normalised."""
        module = getattr(self._source.towers(), self._half)
        import torch

        with torch.inference_mode():
            output = module(torch.from_numpy(feeds[self._feed]).to(self._source.device))
            return np.asarray(output.float().cpu().numpy(), dtype=np.float32)


class OpenClipEncoder(TwoTowerEncoder):
    """Implements Encoder by torch, for a manifest with the runtime 'open_clip'."""

    def __init__(self, manifest: Manifest, *, device: str | None = None, threads: int | None = None) -> None:
        self._checkpointed = Checkpointed(manifest, device, threads)
        super().__init__(
            manifest,
            TorchTower(self._checkpointed, "images", "pixels"),
            TorchTower(self._checkpointed, "texts", "input_ids"),
            image_batch=TORCH_BATCH,
        )

    @property
    def device(self) -> str:
        """Where it runs: 'cuda', 'mps' or 'cpu'."""
        return self._checkpointed.device

    def towers(self) -> Towers:
        """The torch modules, loaded; for export."""
        return self._checkpointed.towers()


@dataclass(frozen=True, slots=True)
class Libraries:
    """The packages of the extra."""

    torch: Any
    open_clip: Any


def import_open_clip() -> Libraries:
    """The extra's packages; raises EncoderError with the command that installs them."""
    try:
        import open_clip
        import torch
    except ImportError as error:
        raise EncoderError(f"this model needs torch and open_clip ({error})", hint=INSTALL) from error
    return Libraries(torch, open_clip)


def best_device() -> str:
    """'cuda', 'mps' or 'cpu'."""
    torch = import_open_clip().torch
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def load_model(architecture: str, checkpoint: Path | None, *, fuse: bool = True) -> Any:
    """The torch model for evaluation, on the CPU; random weights without a checkpoint. Uses no network.

    `fuse` folds branches that only training needed; a state to be saved as a checkpoint must keep them.

    A checkpoint is read as safetensors or with `weights_only`: no code in it can run.
    """
    libraries = import_open_clip()
    if libraries.open_clip.get_model_config(architecture) is None:
        raise EncoderError(
            f"open_clip knows no architecture '{architecture}'", hint="open_clip.list_models() names them all"
        )
    with offline(), _quiet():
        try:
            model = libraries.open_clip.create_model(
                architecture, load_weights=False, pretrained_image=False, pretrained_text=False
            )
            if checkpoint is not None:
                libraries.open_clip.load_checkpoint(model, str(checkpoint), weights_only=True)
        except Exception as error:  # open_clip and torch raise whatever went wrong inside
            wanted = f"it must be a safetensors file or PyTorch checkpoint of {architecture}"
            raise EncoderError(
                f"{checkpoint or architecture} cannot be loaded as {architecture}: {_short(error)}",
                hint=wanted if checkpoint else REINSTALL,
            ) from error
    return _fused(model.eval()) if fuse else model.eval()


def _fused(model: Any) -> Any:
    """Branches that were only for training (MobileCLIP's) are folded into one; the outputs stay the same."""
    trunk = getattr(model.visual, "trunk", None)
    if trunk is not None and any(hasattr(module, "reparameterize") for module in trunk.modules()):
        from timm.utils import reparameterize_model

        model.visual.trunk = reparameterize_model(trunk)
    return model.eval()


@contextmanager
def offline() -> Iterator[None]:
    """Inside, the hub client refuses to connect; what it has on disk still answers."""
    before = os.environ.get("HF_HUB_OFFLINE")
    os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        import huggingface_hub.constants as constants

        known, constants.HF_HUB_OFFLINE = constants.HF_HUB_OFFLINE, True
        try:
            yield
        finally:
            constants.HF_HUB_OFFLINE = known
    finally:
        if before is None:
            os.environ.pop("HF_HUB_OFFLINE", None)
        else:
            os.environ["HF_HUB_OFFLINE"] = before


@contextmanager
def _quiet() -> Iterator[None]:
    """open_clip warns on the root logger that weights are random before it is given any."""
    logger = logging.getLogger()
    logger.addFilter(_not_open_clip)
    try:
        yield
    finally:
        logger.removeFilter(_not_open_clip)


def _not_open_clip(record: logging.LogRecord) -> bool:
    return "open_clip" not in record.pathname


def _short(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return " ".join(line.strip() for line in lines[:2])[:300]
