"""The command line: parse the arguments, call the library, set the exit status.

0: no findings that fail. 1: findings at or above the fail level, or a quality
below the one required. 2: errors, so that results are incomplete.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from analyzer.cli.archive import archive
from analyzer.cli.check import check
from analyzer.cli.deduplicate import deduplicate
from analyzer.cli.help import OUTPUT, Command, Group, option
from analyzer.cli.init import init
from analyzer.cli.messages import (
    ProblemReporter,
    echo,
    error_handler,
    standard_output,
    with_progress,
)
from analyzer.cli.options import (
    complete_rules,
    paths_argument,
    quiet_option,
    read_articles,
    reading_options,
)
from analyzer.cli.report import report
from analyzer.cli.server import server
from analyzer.errors import SettingError
from analyzer.version import __version__


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    examples=("analyzer report content/", "analyzer check draft.md"),
)
@click.version_option(__version__, prog_name="analyzer")
def main() -> None:
    """Find repeated phrases, keyword stuffing, near-duplicates and copied articles."""


@click.command(
    cls=Command,
    examples=(
        "analyzer compare first.md second.md",
        "analyzer compare a.csv b.csv --text-column body",
        "analyzer compare reports/monday reports/friday",
    ),
)
@click.argument("first")
@click.argument("second")
@option(
    OUTPUT, "--format", "format_name", type=click.Choice(["text", "json"]), default="text",
    metavar="NAME", help="For two report folders: text or json.  [default: text]",
)  # fmt: skip
@reading_options
@quiet_option
def compare(first: str, second: str, **options: Any) -> None:
    """Show what two articles share, or what changed between two reports.

    FIRST and SECOND are files that hold one article each, or the folders of an earlier
    and a later report, with tables as CSV, JSON, JSON Lines or Parquet.
    """
    with error_handler():
        if Path(first).is_dir() and Path(second).is_dir():
            _compare_reports(first, second, options["format_name"])
        elif options["format_name"] != "text":
            raise SettingError("--format json needs two report folders")
        else:
            _compare_articles(first, second, options)


def _compare_reports(first: str, second: str, format_name: str) -> None:
    from analyzer.comparison.changes import compare_runs
    from analyzer.reports.changes import Comparison, change_lines, read_run
    from analyzer.reports.terminal import columns_of

    tables = compare_runs([read_run(first)], read_run(second))
    with standard_output() as stream:
        if format_name == "json":
            print(Comparison(tables).json(), file=stream)
            return
        for line in change_lines(tables, columns_of(stream)):
            print(line, file=stream)


def _compare_articles(first: str, second: str, options: dict[str, Any]) -> None:
    from rich.console import Console

    from analyzer.analysis import analyze_pair
    from analyzer.reports.terminal import show

    on_problem = ProblemReporter(strict=True, quiet=options["quiet"])
    pair = []
    for path in (first, second):
        found = list(read_articles((path,), options, on_problem))
        if len(found) != 1:
            raise SettingError(f"{path}: expected one article, found {len(found)}")
        pair.append(replace(found[0], id=path))
    console = Console(highlight=False)
    with console.capture() as shown:
        show(analyze_pair(*pair), console)
    with standard_output() as stream:
        stream.write(shown.get())


@click.command(
    cls=Command,
    examples=('analyzer calibrate archive/ -o courier.json --name "The Courier, 2024"',),
)
@paths_argument
@reading_options
@option(
    OUTPUT, "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE",
    help="File to write the profile to.",
)  # fmt: skip
@option(
    OUTPUT, "--name", default="", metavar="TEXT",
    help="Description of the articles.  [default: the paths]",
)  # fmt: skip
@quiet_option
def calibrate(paths: tuple[str, ...], output: Path, name: str, **options: Any) -> None:
    """Make a reference profile of your own articles, for --profile.

    It needs at least 100 articles with different texts and no known issues.
    """
    from analyzer.pipeline.calibrate import calibrate as make_profile

    quiet = options["quiet"]
    on_problem = ProblemReporter(quiet=quiet)
    with error_handler():
        articles = read_articles(paths, options, on_problem)
        counted = iter(articles if quiet else with_progress(articles))
        profile = make_profile(counted, name or " ".join(paths))
        profile.save(output)
        echo(f"{output}: profile of {profile.n_articles:,} articles", quiet=quiet)
    sys.exit(on_problem.status())


@click.command(cls=Command, examples=("analyzer explain", "analyzer explain keyword-stuffing"))
@click.argument("rule", required=False, shell_complete=complete_rules)
@quiet_option
@standard_output()
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
    elif Path(rule).exists():
        from shlex import quote

        raise click.UsageError(
            f"{rule!r} is a path, not a rule. `analyzer check {quote(rule)}` shows what takes "
            "points from a score; docs/how-to/explain-a-score.md says more."
        )
    else:
        raise click.UsageError(f"unknown rule {rule!r}{suggest(rule)}")


for command in (report, check, compare, explain, calibrate, deduplicate, init, archive, server):
    main.add_command(command)
