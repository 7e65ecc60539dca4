"""Which photo kills its worker is found by where the workers before were."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from photos_ml.indexer.cluster.place import ShardPlace
from photos_ml.indexer.cluster.tries import LOT_PHOTOS, Tries


class Died(Exception):
    """What stands for the end of a worker."""


def run(place: ShardPlace, photos: int, deadly: set[int]) -> list[int] | None:
    """The photos one worker looks at; None where it dies."""
    seen = list[int]()
    for start, stop in Tries(place, 0).lots(photos):
        if deadly & set(range(start, stop)):
            return None
        seen += range(start, stop)
    return seen


def test_without_a_fault_every_photo_is_looked_at_once_in_its_order(tmp_path: Path) -> None:
    assert run(ShardPlace(str(tmp_path)), 150, set()) == list(range(150))


def test_a_deadly_photo_is_found_at_the_third_try_and_alone_left_out(tmp_path: Path) -> None:
    place = ShardPlace(str(tmp_path))
    assert run(place, 200, {70}) is None
    assert run(place, 200, {70}) is None
    assert run(place, 200, {70}) == [n for n in range(200) if n != 70]
    assert Tries(place, 0).left_out == {70}


def test_a_worker_that_was_killed_leaves_nothing_out(tmp_path: Path) -> None:
    place = ShardPlace(str(tmp_path))
    lots = Tries(place, 0).lots(200)
    next(lots), next(lots)
    assert run(place, 200, set()) == list(range(200))


@given(photos=st.integers(1, 3 * LOT_PHOTOS), deadly=st.sets(st.integers(0, 3 * LOT_PHOTOS - 1), max_size=3))
def test_whatever_kills_is_left_out_and_nothing_else(
    tmp_path_factory: object, photos: int, deadly: set[int]
) -> None:
    place = ShardPlace(str(tmp_path_factory.mktemp("tries")))  # type: ignore[attr-defined]
    deadly = {photo for photo in deadly if photo < photos}
    tries, seen = 1, run(place, photos, deadly)
    while seen is None:
        tries, seen = tries + 1, run(place, photos, deadly)
    assert seen == [photo for photo in range(photos) if photo not in deadly]
    assert tries <= 2 * len(deadly) + 1
