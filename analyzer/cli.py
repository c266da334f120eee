"""The command line: parse, call the same verbs a notebook calls, set the exit status.

0: clean. 1: findings at or above the fail level, or a score too low. 2: the
run is not to be trusted, as when an input could not be read.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from analyzer import __version__
from analyzer.errors import AnalyzerError, Problem

CLEAN, FINDINGS, BROKEN = 0, 1, 2
NAMES = "NAME,..."

Command = Callable[..., Any]


def _input_options(command: Command) -> Command:
    for decorate in (
        click.argument("paths", nargs=-1, required=True, metavar="PATH..."),
        click.option("--text-column", default="", help="Column of the texts."),
        click.option("--title-column", default="", help="Column of the titles."),
        click.option("--id-column", default="", help="Column of the ids."),
        click.option("--stdin-filename", default="", help="Name and type of what '-' reads."),
    ):
        command = decorate(command)
    return command


def _judging_options(command: Command) -> Command:
    level = click.Choice(["note", "warning", "error", "never"])
    for decorate in (
        click.option("--select", multiple=True, metavar=NAMES, help="Tell these rules only."),
        click.option("--ignore", multiple=True, metavar=NAMES, help="Do not tell these rules."),
        click.option("--fail-level", type=level, help="Severity that makes the exit status 1."),
        click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever was found."),
        click.option("--min-quality", type=click.FloatRange(0, 100), help="Fail below it."),
        click.option("--profile", metavar="FILE", help="Reference profile by 'calibrate'."),
    ):
        command = decorate(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="analyzer")
def main() -> None:
    """Find repeated key phrases, keyword stuffing, near-duplicates and copies."""


@main.command()
@_input_options
@_judging_options
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--format", "formats", default="csv", metavar="NAME,...", help="Report formats.")
@click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
def report(
    paths: tuple[str, ...], output: Path | None, formats: str, quiet: bool, **options: Any
) -> None:
    """Analyze articles and write reports into a folder."""
    from analyzer.analysis import analyze_stream
    from analyzer.shelf import Shelf
    from analyzer.summary import print_summary

    exit_zero = options.pop("exit_zero")
    options["fail_level"] = options["fail_level"] or "never"
    problems: list[Problem] = []
    with _told_errors():
        settings = _settings(options)
        folder = output or Path("reports") / _report_name(paths)
        articles = _read(paths, options, problems)
        analysis = analyze_stream(_progress(articles, quiet), settings, Shelf())
        analysis.write(folder, [name.strip() for name in formats.split(",")])
    if not quiet:
        print_summary(analysis, folder)
    sys.exit(_status(problems, analysis.failed() and not exit_zero))


@main.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """Print the page of a rule."""
    from analyzer.batch import all_measures

    pages = {measure.name: measure.explanation for measure in all_measures()}
    if rule not in pages:
        raise click.UsageError(f"unknown rule {rule!r}; known are {', '.join(pages)}")
    click.echo(pages[rule].strip())


def _settings(options: dict[str, Any]) -> Any:
    from analyzer.settings import make_settings

    return make_settings(
        {
            "select": _names(options["select"]),
            "ignore": _names(options["ignore"]),
            "fail-level": options["fail_level"],
            "min-quality": options["min_quality"],
            "profile": options["profile"],
        }
    )


def _names(values: tuple[str, ...]) -> list[str]:
    return [name.strip() for value in values for name in value.split(",") if name.strip()]


def _read(paths: tuple[str, ...], options: dict[str, Any], problems: list[Problem]) -> Any:
    from analyzer.readers import ReadOptions, read

    def tell(problem: Problem) -> None:
        problems.append(problem)
        click.echo(f"{'error' if problem.fatal else 'warning'}: {problem}", err=True)

    chosen = ReadOptions(
        text_column=options["text_column"],
        title_column=options["title_column"],
        id_column=options["id_column"],
        stdin_filename=options["stdin_filename"],
    )
    return read(paths, options=chosen, report=tell)


def _progress(articles: Any, quiet: bool) -> Any:
    """Show on a terminal how many articles have been read; elsewhere nothing."""
    if quiet or not sys.stderr.isatty():
        return articles
    from rich.console import Console
    from rich.progress import track

    return track(articles, "Analyzing", console=Console(stderr=True), transient=True)


def _report_name(paths: tuple[str, ...]) -> str:
    if len(paths) > 1:
        return "articles"
    return "stdin" if paths[0] == "-" else Path(paths[0]).resolve().stem or "articles"


def _status(problems: list[Problem], failed: bool) -> int:
    if any(problem.fatal for problem in problems):
        return BROKEN
    return FINDINGS if failed else CLEAN


class _told_errors:  # noqa: N801
    """Turn an error raised on purpose into a message and exit status 2."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, AnalyzerError):
            click.echo(f"error: {error}", err=True)
            sys.exit(BROKEN)
