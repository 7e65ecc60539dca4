"""The ONNX encoder: what loads when, and what a damaged model says."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from photos_ml.app.benchmarks.encoders import bench_encoders
from photos_ml.config import BUILTIN_NAME, models_dir
from photos_ml.encoders import sessions
from photos_ml.encoders.builtin import OnnxEncoder, builtin_encoder
from photos_ml.encoders.manifest import FILE_NAME, damaged_files, read_manifest
from photos_ml.encoders.runtime import onnx_runtime
from photos_ml.encoders.sessions import HASTY_RUNS, LazySession, open_session, unit_rows
from photos_ml.encoders.two_towers import IMAGE_BATCH, TEXT_BATCH
from photos_ml.errors import EncoderError


def test_each_half_loads_alone_and_late(tiny: OnnxEncoder) -> None:
    tiny.preprocess(Image.new("RGB", (9, 9)))
    tiny.encode_texts([])
    tiny.encode_images([])
    assert tiny.loaded == frozenset()
    tiny.encode_texts(["dog"])
    assert tiny.loaded == {"texts"}
    tiny.encode_images([Image.new("RGB", (9, 9))])
    assert tiny.loaded == {"texts", "images"}


def test_a_text_search_needs_no_picture_half(tmp_path: Path, tiny_maker: Any) -> None:
    folder = tiny_maker(tmp_path)
    (folder / "image.onnx").unlink()
    encoder = OnnxEncoder(read_manifest(folder))
    assert encoder.encode_texts(["dog"]).shape == (1, encoder.info.dimension)
    with pytest.raises(EncoderError, match=r"image\.onnx"):
        encoder.encode_images([Image.new("RGB", (9, 9))])


def test_the_runtime_is_imported_at_the_first_text(tiny_folder: Path) -> None:
    program = f"""
import sys
from pathlib import Path
from photos_ml.encoders.registry import Registry
from photos_ml.encoders.builtin import builtin_encoder
encoder = builtin_encoder(Path({str(tiny_folder)!r}))
encoder.info, encoder.preprocessor
heavy = {{"onnxruntime", "tokenizers", "torch", "open_clip"}}
print(sorted(heavy & set(sys.modules)))
encoder.encode_texts(["dog"])
print(sorted(heavy & set(sys.modules)))
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines() == ["[]", "['onnxruntime', 'tokenizers']"]


def test_batches_larger_than_one_run(tiny: OnnxEncoder) -> None:
    rng = np.random.default_rng(0)
    side = tiny.info.image_size
    pixels = list(rng.integers(0, 256, (3 * IMAGE_BATCH + 1, side, side, 3), dtype=np.uint8))
    together = tiny.encode_pixels(pixels)
    assert np.allclose(together, np.concatenate([tiny.encode_pixels([one]) for one in pixels]), atol=1e-6)
    texts = [f"text {number} " * (number % 7) for number in range(2 * TEXT_BATCH + 3)]
    fresh = OnnxEncoder(tiny.manifest)
    singles = np.concatenate([fresh.encode_texts([text]) for text in texts])
    assert np.allclose(tiny.encode_texts(texts), singles, atol=1e-5)


@pytest.mark.parametrize("shape", [(31, 32, 3), (32, 32), (32, 32, 4)])
def test_pixels_of_another_shape_are_refused(tiny: OnnxEncoder, shape: tuple[int, ...]) -> None:
    with pytest.raises(EncoderError, match="pixels must be uint8"):
        tiny.encode_pixels([np.zeros(shape, np.uint8)])


def test_pixels_of_another_type_are_refused(tiny: OnnxEncoder) -> None:
    with pytest.raises(EncoderError, match="pixels must be uint8"):
        tiny.encode_pixels([np.zeros((32, 32, 3), np.float32)])  # type: ignore[list-item]


def test_a_model_with_other_inputs_says_so(tmp_path: Path, tiny_maker: Any) -> None:
    folder = tiny_maker(tmp_path)
    (folder / "image.onnx").write_bytes((folder / "text.onnx").read_bytes())
    with pytest.raises(EncoderError, match="did not run"):
        OnnxEncoder(read_manifest(folder)).encode_images([Image.new("RGB", (9, 9))])


def test_the_revision_tells_two_weights_apart(tmp_path: Path, tiny_maker: Any) -> None:
    first = OnnxEncoder(read_manifest(tiny_maker(tmp_path / "a", seed=1, revision="one")))
    second = OnnxEncoder(read_manifest(tiny_maker(tmp_path / "b", seed=2, revision="two")))
    assert first.info != second.info
    assert not np.allclose(first.encode_texts(["dog"]), second.encode_texts(["dog"]), atol=1e-3)


def test_options_leave_the_cores_to_others(tiny_folder: Path) -> None:
    options = open_session(tiny_folder / "text.onnx", 2).get_session_options()
    assert options.intra_op_num_threads == 2
    assert options.get_session_config_entry("session.intra_op.allow_spinning") == "0"
    assert options.graph_optimization_level == onnx_runtime().GraphOptimizationLevel.ORT_ENABLE_ALL


def test_unit_rows_keeps_zeros() -> None:
    rows = unit_rows(np.array([[3, 4], [0, 0], [1e-12, 0]], np.float32))
    assert np.allclose(rows, np.array([[0.6, 0.8], [0, 0], [1, 0]]))


def test_bench_has_a_row_a_model(tiny: OnnxEncoder, tiny_folder: Path) -> None:
    other = OnnxEncoder(read_manifest(tiny_folder))
    rows = bench_encoders({"first": tiny, "second": other}, photos=9, queries=3, rounds=2)
    assert [row["model"] for row in rows] == ["first", "second"]
    for row in rows:
        assert row["photos_per_second"] > 0
        assert row["query_ms"] > 0
        assert row["first_query_ms"] > 0


@pytest.fixture(scope="module")
def shipped() -> OnnxEncoder:
    if not (models_dir() / BUILTIN_NAME / FILE_NAME).is_file():
        pytest.skip("the built-in weights are not in models/builtin")
    return builtin_encoder()


def test_the_shipped_weights_are_whole_and_small(shipped: OnnxEncoder) -> None:
    assert damaged_files(shipped.manifest) == []
    assert shipped.manifest.size_bytes <= 70_000_000
    assert shipped.manifest.licence


def test_the_shipped_model_knows_a_colour_from_another(shipped: OnnxEncoder) -> None:
    red, blue = (Image.new("RGB", (300, 200), colour) for colour in ((220, 20, 20), (20, 20, 220)))
    images = shipped.encode_images([red, blue])
    texts = shipped.encode_texts(["a plain red surface", "a plain blue surface"])
    margin = images @ texts.T
    assert margin[0, 0] - margin[0, 1] + margin[1, 1] - margin[1, 0] > 0


def test_a_hasty_session_says_the_same_and_is_made_quick_in_time() -> None:
    path = models_dir() / BUILTIN_NAME / "text.onnx"
    quick, hasty = LazySession(path, 1), LazySession(path, 1, hasty=True)
    feeds = {name: np.array([[101, 3899, 2006, 102]], np.int64) for name in ("input_ids", "attention_mask")}
    feeds["attention_mask"] = np.ones((1, 4), np.int64)
    known = unit_rows(quick.run(feeds))
    opened = list[bool]()

    def noted(path: Path, threads: int, *, hasty: bool = False, **more: Any) -> Any:
        opened.append(hasty)
        return open_session(path, threads, hasty=hasty, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sessions, "open_session", noted)
        rows = [unit_rows(hasty.run(feeds)) for _ in range(HASTY_RUNS + 2)]
        for thread in threading.enumerate():
            if thread.name == "quick session":
                thread.join()
        rows.append(unit_rows(hasty.run(feeds)))
    assert opened == [True, False]
    np.testing.assert_allclose(np.concatenate(rows), np.repeat(known, len(rows), 0), atol=1e-6)
    assert (rows[-1] == known).all()
