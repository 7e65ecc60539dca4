"""The command line. A command is one file here, `x_command.py`: its first line, `photos-ml x: what it does`,
is what `--help` says of it; its `command` is imported when it is called, so that `--help` loads nothing."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from pathlib import Path

import click

from photos_ml import __version__
from photos_ml.app.cli.errors import discard_output, exit_code_of, report_error
from photos_ml.app.cli.listed import commands as commands
from photos_ml.app.cli.repeated import library_first, library_in

IN_PRIVATE = frozenset(
    "albums backup correct duplicates enrich explore export failures import index memories people plan "
    "restore search similar status tags undo".split()
)
"""Commands that can be about what is private."""
LARGE_PRODUCTS = frozenset(("duplicates", "explore"))
"""Commands that multiply matrices large enough for several threads."""
PRIVATE = "photos_ml.private"
"""Of the command line's context: whether what is private is asked for."""
LIBRARY = "photos_ml.library"
"""Of the command line's context: the library that was named before the command, or None."""


_log = logging.getLogger(__name__)


def is_private() -> bool:
    """Whether what is private is asked for."""
    return bool(click.get_current_context().find_root().meta.get(PRIVATE))


class LazyGroup(click.Group):
    """Knows the names of its commands; imports one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(commands())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in commands():
            return None
        if cmd_name not in LARGE_PRODUCTS:
            # Read when numpy is imported. Its other threads would wait at full speed between small products:
            # half of the processor time of a search, and none of its speed.
            os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        module = importlib.import_module(f"photos_ml.app.cli.{cmd_name}_command")
        command: click.Command = module.command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, library_first(args))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(commands().items()))


@click.group(
    cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="photos-ml")
@click.option(
    "--library",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the library, as well before COMMAND as after it.",
)
@click.option("--private", is_flag=True, help="Ask for the passphrase, and run COMMAND on what is private.")
@click.pass_context
def group(ctx: click.Context, library: Path | None, private: bool) -> None:
    """Private photo search and memories. Nothing leaves this machine; your photos are never changed."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
    elif private and ctx.invoked_subcommand not in IN_PRIVATE:
        raise click.UsageError(f"--private goes with {', '.join(sorted(IN_PRIVATE))}")
    ctx.meta[PRIVATE] = private
    ctx.meta[LIBRARY] = library


def main(arguments: list[str] | None = None) -> None:
    """Run a command and exit: 0 done, 1 nothing found, 2 bad use, 3 with failures, 4 library unusable."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        result = group.main(words, prog_name="photos-ml", standalone_mode=False)
    except BrokenPipeError:  # the reader, `head` say, has seen enough
        discard_output()
        sys.exit(0)
    except BaseException as error:
        code = exit_code_of(error)
        if code is None:
            raise
        _log.error("ended with %d", code, exc_info=error)
        report_error(error, as_json="--json" in words, library=library_in(words))
        sys.exit(code)
    sys.exit(result if isinstance(result, int) else 0)
