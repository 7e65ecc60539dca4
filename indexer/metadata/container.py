"""Finds the metadata blocks of a picture file, and the picture's size, without decoding a pixel."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from photos_ml.errors import DecodeError
from photos_ml.indexer.avif import clean_aperture
from photos_ml.indexer.boxes import boxes, payload
from photos_ml.indexer.heif import heif_library, made_safe
from photos_ml.indexer.jpeg_xl import CODESTREAM, read_header
from photos_ml.indexer.metadata.exif import IPTC_BLOCK, XMP_PACKET, ExifBlock, open_block
from photos_ml.indexer.metadata.facts import PARSE_ERRORS
from photos_ml.indexer.metadata.iptc import PHOTOSHOP_HEADER, iptc_of_photoshop
from photos_ml.indexer.metadata.pngtext import CHANGED, RAW_PROFILES, XMP_KEYWORD, raw_profile, text_of_chunk
from photos_ml.indexer.regular import open_regular
from photos_ml.indexer.tiff import NotTiffError, from_bytes, from_file

if TYPE_CHECKING:
    from PIL import Image

MAX_BLOCK_BYTES = 16 << 20
METADATA_BYTES = 32 << 20
"""All blocks of one file together, unpacked; the largest honest one is XMP with a picture in it."""
MAX_SEGMENTS = 20_000
CLIP_TAIL_BYTES = 64 << 10
MAX_CLIP_BYTES = 64 << 20
_EXIF_HEADER = b"Exif\0\0"
_XMP_HEADER = b"http://ns.adobe.com/xap/1.0/\0"
_XMP_MORE = b"http://ns.adobe.com/xmp/extension/\0"
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_KINDS = (b"IHDR", b"eXIf", b"tEXt", b"zTXt", b"iTXt", CHANGED)
_JP2_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_JP2_EXIF = b"JpgTiffExif->JP2"
_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG's start-of-frame markers; the three left out are tables."""
_BLOCK_MARKERS = frozenset((0xE1, 0xED))


@dataclass(frozen=True, slots=True)
class Blocks:
    """What a file holds. Width and height as stored, or of the turned picture where `upright` says so."""

    width: int = 0
    height: int = 0
    exif: ExifBlock | None = None
    xmp: bytes = b""
    more_xmp: bytes = b""
    """The rest of a packet that is too long for one segment of a JPEG."""
    iptc: bytes = b""
    upright: bool = False
    words: Mapping[str, bytes] = field(default_factory=dict)
    """PNG's texts by keyword, in UTF-8."""
    holds_clip: bool = False
    """A motion photo's clip lies behind the picture."""
    problems: tuple[str, ...] = ()


def read_blocks(path: Path) -> Blocks:
    """The blocks of any kind of picture; a damaged one gives what is found. Raises OSError if unreadable."""
    with open_regular(path) as file:
        head = file.read(32)
        file.seek(0)
        try:
            return replace(_blocks(file, head, path), holds_clip=holds_clip(file))
        except (*PARSE_ERRORS, DecodeError):
            return Blocks(problems=("no picture that can be read",))


def holds_clip(file: BinaryIO) -> bool:
    """Whether a clip follows the picture, as Samsung's trailer says, or an MP4 that is just appended."""
    end = file.seek(0, 2)
    file.seek(max(0, end - CLIP_TAIL_BYTES))
    tail = file.read()
    if tail.endswith(b"SEFT"):
        size = int.from_bytes(tail[-8:-4], "little")
        return b"\x30\x0a" in _samsung_types(tail[-8 - size : -8])
    if b"moov" not in tail:  # phones and cameras write it last
        return False
    file.seek(0)
    data = file.read(MAX_CLIP_BYTES)
    start = data.find(b"ftyp", 12)
    return start > 0 and data[start - 6 : start - 4] == b"\xff\xd9"


def _samsung_types(directory: bytes) -> list[bytes]:
    """The types of what Samsung's trailer holds; a motion photo's clip is 0x0a30."""
    entries = directory[12:] if directory.startswith(b"SEFH") else b""
    return [entries[at + 2 : at + 4] for at in range(0, len(entries) - 11, 12)]


def _line(error: BaseException) -> str:
    words = str(error).split("<")[0]  # Pillow shows the file object
    return " ".join(words.split())[:120] or type(error).__name__


def _blocks(file: BinaryIO, head: bytes, path: Path) -> Blocks:
    if head.startswith(b"\xff\xd8"):
        return _jpeg(file)
    if head.startswith(_PNG_SIGNATURE):
        return _png(file)
    if head[4:8] == b"ftyp" and head[8:12] == b"crx ":
        return _canon_raw(file)
    if head[4:8] == b"ftyp" and not _is_avif(head):
        return _heif(file)
    if head.startswith(b"FUJIFILMCCD-RAW"):
        file.seek(84)
        return _jpeg(file, int.from_bytes(file.read(4), "big"))
    if head[4:8] == b"jP  ":
        return _jpeg2000(file)
    if head.startswith(CODESTREAM) or head[4:8] == b"JXL ":
        return _jpeg_xl(file)
    if head[:2] in (b"II", b"MM"):
        return _tiff(file)
    return _other(file)


def _is_avif(head: bytes) -> bool:
    """Of an ISO base media file, by its brands."""
    brands = head[8 : int.from_bytes(head[:4], "big")]
    return b"avif" in brands or b"avis" in brands


def _jpeg(file: BinaryIO, start: int = 0) -> Blocks:
    found: dict[str, bytes] = {}
    photoshop: list[bytes] = []
    parts: list[bytes] = []
    size = (0, 0)
    for marker, data in _jpeg_segments(file, start):
        if marker == 0xE1 and data.startswith(_EXIF_HEADER):
            found.setdefault("exif", data[6:])
        elif marker == 0xE1 and data.startswith(_XMP_HEADER):
            found.setdefault("xmp", data[len(_XMP_HEADER) :])
        elif marker == 0xE1 and data.startswith(_XMP_MORE):
            parts.append(data[len(_XMP_MORE) :])
        elif marker == 0xED and data.startswith(PHOTOSHOP_HEADER):
            photoshop.append(data[len(PHOTOSHOP_HEADER) :])
        elif marker in _FRAME_MARKERS and len(data) >= 5:
            size = (int.from_bytes(data[3:5], "big"), int.from_bytes(data[1:3], "big"))
    xmp = found.get("xmp", b"")
    iptc = iptc_of_photoshop(b"".join(photoshop))
    blocks = Blocks(*size, xmp=xmp, more_xmp=_more_xmp(parts, xmp), iptc=iptc)
    return _with_exif(blocks, found.get("exif", b""))


def _more_xmp(parts: list[bytes], xmp: bytes) -> bytes:
    """What did not fit into one segment: parts of one packet, each with its MD5, length and place."""
    own = sorted(
        (int.from_bytes(part[36:40], "big"), part[40:]) for part in parts if part[:32] and part[:32] in xmp
    )
    return b"".join(data for _, data in own)


def _jpeg_segments(file: BinaryIO, start: int) -> Iterator[tuple[int, bytes]]:
    """(marker, payload) of what is of use up to the pixels; stops at the first byte that is no marker."""
    file.seek(start + 2)
    left = METADATA_BYTES
    for _ in range(MAX_SEGMENTS):
        head = file.read(4)
        while head[:2] == b"\xff\xff":  # fill bytes before a marker
            head = head[1:] + file.read(1)
        if len(head) < 4 or head[0] != 0xFF or head[1] in (0xD9, 0xDA):
            return
        length = int.from_bytes(head[2:], "big")
        if length < 2:
            return
        if head[1] in _FRAME_MARKERS or (head[1] in _BLOCK_MARKERS and length <= left):
            left -= length
            yield head[1], file.read(length - 2)
        else:
            file.seek(length - 2, 1)


def _png(file: BinaryIO) -> Blocks:
    blocks = Blocks()
    exif = b""
    words: dict[str, bytes] = {}
    problems: list[str] = []
    left = METADATA_BYTES
    for kind, data in _png_chunks(file):
        if kind == b"IHDR" and len(data) >= 8:
            blocks = replace(
                blocks, width=int.from_bytes(data[:4], "big"), height=int.from_bytes(data[4:8], "big")
            )
        elif kind == b"eXIf":
            exif = data
        elif kind == CHANGED:
            words.setdefault(CHANGED.decode(), data)
        elif left > 0:
            left -= len(data) + _add_text(kind, data, words, problems)
    profiles = {kind: raw_profile(words.pop(f"Raw profile type {kind}", b"")) for kind in RAW_PROFILES}
    app1 = profiles["APP1"]
    xmp = words.pop(XMP_KEYWORD, b"") or profiles["xmp"] or _after(app1, _XMP_HEADER)
    exif = exif or profiles["exif"] or _after(app1, _EXIF_HEADER)
    iptc = iptc_of_photoshop(profiles["iptc"]) or iptc_of_photoshop(profiles["8bim"]) or profiles["iptc"]
    return _with_exif(replace(blocks, xmp=xmp, iptc=iptc, words=words, problems=tuple(problems)), exif)


def _add_text(kind: bytes, data: bytes, words: dict[str, bytes], problems: list[str]) -> int:
    """Take in what one chunk of text says; how many bytes that came to."""
    try:
        keyword, text = text_of_chunk(kind, data)
    except zlib.error:
        problems.append("damaged PNG text")
        return 0
    words.setdefault(keyword, text)
    return len(text)


def _after(block: bytes, header: bytes) -> bytes:
    return block.removeprefix(header) if block.startswith(header) else b""


def _png_chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of use, those behind the pixels too, where ExifTool puts its own."""
    file.seek(len(_PNG_SIGNATURE))
    for _ in range(MAX_SEGMENTS * 50):  # pixels may come in chunks of 8 KiB
        head = file.read(8)
        if len(head) < 8 or head[4:] == b"IEND":
            return
        size = int.from_bytes(head[:4], "big")
        if head[4:] in _PNG_KINDS and size <= MAX_BLOCK_BYTES:
            yield head[4:], file.read(size)
            file.seek(4, 1)
        else:
            file.seek(size + 4, 1)


def _heif(file: BinaryIO) -> Blocks:
    image = heif_library().open_heif(made_safe(file), convert_hdr_to_8bit=False)
    width, height = image.size
    blocks = Blocks(width, height, xmp=image.info.get("xmp") or b"", upright=True)
    return _with_exif(blocks, image.info.get("exif") or b"")


def _tiff(file: BinaryIO) -> Blocks:
    try:
        return _with_block(Blocks(), open_block(from_file(file)))
    except NotTiffError:  # BigTIFF among others
        file.seek(0)
        return _other(file)


def _canon_raw(file: BinaryIO) -> Blocks:
    """CR3: TIFF structures in boxes of their own near the start of the file."""
    head = file.read(1 << 20)
    blocks = Blocks()
    parts = [_box(head, kind) for kind in (b"CMT1", b"CMT2", b"CMT4")]
    opened = [open_block(from_bytes(part)) for part in parts if part]
    if opened:
        base, *others = opened
        details = {tag: value for other in others[:1] for tag, value in other.base.items()}
        gps = {tag: value for other in others[1:] for tag, value in other.base.items()}
        blocks = _with_block(blocks, ExifBlock(base.base, details, gps, base.size))
    return blocks


def _box(data: bytes, kind: bytes) -> bytes:
    at = data.find(kind)
    return data[at + 4 : at - 4 + int.from_bytes(data[at - 4 : at], "big")] if at >= 4 else b""


def _other(file: BinaryIO) -> Blocks:
    """WebP, AVIF, JPEG 2000, GIF, BMP and what else Pillow opens; opening reads headers only."""
    from PIL import Image

    from photos_ml.indexer.decode.quiet import pillow_quiet

    with pillow_quiet, Image.open(file) as image:
        info = image.info
        blocks = Blocks(*_shown(image, file), xmp=_bytes(info.get("xmp")))
        return _with_exif(blocks, _bytes(info.get("exif")))


def _shown(image: Image.Image, file: BinaryIO) -> tuple[int, int]:
    """Of an AVIF only a part may be shown."""
    box = clean_aperture(file) if image.format == "AVIF" else None
    return (box[2] - box[0], box[3] - box[1]) if box else image.size


def _jpeg2000(file: BinaryIO) -> Blocks:
    """Pillow gives the size; the blocks lie in boxes that it skips."""
    parts = dict(_uuid_boxes(file))
    file.seek(0)
    return _with_exif(replace(_other(file), xmp=parts.get(_JP2_XMP, b"")), parts.get(_JP2_EXIF, b""))


def _uuid_boxes(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """(identifier, payload) of a JPEG 2000 file's uuid boxes."""
    for kind, offset, length in boxes(file):
        if kind == b"uuid" and length >= 16:
            data = payload(file, offset, 16 + min(length - 16, MAX_BLOCK_BYTES))
            yield data[:16], data[16:]


def _jpeg_xl(file: BinaryIO) -> Blocks:
    blocks = Blocks(*read_header(file).upright_size, upright=True)
    try:
        parts = dict(_jpeg_xl_blocks(file))
    except RuntimeError as error:  # brotli's own
        return replace(blocks, problems=(f"damaged metadata: {_line(error)}",))
    blocks = replace(blocks, xmp=parts.get(b"xml ", b""))
    exif = parts.get(b"Exif", b"")
    return _with_exif(blocks, exif[4 + int.from_bytes(exif[:4], "big") :])


def _jpeg_xl_blocks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """(kind, payload) of the boxes that hold metadata, unpacked."""
    for kind, offset, length in boxes(file):
        if kind in (b"Exif", b"xml ") and length <= MAX_BLOCK_BYTES:
            yield kind, payload(file, offset, length)
        elif kind == b"brob" and 4 < length <= MAX_BLOCK_BYTES:
            data = payload(file, offset, length)
            if data[:4] in (b"Exif", b"xml "):
                yield data[:4], _unpacked(data[4:])


def _unpacked(data: bytes) -> bytes:
    try:
        from imagecodecs import brotli_decode
    except ImportError:
        return b""  # without it the picture cannot be decoded either, and that says so
    return bytes(brotli_decode(data, out=MAX_BLOCK_BYTES))


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""


def _with_exif(blocks: Blocks, data: bytes) -> Blocks:
    if not data:
        return blocks
    try:
        return _with_block(blocks, open_block(from_bytes(data.removeprefix(_EXIF_HEADER))))
    except (ValueError, struct.error) as error:
        return replace(blocks, problems=(*blocks.problems, f"damaged EXIF: {_line(error)}"))


def _with_block(blocks: Blocks, exif: ExifBlock) -> Blocks:
    """The blocks with EXIF, and with what a TIFF file keeps in tags: its size, XMP and IPTC."""
    width, height = (blocks.width, blocks.height) if blocks.width else exif.size
    xmp, iptc = _bytes(exif.base.get(XMP_PACKET)), _bytes(exif.base.get(IPTC_BLOCK))
    return replace(
        blocks, width=width, height=height, exif=exif, xmp=blocks.xmp or xmp, iptc=blocks.iptc or iptc
    )
