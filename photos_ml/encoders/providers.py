"""Execution providers of ONNX Runtime: who can run a graph on this machine, and how it is asked to."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from photos_ml.encoders.runtime import onnx_runtime
from photos_ml.errors import EncoderError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


@dataclass(frozen=True, slots=True)
class Provider:
    """Who runs a graph. `name` is what people write."""

    name: str
    runtime: str
    """As the runtime calls it."""
    install: str = ""
    """What brings it."""
    options: Mapping[str, str] = field(default_factory=dict)
    plugin: str = ""
    """A package that brings it beside the runtime, which it does not replace."""
    device: str = ""
    """Kind of device of a plugin that is meant; '' for any."""

    @property
    def is_cpu(self) -> bool:
        return self.runtime == "CPUExecutionProvider"


CPU = Provider("cpu", "CPUExecutionProvider")
_OPENVINO = ("OpenVINOExecutionProvider", "pip install 'photos-ml[openvino]' on processors by Intel")
PROVIDERS = (
    CPU,
    Provider(
        "cuda",
        "CUDAExecutionProvider",
        "onnxruntime-gpu instead of onnxruntime, see docs/ACCELERATORS.md",
        # TF32 would cut factors to ten bits; the best algorithm would be searched for each size of a batch.
        MappingProxyType({"use_tf32": "0", "cudnn_conv_algo_search": "HEURISTIC"}),
    ),
    Provider(
        "directml",
        "DmlExecutionProvider",
        "on Windows onnxruntime-directml instead of onnxruntime, see docs/ACCELERATORS.md",
    ),
    Provider(
        "coreml",
        "CoreMLExecutionProvider",
        "part of onnxruntime on Macs",
        MappingProxyType({"ModelFormat": "MLProgram", "MLComputeUnits": "ALL"}),
    ),
    Provider(
        "openvino", *_OPENVINO, MappingProxyType({"device_type": "CPU"}), "onnxruntime_ep_openvino", "CPU"
    ),
    Provider(
        "openvino-gpu", *_OPENVINO, MappingProxyType({"device_type": "GPU"}), "onnxruntime_ep_openvino", "GPU"
    ),
    Provider(
        "openvino-npu", *_OPENVINO, MappingProxyType({"device_type": "NPU"}), "onnxruntime_ep_openvino", "NPU"
    ),
    Provider(
        "qnn",
        "QNNExecutionProvider",
        "pip install 'photos-ml[qnn]' on processors by Qualcomm",
        MappingProxyType({"enable_htp_fp16_precision": "1"}),
        "onnxruntime_qnn",
        "NPU",
    ),
)
"""Each that is tried where it is there, the processor first."""


def providers_here(onnxruntime: Any) -> tuple[Provider, ...]:
    """Those that this runtime offers, the processor first. What it offers may fail all the same."""
    own = set(onnxruntime.get_available_providers())
    return tuple(
        one for one in PROVIDERS if one.is_cpu or one.runtime in own or _plugin_devices(onnxruntime, one)
    )


def provider_named(onnxruntime: Any, name: str) -> Provider:
    """The provider that people call `name`; EncoderError, saying what there is, where it is not there."""
    here = providers_here(onnxruntime)
    found = next((one for one in here if one.name == name), None)
    if found is not None:
        return found
    known = next((one for one in PROVIDERS if one.name == name), None)
    there = ", ".join(one.name for one in here)
    if known is None:
        raise EncoderError(
            f"there is no accelerator '{name}'",
            hint=f"one of auto, {', '.join(one.name for one in PROVIDERS)}",
        )
    raise EncoderError(
        f"'{name}' is not there: this runtime has {there}",
        hint=f"{known.install}; photos-ml models provider auto asks for none",
    )


def open_with(onnxruntime: Any, path: Path, options: Any, provider: Provider) -> InferenceSession:
    """A session that this provider runs, or an error: the runtime by itself goes over to the processor."""
    if provider.is_cpu:
        session: InferenceSession = onnxruntime.InferenceSession(
            str(path), options, providers=[provider.runtime]
        )
        return session
    devices = _plugin_devices(onnxruntime, provider)
    if devices:
        options.add_provider_for_devices(devices, {})
        session = onnxruntime.InferenceSession(str(path), options)
    else:
        if provider.name == "directml":  # its own documentation: it takes no plan of memory
            options.enable_mem_pattern = False
        if provider.name == "cuda" and hasattr(onnxruntime, "preload_dlls"):
            onnxruntime.preload_dlls()  # CUDA's libraries where pip has put them
        more = dict(provider.options)
        if provider.name == "openvino" and options.intra_op_num_threads:  # it does not heed the runtime's own
            more["num_of_threads"] = str(options.intra_op_num_threads)
        asked = [(provider.runtime, more), CPU.runtime]
        session = onnxruntime.InferenceSession(str(path), options, providers=asked)
    if provider.runtime not in session.get_providers():
        raise EncoderError("did not start", hint=provider.install)
    session.disable_fallback()
    return session


def devices_here(onnxruntime: Any) -> list[str]:
    """What the runtime sees of the machine, as text to be compared."""
    if not hasattr(onnxruntime, "get_ep_devices"):
        return []
    seen = (one.device for one in onnxruntime.get_ep_devices())
    return sorted({f"{one.type}/{one.vendor_id}/{one.device_id}" for one in seen})


def _plugin_devices(onnxruntime: Any, provider: Provider) -> Sequence[Any]:
    if not provider.plugin or not hasattr(onnxruntime, "get_ep_devices"):
        return ()
    if not _registered(provider.plugin):
        return ()
    return [
        one
        for one in onnxruntime.get_ep_devices()
        if one.ep_name == provider.runtime
        and (not provider.device or str(one.device.type).endswith(provider.device))
    ]


@lru_cache(maxsize=8)
def _registered(plugin: str) -> bool:
    """Whether a plugin is installed and the runtime has taken it, once for this process."""
    if importlib.util.find_spec(plugin) is None:
        return False

    try:
        module = importlib.import_module(plugin)
        onnx_runtime().register_execution_provider_library(plugin, module.get_library_path())
    except Exception:  # noqa: BLE001 - whatever a library raises that is loaded into the runtime
        return False
    return True
