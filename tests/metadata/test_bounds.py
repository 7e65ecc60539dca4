"""How much one file may say of itself, in items, bytes and time."""

from __future__ import annotations

import struct
import threading
import time
import zlib
from pathlib import Path

import pytest
from PIL import Image

from photos_ml.indexer.metadata import bounds, read_metadata
from photos_ml.indexer.metadata.bounds import bounded
from photos_ml.indexer.metadata.container import METADATA_BYTES, read_blocks
from photos_ml.indexer.workers import task
from photos_ml.indexer.workers.patience import OutOfPatienceError, out_of_patience
from photos_ml.types import Camera, Metadata, PersonTag, Place

LONG = "x" * 5000


def test_what_goes_beyond_is_left_out_and_said() -> None:
    much = Metadata(
        title=LONG,
        caption=LONG * 5,
        keywords=tuple(f"word {n}" for n in range(200_000)),
        people=tuple(PersonTag(f"person {n} {LONG}") for n in range(300)),
        albums=tuple(f"album {n}" for n in range(101)),
        camera=Camera(make=LONG, model=LONG, lens=LONG),
        place=Place(LONG, LONG, LONG, LONG),
        burst_id=LONG,
    )
    kept = bounded(much)
    assert (len(kept.keywords), len(kept.people), len(kept.albums)) == (200, 200, 100)
    assert kept.keywords[:2] == ("word 0", "word 1")
    assert len(kept.title) == bounds.TITLE_CHARACTERS
    assert len(kept.caption) == bounds.CAPTION_CHARACTERS
    assert kept.place is not None
    names = (
        kept.camera.make,
        kept.camera.model,
        kept.camera.lens,
        kept.burst_id,
        kept.place.city,
        kept.people[0].name,
    )
    assert {len(name) for name in names} == {bounds.NAME_CHARACTERS}
    assert kept.problems == (
        "200,000 keywords: the first 200 count",
        "300 people: the first 200 count",
        "101 albums: the first 100 count",
    )


def test_what_is_within_stays_as_it_is() -> None:
    usual = Metadata(
        title="Lake", keywords=("a", "b"), people=(PersonTag("Mia", (0, 0, 0.5, 0.5)),), problems=("p",)
    )
    assert bounded(usual) == usual


def test_a_sidecar_of_two_hundred_thousand_keywords_is_read_in_little_time(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.new("RGB", (8, 8)).save(path)
    items = "".join(f"<rdf:li>k{n}</rdf:li>" for n in range(200_000))
    path.with_suffix(".xmp").write_text(
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag>'
        f"{items}</rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    metadata = task.read_metadata_with_places(path, (path.with_suffix(".xmp"),))
    assert metadata.keywords == tuple(f"k{n}" for n in range(200))


def test_texts_that_unpack_to_more_than_the_budget_are_left(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", (8, 8)).save(path)
    data = path.read_bytes()
    packed = zlib.compress(bytes(8 << 20))
    texts = b""
    for n in range(40):
        body = f"k{n}".encode() + b"\0\0" + packed
        texts += struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    path.write_bytes(data[:33] + texts + data[33:])
    blocks = read_blocks(path)
    assert sum(map(len, blocks.words.values())) <= METADATA_BYTES + (8 << 20)
    assert (blocks.width, blocks.height) == (8, 8)


def test_segments_beyond_the_budget_are_stepped_over(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.new("RGB", (24, 16)).save(path)
    data = path.read_bytes()
    body = b"http://ns.adobe.com/xmp/extension/\0" + bytes(65_000)
    segment = b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    path.write_bytes(data[:2] + segment * 700 + data[2:])
    metadata = read_metadata(path)
    assert (metadata.width, metadata.height) == (24, 16)


def spin(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_code_that_takes_too_long_is_ended_and_other_code_is_not() -> None:
    with pytest.raises(OutOfPatienceError), out_of_patience(0.05):
        spin(5)
    with out_of_patience(5):
        spin(0.01)
    spin(0.1)


def test_in_another_thread_nothing_is_ended() -> None:
    ended = []

    def work() -> None:
        with out_of_patience(0.01):
            spin(0.05)
            ended.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert ended == [True]


def test_a_file_that_takes_too_long_is_known_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "IMG_20240229_101112.jpg"
    Image.new("RGB", (8, 8)).save(path)
    monkeypatch.setattr(task, "METADATA_S", 0.05)
    monkeypatch.setattr("photos_ml.indexer.metadata.reader.read_beside", lambda path, sidecars: spin(5))
    metadata = task.read_metadata_with_places(path, ())
    assert metadata.problems == ("what it says of itself takes too long to read",)
    assert metadata.taken is not None
    assert metadata.taken.local.isoformat() == "2024-02-29T10:11:12"


def test_a_source_that_raises_what_nobody_foresaw_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jpg"
    exif = Image.Exif()
    exif[0x10F] = "Canon"
    Image.new("RGB", (8, 8)).save(path, exif=exif)

    def raises(block: bytes) -> None:
        raise UnicodeError("surprise")

    monkeypatch.setattr("photos_ml.indexer.metadata.reader.read_iptc", raises)
    metadata = read_metadata(path)
    assert metadata.camera.make == "Canon"
    assert metadata.problems == ("IPTC cannot be read (UnicodeError)",)
