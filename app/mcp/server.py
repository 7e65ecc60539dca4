"""The server: tools of `tools`, over standard input and output."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import ValidationError

from photos_ml import __version__
from photos_ml.app.mcp.tools import ReadingTools, WritingTools
from photos_ml.app.service import Context
from photos_ml.errors import PhotosError

INSTRUCTIONS = (
    "The user's own photos, on this machine. search finds them in plain words and gives the number of each; "
    "photo tells all that is known of one, and picture shows it. Nothing leaves the machine but what you ask."
)


def make_server(context: Context, *, writing: bool) -> MCPServer:
    """A server over a library; with `writing`, also of what changes it."""
    server = _Server("photos-ml", version=__version__, instructions=INSTRUCTIONS, log_level="WARNING")
    reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    changes = ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=False)
    for tool in _tools(ReadingTools(context)):
        server.add_tool(_answered(tool), annotations=reads)
    for tool in _tools(WritingTools(context)) if writing else ():
        server.add_tool(_answered(tool), annotations=changes)
    return server


class _Server(MCPServer):  # type: ignore[misc]  # an extra, whose types are not read
    """Says in one line what is wrong with an argument."""

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if not isinstance(error.__cause__, ValidationError):
                raise
            wrong = error.__cause__.errors(include_url=False, include_context=False, include_input=False)
            said = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in wrong)
            raise ToolError(f"{name}: {'; '.join(said)}") from error


def _tools(of: object) -> Iterator[Callable[..., Any]]:
    for name, method in inspect.getmembers(of, inspect.ismethod):
        if not name.startswith("_"):
            yield method


def _answered(tool: Callable[..., Any]) -> Callable[..., Any]:
    """The same, whose errors say what to do in one line."""

    @wraps(tool)
    def answer(*arguments: Any, **named: Any) -> Any:
        try:
            return tool(*arguments, **named)
        except PhotosError as error:
            raise ToolError(f"{error} - {error.hint}" if error.hint else str(error)) from error
        except OSError as error:
            raise ToolError(f"the file cannot be read now: {error.strerror or error}") from error

    return answer
