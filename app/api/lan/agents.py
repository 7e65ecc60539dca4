"""What to call a device until its owner calls it otherwise."""

from __future__ import annotations

KINDS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)
BROWSERS = (
    *(("EdgA", "Edge"), ("EdgiOS", "Edge"), ("Edg/", "Edge"), ("SamsungBrowser", "Samsung")),
    *(("FxiOS", "Firefox"), ("Firefox", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome")),
    ("Safari", "Safari"),
)
"""A word of the header User-Agent -> what that is; the first that is there counts."""


def device_name(agent: str) -> str:
    """'iPhone, Safari' of a header User-Agent; of one that says neither, 'Web browser'."""
    found = [next((name for word, name in table if word in agent), "") for table in (KINDS, BROWSERS)]
    return ", ".join(part for part in found if part) or "Web browser"
