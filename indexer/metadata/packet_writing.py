"""What a library knows of a photo as an XMP packet that other programs read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from photos_ml.types import Metadata, PersonTag, Position, Precision, Taken

TOOLKIT = "photos-ml"
"""What a sidecar of ours says that it was made with: only such a one is ever written over."""
FAVORITE_PICK = "3"
"""digiKam's 'accepted'."""
_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "digiKam": "http://www.digikam.org/ns/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "mwg-rs": "http://www.metadataworkinggroup.com/schemas/regions/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "stArea": "http://ns.adobe.com/xmp/sType/Area#",
    "stDim": "http://ns.adobe.com/xap/1.0/sType/Dimensions#",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}


def packet_of(metadata: Metadata, regions: Sequence[PersonTag], regions_of: tuple[int, int]) -> str:
    """A whole sidecar. `regions`: people, with boxes in the stored picture, which is `regions_of` large."""
    simple = dict(_simple(metadata))
    attributes = "".join(f"\n    {name}={quoteattr(text)}" for name, text in simple.items())
    spaces = "".join(f'\n    xmlns:{prefix}="{space}"' for prefix, space in _NAMESPACES.items())
    body = "".join(_structured(metadata, regions, regions_of))
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="{TOOLKIT}">\n'
        ' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f'  <rdf:Description rdf:about=""{spaces}{attributes}>\n'
        f"{body}  </rdf:Description>\n </rdf:RDF>\n</x:xmpmeta>\n"
    )


def written_date(taken: Taken) -> str:
    """A date as XMP writes it, with as much as is known."""
    local = taken.local
    match taken.precision:
        case Precision.DECADE:
            return f"{local.year // 10}X"
        case Precision.YEAR:
            return f"{local.year:04}"
        case Precision.MONTH:
            return f"{local.year:04}-{local.month:02}"
        case Precision.DAY:
            return f"{local:%Y-%m-%d}"
    timespec = "milliseconds" if local.microsecond else "seconds"
    return local.isoformat(timespec=timespec) + _zone(taken.offset_minutes)


def _zone(minutes: int | None) -> str:
    if minutes is None:
        return ""
    sign, east = ("-" if minutes < 0 else "+"), abs(minutes)
    return f"{sign}{east // 60:02}:{east % 60:02}"


def _simple(metadata: Metadata) -> Iterable[tuple[str, str]]:
    taken, place = metadata.taken, metadata.place
    if taken is not None and taken.source.trust > 0:
        yield "exif:DateTimeOriginal", written_date(taken)
        yield "photoshop:DateCreated", written_date(taken)
    if metadata.position is not None:
        yield from _position(metadata.position)
    if place is not None:
        levels = {"photoshop:City": place.city, "photoshop:State": place.region}
        levels |= {"photoshop:Country": place.country, "Iptc4xmpCore:CountryCode": place.country_code}
        yield from ((name, text) for name, text in levels.items() if text)
    if metadata.rejected or metadata.rating is not None:
        yield "xmp:Rating", str(-1 if metadata.rejected else metadata.rating)
    if metadata.heart:
        yield "digiKam:PickLabel", FAVORITE_PICK


def _position(position: Position) -> Iterable[tuple[str, str]]:
    for name, degrees, sides in (("Latitude", position.lat, "NS"), ("Longitude", position.lon, "EW")):
        whole = int(abs(degrees))
        yield f"exif:GPS{name}", f"{whole},{(abs(degrees) - whole) * 60:.8f}{sides[degrees < 0]}"
    if position.altitude_m is not None:
        yield "exif:GPSAltitude", f"{round(abs(position.altitude_m) * 1000)}/1000"
        yield "exif:GPSAltitudeRef", str(int(position.altitude_m < 0))


def _structured(
    metadata: Metadata, regions: Sequence[PersonTag], regions_of: tuple[int, int]
) -> Iterable[str]:
    names = [tag.name for tag in regions]
    for name, text in (("title", metadata.title), ("description", metadata.caption)):
        if text:
            written = f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt>'
            yield f"   <dc:{name}>{written}</dc:{name}>\n"
    if metadata.keywords or names:
        yield _listed("dc:subject", "Bag", [*metadata.keywords, *names])
        for name, kind, mark in (("lr:hierarchicalSubject", "Bag", "|"), ("digiKam:TagsList", "Seq", "/")):
            whole = [word for word in metadata.keywords if mark not in word]  # else a path of several
            yield _listed(name, kind, [*whole, *(f"People{mark}{person}" for person in names)])
    boxed = [tag for tag in regions if tag.box is not None]
    if boxed:
        width, height = regions_of
        yield (
            '   <mwg-rs:Regions rdf:parseType="Resource">\n'
            f'    <mwg-rs:AppliedToDimensions stDim:w="{width}" stDim:h="{height}" stDim:unit="pixel"/>\n'
            f"    <mwg-rs:RegionList><rdf:Bag>\n{''.join(map(_region, boxed))}"
            "    </rdf:Bag></mwg-rs:RegionList>\n   </mwg-rs:Regions>\n"
        )


def _listed(name: str, kind: str, items: Iterable[str]) -> str:
    lines = "".join(f"<rdf:li>{escape(item)}</rdf:li>" for item in items)
    return f"   <{name}><rdf:{kind}>{lines}</rdf:{kind}></{name}>\n"


def _region(tag: PersonTag) -> str:
    assert tag.box is not None
    x, y, width, height = tag.box
    area = {"x": x + width / 2, "y": y + height / 2, "w": width, "h": height}
    numbers = " ".join(f'stArea:{name}="{value:.9f}"' for name, value in area.items())
    return (
        f'     <rdf:li><rdf:Description mwg-rs:Name={quoteattr(tag.name)} mwg-rs:Type="Face">'
        f'<mwg-rs:Area {numbers} stArea:unit="normalized"/></rdf:Description></rdf:li>\n'
    )
