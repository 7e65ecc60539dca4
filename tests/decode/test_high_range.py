"""Pictures of a high dynamic range are shown as a screen without one shows them, not washed out."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, features

from photos_ml.indexer.avif import colour_numbers
from photos_ml.indexer.decode import decode_image
from photos_ml.indexer.decode.high_range import Light, tone_mapped
from photos_ml.indexer.decode.shown import BT2020, HLG, PQ

PATCH = 32
AVIF = pytest.mark.skipif(not features.check("avif"), reason="this Pillow has no AVIF")


def pq_level(nits: float) -> int:
    """BT.2100's inverse EOTF, written out once more."""
    y = (nits / 10_000) ** (2610 / 16384)
    top, bottom = 3424 / 4096 + 2413 / 128 * y, 1 + 2392 / 128 * y
    return round(255 * (top / bottom) ** (2523 / 32))


def patches(levels: list[tuple[int, int, int]]) -> Image.Image:
    picture = Image.new("RGB", (PATCH * len(levels), PATCH))
    for number, level in enumerate(levels):
        picture.paste(level, (number * PATCH, 0, (number + 1) * PATCH, PATCH))
    return picture


def middles(picture: Image.Image) -> list[tuple[int, ...]]:
    across = range(PATCH // 2, picture.width, PATCH)
    found = [picture.getpixel((x, PATCH // 2)) for x in across]
    return [value for value in found if isinstance(value, tuple)]


def avif(picture: Image.Image, primaries: int, transfer: int) -> bytes:
    """With these colours said in its boxes."""
    stream = io.BytesIO()
    picture.save(stream, "AVIF", quality=100, subsampling="4:4:4")
    data = bytearray(stream.getvalue())
    at = data.index(b"colrnclx") + 8
    data[at : at + 4] = primaries.to_bytes(2, "big") + transfer.to_bytes(2, "big")
    return bytes(data)


@AVIF
def test_pq_is_shown_by_its_light(tmp_path: Path) -> None:
    nits = (0.5, 5, 50, 100, 203, 1000)
    greys = [(pq_level(one),) * 3 for one in nits]
    file = tmp_path / "pq.avif"
    file.write_bytes(avif(patches(greys), BT2020, PQ))
    shown = [value[0] for value in middles(decode_image(file, min_side=PATCH))]
    assert shown == sorted(shown)
    srgb = [255 * (1.055 * (one / 203) ** (1 / 2.4) - 0.055) for one in nits[1:4]]
    assert shown[1:4] == pytest.approx(srgb, abs=3), "what is dim stays as bright as it is"
    assert shown[4] in range(230, 252), "a white sheet is white, with room above it"
    assert shown[5] >= 253
    file.write_bytes(avif(patches(greys), 1, 13))
    plain = [value[0] for value in middles(decode_image(file, min_side=PATCH))]
    assert plain == pytest.approx([level[0] for level in greys], abs=2), "any other picture stays as it is"


def test_hlg_is_shown_by_its_light() -> None:
    levels = [(round(255 * one),) * 3 for one in (0.0, 0.25, 0.5, 0.75, 1.0)]
    shown = [value[0] for value in middles(tone_mapped(patches(levels), Light(HLG, BT2020)))]
    assert shown == sorted(shown)
    assert shown[0] == 0
    assert shown[-1] >= 253
    assert shown[3] in range(230, 252), "three quarters are the white of 203 cd/m2 (BT.2408)"


def test_colours_are_those_of_the_screen_and_grey_stays_grey() -> None:
    red, grey = (pq_level(100), pq_level(1), pq_level(1)), (pq_level(60),) * 3
    shown = middles(tone_mapped(patches([red, grey]), Light(PQ, BT2020)))
    assert shown[0][0] > 200 > 30 > max(shown[0][1:]), "BT.2020's red is redder than the screen's"
    assert max(shown[1]) - min(shown[1]) <= 1


def test_what_is_transparent_stays_so_and_strips_join() -> None:
    ramp = np.linspace(0, 255, 700 * 1000).astype(np.uint8).reshape(700, 1000)
    picture = Image.fromarray(np.dstack([ramp] * 3 + [ramp]))
    mapped = tone_mapped(picture, Light(PQ, BT2020))
    assert np.array_equal(np.asarray(mapped.getchannel("A")), ramp)
    assert (np.diff(np.asarray(mapped)[:, 500, 0].astype(int)) >= 0).all()


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs ffmpeg")
def test_ten_bits_as_another_program_writes_them(tmp_path: Path) -> None:
    grey, white = pq_level(100) * 257, pq_level(800) * 257
    picture = np.full((64, 64, 3), grey, "<u2")
    picture[:8] = white
    (tmp_path / "raw").write_bytes(picture.tobytes())
    file = tmp_path / "ten.avif"
    said = ["-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc"]
    written = subprocess.run(
        [
            *("ffmpeg", "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb48le", "-s", "64x64"),
            *("-i", str(tmp_path / "raw"), "-vf", "scale=out_color_matrix=bt2020:out_range=pc"),
            *("-pix_fmt", "yuv444p10le", "-color_range", "pc", "-c:v", "libaom-av1", "-still-picture", "1"),
            *("-crf", "1", "-cpu-used", "8", *said, str(file)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if written.returncode:
        pytest.skip(f"this ffmpeg writes no AVIF: {written.stderr.strip()[-100:]}")
    with file.open("rb") as stream:
        assert colour_numbers(stream) == (BT2020, PQ)
    value = decode_image(file, min_side=64).getpixel((32, 40))
    assert isinstance(value, tuple)
    assert value[0] == pytest.approx(187, abs=6)
    assert max(value) - min(value) <= 3


@pytest.mark.parametrize("data", [b"", b"\0\0\0\x18ftypavif", b"\0\0\1\0meta" + bytes(300)])
def test_what_says_nothing_of_its_colours(data: bytes) -> None:
    assert colour_numbers(io.BytesIO(data)) is None
