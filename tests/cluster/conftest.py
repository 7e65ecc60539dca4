"""A small collection of photos as people have them, and the shards of it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders
from photos_ml.encoders.registry import Registry
from photos_ml.indexer.cluster.plan import Shards
from photos_ml.indexer.cluster.work import compute_shard, steps_of

SHARD_PHOTOS = 10
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"/></rdf:RDF></x:xmpmeta>'
)


@pytest.fixture(scope="session")
def collection(tmp_path_factory: pytest.TempPathFactory, sample_library: Path) -> Path:
    """Photos of several formats, copies, a broken file, a sidecar, and a name that is no text."""
    folder = tmp_path_factory.mktemp("collection") / "photos"
    pictures = sorted((sample_library / "photos").rglob("*.*"))[:24]
    for number, picture in enumerate(pictures):
        path = folder / f"{2019 + number % 3}" / f"{number:03d} {picture.name}"
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(picture, path)
    first = min(folder.rglob("*.jpg"))
    shutil.copy2(first, folder / "copy.jpg")
    (folder / "broken.jpg").write_bytes(first.read_bytes()[:200])
    first.with_suffix(".xmp").write_text(XMP)
    if os.name == "posix":
        shutil.copy2(os.fsencode(pictures[5]), os.fsencode(folder) + b"/na\xefve.jpg")
    return folder


def make_shards(source: str, shards: Path | str, *, compute: bool = True) -> Shards:
    """The plan of a collection, and with `compute` all of its shards, in this process."""
    made = Shards(str(shards))
    encoder = Registry().get()
    plan = made.make(source, "builtin", encoder, steps_of(encoder), shard_photos=SHARD_PHOTOS)
    for number in range(plan.shards if compute else 0):
        compute_shard(str(shards), number)
    return made


@pytest.fixture(scope="session")
def shards(collection: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All shards of the collection."""
    pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install '.[cluster]'")
    folder = tmp_path_factory.mktemp("shards")
    make_shards(str(collection), folder)
    return folder


@pytest.fixture(scope="session")
def local(collection: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that indexing the collection here makes."""
    library = tmp_path_factory.mktemp("local")
    with Context(library) as context:
        index_folders(context, [collection])
    return library
