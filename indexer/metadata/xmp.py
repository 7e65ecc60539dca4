"""XMP packets, embedded or beside the picture, as a tree of plain values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Value: TypeAlias = "str | list[Value] | dict[str, Value]"

MAX_PACKET_BYTES = 8 << 20
MAX_DEPTH = 8
"""Face regions, the deepest structure of use, are five deep."""

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://ns.adobe.com/exif/1.0/aux/": "aux",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/lightroom/1.0/": "lr",
    "http://www.digikam.org/ns/1.0/": "digiKam",
    "http://www.metadataworkinggroup.com/schemas/regions/": "mwg-rs",
    "http://ns.microsoft.com/photo/1.0/": "MicrosoftPhoto",
    "http://ns.microsoft.com/photo/1.0": "MicrosoftPhoto",
    "http://ns.microsoft.com/photo/1.2/": "MP",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
    "http://ns.google.com/photos/1.0/panorama/": "GPano",
    "http://ns.google.com/photos/1.0/camera/": "GCamera",
    "http://ns.google.com/photos/1.0/creations/": "GCreations",
    "http://ns.adobe.com/xmp/1.0/DynamicMedia/": "xmpDM",
    "http://ns.apple.com/faceinfo/1.0/": "apple-fi",
    "http://ns.acdsee.com/iptc/1.0/": "acdsee",
    "http://ns.acdsee.com/regions/": "acdsee-rs",
    "http://www.metadataworkinggroup.com/schemas/keywords/": "mwg-kw",
}


def parse_packet(packet: bytes) -> dict[str, Value]:
    """Properties as 'prefix:name' of the known namespaces, whatever prefix the file uses.

    Values are text, lists (bags, sequences, alternatives with the default language first) or structures with
    bare field names. Raises ValueError for what is no XMP, is too big, or defines entities.
    """
    from defusedxml.ElementTree import ParseError, fromstring

    if len(packet) > MAX_PACKET_BYTES:
        raise ValueError("too big")
    try:
        root = fromstring(_document(packet))
    except (ParseError, LookupError, UnicodeError) as error:
        raise ValueError(f"not well-formed: {error}") from None
    found: dict[str, Value] = {}
    for rdf in _rdf_roots(root):
        for description in rdf:
            for name, value in _properties(description):
                found.setdefault(name, value)
    return found


def texts(value: Value | None) -> list[str]:
    """A property's texts, one or many; structures have none."""
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, list):
        return [item.strip() for item in value if isinstance(item, str) and item.strip()]
    return []


def structures(value: Value | None) -> list[dict[str, Value]]:
    """A property's structures, one or many."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def tree_paths(packet: dict[str, Value]) -> list[list[str]]:
    """Paths of keywords, from the root on, in the working group's tree and in ACDSee's categories."""
    found: list[list[str]] = []
    for tree in structures(packet.get("mwg-kw:Keywords")):
        for node in structures(tree.get("Hierarchy")):
            found += _below(node, [])
    for document in texts(packet.get("acdsee:categories"))[:1]:
        found += _categories(document)
    return found


def _below(node: dict[str, Value], above: list[str]) -> list[list[str]]:
    path = [*above, *texts(node.get("Keyword"))[:1]]
    children = structures(node.get("Children"))
    deeper = [found for child in children for found in _below(child, path)]
    return deeper or [path]


def _categories(document: str) -> list[list[str]]:
    """'<Categories><Category Assigned="0">Places<Category Assigned="1">Rome</Category></Category>...'."""
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root = fromstring(document)
    except ParseError:
        return []

    def walk(element: Element, above: list[str]) -> Iterator[list[str]]:
        path = [*above, (element.text or "").strip()] if element is not root else above
        if element.get("Assigned") == "1":
            yield path
        for child in element:
            yield from walk(child, path)

    return list(walk(root, []))


def _document(packet: bytes) -> bytes:
    """The XML alone: no padding, no byte order mark, no wrapper that some programs leave unclosed."""
    start = packet.find(b"<")
    end = packet.rfind(b">")
    if start < 0 or end < start:
        raise ValueError("no XML")
    return packet[start : end + 1]


def _rdf_roots(root: Element) -> Iterator[Element]:
    if root.tag == f"{{{RDF}}}RDF":
        yield root
    else:
        yield from root.iter(f"{{{RDF}}}RDF")


def _properties(description: Element) -> Iterator[tuple[str, Value]]:
    for tag, text in description.attrib.items():
        name = _known_name(tag)
        if name:
            yield name, text
    for child in description:
        name = _known_name(child.tag)
        if name:
            yield name, _value(child, 0)


def _known_name(tag: str) -> str:
    namespace, _, name = tag[1:].partition("}")
    prefix = _PREFIXES.get(namespace, "")
    return f"{prefix}:{name}" if prefix and name else ""


def _local_name(tag: str) -> str:
    return tag.rpartition("}")[2]


def _value(element: Element, depth: int) -> Value:
    if depth > MAX_DEPTH:
        return ""
    children = list(element)
    for child in children:
        if child.tag in (f"{{{RDF}}}Bag", f"{{{RDF}}}Seq", f"{{{RDF}}}Alt"):
            return [_value(item, depth + 1) for item in _items(child)]
    fields = _fields(element, depth)
    for child in children:
        if child.tag == f"{{{RDF}}}Description":
            fields |= _fields(child, depth)
        elif child.tag == f"{{{RDF}}}value":
            return _value(child, depth + 1)
    return fields or (element.text or "").strip()


def _fields(element: Element, depth: int) -> dict[str, Value]:
    plain = {
        _local_name(tag): text
        for tag, text in element.attrib.items()
        if not tag.startswith(f"{{{RDF}}}") and tag != _XML_LANG
    }
    nested = {
        _local_name(child.tag): _value(child, depth + 1)
        for child in element
        if not child.tag.startswith(f"{{{RDF}}}")
    }
    return {**plain, **nested}


def _items(container: Element) -> list[Element]:
    """The list's items; of alternatives the default language first."""
    items = [item for item in container if item.tag == f"{{{RDF}}}li"]
    return sorted(items, key=lambda item: item.get(_XML_LANG, "x-default") != "x-default")
