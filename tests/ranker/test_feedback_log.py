"""What feedback changes at once, what taking it back restores, and when it is learnt from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photos_ml.ranker.learning.feedback import NAMES, Feedback, FeedbackEvent, FeedbackKind, FrozenMemory
from photos_ml.ranker.learning.feedback_log import SAID, FeedbackLog
from photos_ml.ranker.learning.learning import LEARNT_UPTO, learn
from photos_ml.ranker.learning.personal import PERSONAL
from photos_ml.ranker.learning.wishes import LESS_FACTOR, Wishes
from photos_ml.store import Batch, FileGroup, FileStat, Library, Mark, Upsert
from photos_ml.store.memories import Excluded, Memories
from photos_ml.types import Metadata

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
COUNT = 4


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Four photos, the last a favourite by its file."""
    with Library.open(tmp_path / "library", create=True) as opened:
        root = opened.add_root(Path("/pictures"))
        for n in range(COUNT):
            group = FileGroup(root.id, str(root.path), "", FileStat(f"{n}.jpg", n + 1, n))
            opened.write(Batch((Upsert(group, f"{n:064x}", Metadata(heart=n == COUNT - 1 or None)),)))
        yield opened


def state(library: Library) -> tuple[object, ...]:
    """All that feedback may change."""
    photos = library.photos.get(range(1, COUNT + 1))
    favourites = {i for i, photo in photos.items() if photo.metadata.favorite}
    return favourites, Memories(library.database).exclusions(), Feedback(library.database).events()


def did(kind: FeedbackKind, photo: int | None = None, value: float = 1.0, subject: str = "") -> FeedbackEvent:
    return FeedbackEvent(NOW, kind, "m", photo, value=value, subject=subject)


def test_a_favourite_is_one_everywhere(library: Library) -> None:
    FeedbackLog(library).give(did(FeedbackKind.FAVORITE, 1))
    assert library.marks.said(1, Mark.FAVORITE) is True


def test_hiding_a_photo_and_hiding_a_memory(library: Library) -> None:
    log = FeedbackLog(library)
    log.give(did(FeedbackKind.HIDE, 2), "trip:2024")
    log.give(did(FeedbackKind.HIDE), "trip:2024")
    assert Memories(library.database).exclusions() == [
        (Excluded.MEMORY, "trip:2024"),
        (Excluded.PHOTO, "2"),
    ]


INTERACTIONS = st.builds(
    did,
    st.sampled_from((*SAID, FeedbackKind.OPEN)),
    st.none() | st.integers(1, COUNT),
    st.sampled_from((0.0, 1.0)),
    st.just("person:Ann"),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(INTERACTIONS, max_size=4), last=INTERACTIONS.filter(lambda event: event.event in SAID))
def test_taking_back_restores_what_was_before(
    library: Library, before: list[FeedbackEvent], last: FeedbackEvent
) -> None:
    log = FeedbackLog(library)
    for event in before:
        log.give(event, "trip:2024")
    expected = state(library)
    log.give(last, "trip:2024")
    undone = log.undo()
    assert undone is not None and undone.event is last.event
    assert state(library) == expected


def test_nothing_to_take_back(library: Library) -> None:
    log = FeedbackLog(library)
    log.give(did(FeedbackKind.OPEN))
    assert log.undo() is None
    assert len(Feedback(library.database).events()) == 1


def test_an_unknown_photo_leaves_nothing_behind(library: Library) -> None:
    before = state(library)
    with pytest.raises(KeyError):
        FeedbackLog(library).give(did(FeedbackKind.FAVORITE, 999))
    assert state(library) == before
    assert not library.database.connection.in_transaction


def test_a_reset_forgets_all_but_what_is_hidden(library: Library) -> None:
    log = FeedbackLog(library)
    log.give(did(FeedbackKind.HIDE, 2))
    log.give(did(FeedbackKind.OPEN))
    assert log.reset() == 2
    assert Feedback(library.database).events() == []
    assert Memories(library.database).exclusions() == [(Excluded.PHOTO, "2")]


def test_less_of_something_takes_its_share_each_time() -> None:
    asked = [did(FeedbackKind.LESS, subject="person:Ann")] * 2 + [did(FeedbackKind.OPEN, subject="kind:trip")]
    wishes = Wishes.of(asked)
    assert wishes.factor([("person", "ann"), ("kind", "trip")]) == pytest.approx(LESS_FACTOR**2)
    assert wishes.factor([("place", "Ann")]) == 1.0
    assert Wishes().factor([("person", "ann")]) == 1.0


def test_learning_waits_for_enough_and_looks_at_nothing_twice(library: Library) -> None:
    feedback = Feedback(library.database)
    feedback.freeze([FrozenMemory("m", date(2026, 11, 21), 0, "trip", "t", NAMES.signature, (0.0,))], NAMES)
    assert learn(library, NOW, enough=1) is None
    for _ in range(3):
        feedback.add(did(FeedbackKind.SHOWN))
        feedback.add(did(FeedbackKind.OPEN))
    assert learn(library, NOW, enough=4) is None, "what was only shown does not count"
    outcome = learn(library, NOW, enough=3)
    assert outcome is not None and outcome.document is None, "one memory alone teaches no order"
    assert feedback.model(PERSONAL) is None
    assert library.setting(LEARNT_UPTO) == feedback.events()[-1].id
    assert learn(library, NOW, enough=1) is None
