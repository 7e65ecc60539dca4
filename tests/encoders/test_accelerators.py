"""Who runs a graph: tried, compared with the processor, kept, tried again, and left aloud when it fails."""

from __future__ import annotations

import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from photos_ml.encoders import accelerators, providers, sessions, trying
from photos_ml.encoders.accelerators import FILE, VARIABLE, Accelerators
from photos_ml.encoders.builtin import OnnxEncoder
from photos_ml.encoders.layouts import choose_layout
from photos_ml.encoders.manifest import read_manifest
from photos_ml.encoders.onnx_towers import OnnxTowersEncoder
from photos_ml.encoders.providers import PROVIDERS
from photos_ml.encoders.registry import Registry
from photos_ml.encoders.taking_in import take_in
from photos_ml.errors import EncoderError
from tests.encoders import published_towers as towers
from tests.encoders.stand_in import Manner, StandIn, in_this_process

CUDA, DML, COREML = "CUDAExecutionProvider", "DmlExecutionProvider", "CoreMLExecutionProvider"
PICTURES = [Image.effect_noise((40, 30 + side), 90).convert("RGB") for side in range(5)]


class Bench:
    """A tiny model with accelerators that a stand-in runtime offers."""

    def __init__(self, folder: Path, kept: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.kept, self.patch = folder, kept, patch
        self.said: list[str] = []
        self.runtime = StandIn({})

    def offer(self, version: str = "9.0", cpu_s: float = 0.02, **manners: Manner) -> StandIn:
        names = {"cuda": CUDA, "directml": DML, "coreml": COREML, "openvino": "OpenVINOExecutionProvider"}
        self.runtime = StandIn({names[name]: one for name, one in manners.items()}, version, cpu_s)
        for module in (accelerators, providers, sessions, trying):
            self.patch.setattr(module, "onnx_runtime", lambda: self.runtime)
        self.patch.setattr(accelerators, "in_a_process", in_this_process)
        clock = self.runtime.clock
        self.patch.setattr(trying, "time", SimpleNamespace(perf_counter=lambda: clock[0]))
        self.said.clear()
        return self.runtime

    def accelerators(self) -> Accelerators:
        return Accelerators(self.kept, self.said.append)

    def encoder(self) -> OnnxEncoder:
        return OnnxEncoder(read_manifest(self.folder), threads=1, accelerators=self.accelerators)

    def document(self) -> Any:
        return json.loads((self.kept / FILE).read_text())

    def last_opened(self) -> str:
        return self.runtime.opened[-1][0]


@pytest.fixture
def bench(tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.delenv(VARIABLE, raising=False)
    return Bench(tiny_folder, tmp_path / "kept", monkeypatch)


@pytest.fixture
def right(tiny: OnnxEncoder) -> Any:
    return tiny.encode_images(PICTURES)


def test_the_fastest_that_is_right_runs_pictures(bench: Bench, right: Any) -> None:
    bench.offer(cuda=Manner(0.002), directml=Manner(0.008))
    np.testing.assert_allclose(bench.encoder().encode_images(PICTURES), right, atol=1e-6)
    assert bench.last_opened() == CUDA
    (kept,) = bench.document()["files"].values()
    assert kept["chosen"] == "cuda"
    speed = {one["provider"]: one["photos_per_s"] for one in kept["trials"]}
    assert speed == {"cpu": 400, "cuda": 4000, "directml": 1000}
    assert bench.said[0].endswith("cpu, cuda, directml") and bench.said[1].startswith("cuda is used: cpu ")


def test_texts_stay_with_the_processor(bench: Bench) -> None:
    runtime = bench.offer(cuda=Manner(0.001))
    bench.encoder().encode_texts(["a dog"])
    assert [name for name, _ in runtime.opened] == ["CPUExecutionProvider"] and not bench.said


@pytest.mark.parametrize(
    ("manner", "why"),
    [
        (Manner(scale=1.2), "is wrong"),
        (Manner(none=True), "no row of numbers"),
        (Manner(refuses="no such device"), "no such device"),
        (Manner(goes_over=True), "did not start"),
        (Manner(one_size=True), "another shape"),
        (Manner(works_for=1), "the device was removed"),
    ],
)
def test_what_is_of_no_use_is_not_chosen_however_fast(
    bench: Bench, right: Any, manner: Manner, why: str
) -> None:
    bench.offer(cuda=manner)
    np.testing.assert_allclose(bench.encoder().encode_images(PICTURES), right, atol=1e-6)
    assert bench.last_opened() == "CPUExecutionProvider"
    (kept,) = bench.document()["files"].values()
    assert kept["chosen"] == "cpu" and why in kept["trials"][1]["problem"]
    assert "\n" not in bench.said[-1] and why in bench.said[-1]


def test_what_is_hardly_faster_is_not_worth_it(bench: Bench) -> None:
    bench.offer(cpu_s=0.05, cuda=Manner(0.049))
    bench.encoder().encode_images(PICTURES)
    assert bench.last_opened() == "CPUExecutionProvider"


def test_it_is_tried_once_and_again_when_anything_changes(bench: Bench, tmp_path: Path) -> None:
    bench.offer(cuda=Manner(0.001))
    bench.encoder().encode_images(PICTURES)
    bench.offer(cuda=Manner(0.001))
    bench.encoder().encode_images(PICTURES)
    assert not bench.said, "it is known"
    bench.offer(version="9.1", cuda=Manner(0.001))
    bench.encoder().encode_images(PICTURES)
    assert bench.said, "another version"
    bench.offer(version="9.1", cuda=Manner(0.001), directml=Manner(0.001))
    bench.encoder().encode_images(PICTURES)
    assert "directml" in bench.said[0], "another provider"
    bench.offer(version="9.1", cuda=Manner(0.001), directml=Manner(0.001))
    bench.runtime.offer(CUDA, "GPU")
    bench.encoder().encode_images(PICTURES)
    assert bench.said, "another device"
    path = bench.folder / "image.onnx"
    before = path.stat()
    try:
        os.utime(path, (before.st_atime, before.st_mtime + 5))
        bench.said.clear()
        bench.encoder().encode_images(PICTURES)
        assert bench.said, "another file"
    finally:
        os.utime(path, (before.st_atime, before.st_mtime))


def test_a_failure_in_the_midst_is_said_and_the_processor_goes_on(bench: Bench, right: Any) -> None:
    runtime = bench.offer(cuda=Manner(0.001))
    encoder = bench.encoder()
    encoder.encode_images(PICTURES[:1])
    runtime.manners[CUDA].works_for = 0
    np.testing.assert_allclose(encoder.encode_images(PICTURES), right, atol=1e-6)
    assert bench.said[-1] == "cuda failed, the processor goes on: the device was removed"
    bench.offer(cuda=Manner(0.001))
    bench.encoder().encode_images(PICTURES)
    assert bench.last_opened() == "CPUExecutionProvider" and not bench.said, "not by hope a second time"


def test_threads_that_meet_the_failure_together_all_go_on(bench: Bench, right: Any) -> None:
    runtime = bench.offer(cuda=Manner())
    encoder = bench.encoder()
    encoder.encode_images(PICTURES[:1])
    runtime.manners[CUDA].works_for = 0
    runtime.manners[CUDA].together = threading.Barrier(4)
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda _: encoder.encode_images(PICTURES), range(4)))
    for found in rows:
        np.testing.assert_allclose(found, right, atol=1e-6)
    assert sum("failed" in line for line in bench.said) == 1


def test_after_one_fails_at_work_the_next_is_chosen(bench: Bench) -> None:
    runtime = bench.offer(cuda=Manner(0.001), directml=Manner(0.005))
    encoder = bench.encoder()
    encoder.encode_images(PICTURES[:1])
    runtime.manners[CUDA].works_for = 0
    encoder.encode_images(PICTURES)
    bench.encoder().encode_images(PICTURES)
    assert bench.last_opened() == DML
    assert runtime.opened[-1][1].enable_mem_pattern is False


def test_a_start_that_fails_later_is_said(bench: Bench, right: Any) -> None:
    bench.offer(cuda=Manner(0.001))
    bench.encoder().encode_images(PICTURES)
    bench.offer(cuda=Manner(refuses="out of memory"))
    np.testing.assert_allclose(bench.encoder().encode_images(PICTURES), right, atol=1e-6)
    assert len(bench.said) == 1 and "cuda failed" in bench.said[0] and "out of memory" in bench.said[0]


def test_one_is_asked_for(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.offer(cuda=Manner(0.001), directml=Manner(0.04))
    known = bench.accelerators()
    known.want("directml")
    encoder = bench.encoder()
    encoder.encode_images(PICTURES)
    assert bench.last_opened() == DML, "slow, and asked for"
    choice = encoder.trials()
    assert choice is not None and choice.forced and choice.chosen == "directml"
    monkeypatch.setenv(VARIABLE, "cpu")
    bench.encoder().encode_images(PICTURES)
    assert bench.last_opened() == "CPUExecutionProvider"
    monkeypatch.delenv(VARIABLE)
    known.want("auto")
    bench.encoder().encode_images(PICTURES)
    assert bench.last_opened() == CUDA


def test_one_that_is_not_there_is_refused_in_a_line(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.offer()
    with pytest.raises(EncoderError, match="'cuda' is not there: this runtime has cpu") as told:
        bench.accelerators().want("cuda")
    assert "onnxruntime-gpu" in told.value.hint and "provider auto" in told.value.hint
    assert not (bench.kept / FILE).exists()
    with pytest.raises(EncoderError, match="no accelerator 'abacus'"):
        bench.accelerators().want("abacus")
    monkeypatch.setenv(VARIABLE, "qnn")
    with pytest.raises(EncoderError, match="'qnn' is not there"):
        bench.encoder().encode_images(PICTURES)


def test_where_there_is_no_choice_nothing_is_tried_or_kept(bench: Bench) -> None:
    runtime = bench.offer()
    bench.encoder().encode_images(PICTURES)
    assert len(runtime.opened) == 1 and not bench.said and not bench.kept.exists()


def test_what_is_kept_may_be_spoilt(bench: Bench) -> None:
    for spoilt in ("{", "[]", '{"files": {"x": 1}}', '{"provider": 3, "files": []}'):
        bench.kept.mkdir(exist_ok=True)
        (bench.kept / FILE).write_text(spoilt)
        bench.offer(cuda=Manner(0.001))
        if "3" in spoilt:
            with pytest.raises(EncoderError, match="no accelerator '3'"):
                bench.encoder().encode_images(PICTURES)
            continue
        bench.encoder().encode_images(PICTURES)
        assert bench.last_opened() == CUDA


def test_a_plugin_brings_devices(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = bench.offer(openvino=Manner(0.001))
    monkeypatch.setattr(runtime, "get_available_providers", lambda: ["CPUExecutionProvider"])
    assert [one.name for one in bench.accelerators().here()] == ["cpu"]
    monkeypatch.setattr(providers, "_registered", lambda plugin: plugin == "onnxruntime_ep_openvino")
    runtime.offer("OpenVINOExecutionProvider", "GPU")
    assert [one.name for one in bench.accelerators().here()] == ["cpu", "openvino-gpu"]
    bench.encoder().encode_images(PICTURES)
    name, options = runtime.opened[-1]
    assert name == "OpenVINOExecutionProvider" and len(options.devices) == 1


def test_openvino_heeds_the_number_of_threads(bench: Bench) -> None:
    runtime = bench.offer(openvino=Manner(0.001))
    bench.encoder().encode_images(PICTURES)
    assert runtime.opened[-1][1].given == {"device_type": "CPU", "num_of_threads": "1"}


def test_a_plugin_that_does_not_load_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    providers._registered.cache_clear()
    monkeypatch.setitem(sys.modules, "broken_plugin", SimpleNamespace(__spec__=SimpleNamespace()))
    assert not providers._registered("broken_plugin") and not providers._registered("nobody_has_this")
    providers._registered.cache_clear()


def test_names_and_options_are_those_of_the_runtime() -> None:
    assert len({one.name for one in PROVIDERS}) == len(PROVIDERS)
    assert all(one.runtime.endswith("ExecutionProvider") for one in PROVIDERS)
    assert all(one.install for one in PROVIDERS if not one.is_cpu)


@pytest.mark.parametrize("combined", [True, False])
def test_published_towers_are_accelerated_in_both_forms(bench: Bench, tmp_path: Path, combined: bool) -> None:
    pytest.importorskip("tokenizers")
    bench.patch.undo()
    folder = towers.transformers(tmp_path / "towers", combined=combined)
    paths = [one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()]
    manifest = take_in(folder, choose_layout(paths), "tiny")
    plain = OnnxTowersEncoder(manifest, threads=1)
    wanted = plain.encode_images(PICTURES), plain.encode_texts(["a dog"])
    bench.offer(cuda=Manner(0.001))
    fast = OnnxTowersEncoder(manifest, threads=1, accelerators=bench.accelerators)
    np.testing.assert_allclose(fast.encode_images(PICTURES), wanted[0], atol=1e-6)
    assert bench.last_opened() == CUDA
    np.testing.assert_allclose(fast.encode_texts(["a dog"]), wanted[1], atol=1e-6)
    assert (bench.last_opened() == CUDA) == combined


def test_a_driver_that_ends_its_process_ends_no_more(
    tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    real = accelerators.in_a_process

    def crash(request: Any) -> int:
        with monkeypatch.context() as patch:
            if request["provider"] != "cpu":
                patch.setattr(accelerators, "TRYING", "photos_ml.no_such_module")
            return real(request)

    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(accelerators, "in_a_process", crash)
    monkeypatch.setattr(Accelerators, "here", lambda self: PROVIDERS[:2])
    encoder = OnnxEncoder(
        read_manifest(tiny_folder), threads=1, accelerators=lambda: Accelerators(tmp_path, said.append)
    )
    assert encoder.encode_images(PICTURES).shape[0] == len(PICTURES)
    assert "cuda ended its process (1)" in said[-1] and said[-1].startswith("cpu is used: cpu ")


def test_a_trial_in_a_process_of_its_own(tiny_folder: Path, tmp_path: Path) -> None:
    encoder = OnnxEncoder(read_manifest(tiny_folder), threads=1, accelerators=lambda: Accelerators(tmp_path))
    choice = encoder.trials()
    assert choice is not None
    assert choice.chosen == "cpu" and choice.trials[0].photos_per_s > 0
    if len(choice.trials) == 1:
        assert not (tmp_path / FILE).exists()


def test_a_registry_without_a_listener_tries_nothing(tiny_folder: Path, tmp_path: Path) -> None:
    assert isinstance(Registry(tiny_folder.parent).get(tiny_folder.name), OnnxEncoder)
    encoder = Registry(tiny_folder.parent).get(tiny_folder.name)
    assert isinstance(encoder, OnnxEncoder) and encoder.trials() is None
    heard = Registry(tiny_folder.parent, shared=tmp_path, say=lambda line: None).get(tiny_folder.name)
    assert isinstance(heard, OnnxEncoder) and heard.trials() is not None
