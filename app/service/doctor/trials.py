"""Trials: each does in small what the program does with a library, and looks at what comes back."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from photos_ml.app.service.doctor.checks import Check, Verdict
from photos_ml.app.service.doctor.heic import heic_of_one_colour
from photos_ml.app.service.doctor.installation import version_of

if TYPE_CHECKING:
    from PIL import Image

    from photos_ml.app.service import Context

FORMATS = {"JPEG": "jpg", "PNG": "png", "WebP": "webp", "TIFF": "tif", "AVIF": "avif", "HEIF": "heic"}
"""Pillow's name -> suffix: what phones and cameras write."""
COLOUR = (200, 60, 40)
COLOUR_SLACK = 40
"""Levels by which a lossy format may miss a plain colour."""
SIDE_PIXELS = 64
VIDEO_FRAMES = 3
SAID_CHARACTERS = 120


def words(_: Context) -> Iterator[Check]:
    """SQLite finds a word in a text."""
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE probe USING fts5 (text)")
            connection.execute("INSERT INTO probe VALUES ('a dog on the beach')")
            found = connection.execute("SELECT count(*) FROM probe WHERE probe MATCH 'bea*'").fetchone()[0]
        except sqlite3.OperationalError:
            found = 0
    text = sqlite3.sqlite_version if found else "no full-text search (FTS5): use another build of Python"
    yield Check("sqlite", Verdict.OK if found else Verdict.PROBLEM, text)


def pictures(_: Context) -> Iterator[Check]:
    """A picture of each common format is written, but for HEIC, and decoded."""
    bad = []
    for name, suffix in FORMATS.items():
        write = _write_heic if name == "HEIF" else partial(_plain().save, format=name)
        said = _tried(f"trial.{suffix}", write)
        if said:
            bad.append(f"{name} ({said})")
    text = f"cannot be decoded: {', '.join(bad)}" if bad else f"decoded {', '.join(FORMATS)}"
    yield Check("pictures", Verdict.PROBLEM if bad else Verdict.OK, text)


def raw(_: Context) -> Iterator[Check]:
    """The library that opens RAW files loads; there is no small one to try it with."""
    import rawpy

    yield Check("raw", Verdict.OK, f"LibRaw {'.'.join(map(str, rawpy.libraw_version))} loads")


def videos(_: Context) -> Iterator[Check]:
    """A video of a few frames is written, and its poster decoded."""
    yield _extra("video", "av", "videos", "trial.mp4", _write_video)


def jpeg_xl(_: Context) -> Iterator[Check]:
    """A JPEG XL picture is written and decoded."""
    yield _extra("jxl", "imagecodecs", "JPEG XL", "trial.jxl", _write_jpeg_xl)


def nearest(_: Context) -> Iterator[Check]:
    """FAISS finds, among three vectors, the nearest two in their order."""
    import numpy as np

    from photos_ml.vectors.engine import faiss

    index = faiss().IndexFlatIP(2)
    index.add(np.array([[1, 0], [0, 1], [0.6, 0.8]], np.float32))
    _, found = index.search(np.array([[0, 1]], np.float32), 2)
    right = found.tolist() == [[1, 2]]
    text = "FAISS finds the nearest vectors" if right else "FAISS finds the wrong vectors: install it again"
    yield Check("nearest", Verdict.OK if right else Verdict.PROBLEM, text)


def rankers(context: Context) -> Iterator[Check]:
    """Which ranker orders memories, and why; it scores a photo and a memory."""
    import numpy as np

    from photos_ml.app.service.memory_maker import library_ranker
    from photos_ml.ranker.ranking.lambdarank import NAMES

    used = library_ranker(context)
    scores = [
        float(score(np.zeros((1, len(NAMES[kind])), np.float32))[0])
        for kind, score in (("photos", used.scorer.photos), ("memories", used.scorer.memories))
    ]
    if not all(0.0 <= score <= 1.0 for score in scores):
        yield Check("rankers", Verdict.PROBLEM, f"scores out of range: {scores}")
    elif used.by_hand:
        yield Check("rankers", Verdict.PROBLEM, f"in use is the {used}: install photos-ml again")
    else:
        yield Check("rankers", Verdict.OK, f"in use is the {used}")


def model(context: Context) -> Iterator[Check]:
    """The model in use makes a vector of length 1 of a picture, and one of words."""
    import numpy as np

    encoder = context.encoder
    made = (encoder.encode_images([_plain()])[0], encoder.encode_texts(["a red wall"])[0])
    right = all(vector.shape == (encoder.info.dimension,) for vector in made) and np.allclose(
        [np.linalg.norm(vector) for vector in made], 1.0, atol=1e-3
    )
    text = (
        "a picture and words became vectors" if right else "makes vectors of the wrong kind: install it again"
    )
    yield Check(f"model {context.model_name} in use", Verdict.OK if right else Verdict.PROBLEM, text)


def _extra(extra: str, package: str, purpose: str, file: str, write: Callable[[Path], None]) -> Check:
    """What an optional decoder makes of a file that `write` made with it."""
    version = version_of(package)
    if version is None:
        return Check(f"[{extra}]", Verdict.NOTE, f"not installed; adds {purpose}")
    said = _tried(file, write)
    text = f"{package} {version} fails: {said}" if said else f"{package} {version}, decodes {purpose}"
    return Check(f"[{extra}]", Verdict.PROBLEM if said else Verdict.OK, text)


def _tried(file: str, write: Callable[[Path], None]) -> str:
    """'' where a file that `write` made is decoded to the colour that was written, else what is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file
        try:
            write(path)
            said = _seen(path)
        except Exception as error:  # noqa: BLE001 - whatever an encoder raises
            said = str(error) or type(error).__name__
    return " ".join(said.split())[:SAID_CHARACTERS]


def _plain() -> Image.Image:
    from PIL import Image

    return Image.new("RGB", (SIDE_PIXELS, SIDE_PIXELS), COLOUR)


def _seen(path: Path) -> str:
    """'' where the file is decoded to the colour that was written, else what is wrong."""
    from photos_ml.errors import DecodeError
    from photos_ml.indexer.decode import decode_image

    try:
        decoded = decode_image(path, min_side=SIDE_PIXELS)
    except DecodeError as error:
        return f"{error} ({error.__cause__})" if error.__cause__ else str(error)
    middle: Any = decoded.getpixel((SIDE_PIXELS // 2, SIDE_PIXELS // 2))
    near = all(abs(is_ - was) <= COLOUR_SLACK for is_, was in zip(middle, COLOUR, strict=True))
    return "" if near else f"shows {middle} for {COLOUR}"


def _write_heic(path: Path) -> None:
    path.write_bytes(heic_of_one_colour())


def _write_jpeg_xl(path: Path) -> None:
    import imagecodecs
    import numpy as np

    path.write_bytes(imagecodecs.jpegxl_encode(np.asarray(_plain())))


def _write_video(path: Path) -> None:
    import av

    av.logging.set_level(None)  # FFmpeg would write to the terminal
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = SIDE_PIXELS, SIDE_PIXELS, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 10)
        for _ in range(VIDEO_FRAMES):
            container.mux(stream.encode(av.VideoFrame.from_image(_plain())))
        container.mux(stream.encode())
