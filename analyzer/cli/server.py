"""``analyzer server``: findings while one writes, for editors and for agents."""

from __future__ import annotations

import signal

import click

from analyzer.cli.help import ADVANCED, Command, option
from analyzer.cli.messages import error_handler
from analyzer.errors import SettingError

PYGLS = "the language server needs pygls: pip install 'analyzer[lsp]'"
SDK = "the server for agents needs mcp: pip install 'analyzer[mcp]'"


@click.command(cls=Command, examples=("analyzer server", "analyzer server --mcp"))
@option(
    ADVANCED, "--mcp", "for_agents", is_flag=True,
    help="Serve an agent by the Model Context Protocol.",
)  # fmt: skip
def server(for_agents: bool) -> None:
    """Serve an editor on standard input and output: the language server.

    An editor starts it. It shows the findings of a check as one types; the settings and
    the baseline are those of the configuration file.
    """
    with error_handler():
        try:
            if for_agents:
                from analyzer.server.mcp import run
            else:
                from analyzer.server.lsp import run
        except ModuleNotFoundError as error:
            if (error.name or "").startswith("analyzer"):
                raise
            raise SettingError(SDK if for_agents else PYGLS) from error
    # Nothing has to be cleaned up, and a thread waits for input: a signal ends the process.
    for name in ("SIGINT", "SIGTERM"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    run()
