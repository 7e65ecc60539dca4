"""Exports: complete folders that run without torch, and agree with what they were made from."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from photos_ml.config import BUILTIN_NAME
from photos_ml.encoders import coreml
from photos_ml.encoders.base import Encoder
from photos_ml.encoders.builtin import OnnxEncoder
from photos_ml.encoders.coreml import TEXT_INPUTS_FIELD, CoreMLEncoder
from photos_ml.encoders.export import export_model
from photos_ml.encoders.exported import ExportFormat, WeightPrecision
from photos_ml.encoders.manifest import damaged_files, read_manifest, sha256_of, write_manifest
from photos_ml.encoders.registry import Registry
from photos_ml.encoders.sessions import NamedSession
from photos_ml.encoders.user_models import add_exported
from photos_ml.errors import EncoderError

TEXTS = ["a dog on the beach", "", "été 海辺", "x " * 400]


def agreement(left: Encoder, right: Encoder, photos: list[Image.Image]) -> float:
    """The smallest cosine between the two models' vectors of the same thing."""
    images = np.sum(left.encode_images(photos) * right.encode_images(photos), axis=1)
    texts = np.sum(left.encode_texts(TEXTS) * right.encode_texts(TEXTS), axis=1)
    return float(min(images.min(), texts.min()))


def test_an_onnx_model_is_copied(tiny: OnnxEncoder, tmp_path: Path, photos: list[Image.Image]) -> None:
    manifest = export_model(tiny, "onnx", tmp_path / "models" / "copy")
    assert manifest == read_manifest(tmp_path / "models" / "copy")
    assert damaged_files(manifest) == []
    assert agreement(tiny, Registry(tmp_path / "models").get("copy"), photos) > 0.999999


def test_half_precision_halves_the_file_and_keeps_the_vectors(
    tmp_path: Path, photos: list[Image.Image]
) -> None:
    registry = Registry(tmp_path)
    if registry.entries()[0].problem:
        pytest.skip("the built-in weights are not in models/builtin")
    original = OnnxEncoder(
        registry.manifest(BUILTIN_NAME), float32=True
    )  # alone: what is exported is one model
    export_model(original, ExportFormat.ONNX, tmp_path / "half", WeightPrecision.FP16)
    assert agreement(original, registry.get("half"), photos[:3]) > 0.999
    assert registry.manifest("half").size_bytes <= registry.manifest(BUILTIN_NAME).size_bytes


def test_half_precision_of_plain_weights(
    tiny: OnnxEncoder, tmp_path: Path, photos: list[Image.Image]
) -> None:
    manifest = export_model(tiny, "onnx", tmp_path / "half", "fp16")
    before, after = (model.folder / "text.onnx" for model in (tiny.manifest, manifest))
    assert after.stat().st_size < 0.65 * before.stat().st_size
    assert agreement(tiny, OnnxEncoder(manifest), photos) > 0.9999


@pytest.mark.parametrize(
    ("format", "precision", "says"),
    [("onnx", "palettized", "no palettized"), ("tflite", "fp32", "tflite"), ("onnx", "int3", "int3")],
)
def test_what_cannot_be_written(
    tiny: OnnxEncoder, tmp_path: Path, format: str, precision: str, says: str
) -> None:
    with pytest.raises(EncoderError, match=says):
        export_model(tiny, format, tmp_path / "out", precision)
    assert list(tmp_path.iterdir()) == []


def test_an_existing_folder_is_not_touched(tiny: OnnxEncoder, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(EncoderError, match="exists already"):
        export_model(tiny, "onnx", tmp_path / "mine")


def test_a_failed_export_leaves_nothing(tmp_path: Path, tiny_maker: Any) -> None:
    encoder = OnnxEncoder(read_manifest(tiny_maker(tmp_path / "source")))
    (tmp_path / "source" / "text.onnx").unlink()
    with pytest.raises(EncoderError, match=r"lacks text\.onnx"):
        export_model(encoder, "onnx", tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


def test_only_models_with_weights(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="can be exported"):
        export_model(object(), "onnx", tmp_path / "out")  # type: ignore[arg-type]


@pytest.mark.parametrize("precision", ["fp32", "fp16"])
def test_an_open_clip_model_runs_without_torch_afterwards(
    clip_encoder: Encoder, photos: list[Image.Image], tmp_path: Path, precision: str
) -> None:
    pytest.importorskip("onnxscript", reason="needs the exporter: pip install 'photos-ml[clip]'")
    manifest = export_model(clip_encoder, "onnx", tmp_path / "plain", precision)
    exported = Registry(tmp_path).get("plain")
    assert isinstance(exported, OnnxEncoder)
    assert exported.info == clip_encoder.info
    assert agreement(clip_encoder, exported, photos) > (0.999999 if precision == "fp32" else 0.9999)
    assert damaged_files(manifest) == []
    program = f"""
import sys
sys.modules.update(dict.fromkeys(["torch", "open_clip", "torchvision", "timm", "onnx", "transformers"]))
from pathlib import Path
from PIL import Image
from photos_ml.encoders.registry import Registry
from photos_ml.encoders.sessions import NamedSession
from photos_ml.encoders.user_models import add_exported
encoder = Registry(Path({str(tmp_path)!r})).get("plain")
print(encoder.encode_texts(["dog"]).shape, encoder.encode_images([Image.new("RGB", (50, 40))] * 3).shape)
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "(1, 16) (3, 16)"


def needs_coreml() -> None:
    pytest.importorskip("torch", reason="needs torch and coremltools: pip install 'photos-ml[coreml]'")
    pytest.importorskip("coremltools", reason="needs torch and coremltools: pip install 'photos-ml[coreml]'")


def program_of(package: Path) -> Any:
    import coremltools

    return coremltools.utils.load_spec(str(package))


def weight_bytes(package: Path) -> int:
    return sum(path.stat().st_size for path in package.rglob("*.bin"))


@pytest.mark.parametrize("precision", ["fp32", "fp16", "palettized"])
def test_core_ml_from_onnx(tiny: OnnxEncoder, tmp_path: Path, precision: str) -> None:
    needs_coreml()
    manifest = export_model(tiny, "coreml", tmp_path / "apple", precision)
    assert manifest == read_manifest(tmp_path / "apple")
    assert damaged_files(manifest) == []
    assert manifest.extra[TEXT_INPUTS_FIELD] == ["input_ids", "attention_mask"]
    for name, inputs in (("image", ["pixels"]), ("text", ["input_ids", "attention_mask"])):
        spec = program_of(tmp_path / "apple" / f"{name}.mlpackage")
        assert spec.WhichOneof("Type") == "mlProgram"
        assert [entry.name for entry in spec.description.input] == inputs
        assert [entry.name for entry in spec.description.output] == ["embedding"]


def test_core_ml_variants_get_smaller(clip_encoder: Encoder, tmp_path: Path) -> None:
    needs_coreml()
    sizes = []
    for precision in WeightPrecision:
        export_model(clip_encoder, ExportFormat.COREML, tmp_path / precision, precision)
        sizes.append(weight_bytes(tmp_path / precision / "text.mlpackage"))
        spec = program_of(tmp_path / precision / "image.mlpackage")
        assert list(spec.description.input[0].type.multiArrayType.shape) == [1, 32, 32, 3]
    full, half, palette = sizes
    assert half < 0.55 * full
    assert palette < 0.5 * half


def test_the_torch_form_of_an_onnx_model_computes_the_same(
    tiny: OnnxEncoder, photos: list[Image.Image]
) -> None:
    """What Core ML gets is this module: it must agree with the runtime before it is converted."""
    needs_coreml()
    assert_same_in_torch(tiny, photos)


def test_the_torch_form_of_the_shipped_model_computes_the_same(photos: list[Image.Image]) -> None:
    needs_coreml()
    registry = Registry()
    if registry.entries()[0].problem:
        pytest.skip("the built-in weights are not in models/builtin")
    encoder = registry.get()
    assert isinstance(encoder, OnnxEncoder)
    assert_same_in_torch(encoder, photos[:2])


def assert_same_in_torch(encoder: OnnxEncoder, photos: list[Image.Image]) -> None:
    import torch

    from photos_ml.encoders.onnx_torch import torch_module
    from photos_ml.encoders.sessions import unit_rows
    from photos_ml.encoders.tokens import TextTokenizer

    manifest = encoder.manifest
    length = manifest.max_tokens
    images = torch_module(manifest.folder / "image.onnx", length)
    texts = torch_module(manifest.folder / "text.onnx", length)
    tokenizer = TextTokenizer(manifest.folder / "tokenizer.json", length, fixed_length=True)
    with torch.no_grad():
        for photo in photos:
            pixels = torch.from_numpy(encoder.preprocess(photo)[None].astype(np.float32))
            row = unit_rows(images(pixels).numpy())[0]
            assert row @ encoder.encode_images([photo])[0] > 0.99999
        for text in TEXTS[:3]:
            tokens = tokenizer([text])
            ids, mask = (torch.from_numpy(part.astype(np.int32)) for part in (tokens.ids, tokens.mask))
            assert unit_rows(texts(ids, mask).numpy())[0] @ encoder.encode_texts([text])[0] > 0.99999


def test_an_operator_that_is_not_known_is_named(tiny_folder: Path, tmp_path: Path) -> None:
    needs_coreml()
    import onnx

    from photos_ml.encoders.onnx_torch import torch_module

    model = onnx.load(tiny_folder / "image.onnx")
    next(node for node in model.graph.node if node.op_type == "Relu").op_type = "Softsign"
    onnx.save(model, tmp_path / "odd.onnx")
    with pytest.raises(EncoderError, match="Softsign"):
        torch_module(tmp_path / "odd.onnx", 8)


def test_a_core_ml_model_elsewhere_says_where_it_runs(tmp_path: Path, tiny: OnnxEncoder) -> None:
    if sys.platform == "darwin":
        pytest.skip("this is the place where it runs")
    raw = json.loads((tiny.manifest.folder / "model.json").read_text()) | {"runtime": "coreml"}
    (tmp_path / "apple").mkdir()
    (tmp_path / "apple" / "model.json").write_text(json.dumps(raw))
    (tmp_path / "apple" / "tokenizer.json").write_bytes(tiny.manifest.path("tokenizer.json").read_bytes())
    encoder = Registry(tmp_path).get("apple")
    assert isinstance(encoder, CoreMLEncoder)
    with pytest.raises(EncoderError, match="on a Mac only"):
        encoder.encode_texts(["dog"])


class Program:
    """Stands in for coremltools' MLModel: one row at a time of the types that were declared."""

    def __init__(self, path: str) -> None:
        self.session = NamedSession(Path(path) / "model.onnx", 1)
        self.words = Path(path).name.startswith("text")

    def predict(self, feeds: dict[str, np.ndarray[Any, Any]]) -> dict[str, np.ndarray[Any, Any]]:
        assert {len(one) for one in feeds.values()} == {1}
        kinds = dict.fromkeys(feeds, np.int64 if self.words else np.uint8)
        assert all(one.dtype == (np.int32 if self.words else np.float32) for one in feeds.values())
        whole = {name: one.astype(kinds[name]) for name, one in feeds.items()}
        return {"embedding": self.session.run(("embedding",), whole)[0]}


def as_apple(tiny: OnnxEncoder, folder: Path) -> Path:
    """A Core ML export whose programs the stand-in can run."""
    for half in ("image", "text"):
        package = folder / f"{half}.mlpackage"
        package.mkdir(parents=True)
        shutil.copyfile(tiny.manifest.path(f"{half}.onnx"), package / "model.onnx")
    shutil.copyfile(tiny.manifest.path("tokenizer.json"), folder / "tokenizer.json")
    files = {
        path.relative_to(folder).as_posix(): sha256_of(path) for path in folder.rglob("*") if path.is_file()
    }
    extra = {TEXT_INPUTS_FIELD: ["input_ids", "attention_mask"]}
    write_manifest(
        replace(tiny.manifest, folder=folder, files=files, runtime="coreml", pad_texts=True, extra=extra)
    )
    return folder


def test_a_core_ml_export_takes_the_originals_place_on_a_mac(
    tmp_path: Path, tiny: OnnxEncoder, photos: list[Image.Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = Registry(tmp_path / "models")
    added = add_exported(registry, "apple", as_apple(tiny, tmp_path / "export"))
    assert added.info == tiny.info, "so that its vectors serve it"
    monkeypatch.setattr(coreml, "sys", SimpleNamespace(platform="darwin"))
    tools = SimpleNamespace(models=SimpleNamespace(MLModel=Program))
    monkeypatch.setitem(sys.modules, "coremltools", tools)
    encoder = registry.get("apple")
    assert isinstance(encoder, CoreMLEncoder) and not encoder.loaded
    assert agreement(tiny, encoder, photos) > 0.9999
    assert encoder.loaded == {"images", "texts"} and encoder.trials() is None


def test_an_export_that_is_not_whole_is_not_added(tmp_path: Path, tiny: OnnxEncoder) -> None:
    registry = Registry(tmp_path / "models")
    folder = as_apple(tiny, tmp_path / "export")
    (folder / "text.mlpackage" / "model.onnx").write_bytes(b"half")
    with pytest.raises(EncoderError, match=r"model.onnx in .* is missing or damaged"):
        add_exported(registry, "apple", folder)
    with pytest.raises(EncoderError, match="no model in"):
        add_exported(registry, "apple", tmp_path)
    assert [entry.name for entry in registry.entries()] == ["builtin", "builtin-best"]


@pytest.mark.skipif(sys.platform != "darwin", reason="Core ML runs on a Mac only")
@pytest.mark.parametrize(("precision", "floor"), [("fp32", 0.9999), ("fp16", 0.999), ("palettized", 0.98)])
def test_core_ml_agrees_on_a_mac(
    tiny: OnnxEncoder, photos: list[Image.Image], tmp_path: Path, precision: str, floor: float
) -> None:
    needs_coreml()
    export_model(tiny, "coreml", tmp_path / "apple", precision)
    assert agreement(tiny, Registry(tmp_path).get("apple"), photos) > floor
