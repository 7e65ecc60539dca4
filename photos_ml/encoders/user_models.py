"""Adding a local checkpoint, or an export, to the library's models."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from photos_ml.encoders.base import ModelInfo
from photos_ml.encoders.clip_tokenizer import (
    TextRules,
    text_rules,
    write_clip_tokenizer,
    write_hub_tokenizer,
)
from photos_ml.encoders.manifest import (
    FILE_NAME,
    Manifest,
    damaged_files,
    read_manifest,
    sha256_of,
    write_manifest,
)
from photos_ml.encoders.open_clip import (
    CHECKPOINT_FIELD,
    MEAN_FIELD,
    RUNTIME,
    STD_FIELD,
    import_open_clip,
    load_model,
)
from photos_ml.encoders.preprocess import Fit, SquarePreprocessor
from photos_ml.encoders.registry import Registry
from photos_ml.encoders.two_towers import TOKENIZER_FILE
from photos_ml.errors import EncoderError

CONFIG_FILE = "open_clip_config.json"
REVISION_CHARACTERS = 16
_FITS = {"shortest": Fit.CENTER, "squash": Fit.SQUEEZE, "longest": Fit.PAD}


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A local checkpoint and what must be known to use it.

    `tag` is the open_clip training whose preprocessing it shares; without one, a configuration beside the
    checkpoint counts, else what all trainings of the architecture agree on.
    """

    path: Path
    architecture: str
    tag: str = ""
    tokenizer: Path | None = None
    """`tokenizer.json` of architectures that do not use CLIP's own; looked for beside the checkpoint."""
    licence: str = ""


def add_model(registry: Registry, name: str, checkpoint: Checkpoint, *, link: bool = False) -> Manifest:
    """Copy (or link) a checkpoint into the models folder as `name`. The revision is the hash of its bytes.

    Raises EncoderError, and leaves nothing behind, unless the checkpoint loads into its architecture.
    """
    registry.check_free(name)
    if not checkpoint.path.is_file():
        raise EncoderError(
            f"there is no checkpoint {checkpoint.path}", hint="give a .safetensors, .pt or .bin file"
        )
    model = load_model(checkpoint.architecture, checkpoint.path)
    registry.folder.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".adding-", dir=registry.folder))
    try:
        manifest = _filled(staging, name, checkpoint, model, link=link)
        write_manifest(manifest)
        staging.chmod(0o755)
        staging.rename(registry.folder / name)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    return registry.manifest(name)


def add_exported(registry: Registry, name: str, source: Path) -> Manifest:
    """Copy a folder that `models export` wrote into the models folder as `name`. It keeps the original's id
    and revision, so that its vectors serve it as well. Raises EncoderError for what is not whole."""
    registry.check_free(name)
    manifest = read_manifest(source)
    damaged = damaged_files(manifest)
    if damaged:
        raise EncoderError(
            f"{damaged[0]} in {source} is missing or damaged",
            hint="export the model again, and copy all of it",
        )
    registry.folder.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".adding-", dir=registry.folder))
    try:
        for file in (*manifest.files, FILE_NAME):
            (staging / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / file, staging / file)
        staging.chmod(0o755)
        staging.rename(registry.folder / name)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    return registry.manifest(name)


def _filled(folder: Path, name: str, checkpoint: Checkpoint, model: Any, *, link: bool) -> Manifest:
    """The files of the model inside `folder`, and their description."""
    open_clip = import_open_clip().open_clip
    config = open_clip.get_model_config(checkpoint.architecture)
    rules = text_rules(config)
    look = preprocessing(checkpoint)
    kept = folder / f"weights{checkpoint.path.suffix}"
    _place(checkpoint.path, kept, link=link)
    _write_tokenizer(folder / TOKENIZER_FILE, checkpoint, rules)
    digest = sha256_of(kept)
    size = _square_size(model)
    info = ModelInfo(name, digest[:REVISION_CHARACTERS], int(config["embed_dim"]), size)
    fit = _FITS[look["resize_mode"]]
    return Manifest(
        folder=folder,
        info=info,
        preprocessor=SquarePreprocessor(size, look["interpolation"], fit, int(look["fill_color"])),
        max_tokens=rules.max_tokens,
        files={kept.name: digest, TOKENIZER_FILE: sha256_of(folder / TOKENIZER_FILE)},
        runtime=RUNTIME,
        pad_texts=True,
        clean=rules.clean,
        architecture=checkpoint.architecture,
        licence=checkpoint.licence,
        extra={CHECKPOINT_FIELD: kept.name, MEAN_FIELD: list(look["mean"]), STD_FIELD: list(look["std"])},
    )


def preprocessing(checkpoint: Checkpoint) -> dict[str, Any]:
    """open_clip's preprocessing of a checkpoint: mean, std, interpolation, resize_mode, fill_color."""
    open_clip = import_open_clip().open_clip
    from open_clip.transform import PreprocessCfg, merge_preprocess_dict

    defaults = PreprocessCfg()
    beside = checkpoint.path.with_name(CONFIG_FILE)
    if checkpoint.tag:
        said = open_clip.get_pretrained_cfg(checkpoint.architecture, checkpoint.tag)
        if not said:
            raise EncoderError(
                f"open_clip knows no training '{checkpoint.tag}' of {checkpoint.architecture}",
                hint="leave it out",
            )
    elif beside.is_file():
        said = json.loads(beside.read_text(encoding="utf-8")).get("preprocess_cfg", {})
    else:
        said = _agreed(open_clip, checkpoint.architecture)
    merged: dict[str, Any] = merge_preprocess_dict(defaults, said)
    return merged


def _agreed(open_clip: Any, architecture: str) -> dict[str, Any]:
    """What all published trainings of the architecture share; nothing where they differ."""
    tags = open_clip.list_pretrained_tags_by_model(architecture)
    looks = [open_clip.get_pretrained_cfg(architecture, tag) for tag in tags]
    names = ("mean", "std", "interpolation", "resize_mode")
    kept = [{name: look.get(name) for name in names} for look in looks]
    return kept[0] if kept and all(look == kept[0] for look in kept) else {}


def _square_size(model: Any) -> int:
    size = model.visual.image_size
    sides = {int(side) for side in size} if isinstance(size, tuple | list) else {int(size)}
    if len(sides) != 1:
        raise EncoderError(
            f"this architecture wants pictures of {size}", hint="only square ones are supported"
        )
    return sides.pop()


def _place(source: Path, target: Path, *, link: bool) -> None:
    if link:
        try:
            target.symlink_to(source.resolve())
            return
        except OSError:  # Windows without the right to make links
            pass
    shutil.copyfile(source, target)


def _write_tokenizer(path: Path, checkpoint: Checkpoint, rules: TextRules) -> None:
    if not rules.hub_name:
        write_clip_tokenizer(path)
        return
    source = checkpoint.tokenizer or checkpoint.path.with_name(TOKENIZER_FILE)
    if not source.is_file():
        raise EncoderError(
            f"{checkpoint.architecture} needs the tokenizer of '{rules.hub_name}'",
            hint=f"give its {TOKENIZER_FILE}, or put it beside the checkpoint",
        )
    write_hub_tokenizer(source, path)
