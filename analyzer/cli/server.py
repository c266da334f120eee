"""``analyzer server``: findings while one writes."""

from __future__ import annotations

import click

from analyzer.cli.help import Command
from analyzer.cli.messages import error_handler
from analyzer.errors import SettingError

NEEDED = ("pygls", "lsprotocol")


@click.command(cls=Command, examples=("analyzer server",))
def server() -> None:
    """Serve an editor on standard input and output: the language server.

    An editor starts it. It shows the findings of a check as one types; the settings and
    the baseline are those of the configuration file.
    """
    with error_handler():
        try:
            from analyzer.server.lsp import run
        except ModuleNotFoundError as error:
            if error.name not in NEEDED:
                raise
            message = "the language server needs pygls: pip install 'analyzer[lsp]'"
            raise SettingError(message) from error
        run()
