"""The frames of a film: pictures that move slowly and fade into each other, and its title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from photos_ml.app.service.film_moves import Box, Move, move_of

if TYPE_CHECKING:
    from PIL.Image import Image

SIZE = (1280, 720)
RATE = 25
"""Frames a second."""
SHOWN_S, FADE_S, TITLE_S = 4.0, 0.8, 3.2
_SHOWN, _FADE, _TITLE = (round(seconds * RATE) for seconds in (SHOWN_S, FADE_S, TITLE_S))
TITLE_PIXELS, SUBTITLE_PIXELS, MARGIN = 64, 32, 80
BLUR_PIXELS, BEHIND = 40, 0.45
"""What stands behind a picture that is shown whole: itself, blurred, with this share of its light."""


@dataclass(frozen=True, slots=True)
class Still:
    """A picture and the faces in it: x, y, width, height in shares."""

    picture: Image
    faces: Sequence[Box] = ()


def frames(stills: Iterator[Still], title: str, subtitle: str) -> Iterator[tuple[int, Image]]:
    """(number of the picture, frame) of SIZE, in order; the title stands over the first picture."""
    ending: list[Image] = []
    number = 0
    for number, still in enumerate(stills):
        scene = _Scene.of(still, back=number % 2 == 1)
        count = _SHOWN + _FADE + (_TITLE if number == 0 else 0)
        for place in range(count):
            frame = scene.at(place / (count - 1))
            if number == 0 and place < _TITLE:
                frame = _titled(frame, title, subtitle, 1 - max(place - _TITLE + _FADE, 0) / _FADE)
            if place < len(ending):
                frame = _mixed(ending[place], frame, (place + 1) / (len(ending) + 1))
            if place < count - _FADE:
                yield number, frame
            else:
                ending.append(frame)
        ending = ending[-_FADE:]
    for frame in ending:
        yield number, frame


def _mixed(one: Image, other: Image, share: float) -> Image:
    from PIL import Image as Pictures

    return Pictures.blend(one, other, share)


@dataclass(frozen=True, slots=True)
class _Scene:
    """One picture and how it moves; `ground` is behind it where it is shown whole."""

    picture: Image
    move: Move
    ground: Image | None

    @classmethod
    def of(cls, still: Still, *, back: bool) -> _Scene:
        picture = still.picture.convert("RGB")
        move = move_of(picture, still.faces, SIZE[0] / SIZE[1], back=back)
        return cls(picture, move, _ground(picture) if move.whole else None)

    def at(self, share: float) -> Image:
        from PIL.Image import Resampling

        box = self.move.at(share)
        if self.ground is None:
            return self.picture.resize(SIZE, Resampling.BILINEAR, box, reducing_gap=2.0)
        scale = min(SIZE[0] / (box[2] - box[0]), SIZE[1] / (box[3] - box[1]))
        size = (round((box[2] - box[0]) * scale), round((box[3] - box[1]) * scale))
        shown = self.picture.resize(size, Resampling.BILINEAR, box, reducing_gap=2.0)
        frame = self.ground.copy()
        frame.paste(shown, ((SIZE[0] - size[0]) // 2, (SIZE[1] - size[1]) // 2))
        return frame


def _ground(picture: Image) -> Image:
    from PIL import ImageFilter, ImageOps

    small = ImageOps.fit(picture, (SIZE[0] // 4, SIZE[1] // 4))
    blurred = small.filter(ImageFilter.GaussianBlur(BLUR_PIXELS / 4)).resize(SIZE)
    return blurred.point(lambda value: value * BEHIND)


PLAIN = str.maketrans({"–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "·": "-"})
"""What the font of every Pillow has not, and what stands for it."""


def _titled(frame: Image, title: str, subtitle: str, strength: float) -> Image:
    """The words over the lower part of a frame, darker below them."""
    from PIL import Image as Pictures
    from PIL import ImageDraw, ImageFont

    shade = Pictures.linear_gradient("L").resize(SIZE).point(lambda value: value * 0.75 * strength)
    dark = Pictures.composite(Pictures.new("RGB", SIZE), frame, shade)
    words = Pictures.new("L", SIZE)
    draw = ImageDraw.Draw(words)
    for text, pixels, below in ((title, TITLE_PIXELS, 150), (subtitle, SUBTITLE_PIXELS, 66)):
        text, font = text.translate(PLAIN), ImageFont.load_default(pixels)
        while pixels > SUBTITLE_PIXELS / 2 and draw.textlength(text, font) > SIZE[0] - 2 * MARGIN:
            pixels -= 2
            font = ImageFont.load_default(pixels)
        draw.text((MARGIN, SIZE[1] - below), text, round(255 * strength), font)
    return Pictures.composite(Pictures.new("RGB", SIZE, "white"), dark, words)
