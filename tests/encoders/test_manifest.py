from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from photos_ml.encoders.manifest import FILE_NAME, damaged_files, read_manifest, sha256_of, write_manifest
from photos_ml.encoders.preprocess import Fit, SquarePreprocessor
from photos_ml.errors import EncoderError


def edit(folder: Path, **changes: Any) -> None:
    path = folder / FILE_NAME
    raw = json.loads(path.read_text()) | changes
    path.write_text(json.dumps({key: value for key, value in raw.items() if value is not ...}))


def test_comes_back_as_written(tmp_path: Path, tiny_maker: Any) -> None:
    manifest = read_manifest(tiny_maker(tmp_path))
    assert isinstance(manifest.preprocessor, SquarePreprocessor)
    changed = replace(
        manifest,
        preprocessor=replace(manifest.preprocessor, fit=Fit.PAD, fill=17, resample="lanczos"),
        pad_texts=True,
        clean="lower",
        architecture="ViT-B-32",
        licence="MIT",
        extra={"recall": {"r1": 36.5}},
    )
    write_manifest(changed)
    assert read_manifest(tmp_path) == changed
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    "changes",
    [
        {"id": ...},
        {"dimension": 0},
        {"dimension": "512"},
        {"image_size": -1},
        {"image_size": 1.5},
        {"resample": "magic"},
        {"crop": "somehow"},
        {"files": ["image.onnx"]},
        {"files": {"../../etc/passwd": "00"}},
        {"files": {"/etc/passwd": "00"}},
        {"max_tokens": None},
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, tiny_maker: Any, changes: dict[str, Any]) -> None:
    folder = tiny_maker(tmp_path)
    edit(folder, **changes)
    with pytest.raises(EncoderError, match="not a model description") as caught:
        read_manifest(folder)
    assert caught.value.hint


def test_no_file_and_no_json(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="no model"):
        read_manifest(tmp_path)
    (tmp_path / FILE_NAME).write_text("{")
    with pytest.raises(EncoderError, match="not JSON"):
        read_manifest(tmp_path)
    (tmp_path / FILE_NAME).write_text("[1]")
    with pytest.raises(EncoderError, match="not a model description"):
        read_manifest(tmp_path)


def test_checksums_with_more_about_the_file(tmp_path: Path, tiny_maker: Any) -> None:
    folder = tiny_maker(tmp_path)
    files = read_manifest(folder).files
    edit(folder, files={name: {"sha256": digest, "bytes": 1} for name, digest in files.items()})
    assert read_manifest(folder).files == files


def test_damage_is_found(tmp_path: Path, tiny_maker: Any) -> None:
    folder = tiny_maker(tmp_path)
    assert damaged_files(read_manifest(folder)) == []
    content = bytearray((folder / "image.onnx").read_bytes())
    content[-1] ^= 1
    (folder / "image.onnx").write_bytes(content)
    (folder / "text.onnx").unlink()
    assert damaged_files(read_manifest(folder)) == ["image.onnx", "text.onnx"]


def test_paths_and_sizes(tmp_path: Path, tiny_maker: Any) -> None:
    manifest = read_manifest(tiny_maker(tmp_path))
    assert manifest.path("image.onnx").is_file()
    assert manifest.size_bytes == sum((tmp_path / name).stat().st_size for name in manifest.files)
    with pytest.raises(EncoderError, match=r"lacks none\.onnx"):
        manifest.path("none.onnx")


def test_the_digest_of_a_file_in_pieces(tmp_path: Path) -> None:
    import hashlib

    content = bytes(range(256)) * 9000
    (tmp_path / "x").write_bytes(content)
    assert sha256_of(tmp_path / "x") == hashlib.sha256(content).hexdigest()
