"""Photos as a film: whole or not at all, faces inside its windows, a clear word without the extra."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from photos_ml.app.service import Context, film, film_frames
from photos_ml.app.service.film import film_pieces, write_film
from photos_ml.app.service.film_moves import move_of
from photos_ml.app.service.indexing import index_folders
from photos_ml.errors import UsageError
from photos_ml.store import PhotoRow

av = pytest.importorskip("av")
SHOWN, FADE, TITLE = 6, 2, 4
RATIO = 16 / 9


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory, years: Path) -> Iterator[Context]:
    """Three photos."""
    with Context(tmp_path_factory.mktemp("film") / "library") as found:
        index_folders(found, [years])
        yield found


@pytest.fixture
def photos(context: Context, monkeypatch: pytest.MonkeyPatch) -> list[PhotoRow]:
    """Of a film that is soon over."""
    for name, frames in (("_SHOWN", SHOWN), ("_FADE", FADE), ("_TITLE", TITLE)):
        monkeypatch.setattr(film_frames, name, frames)
    return list(context.library().photos.get(context.library().all_present()).values())


def frames_of(data: Any) -> list[tuple[int, int]]:
    with av.open(data) as container:
        return [(frame.width, frame.height) for frame in container.decode(video=0)]


def test_a_film_shows_every_photo_and_may_be_written_again(
    context: Context, photos: list[PhotoRow], tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    for _ in range(2):
        told.clear()
        file = tmp_path / "a.mp4"
        assert (
            write_film(context, file, "On this day", "2021–2023", photos, lambda *now: told.append(now)) == 3
        )
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert frames_of(str(file)) == [film_frames.SIZE] * (TITLE + 3 * SHOWN + FADE)
    assert [one.name for one in tmp_path.iterdir()] == ["a.mp4"]


def test_as_a_download_it_is_the_same_film(context: Context, photos: list[PhotoRow]) -> None:
    pieces = list(film_pieces(context, "On this day", "", photos))
    assert frames_of(io.BytesIO(b"".join(pieces))) == [film_frames.SIZE] * (TITLE + 3 * SHOWN + FADE)


def test_a_film_that_is_ended_leaves_nothing(
    context: Context, photos: list[PhotoRow], tmp_path: Path
) -> None:
    def end(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_film(context, tmp_path / "a.mp4", "t", "", photos, end)
    assert not list(tmp_path.iterdir())
    download = film_pieces(context, "t", "", photos)
    next(download)
    download.close()


def test_what_no_film_is_made_of(
    context: Context, photos: list[PhotoRow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.mp4").write_bytes(b"not ours")
    for file, chosen in (("mine.mp4", photos), ("a.mp4", []), ("a.mp4", photos * 100)):
        with pytest.raises(UsageError):
            write_film(context, tmp_path / file, "t", "", chosen)
    monkeypatch.setattr(film, "thumbnail", lambda *_: (_ for _ in ()).throw(OSError("gone")))
    with pytest.raises(UsageError, match="none of the photos can be read"):
        write_film(context, tmp_path / "a.mp4", "t", "", photos)
    monkeypatch.setattr(film, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match="needs PyAV") as told:
        write_film(context, tmp_path / "a.mp4", "t", "", photos)
    assert "photos-ml[video]" in str(told.value.hint)
    assert [one.name for one in tmp_path.iterdir()] == ["mine.mp4"]


SHARE = st.floats(0.0, 0.9)
FACE = st.tuples(SHARE, SHARE, st.floats(0.02, 0.1), st.floats(0.02, 0.1))


@given(
    size=st.sampled_from([(160, 90), (160, 120), (90, 160), (320, 90), (120, 120)]),
    faces=st.lists(FACE, max_size=3),
    back=st.booleans(),
)
def test_windows_stay_in_the_picture_and_hold_the_faces(
    size: tuple[int, int], faces: list[tuple[float, float, float, float]], back: bool
) -> None:
    move = move_of(Image.new("RGB", size), faces, RATIO, back=back)
    width, height = size
    for share in (0.0, 0.3, 1.0):
        left, top, right, bottom = move.at(share)
        assert -1e-6 <= left < right <= width + 1e-6 and -1e-6 <= top < bottom <= height + 1e-6
        assert move.whole or (right - left) / (bottom - top) == pytest.approx(RATIO)
        for x, y, w, h in faces:
            assert left <= x * width + 1e-6 and (x + w) * width <= right + 1e-6
            assert top <= y * height + 1e-6 and (y + h) * height <= bottom + 1e-6


def test_it_moves_towards_what_there_is_to_see() -> None:
    picture = Image.new("RGB", (320, 180))
    picture.paste(Image.effect_noise((60, 60), 90).convert("RGB"), (240, 20))
    move = move_of(picture, (), RATIO)
    middle = (move.last[0] + move.last[2]) / 2, (move.last[1] + move.last[3]) / 2
    assert middle[0] > 160 and middle[1] < 90 and not move.whole
