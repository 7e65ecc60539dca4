"""Pictures and videos with their structure broken on purpose: parts dropped, doubled, moved and swollen,
lengths and counts that lie, numbers at their ends, texts of other kinds. By seed alone; nothing is kept."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from PIL import Image, PngImagePlugin

Part: TypeAlias = tuple[bytes, bytes]
"""What names it, and what is in it."""

MOST_BYTES = 4 << 20
ENDS = (0, 1, 2, 7, 8, 127, 128, 255, 256, 32_767, 32_768, 65_535, 2**31 - 1, 2**31, 2**32 - 1)
TEXTS = (
    *(b"", b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"<!DOCTYPE x [<!ENTITY e 'e'>]>", b"&e;" * 50, b"../../x"),
    *(b"%s%n" * 20, b"9" * 400, "\u202e\u0301".encode() * 100, b"<a>" * 3000, b"2024:99:99 99:99:99"),
)
XMP_HEADER, EXIF_HEADER = b"http://ns.adobe.com/xap/1.0/\0", b"Exif\0\0"
CONTAINERS = (
    b"moov",
    b"trak",
    b"mdia",
    b"minf",
    b"stbl",
    b"udta",
    b"meta",
    b"iprp",
    b"ipco",
    b"iinf",
    b"dinf",
)
FULL = (b"meta", b"iinf")
"""Boxes whose parts begin behind a version, and in the second case a count."""
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
    b'xmlns:exif="http://ns.adobe.com/exif/1.0/" xmp:Rating="4" exif:GPSLatitude="48,8.25N" '
    b'exif:DateTimeOriginal="2020-01-02T03:04:05+01:00"><dc:subject><rdf:Bag><rdf:li>sea</rdf:li></rdf:Bag>'
    b"</dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>"
)


@dataclass(frozen=True, slots=True)
class Seeds:
    """Whole files to begin with, by suffix."""

    files: dict[str, bytes]

    @staticmethod
    def make(folder: Path) -> Seeds:
        """Small pictures with metadata of every kind, and a video."""
        rows, columns = np.mgrid[0:96, 0:128]
        picture = Image.fromarray(np.stack([columns, rows * 2, columns ^ rows], axis=-1).astype(np.uint8))
        exif = _exif()
        text = PngImagePlugin.PngInfo()
        text.add_text("Title", "a lake")
        text.add_text("Comment", "long " * 50, zip=True)
        text.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=True)
        files = {
            ".jpg": _jpeg(picture, exif),
            ".png": _saved(picture, "PNG", exif=exif, pnginfo=text),
            ".tif": _saved(picture, "TIFF", exif=exif, compression="tiff_lzw"),
            ".webp": _saved(picture, "WEBP", exif=exif, xmp=XMP),
            ".avif": _saved(picture, "AVIF", exif=exif, xmp=XMP),
        }
        files |= {suffix: data for suffix, data in _optional(folder, picture, exif).items() if data}
        return Seeds(files)

    def mutated(self, seed: int) -> tuple[str, bytes]:
        """(suffix, bytes) of one file; the same for the same seed."""
        generator = random.Random(seed)
        suffix = generator.choice(sorted(self.files))
        data = self.files[suffix]
        for _ in range(generator.choice((1, 1, 2, 3, 6))):
            data = _once(data, suffix, generator)[:MOST_BYTES]
        if generator.random() < 0.1:
            data = data[: generator.randrange(len(data) + 1)]
        return suffix, data


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x10F], exif[0x110], exif[0x112], exif[0x9C9E] = "Canon", "EOS R6", 6, "a;b".encode("utf-16-le")
    exif.get_ifd(0x8769).update(
        {0x9003: "2020:01:02 03:04:05", 0x9286: b"ASCII\0\0\0hello", 0x829D: (28, 10)}
    )
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (48.0, 8.0, 15.0), 3: "E", 4: (11.0, 34.0, 31.0), 29: "2020:01:02"}
    )
    return exif


def _saved(picture: Image.Image, form: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **options)  # type: ignore[arg-type]
    return file.getvalue()


def _jpeg(picture: Image.Image, exif: Image.Exif) -> bytes:
    data = _saved(picture, "JPEG", exif=exif, quality=80)
    iptc = b"".join(
        struct.pack(">BBBH", 0x1C, 2, number, len(value)) + value
        for number, value in ((25, b"sea"), (55, b"20200102"), (120, "Größe".encode()))
    )
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(iptc)) + iptc
    more = [(b"\xe1", XMP_HEADER + XMP), (b"\xed", b"Photoshop 3.0\0" + resource), (b"\xfe", b"a comment")]
    return data[:2] + b"".join(_segment(*one) for one in more) + data[2:]


def _segment(kind: bytes, body: bytes) -> bytes:
    return b"\xff" + kind + struct.pack(">H", min(len(body) + 2, 65_535)) + body


def _optional(folder: Path, picture: Image.Image, exif: Image.Exif) -> dict[str, bytes]:
    """What is written by packages that need not be there."""
    made: dict[str, bytes] = {}
    try:
        import pillow_heif

        file = io.BytesIO()
        pillow_heif.from_pillow(picture).save(file, exif=exif.tobytes(), xmp=XMP)
        made[".heic"] = file.getvalue()
    except ImportError:
        pass
    try:
        import av
    except ImportError:
        return made
    path = folder / "seed.mp4"
    with av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as container:
        container.metadata.update(
            {"title": "a lake", "creation_time": "2020-01-02T03:04:05Z", "comment": "sea"}
        )
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p"
        for _ in range(5):
            container.mux(stream.encode(av.VideoFrame.from_image(picture)))
        container.mux(stream.encode())
    made[".mp4"] = path.read_bytes()
    return made


# Once


def _once(data: bytes, suffix: str, generator: random.Random) -> bytes:
    """One change, of the structure if it still has one."""
    read, write = STRUCTURES.get(suffix, (None, None))
    if read is None or write is None or generator.random() < 0.15:
        return _bytes_changed(data, generator)
    parts = list(read(data))
    if len(parts) < 2:
        return _bytes_changed(data, generator)
    return write(_parts_changed(parts, suffix, generator), generator)


def _bytes_changed(data: bytes, generator: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(generator.choice((1, 2, 8, 32))):
        if not changed:
            break
        at = generator.randrange(len(changed))
        number = generator.choice(ENDS).to_bytes(8, generator.choice(("big", "little")))
        width = generator.choice((1, 2, 4))
        changed[at : at + width] = number[-width:] if generator.random() < 0.5 else number[:width]
    return bytes(changed)


def _parts_changed(parts: list[Part], suffix: str, generator: random.Random) -> list[Part]:
    at, other = generator.randrange(len(parts)), generator.randrange(len(parts))
    kind, body = parts[at]
    match generator.randrange(9):
        case 0:
            del parts[at]
        case 1:
            parts.insert(other, parts[at])
        case 2:
            parts[at], parts[other] = parts[other], parts[at]
        case 3:
            parts[at] = parts[other][0], body
        case 4:
            parts[at] = kind, body[: generator.randrange(len(body) + 1)]
        case 5:
            parts[at] = kind, body + generator.choice(TEXTS) * generator.choice((1, 3))
        case 6:
            many = min(generator.choice((3, 30, 300)), MOST_BYTES // (len(body) + 12))
            parts[at:at] = [parts[at]] * many
        case 7:
            parts[at] = kind, _texts_changed(body, generator)
        case _:
            parts[at] = kind, _inner_changed(body, suffix, generator)
    return parts


def _texts_changed(body: bytes, generator: random.Random) -> bytes:
    start = generator.randrange(len(body) + 1)
    end = min(len(body), start + generator.choice((0, 1, 4, 20)))
    return body[:start] + generator.choice(TEXTS) + body[end:]


def _inner_changed(body: bytes, suffix: str, generator: random.Random) -> bytes:
    """Of a block of EXIF one entry of a directory; of other parts a few numbers."""
    start = body.find(b"II*\0") if b"II*\0" in body else body.find(b"MM\0*")
    if start < 0 or suffix == ".tif":
        return _bytes_changed(body, generator)
    return body[:start] + _tiff_changed(body[start:], generator)


def _tiff_changed(block: bytes, generator: random.Random) -> bytes:
    order = "<" if block[:2] == b"II" else ">"
    places = list(_entries(block, order))
    if not places:
        return _bytes_changed(block, generator)
    changed = bytearray(block)
    at = generator.choice(places)
    field, form = generator.choice(((0, "H"), (2, "H"), (4, "I"), (8, "I")))
    value = generator.choice((*ENDS, *(place & 0xFFFF for place in places[:3]), len(block) - 1, len(block)))
    struct.pack_into(order + form, changed, at + field, value & (0xFFFF if form == "H" else 0xFFFFFFFF))
    return bytes(changed)


def _entries(block: bytes, order: str) -> Iterator[int]:
    """Places of the entries of all directories that can be reached."""
    waiting, seen = [int.from_bytes(block[4:8], "little" if order == "<" else "big")], set[int]()
    while waiting:
        start = waiting.pop()
        if start in seen or start + 2 > len(block):
            continue
        seen.add(start)
        (count,) = struct.unpack_from(order + "H", block, start)
        for at in range(start + 2, min(start + 2 + 12 * min(count, 100), len(block) - 11), 12):
            yield at
            tag, _, _, value = struct.unpack_from(order + "HHII", block, at)
            if tag in (0x8769, 0x8825, 0x14A, 0xA005):
                waiting.append(value)


# What files consist of


def _jpeg_parts(data: bytes) -> Iterator[Part]:
    position = 2
    while position + 4 <= len(data) and data[position] == 0xFF:
        kind = data[position + 1 : position + 2]
        if kind == b"\xda":
            break
        length = int.from_bytes(data[position + 2 : position + 4], "big")
        yield kind, data[position + 4 : position + 2 + max(length, 2)]
        position += 2 + max(length, 2)
    yield b"", data[position:]


def _jpeg_whole(parts: list[Part], generator: random.Random) -> bytes:
    made = bytearray(b"\xff\xd8")
    for kind, body in parts:
        segment = bytearray(_segment(kind, body[:65_533])) if kind else bytearray(body)
        if kind and generator.random() < 0.02:
            segment[2:4] = struct.pack(">H", generator.choice(ENDS) & 0xFFFF)
        made += segment
    return bytes(made)


def _png_parts(data: bytes) -> Iterator[Part]:
    position = 8
    while position + 8 <= len(data):
        length = int.from_bytes(data[position : position + 4], "big")
        yield data[position + 4 : position + 8], data[position + 8 : position + 8 + length]
        position += 12 + length


def _png_whole(parts: list[Part], generator: random.Random) -> bytes:
    made = bytearray(b"\x89PNG\r\n\x1a\n")
    for kind, body in parts:
        length = len(body) if generator.random() > 0.02 else generator.choice(ENDS) & 0xFFFFFFFF
        check = zlib.crc32(kind + body) if generator.random() > 0.02 else 0
        made += struct.pack(">I", length) + kind + body + struct.pack(">I", check)
    return bytes(made)


def _boxes(data: bytes) -> Iterator[Part]:
    """Boxes as they come, those that hold others opened: a box that begins is named '(kind'."""
    position = 0
    while position + 8 <= len(data):
        size = int.from_bytes(data[position : position + 4], "big")
        kind = data[position + 4 : position + 8]
        size = size if size >= 8 else len(data) - position
        body = data[position + 8 : position + size]
        if kind in CONTAINERS:
            ahead = {b"meta": 4, b"iinf": 6}.get(kind, 0)
            yield b"(" + kind, body[:ahead]
            yield from _boxes(body[ahead:])
            yield b")", b""
        else:
            yield kind, body
        position += size


def _boxes_whole(parts: list[Part], generator: random.Random) -> bytes:
    """Closed boxes get their lengths; now and then a wrong one. Unpaired ends are left out."""
    stack: list[tuple[bytes, bytearray]] = [(b"", bytearray())]
    for kind, body in parts:
        if kind.startswith(b"("):
            stack.append((kind[1:], bytearray(body)))
        elif kind == b")":
            _close(stack, generator)
        else:
            stack[-1][1].extend(_box(kind, body, generator))
    while len(stack) > 1:
        _close(stack, generator)
    return bytes(stack[0][1])


def _close(stack: list[tuple[bytes, bytearray]], generator: random.Random) -> None:
    if len(stack) > 1:
        kind, body = stack.pop()
        stack[-1][1].extend(_box(kind, bytes(body), generator))


def _box(kind: bytes, body: bytes, generator: random.Random) -> bytes:
    size = len(body) + 8 if generator.random() > 0.02 else generator.choice(ENDS) & 0xFFFFFFFF
    return struct.pack(">I", size) + kind + body


def _riff_parts(data: bytes) -> Iterator[Part]:
    position = 12
    while position + 8 <= len(data):
        length = int.from_bytes(data[position + 4 : position + 8], "little")
        yield data[position : position + 4], data[position + 8 : position + 8 + length]
        position += 8 + length + length % 2


def _riff_whole(parts: list[Part], generator: random.Random) -> bytes:
    made = bytearray()
    for kind, body in parts:
        length = len(body) if generator.random() > 0.02 else generator.choice(ENDS) & 0xFFFFFFFF
        made += kind + struct.pack("<I", length) + body + bytes(len(body) % 2)
    return b"RIFF" + struct.pack("<I", (len(made) + 4) & 0xFFFFFFFF) + b"WEBP" + bytes(made)


def _tiff_parts(data: bytes) -> Iterator[Part]:
    """A TIFF is one block: it is changed entry by entry."""
    yield b"block", data
    yield b"end", b""


def _tiff_whole(parts: list[Part], generator: random.Random) -> bytes:
    data = b"".join(body for _, body in parts)
    return _tiff_changed(data, generator) if data[:2] in (b"II", b"MM") else data


Read: TypeAlias = Callable[[bytes], Iterator[Part]]
Write: TypeAlias = Callable[[list[Part], random.Random], bytes]
STRUCTURES: dict[str, tuple[Read, Write]] = {
    ".jpg": (_jpeg_parts, _jpeg_whole),
    ".png": (_png_parts, _png_whole),
    ".tif": (_tiff_parts, _tiff_whole),
    ".webp": (_riff_parts, _riff_whole),
    **dict.fromkeys((".heic", ".avif", ".mp4"), (_boxes, _boxes_whole)),
}
