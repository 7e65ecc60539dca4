"""The command line. Each command is imported when it is called, so that `--help` loads nothing heavy."""

from __future__ import annotations

import importlib
import os
import sys

import click

from photos_ml import __version__
from photos_ml.app.cli.errors import discard_output, exit_code_of, report_error

COMMANDS = {
    "demo": "Index the sample library; show searches and memories.",
    "index": "Add or refresh folders of photos.",
    "search": "Find photos by what you remember of them.",
    "similar": "Find photos like a photo.",
    "memories": "Make and list the memories of a day.",
    "duplicates": "Report photos that are there more than once.",
    "tags": "What the photos show, in words, with counts.",
    "explore": "What the library consists of, and a few photos for all of it.",
    "plan": "Show what a query is understood to ask.",
    "status": "What the library holds.",
    "failures": "Files that could not be indexed, and why.",
    "models": "List, choose and add models.",
    "doctor": "Check the installation and the library.",
    "serve": "The pages and the HTTP service, for this machine alone.",
    "app": "The same pages in a window of their own.",
    "eval": "Measure how good search and planning are.",
    "bench": "Measure how fast it is.",
}
"""Name -> the line shown in `--help`; the command `x` is `photos_ml.app.cli.x_command.command`."""
LARGE_PRODUCTS = frozenset(("duplicates", "explore"))
"""Commands that multiply matrices large enough for several threads."""


class LazyGroup(click.Group):
    """Knows the names of its commands; imports one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in LARGE_PRODUCTS:
            # Read when numpy is imported. Its other threads would wait at full speed between small products:
            # half of the processor time of a search, and none of its speed.
            os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        module = importlib.import_module(f"photos_ml.app.cli.{cmd_name}_command")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="photos-ml")
def group() -> None:
    """Private photo search and memories. Nothing leaves this machine; your photos are never changed."""


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
        report_error(error, as_json="--json" in words)
        sys.exit(code)
    sys.exit(result if isinstance(result, int) else 0)
