"""Commands whose help lists options by purpose and ends with examples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from analyzer.renamed import OPTIONS

INPUT, ADDRESSES, RULES, OUTPUT, COMPARISON, ADVANCED = (
    "Input", "Addresses", "Rules", "Output", "Comparison", "Advanced",
)  # fmt: skip
GROUPS = (INPUT, ADDRESSES, RULES, OUTPUT, COMPARISON, ADVANCED)
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Option(click.Option):
    """An option that help lists under a heading.

    Parameters
    ----------
    group : str
        One of `GROUPS`.
    """

    def __init__(self, *args: Any, group: str = ADVANCED, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.group = group

    def get_help_extra(self, ctx: click.Context) -> click.types.OptionHelpExtra:
        """Return what help appends: not the range of a number, which the text gives."""
        extra = super().get_help_extra(ctx)
        extra.pop("range", None)
        return extra


class Command(click.Command):
    """A command whose help is grouped.

    Parameters
    ----------
    examples : sequence of str
        Command lines that the end of the help shows.
    """

    def __init__(self, *args: Any, examples: Sequence[str] = (), **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.examples = examples

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse arguments; an option that was renamed is an error that names the new one."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if error.option_name not in OPTIONS:
                raise
            new = OPTIONS[error.option_name]
            message = f"No such option {error.option_name!r}: renamed to {new!r}."
            raise click.NoSuchOption(error.option_name, message, ctx=ctx) from error

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options group by group, in the order in which they are declared."""
        groups: dict[str, list[tuple[str, str]]] = {group: [] for group in GROUPS}
        for parameter in self.get_params(ctx):
            line = parameter.get_help_record(ctx)
            if line is not None and not isinstance(parameter, click.Argument):
                groups[getattr(parameter, "group", ADVANCED)].append(line)
        only_general = not any(hasattr(parameter, "group") for parameter in self.params)
        for group, lines in groups.items():
            if lines:
                with formatter.section("Options" if only_general else group):
                    formatter.write_dl(lines)

    def format_epilog(
        self,
        ctx: click.Context,  # noqa: ARG002 - the signature of click
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the examples."""
        if self.examples:
            with formatter.section("Examples"):
                formatter.write("".join(f"  {example}\n" for example in self.examples))


class Group(Command, click.Group):
    """A group of commands, listed in the order in which they were added."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - of click
        """Return the names of the commands, the commonest first."""
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, then the options."""
        self.format_commands(ctx, formatter)
        super().format_options(ctx, formatter)


def option(group: str, *names: str, **attributes: Any) -> Decorator:
    """Declare an option that help lists under a heading."""
    return click.option(*names, cls=Option, group=group, **attributes)


def combined(*decorators: Decorator) -> Decorator:
    """Return one decorator that declares options in the order of several."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate
