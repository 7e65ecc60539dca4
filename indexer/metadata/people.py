"""People that other programs named in XMP, with the boxes of their faces."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from photos_ml.indexer.metadata.facts import merged_people
from photos_ml.indexer.metadata.text import clean
from photos_ml.indexer.metadata.xmp import Value, structures, texts
from photos_ml.types import PersonTag

Box = tuple[float, float, float, float]

PEOPLE_ROOTS = frozenset(
    "people persons person faces personen gesichter personnes visages personas caras persone osoby".split()
)
"""First words of keyword paths that photo managers keep people under, in several languages."""
_PERSON_TYPE = re.compile(r"human|person|face", re.IGNORECASE)
_NOBODY = frozenset(("", "unknown", "unknown person", "unconfirmed", "ignored", "autoface", "unnamed"))


def people_of(packet: dict[str, Value]) -> tuple[PersonTag, ...]:
    """Face regions of the schemes in use, then names without boxes; boxes as stored, not turned."""
    named = [PersonTag(name) for name in map(clean, texts(packet.get("Iptc4xmpExt:PersonInImage")))]
    in_details = [
        PersonTag(clean(name))
        for item in structures(packet.get("Iptc4xmpExt:PersonInImageWDetails"))
        for name in texts(item.get("PersonName"))[:1]
    ]
    groups = (
        list(_mwg_faces(packet)),
        list(_microsoft_faces(packet)),
        list(_acdsee_faces(packet)),
        list(_iptc_regions(packet)),
        named + in_details,
    )
    return merged_people([[tag for tag in group if tag.name.casefold() not in _NOBODY] for group in groups])


def upright(tag: PersonTag, orientation: int | None) -> PersonTag:
    """The tag with its box as it lies in the picture turned by an EXIF orientation (1 to 8)."""
    if tag.box is None or orientation in (None, 1):
        return tag
    x, y, width, height = tag.box
    right, below = 1 - x - width, 1 - y - height
    turned: dict[int, Box] = {
        2: (right, y, width, height),
        3: (right, below, width, height),
        4: (x, below, width, height),
        5: (y, x, height, width),
        6: (below, x, height, width),
        7: (below, right, height, width),
        8: (y, right, height, width),
    }
    return PersonTag(tag.name, turned[orientation]) if orientation in turned else tag


def measured(packet: dict[str, Value]) -> tuple[int, int]:
    """Width and height of the picture that regions are measured in; zeros where they do not say, or where
    faces lie on their side, as in no picture that was turned upright."""
    for name in ("mwg-rs:Regions", "acdsee-rs:Regions"):
        for regions in structures(packet.get(name)):
            applied = next(iter(structures(regions.get("AppliedToDimensions"))), {})
            width, height = (_fraction(applied.get(side)) or 0.0 for side in ("w", "h"))
            if width > 0 and height > 0 and not any(map(_lies, structures(regions.get("RegionList")))):
                return round(width), round(height)
    return 0, 0


def is_other_shape(regions_of: tuple[int, int], stored: tuple[int, int]) -> bool | None:
    """Whether regions are measured in a picture that lies the other way than the stored one; None where
    their sizes do not tell."""
    (across, down), (width, height) = regions_of, stored
    shapes = (across - down) * (width - height)
    return shapes < 0 if across and down and shapes else None


def _lies(region: dict[str, Value]) -> bool:
    return abs(math.sin(_fraction(region.get("Rotation")) or 0.0)) > math.sqrt(0.5)


def _mwg_faces(packet: dict[str, Value]) -> Iterator[PersonTag]:
    """Metadata Working Group regions: the centre and size of an area; pets and focus points are skipped."""
    for regions in structures(packet.get("mwg-rs:Regions")):
        applied = next(iter(structures(regions.get("AppliedToDimensions"))), {})
        for region in structures(regions.get("RegionList")):
            kind = next(iter(texts(region.get("Type"))), "Face")
            name = next(iter(texts(region.get("Name"))), "")
            if kind.casefold() == "face" and name:
                area = next(iter(structures(region.get("Area"))), {})
                yield PersonTag(clean(name), _centred_box(area, applied))


def _acdsee_faces(packet: dict[str, Value]) -> Iterator[PersonTag]:
    """ACDSee's regions, as the working group's; the area that was drawn before the one that was found."""
    for regions in structures(packet.get("acdsee-rs:Regions")):
        for region in structures(regions.get("RegionList")):
            kind, name = (next(iter(texts(region.get(field))), "") for field in ("Type", "Name"))
            if kind.casefold() in ("face", "") and name:
                areas = (structures(region.get(field)) for field in ("DLYArea", "ALGArea"))
                boxes = (_centred_box(area[0], {}) for area in areas if area)
                yield PersonTag(clean(name), next((box for box in boxes if box), None))


def _iptc_regions(packet: dict[str, Value]) -> Iterator[PersonTag]:
    """IPTC's image regions of people: those that say who is in them, or a name where they are of a person."""
    for region in structures(packet.get("Iptc4xmpExt:ImageRegion")):
        box = _boundary_box(next(iter(structures(region.get("RegionBoundary"))), {}))
        names = texts(region.get("PersonInImage"))
        for name in names or (texts(region.get("Name"))[:1] if _is_of_person(region) else []):
            yield PersonTag(clean(name), box if len(names) < 2 else None)


def _is_of_person(region: dict[str, Value]) -> bool:
    """Whether a region's type, by its address or its name, is a human or a face."""
    told = [
        text for kind in structures(region.get("RCtype")) for value in kind.values() for text in texts(value)
    ]
    told += texts(region.get("RCtype"))
    return any(_PERSON_TYPE.search(text) for text in told)


def _boundary_box(boundary: dict[str, Value]) -> Box | None:
    """A rectangle by its corner, a circle by its middle; pixels need a size that IPTC does not give."""
    if boundary.get("rbUnit") != "relative":
        return None
    x, y, width, height, radius = (_fraction(boundary.get(f"rb{n}")) for n in ("X", "Y", "W", "H", "Rx"))
    if x is None or y is None:
        return None
    if boundary.get("rbShape") == "circle" and radius:
        return _inside((x - radius, y - radius, 2 * radius, 2 * radius))
    return _inside((x, y, width, height)) if width and height else None


def _centred_box(area: dict[str, Value], applied: dict[str, Value]) -> Box | None:
    x, y, width, height = (_fraction(area.get(name)) for name in ("x", "y", "w", "h"))
    if x is None or y is None or width is None or height is None:
        return None
    if area.get("unit") == "pixel":
        across, down = _fraction(applied.get("w")), _fraction(applied.get("h"))
        if not across or not down:
            return None
        x, y, width, height = x / across, y / down, width / across, height / down
    return _inside((x - width / 2, y - height / 2, width, height))


def _microsoft_faces(packet: dict[str, Value]) -> Iterator[PersonTag]:
    """Microsoft photo regions: 'left, top, width, height'; a person without a rectangle has no box."""
    for info in structures(packet.get("MP:RegionInfo")):
        for region in structures(info.get("Regions")):
            name = next(iter(texts(region.get("PersonDisplayName"))), "")
            if name:
                yield PersonTag(clean(name), _corner_box(region.get("Rectangle")))


def _corner_box(value: Value | None) -> Box | None:
    numbers = [_fraction(part) for part in value.split(",")] if isinstance(value, str) else []
    match [number for number in numbers if number is not None]:
        case [x, y, width, height]:
            return _inside((x, y, width, height))
    return None


def _fraction(value: Value | None) -> float | None:
    try:
        number = float(value) if isinstance(value, str) else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _inside(box: Box) -> Box | None:
    """The part of the box that lies in the picture; None where nothing does."""
    left, top = max(box[0], 0.0), max(box[1], 0.0)
    right, bottom = min(box[0] + box[2], 1.0), min(box[1] + box[3], 1.0)
    return (left, top, right - left, bottom - top) if right > left and bottom > top else None
