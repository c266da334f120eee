"""``analyzer explain``: the list of rules, and the page of one."""

from __future__ import annotations

import click

from analyzer.cli.help import Command
from analyzer.cli.options import quiet_option


@click.command(cls=Command, examples=("analyzer explain", "analyzer explain keyword-stuffing"))
@click.argument("rule", required=False)
@quiet_option
def explain(rule: str | None, quiet: bool) -> None:  # noqa: ARG001 - every command has it
    """Describe a rule, or list all rules.

    Without RULE, every rule is listed with its severities.
    """
    from analyzer.rules.registry import BY_NAME, suggest

    if rule is None:
        width = max(map(len, BY_NAME))
        for name, declared in BY_NAME.items():
            severity = declared.severity_summary
            click.echo(f"{name:{width}}  {severity:16}  {declared.summary}")
    elif rule in BY_NAME:
        click.echo((BY_NAME[rule].page or "").strip())
    else:
        raise click.UsageError(f"unknown rule {rule!r}{suggest(rule)}")
