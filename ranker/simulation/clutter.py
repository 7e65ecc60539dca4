"""Made-up pictures that are no memory, to measure the filter with: papers, screens, memes, accidents."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from PIL.Image import Image

    Drawing: TypeAlias = Callable[[random.Random, Image], Image]

WORDS = (
    "total invoice dear sir meeting tomorrow please call back thanks order table milk bread when are you "
    "coming home the train is late see attached form signed date number street payment due"
).split()
JOKES = ("WHEN YOU FINALLY", "NOBODY:", "ME ON MONDAY", "ONE DOES NOT SIMPLY", "STILL WAITING", "IT WORKS")


def page(rng: random.Random, photo: Image) -> Image:
    """A letter or a form on white."""
    from PIL import Image, ImageDraw

    found = Image.new("RGB", (620, 800), (rng.randint(235, 255),) * 3)
    pen = ImageDraw.Draw(found)
    for y in range(40, 760, rng.choice((22, 28, 36))):
        if rng.random() < 0.85:
            pen.text((40, y), _words(rng, 9), fill=(20, 20, 30), font_size=rng.choice((14, 18)))
    if rng.random() < 0.5:
        for y in range(200, 700, 90):
            pen.rectangle((40, y, 580, y + 40), outline=(90, 90, 90), width=2)
    return found


def receipt(rng: random.Random, photo: Image) -> Image:
    """A narrow paper with prices, lying on something."""
    from PIL import Image, ImageDraw

    paper = Image.new("RGB", (300, 700), (rng.randint(228, 250),) * 3)
    pen = ImageDraw.Draw(paper)
    pen.text((80, 20), rng.choice(("MARKET", "CAFE ROMA", "STORE 24")), fill="black", font_size=26)
    for y in range(80, 620, 30):
        pen.text((20, y), rng.choice(WORDS), fill=(30, 30, 30), font_size=17)
        pen.text((220, y), f"{rng.uniform(1, 60):.2f}", fill=(30, 30, 30), font_size=17)
    table = Image.new("RGB", (560, 760), tuple(rng.randint(60, 140) for _ in range(3)))
    tilted = paper.rotate(rng.uniform(-8, 8), expand=True, fillcolor=table.getpixel((0, 0)))
    table.paste(tilted, ((table.width - tilted.width) // 2, (table.height - tilted.height) // 2))
    return table


def chat(rng: random.Random, photo: Image) -> Image:
    """Bubbles of a conversation, light or dark, now and then a photo among them."""
    from PIL import Image, ImageDraw

    dark = rng.random() < 0.4
    found = Image.new("RGB", (540, 1100), (18, 18, 20) if dark else (250, 250, 250))
    pen = ImageDraw.Draw(found)
    pen.rectangle((0, 0, 540, 70), fill=tuple(rng.randint(30, 160) for _ in range(3)))
    for y in range(100, 1000, 90):
        left = rng.choice((20, 160))
        pen.rounded_rectangle(
            (left, y, left + 350, y + 64), 16, fill=(60, 60, 66) if dark else (220, 235, 220)
        )
        pen.text((left + 16, y + 18), _words(rng, 4), fill="white" if dark else "black", font_size=22)
    if rng.random() < 0.3:
        found.paste(photo.resize((300, 200)), (20, 460))
    return found


def app_screen(rng: random.Random, photo: Image) -> Image:
    """Rows of a list, or tiles of settings, with a bar above and below."""
    from PIL import Image, ImageDraw

    dark = rng.random() < 0.4
    found = Image.new("RGB", (540, 1100), (24, 24, 28) if dark else (245, 245, 248))
    pen = ImageDraw.Draw(found)
    ink = "white" if dark else "black"
    pen.text((24, 24), _words(rng, 2).title(), fill=ink, font_size=34)
    for y in range(110, 980, 96):
        pen.ellipse((24, y, 80, y + 56), fill=tuple(rng.randint(40, 220) for _ in range(3)))
        pen.text((104, y + 4), _words(rng, 3), fill=ink, font_size=22)
        pen.text((104, y + 32), _words(rng, 5), fill=(130, 130, 135), font_size=16)
    pen.rectangle((0, 1030, 540, 1100), fill=(40, 40, 46) if dark else (225, 225, 230))
    return found


def slide(rng: random.Random, photo: Image) -> Image:
    """A presentation slide or a diagram."""
    from PIL import Image, ImageDraw

    found = Image.new("RGB", (960, 540), rng.choice(("white", (240, 244, 250), (20, 40, 80))))
    pen = ImageDraw.Draw(found)
    ink = "white" if found.getpixel((0, 0))[0] < 100 else (20, 30, 60)  # type: ignore[index]
    pen.text((60, 40), _words(rng, 4).title(), fill=ink, font_size=44)
    for i in range(rng.randint(3, 6)):
        pen.text((80, 130 + 60 * i), f"- {_words(rng, 6)}", fill=ink, font_size=26)
    for i in range(rng.randint(0, 6)):
        left = 560 + 60 * i
        pen.rectangle((left, 500 - rng.randint(40, 300), left + 40, 500), fill=(230, 120, 40))
    return found


def meme(rng: random.Random, photo: Image) -> Image:
    """A real picture with big white letters above and below."""
    from PIL import ImageDraw

    found = photo.convert("RGB").resize((600, 600))
    pen = ImageDraw.Draw(found)
    for y in (20, 510):
        pen.text(
            (300, y), rng.choice(JOKES), fill="white", stroke_fill="black", stroke_width=4, font_size=54,
            anchor="ma",
        )  # fmt: skip
    return found


def pocket(rng: random.Random, photo: Image) -> Image:
    """Nearly black, with the noise of a long exposure."""
    from PIL import Image

    noise = np.random.default_rng(rng.getrandbits(32)).normal(rng.uniform(2, 9), 3, (480, 640, 3))
    return Image.fromarray(noise.clip(0, 255).astype(np.uint8))


def finger(rng: random.Random, photo: Image) -> Image:
    """A finger or a wall before the lens: one soft colour."""
    from PIL import Image

    warm = np.array([rng.randint(90, 200), rng.randint(60, 120), rng.randint(50, 100)])
    slope = np.linspace(-6, 6, 640)[None, :, None]
    return Image.fromarray(np.broadcast_to((warm + slope).clip(0, 255), (480, 640, 3)).astype(np.uint8))


def shaken(rng: random.Random, photo: Image) -> Image:
    """A real picture so far out of focus that nothing in it has an edge."""
    from PIL import ImageFilter

    small = photo.convert("RGB").resize((480, 360))
    return small.filter(ImageFilter.GaussianBlur(rng.uniform(9, 16)))


def floor(rng: random.Random, photo: Image) -> Image:
    """A carpet, gravel or boards from above: texture without a subject."""
    from PIL import Image, ImageFilter

    generator = np.random.default_rng(rng.getrandbits(32))
    base = np.array([rng.randint(70, 150), rng.randint(60, 130), rng.randint(50, 110)])
    grain = generator.normal(0, rng.uniform(10, 30), (120, 160, 1)).repeat(4, 0).repeat(4, 1)
    found = Image.fromarray((base + grain).clip(0, 255).astype(np.uint8))
    return found.filter(ImageFilter.GaussianBlur(rng.uniform(0, 2)))


DRAWN: dict[str, Drawing] = {
    "page": page, "receipt": receipt, "chat": chat, "app": app_screen, "slide": slide, "meme": meme,
    "pocket": pocket, "finger": finger, "out of focus": shaken, "floor": floor,
}  # fmt: skip
"""Name -> how it is drawn; some need a real picture."""


def _words(rng: random.Random, most: int) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(1, most)))
