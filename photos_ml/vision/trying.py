"""Whether networks that were fetched for a step are what it needs: shapes, letters, and that they run."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from photos_ml.encoders.pulling import SOURCE_FIELD
from photos_ml.encoders.taking_in import refuse
from photos_ml.errors import EncoderError, PhotosError
from photos_ml.vision.networks import FACES, TEXT, write_network


def try_faces(folder: Path) -> dict[str, Any]:
    """What is found of a describer of faces. Raises EncoderError."""
    from photos_ml.vision.faces.other_describer import tried

    return tried(folder)


def try_text(folder: Path) -> dict[str, Any]:
    """What is found of a reader of text. Raises EncoderError."""
    from photos_ml.vision.text.other_reader import tried

    return tried(folder)


TRIALS: Mapping[str, Callable[[Path], dict[str, Any]]] = {FACES: try_faces, TEXT: try_text}


def main() -> None:
    """Try what standard input names, and describe it where it is."""
    request = json.loads(sys.stdin.read())
    folder, step = Path(request["folder"]), request["step"]
    try:
        about = {**TRIALS[step](folder), **request["about"]}
    except PhotosError as error:
        refuse(error)
    except Exception as error:  # noqa: BLE001 - whatever a strange graph makes the runtime raise
        refuse(EncoderError(f"its networks cannot be used: {_line(error)}"))
    write_network(folder, step, request["licence"], about, request[SOURCE_FIELD])


def _line(error: Exception) -> str:
    return " ".join((str(error).strip() or type(error).__name__).split())[:200]


if __name__ == "__main__":
    main()
