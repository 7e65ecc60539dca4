"""Pictures of every kind but photos, drawn with much chance in them: what the classifier is taught by.

Fonts are those of the system and of a folder that is given; `hand` are those that look written by hand.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

WORDS = (
    "the of and to in is that for it was on are with as his they at be this have from or one had by word "
    "but what some we can out other were all there when up use your how said an each she which do their "
    "time if will way about many then them write would like so these her long make thing see him two has "
    "look more day could go come did number sound no most people my over know water than call first who "
    "may down side been now find any new work part take get place made live where after back little only "
    "round man year came show every good me give our under name very through just form sentence great "
    "think say help low line differ turn cause much mean before move right boy old too same tell does set "
    "three want air well also play small end put home read hand port large spell add even land here must "
    "big high such follow act why ask men change went light kind off need house picture try us again "
    "animal point mother world near build self earth der die und das nicht mit auf für ist im den von zu "
    "wir ein eine haben werden noch Straße bitte Rechnung le les des une est pour dans que sur avec pas "
    "été entrée facture el los del para por una como más "
).split()
GOODS = (
    "MILK BREAD EGGS BUTTER CHEESE APPLES BANANAS COFFEE TEA SUGAR FLOUR RICE PASTA TOMATO ONION POTATO "
    "BEER WATER JUICE SOAP PAPER BATTERY CHOCOLATE YOGHURT HAM SALAD MILCH BROT KÄSE BUTTER APFEL PFAND "
    "LAIT PAIN "
).split()
SHOPS = "MARKET;CITY STORE;REWE;LIDL;Café Central;BAKERY;SUPER U;Tankstelle;PHARMACY;Pizzeria".split(";")
JOKES = (
    "when the code works;nobody:;me on monday morning;one does not simply;still waiting;that feeling when;"
    "what if i told you;plot twist;every single time;and then they said;not sure if;brace yourselves;"
    "my face when;i should sleep;weekend loading"
).split(";")
PLACES = "Lyon Bern Graz Porto Lund Gent Pisa Cork Bath Turku Vigo Brno Split Tartu Linz Nancy".split()

Colour = tuple[int, int, int]
GROUNDS: tuple[Colour, ...] = ((170, 211, 223), (200, 230, 190), (224, 220, 200), (172, 208, 158))
"""Of water, parks, blocks and woods."""


@dataclass
class Desk:
    """Chance, fonts, and photos to draw on."""

    random: np.random.Generator
    fonts: Sequence[Path]
    hand: Sequence[Path]
    photos: Sequence[Path]
    loaded: dict[tuple[Path, int], ImageFont.FreeTypeFont] = field(default_factory=dict)

    def font(self, size: int, among: Sequence[Path] = ()) -> ImageFont.FreeTypeFont:
        among = among or self.fonts
        key = among[self.below(len(among))], max(size, 7)
        if key not in self.loaded:
            self.loaded[key] = ImageFont.truetype(*key)
        return self.loaded[key]

    def below(self, end: int) -> int:
        return int(self.random.integers(end))

    def between(self, low: float, high: float) -> float:
        return float(self.random.uniform(low, high))

    def whole(self, low: int, high: int) -> int:
        return int(self.random.integers(low, high + 1))

    def one(self, names: Sequence[str]) -> str:
        return names[self.below(len(names))]

    def words(self, most: int) -> str:
        return " ".join(self.one(WORDS) for _ in range(self.whole(1, most)))

    def chance(self, share: float) -> bool:
        return bool(self.random.random() < share)

    def colour(self, low: int, high: int) -> Colour:
        red, green, blue = (int(v) for v in self.random.integers(low, high + 1, 3))
        return red, green, blue

    def light(self) -> Colour:
        base, tint = self.whole(225, 255), self.random.integers(0, 14, 3)
        red, green, blue = (max(base - int(v), 0) for v in tint)
        return red, green, blue

    def photo(self) -> Image.Image:
        with Image.open(self.photos[self.below(len(self.photos))]) as opened:
            return opened.convert("RGB")

    def price(self) -> str:
        return f"{self.between(0.2, 90):.2f}".replace(".", self.one([".", ","]))


# On paper


def lines_on(
    desk: Desk, board: Image.Image, box: Sequence[int], size: int, among: Sequence[Path] = ()
) -> None:
    """A column of running text."""
    pen, font, ink = ImageDraw.Draw(board), desk.font(size, among), desk.colour(0, 80)
    left, top, right, bottom = box
    y, step, indent = top, int(size * desk.between(1.2, 1.8)), desk.chance(0.3)
    while y < bottom - size:
        line, x = "", left + (size * 2 if indent and desk.chance(0.15) else 0)
        while x + font.getlength(f"{line} {(word := desk.one(WORDS))}") < right:
            line = f"{line} {word}".strip()
        if desk.chance(0.12):
            line = line[: len(line) // desk.whole(2, 4)]
            y += step // 2
        pen.text((x, y), line, ink, font)
        y += step


def document(desk: Desk) -> Image.Image:
    """A letter, a form, a page of a book, a table, a slide."""
    return desk.random.choice(np.array([letter, form, table, page, slide, card], dtype=object))(desk)


def paper_of(desk: Desk, low: float = 1.2, high: float = 1.5) -> Image.Image:
    width = desk.whole(500, 1000)
    return Image.new("RGB", (width, int(width * desk.between(low, high))), desk.light())


def letter(desk: Desk) -> Image.Image:
    board = paper_of(desk)
    pen, margin, size = (
        ImageDraw.Draw(board),
        board.width // desk.whole(8, 14),
        board.width // desk.whole(38, 60),
    )
    if desk.chance(0.6):
        pen.text((margin, margin), desk.words(3).upper(), desk.colour(0, 150), desk.font(size * 2))
    for number in range(desk.whole(0, 4)):
        pen.text((margin, margin * 2 + number * size * 1.4), desk.words(4), (20, 20, 20), desk.font(size))
    top = margin * 2 + size * 8
    bottom = int(board.height * desk.between(0.6, 0.95))
    lines_on(desk, board, (margin, top, board.width - margin, bottom), size)
    return board


def page(desk: Desk) -> Image.Image:
    board = paper_of(desk)
    margin, size = board.width // desk.whole(9, 16), board.width // desk.whole(42, 70)
    columns = desk.whole(1, 3)
    width = (board.width - margin * (columns + 1)) // columns
    for number in range(columns):
        left = margin + number * (width + margin)
        lines_on(desk, board, (left, margin, left + width, board.height - margin), size)
    return board


def form(desk: Desk) -> Image.Image:
    board = paper_of(desk)
    pen, size = ImageDraw.Draw(board), board.width // desk.whole(36, 50)
    y, font = size * 2, desk.font(size)
    while y < board.height - size * 4:
        pen.text((size * 2, y), desk.words(3), (30, 30, 40), font)
        if desk.chance(0.7):
            pen.rectangle(
                (size * 2, y + size * 1.5, board.width - size * 2, y + size * 3.4),
                outline=(90, 90, 100),
                width=2,
            )
            if desk.chance(0.5):
                pen.text((size * 2.5, y + size * 1.7), desk.words(3), (20, 20, 90), desk.font(size))
        else:
            pen.line((size * 12, y + size, board.width - size * 2, y + size), fill=(80, 80, 80), width=2)
        y += size * desk.whole(4, 6)
    return board


def table(desk: Desk) -> Image.Image:
    board = paper_of(desk, 0.7, 1.5)
    pen, size = ImageDraw.Draw(board), board.width // desk.whole(45, 60)
    columns, step, font = desk.whole(3, 6), int(size * desk.between(1.5, 2.4)), desk.font(size)
    pen.text((size * 2, size * 2), desk.words(4).title(), (10, 10, 30), desk.font(size * 2))
    width = (board.width - 4 * size) // columns
    for row, y in enumerate(range(size * 6, board.height - size * 3, step)):
        if row == 0 or desk.chance(0.3):
            pen.line((size * 2, y - 3, board.width - size * 2, y - 3), fill=(120, 120, 120))
        for column in range(columns):
            text = desk.words(2) if column == 0 else desk.price() if desk.chance(0.7) else desk.words(1)
            pen.text((size * 2 + column * width, y), text, (20, 20, 20), font)
    return board


def slide(desk: Desk) -> Image.Image:
    board = Image.new("RGB", (1280, 720), desk.light() if desk.chance(0.7) else desk.colour(0, 80))
    pen, ink = ImageDraw.Draw(board), (245, 245, 245) if sum(board.getpixel((0, 0))) < 300 else (25, 25, 45)  # type: ignore[arg-type]
    pen.text((80, 60), desk.words(5).title(), ink, desk.font(desk.whole(48, 72)))
    size = desk.whole(26, 38)
    for number in range(desk.whole(2, 6)):
        pen.text((100, 200 + number * size * 2), f"• {desk.words(6)}", ink, desk.font(size))
    if desk.chance(0.5):
        for number in range(desk.whole(3, 8)):
            height = desk.whole(40, 300)
            pen.rectangle(
                (760 + 60 * number, 640 - height, 800 + 60 * number, 640), fill=desk.colour(40, 230)
            )
    return board


def card(desk: Desk) -> Image.Image:
    """An identity card, a ticket, a business card."""
    board = Image.new("RGB", (860, 540), desk.colour(190, 255))
    pen, size = ImageDraw.Draw(board), desk.whole(22, 34)
    pen.rectangle((0, 0, 860, desk.whole(60, 110)), fill=desk.colour(20, 200))
    pen.text((30, 20), desk.words(3).upper(), (250, 250, 250), desk.font(size))
    if desk.chance(0.5):
        board.paste(ImageOps.fit(desk.photo(), (210, 270)), (40, 160))
    for number in range(desk.whole(3, 6)):
        pen.text(
            (300, 150 + number * size * 2),
            f"{desk.words(2)}: {desk.whole(1000, 99999)}",
            (20, 20, 30),
            desk.font(size),
        )
    return board


def receipt(desk: Desk) -> Image.Image:
    width = desk.whole(300, 460)
    rows = desk.whole(4, 22)
    size = width // desk.whole(16, 22)
    board = Image.new("RGB", (width, size * (rows + 14) * 3 // 2), desk.light())
    mono = [font for font in desk.fonts if "Mono" in font.stem] or desk.fonts
    pen, font, y = ImageDraw.Draw(board), desk.font(size, mono if desk.chance(0.75) else ()), size
    middle, ink = width / 2, desk.colour(10, 90)
    pen.text((middle, y), desk.one(SHOPS), ink, desk.font(int(size * 1.6)), anchor="ma")
    for number in range(desk.whole(1, 3)):
        pen.text((middle, y + size * (2.2 + 1.3 * number)), desk.words(3), ink, font, anchor="ma")
    y += size * 7
    for _ in range(rows):
        pen.text((size, y), f"{desk.one(GOODS)} {desk.one(GOODS) if desk.chance(0.3) else ''}", ink, font)
        pen.text((width - size, y), desk.price(), ink, font, anchor="ra")
        y += int(size * 1.45)
    pen.line((size, y, width - size, y), fill=ink, width=2)
    pen.text(
        (size, y + size // 2),
        desk.one(["TOTAL", "SUMME EUR", "Total", "A PAYER"]),
        ink,
        desk.font(int(size * 1.3)),
    )
    pen.text((width - size, y + size // 2), desk.price(), ink, desk.font(int(size * 1.3)), anchor="ra")
    y += size * 3
    for _ in range(desk.whole(0, 3)):
        pen.text((size, y), f"{desk.words(2)} {desk.price()} %", ink, font)
        y += int(size * 1.4)
    if desk.chance(0.5):
        x = size * 3
        while x < width - size * 3:
            bar = desk.whole(1, 5)
            pen.rectangle((x, y + size, x + bar, y + size * 3), fill=ink)
            x += bar + desk.whole(2, 5)
    return board


def handwriting(desk: Desk) -> Image.Image:
    """A page written by hand: ruled, squared or plain."""
    board = paper_of(desk, 0.7, 1.4)
    pen, size = ImageDraw.Draw(board), board.width // desk.whole(14, 30)
    step, rule, ruled = int(size * desk.between(1.1, 1.5)), desk.colour(150, 225), desk.below(3)
    if ruled:
        for y in range(step, board.height, step if ruled == 1 else step // 2):
            pen.line((0, y, board.width, y), fill=rule)
    if ruled == 2:
        for x in range(0, board.width, step // 2):
            pen.line((x, 0, x, board.height), fill=rule)
    ink, hand = desk.colour(0, 110), desk.font(size, desk.hand)
    y = step * desk.whole(1, 3)
    last = board.height * desk.between(0.3, 1.0)
    while y < last:
        line = desk.words(8)
        while hand.getlength(line) > board.width * 0.9:
            line = line.rsplit(" ", 1)[0] if " " in line else line[:-2]
        pen.text(
            (board.width * 0.05 + desk.between(0, size), y - size + desk.between(-3, 3)), line, ink, hand
        )
        y += step
    if desk.chance(0.3):
        scribble(desk, pen, board.size, ink, desk.whole(1, 4))
    return board.filter(ImageFilter.GaussianBlur(desk.between(0, 0.8)))


def scribble(desk: Desk, pen: ImageDraw.ImageDraw, size: tuple[int, int], ink: Colour, count: int) -> None:
    for _ in range(count):
        x, y, way = desk.between(0, size[0]), desk.between(0, size[1]), desk.between(0, 6.3)
        points = [(x, y)]
        for _ in range(desk.whole(10, 60)):
            way += desk.between(-0.7, 0.7)
            x, y = x + 8 * math.cos(way), y + 8 * math.sin(way)
            points.append((x, y))
        pen.line(points, fill=ink, width=desk.whole(2, 4))


def whiteboard(desk: Desk) -> Image.Image:
    """Markers of a few colours, boxes and arrows on a shiny board, with its frame and wall."""
    board = Image.new("RGB", (desk.whole(900, 1400), desk.whole(650, 900)), (desk.whole(215, 245),) * 3)
    pen = ImageDraw.Draw(board)
    inks = [(30, 30, 40), (25, 50, 160), (180, 30, 30), (20, 120, 60)]
    for _ in range(desk.whole(0, 3)):
        diagram(desk, pen, board.size, inks[desk.below(len(inks))])
    for _ in range(desk.whole(1, 12)):
        ink, size = inks[desk.below(len(inks))], desk.whole(26, 64)
        at = desk.whole(20, board.width - 260), desk.whole(20, board.height - 80)
        pen.text(at, desk.words(3), ink, desk.font(size, desk.hand if desk.chance(0.85) else ()))
        if desk.chance(0.45):
            pen.rectangle(
                (at[0] - 15, at[1] - 10, at[0] + size * 6, at[1] + size * 1.6), outline=ink, width=4
            )
        if desk.chance(0.45):
            end = at[0] + desk.whole(-200, 300), at[1] + desk.whole(-150, 200)
            pen.line((*at, *end), fill=ink, width=4)
    if desk.chance(0.4):
        scribble(desk, pen, board.size, inks[desk.below(4)], 2)
    shine = np.asarray(board, float)
    x = np.linspace(0, 1, board.width)[None, :, None]
    y = np.linspace(0, 1, board.height)[:, None, None]
    glare = np.exp(-(((x - desk.between(0, 1)) / 0.3) ** 2 + ((y - desk.between(0, 1)) / 0.3) ** 2))
    shine = shine * (desk.between(0.5, 1) + 0.2 * x * desk.between(-1, 1)) + 40 * glare
    shine *= np.array([desk.between(0.9, 1.05), 1, desk.between(0.82, 1.05)])
    board = Image.fromarray(shine.clip(0, 255).astype(np.uint8))
    if desk.chance(0.75):
        board = ImageOps.expand(board, desk.whole(8, 26), fill=desk.colour(90, 190))
    if desk.chance(0.5):
        wall = Image.new(
            "RGB",
            (board.width + desk.whole(40, 400), board.height + desk.whole(40, 300)),
            desk.colour(110, 215),
        )
        wall.paste(
            board, (desk.whole(0, wall.width - board.width), desk.whole(0, wall.height - board.height))
        )
        board = wall
    return laid_out(desk, board) if desk.chance(0.6) else board


def diagram(desk: Desk, pen: ImageDraw.ImageDraw, size: tuple[int, int], ink: Colour) -> None:
    """Lines that cross, a curve, boxes in a row, circles: no word in them."""
    left, top = desk.between(0, size[0] * 0.5), desk.between(0, size[1] * 0.5)
    wide, high = desk.between(0.25, 0.5) * size[0], desk.between(0.25, 0.5) * size[1]
    width, count, way = desk.whole(3, 7), desk.whole(2, 6), desk.below(4)
    if way == 0:
        for n in range(count + 1):
            pen.line(
                (left, top + high * n / count, left + wide, top + high * n / count), fill=ink, width=width
            )
            pen.line(
                (left + wide * n / count, top, left + wide * n / count, top + high), fill=ink, width=width
            )
    elif way == 1:
        pen.line((left, top, left, top + high, left + wide, top + high), fill=ink, width=width)
        bend, sway = desk.between(0.3, 3), desk.between(0, 0.2)
        ends = [
            (left + wide * n / 20, top + high * (1 - (n / 20) ** bend) + high * sway * math.sin(n))
            for n in range(21)
        ]
        pen.line(ends, fill=ink, width=width, joint="curve")
    else:
        for n in range(count):
            x, y, r = left + wide * n / count, top + high * desk.between(0, 1), wide / count * 0.4
            box = (x, y, x + 2 * r, y + desk.between(0.6, 2) * r)
            (pen.rectangle if way == 2 else pen.ellipse)(box, outline=ink, width=width)
            pen.line((x + 2 * r, y + r / 2, x + 2.5 * r, y + r / 2), fill=ink, width=width)


# On screens


def screenshot(desk: Desk) -> Image.Image:
    return desk.random.choice(np.array([chat, feed, web, desktop, editor, home, dialog], dtype=object))(desk)


def _phone(desk: Desk) -> tuple[Image.Image, ImageDraw.ImageDraw, Colour, Colour, bool]:
    dark = desk.chance(0.4)
    ground = desk.colour(0, 35) if dark else desk.light()
    width = desk.whole(360, 540)
    board = Image.new("RGB", (width, int(width * desk.between(1.75, 2.2))), ground)
    ink = (240, 240, 240) if dark else (15, 15, 20)
    pen = ImageDraw.Draw(board)
    pen.text((14, 6), f"{desk.whole(0, 23)}:{desk.whole(10, 59)}", ink, desk.font(width // 30))
    pen.text((width - 14, 6), f"{desk.whole(5, 100)}%", ink, desk.font(width // 30), anchor="ra")
    return board, pen, ink, ground, dark


def chat(desk: Desk) -> Image.Image:
    board, pen, _, _, dark = _phone(desk)
    width, y, size = board.width, board.width // 6, board.width // desk.whole(22, 30)
    pen.rectangle((0, size * 2, width, y), fill=desk.colour(20, 230))
    pen.text((width // 6, size * 2.4), desk.words(2).title(), (250, 250, 250), desk.font(size + 4))
    mine = desk.colour(60, 230)
    while y < board.height - width // 5:
        own = desk.chance(0.5)
        if desk.chance(0.12):
            shown = ImageOps.fit(desk.photo(), (width // 2, width // 3))
            board.paste(shown, (width // 2 - 10 if own else 14, y + 8))
            y += width // 3 + 16
            continue
        text, font = desk.words(6), desk.font(size)
        while font.getlength(text) > width * 0.66:
            text = text[:-3]
        wide, rows = font.getlength(text) + size * 1.4, desk.whole(1, 3)
        left = width - wide - 14 if own else 14
        fill = mine if own else ((50, 50, 56) if dark else (232, 232, 238))
        high = rows * size * 1.4 + size * 0.8
        pen.rounded_rectangle((left, y + 8, left + wide, y + 8 + high), size // 2 + 4, fill=fill)
        for row in range(rows):
            ink = (250, 250, 250) if sum(fill) < 380 else (20, 20, 20)
            pen.text(
                (left + size * 0.7, y + 8 + size * (0.4 + 1.4 * row)), text[: len(text) - row * 3], ink, font
            )
        y += int(high) + desk.whole(12, 30)
    pen.rounded_rectangle(
        (14, board.height - width // 8, width - 14, board.height - 12), 18, outline=(130, 130, 130), width=2
    )
    return board


def feed(desk: Desk) -> Image.Image:
    """A list of posts, settings or mails."""
    board, pen, ink, _, _ = _phone(desk)
    width, size = board.width, board.width // desk.whole(20, 28)
    pen.text((18, size * 2.4), desk.words(2).title(), ink, desk.font(size * 2))
    y, step, faces = size * 6, size * desk.whole(4, 6), desk.chance(0.6)
    while y < board.height - step:
        if desk.chance(0.12):
            shown = ImageOps.fit(desk.photo(), (width - 36, (width - 36) * 2 // 3))
            board.paste(shown, (18, y))
            y += shown.height + size
            continue
        x = 18
        if faces:
            spot = (x, y, x + size * 2.6, y + size * 2.6)
            (pen.ellipse if desk.chance(0.5) else pen.rectangle)(spot, fill=desk.colour(30, 230))
            x += int(size * 3.4)
        pen.text((x, y), desk.words(4), ink, desk.font(size))
        pen.text((x, y + size * 1.5), desk.words(6), (135, 135, 140), desk.font(int(size * 0.8)))
        if desk.chance(0.25):
            pen.rounded_rectangle((width - 70, y, width - 20, y + size * 1.6), 14, fill=desk.colour(40, 220))
        pen.line((18, y + step - size, width, y + step - size), fill=(150, 150, 155))
        y += step
    for number in range(5):
        at = (number + 0.5) * width / 5
        pen.ellipse((at - 12, board.height - 44, at + 12, board.height - 20), outline=ink, width=3)
    return board


def web(desk: Desk) -> Image.Image:
    """A page in a browser's window."""
    board = Image.new(
        "RGB",
        (desk.whole(1000, 1440), desk.whole(640, 900)),
        desk.light() if desk.chance(0.75) else desk.colour(10, 50),
    )
    dark = sum(board.getpixel((0, 0))) < 300  # type: ignore[arg-type]
    ink, bar = ((235, 235, 235) if dark else (25, 25, 30)), ((45, 45, 50) if dark else (222, 224, 228))
    pen = ImageDraw.Draw(board)
    pen.rectangle((0, 0, board.width, 76), fill=bar)
    for number in range(3):
        pen.ellipse((14 + 24 * number, 12, 28 + 24 * number, 26), fill=desk.colour(60, 250))
    pen.rounded_rectangle(
        (90, 40, board.width - 120, 68), 12, fill=(255, 255, 255) if not dark else (70, 70, 76)
    )
    pen.text((106, 44), f"https://{desk.one(WORDS)}.example/{desk.one(WORDS)}", ink, desk.font(15))
    size = desk.whole(14, 20)
    pen.text((80, 110), desk.words(5).title(), ink, desk.font(size * 2 + 6))
    left = board.width * 2 // 3 if desk.chance(0.6) else board.width - 80
    shown = 170
    if desk.chance(0.6):
        picture = ImageOps.fit(desk.photo(), (left - 120, desk.whole(160, 320)))
        board.paste(picture, (80, 170))
        shown += picture.height + 20
    text = Image.new("RGB", board.size, board.getpixel((0, board.height - 1)))  # type: ignore[arg-type]
    _ink_lines(desk, text, (80, shown, left, board.height - 20), size, ink)
    board.paste(text.crop((80, shown, left, board.height)), (80, shown))
    if left < board.width - 100:
        for y in range(120, board.height - 80, desk.whole(60, 120)):
            pen.rectangle((left + 30, y, board.width - 40, y + 46), fill=bar)
            pen.text((left + 44, y + 12), desk.words(3), ink, desk.font(size))
    return board


def _ink_lines(desk: Desk, board: Image.Image, box: Sequence[int], size: int, ink: Colour) -> None:
    pen, font = ImageDraw.Draw(board), desk.font(size)
    for y in range(box[1], box[3] - size, int(size * 1.6)):
        line = ""
        while font.getlength(line) < (box[2] - box[0]) * (0.9 if desk.chance(0.85) else 0.4):
            line += f"{desk.one(WORDS)} "
        pen.text((box[0], y), line.strip()[: len(line) - 6], ink, font)


def desktop(desk: Desk) -> Image.Image:
    """Windows over a wallpaper, a bar below."""
    size = (1280, desk.whole(720, 800))
    board = (
        ImageOps.fit(desk.photo(), size).filter(ImageFilter.GaussianBlur(2))
        if desk.chance(0.5)
        else Image.new("RGB", size, desk.colour(10, 160))
    )
    for _ in range(desk.whole(1, 3)):
        window = desk.random.choice(np.array([web, editor, dialog], dtype=object))(desk)
        window.thumbnail((desk.whole(500, 900), 600))
        board.paste(
            window, (desk.whole(0, size[0] - window.width), desk.whole(0, size[1] - window.height - 40))
        )
    pen = ImageDraw.Draw(board)
    pen.rectangle((0, size[1] - 40, *size), fill=desk.colour(10, 70))
    for number in range(desk.whole(4, 10)):
        pen.rectangle(
            (12 + 46 * number, size[1] - 34, 40 + 46 * number, size[1] - 6), fill=desk.colour(40, 250)
        )
    return board


def editor(desk: Desk) -> Image.Image:
    """Code or a terminal."""
    dark = desk.chance(0.7)
    board = Image.new(
        "RGB", (desk.whole(800, 1300), desk.whole(500, 850)), desk.colour(5, 45) if dark else (252, 252, 252)
    )
    pen = ImageDraw.Draw(board)
    mono = [font for font in desk.fonts if "Mono" in font.stem] or desk.fonts
    size, left = desk.whole(12, 20), desk.whole(10, 220)
    inks = [desk.colour(120, 255) if dark else desk.colour(0, 150) for _ in range(5)]
    for y in range(desk.whole(10, 60), board.height - size, int(size * 1.4)):
        x = left + size * 2 * desk.below(4)
        for _ in range(desk.whole(0, 7)):
            word = desk.one(WORDS) + desk.one(["(", ")", " =", ":", "", "", "."])
            font = desk.font(size, mono)
            pen.text((x, y), word, inks[desk.below(5)], font)
            x += int(font.getlength(f"{word} "))
    return board


def home(desk: Desk) -> Image.Image:
    """Rows of icons."""
    board, pen, _, _, _ = _phone(desk)
    if desk.chance(0.7):
        board.paste(ImageOps.fit(desk.photo(), board.size).filter(ImageFilter.GaussianBlur(3)), (0, 0))
    width = board.width
    side = width // 7
    for row in range(desk.whole(4, 7)):
        for column in range(4):
            x, y = int((column + 0.5) * width / 4 - side / 2), 60 + int(row * side * 1.75)
            pen.rounded_rectangle((x, y, x + side, y + side), side // 4, fill=desk.colour(20, 250))
            pen.ellipse(
                (x + side // 4, y + side // 4, x + side * 3 // 4, y + side * 3 // 4),
                fill=desk.colour(150, 255),
            )
            pen.text(
                (x + side // 2, y + side + 4),
                desk.one(WORDS)[:8].title(),
                (250, 250, 250),
                desk.font(width // 34),
                anchor="ma",
            )
    return board


def dialog(desk: Desk) -> Image.Image:
    """A window of settings: labels, fields, buttons."""
    board = Image.new(
        "RGB",
        (desk.whole(480, 900), desk.whole(320, 700)),
        desk.colour(225, 250) if desk.chance(0.7) else desk.colour(30, 60),
    )
    dark = sum(board.getpixel((0, 0))) < 300  # type: ignore[arg-type]
    pen, ink, size = ImageDraw.Draw(board), ((235, 235, 235) if dark else (30, 30, 30)), desk.whole(13, 19)
    pen.rectangle((0, 0, board.width, size * 2.2), fill=desk.colour(20, 230))
    pen.text((12, size * 0.5), desk.words(3).title(), ink, desk.font(size))
    y = size * 4
    while y < board.height - size * 5:
        pen.text((size * 2, y), desk.words(3), ink, desk.font(size))
        x, what = board.width // 2, desk.below(3)
        if what == 0:
            pen.rectangle(
                (x, y - 4, board.width - 24, y + size * 1.5),
                outline=(140, 140, 150),
                fill=(255, 255, 255) if not dark else (20, 20, 24),
            )
            pen.text((x + 8, y), desk.words(2), ink if not dark else (235, 235, 235), desk.font(size))
        elif what == 1:
            pen.rounded_rectangle((x, y, x + size * 3, y + size * 1.4), size * 0.7, fill=desk.colour(60, 200))
        else:
            pen.rectangle((x, y, x + size, y + size), outline=ink, width=2)
        y += int(size * desk.between(2.4, 3.4))
    for number in range(2):
        right = board.width - 24 - number * 130
        pen.rounded_rectangle(
            (right - 110, board.height - size * 3, right, board.height - size), 6, fill=desk.colour(90, 220)
        )
        pen.text(
            (right - 55, board.height - size * 2.6),
            desk.one(["OK", "Cancel", "Apply", "Close"]),
            ink,
            desk.font(size),
            anchor="ma",
        )
    return board


# Memes, drawings, maps, nothing


def meme(desk: Desk) -> Image.Image:
    side = desk.whole(400, 800)
    picture = ImageOps.fit(desk.photo(), (side, int(side * desk.between(0.7, 1.2))))
    bold = [font for font in desk.fonts if "Bold" in font.stem or "Black" in font.stem] or desk.fonts
    size = side // desk.whole(9, 14)
    kind = desk.below(4)
    if kind < 2:
        pen = ImageDraw.Draw(picture)
        for y, anchor in ((10, "ma"), (picture.height - 10, "md")):
            if desk.chance(0.85) or y == 10:
                font = desk.font(size, bold)
                text = desk.one(JOKES).upper()
                while font.getlength(text) > side * 0.96:
                    text = text.rsplit(" ", 1)[0] if " " in text else text[:-1]
                pen.text(
                    (side / 2, y),
                    text,
                    (255, 255, 255),
                    font,
                    anchor=anchor,
                    stroke_width=max(2, size // 14),
                    stroke_fill=(0, 0, 0),
                )
        return picture
    band = Image.new("RGB", (side, picture.height + size * 3), (255, 255, 255) if kind == 2 else (0, 0, 0))
    band.paste(picture, (0, size * 3) if kind == 2 else (0, 0))
    pen, text, font = (
        ImageDraw.Draw(band),
        f"{desk.one(JOKES)} {desk.words(3)}",
        desk.font(size * 2 // 3, bold),
    )
    while font.getlength(text) > side * 0.96:
        text = text[:-1]
    y = size * 0.8 if kind == 2 else picture.height + size * 0.8
    pen.text((side / 2, y), text, (0, 0, 0) if kind == 2 else (255, 255, 255), font, anchor="ma")
    return band


def drawing(desk: Desk) -> Image.Image:
    """Of shapes: a child's picture, a comic, a diagram without words, a sketch, a logo."""
    size = desk.whole(400, 1000), desk.whole(400, 900)
    sketch = desk.chance(0.4)
    board = Image.new("RGB", size, desk.light() if desk.chance(0.7) else desk.colour(60, 250))
    pen = ImageDraw.Draw(board)
    ink, width = desk.colour(0, 120), desk.whole(2, 9)
    for _ in range(desk.whole(4, 26)):
        x, y = desk.between(0, size[0]), desk.between(0, size[1])
        r, fill = desk.between(15, min(size) / 3), None if sketch else desk.colour(0, 255)
        kind = desk.below(6)
        outline = ink if desk.chance(0.75) or sketch else None
        if kind == 0:
            pen.ellipse(
                (x - r, y - r, x + r, y + r * desk.between(0.4, 1.2)), fill=fill, outline=outline, width=width
            )
        elif kind == 1:
            pen.rectangle((x - r, y - r / 2, x + r, y + r), fill=fill, outline=outline, width=width)
        elif kind == 2:
            count, turn = desk.whole(3, 9), desk.between(0, 6.3)
            points = [
                (
                    x + r * desk.between(0.5, 1) * math.cos(turn + k * 6.283 / count),
                    y + r * desk.between(0.5, 1) * math.sin(turn + k * 6.283 / count),
                )
                for k in range(count)
            ]
            pen.polygon(points, fill=fill, outline=outline, width=width)
        elif kind == 3:
            scribble(desk, pen, size, desk.colour(0, 200), 1)
        elif kind == 4:
            pen.arc(
                (x - r, y - r, x + r, y + r), desk.whole(0, 180), desk.whole(180, 360), fill=ink, width=width
            )
        else:  # a figure
            pen.ellipse((x - r / 4, y - r / 4, x + r / 4, y + r / 4), outline=ink, width=width, fill=fill)
            for end in ((0, r), (-r / 3, r * 0.6), (r / 3, r * 0.6)):
                pen.line((x, y + r / 4, x + end[0], y + end[1]), fill=ink, width=width)
    return board


def street_map(desk: Desk) -> Image.Image:
    size = desk.whole(500, 1100), desk.whole(450, 1000)
    dark = desk.chance(0.15)
    board = Image.new("RGB", size, desk.colour(20, 50) if dark else desk.colour(228, 248))
    pen = ImageDraw.Draw(board)
    for _ in range(desk.whole(1, 7)):
        x, y = desk.between(0, size[0]), desk.between(0, size[1])
        points = [
            (x + desk.between(60, 260) * math.cos(k), y + desk.between(60, 260) * math.sin(k))
            for k in np.arange(0, 6.28, 0.7)
        ]
        pen.polygon(points, fill=GROUNDS[desk.below(len(GROUNDS))])
    turn = desk.between(0, 1.6)
    gap = desk.between(30, 90)
    reach = int(1.5 * max(size))
    for way in (turn, turn + 1.5708):
        for offset in np.arange(-reach, reach, gap):
            if desk.chance(0.25):
                continue
            cx, cy = size[0] / 2 + offset * -math.sin(way), size[1] / 2 + offset * math.cos(way)
            ends = (
                cx - reach * math.cos(way),
                cy - reach * math.sin(way),
                cx + reach * math.cos(way),
                cy + reach * math.sin(way),
            )
            pen.line(ends, fill=(60, 60, 66) if dark else (255, 255, 255), width=desk.whole(2, 7))
    for colour, wide in (((232, 146, 162), 10), ((249, 178, 156), 8), ((247, 250, 191), 8)):
        points = [
            (desk.between(-50, size[0] + 50), desk.between(-50, size[1] + 50))
            for _ in range(desk.whole(2, 5))
        ]
        if desk.chance(0.75):
            pen.line(points, fill=(120, 110, 110), width=wide + 2, joint="curve")
            pen.line(points, fill=colour, width=wide, joint="curve")
    for _ in range(desk.whole(2, 22)):
        at = desk.whole(0, size[0]), desk.whole(0, size[1])
        pen.text(
            at,
            desk.one(PLACES) if desk.chance(0.5) else desk.words(2).title(),
            (210, 210, 210) if dark else (60, 60, 70),
            desk.font(desk.whole(11, 24)),
        )
    if desk.chance(0.3):
        x, y = desk.whole(60, size[0] - 60), desk.whole(60, size[1] - 60)
        pen.polygon([(x, y), (x - 14, y - 30), (x + 14, y - 30)], fill=(220, 50, 40))
        pen.ellipse((x - 15, y - 50, x + 15, y - 20), fill=(220, 50, 40))
    return board


def country_map(desk: Desk) -> Image.Image:
    """Coasts, borders, relief or contour lines."""
    size = desk.whole(500, 1100), desk.whole(400, 900)
    low = desk.random.random((desk.whole(4, 9), desk.whole(4, 9)))
    fine = desk.random.random((24, 32))
    height = np.asarray(
        Image.fromarray((low * 255).astype(np.uint8)).resize(size, Image.Resampling.BICUBIC), float
    )
    height += 0.25 * np.asarray(
        Image.fromarray((fine * 255).astype(np.uint8)).resize(size, Image.Resampling.BICUBIC), float
    )
    height = (height - height.min()) / np.ptp(height)
    sea, land = np.array(desk.colour(150, 240)) * (0.75, 0.9, 1), np.array(desk.colour(190, 250))
    picture = np.where((height > 0.45)[..., None], land, sea)
    if desk.chance(0.6):
        picture = picture * np.where(height > 0.45, 1.1 - 0.5 * (height - 0.45), 1.0)[..., None]
    if desk.chance(0.6):
        steps = np.floor(height * desk.whole(8, 20))
        edge = (steps != np.roll(steps, 1, 0)) | (steps != np.roll(steps, 1, 1))
        picture[edge] = desk.colour(90, 170)
    else:
        seeds = desk.random.random((desk.whole(5, 14), 2)) * size
        grid = np.stack(np.meshgrid(np.arange(size[0]), np.arange(size[1])), -1)
        near = np.argmin(
            ((grid[:, :, None] - seeds) ** 2).sum(-1) + 3000 * np.sin(height * 20)[..., None], -1
        )
        tints = desk.random.integers(170, 256, (len(seeds), 3))
        if desk.chance(0.6):
            picture = np.where((height > 0.45)[..., None], tints[near], sea)
        edge = ((near != np.roll(near, 1, 0)) | (near != np.roll(near, 1, 1))) & (height > 0.45)
        picture[edge] = desk.colour(60, 150)
    board = Image.fromarray(picture.clip(0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(board)
    for _ in range(desk.whole(0, 20)):
        at = desk.whole(0, size[0]), desk.whole(0, size[1])
        pen.ellipse((at[0] - 3, at[1] - 3, at[0] + 3, at[1] + 3), fill=(30, 30, 30))
        pen.text((at[0] + 6, at[1] - 8), desk.one(PLACES), (30, 30, 40), desk.font(desk.whole(11, 22)))
    return board


def chart(desk: Desk) -> Image.Image:
    return (street_map if desk.chance(0.6) else country_map)(desk)


def blank(desk: Desk) -> Image.Image:
    """A cap, a pocket, a finger, a wall, a sky of one colour: nothing with an edge."""
    size = desk.whole(300, 1000), desk.whole(300, 800)
    base = np.array(
        [desk.whole(0, 18)] * 3
        if desk.chance(0.4)
        else desk.colour(20, 250)
        if desk.chance(0.6)
        else [desk.whole(235, 255)] * 3,
        float,
    )
    x, y = np.linspace(-1, 1, size[0])[None, :, None], np.linspace(-1, 1, size[1])[:, None, None]
    slope = desk.between(0, 25) * (x * desk.between(-1, 1) + y * desk.between(-1, 1))
    noise = desk.random.normal(
        0, desk.between(0, 4), (size[1], size[0], (desk.one(["1", "3"]) == "3" and 3) or 1)
    )
    board = Image.fromarray((base + slope + noise).clip(0, 255).astype(np.uint8))
    return board.filter(ImageFilter.GaussianBlur(desk.between(0, 3)))


# As they come into a library


def laid_out(desk: Desk, paper: Image.Image) -> Image.Image:
    """As a scan, or photographed on something, at an angle, with shade."""
    way = desk.below(4)
    if way == 0:
        return paper
    table_ = Image.new("RGB", (1, 1))
    turned = paper.convert("RGBA").rotate(
        desk.between(-12, 12) if way < 3 else desk.between(-40, 40), Image.Resampling.BICUBIC, expand=True
    )
    spread = desk.between(1.02, 1.5)
    size = int(turned.width * spread), int(turned.height * desk.between(1.02, spread))
    if desk.chance(0.5):
        table_ = ImageOps.fit(desk.photo(), size).filter(ImageFilter.GaussianBlur(desk.between(2, 12)))
    else:
        grain = desk.random.normal(0, desk.between(1, 10), (size[1], size[0], 1)) + np.array(
            desk.colour(30, 200)
        )
        table_ = Image.fromarray(grain.clip(0, 255).astype(np.uint8))
    at = desk.whole(0, size[0] - turned.width), desk.whole(0, size[1] - turned.height)
    table_.paste(turned, at, turned)
    light = np.linspace(desk.between(0.6, 1), desk.between(0.8, 1.1), size[0])[None, :, None]
    warm = np.array([desk.between(0.9, 1.05), 1, desk.between(0.8, 1.02)])
    shaded = np.asarray(table_, float) * light * warm
    cut = [int(desk.between(0, 0.12) * size[n % 2]) if desk.chance(0.4) else 0 for n in range(4)]
    found = Image.fromarray(shaded.clip(0, 255).astype(np.uint8))
    return found.crop((cut[0], cut[1], found.width - cut[2], found.height - cut[3]))


def on_paper(make: Callable[[Desk], Image.Image]) -> Callable[[Desk], Image.Image]:
    return lambda desk: laid_out(desk, make(desk))


def sketched(desk: Desk) -> Image.Image:
    found = drawing(desk)
    return laid_out(desk, found) if desk.chance(0.4) else found


def signed(desk: Desk, picture: Image.Image) -> Image.Image:
    """A photo with a sign, a label or a plate in it."""
    board = Image.new("RGB", (desk.whole(160, 420), desk.whole(60, 240)), desk.colour(0, 255))
    pen, size = ImageDraw.Draw(board), desk.whole(22, 60)
    dark = sum(board.getpixel((0, 0))) < 380  # type: ignore[arg-type]
    for number in range(desk.whole(1, 3)):
        pen.text(
            (12, 8 + number * size * 1.3),
            desk.words(2).title(),
            (250, 250, 250) if dark else (15, 15, 15),
            desk.font(size),
        )
    share = desk.between(0.12, 0.45)
    board = board.resize(
        (max(int(picture.width * share), 8), max(int(picture.width * share * board.height / board.width), 8))
    )
    turned = board.convert("RGBA").rotate(desk.between(-12, 12), Image.Resampling.BICUBIC, expand=True)
    found = picture.copy()
    found.paste(
        turned,
        (
            desk.whole(0, max(picture.width - turned.width, 0)),
            desk.whole(0, max(picture.height - turned.height, 0)),
        ),
        turned,
    )
    return found


KINDS: dict[str, Callable[[Desk], Image.Image]] = {
    "screenshot": screenshot, "document": on_paper(document), "receipt": on_paper(receipt),
    "handwriting": on_paper(handwriting), "whiteboard": whiteboard, "meme": meme, "drawing": sketched,
    "map": chart, "blank": blank,
}  # fmt: skip


def worn(desk: Desk, picture: Image.Image) -> Image.Image:
    """Any size, blur, noise: what says nothing of the kind."""
    side = desk.whole(224, 1000)
    picture = picture.convert("RGB")
    picture.thumbnail((side, side), Image.Resampling.BICUBIC)
    if desk.chance(0.3):
        picture = picture.filter(ImageFilter.GaussianBlur(desk.between(0.2, 1)))
    if desk.chance(0.3):
        grain = desk.random.normal(0, desk.between(1, 8), (picture.height, picture.width, 1))
        picture = Image.fromarray((np.asarray(picture) + grain).clip(0, 255).astype(np.uint8))
    if desk.chance(0.2):
        picture = picture.crop((0, 0, max(picture.width * desk.whole(6, 10) // 10, 32), picture.height))
    return picture
