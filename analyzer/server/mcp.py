"""The server for agents: three tools of the Model Context Protocol.

A model that writes asks before it publishes. It gets the findings of a check, compared with
the articles of the folder that the server was started in.
"""

from __future__ import annotations

import os
from io import StringIO
from threading import Lock
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations

from analyzer.analysis import analyze_pair
from analyzer.article import Article
from analyzer.checks.formats.json import record
from analyzer.checks.result import describe_findings
from analyzer.errors import SettingError
from analyzer.reports.terminal import show
from analyzer.rules.registry import BY_NAME, suggest
from analyzer.server.projects import Projects
from analyzer.version import __version__

INSTRUCTIONS = (
    "Finds repeated key phrases, keyword stuffing, near-duplicate sentences and passages that "
    "are copied from other articles. Check a text before you publish it, and read the page of "
    "a rule whose finding you do not understand."
)
READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
WIDTH = 100


class Tools:
    """What an agent can call.

    Parameters
    ----------
    folder : str
        Whose articles a text is compared with.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._projects = Projects([folder])
        self._lock = Lock()  # tools run in threads

    def check_text(self, text: str, filename: str = "draft.md") -> dict[str, Any]:
        """Check a text before it is saved, compared with the articles of the folder.

        Returns the findings with their lines, and the copies that they name. The text
        takes the place of the file of that name, if there is one; the suffix (.md, .mdx,
        .html, .txt) gives the format.
        """
        path = os.path.normpath(os.path.join(self._folder, filename))  # noqa: PTH118
        with self._lock:
            try:
                self._projects.refresh()
                workspace = self._projects.of(path, {path: text})
            except SettingError as error:
                raise ToolError(str(error)) from error
            article = workspace.article(path, text)
            result = workspace.check_file(path)
        if article is None:
            raise ToolError(f"{filename}: holds no article; expected .md, .mdx, .html or .txt")
        return {
            "summary": describe_findings(result.annotations),
            "fails": any(one.fails for one in result.annotations),
            "findings": [record(one) for one in result.annotations],
        }

    def explain_rule(self, rule: str = "") -> str:
        """Describe a rule: what it measures, why it matters, and what to do instead.

        Without a name, lists all rules.
        """
        if not rule:
            return "\n".join(f"{name}: {one.summary}" for name, one in BY_NAME.items())
        if rule not in BY_NAME:
            raise ToolError(f"unknown rule {rule!r}{suggest(rule)}")
        return (BY_NAME[rule].page or "").strip()

    def compare(self, first: str, second: str) -> str:
        """Show what two texts share: how much, and their common passages side by side."""
        from rich.console import Console

        output = StringIO()
        pair = (Article("first", first, None), Article("second", second, None))
        show(analyze_pair(*pair), Console(file=output, width=WIDTH, highlight=False))
        return output.getvalue().strip()


def make_server(folder: str) -> MCPServer[Any]:
    """Return a server with the three tools."""
    server: MCPServer[Any] = MCPServer(
        "analyzer", version=__version__, instructions=INSTRUCTIONS, log_level="WARNING"
    )
    tools = Tools(folder)
    for tool in (tools.check_text, tools.explain_rule, tools.compare):
        server.tool(annotations=READS)(tool)
    return server


def run() -> None:
    """Serve one agent on standard input and output until it ends."""
    make_server(os.getcwd()).run()  # noqa: PTH109
