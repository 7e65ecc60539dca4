"""Pictures that are no photos: screenshots, receipts, a document and a meme, drawn with Pillow alone."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

PHONE_PX = (720, 1560)
_INK = "#202124"
_GREY = "#70757a"
_BLUE = "#1a73e8"


def _font(size_px: int) -> FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size_px)


class _Page:
    """A sheet with a cursor that moves down line by line."""

    def __init__(self, size: tuple[int, int], background: str, margin_px: int) -> None:
        self.image = Image.new("RGB", size, background)
        self.draw = ImageDraw.Draw(self.image)
        self.margin = margin_px
        self.y = margin_px

    def line(self, text: str, size_px: int, colour: str = _INK, align: str = "left") -> None:
        """One line of text; `align` is left, centre or right."""
        font = _font(size_px)
        width = self.draw.textlength(text, font=font)
        room = self.image.width - 2 * self.margin - width
        shift = {"left": 0.0, "centre": room / 2, "right": room}[align]
        self.draw.text((self.margin + shift, self.y), text, fill=colour, font=font)
        self.y += round(size_px * 1.4)

    def pair(self, left: str, right: str, size_px: int, colour: str = _INK) -> None:
        """A line with text at both edges."""
        top = self.y
        self.line(left, size_px, colour)
        self.y = top
        self.line(right, size_px, colour, "right")

    def rule(self, colour: str = _GREY) -> None:
        """A thin line across, with air around it."""
        self.y += 10
        self.draw.line((self.margin, self.y, self.image.width - self.margin, self.y), fill=colour, width=2)
        self.y += 16

    def status_bar(self, clock: str) -> None:
        """The top of a phone's screen."""
        self.pair(clock, "5G  81%", 26, _GREY)
        self.y += 24


def weather(random: Random) -> Image.Image:
    """A weather app with a storm warning."""
    page = _Page(PHONE_PX, "#e8f0fe", 44)
    page.status_bar("21:30")
    page.line("Cambridge, MA", 44)
    page.line("24°", 150, _BLUE)
    page.line("Severe thunderstorm warning", 34, "#c5221f")
    page.line("until 23:15. Frequent lightning, hail.", 30)
    page.rule()
    for hour in range(22, 30):
        rain_percent = random.randrange(20, 100, 5)
        page.pair(f"{hour % 24:02d}:00", f"{rain_percent}%   {24 - (hour - 22) // 2}°", 36)
        width = (page.image.width - 2 * page.margin) * rain_percent / 100
        page.draw.rectangle((page.margin, page.y, page.margin + width, page.y + 14), fill=_BLUE)
        page.y += 44
    return page.image


def route_map(random: Random) -> Image.Image:
    """A map app with a route through the desert."""
    page = _Page(PHONE_PX, "#f1ead9", 44)
    for _ in range(14):
        start, end = random.randrange(-200, 1560), random.randrange(-200, 1560)
        page.draw.line((0, start, 720, end), fill="#ffffff", width=random.choice((6, 10, 16)))
    page.draw.polygon([(0, 900), (260, 980), (300, 1300), (0, 1420)], fill="#c6e5c3")
    points = [(90 + 5 * step, 1180 - 9 * step + 60 * math.sin(step / 9)) for step in range(100)]
    page.draw.line(points, fill=_BLUE, width=14, joint="curve")
    page.draw.ellipse((70, 1160, 110, 1200), fill="#ffffff", outline=_BLUE, width=8)
    page.draw.rounded_rectangle((20, 60, 700, 250), 28, fill="#ffffff")
    page.y = 84
    page.line("Grand Canyon Village, AZ", 36)
    page.line("Coral Pink Sand Dunes, Kanab, UT", 36)
    page.draw.rounded_rectangle((0, 1330, 720, 1600), 28, fill="#ffffff")
    page.y = 1366
    page.line("3 h 38 min   (212 mi)", 46, "#188038")
    page.line("Fastest route now, via US-89A", 30, _GREY)
    return page.image


def chat(random: Random) -> Image.Image:
    """A conversation about dinner."""
    page = _Page(PHONE_PX, "#ffffff", 40)
    page.status_bar("08:44")
    page.line("Ada", 46)
    page.rule()
    talk = (
        (False, "Did you feed Miso?"),
        (True, "Twice, she says never"),
        (False, "Thanksgiving at ours this year?"),
        (True, "Yes! I bring the pumpkin pie"),
        (False, "And the photos from Utah, finally"),
        (True, "Sorting them tonight, promise"),
    )
    for mine, text in talk:
        font = _font(34)
        width = page.draw.textlength(text, font=font) + 48
        left = page.image.width - page.margin - width if mine else page.margin
        colour = "#d2e3fc" if mine else "#f1f3f4"
        page.draw.rounded_rectangle((left, page.y, left + width, page.y + 76), 30, fill=colour)
        page.draw.text((left + 24, page.y + 16), text, fill=_INK, font=font)
        page.y += 76 + random.choice((24, 44))
    return page.image


def boarding_pass(random: Random) -> Image.Image:
    """A boarding pass with a made-up two-dimensional code."""
    page = _Page(PHONE_PX, "#174ea6", 60)
    page.draw.rounded_rectangle((30, 150, 690, 1400), 36, fill="#ffffff")
    page.line("Boarding pass", 44, "#ffffff")
    page.y = 200
    page.pair("BOS", "MXP", 96)
    page.pair("Boston", "Milano Malpensa", 30, _GREY)
    page.rule()
    for left, right in (
        ("Passenger", "BRANDT / ADA"),
        ("Date", "07 JUN 2024"),
        ("Gate", "E8"),
        ("Seat", "31A"),
    ):
        page.pair(left, right, 36)
    side, cells = 480, 24
    step = side // cells
    for row in range(cells):
        for column in range(cells):
            if random.random() < 0.5:
                x, y = 120 + column * step, 790 + row * step
                page.draw.rectangle((x, y, x + step - 1, y + step - 1), fill=_INK)
    return page.image


def _receipt(
    shop: tuple[str, ...], items: tuple[tuple[str, float], ...], unit: str, foot: str
) -> Image.Image:
    page = _Page((560, 760), "#f7f5ef", 40)
    for number, text in enumerate(shop):
        page.line(text, 36 if number == 0 else 24, align="centre")
    page.rule()
    for name, price in items:
        page.pair(name, f"{price:.2f}", 28)
    page.rule()
    page.pair("TOTAL", f"{unit} {sum(price for _, price in items):.2f}", 38)
    page.y += 20
    page.line(foot, 24, _GREY, "centre")
    return page.image


def _on_table(paper: Image.Image, random: Random) -> Image.Image:
    """The paper as a phone sees it: a bit crooked on a wooden table."""
    table = Image.new("RGB", (1200, 1200), "#7a5534")
    draw = ImageDraw.Draw(table)
    for y in range(0, 1200, 6):
        shade = random.randrange(-10, 10)
        draw.line(
            (0, y, 1200, y + random.randrange(-4, 4)), fill=(122 + shade, 85 + shade, 52 + shade), width=6
        )
    sheet = paper.convert("RGBA").rotate(random.uniform(-7, 7), Image.Resampling.BICUBIC, expand=True)
    table.paste(sheet, ((1200 - sheet.width) // 2, (1200 - sheet.height) // 2), sheet)
    return table


def receipt_cafe(random: Random) -> Image.Image:
    """A café's receipt, photographed."""
    items = (("2 Espresso", 2.6), ("1 Cornetto", 1.5), ("1 Acqua naturale", 1.2), ("1 Spremuta", 3.5))
    paper = _receipt(("CAFFÈ DEL CAMPO", "Roma", "13/06/2024  12:43"), items, "EUR", "Grazie e arrivederci")
    return _on_table(paper, random)


def receipt_shop(random: Random) -> Image.Image:
    """A paint shop's receipt, photographed."""
    items = (("Acrylic paint 12x", 24.99), ("Brush set", 15.49), ("Canvas 16x20", 11.0), ("Tax 6.25%", 3.22))
    paper = _receipt(
        ("RIVER ST ART SUPPLY", "Cambridge MA", "03/13/2025  17:48"), items, "USD", "Returns: 30 days"
    )
    return _on_table(paper, random)


def document(random: Random) -> Image.Image:
    """The first page of a lease, scanned."""
    page = _Page((1131, 1600), "#fdfdfb", 110)
    page.line("RESIDENTIAL LEASE AGREEMENT", 40, align="centre")
    page.y += 30
    words = "tenant landlord premises rent month deposit shall the of and to in by term notice pay".split()
    for paragraph in range(1, 8):
        page.line(f"{paragraph}.  {random.choice(words).capitalize()}", 28)
        for _ in range(random.randrange(3, 6)):
            page.line(" ".join(random.choice(words) for _ in range(13)), 22)
        page.y += 12
    page.rule()
    page.pair("Landlord", "Tenant: T. Rey", 24)
    return page.image


DRAWINGS: dict[str, Callable[[Random], Image.Image]] = {
    "weather": weather,
    "map": route_map,
    "chat": chat,
    "boarding-pass": boarding_pass,
    "receipt-cafe": receipt_cafe,
    "receipt-shop": receipt_shop,
    "document": document,
}


def meme(image: Image.Image) -> Image.Image:
    """The picture with loud words above and below."""
    canvas = image.resize((900, round(900 * image.height / image.width)), Image.Resampling.LANCZOS)
    draw = ImageDraw.Draw(canvas)
    font = _font(72)
    for text, y in (("ONE DOES NOT SIMPLY", 24), ("IGNORE A HUNGRY CAT", canvas.height - 104)):
        x = (canvas.width - draw.textlength(text, font=font)) / 2
        draw.text((x, y), text, fill="white", font=font, stroke_width=5, stroke_fill="black")
    return canvas
