"""The orientation that a sidecar gives turns what is shown, kept and searched of a photo; its file stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from photos_ml.app.service.thumbnails import Size, Thumbnails
from photos_ml.indexer.decode import decode_image
from photos_ml.indexer.decode.orient import upright
from photos_ml.store import Mark
from photos_ml.turns import between, bytes_of, seen, then, turn_of

XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="{}"{}/>'
    "</rdf:RDF></x:xmpmeta>"
)
RAW_SIDECAR = ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:SidecarForExtension="CR2"'
orientations = st.integers(1, 8)
Painter = Callable[..., Path]


@given(orientations, orientations)
def test_turns_compose_as_pictures_do(first: int, second: int) -> None:
    picture = Image.fromarray(np.arange(12, dtype=np.uint8).reshape(3, 4))
    one_by_one = upright(upright(picture, first), second)
    assert np.array_equal(np.asarray(one_by_one), np.asarray(upright(picture, then(first, second))))
    assert then(first, between(first, second)) == second


@given(orientations)
def test_a_content_is_its_bytes_turned(turn: int) -> None:
    key = seen("ab" * 32, turn)
    assert (bytes_of(key), turn_of(key)) == ("ab" * 32, turn)


def exif(orientation: int) -> Image.Exif:
    found = Image.Exif()
    found[0x0112] = orientation
    return found


def looks_like(studio: Any, path: str, turn: int) -> bool:
    """Whether the vector of a photo is that of its file's upright picture, turned."""
    picture = decode_image(studio.photos / path, min_side=16)
    wanted = studio.encoder.encode_images([upright(picture, turn)])[0]
    return bool(float(wanted @ studio.vector(path)) > 0.999)


@pytest.mark.parametrize(("of_file", "told", "turn"), [(1, 6, 6), (6, 6, 1), (6, 1, 8), (3, 6, 8), (1, 2, 2)])
def test_a_sidecars_word_goes_before_the_files(
    studio: Any, painter: Painter, tmp_path: Path, of_file: int, told: int, turn: int
) -> None:
    path = painter(studio.photos / "a.jpg", 1, exif=exif(of_file))
    (studio.photos / "a.xmp").write_text(XMP.format(told, ""))
    assert studio.counts() == {"new": 1, "embedded": 1}
    found = studio.at("a.jpg")
    assert found.metadata.turn == turn
    upright_by_both = upright(decode_image(path, min_side=32), turn)
    assert (found.metadata.width, found.metadata.height) == upright_by_both.size
    assert looks_like(studio, "a.jpg", turn)
    shown = Thumbnails(tmp_path / "thumbnails").encoded(found, Size.LARGE)
    (tmp_path / "shown.webp").write_bytes(shown)
    apart = np.asarray(Image.open(tmp_path / "shown.webp"), np.int16) - np.asarray(upright_by_both, np.int16)
    assert np.abs(apart).mean() < 12


def test_a_turn_that_comes_later_is_looked_at_anew_and_one_taken_back_is_known(
    studio: Any, painter: Painter
) -> None:
    painter(studio.photos / "a.jpg", 1)
    painter(studio.photos / "b.jpg", 2)
    studio.index()
    photo = studio.at("a.jpg").id
    studio.library.marks.set(photo, Mark.FAVORITE, True)
    sidecar = studio.photos / "a.jpg.xmp"
    sidecar.write_text(XMP.format(8, ""))
    assert studio.counts() == {"unchanged": 2, "embedded": 1}
    assert (studio.at("a.jpg").id, looks_like(studio, "a.jpg", 8)) == (photo, True)
    (studio.photos / "a.jpg").rename(studio.photos / "c.jpg")
    sidecar.rename(studio.photos / "c.jpg.xmp")
    assert studio.counts() == {"moved": 1, "unchanged": 1}
    assert studio.at("c.jpg").id == photo
    (studio.photos / "c.jpg.xmp").unlink()
    assert studio.counts() == {"unchanged": 2}
    found = studio.at("c.jpg")
    assert (found.id, found.metadata.turn, found.metadata.favorite) == (photo, 1, True)
    assert looks_like(studio, "c.jpg", 1)


def test_two_copies_of_which_one_is_turned(studio: Any, painter: Painter) -> None:
    path = painter(studio.photos / "a.jpg", 1)
    (studio.photos / "b.jpg").write_bytes(path.read_bytes())
    (studio.photos / "b.xmp").write_text(XMP.format(6, ""))
    studio.index()
    assert (looks_like(studio, "a.jpg", 1), looks_like(studio, "b.jpg", 6)) == (True, True)
    assert studio.library.photos.with_content(studio.at("a.jpg").content_hash)[1].id == studio.at("b.jpg").id
    assert studio.counts() == {"unchanged": 2}


def test_the_turn_of_a_raw_file_is_not_that_of_its_jpeg(studio: Any, painter: Painter) -> None:
    painter(studio.photos / "a.jpg", 1)
    (studio.photos / "a.xmp").write_text(XMP.format(6, RAW_SIDECAR))
    studio.index()
    assert studio.at("a.jpg").metadata.turn == 1


def test_what_picasa_turned(studio: Any, painter: Painter) -> None:
    painter(studio.photos / "a.jpg", 1, exif=exif(6))
    (studio.photos / ".picasa.ini").write_text("[a.jpg]\nrotate=rotate(3)\n")
    studio.index()
    assert studio.at("a.jpg").metadata.turn == 8
    assert looks_like(studio, "a.jpg", 8)


def test_an_act_finds_its_turned_photo_in_a_library_made_anew(
    studio: Any, painter: Painter, tmp_path: Path
) -> None:
    painter(studio.photos / "a.jpg", 1)
    (studio.photos / "a.xmp").write_text(XMP.format(6, ""))
    studio.index()
    studio.library.marks.set(studio.at("a.jpg").id, Mark.FAVORITE, True)
    studio.library.backup(tmp_path / "acts")
    studio.library.forget_root(studio.library.roots()[0].id, acts_too=True)
    (studio.photos / "a.xmp").write_text(XMP.format(3, ""))
    studio.index()
    studio.library.restore(tmp_path / "acts")
    assert studio.at("a.jpg").metadata.favorite
