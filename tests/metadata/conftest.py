"""Pictures with metadata of the tests' own making."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from photos_ml.gazetteer import Gazetteer
from photos_ml.indexer.metadata import read_metadata
from photos_ml.types import Metadata

EXIF_IFD, GPS_IFD = 0x8769, 0x8825
XMP_HEADER = b"http://ns.adobe.com/xap/1.0/\0"
NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpNote": "http://ns.adobe.com/xmp/note/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "aux": "http://ns.adobe.com/exif/1.0/aux/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "digiKam": "http://www.digikam.org/ns/1.0/",
    "mwg-rs": "http://www.metadataworkinggroup.com/schemas/regions/",
    "stArea": "http://ns.adobe.com/xmp/sType/Area#",
    "stDim": "http://ns.adobe.com/xap/1.0/sType/Dimensions#",
    "MicrosoftPhoto": "http://ns.microsoft.com/photo/1.0/",
    "MP": "http://ns.microsoft.com/photo/1.2/",
    "MPRI": "http://ns.microsoft.com/photo/1.2/t/RegionInfo#",
    "MPReg": "http://ns.microsoft.com/photo/1.2/t/Region#",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "GPano": "http://ns.google.com/photos/1.0/panorama/",
    "GCamera": "http://ns.google.com/photos/1.0/camera/",
    "xmpDM": "http://ns.adobe.com/xmp/1.0/DynamicMedia/",
}
QUICKTIME_EPOCH = datetime(1904, 1, 1)

Make = Callable[..., Path]
Read = Callable[..., Metadata]


def xmp(body: str = "", **attributes: str) -> bytes:
    """A packet with one description: `dc__title='x'` becomes an attribute, `body` its elements."""
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    values = " ".join(f'{name.replace("__", ":")}="{value}"' for name, value in attributes.items())
    return (
        f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF {spaces}><rdf:Description rdf:about="" {values}>{body}</rdf:Description></rdf:RDF>'
        f'</x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def bag(name: str, *words: str, kind: str = "Bag") -> str:
    """A list property."""
    items = "".join(f"<rdf:li>{word}</rdf:li>" for word in words)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>"


def mwg_face(name: str, x: float, y: float, w: float, h: float, kind: str = "Face") -> str:
    """One item of a region list, centre and size in fractions."""
    return (
        f'<rdf:li><rdf:Description mwg-rs:Name="{name}" mwg-rs:Type="{kind}">'
        f'<mwg-rs:Area stArea:x="{x}" stArea:y="{y}" stArea:w="{w}" stArea:h="{h}" stArea:unit="normalized"/>'
        f"</rdf:Description></rdf:li>"
    )


def mwg_regions(*faces: str) -> str:
    return (
        '<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag>'
        f"{''.join(faces)}</rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>"
    )


def iptc(*datasets: tuple[int, int, bytes], utf8: bool = True) -> bytes:
    """An IPTC-IIM block."""
    every = ((1, 90, b"\x1b%G"), *datasets) if utf8 else datasets
    return b"".join(b"\x1c" + bytes((r, d)) + struct.pack(">H", len(value)) + value for r, d, value in every)


def photoshop(block: bytes, resource: int = 0x0404) -> bytes:
    """A Photoshop segment that holds a thumbnail resource and an IPTC block."""
    head = b"Photoshop 3.0\x00"
    other = b"8BIM" + struct.pack(">H", 0x03ED) + b"\x03abc" + struct.pack(">I", 3) + b"xyz\x00"
    return (
        head + other + b"8BIM" + struct.pack(">H", resource) + b"\0\0" + struct.pack(">I", len(block)) + block
    )


def exif_bytes(
    base: Mapping[int, Any] | None = None,
    details: Mapping[int, Any] | None = None,
    gps: Mapping[int, Any] | None = None,
) -> bytes:
    """An EXIF block that Pillow writes."""
    block = Image.Exif()
    block.update(dict(base or {}))
    block.get_ifd(EXIF_IFD).update(dict(details or {}))
    block.get_ifd(GPS_IFD).update(dict(gps or {}))
    return block.tobytes()


def with_segment(jpeg: bytes, marker: int, payload: bytes) -> bytes:
    """A JPEG with one more segment right behind its first marker."""
    return jpeg[:2] + bytes((0xFF, marker)) + struct.pack(">H", len(payload) + 2) + payload + jpeg[2:]


def box(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload) + 8) + kind + payload


def movie(
    *extra: bytes, taken: datetime | None = None, turned: bool = False, wide: bool = False, seconds: int = 90
) -> bytes:
    """The headers of an MP4 file, its pixels left out."""
    created = int((taken - QUICKTIME_EPOCH).total_seconds()) if taken else 0
    times = struct.pack(">QQIQ" if wide else ">IIII", created, created, 1000, seconds * 1000)
    version = b"\1\0\0\0" if wide else b"\0\0\0\0"
    one, none = struct.pack(">I", 1 << 16), b"\0" * 4
    turn = (none + one + none) * 2 if turned else one + none * 3 + one + none
    track_times = b"\0" * (32 if wide else 20)
    matrix = turn + none * 3
    track = version + track_times + b"\0" * 16 + matrix + struct.pack(">II", 1920 << 16, 1080 << 16)
    moov = box(b"mvhd", version + times + b"\0" * 80) + box(b"trak", box(b"tkhd", track)) + b"".join(extra)
    return box(b"ftyp", b"isom\0\0\0\0") + box(b"mdat", b"\0" * 64) + box(b"moov", moov)


def keyed(**values: str) -> bytes:
    """Apple's keyed metadata."""
    names = [f"com.apple.quicktime.{name.replace('__', '.')}".encode() for name in values]
    keys = struct.pack(">II", 0, len(names)) + b"".join(
        struct.pack(">I", len(n) + 8) + b"mdta" + n for n in names
    )
    items = b"".join(
        box(struct.pack(">I", number), box(b"data", struct.pack(">II", 1, 0) + text.encode()))
        for number, text in enumerate(values.values(), 1)
    )
    return box(b"meta", box(b"hdlr", b"\0" * 24) + box(b"keys", keys) + box(b"ilst", items))


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer()


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Writes a small picture with the given blocks; the format follows the name."""

    def write(
        name: str = "photo.jpg",
        *,
        size: tuple[int, int] = (64, 48),
        exif: bytes = b"",
        packet: bytes = b"",
        resources: bytes = b"",
        **options: Any,
    ) -> Path:
        path = tmp_path / name
        if exif:
            options["exif"] = exif
        Image.new("RGB", size, "teal").save(path, **options)
        data = path.read_bytes()
        if packet:
            data = with_segment(data, 0xE1, XMP_HEADER + packet)
        if resources:
            data = with_segment(data, 0xED, resources)
        path.write_bytes(data)
        return path

    return write


@pytest.fixture
def read(gazetteer: Gazetteer) -> Read:
    """read_metadata with the gazetteer."""

    def run(path: Path, *sidecars: Path) -> Metadata:
        return read_metadata(path, sidecars=sidecars, gazetteer=gazetteer)

    return run
