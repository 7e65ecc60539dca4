"""Published towers made a model of this program. They are tried in a process of their own: what comes from
elsewhere may end the runtime, native code included, and must not end the program with it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from photos_ml.encoders.layouts import HubLayout, TowerFiles
from photos_ml.encoders.manifest import Manifest, read_manifest, write_manifest
from photos_ml.encoders.onnx_towers import describe_towers
from photos_ml.encoders.runtime import Level
from photos_ml.encoders.soft_tokens import describe_soft_tokens
from photos_ml.errors import EncoderError, PhotosError

TRIAL_SECONDS = 600
"""A large model on a slow disk takes a minute."""
_REFUSED = 3


def take_in(
    folder: Path,
    layout: TowerFiles,
    name: str,
    *,
    licence: str = "",
    told: Mapping[str, Any] | None = None,
    pad_id: int | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Manifest:
    """Write model.json for the towers below `folder`, after both have run; see `describe_towers`.

    A graph that ends the runtime is tried again with fewer rewritings. Raises EncoderError.
    """
    for level in Level:
        asked = {"licence": licence, "told": told, "pad_id": pad_id, "extra": extra, "level": level}
        request = {"folder": str(folder), "layout": asdict(layout), "name": name, "more": asked}
        if ran_apart("photos_ml.encoders.taking_in", request):
            return read_manifest(folder)
    raise EncoderError(
        "its towers end the runtime that runs them", hint="pull another variant of it, or another model"
    )


def describe(folder: Path, layout: TowerFiles, name: str, **more: Any) -> Manifest:
    """The description of a published model whose files are below `folder`, in whatever layout: see
    `describe_towers`."""
    made = describe_soft_tokens if layout.kind is HubLayout.SOFT_TOKENS else describe_towers
    return made(folder, layout, name, **more)


def ran_apart(module: str, request: Mapping[str, Any]) -> bool:
    """Whether `python -m module`, told a request on its standard input, came to its end: False where it died.
    Raises EncoderError for what it refuses by `refuse`."""
    try:
        tried = subprocess.run(
            [sys.executable, "-m", module],
            input=json.dumps(request),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=TRIAL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise EncoderError(
            f"its networks did not run within {TRIAL_SECONDS} s",
            hint="pull a smaller one, or a smaller variant: --variant int8",
        ) from error
    if tried.returncode == _REFUSED:
        said = json.loads(tried.stdout)
        raise EncoderError(said["error"], hint=said["hint"] or "pull another variant of it, or another model")
    return tried.returncode == 0


def refuse(error: PhotosError) -> NoReturn:
    """In the process of `ran_apart`: end it, and say why."""
    sys.stdout.write(json.dumps({"error": str(error), "hint": error.hint}))
    sys.exit(_REFUSED)


def main() -> None:
    """Describe what standard input names; a refusal is told on standard output."""
    request = json.loads(sys.stdin.read())
    raw, more = request["layout"], request["more"]
    layout = TowerFiles(**{**raw, "kind": HubLayout(raw["kind"]), "files": tuple(raw["files"])})
    more["level"] = Level(more["level"])
    try:
        write_manifest(describe(Path(request["folder"]), layout, request["name"], **more))
    except PhotosError as error:
        refuse(error)


if __name__ == "__main__":
    main()
