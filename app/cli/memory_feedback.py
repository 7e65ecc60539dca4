"""photos-ml memories feedback, less, undo, reset, learn, export"""

from __future__ import annotations

import json
from pathlib import Path

import click

from photos_ml.app.cli.errors import DONE, NOTHING_FOUND
from photos_ml.app.cli.opening import context_of
from photos_ml.app.cli.options import answer, json_option, print_json
from photos_ml.app.cli.traces import say_traces
from photos_ml.app.present import feedback_json, learnt_json, traces_json
from photos_ml.app.service.feedback import (
    all_feedback,
    give_feedback,
    learn_from_feedback,
    reset_feedback,
    undo_feedback,
    what_was_learnt,
)
from photos_ml.app.service.memory_kinds import GIVEN
from photos_ml.app.service.outputs import write_output


@click.command("feedback")
@click.argument("memory_id", metavar="ID")
@click.argument("event", type=click.Choice(GIVEN))
@click.option("--photo", type=click.IntRange(1), help="A photo of it, not the memory as a whole.")
@click.option("--value", type=click.FloatRange(0), default=1.0, show_default=True, help="Seconds of a dwell.")
@json_option
@click.pass_obj
def feedback(
    library: Path, memory_id: str, event: str, photo: int | None, value: float, as_json: bool
) -> None:
    """Say what was done with a memory. It is kept in the library and trains its own ranker."""
    with context_of(library) as context:
        give_feedback(context, memory_id, event, photo=photo, value=value)
    words = f"kept: {event} of {f'photo {photo} in ' if photo else ''}{memory_id}"
    answer(as_json, words, event=event, memory=memory_id, photo=photo)


@click.command("less")
@click.argument("memory_id", metavar="ID")
@click.argument("what", type=click.Choice(["person", "place", "day", "kind", "memory"]))
@click.argument("subject")
@json_option
@click.pass_obj
def less(library: Path, memory_id: str, what: str, subject: str, as_json: bool) -> None:
    """Ask for less of something; `why ID` lists what. `mute` keeps it out for good."""
    with context_of(library) as context:
        give_feedback(context, memory_id, "less", subject=f"{what}:{subject}")
    answer(as_json, f"less of {what} {subject} from now on", memory=memory_id, what=what, subject=subject)


@click.command("undo")
@json_option
@click.pass_obj
def undo(library: Path, as_json: bool) -> int:
    """Take back the last favourite, share, hide or less."""
    with context_of(library) as context:
        event = undo_feedback(context)
    words = f"taken back: {event.event.value} of {event.memory}" if event else "nothing to take back"
    answer(as_json, words, taken_back=feedback_json(event) if event else None)
    return DONE if event else NOTHING_FOUND


@click.command("reset")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@click.pass_obj
def reset(library: Path, yes: bool, as_json: bool) -> None:
    """Forget all feedback and what was learnt from it. What is hidden or muted stays so."""
    if not yes:
        click.confirm("forget all feedback on memories?", abort=True)
    with context_of(library) as context:
        count, traces = reset_feedback(context)
    words = f"{count} events forgotten, and what was learnt from them"
    answer(as_json, words, events=count, traces=traces_json(traces))
    if not as_json:
        say_traces(traces)


@click.command("learn")
@json_option
@click.pass_obj
def learn(library: Path, as_json: bool) -> int:
    """Train this library's own ranker now; making memories does so by itself when enough is new."""
    with context_of(library) as context:
        found = learn_from_feedback(context, enough=1)
    if as_json:
        print_json(found)
    elif found is None:
        click.echo("there is no feedback that is new")
    else:
        said = "a better ranker is in use" if found["taken"] else "the ranker stays as it is"
        click.echo(f"{said}: {found['reason']}")
    return DONE if found is not None else NOTHING_FOUND


@click.command("learnt")
@json_option
@click.pass_obj
def learnt(library: Path, as_json: bool) -> None:
    """What was learnt of you, in plain words: what there is more and less of, and why."""
    with context_of(library) as context:
        found = what_was_learnt(context)
    if as_json:
        print_json(learnt_json(found))
        return
    click.echo(f"in use is the {found.ranker}; {found.said} things were done with memories")
    for side, told in (("more of", found.learnt.more), ("less of", found.learnt.less)):
        if told:
            click.echo(f"  {side} {', '.join(words for words, _ in told)}")
    if found.favorites:
        click.echo(f"  what looks like {found.favorites} photos you marked in memories comes first")
    for subject, count in found.less:
        click.echo(f"  less of {subject.replace(':', ' ', 1)}, as you asked{f' {count} times' * (count > 1)}")


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
@click.pass_obj
def export(library: Path, file: Path, as_json: bool) -> None:
    """Write all feedback as JSON."""
    with context_of(library) as context:
        events = [feedback_json(event) for event in all_feedback(context)]
        text = json.dumps(events, ensure_ascii=False, indent=2) + "\n"
        write_output(context, file, text, own=b"[")
    answer(as_json, f"{len(events)} events written to {file}", events=len(events), file=str(file))


LEARNING = (feedback, less, undo, reset, learn, learnt, export)
