"""The package onnxruntime, kept from telling its maker anything."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Any

_SILENCE = {"ORT_DISABLE_TELEMETRY": "1"}
"""What the runtime's Privacy.md names: read once, when it is loaded."""


def onnx_runtime() -> Any:
    """The package onnxruntime, which every part of this program takes from here.

    Left to itself it makes a lasting id of this machine and reports each session to its maker, from native
    code that no hook of Python's sees.
    """
    os.environ |= _SILENCE
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # and where somebody else has loaded it before
    return onnxruntime


class Level(StrEnum):
    """How much the runtime rewrites a graph when it opens it: the names are its own."""

    ALL = "ORT_ENABLE_ALL"
    EXTENDED = "ORT_ENABLE_EXTENDED"
    """Without changes of the order of pixels: 1.32 crashes in these on halves of CLIP in sixteen bits."""
    BASIC = "ORT_ENABLE_BASIC"
