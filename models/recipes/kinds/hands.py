"""Pages written by hand and whiteboards, drawn letter by letter: what kinds are measured on.

`python models/recipes/kinds/hands.py OUT --hand FONTS --photos DIR [--each 60]` writes OUT/handwriting and
OUT/whiteboard for `check.py --kinds OUT`. It shares nothing with draw.py, which the network is taught by;
FONTS are to be others, too. A word never looks twice the same: its letters differ in size, slant and place.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter, ImageFont

TEXT = (
    "Dear Anna thank you so much for the lovely weekend we still talk about the lake and your garden "
    "please send the recipe soon. Meeting notes: budget approved, call Tom on Friday, order paper, new "
    "logo by March. Liebe Oma wir kommen am Sonntag gegen drei und bringen Kuchen mit. Einkaufen: Milch, "
    "Eier, Brot, Seife, zwei Kilo Mehl. Proof: let x be the smallest number with f(x) = 0, then 3x + 7 = 22 "
    "and x = 5. Cher Paul, il fait beau ici et la mer est calme, on mange des glaces tous les jours. "
    "Hola Maria, gracias por todo, nos vemos en mayo. Homework: pages 14 to 17, learn the poem by heart. "
    "Sprint goals, risks, who does what by when, users first, cost per order 4.20, 12 % more in June."
).split()
"""What people write; none of draw.py's words are chosen for it."""
PENS = ((28, 38, 110), (20, 22, 30), (60, 62, 70), (120, 20, 30), (16, 70, 60))
MARKERS = ((24, 26, 34), (30, 60, 170), (190, 40, 40), (30, 130, 70), (120, 60, 150))

Colour = tuple[int, int, int]
Levels = npt.NDArray[np.float64]


@dataclass
class Hand:
    """One writer: a font, and how unsteadily it is used."""

    chance: Random
    fonts: Sequence[Path]
    slant: float = field(init=False)
    font: Path = field(init=False)
    weight: float = field(init=False)

    def __post_init__(self) -> None:
        self.font, self.slant = self.chance.choice(list(self.fonts)), self.chance.uniform(-0.15, 0.25)
        self.weight = self.chance.choice([0, 0, 0.03, 0.05])

    def write(self, board: Image.Image, at: tuple[float, float], text: str, size: int, ink: Colour) -> float:
        """Letter by letter, with its baseline wandering; where it ends."""
        x, y = at
        bold = round(size * self.weight)
        for letter in text:
            own = max(round(size * self.chance.uniform(0.92, 1.1)), 6)
            font = ImageFont.truetype(str(self.font), own)
            width = font.getlength(letter)
            if letter != " ":
                ground = Image.new("L", (int(width + 2 * own), 3 * own))
                ImageDraw.Draw(ground).text((own, own), letter, 255, font, stroke_width=bold)
                shear = (1, self.slant + self.chance.uniform(-0.05, 0.05), -self.slant * own, 0, 1, 0)
                ground = ground.transform(
                    ground.size, Image.Transform.AFFINE, shear, Image.Resampling.BICUBIC
                )
                ground = ground.rotate(self.chance.uniform(-4, 4), Image.Resampling.BICUBIC)
                press = self.chance.uniform(0.75, 1.0)
                place = round(x - own), round(y - own + self.chance.uniform(-0.05, 0.05) * own)
                board.paste(ink, place, ground.point(lambda level, press=press: level * press))
            x += width * self.chance.uniform(0.94, 1.04)
            y += self.chance.uniform(-0.02, 0.02) * own
        return x

    def words(self, least: int, most: int) -> str:
        start, count = self.chance.randrange(len(TEXT)), self.chance.randint(least, most)
        return " ".join((TEXT + TEXT)[start : start + count])

    def stroke(
        self, pen: ImageDraw.ImageDraw, ends: Sequence[tuple[float, float]], ink: Colour, width: int
    ) -> None:
        """A line through points as a hand draws it."""
        points = [
            (a[0] + (b[0] - a[0]) * t / 12, a[1] + (b[1] - a[1]) * t / 12)
            for a, b in pairwise(ends)
            for t in range(13)
        ]
        shaken = [
            (x + self.chance.gauss(0, width / 3), y + self.chance.gauss(0, width / 3)) for x, y in points
        ]
        pen.line(shaken, fill=ink, width=width, joint="curve")


def texture(chance: Random, size: tuple[int, int], colour: Colour, rough: float) -> Image.Image:
    """Paper or board: a colour with fine grain and clouds."""
    random = np.random.default_rng(chance.getrandbits(32))
    grain = random.normal(0, rough, (size[1], size[0], 1))
    small = Image.fromarray(random.normal(128, 30, (9, 12)).clip(0, 255).astype(np.uint8))
    clouds = np.asarray(small.resize(size, Image.Resampling.BICUBIC), float)[..., None] - 128
    return _image(np.array(colour, float) + grain + clouds * rough / 12)


def handwriting(chance: Random, fonts: Sequence[Path], photos: Sequence[Path]) -> Image.Image:
    """A letter, a list, homework, a card or a sticky note, as a phone sees it."""
    hand = Hand(chance, fonts)
    kind = chance.choice(["letter", "list", "card", "note", "letter"])
    width = 1000
    height = {"letter": 1350, "list": 1400, "card": 640, "note": 980}[kind]
    tints = {
        "note": [(250, 232, 120), (250, 170, 190), (170, 220, 240)],
        "card": [(250, 248, 240), (240, 226, 200)],
    }
    tint = chance.choice(
        tints.get(kind, [(250, 250, 246), (246, 240, 222), (250, 246, 190), (236, 236, 234)])
    )
    paper = texture(chance, (width, height), tint, chance.uniform(1, 4))
    pen, size = ImageDraw.Draw(paper), chance.randint(34, 76)
    step = round(size * chance.uniform(1.0, 1.5))
    _rule(chance, pen, paper.size, step)
    ink = chance.choice(PENS)
    left, y = chance.uniform(40, 150), chance.uniform(0.5, 2) * step
    while y < height - 1.6 * step * chance.uniform(1, 4):
        words = hand.words(1, 4) if kind in ("list", "card") else hand.words(7, 9)
        line = f"{chance.choice('-*o')} {words}" if kind == "list" else words
        font = ImageFont.truetype(str(hand.font), size)
        while line and left + font.getlength(line) > width - 60:
            line = line.rpartition(" ")[0]
        end = hand.write(paper, (left + chance.gauss(0, 6), y), line, size, ink)
        if chance.random() < 0.08:
            hand.stroke(pen, [(left, y + size * 0.6), (end, y + size * 0.55)], ink, 4)
        y += step
        if chance.random() < 0.1:
            y += step
    if chance.random() < 0.3:
        _doodle(hand, pen, (width * 0.6, height * 0.8), 120, ink, 4)
    if chance.random() < 0.4:
        _fold(chance, paper)
    return seen(chance, paper, photos, spread=(1.0, 1.5))


def _rule(chance: Random, pen: ImageDraw.ImageDraw, size: tuple[int, int], step: int) -> None:
    way, colour = chance.randrange(4), chance.choice([(160, 190, 225), (190, 190, 200), (150, 200, 190)])
    if way == 0:
        return
    for y in range(step, size[1], step if way < 3 else step // 2):
        pen.line((0, y, size[0], y), fill=colour, width=2)
    if way == 2:
        pen.line((90, 0, 90, size[1]), fill=(220, 120, 120), width=3)
    if way == 3:
        for x in range(0, size[0], step // 2):
            pen.line((x, 0, x, size[1]), fill=colour, width=1)


def _fold(chance: Random, paper: Image.Image) -> None:
    at = chance.randint(paper.height // 3, paper.height * 2 // 3)
    levels = np.asarray(paper, float)
    away = np.abs(np.arange(paper.height) - at)[:, None, None]
    paper.paste(_image(levels - 28 * np.exp(-away / 10) + 10 * np.exp(-away / 60)))


def whiteboard(chance: Random, fonts: Sequence[Path], photos: Sequence[Path]) -> Image.Image:
    """Lists, flows, axes and tables in markers, wiped spots, glare, a frame, a room around."""
    hand = Hand(chance, fonts)
    size = (1500, chance.randint(850, 1150))
    board = texture(chance, size, chance.choice([(236, 238, 240), (226, 230, 234), (244, 243, 238)]), 1.2)
    pen = ImageDraw.Draw(board)
    for _ in range(chance.randint(0, 5)):  # wiped, not quite clean
        _wiped(chance, board)
    pen = ImageDraw.Draw(board)
    columns = chance.randint(1, 3)
    for column in range(columns):
        box = (size[0] * column // columns + 40, 50, size[0] * (column + 1) // columns - 30, size[1] - 60)
        chance.choice([_list, _flow, _axes, _table])(hand, board, pen, box)
    if chance.random() < 0.5:
        for _ in range(chance.randint(1, 4)):  # magnets
            x, y = chance.randint(60, size[0] - 60), chance.randint(30, 160)
            pen.ellipse((x, y, x + 34, y + 34), fill=chance.choice(MARKERS))
    framed = Image.new(
        "RGB", (size[0] + 44, size[1] + 60), chance.choice([(150, 152, 156), (90, 92, 96), (190, 180, 160)])
    )
    framed.paste(board, (22, 22))
    ledge = ImageDraw.Draw(framed)
    for _ in range(chance.randint(0, 4)):
        x = chance.randint(100, size[0] - 200)
        ledge.rectangle((x, size[1] + 30, x + 110, size[1] + 46), fill=chance.choice(MARKERS))
    whole = framed if chance.random() < 0.75 else framed.crop((60, 60, framed.width - 60, framed.height - 90))
    return seen(chance, _glare(chance, whole), photos, spread=(1.0, 1.6))


def _list(hand: Hand, board: Image.Image, pen: ImageDraw.ImageDraw, box: Sequence[int]) -> None:
    ink, size = hand.chance.choice(MARKERS), hand.chance.randint(46, 80)
    hand.write(board, (box[0], box[1]), hand.words(1, 2), round(size * 1.2), ink)
    hand.stroke(pen, [(box[0], box[1] + size * 1.5), (box[0] + size * 5, box[1] + size * 1.5)], ink, 6)
    y = box[1] + size * 2
    while y < box[3] - size * 1.5 and hand.chance.random() < 0.96:
        hand.write(
            board, (box[0] + 20, y), f"- {hand.words(1, 3)}", size, hand.chance.choice([ink, MARKERS[0]])
        )
        y += round(size * 1.45)


def _flow(hand: Hand, board: Image.Image, pen: ImageDraw.ImageDraw, box: Sequence[int]) -> None:
    chance, last = hand.chance, None
    for number in range(chance.randint(3, 6)):
        x, y = chance.uniform(box[0], max(box[2] - 260, box[0] + 1)), box[1] + number * (box[3] - box[1]) / 6
        ink = chance.choice(MARKERS)
        hand.write(board, (x + 20, y + 16), hand.words(1, 1)[:9], 52, ink)
        corners = [(x, y), (x + 250, y), (x + 250, y + 100), (x, y + 100), (x, y)]
        hand.stroke(pen, corners, ink, 6)
        if last:
            end = (x + 125, y)
            hand.stroke(pen, [last, end], ink, 6)
            hand.stroke(pen, [(end[0] - 22, end[1] - 30), end, (end[0] + 22, end[1] - 30)], ink, 6)
        last = (x + 125, y + 100)


def _axes(hand: Hand, board: Image.Image, pen: ImageDraw.ImageDraw, box: Sequence[int]) -> None:
    ink, low = hand.chance.choice(MARKERS), box[3] - 80
    hand.stroke(pen, [(box[0] + 30, box[1]), (box[0] + 30, low), (box[2], low)], MARKERS[0], 7)
    bend = hand.chance.uniform(0.5, 3)
    steps = [n / 10 for n in range(11)]
    wide, high = box[2] - box[0] - 80, low - box[1] - 60
    curve = [(box[0] + 40 + wide * t, low - 20 - high * t**bend) for t in steps]
    hand.stroke(pen, curve, ink, 7)
    hand.write(board, (box[0] + 60, low + 8), hand.words(1, 2), 48, MARKERS[0])
    hand.write(board, (box[0] + 80, box[1] + 20), hand.words(1, 2), 54, ink)


def _table(hand: Hand, board: Image.Image, pen: ImageDraw.ImageDraw, box: Sequence[int]) -> None:
    rows, columns = hand.chance.randint(3, 6), hand.chance.randint(2, 3)
    wide, high = (box[2] - box[0]) / columns, (box[3] - box[1]) / rows
    for n in range(rows + 1):
        hand.stroke(pen, [(box[0], box[1] + n * high), (box[2], box[1] + n * high)], MARKERS[0], 5)
    for n in range(columns + 1):
        hand.stroke(pen, [(box[0] + n * wide, box[1]), (box[0] + n * wide, box[3])], MARKERS[0], 5)
    for row in range(rows):
        for column in range(columns):
            at = (box[0] + column * wide + 14, box[1] + row * high + 10)
            hand.write(board, at, hand.words(1, 1)[:7], 44, hand.chance.choice(MARKERS))


def _doodle(
    hand: Hand, pen: ImageDraw.ImageDraw, at: tuple[float, float], size: float, ink: Colour, width: int
) -> None:
    sides = hand.chance.randint(3, 9)
    ends = [
        (at[0] + size * math.cos(n * 6.283 / sides), at[1] + size * math.sin(n * 6.283 / sides))
        for n in range(sides + 1)
    ]
    hand.stroke(pen, ends, ink, width)


def _wiped(chance: Random, board: Image.Image) -> None:
    size = chance.randint(150, 450), chance.randint(60, 200)
    smear = Image.new("L", size, 0)
    ImageDraw.Draw(smear).ellipse((10, 10, size[0] - 10, size[1] - 10), fill=chance.randint(14, 46))
    at = chance.randint(0, board.width - size[0]), chance.randint(0, board.height - size[1])
    board.paste(chance.choice(MARKERS), at, smear.filter(ImageFilter.GaussianBlur(22)))


def _glare(chance: Random, board: Image.Image) -> Image.Image:
    x = np.linspace(0, 1, board.width)[None, :, None]
    y = np.linspace(0, 1, board.height)[:, None, None]
    levels = np.asarray(board, float)
    for _ in range(chance.randint(0, 2)):
        spot = ((x - chance.random()) / chance.uniform(0.04, 0.2)) ** 2
        spot = spot + ((y - chance.random()) / chance.uniform(0.03, 0.3)) ** 2
        levels = levels + 90 * np.exp(-spot)
    return _image(levels)


def seen(
    chance: Random, thing: Image.Image, photos: Sequence[Path], spread: tuple[float, float]
) -> Image.Image:
    """Photographed: in perspective, something around it, in uneven light, with shadow, blur and noise."""
    around = chance.uniform(*spread) if chance.random() < 0.8 else 0.94
    size = round(thing.width * around), round(thing.height * around)
    if chance.random() < 0.5 and photos:
        with Image.open(chance.choice(list(photos))) as photo:
            ground = photo.convert("RGB").resize(size).filter(ImageFilter.GaussianBlur(chance.uniform(2, 9)))
    else:
        shade = chance.randint(60, 200)
        ground = texture(
            chance, size, (shade, round(shade * 0.93), round(shade * chance.uniform(0.7, 0.98))), 7
        )
    lean = chance.uniform(0, 0.12)
    room = size[0] - thing.width, size[1] - thing.height
    left, top = (chance.uniform(min(one, 0), max(one, 0)) for one in room)
    corners = [
        (left, top),
        (left + thing.width, top),
        (left + thing.width, top + thing.height),
        (left, top + thing.height),
    ]
    theirs = [
        (x + chance.uniform(-1, 1) * lean * thing.width, y + chance.uniform(-1, 1) * lean * thing.height)
        for x, y in corners
    ]
    ours = [(0, 0), (thing.width, 0), (thing.width, thing.height), (0, thing.height)]
    way = _perspective(theirs, ours)
    shape = Image.new("L", thing.size, 255).transform(size, Image.Transform.PERSPECTIVE, way)
    ground.paste(
        thing.transform(size, Image.Transform.PERSPECTIVE, way, Image.Resampling.BICUBIC), (0, 0), shape
    )
    return _lit(chance, ground)


def _lit(chance: Random, picture: Image.Image) -> Image.Image:
    x = np.linspace(-1, 1, picture.width)[None, :, None]
    y = np.linspace(-1, 1, picture.height)[:, None, None]
    light = chance.uniform(0.62, 1.02) * (
        1 + chance.uniform(-0.22, 0.22) * x + chance.uniform(-0.22, 0.22) * y
    )
    if chance.random() < 0.3:  # whoever takes it stands in the light
        blob = ((x - chance.uniform(-1, 1)) / 0.5) ** 2 + ((y - chance.uniform(0, 1.2)) / 0.6) ** 2
        light = light * (1 - 0.35 * np.exp(-(blob**2)))
    warm = np.array([chance.uniform(0.96, 1.06), 1.0, chance.uniform(0.84, 1.04)])
    found = _image(np.asarray(picture, float) * light * warm).filter(
        ImageFilter.GaussianBlur(chance.uniform(0, 1.2))
    )
    found.thumbnail((chance.randint(500, 1400),) * 2)
    noise = np.random.default_rng(chance.getrandbits(32)).normal(
        0, chance.uniform(0.5, 6), (found.height, found.width, 3)
    )
    return _image(np.asarray(found, float) + noise)


def _perspective(theirs: Sequence[tuple[float, float]], ours: Sequence[tuple[float, float]]) -> list[float]:
    rows = []
    for (x, y), (u, v) in zip(theirs, ours, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    found: list[float] = np.linalg.solve(np.array(rows, float), np.array(ours, float).ravel()).tolist()
    return found


def _image(levels: Levels) -> Image.Image:
    return Image.fromarray(levels.clip(0, 255).astype(np.uint8))


DRAWN: dict[str, Callable[[Random, Sequence[Path], Sequence[Path]], Image.Image]] = {
    "handwriting": handwriting,
    "whiteboard": whiteboard,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--hand", type=Path, required=True, help="a folder of fonts as of handwriting")
    parser.add_argument("--photos", type=Path, required=True, help="what lies or stands around")
    parser.add_argument("--each", type=int, default=60)
    chosen = parser.parse_args()
    fonts = sorted(path for path in chosen.hand.iterdir() if path.suffix in (".ttf", ".otf", ".woff2"))
    photos = sorted(chosen.photos.rglob("*.jpg"))
    for name, make in DRAWN.items():
        (chosen.out / name).mkdir(parents=True, exist_ok=True)
        one = partial(make, fonts=fonts, photos=photos)
        for number in range(chosen.each):
            one(Random(f"{name} {number}")).save(chosen.out / name / f"{number:03}.jpg", quality=88)


if __name__ == "__main__":
    main()
