"""Every colour mode against the colours it stands for."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from photos_ml.indexer.decode import decode_image
from photos_ml.indexer.decode.colour import averageable, to_srgb

Save = Callable[..., Path]
Difference = Callable[[Image.Image, Image.Image], float]
Colour = tuple[int, int, int]

WHITE = (255, 255, 255)


def colour_at(path: Path, x: int = 1, y: int = 1) -> Colour:
    value = decode_image(path, min_side=64).getpixel((x, y))
    assert isinstance(value, tuple)
    return (int(value[0]), int(value[1]), int(value[2]))


def close(one: Colour, other: Colour, levels: int = 2) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= levels


@pytest.mark.parametrize(
    ("mode", "fill", "expected"),
    [
        ("1", 1, WHITE),
        ("1", 0, (0, 0, 0)),
        ("L", 128, (128, 128, 128)),
        ("LA", (0, 0), WHITE),
        ("LA", (0, 255), (0, 0, 0)),
        ("LA", (0, 128), (127, 127, 127)),
        ("P", 0, (0, 0, 0)),
        ("RGB", (10, 20, 30), (10, 20, 30)),
        ("RGBA", (255, 0, 0, 0), WHITE),
        ("RGBA", (255, 0, 0, 255), (255, 0, 0)),
        ("RGBA", (255, 0, 0, 51), (255, 204, 204)),
        ("I;16", 65535, WHITE),
        ("I;16", 32768, (128, 128, 128)),
        ("I;16", 4095, WHITE),
        ("I;16", 2048, (128, 128, 128)),
        ("I;16", 0, (0, 0, 0)),
    ],
)
def test_png_modes(save: Save, mode: str, fill: object, expected: Colour) -> None:
    assert close(colour_at(save(Image.new(mode, (8, 8), fill), "a.png")), expected, levels=1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mode", "fill", "expected"),
    [
        ("CMYK", (0, 0, 0, 0), WHITE),
        ("CMYK", (0, 0, 0, 255), (0, 0, 0)),
        ("CMYK", (255, 0, 0, 0), (0, 255, 255)),
        ("YCbCr", (76, 85, 255), (254, 0, 0)),
        ("LAB", (255, 128, 128), WHITE),
        ("LAB", (0, 128, 128), (0, 0, 0)),
        ("I;16", 65535, WHITE),
        ("RGBA", (0, 0, 255, 0), WHITE),
    ],
)
def test_tiff_modes(save: Save, mode: str, fill: object, expected: Colour) -> None:
    assert close(colour_at(save(Image.new(mode, (8, 8), fill), "a.tif")), expected)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("high", "expected_middle"), [(1.0, 128), (255.0, 128), (65535.0, 128), (1e6, 128), (0.5, 64)]
)
@pytest.mark.parametrize("dtype", ["float32", "int32"])
def test_32_bit_samples_find_their_white(save: Save, dtype: str, high: float, expected_middle: int) -> None:
    if dtype == "int32" and high < 255:
        pytest.skip("no such integers")
    ramp = np.linspace(0, high, 256, dtype=dtype)[None, :].repeat(64, axis=0)
    decoded = np.asarray(decode_image(save(Image.fromarray(ramp), "a.tif"), min_side=64))
    assert abs(int(decoded[0, 128, 0]) - expected_middle) <= 1
    assert (np.diff(decoded[0, :, 0].astype(int)) >= 0).all()


def test_samples_that_are_no_numbers_are_black(save: Save) -> None:
    samples = np.array([[np.nan, np.inf], [-np.inf, 1.0]], np.float32)
    decoded = np.asarray(decode_image(save(Image.fromarray(samples), "a.tif"), min_side=2))
    assert decoded[..., 0].tolist() == [[0, 0], [0, 255]]


def test_transparent_palette_entries_are_white(save: Save) -> None:
    image = Image.new("P", (8, 8), 0)
    image.putpalette([200, 0, 0, 0, 200, 0])
    image.paste(1, (4, 0, 8, 8))
    for name in ("a.png", "a.gif"):
        path = save(image, name, transparency=0)
        assert close(colour_at(path, 1, 1), WHITE), name
        assert close(colour_at(path, 6, 1), (0, 200, 0)), name


def test_a_transparent_colour_of_an_opaque_png_is_white(save: Save) -> None:
    path = save(Image.new("RGB", (8, 8), (1, 2, 3)), "a.png", transparency=(1, 2, 3))
    assert colour_at(path) == WHITE


def test_cmyk_jpeg_as_photoshop_writes_it(save: Save) -> None:
    """Adobe stores CMYK inverted and says so in its marker, which Pillow writes as well."""
    path = save(Image.new("CMYK", (64, 64), (0, 255, 255, 0)), "a.jpg", quality=95)
    assert b"Adobe" in path.read_bytes()[:200]
    assert close(colour_at(path), (255, 0, 0), levels=4)


def wide_gamut_profile() -> bytes:
    """Adobe RGB's primaries and gamma as a version 2 matrix profile, built by hand."""

    def fixed(value: float) -> bytes:
        return round(value * 65536).to_bytes(4, "big", signed=True)

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(map(fixed, values))

    gamma = b"curv\0\0\0\0" + (1).to_bytes(4, "big") + round(2.19921875 * 256).to_bytes(2, "big") + b"\0\0"
    text = b"text\0\0\0\0test\0\0\0\0"
    description = b"desc\0\0\0\0" + (5).to_bytes(4, "big") + b"wide\0" + bytes(78)
    tags = {
        b"desc": description + bytes(-len(description) % 4),
        b"cprt": text,
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": xyz(0.60974, 0.31111, 0.01947),
        b"gXYZ": xyz(0.20528, 0.62567, 0.06087),
        b"bXYZ": xyz(0.14919, 0.06322, 0.74457),
        b"rTRC": gamma,
        b"gTRC": gamma,
        b"bTRC": gamma,
    }
    offset = 128 + 4 + 12 * len(tags)
    table, body = len(tags).to_bytes(4, "big"), b""
    for name, data in tags.items():
        table += name + (offset + len(body)).to_bytes(4, "big") + len(data).to_bytes(4, "big")
        body += data
    head = (
        (offset + len(body)).to_bytes(4, "big")
        + b"lcms\x02\x10\0\0mntrRGB XYZ "
        + bytes(12)
        + b"acsp"
        + bytes(28)
    )
    head += fixed(0.9642) + fixed(1.0) + fixed(0.8249)
    return head + bytes(128 - len(head)) + table + body


def adobe_rgb_to_srgb(colour: Colour) -> Colour:
    """The published matrices, D65 to D65; out-of-gamut channels are clipped."""
    to_xyz = np.array([[0.57667, 0.18556, 0.18823], [0.29734, 0.62736, 0.07529], [0.02703, 0.07069, 0.99134]])
    to_rgb = np.array(
        [[3.24097, -1.53738, -0.49861], [-0.96924, 1.87597, 0.04156], [0.05563, -0.20398, 1.05697]]
    )
    linear = np.clip(to_rgb @ to_xyz @ (np.array(colour) / 255) ** 2.19921875, 0, 1)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    red, green, blue = np.round(encoded * 255).astype(int).tolist()
    return red, green, blue


@pytest.mark.parametrize("colour", [(128, 128, 128), (200, 100, 50), (60, 140, 90), (0, 200, 0), WHITE])
@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.jpg", "a.webp"])
def test_a_wide_gamut_profile_is_converted_to_srgb(save: Save, name: str, colour: Colour) -> None:
    options = {"quality": 100, "subsampling": 0, "lossless": True, "icc_profile": wide_gamut_profile()}
    decoded = colour_at(save(Image.new("RGB", (64, 64), colour), name, **options))
    assert close(decoded, adobe_rgb_to_srgb(colour), levels=3)


def test_the_srgb_profile_changes_nothing(save: Save) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert colour_at(save(Image.new("RGB", (8, 8), (200, 100, 50)), "a.png", icc_profile=profile)) == (
        200,
        100,
        50,
    )


def test_grey_pictures_may_carry_an_rgb_profile(save: Save) -> None:
    path = save(Image.new("L", (8, 8), 100), "a.png", icc_profile=wide_gamut_profile())
    assert close(colour_at(path), adobe_rgb_to_srgb((100, 100, 100)))


def test_a_profile_of_another_space_is_ignored(save: Save) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert colour_at(save(Image.new("RGB", (8, 8), (9, 8, 7)), "a.png", icc_profile=lab)) == (9, 8, 7)


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 600), noise=st.binary(max_size=40))
def test_a_broken_profile_is_ignored(cut: int, noise: bytes) -> None:
    image = Image.new("RGB", (4, 4), (200, 100, 50))
    profile = wide_gamut_profile()
    broken = profile[:cut] + noise + profile[cut + len(noise) + 4 :]
    assert to_srgb(image, broken[:300]).size == (4, 4)


@settings(max_examples=40, deadline=None)
@given(mode=st.sampled_from(["1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr",
                             "LAB", "HSV", "I", "F", "I;16", "I;16B"]),
       width=st.integers(1, 9), height=st.integers(1, 9))  # fmt: skip
def test_every_mode_ends_as_rgb_of_the_same_size(mode: str, width: int, height: int) -> None:
    image = averageable(Image.new(mode, (width, height)))
    reduced = Image.Image.reduce(image, 2)
    assert to_srgb(reduced, None).mode == "RGB"
    assert to_srgb(image, None).size == (width, height)


def test_transparency_is_weighed_when_pixels_are_averaged(save: Save, difference: Difference) -> None:
    """Half of the pixels opaque red, half transparent black: on white that is pink, never brown."""
    stripes = np.zeros((256, 256, 4), np.uint8)
    stripes[:, ::2] = (255, 0, 0, 255)
    decoded = decode_image(save(Image.fromarray(stripes), "a.png"), min_side=64)
    assert difference(decoded, Image.new("RGB", (64, 64), (255, 127, 127))) < 2


def test_profiles_survive_a_round_trip_through_the_parser() -> None:
    parsed = ImageCms.ImageCmsProfile(io.BytesIO(wide_gamut_profile()))
    assert parsed.profile.xcolor_space == "RGB "
