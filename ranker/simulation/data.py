"""Which real photos and albums made-up people get: those trained on, those lived with, those held out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from photos_ml.errors import UsageError
from photos_ml.ranker.simulation.albums import Album, read_albums, split_by_owner
from photos_ml.ranker.simulation.bank import make_bank, read_captions
from photos_ml.ranker.simulation.stage import Stage

if TYPE_CHECKING:
    from photos_ml.encoders.base import Encoder

PHOTOS, ALBUMS = "flickr8k", "nl/memexqa/album_info.json"
NEEDED = f"a folder with {PHOTOS} (train, val, train.csv, val.csv) and {ALBUMS}"
ALBUM_SHARES = (4.0, 1.0, 1.2)
"""Of training, of giving feedback, held out."""


@dataclass(frozen=True, slots=True)
class Part:
    """Pictures of one split, by name, from a place to another, the first of them in damaged variants too."""

    split: str
    start: int
    stop: int
    damaged: int
    albums: int


TRAIN = Part("train", 0, 2500, 300, 0)
TASTES = Part("train", 2500, 3200, 0, 0)
"""Photos that people's tastes are compared on: the rankers were not trained on them."""
FEEDBACK = Part("train", 4000, 4700, 0, 1)
"""Photos that feedback is given on: the rankers were not trained on them, the encoder was."""
HELD_OUT = Part("val", 0, 500, 200, 2)
"""Photos that neither the rankers nor the encoder were trained on."""


def check_data(data: Path | None) -> Path:
    """The folder itself; raises UsageError where it is not what the simulation needs."""
    if data is None or not (data / PHOTOS).is_dir() or not (data / ALBUMS).is_file():
        where = "no data folder" if data is None else f"{data} is incomplete"
        raise UsageError(f"{where}: the simulation needs {NEEDED}", hint="give it with --data")
    return data


def set_stage(
    data: Path, part: Part, encoder: Encoder, cache: Path | None = None, *, pictures: int | None = None
) -> Stage:
    """The stage of a part; `pictures` bounds how many, for a quick look, damaged ones in proportion."""
    folder = data / PHOTOS
    captions = read_captions(folder / f"{part.split}.csv")
    names = sorted(captions)[part.start : part.stop][:pictures]
    damaged = part.damaged * len(names) // (part.stop - part.start)
    chosen = {name: captions[name] for name in names}
    kept = cache / f"{part.split}-{part.start}" if cache else None
    bank = make_bank(folder / part.split, chosen, encoder, damaged=damaged, cache=kept)
    return Stage.set(bank, _albums(data, part), encoder.encode_texts)


def _albums(data: Path, part: Part) -> list[Album]:
    return split_by_owner(read_albums(data / ALBUMS), ALBUM_SHARES)[part.albums]
