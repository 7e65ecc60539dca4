"""A collection of made photos as people have them: many folders, dates and places, copies, broken files."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import numpy as np
from PIL import Image

PHOTOS_A_FOLDER = 500
COPY, BROKEN, SIDECAR = 0.01, 0.002, 0.01
"""Shares: bytes that are there already, files cut short, photos whose rating lies beside them."""
DAY_S = 86_400
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="{}"/></rdf:RDF></x:xmpmeta>'
)


def make_photos(folder: Path, samples: Path, count: int, *, side: int = 256, seed: int = 0) -> None:
    """`count` files made of the pictures below `samples`, the same for the same seed."""
    generator = random.Random(seed)
    pictures = []
    for path in sorted(samples.rglob("*.jpg")):
        with Image.open(path) as image:
            image.draft("RGB", (2 * side, 2 * side))
            pictures.append(image.convert("RGB").resize((side + 64, side + 64)))
    last: Path | None = None
    for number in range(count):
        path = (
            folder
            / f"{2000 + number // 12_000}"
            / f"{number // PHOTOS_A_FOLDER:04d}"
            / f"IMG_{number:06d}.jpg"
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        chance = generator.random()
        if chance < COPY and last is not None:
            shutil.copy2(last, path)
            continue
        left, top = generator.randrange(64), generator.randrange(64)
        picture = generator.choice(pictures).crop((left, top, left + side, top + side))
        shade = generator.uniform(0.6, 1.2), generator.randrange(-20, 20)
        picture = Image.fromarray(np.clip(np.asarray(picture) * shade[0] + shade[1], 0, 255).astype(np.uint8))
        exif = Image.Exif()
        day = generator.randrange(6000)
        exif[0x0132] = f"{2005 + day // 366}:{1 + day % 12:02d}:{1 + day % 28:02d} 12:{day % 60:02d}:00"
        exif[0x010F], exif[0x0110] = "Canon", f"EOS R{1 + day % 9}"
        picture.save(path, quality=80, exif=exif)
        if chance < COPY + BROKEN:
            os.truncate(path, 300)
        elif chance < COPY + BROKEN + SIDECAR:
            path.with_suffix(".xmp").write_text(XMP.format(1 + day % 5))
        os.utime(path, (DAY_S * day, DAY_S * day))
        last = path
