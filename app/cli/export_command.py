"""photos-ml export: Take along what the library knows: XMP sidecars, JSON, or a zip with the photos."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from photos_ml.app.cli.errors import DONE, WITH_FAILURES
from photos_ml.app.cli.opening import context_of
from photos_ml.app.cli.options import json_option, library_option, print_json
from photos_ml.app.cli.stopping import whole_or_nothing
from photos_ml.app.present import printable
from photos_ml.app.service import Context
from photos_ml.app.service.albums import open_album
from photos_ml.app.service.choosing import chosen_photos
from photos_ml.app.service.exporting import check_export, export_json, export_sidecars, export_zip

if TYPE_CHECKING:
    from photos_ml.app.service.exporting import Exported

PHOTOS = click.argument("photos", nargs=-1, metavar="[PHOTO]...")
WHERE = click.option("--where", default="", metavar="QUERY", help="All photos with these facts: 'rome 2019'.")
ALBUM = click.option("--album", help="The photos of an album, or of a folder.")
SHOWN = 20
"""Of what was left out, named one by one."""


@click.group()
def command() -> None:
    """Without PHOTO, --where and --album all photos of the library go along. Nothing is changed in it."""


@command.command("xmp")
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Into this folder.")
@click.option("--beside", is_flag=True, help="Beside the photos; never over another program's sidecar.")
@PHOTOS
@WHERE
@ALBUM
@library_option
@json_option
def xmp(
    folder: Path | None,
    beside: bool,
    photos: tuple[str, ...],
    where: str,
    album: str | None,
    library: Path,
    as_json: bool,
) -> int:
    """A sidecar a photo, NAME.EXT.xmp, as digiKam, Lightroom and others read them."""
    if beside == (folder is not None):
        raise click.UsageError("say where: --to FOLDER, or --beside for the folders of the photos themselves")
    return _export(
        library, as_json, photos, where, album, lambda context, ids: export_sidecars(context, ids, folder)
    )


@command.command("json")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@PHOTOS
@WHERE
@ALBUM
@library_option
@json_option
def as_document(
    file: Path, photos: tuple[str, ...], where: str, album: str | None, library: Path, as_json: bool
) -> int:
    """All that is known, with albums and hidden photos, in FILE: photos-ml import photos-ml FILE makes the
    same of it again."""

    def export(context: Context, ids: Sequence[int]) -> Exported:
        with whole_or_nothing(file):
            return export_json(context, ids, file)

    return _export(
        library,
        as_json,
        photos,
        where,
        album,
        export,
        hidden_too=True,
    )


@command.command("zip")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--jpeg", is_flag=True, help="HEIC and AVIF as JPEG.")
@click.option(
    "--no-places", is_flag=True, help="Without positions: JPEG loses its metadata, the rest becomes JPEG."
)
@PHOTOS
@WHERE
@ALBUM
@library_option
@json_option
def as_zip(
    file: Path,
    jpeg: bool,
    no_places: bool,
    photos: tuple[str, ...],
    where: str,
    album: str | None,
    library: Path,
    as_json: bool,
) -> int:
    """The photos' files, with a sidecar each, in FILE."""

    def export(context: Context, ids: Sequence[int]) -> Exported:
        with whole_or_nothing(file):
            return export_zip(context, ids, file, as_jpeg=jpeg, places=not no_places)

    return _export(library, as_json, photos, where, album, export)


def _export(
    library: Path,
    as_json: bool,
    photos: tuple[str, ...],
    where: str,
    album: str | None,
    export: Callable[[Context, Sequence[int]], Exported],
    *,
    hidden_too: bool = False,
) -> int:
    with context_of(library) as context:
        chosen = list(open_album(context, album).photos) if album else []
        if photos or where or not album:
            chosen += chosen_photos(context, photos, where, all_if_none=True, hidden_too=hidden_too)
        check_export(chosen)
        done = export(context, list(dict.fromkeys(chosen)))
    left = {printable(path): why for path, why in done.left_out.items()}
    if as_json:
        print_json({"photos": done.written, "left_out": left})
    else:
        click.echo(f"{done.written} photos" + (f", {len(left)} left out:" if left else ""))
        for path, why in list(left.items())[:SHOWN]:
            click.echo(f"  {path}: {why}")
    return WITH_FAILURES if left else DONE
