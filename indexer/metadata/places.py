"""Places that other programs wrote, under the gazetteer's names."""

from __future__ import annotations

from photos_ml.gazetteer import Gazetteer, GazetteerEntry, PlaceKind
from photos_ml.types import Place


def canonical(written: Place, gazetteer: Gazetteer) -> Place:
    """The place as the gazetteer names it; levels that it does not know stay as they were written."""
    country = _pick(gazetteer.find(written.country), PlaceKind.COUNTRY, "")
    code = country.place.country_code if country else written.country_code.upper()[:2]
    region = _pick(gazetteer.find(written.region), PlaceKind.REGION, code)
    cities = [entry for entry in gazetteer.find(written.city) if entry.kind is PlaceKind.CITY]
    in_region = [entry for entry in cities if region and entry.place.region == region.place.region]
    city = _pick(in_region or cities, PlaceKind.CITY, code) if code else None
    if city is not None:
        return city.place
    named = region.place if region else country.place if country else Place("", "", "", code)
    return Place(
        written.city, named.region or written.region, named.country or written.country, named.country_code
    )


def _pick(
    entries: list[GazetteerEntry] | tuple[GazetteerEntry, ...], kind: PlaceKind, code: str
) -> GazetteerEntry | None:
    """The most populous entry of a kind, in a country where one is given."""
    fitting = (entry for entry in entries if entry.kind is kind)
    return next((entry for entry in fitting if code in ("", entry.place.country_code)), None)
