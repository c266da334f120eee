"""What the commands of the command line have in common: options, messages, statuses."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.checks.result import BROKEN
from analyzer.errors import AnalyzerError, Problem, ReadError

if TYPE_CHECKING:
    from analyzer.configuration import Configuration

NAMES = "NAME,..."
INTERRUPTED = 130  # as shells have it: 128 and the number of the signal
LEVELS = ["note", "warning", "error", "never"]
Command = Callable[..., Any]


def input_options(command: Command) -> Command:
    """Add what says which articles are read, and how."""
    for decorate in (
        click.argument("paths", nargs=-1, required=True, metavar="PATH..."),
        click.option("--text-column", help="Column of the texts."),
        click.option("--title-column", help="Column of the titles."),
        click.option("--id-column", help="Column of the ids."),
        click.option("--stdin-filename", default="", help="Name and type of what '-' reads."),
    ):
        command = decorate(command)
    return command


def judging_options(command: Command) -> Command:
    """Add what says which findings are told, and which of them fail."""
    level = click.Choice(LEVELS)
    for decorate in (
        click.option("--select", multiple=True, metavar=NAMES, help="Tell these rules only."),
        click.option("--ignore", multiple=True, metavar=NAMES, help="Do not tell these rules."),
        click.option("--fail-level", type=level, help="Severity that makes the exit status 1."),
        click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever was found."),
        click.option("--min-quality", type=click.FloatRange(0, 100), help="Fail below it."),
        click.option("--profile", metavar="FILE", help="Reference profile by 'calibrate'."),
        click.option("--config", metavar="FILE", help="Read this configuration file."),
        click.option("--strict", is_flag=True, help="Stop at what cannot be read or measured."),
        click.option(
            "--jobs",
            type=click.IntRange(0),
            default=1,
            metavar="N",
            help="Processes; 0 for all processors.",
        ),
        click.option(
            "--against", default="", metavar="ARCHIVE", help="Compare with this archive."
        ),
        click.option("--isolated", is_flag=True, help="Read no configuration file."),
    ):
        command = decorate(command)
    return command


def configured(
    paths: tuple[str, ...], options: dict[str, Any]
) -> tuple[Configuration, Path | None]:
    """Return the configuration of a run, and the file it is from, if from any."""
    from analyzer.configuration import load_configuration
    from analyzer.rules.registry import check_rules

    given = {
        "select": names(options["select"]),
        "ignore": names(options["ignore"]),
        "fail-level": options["fail_level"],
        "min-quality": options["min_quality"],
        "profile": options["profile"],
        "text-column": options["text_column"],
        "title-column": options["title_column"],
        "id-column": options["id_column"],
        "key-phrase-field": options.get("key_phrase_field"),
        "baseline": options.get("baseline"),
        "level": options.get("level"),
    }
    where = [options["stdin_filename"] or "." if path == "-" else path for path in paths]
    loaded = load_configuration(
        where,
        given,
        file=options["config"],
        isolated=options["isolated"],
    )
    check_rules(loaded[0].settings)
    return loaded


def names(values: tuple[str, ...]) -> list[str] | None:
    """Return the names in values like ``one,two``, None where there is none."""
    found = [name.strip() for value in values for name in value.split(",") if name.strip()]
    return found or None


class ProblemReporter:
    """Tell problems as they are met, and keep them.

    Parameters
    ----------
    strict : bool
        Whether to stop at the first that is fatal.
    """

    def __init__(self, *, strict: bool = False) -> None:
        self.problems: list[Problem] = []
        self._strict = strict

    def __call__(self, problem: Problem) -> None:
        """Tell a problem."""
        if self._strict and problem.fatal:
            raise ReadError(problem)
        self.problems.append(problem)
        echo_problem(problem)


def echo_problem(problem: Problem) -> None:
    """Write a problem to standard error."""
    echo(f"{'error' if problem.fatal else 'warning'}: {problem}")


def echo(message: str) -> None:
    """Write a line to standard error; what a terminal might obey is made visible."""
    from analyzer.checks.annotation import plain

    click.echo(plain(message), err=True)


class error_handler:  # noqa: N801
    """Turn an error into a message and exit status 2, an interrupt into status 130.

    Attributes
    ----------
    advice : str
        What is said to one who interrupts the run.
    """

    advice = ""

    def __enter__(self) -> error_handler:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, AnalyzerError):
            echo(f"error: {error}")
            sys.exit(BROKEN)
        if isinstance(error, KeyboardInterrupt):
            echo(f"interrupted{self.advice}")
            sys.exit(INTERRUPTED)
        known = (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError)
        if isinstance(error, Exception) and not isinstance(error, known):
            import traceback

            traceback.print_exception(error)
            echo("error: Analyzer failed; please tell its authors of what stands above")
            sys.exit(BROKEN)
