"""Make the sample library's photos out of extracted packages.

    python sample_library/build.py PACKAGES [--out DIR]

PACKAGES holds one folder a package, named as in sources.csv, as `dpkg -x` (or unzipping a wheel) leaves it.
The same tables and packages give the same pixels; every random choice is seeded by the photo's path.
"""

from __future__ import annotations

import argparse
import csv
import io
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from maker import drawn, picture
from maker.dng import dng
from maker.exif import exif_of
from maker.table import DRAWN, Photo, Tables, read_tables
from maker.xmp import packet
from PIL import Image
from PIL.PngImagePlugin import PngInfo

HERE = Path(__file__).resolve().parent
QUALITY = 84
RECODED_QUALITY = 48
MODERN_QUALITY = 60  # HEIC, AVIF and WebP count differently: this looks like JPEG's 84
RAW_SIDE_PX = 1280
CREDIT_COLUMNS = ("file", "title", "author", "licence", "source_package", "source_file", "changes")
FORMATS = {".heic": "HEIF", ".avif": "AVIF", ".webp": "WEBP", ".png": "PNG", ".tif": "TIFF"}
CHANGES = {
    "photo": "scaled, metadata replaced",
    "burst": "cropped and lightened or darkened as one frame of a burst, metadata replaced",
    "crop": "cropped, metadata replaced",
    "edit": "edited (colours or shape), metadata replaced",
    "small": "scaled down, metadata replaced",
    "recode": "scaled, stored again at low quality, metadata removed",
    "turn": "scaled, stored turned with an orientation tag, metadata replaced",
    "panorama": "cropped to a strip, metadata replaced",
    "shaken": "smeared to look shaken, metadata replaced",
    "pocket": "darkened to look like an accident, metadata replaced",
    "raw": "stored as a DNG raw file, metadata replaced",
    "meme": "text added, metadata removed",
    "draw": "drawn by the script",
    "copy": "a copy of another file here",
}


def pixels(photo: Photo, tables: Tables, packages: Path, random: Random) -> Image.Image:
    """What the photo shows, before it is written."""
    if photo.source == DRAWN:
        return drawn.DRAWINGS[photo.parameter](random)
    original = picture.open_source(tables.sources[photo.source], packages)
    if photo.recipe == "meme":
        return drawn.meme(original)
    return picture.make(original, photo.recipe, photo.parameter, random)


def encoded(image: Image.Image, photo: Photo, exif: Image.Exif, words: bytes | None) -> bytes:
    """The file's bytes, in the format its name asks for, with EXIF and, if given, an XMP packet."""
    suffix = Path(photo.path).suffix.lower()
    buffer = io.BytesIO()
    if suffix == ".dng":
        return dng(picture.fit(image, RAW_SIDE_PX), exif)
    if suffix == ".png":
        info = PngInfo()
        if words:
            info.add_itxt("XML:com.adobe.xmp", words.decode(), "", "")
        image.save(buffer, "PNG", exif=exif, pnginfo=info, optimize=True)
    elif suffix == ".tif":
        image.save(buffer, "TIFF", exif=exif, compression="tiff_adobe_deflate")
    else:
        options: dict[str, Any] = {"xmp": words} if words else {}
        image.save(
            buffer, FORMATS.get(suffix, "JPEG"), exif=exif.tobytes(), quality=quality_of(photo), **options
        )
    return buffer.getvalue()


def quality_of(photo: Photo) -> int:
    """The encoder's quality setting for the photo's format and recipe."""
    if photo.recipe == "recode":
        return RECODED_QUALITY
    return MODERN_QUALITY if Path(photo.path).suffix.lower() in FORMATS else QUALITY


def sidecar_of(photo: Photo) -> str | None:
    """The path of the photo's XMP sidecar, or None where its words are inside it."""
    if photo.carrier == "sidecar":
        return f"{photo.path}.xmp"
    return str(Path(photo.path).with_suffix(".xmp")) if photo.carrier == "stem-sidecar" else None


def write_photo(photo: Photo, tables: Tables, packages: Path, out: Path) -> None:
    """Make one file, and its sidecar where it has one."""
    target = out / photo.path
    target.parent.mkdir(parents=True, exist_ok=True)
    if photo.recipe == "copy":
        shutil.copyfile(out / photo.source, target)
        return
    random = Random(photo.path)
    image = pixels(photo, tables, packages, random)
    is_panorama = photo.recipe == "panorama"
    words = packet(photo, image.size, is_panorama) if photo.has_words or is_panorama else None
    sidecar = sidecar_of(photo)
    if sidecar and words:
        (out / sidecar).write_bytes(words)
    target.write_bytes(encoded(image, photo, exif_of(photo, tables, random), None if sidecar else words))


def credits(tables: Tables) -> Iterator[tuple[str, ...]]:
    """One row a file, in the order of the table, columns as CREDIT_COLUMNS."""
    for photo in tables.photos:
        source = tables.sources.get(tables.original(photo))
        changes = CHANGES[photo.recipe]
        if source is None:
            yield (
                photo.path,
                "",
                "the photos-ml authors",
                "CC0-1.0",
                "photos-ml",
                "sample_library/build.py",
                changes,
            )
        else:
            inside = f"{source.file}:{source.member}" if source.member else source.file
            package = f"{source.package} {source.version}"
            yield (photo.path, source.title, source.author, source.licence, package, inside, changes)


def write_credits(tables: Tables, path: Path) -> None:
    """CREDITS.csv anew."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(CREDIT_COLUMNS)
        writer.writerows(credits(tables))


def build(tables: Tables, packages: Path, out: Path) -> None:
    """Every photo of the tables under `out`, which is emptied first."""
    import pillow_heif

    pillow_heif.register_heif_opener()
    if out.exists():
        shutil.rmtree(out)
    for photo in sorted(tables.photos, key=lambda photo: photo.recipe == "copy"):
        write_photo(photo, tables, packages, out)


def main(arguments: list[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Make the sample library out of extracted packages.")
    parser.add_argument("packages", type=Path)
    parser.add_argument("--out", type=Path, default=HERE / "photos")
    options = parser.parse_args(arguments)
    tables = read_tables(HERE)
    build(tables, options.packages, options.out)
    write_credits(tables, HERE / "CREDITS.csv")
    sizes = [path.stat().st_size for path in options.out.rglob("*") if path.is_file()]
    print(f"{len(sizes)} files, {sum(sizes) / 1e6:.1f} MB in {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
