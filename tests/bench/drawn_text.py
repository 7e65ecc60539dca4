"""Pictures of text that are drawn: signs, receipts, screenshots, pages, whiteboards, plates.

`python -m tests.bench.drawn_text DIR [--pictures 400] [--photos sample_library/photos]` writes DIR/*.jpg and
DIR/captions.csv (image,text), which `photos-ml eval text` reads.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

WORDS = {
    "en": (
        "pumpkin pie station museum exit entrance danger closed open coffee garden library password "
        "invoice customer revenue quarter delivery bicycle harbour ticket platform breakfast butter "
        "sugar flour kitchen winter festival concert weather appointment Tuesday September street "
        "bridge water please welcome "
    ),
    "de": (
        "Straße Größe Käse Brötchen Tür Ausgang Eingang Öffnungszeiten geöffnet geschlossen Bahnhof "
        "Rechnung Mehrwertsteuer Kuchen Äpfel Milch Fußgänger Vorsicht Bäckerei Schlüssel Frühstück "
        "Donnerstag Straßenbahn Museum Garten Büro Küche Gemüse Zucker Wasser Hähnchen Übergang "
        "Preis "
    ),
    "fr": (
        "entrée sortie fermé ouvert boulangerie café crème fenêtre hôtel gâteau école élève marché "
        "février août théâtre garçon français leçon poisson fromage beurre confiture château "
        "rivière forêt samedi prêt merci bienvenue horaires déjeuner "
    ),
    "es": (
        "salida entrada cerrado abierto mañana niño jardín estación panadería azúcar café leche "
        "corazón invierno otoño sábado miércoles señor montaña camión pequeño información "
        "habitación recepción precio playa ciudad calle número teléfono "
    ),
}
FONTS = ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSerif", "DejaVuSansMono", "LiberationSans-Regular")
_MORE = (
    "LiberationSerif-Regular",
    "LiberationSerif-Bold",
    "LiberationMono-Regular",
    "LiberationSansNarrow-Regular",
)
FOLDERS = ("/usr/share/fonts",)


@dataclass
class Desk:
    """What the draughtsman has: chance, fonts, and photos to draw on."""

    random: np.random.Generator
    fonts: Sequence[Path]
    photos: Sequence[Path]

    def font(self, size: int) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(self.fonts[int(self.random.integers(len(self.fonts)))], size)

    def words(self, count: int) -> str:
        kind = list(WORDS)[self.random.integers(len(WORDS))]
        return " ".join(self.random.choice(WORDS[kind].split(), count).tolist())

    def number(self) -> str:
        return f"{self.random.integers(1, 99)}.{self.random.integers(100):02d}"

    def plate(self) -> str:
        letters = "".join(self.random.choice(list("ABCDEFGHJKLMNPRSTUVWXYZ"), 5).tolist())
        return f"{letters[:2]}{self.random.integers(10, 99)} {letters[2:]}"

    def ground(self, size: tuple[int, int]) -> Image.Image:
        """Plain, shaded, or a photo."""
        if self.photos and self.random.random() < 0.6:
            path = self.photos[int(self.random.integers(len(self.photos)))]
            with Image.open(path) as photo:
                return photo.convert("RGB").resize(size)
        ends = self.random.integers(60, 256, (2, 2, 3)).astype(np.uint8)
        return Image.fromarray(ends).resize(size, Image.Resampling.BICUBIC)


def colours(desk: Desk, dark: bool | None = None) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Of the ground and of the letters, far enough apart."""
    dark = bool(desk.random.random() < 0.3) if dark is None else dark
    light = tuple(int(v) for v in desk.random.integers(200, 256, 3))
    deep = tuple(int(v) for v in desk.random.integers(0, 80, 3))
    return (deep, light) if dark else (light, deep)


def block(
    desk: Desk, lines: Sequence[str], size: int, *, pad: int = 20, dark: bool | None = None
) -> Image.Image:
    """Lines of text on a plain board."""
    font, (ground, ink) = desk.font(size), colours(desk, dark)
    width = max(int(font.getlength(line)) for line in lines) + 2 * pad
    step = int(size * 1.45)
    board = Image.new("RGB", (width, step * len(lines) + 2 * pad), ground)
    pen = ImageDraw.Draw(board)
    for number, line in enumerate(lines):
        pen.text((pad, pad + number * step), line, ink, font)
    return board


def laid(desk: Desk, board: Image.Image, size: tuple[int, int], angle: float, lean: float) -> Image.Image:
    """A board in a picture, turned, and in perspective."""
    if board.width > size[0] * 0.92 or board.height > size[1] * 0.92:
        size = (int(board.width / 0.9), int(board.height / 0.9))
    picture = desk.ground(size)
    mask = Image.new("L", board.size, 255)
    if lean:
        w, h = board.size
        shift = lean * h
        ours = [(0, 0), (w, 0), (w, h), (0, h)]
        theirs = [(0, 0), (w, shift), (w, h - shift), (0, h)]
        way = _perspective(theirs, ours)
        board = board.transform(board.size, Image.Transform.PERSPECTIVE, way, Image.Resampling.BICUBIC)
        mask = mask.transform(mask.size, Image.Transform.PERSPECTIVE, way)
    if angle:
        board = board.rotate(angle, Image.Resampling.BICUBIC, expand=True)
        mask = mask.rotate(angle, expand=True)
        if board.width > picture.width or board.height > picture.height:
            picture = picture.resize((int(board.width * 1.1), int(board.height * 1.1)))
    room = picture.width - board.width, picture.height - board.height
    at = int(desk.random.integers(max(room[0], 1))), int(desk.random.integers(max(room[1], 1)))
    picture.paste(board, at, mask)
    return picture


def _perspective(theirs: Sequence[tuple[float, float]], ours: Sequence[tuple[float, float]]) -> list[float]:
    rows = []
    for (x, y), (u, v) in zip(theirs, ours, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    aims = np.array(ours, float).ravel()
    return [float(one) for one in np.linalg.solve(np.array(rows, float), aims)]


def sign(desk: Desk) -> tuple[Image.Image, str]:
    lines = [desk.words(int(desk.random.integers(1, 3))) for _ in range(desk.random.integers(1, 4))]
    board = block(desk, lines, int(desk.random.integers(28, 80)))
    angle, lean = float(desk.random.uniform(-15, 15)), float(desk.random.uniform(0, 0.2))
    return laid(desk, board, (1200, 900), angle, lean), " ".join(lines)


def receipt(desk: Desk) -> tuple[Image.Image, str]:
    lines = [desk.words(2), "2026-0" + desk.number().replace(".", "-")]
    lines += [f"{desk.words(1):<18}{desk.number():>6}" for _ in range(desk.random.integers(5, 14))]
    board = block(desk, lines, int(desk.random.integers(14, 26)), dark=False)
    return laid(desk, board, (900, 1200), float(desk.random.uniform(-5, 5)), 0.0), " ".join(lines)


def screenshot(desk: Desk) -> tuple[Image.Image, str]:
    lines = [desk.words(int(desk.random.integers(1, 6))) for _ in range(desk.random.integers(4, 20))]
    board = block(desk, lines, int(desk.random.integers(10, 30)))
    picture = Image.new("RGB", (max(1000, board.width), max(800, board.height)), board.getpixel((0, 0)))
    picture.paste(board, (0, 0))
    return picture, " ".join(lines)


def page(desk: Desk) -> tuple[Image.Image, str]:
    lines = [desk.words(7) for _ in range(desk.random.integers(8, 22))]
    board = block(desk, lines, int(desk.random.integers(14, 24)), dark=False)
    return laid(desk, board, (1000, 1300), float(desk.random.uniform(-3, 3)), 0.03), " ".join(lines)


def whiteboard(desk: Desk) -> tuple[Image.Image, str]:
    lines = [desk.words(int(desk.random.integers(1, 4))) for _ in range(desk.random.integers(2, 6))]
    board = block(desk, lines, int(desk.random.integers(30, 60)), pad=60, dark=False)
    return laid(desk, board, (1280, 960), float(desk.random.uniform(-4, 4)), 0.1), " ".join(lines)


def plate(desk: Desk) -> tuple[Image.Image, str]:
    text = desk.plate()
    board = block(desk, [text], int(desk.random.integers(30, 70)), pad=12, dark=False)
    return laid(desk, board, (1200, 900), float(desk.random.uniform(-8, 8)), 0.1), text


def turned(desk: Desk) -> tuple[Image.Image, str]:
    """Upside down, or on its side."""
    picture, text = (sign, screenshot, page)[desk.random.integers(3)](desk)
    return picture.rotate(int(desk.random.choice([90, 180, 270])), expand=True), text


KINDS: tuple[Callable[[Desk], tuple[Image.Image, str]], ...] = (
    sign, receipt, screenshot, page, whiteboard, plate, turned,
)  # fmt: skip


def worn(desk: Desk, picture: Image.Image) -> Image.Image:
    """Blur and noise as of a phone."""
    if desk.random.random() < 0.4:
        picture = picture.filter(ImageFilter.GaussianBlur(float(desk.random.uniform(0.2, 0.8))))
    if desk.random.random() < 0.5:
        grain = desk.random.normal(0, desk.random.uniform(2, 10), (picture.height, picture.width, 1))
        picture = Image.fromarray(np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8))
    return picture


def draw(folder: Path, pictures: int, photos: Sequence[Path], seed: int = 17) -> Path:
    """Pictures and their CSV, whose path is given back."""
    folder.mkdir(parents=True, exist_ok=True)
    names = {f"{name}.ttf" for name in (*FONTS, *_MORE)}
    fonts = sorted(path for top in FOLDERS for path in Path(top).rglob("*.ttf") if path.name in names)
    desk = Desk(np.random.default_rng(seed), fonts, photos)
    rows = []
    for number in range(pictures):
        kind = KINDS[number % len(KINDS)]
        picture, text = kind(desk)
        name = f"{kind.__name__}-{number:04}.jpg"
        worn(desk, picture).save(folder / name, quality=int(desk.random.integers(70, 95)))
        rows.append((name, text))
    captions = folder / "captions.csv"
    with captions.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("image", "text"), *rows])
    return captions


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pictures", type=int, default=400)
    parser.add_argument("--photos", type=Path)
    chosen = parser.parse_args()
    photos = sorted(chosen.photos.rglob("*.jpg")) if chosen.photos else []
    print(draw(chosen.folder, chosen.pictures, photos))


if __name__ == "__main__":
    main()
