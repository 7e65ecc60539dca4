"""Videos of known scenes, made of captioned photos: pans over one photo after another, as phones, cameras and
programs write them.

`python -m tests.bench.filmed DIR --photos IMAGES CAPTIONS [--photos ...] [--videos 40]` writes DIR/videos and
DIR/queries.csv (video,start,end,text), which `photos-ml eval moments` reads, and DIR/stills.csv, the same
captions for `photos-ml eval retrieval` over DIR/stills: what the model can at best. Needs ffmpeg.
"""

from __future__ import annotations

import argparse
import csv
import random
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

FPS = 10
SCENE_S = (4.0, 12.0)
ZOOM = 1.15
"""How much larger a photo is than what is seen of it at a time."""
AFTER_S = 3.0
"""Of a video that is cut off, a scene counts only where so much of it is left."""
H264 = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p")
H265 = ("-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-tag:v", "hvc1")
WIDE_GAMUT = "scale=out_color_matrix=bt2020nc:out_range=tv,format=yuv420p10le"
SOUND = ("-f", "lavfi", "-i", "sine=220", "-shortest")


@dataclass(frozen=True)
class Kind:
    """How a video is written. `transfer`: of HDR; `kept`: the share of the file that is left."""

    name: str
    suffix: str
    encoder: Sequence[str]
    size: tuple[int, int] = (640, 480)
    turn: int = 0
    transfer: str = ""
    sound: bool = True
    kept: float = 1.0
    piped: bool = False


def _hdr(name: str, transfer: str) -> Kind:
    marks = f"log-level=error:colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc"
    encoder = (*H265, "-vf", WIDE_GAMUT, "-x265-params", marks)
    return Kind(name, "mov", encoder, (640, 360), transfer=transfer)


PHONE = Kind("phone", "mp4", (*H264, "-g", "10", "-bf", "0"), (960, 540))
KINDS = (
    *(PHONE, Kind("camera", "mov", (*H264, "-g", "5", "-bf", "2"), (1280, 720))),
    *(Kind("upright", "mp4", (*H264, "-g", "10"), (360, 640)), Kind("edited", "mp4", H264)),
    Kind("turned", "mp4", (*H264, "-g", "10"), (640, 360), turn=90),
    Kind(
        "varying",
        "mp4",
        (*H264, "-g", "10", "-vf", "select='lt(mod(n,30),12)+not(mod(n,4))'", "-vsync", "vfr"),
    ),
    *(_hdr("hdr10", "smpte2084"), _hdr("hlg", "arib-std-b67")),
    Kind("silent", "mp4", (*H264, "-g", "10"), sound=False),
    Kind("cut off", "mkv", (*H264, "-g", "10"), kept=0.7),
    Kind("one key frame", "mp4", (*H264, "-g", "100000", "-sc_threshold", "0")),
    Kind("upside down", "mov", (*H264, "-g", "10"), turn=180),
    Kind("web", "webm", ("-c:v", "libvpx-vp9", "-cpu-used", "8", "-deadline", "realtime", "-b:v", "600k")),
    Kind("recorded", "webm", ("-c:v", "libvpx", "-cpu-used", "8", "-b:v", "800k", "-f", "webm"), piped=True),
    Kind("old camera", "avi", ("-c:v", "mjpeg", "-q:v", "4", "-pix_fmt", "yuvj420p")),
    Kind(
        "camcorder", "mts", ("-c:v", "mpeg2video", "-g", "12", "-q:v", "4", "-pix_fmt", "yuv420p", "-r", "25")
    ),
    Kind("cut off", "mp4", (*H264, "-g", "10", "-movflags", "+faststart"), kept=0.7),
    Kind("ultra", "mp4", (*H264, "-g", "10"), (3840, 2160)),
    Kind("new codec", "mp4", ("-c:v", "libsvtav1", "-preset", "12", "-g", "30", "-pix_fmt", "yuv420p")),
    Kind("first phones", "3gp", ("-c:v", "h263", "-b:v", "200k", "-r", "10"), (352, 288), sound=False),
)
"""Each second video is a phone's; the others are of these, one after another."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--photos", type=Path, nargs=2, action="append", required=True, metavar=("DIR", "CSV")
    )
    parser.add_argument("--videos", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    captions = {photo: words for folder, table in options.photos for photo, words in _captions(folder, table)}
    photos = list(captions)
    chance.shuffle(photos)
    for name in ("videos", "stills"):
        (options.folder / name).mkdir(parents=True, exist_ok=True)
    rows, stills = [], []
    for number in range(options.videos):
        scenes = [(photos.pop(), chance.uniform(*SCENE_S)) for _ in range(min(3 + number % 2, len(photos)))]
        kind = KINDS[number // 2 % len(KINDS)] if number % 2 else PHONE
        path = options.folder / "videos" / f"{number:02} {kind.name}.{kind.suffix}"
        film(path, kind, scenes, chance)
        start, seen_s = 0.0, sum(length for _, length in scenes) * kind.kept
        for photo, length in scenes:
            if start + AFTER_S < seen_s or kind.kept == 1.0:
                shutil.copyfile(photo, options.folder / "stills" / photo.name)
                end = min(start + length, seen_s) if kind.kept < 1 else start + length
                rows += [(path.name, f"{start:.1f}", f"{end:.1f}", words) for words in captions[photo]]
                stills += [(photo.name, words) for words in captions[photo]]
            start += length
    _table(options.folder / "queries.csv", ("video", "start", "end", "text"), rows)
    _table(options.folder / "stills.csv", ("image", "caption"), stills)


def film(path: Path, kind: Kind, scenes: Sequence[tuple[Path, float]], chance: random.Random) -> None:
    """Pans over photos, each for so many seconds."""
    width, height = kind.size if kind.turn != 90 else kind.size[::-1]
    raw = ("-f", "rawvideo", "-pix_fmt", "rgb48le" if kind.transfer else "rgb24")
    source = (*raw, "-s", f"{kind.size[0]}x{kind.size[1]}", "-r", str(FPS), "-i", "pipe:0")
    sound = SOUND if kind.sound else ()
    target = ["pipe:1"] if kind.piped else [str(path)]
    colour = ("-color_primaries", "bt2020", "-color_trc", kind.transfer, "-colorspace", "bt2020nc")
    command = ["ffmpeg", "-v", "error", "-y", *source, *sound, *kind.encoder]
    command += [*(colour if kind.transfer else ()), "-threads", "1", *target]
    out = path.open("wb") if kind.piped else None
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out) as writer:
        assert writer.stdin is not None
        for photo, seconds in scenes:
            for frame in pan(photo, (width, height), round(seconds * FPS), chance):
                writer.stdin.write(_levels(frame, kind).tobytes())
        writer.stdin.close()
    assert writer.returncode == 0, kind
    if kind.turn:
        _turned(path, kind.turn)
    if kind.kept < 1:
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * kind.kept)])


def pan(photo: Path, size: tuple[int, int], count: int, chance: random.Random) -> Iterator[Image.Image]:
    """What a camera sees that is moved over a photo."""
    width, height = size
    with Image.open(photo) as opened:
        large = ImageOps.fit(opened.convert("RGB"), (round(width * ZOOM), round(height * ZOOM)))
    spare = large.width - width, large.height - height
    ends = [(chance.uniform(0, spare[0]), chance.uniform(0, spare[1])) for _ in range(2)]
    for number in range(count):
        share = number / max(count - 1, 1)
        x, y = (round(a + (b - a) * share) for a, b in zip(*ends, strict=True))
        yield large.crop((x, y, x + width, y + height))


def _levels(frame: Image.Image, kind: Kind) -> np.ndarray[tuple[int, ...], np.dtype[np.generic]]:
    """As the encoder is given them; for HDR by ITU-R BT.2100, a photo's white at 203 nits."""
    if kind.turn:
        frame = frame.rotate(-kind.turn, expand=True)
    levels = np.asarray(frame)
    if not kind.transfer:
        return levels
    light = np.where(levels <= 10, levels / 255 / 12.92, ((levels / 255 + 0.055) / 1.055) ** 2.4)
    wide = light @ np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.088, 0.8956]]).T
    if kind.transfer == "smpte2084":
        power = (wide * 203 / 10_000) ** 0.1593017578125
        signal = ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375
    else:
        scene = (wide * 0.203) ** (1 / 1.2)
        low, high = (
            np.sqrt(3 * scene),
            0.17883277 * np.log(np.maximum(12 * scene - 0.28466892, 1e-6)) + 0.55991073,
        )
        signal = np.where(scene <= 1 / 12, low, high)
    return (np.clip(signal, 0, 1) * 65535).astype("<u2")


def _turned(path: Path, degrees: int) -> None:
    """Says how it is to be shown, as phones do."""
    plain = path.with_name(f"plain {path.name}")
    path.rename(plain)
    mark = ("-c", "copy", "-metadata:s:v:0", f"rotate={degrees}")
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", str(plain), *mark, str(path)], check=True)
    plain.unlink()


def _captions(folder: Path, table: Path) -> list[tuple[Path, list[str]]]:
    found: dict[Path, list[str]] = {}
    with table.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(folder / row["image"], []).append(row["caption"])
    return list(found.items())


def _table(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([columns, *rows])


if __name__ == "__main__":
    main()
