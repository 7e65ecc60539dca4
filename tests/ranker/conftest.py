"""Dated photos made by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from photos_ml.store.dated import DatedPhoto

MakePhoto = Callable[..., DatedPhoto]


def dated(photo_id: int, local: str, **changes: Any) -> DatedPhoto:
    """A phone photo at a local time; `changes` are fields of DatedPhoto."""
    fields: dict[str, Any] = {
        "id": photo_id, "content_id": photo_id, "local": datetime.fromisoformat(local), "offset_minutes": 0,
        "has_time": True, "lat": None, "lon": None, "place": None, "camera": "phone", "folder": "/p",
        "name": f"IMG_{photo_id}.jpg", "width": 4000, "height": 3000, "video": False, "favorite": False,
        "rating": None, "burst_id": "",
    }  # fmt: skip
    return DatedPhoto(**(fields | changes))


@pytest.fixture(scope="session")
def make_photo() -> MakePhoto:
    return dated
