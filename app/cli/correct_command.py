"""photos-ml correct: Say when, where, what and who of photos, one or thousands; undone by one word."""

from __future__ import annotations

from pathlib import Path

import click

from photos_ml.app.cli.errors import DONE, NOTHING_FOUND
from photos_ml.app.cli.opening import context_of
from photos_ml.app.cli.options import answer, json_option, library_option
from photos_ml.app.service.choosing import chosen_photos
from photos_ml.app.service.corrections import KINDS, NONE, CorrectionWords, correct_photos
from photos_ml.app.service.wording import tag_reader


@click.command()
@click.argument("photos", nargs=-1, metavar="[PHOTO]...")
@click.option("--where", default="", metavar="QUERY", help="All photos with these facts: 'rome 2019'.")
@click.option("--date", "moment", help="1985, 2019-05, 2019-05-04, '2019-05-04 10:30+02:00', or none.")
@click.option("--shift", help="Move dates by +1h, -1d12h or +90s: a clock that was wrong.")
@click.option("--zone", help="Move dates to this offset, +09:00: a clock in another zone.")
@click.option("--place", help="A city, 'Paris, Texas', or 38.72,-9.14, or none.")
@click.option("--place-of", metavar="PHOTO", help="Where another photo was taken.")
@click.option("--title", help="'' for none.")
@click.option("--caption", help="'' for none.")
@click.option("--rating", type=click.Choice(["1", "2", "3", "4", "5", NONE]))
@click.option("--keyword", "keywords", multiple=True, help="Add one; may be given again.")
@click.option("--no-keyword", "no_keywords", multiple=True, help="Take one away.")
@click.option("--person", "people", multiple=True, help="Who is in the picture; may be given again.")
@click.option("--no-person", "no_people", multiple=True, help="Who is not.")
@click.option("--tag", "tags", multiple=True, help="A word for what is seen; may be given again.")
@click.option("--no-tag", "no_tags", multiple=True, help="What is not seen, though it was recognised.")
@click.option("--kind", type=click.Choice([*KINDS, NONE]), help="What it is; none: what it looks like.")
@library_option
@json_option
def command(
    photos: tuple[str, ...],
    where: str,
    moment: str | None,
    shift: str | None,
    zone: str | None,
    place: str | None,
    place_of: str | None,
    title: str | None,
    caption: str | None,
    rating: str | None,
    keywords: tuple[str, ...],
    no_keywords: tuple[str, ...],
    people: tuple[str, ...],
    no_people: tuple[str, ...],
    tags: tuple[str, ...],
    no_tags: tuple[str, ...],
    kind: str | None,
    library: Path,
    as_json: bool,
) -> int:
    """Correct PHOTOs (ids or paths), in the library alone: no file is changed, and nothing rewrites what you
    say. `photos-ml undo` takes it back."""
    with context_of(library) as context:
        chosen = chosen_photos(context, photos, where)
        meant = tag_reader(context)
        said = CorrectionWords(
            date=moment,
            shift=shift,
            zone=zone,
            place=place,
            place_of=place_of,
            title=title,
            caption=caption,
            rating=None if rating is None else int(rating.replace(NONE, "0")),
            keywords=keywords,
            no_keywords=no_keywords,
            people=people,
            no_people=no_people,
            tags=tuple(map(meant, tags)),
            no_tags=tuple(map(meant, no_tags)),
            kind=kind,
        )
        done = correct_photos(context, chosen, said)
    left = f"; {done.left} have no day to move" if done.left else ""
    words = f"{done.photos} photos corrected{left}; back with: photos-ml undo {done.gesture}"
    answer(as_json, words, photos=done.photos, left=done.left, gesture=done.gesture)
    return DONE if done.photos else NOTHING_FOUND
