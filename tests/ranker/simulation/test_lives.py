"""Lives: whole albums in their order, likings by what was written, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random

import numpy as np
import pytest

from photos_ml.favorites import LIKED
from photos_ml.ranker.simulation.groups import make_person
from photos_ml.ranker.simulation.lives import DAMAGE_COST, YEARS, Fitting, Life, make_life
from photos_ml.ranker.simulation.stage import Stage
from photos_ml.ranker.simulation.tastes import FAMILIES, make_taste, words_of
from photos_ml.store.dated import DatedPhoto


@pytest.fixture(scope="module")
def life(stage: Stage) -> Life:
    return make_person(stage, "food", "a seed")


def test_the_same_seed_is_the_same_life_and_another_is_not(stage: Stage, life: Life) -> None:
    again, other = make_person(stage, "food", "a seed"), make_person(stage, "food", "b")
    assert again.photos == life.photos and again.pictures == life.pictures
    np.testing.assert_array_equal(again.liking, life.liking)
    assert other.pictures != life.pictures


def test_what_rankers_see_has_no_part_in_what_is_liked(seen_otherwise: Stage, life: Life) -> None:
    """Other vectors, pixels, themes and appeal of the same pictures: the very same likings and marks."""
    same = make_person(seen_otherwise, "food", "a seed")
    np.testing.assert_array_equal(same.liking, life.liking)
    assert same.photos == life.photos and same.pictures == life.pictures and same.stories == life.stories
    rows = list(range(20))
    assert same.liking_of_memory(rows, 3) == life.liking_of_memory(rows, 3)


def test_what_is_written_has(stage: Stage, life: Life) -> None:
    captions = [stage.bank.captions[stage.bank.shots[picture].of] for picture in life.pictures]
    liked = np.array([life.taste.of_photo(texts) for texts in captions])
    assert np.corrcoef(liked, life.liking)[0, 1] > 0.8


def test_photos_come_by_time_in_their_years_and_are_their_own(life: Life) -> None:
    moments = [photo.local for photo in life.photos]
    assert moments == sorted(moments)
    assert {moment.year for moment in moments} <= set(range(YEARS[0], YEARS[1] + 2))
    assert len({photo.id for photo in life.photos}) == len(life.photos)


def test_no_picture_is_told_twice(stage: Stage, life: Life) -> None:
    told = Counter(life.pictures)
    assert max(told.values()) == 1
    originals = Counter(stage.bank.shots[picture].of for picture in life.pictures)
    assert max(originals.values()) <= 2, "a good shot and one spoilt beside it at most"


def test_a_spoilt_shot_is_seconds_from_its_original_and_liked_less(stage: Stage) -> None:
    gaps, costs = [], []
    for seed in range(12):
        life = make_person(stage, "nature", f"twins {seed}")
        row_of = {picture: row for row, picture in enumerate(life.pictures)}
        for row, picture in enumerate(life.pictures):
            shot = stage.bank.shots[picture]
            if shot.damage and shot.of in row_of:
                good = row_of[shot.of]
                gaps.append((life.photos[row].local - life.photos[good].local).total_seconds())
                costs.append(life.liking[good] - life.liking[row])
    assert gaps and min(gaps) > 0 and max(gaps) <= 20
    assert np.mean(costs) == pytest.approx(DAMAGE_COST, abs=0.15)


def test_albums_keep_their_day_of_the_year_and_pictures_fit_their_words(stage: Stage, life: Life) -> None:
    days = {(album.day.month, album.day.day) for album in life.albums}
    assert days <= {(album.day.month, min(album.day.day, 28)) for album in stage.albums}
    fits = []
    for picture, number in zip(life.pictures, life.album, strict=True):
        if number >= 0:
            words = frozenset().union(*map(words_of, stage.bank.captions[stage.bank.shots[picture].of]))
            fits.append(bool(words & frozenset().union(*map(words_of, life.albums[number].sentences))))
    assert np.mean(fits) > 0.8


def test_a_memory_is_liked_for_its_photos_its_story_and_its_day(life: Life) -> None:
    best, worst = np.argsort(-life.liking)[:8].tolist(), np.argsort(life.liking)[:8].tolist()
    assert life.liking_of_memory(best, None) > life.liking_of_memory(worst, None)
    near = [life.liking_of_memory(best, days) for days in (0, 5, 40)]
    assert near == sorted(near, reverse=True) and near[-1] > life.liking_of_memory(best, None)


def test_most_people_mark_nothing_and_those_who_do_mark_what_they_like(stage: Stage) -> None:
    lives = [make_person(stage, "sport", f"marks {seed}") for seed in range(16)]

    def marked(photo: DatedPhoto) -> bool:
        return photo.favorite and (photo.rating or 0) < LIKED  # not by its stars alone

    marking = [life for life in lives if any(map(marked, life.photos))]
    assert 0 < len(marking) < len(lives) / 2
    for life in marking:
        marks = np.array([marked(photo) for photo in life.photos])
        assert life.liking[marks].mean() > life.liking[~marks].mean() + 0.3


def test_without_pictures_left_an_album_ends(stage: Stage) -> None:
    few = replace(stage.bank, captions=stage.bank.captions[:10], shots=stage.bank.shots[:10])
    life = make_life(few, Fitting(few), stage.albums[:6], make_taste(Random(0), "food"), Random(0))
    assert sorted(life.pictures) == list(range(10))


@pytest.mark.parametrize("family", FAMILIES)
def test_people_of_a_family_like_it_most(stage: Stage, family: str) -> None:
    liked: dict[str, list[float]] = {name: [] for name in FAMILIES}
    for seed in range(4):
        life = make_person(stage, family, f"{family} {seed}")
        names = list(FAMILIES)
        for picture, liking in zip(life.pictures, life.liking, strict=True):
            liked[names[stage.bank.shots[picture].of % len(names)]].append(liking)
    assert max(liked, key=lambda name: float(np.mean(liked[name]))) == family


def test_a_scene_ends_on_its_day(stage: Stage, life: Life) -> None:
    day = date(2022, 7, 1)
    scene = stage.scene_of(life, day)
    assert 0 < len(scene.photos) < len(life.photos)
    assert scene.photos[-1].local.date() <= day < life.photos[len(scene.photos)].local.date()
