"""What a device may ask: one row for every route of the service, and a test that none is missing.

A route that stands in no row is nobody's but the owner's, and so is one that is added and forgotten here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import TYPE_CHECKING

from fastapi.routing import iter_route_contexts
from starlette.routing import Match

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import Scope

    from photos_ml.app.service.lan.devices import Device


class Need(Enum):
    """What a device must be allowed for a route."""

    LOOK = "look"
    """Nothing more: every paired device looks at photos."""
    FAVORITE = "favorite"
    PEOPLE = "people"
    OWNER = "owner"
    """No device is ever allowed that: it is asked at this machine."""


def _rows(method: str, need: Need, paths: str) -> dict[tuple[str, str], Need]:
    return {(method, path): need for path in paths.split()}


PERMISSIONS: Mapping[tuple[str, str], Need] = {
    # The pages themselves: files of the package.
    **_rows("GET", Need.LOOK, "/{path:path}"),
    # What a library holds, and single photos. `original` and `copy` send a photo's own file.
    **_rows(
        "GET",
        Need.LOOK,
        """
        /api/timeline /api/timeline/stacks /api/folders/tree /api/map /api/world/cities
        /api/world/outlines/{cell} /api/tags /api/words /api/suggestions /api/photos
        /api/photos/{photo} /api/photos/{photo}/text /api/photos/{photo}/moments
        /api/photos/{photo}/thumbnail/{size} /api/photos/{photo}/original /api/photos/{photo}/copy
        /api/photos/{photo}/similar /api/photos/{photo}/albums
        /api/albums /api/albums/{album} /api/albums/latest/{which} /api/memories /api/memories/{memory}
        """,
    ),
    **_rows("POST", Need.LOOK, "/api/search /api/search/closer /api/plan /api/refine"),
    **_rows("POST", Need.FAVORITE, "/api/photos/{photo}/marks /api/marks"),
    # Who is in the pictures: to see it. To say it is the owner's.
    **_rows(
        "GET",
        Need.PEOPLE,
        """
        /api/people /api/people/{person} /api/people/{person}/faces /api/people/{person}/memories
        /api/photos/{photo}/face /api/photos/{photo}/faces
        """,
    ),
    # The service, the machine, and all that changes the library.
    **_rows(
        "GET",
        Need.OWNER,
        """
        /open /api/openapi.json /api/told /api/status /api/failures /api/links /api/folders
        /api/folders/inside /api/folders/photos /api/index /api/index/events /api/settings /api/models
        /api/steps /api/doctor /api/desktop /api/import /api/import/sources /api/export /api/duplicates
        /api/duplicates/trash /api/private /api/memories/learnt /api/memories/wish /api/places
        /api/photos/{photo}/tags /api/people/groups/{group}/faces /api/people/suggestions
        /api/devices /api/models/suggested /api/models/pull /api/models/change
        """,
    ),
    **_rows(
        "POST",
        Need.OWNER,
        """
        /api/told /api/latest /api/photos/{photo}/looked-at /api/corrections /api/undo
        /api/albums /api/albums/{album} /api/albums/{album}/delete
        /api/duplicates/choices /api/duplicates/different /api/duplicates/trash
        /api/people/answer /api/people/groups/{group}/name /api/people/groups/{group}/ignore
        /api/people/{person}/change /api/people/{person}/merge /api/people/{person}/split
        /api/people/{person}/forget /api/people/{person}/memories /api/people/undo
        /api/faces/name /api/faces/not /api/faces/none /api/photos/{photo}/faces
        /api/memories/wish /api/memories/{memory}/feedback /api/memories/{memory}/less
        /api/memories/undo /api/memories/regenerate
        /api/index /api/folders/forget /api/settings /api/models /api/steps /api/import
        /api/import/cancel /api/export /api/sessions/link /api/sessions/end
        /api/desktop/folder /api/desktop/front /api/photos/{photo}/reveal /api/photos/{photo}/open
        /api/private/unlock /api/private/passphrase /api/private/lock /api/private/add
        /api/private/remove
        /api/devices/pairing /api/devices/allow /api/devices/{device}/change
        /api/devices/{device}/revoke /api/models/pull /api/models/pull/cancel
        /api/models/change/cancel /api/models/compare /api/models/keep
        """,
    ),
}
"""(method, path as the route writes it) -> what it needs."""


class RouteTable:
    """The routes of one application, in the order in which it looks through them."""

    def __init__(self, app: FastAPI) -> None:
        self._routes = tuple(iter_route_contexts(app.routes))

    def rows(self) -> Iterator[tuple[str, str]]:
        """Every (method, path) that is answered; HEAD is asked as GET."""
        for route in self._routes:
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield method, route.path or ""

    def need(self, scope: Scope) -> Need:
        """What the route needs that would answer a request: the first that matches, as the router chooses."""
        for route in self._routes:
            if route.matches(scope)[0] is Match.FULL:
                return PERMISSIONS.get((scope["method"], route.path or ""), Need.OWNER)
        return Need.OWNER


def may(device: Device, need: Need) -> bool:
    """Whether a device is allowed what a route needs."""
    allowed = {Need.LOOK: True, Need.FAVORITE: device.favorite, Need.PEOPLE: device.people}
    return allowed.get(need, False)
