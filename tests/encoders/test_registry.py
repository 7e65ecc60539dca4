from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from photos_ml.config import BEST_NAME, BUILTIN_NAME
from photos_ml.encoders.builtin import OnnxEncoder
from photos_ml.encoders.manifest import FILE_NAME, read_manifest
from photos_ml.encoders.registry import REGISTERED, Registry
from photos_ml.errors import EncoderError


@pytest.fixture
def registry(tmp_path: Path, tiny_maker: Any) -> Registry:
    tiny_maker(tmp_path / "shipped" / BUILTIN_NAME, name="built-in")
    tiny_maker(tmp_path / "mine" / "zebra", seed=1, name="zebra-id")
    tiny_maker(tmp_path / "mine" / "Apple", seed=2)
    (tmp_path / "mine" / "notes").mkdir()
    return Registry(tmp_path / "mine", shipped=tmp_path / "shipped", threads=1)


def test_the_list(registry: Registry) -> None:
    entries = registry.entries()
    assert [entry.name for entry in entries] == [BUILTIN_NAME, BEST_NAME, "Apple", "zebra"]
    assert all(entry.runtime == "onnx" and not entry.problem for entry in entries)
    assert entries[3].info is not None
    assert entries[3].info.id == "zebra-id"
    assert entries[3].licence == "CC0-1.0"
    assert entries[3].size_bytes > 1000


def test_the_built_in_is_the_default(registry: Registry) -> None:
    assert registry.get().info.id == "built-in"
    assert registry.get() is registry.get(BUILTIN_NAME)
    assert registry.get("zebra").info.id == "zebra-id"


def test_an_unknown_name_lists_the_known(registry: Registry) -> None:
    with pytest.raises(EncoderError, match="no model 'horse'") as caught:
        registry.get("horse")
    assert "zebra" in caught.value.hint


def test_a_damaged_model_is_listed_with_its_problem(registry: Registry) -> None:
    (registry.folder / "zebra" / FILE_NAME).write_text("{}")
    entry = registry.entries()[-1]
    assert entry.info is None
    assert "not a model description" in entry.problem


def test_verify_reads_the_weights(registry: Registry) -> None:
    assert registry.verify("zebra") == []
    (registry.folder / "zebra" / "text.onnx").write_bytes(b"no")
    assert registry.verify("zebra") == ["text.onnx"]
    with pytest.raises(EncoderError, match=r"text\.onnx cannot be opened"):
        registry.get("zebra").encode_texts(["dog"])
    assert len(registry.get("zebra").encode_images([])) == 0


def test_fakes_come_through_the_same_door(registry: Registry, tiny_folder: Path) -> None:
    made: list[int] = []

    def factory() -> OnnxEncoder:
        made.append(1)
        return OnnxEncoder(read_manifest(tiny_folder))

    registry.register("fake", factory)
    assert made == []
    assert registry.get("fake") is registry.get("fake")
    assert made == [1]
    assert [entry.name for entry in registry.entries()] == [BUILTIN_NAME, BEST_NAME, "Apple", "fake", "zebra"]
    assert registry.entries()[3].runtime == REGISTERED
    assert registry.verify("fake") == []


@pytest.mark.parametrize("name", ["builtin", "BuiltIn", "zebra", "ZEBRA", "apple", "fake"])
def test_names_are_unique_whatever_their_case(registry: Registry, tiny: Any, name: str) -> None:
    registry.register("fake", lambda: tiny)
    with pytest.raises(EncoderError, match="already"):
        registry.check_free(name)
    with pytest.raises(EncoderError, match="already"):
        registry.register(name, lambda: tiny)


@pytest.mark.parametrize("name", ["", "..", "a/b", "a\\b", ".hidden", "a b", "x" * 65, "é"])
def test_names_that_could_leave_the_folder(registry: Registry, name: str) -> None:
    with pytest.raises(EncoderError, match="cannot name a model"):
        registry.check_free(name)


def test_remove(registry: Registry) -> None:
    registry.get("zebra")
    registry.remove("zebra")
    assert [entry.name for entry in registry.entries()] == [BUILTIN_NAME, BEST_NAME, "Apple"]
    for name in ("zebra", "builtin", "..", "notes"):
        with pytest.raises(EncoderError, match="can be removed"):
            registry.remove(name)
    assert (registry.folder / "notes").is_dir()


def test_without_a_folder(tmp_path: Path, tiny_maker: Any) -> None:
    tiny_maker(tmp_path / BUILTIN_NAME)
    registry = Registry(shipped=tmp_path)
    assert [entry.name for entry in registry.entries()] == [BUILTIN_NAME, BEST_NAME]
    with pytest.raises(EncoderError, match="no models folder"):
        _ = registry.folder
    absent = Registry(tmp_path / "none", shipped=tmp_path)
    assert len(absent.entries()) == 2


def test_a_runtime_from_the_future(registry: Registry) -> None:
    path = registry.folder / "zebra" / FILE_NAME
    path.write_text(path.read_text().replace('"onnx"', '"quantum"'))
    with pytest.raises(EncoderError, match="quantum"):
        registry.get("zebra")


def test_many_threads_get_one_encoder(registry: Registry) -> None:
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(registry.get("zebra"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(encoder) for encoder in found}) == 1
