"""Draw docs/searches.jpg: what a few searches find in the sample library, as the program answers them.

Run it from the repository: python docs/make_searches.py
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

from photos_ml.app.service import Context
from photos_ml.app.service.demo import NOW
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.pictures import thumbnail
from photos_ml.app.service.search import search_photos

ROOT = Path(__file__).resolve().parent.parent
QUERIES = ("snowy mountains", "california last summer", "a bird")
COLUMNS = 6
CELL = (220, 165)
GAP = 8
TITLE_HEIGHT = 44
MARGIN = 24
BACKGROUND, INK = "#16181d", "#e8eaed"


def main() -> None:
    """Index the sample library into a scratch folder and draw one row a query."""
    width = 2 * MARGIN + COLUMNS * CELL[0] + (COLUMNS - 1) * GAP
    row_height = TITLE_HEIGHT + CELL[1] + GAP
    sheet = Image.new("RGB", (width, 2 * MARGIN + len(QUERIES) * row_height - GAP), BACKGROUND)
    draw = ImageDraw.Draw(sheet)
    with tempfile.TemporaryDirectory() as scratch, Context(Path(scratch)) as context:
        index_folders(context, [ROOT / "sample_library" / "photos"])
        for row, query in enumerate(QUERIES):
            top = MARGIN + row * row_height
            draw.text((MARGIN, top + 8), query, INK, ImageFont.load_default(22))
            hits = search_photos(context, query, limit=COLUMNS, now=NOW).hits
            for column, hit in enumerate(hits):
                picture = ImageOps.fit(thumbnail(context, hit.photo, 512), CELL, Image.Resampling.LANCZOS)
                sheet.paste(picture, (MARGIN + column * (CELL[0] + GAP), top + TITLE_HEIGHT))
    sheet.save(ROOT / "docs" / "searches.jpg", quality=85, optimize=True)


if __name__ == "__main__":
    main()
