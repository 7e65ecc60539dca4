"""XMP packets with captions, keywords, ratings and people, as photo programs write them."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from maker.table import Photo, Region

_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "mwg-rs": "http://www.metadataworkinggroup.com/schemas/regions/",
    "stArea": "http://ns.adobe.com/xmp/sType/Area#",
    "stDim": "http://ns.adobe.com/xap/1.0/sType/Dimensions#",
    "GPano": "http://ns.google.com/photos/1.0/panorama/",
}


def _list(tag: str, kind: str, values: list[str]) -> str:
    items = "".join(f"<rdf:li>{escape(value)}</rdf:li>" for value in values)
    return f"<{tag}><rdf:{kind}>{items}</rdf:{kind}></{tag}>" if values else ""


def _caption(text: str) -> str:
    if not text:
        return ""
    item = f'<rdf:li xml:lang="x-default">{escape(text)}</rdf:li>'
    return f"<dc:description><rdf:Alt>{item}</rdf:Alt></dc:description>"


def _area(region: Region) -> str:
    kind = "Pet" if region.is_pet else "Face"
    return (
        '<rdf:li rdf:parseType="Resource">'
        f"<mwg-rs:Name>{escape(region.name)}</mwg-rs:Name><mwg-rs:Type>{kind}</mwg-rs:Type>"
        f'<mwg-rs:Area stArea:x="{region.x:g}" stArea:y="{region.y:g}" '
        f'stArea:w="{region.width:g}" stArea:h="{region.height:g}" stArea:unit="normalized"/></rdf:li>'
    )


def _regions(people: tuple[Region, ...], size: tuple[int, int]) -> str:
    framed = [region for region in people if region.width]
    if not framed:
        return ""
    width, height = size
    areas = "".join(map(_area, framed))
    return (
        '<mwg-rs:Regions rdf:parseType="Resource">'
        f'<mwg-rs:AppliedToDimensions stDim:w="{width}" stDim:h="{height}" stDim:unit="pixel"/>'
        f"<mwg-rs:RegionList><rdf:Bag>{areas}</rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>"
    )


def packet(photo: Photo, size: tuple[int, int], panorama: bool = False) -> bytes:
    """The photo's words as one UTF-8 XMP packet; `size` is width and height in pixels."""
    names = [region.name for region in photo.people]
    attributes = f" xmp:Rating={quoteattr(str(photo.rating))}" if photo.rating else ""
    if panorama:
        attributes += ' GPano:ProjectionType="cylindrical" GPano:UsePanoramaViewer="True"'
    namespaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items() if prefix != "rdf")
    body = (
        _caption(photo.caption)
        + _list("dc:subject", "Bag", list(photo.keywords))
        + _list("lr:hierarchicalSubject", "Bag", [f"People|{name}" for name in names])
        + _list("Iptc4xmpExt:PersonInImage", "Bag", names)
        + _regions(photo.people, size)
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_NAMESPACES["rdf"]}">'
        f'<rdf:Description rdf:about="" {namespaces}{attributes}>{body}</rdf:Description>'
        "</rdf:RDF></x:xmpmeta>\n"
        '<?xpacket end="w"?>'
    ).encode()
