"""The command line: parse, call the same verbs a notebook calls, set the exit status.

0: clean. 1: findings at or above the fail level, or a score too low. 2: the
run is not to be trusted, as when an input could not be read.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.checks.result import BROKEN, CLEAN, FINDINGS
from analyzer.cli.archive import archive as archive_group
from analyzer.cli.check import check
from analyzer.cli.options import (
    ProblemReporter,
    configured,
    echo,
    echo_problem,
    error_handler,
    input_options,
    judging_options,
)
from analyzer.errors import Problem, ProblemHandler, ReadError, SettingError
from analyzer.pipeline.context import RunContext
from analyzer.spark.report import are_addresses, articles_at, write_at
from analyzer.version import __version__

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.checks.analyze import CheckRequest
    from analyzer.spark.articles import SparkArticles
    from analyzer.spark.engine import SparkEngine


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="analyzer")
def main() -> None:
    """Find repeated key phrases, keyword stuffing, near-duplicates and copies."""


@main.command()
@input_options
@judging_options
@click.option("-o", "--output", type=click.Path(file_okay=False), metavar="DIR")
@click.option(
    "--format", "formats", default="csv,html", metavar="NAME,...", help="Report formats."
)
@click.option("--key-phrase-field", metavar="NAME", help="Where key phrases are named.")
@click.option("--resume", is_flag=True, help="Go on from where a killed run was.")
@click.option(
    "--engine", type=click.Choice(["local", "spark"]), default="local", help="What measures."
)
@click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
def report(
    paths: tuple[str, ...], output: str | None, formats: str, quiet: bool, **options: Any
) -> None:
    """Analyze articles and write reports into a folder."""
    from analyzer.analysis import analyze_stream
    from analyzer.archive.compare import open_index
    from analyzer.checks.analyze import CheckRequest
    from analyzer.pipeline.checkpoint import NAME, Checkpoint
    from analyzer.reports import check_formats
    from analyzer.reports.terminal import print_summary
    from analyzer.storage.articles import ArticleStore

    exit_zero, resume = options.pop("exit_zero"), options.pop("resume")
    engine = options.pop("engine")
    options["fail_level"] = options["fail_level"] or "never"
    tell = ProblemReporter(strict=options["strict"])
    with error_handler() as told, ExitStack() as held:
        wanted = [name.strip() for name in formats.split(",")]
        check_formats(wanted)
        folder = output or f"reports/{_report_name(paths)}"
        there, away = are_addresses(paths, engine), are_addresses([folder], engine)
        if resume and (there or away):
            raise SettingError("--resume needs inputs and an output without an address")
        configuration, _ = configured(paths, options)
        request = CheckRequest(
            paths, configuration, "", stdin_filename=options["stdin_filename"]
        )
        index = held.enter_context(open_index(options["against"]))
        spark = _spark_engine() if engine == "spark" else None
        session = spark and spark.session
        given = _given(request, session, tell, there=there, quiet=quiet)
        checkpoint = None
        if not there and not away:
            checkpoint = held.enter_context(Checkpoint(Path(folder) / NAME, resume=resume))
            told.advice = "; --resume goes on from here"
        if checkpoint is not None and checkpoint.n_known and not quiet:
            echo(f"{checkpoint.n_known} batches of an earlier run are kept")
        texts = held.enter_context(ArticleStore())
        context = RunContext(index, options["jobs"], spark, checkpoint)
        analysis = analyze_stream(given, configuration.settings, texts, tell, context)
        if away:
            write_at(session, analysis, folder, wanted)
        else:
            analysis.write(folder, wanted)
        if checkpoint is not None:
            checkpoint.remove()
        if not quiet:
            print_summary(analysis, folder)
        failed = analysis.failed()
    sys.exit(_status(tell.problems, failed and not exit_zero))


main.add_command(check)
main.add_command(archive_group)


@main.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """Print the page of a rule."""
    from analyzer.rules.registry import BY_NAME

    if rule not in BY_NAME:
        raise click.UsageError(f"unknown rule {rule!r}; known are {', '.join(BY_NAME)}")
    click.echo((BY_NAME[rule].page or "").strip())


@main.command()
@click.argument("one")
@click.argument("other")
def compare(one: str, other: str) -> None:
    """Show what two articles share, side by side."""
    from rich.console import Console

    from analyzer.analysis import analyze_pair
    from analyzer.readers import read
    from analyzer.reports.terminal import show

    with error_handler():
        pair = [list(read([path], on_problem=_raise_or_tell)) for path in (one, other)]
        for path, found in zip((one, other), pair, strict=True):
            if len(found) != 1:
                raise SettingError(f"{path}: expected one article, got {len(found)}")
        analysis = analyze_pair(replace(pair[0][0], id=one), replace(pair[1][0], id=other))
        show(analysis, Console(highlight=False))


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE")
@click.option("--name", default="", help="What the articles are; the paths if not given.")
def calibrate(paths: tuple[str, ...], output: Path, name: str) -> None:
    """Make a house reference profile of clean articles."""
    from analyzer.pipeline.calibrate import calibrate as calibrated
    from analyzer.readers import read
    from analyzer.rules.reference_profile import save_profile

    tell = ProblemReporter()
    with error_handler():
        profile = calibrated(_progress(read(paths, on_problem=tell)), name or " ".join(paths))
        save_profile(profile, output)
    click.echo(f"{profile.n_articles} articles in {output}", err=True)
    sys.exit(_status(tell.problems, False))


def _raise_or_tell(problem: Problem) -> None:
    if problem.fatal:
        raise ReadError(problem)
    echo_problem(problem)


def _given(
    request: CheckRequest,
    spark: Any,
    report: ProblemHandler,
    *,
    there: bool,
    quiet: bool,
) -> Iterable[Article] | SparkArticles:
    """Return the articles of a run; `there` tells whether executors are to read them."""
    from analyzer.checks.analyze import files_of, without_excluded

    if there:
        excluding = partial(without_excluded, request=request)
        return articles_at(spark, request.paths, request.options, report, excluding)
    from analyzer.readers import read_found

    found = files_of(request, report)
    articles: Iterable[Article] = read_found(found, options=request.options, on_problem=report)
    return articles if quiet else _progress(articles)


def _spark_engine() -> SparkEngine:
    from analyzer.spark.engine import SparkEngine
    from analyzer.spark.session import get_session

    return SparkEngine(get_session())


def _progress(articles: Iterable[Article]) -> Iterable[Article]:
    """Show on a terminal how many articles have been read; elsewhere nothing."""
    if not sys.stderr.isatty():
        return articles
    from rich.console import Console
    from rich.progress import track

    return track(articles, "Analyzing", console=Console(stderr=True), transient=True)


def _report_name(paths: tuple[str, ...]) -> str:
    """Return the name of the input: of a file without its type, of a pattern its folder's."""
    if len(paths) > 1:
        return "articles"
    if paths[0] == "-":
        return "stdin"
    path = Path(os.path.abspath(paths[0]))  # noqa: PTH100
    while has_magic(path.name) and not path.exists():
        path = path.parent
    name = path.name if path.is_dir() else Path(path.name.removesuffix(".gz")).stem
    return name or "articles"


def _status(problems: list[Problem], failed: bool) -> int:
    if any(problem.fatal for problem in problems):
        return BROKEN
    return FINDINGS if failed else CLEAN
