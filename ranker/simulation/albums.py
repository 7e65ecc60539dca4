"""Real albums without their pictures: when, where, and the story that people wrote of each photo."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random

from photos_ml.errors import UsageError


@dataclass(frozen=True, slots=True)
class Album:
    """An album's story: a sentence a photo; `day` is when it was."""

    id: str
    owner: str
    title: str
    day: date
    sentences: tuple[str, ...]

    @property
    def story(self) -> tuple[str, ...]:
        return (self.title, *self.sentences)


def read_albums(path: Path) -> list[Album]:
    """The albums of a MemexQA album_info.json; raises UsageError where it cannot be read."""
    try:
        with path.open(encoding="utf-8") as stream:
            found = json.load(stream)
        return [
            Album(
                album["album_id"],
                album["flickr_user_id"],
                album["album_title"],
                datetime.strptime(album["album_when"].strip(), "on %B %d %Y").date(),
                tuple(album["photo_captions"]),
            )
            for album in found
        ]
    except (OSError, KeyError, ValueError) as error:
        raise UsageError(f"cannot read albums from {path}", hint="give MemexQA's album_info.json") from error


def split_by_owner(albums: Sequence[Album], shares: Sequence[float]) -> list[list[Album]]:
    """Albums in parts of about these shares; all of an owner's albums are in one part."""
    owners = sorted({album.owner for album in albums})
    Random(0).shuffle(owners)  # noqa: S311 - the same split always
    parts: list[list[Album]] = [[] for _ in shares]
    for owner in owners:
        filled = [len(part) / share for part, share in zip(parts, shares, strict=True)]
        parts[filled.index(min(filled))] += [album for album in albums if album.owner == owner]
    return parts
