"""Writes docs/COMMANDS.md out of the commands themselves. `python docs/make_commands.py`"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

import click

from photos_ml.app.cli import errors, group
from photos_ml.app.service.settings import Settings

TARGET = Path(__file__).with_name("COMMANDS.md")
PROGRAM = "photos-ml"
HEAD = """# Commands

Written by `python docs/make_commands.py` out of the program; `--help` says the same. `photos-ml --private
COMMAND` asks for the passphrase and runs a command on what is private ([more](PRIVATE.md)).

| exit code | |
| --- | --- |
{codes}

| environment variable | |
| --- | --- |
{variables}

| setting, of the page Settings and kept in the library | as it comes | |
| --- | --- | --- |
{settings}
"""
CODES = {
    errors.DONE: "done",
    errors.NOTHING_FOUND: "nothing found",
    errors.BAD_USE: "bad use",
    errors.WITH_FAILURES: "done, with failures",
    errors.LIBRARY_UNUSABLE: "the library cannot be used",
    errors.UNEXPECTED: "an unexpected error: please report it",
    errors.SYSTEM_REFUSED: "the system refused to read or write something",
    errors.INTERRUPTED: "stopped by Ctrl+C; what was done is kept",
}
VARIABLES = {
    "PHOTOS_ML_LIBRARY": "folder of the library, where `--library` names none",
    "PHOTOS_ML_LLM": "language model that reads queries: a .gguf file, a server on this machine, or `off`",
    "PHOTOS_ML_MODELS": "folder of the models that were pulled, once for this user",
    "PHOTOS_ML_PROVIDER": "who runs models: `auto`, `cpu`, `cuda`, `directml`, `coreml`, `openvino`, `qnn`",
    "PHOTOS_ML_LOG": "level of the trail in `photos-ml.log`: `debug`, `info`, `warning` or `error`",
    "PHOTOS_ML_DEBUG": "with any value, unexpected errors show where they happened",
}
SETTINGS = {
    "exclude": "patterns of folders and files that are not indexed",
    "watch": "index photos as they arrive, while the pages are served",
    "planner": "who reads queries: `auto`, `rules` or `llm`",
    "thumbnails_mb": "what small pictures may take on disk, in megabytes",
    "picture_mb": "what decoding one picture may take of memory, in megabytes",
    "language": "language that queries are read in, two letters; empty: each query tells it",
    "app_language": "language of tags, titles and places, two letters; empty: that of the browser or system",
    "home": "country whose holidays and seasons a query means, in two letters; empty: that of most photos",
    "theme": "`auto`, `light` or `dark`",
    "pause_on_battery": "steps wait in the background while no mains power is connected",
    "pause_when_busy": "and while other programs use the processor",
    "trash": "copies may be moved to the system's trash, file by file as you confirm",
    "documents_in_grid": "whether documents, receipts, screenshots and the like stand among the photos",
}


def document() -> str:
    """The page: every command with its arguments, options and what they mean."""
    context = click.Context(group, info_name=PROGRAM)
    comes = asdict(Settings())
    settings = [f"| `{name}` | `{json.dumps(comes[name])}` | {words} |" for name, words in SETTINGS.items()]
    head = HEAD.format(codes=_rows(CODES), variables=_rows(VARIABLES), settings="\n".join(settings))
    return "\n".join([head, *(line for _, command in commands(context) for line in _described(command))])


def commands(context: click.Context) -> Iterator[tuple[str, click.Context]]:
    """(its words, its context) of every command below a group, groups before what is in them."""
    assert isinstance(context.command, click.Group)
    for name in context.command.list_commands(context):
        command = context.command.get_command(context, name)
        assert command is not None
        below = click.Context(command, info_name=name, parent=context)
        yield below.command_path, below
        if isinstance(command, click.Group):
            yield from commands(below)


def _described(context: click.Context) -> Iterator[str]:
    command = context.command
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"## {context.command_path}\n"
    yield f"`{context.command_path} {usage}`\n"
    yield f"{_text(command.help or '')}\n"
    options = [one.get_help_record(context) for one in command.params if isinstance(one, click.Option)]
    if shown := [f"| `{_cell(names)}` | {_cell(words)} |" for names, words in filter(None, options)]:
        yield "\n".join(["| option | |", "| --- | --- |", *shown, ""])


def _rows(table: Mapping[int, str] | Mapping[str, str]) -> str:
    return "\n".join(f"| `{name}` | {words} |" for name, words in table.items())


def _text(help_text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in help_text.split("\n\n"))


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    TARGET.write_text(document(), encoding="utf-8")
