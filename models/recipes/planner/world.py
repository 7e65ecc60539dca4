"""What a generated query is made in, one library's names and chance, and the pieces it is made of."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import vocabulary as v

from photos_ml.planner.spans import SpanRole

Piece = tuple[str, SpanRole]
"""Words and their role; OTHER pieces only ask and get no line."""


@dataclass
class World:
    """One library's names, and chance."""

    chance: random.Random
    people: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    cameras: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    captions: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()

    def one(self, *choices: str) -> str:
        return self.chance.choice(choices)

    def maybe(self, probability: float) -> bool:
        return self.chance.random() < probability


@lru_cache(maxsize=1)
def templates() -> tuple[str, ...]:
    """Lines of the hand-written templates."""
    lines = (Path(__file__).parent / "templates.txt").read_text().splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def new_world(chance: random.Random, captions: tuple[str, ...]) -> World:
    """A library of 2-9 people, 3-14 places, 1-4 cameras, 1-6 folders; now and then one that knows nothing."""
    world = World(chance, captions=captions, templates=templates())
    if world.maybe(0.04):
        return world
    world.people = chance.sample(v.PEOPLE, chance.randint(2, 8))
    if world.maybe(0.3):
        world.people.append(chance.choice(v.TRAP_PEOPLE))
    world.places = [*chance.sample(v.PLACES, chance.randint(3, 13)), *(["Home"] if world.maybe(0.6) else [])]
    world.cameras = chance.sample(v.CAMERAS, chance.randint(1, 4))
    world.folders = chance.sample(v.FOLDERS, chance.randint(1, 6))
    return world


def other(text: str) -> Piece:
    return text, SpanRole.OTHER


def what(text: str) -> Piece:
    """Content without its leading article."""
    return text, SpanRole.WHAT


def name(w: World) -> tuple[str, SpanRole]:
    """A person: WHO where the library knows them, else words of the picture."""
    if w.people and w.maybe(0.9):
        return w.one(*w.people), SpanRole.WHO
    stranger = w.one(*v.PEOPLE)
    return stranger, SpanRole.WHO if stranger in w.people else SpanRole.WHAT
