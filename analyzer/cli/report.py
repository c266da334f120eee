"""``analyzer report``: tables and pages about articles, written into a folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from functools import partial
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli.help import ADVANCED, OUTPUT, RULES, Command, option
from analyzer.cli.messages import (
    ProblemReporter,
    echo,
    error_handler,
    standard_output,
    with_progress,
)
from analyzer.cli.options import (
    NAMES,
    advanced_options,
    archive_option,
    configured,
    fail_options,
    jobs_of,
    language_of,
    paths_argument,
    quiet_option,
    reading_options,
    rule_options,
    web_options,
)
from analyzer.errors import ProblemHandler, SettingError
from analyzer.web.options import is_web_address

if TYPE_CHECKING:
    from analyzer.analysis import Analysis
    from analyzer.article import Article
    from analyzer.checks.analyze import CheckRequest
    from analyzer.pipeline.checkpoint import Checkpoint
    from analyzer.spark.engine import SparkEngine
    from analyzer.spark.report import SparkArticles


SAMPLE = 100  # articles whose fields are listed
MOST_NAMES = 20


@click.command(
    cls=Command,
    examples=(
        "analyzer report content/",
        "analyzer report https://example.org/sitemap.xml",
        "analyzer report content/ --field author,category",
        "analyzer report content/ -o reports/friday --previous reports/monday",
        "analyzer report articles.csv --text-column body -o reports/news --format csv,html",
    ),
)
@paths_argument
@reading_options
@rule_options
@option(
    RULES, "--key-phrase-field", metavar="NAME",
    help="Front matter key or column that names each article's focus keyphrase.",
)  # fmt: skip
@option(
    OUTPUT, "-o", "--output", type=click.Path(file_okay=False), metavar="DIR",
    help="Folder to write to.  [default: reports/NAME, after the input]",
)  # fmt: skip
@option(
    OUTPUT, "--format", "formats", default="csv,html", metavar=NAMES,
    help="Report formats: csv, csv-bom (for Excel), html, json, jsonl, parquet, excel.  "
    "[default: csv,html]",
)  # fmt: skip
@option(
    OUTPUT, "--previous", multiple=True, metavar="DIR", type=click.Path(),
    help="Report folder of an earlier run to compare with; several, in order, show a trend.",
)  # fmt: skip
@option(
    OUTPUT, "--field", "fields", multiple=True, metavar=NAMES,
    help="Front matter keys or columns to add to the articles, such as author,category; the "
    "summary compares those with at most half as many values as articles.",
)  # fmt: skip
@option(
    OUTPUT, "--source-url", metavar="URL",
    help="Address of a line of a file, for links from the page, with {path} and {line}: "
    "https://github.com/org/repo/blob/main/{path}#L{line} or vscode://file/{path}:{line}.",
)  # fmt: skip
@fail_options("never")
@quiet_option
@archive_option
@advanced_options
@option(ADVANCED, "--resume", is_flag=True, help="Continue an interrupted run.")
@option(
    ADVANCED, "--engine", type=click.Choice(["local", "spark"]), default="local",
    metavar="NAME",
    help="Where articles are measured: local or spark.  [default: local]",
)  # fmt: skip
def report(paths: tuple[str, ...], **options: Any) -> None:
    """Write tables and pages about articles into a folder.

    PATH is a file, a folder, a glob pattern, - for standard input, or an address of the
    web; without PATH, it is the current folder.

    Exit status: 0; 1 if a finding is at or above --fail-level or a quality is
    below --min-quality; 2 for errors, which leave results incomplete.
    """
    from analyzer.analysis import analyze_stream
    from analyzer.archive.compare import open_index
    from analyzer.comparison.changes import with_changes
    from analyzer.pipeline.context import RunContext
    from analyzer.reports import check_formats
    from analyzer.reports.changes import read_run
    from analyzer.reports.html.source_links import check_source_url
    from analyzer.reports.terminal import print_summary
    from analyzer.storage.codec import ArticleStore

    options["fail_level"] = options["fail_level"] or "never"
    on_problem = ProblemReporter(strict=options["strict"], quiet=options["quiet"])
    with error_handler() as handler, ExitStack() as stack:
        formats = [name.strip() for name in options["formats"].split(",")]
        check_formats(formats)
        earlier = [read_run(previous) for previous in options["previous"]]
        folder = options["output"] or f"reports/{_report_name(paths)}"
        request = _request(paths, options)
        check_source_url(request.configuration.source_url)
        index = stack.enter_context(open_index(options["archive"]))
        handler.advice = "; continue with --resume"
        made = _missing_folders(folder)
        checkpoint = _checkpoint(request, folder, options)
        engine = _spark_engine() if options["engine"] == "spark" else None
        if checkpoint is None:
            handler.advice = ""
        else:
            stack.enter_context(checkpoint)
            if checkpoint.n_known:
                message = f"{checkpoint.n_known} batches of the interrupted run are used again"
                echo(message, quiet=options["quiet"])
        store = stack.enter_context(ArticleStore())
        articles = _articles(request, engine, on_problem, options)
        context = RunContext(index, jobs_of(options), engine, checkpoint)
        analysis = analyze_stream(
            articles, request.configuration.settings, store, on_problem, context
        )
        if on_problem.failed and not analysis.texts:
            _leave_nothing(checkpoint, made)
            sys.exit(on_problem.status())
        _report_missing_fields(analysis, on_problem)
        if earlier:
            analysis = with_changes(analysis, earlier)
        _write(analysis, folder, formats, engine)
        if checkpoint is not None:
            checkpoint.remove()
        if not options["quiet"]:
            with standard_output() as stream:
                print_summary(analysis, folder, stream)
        failed = analysis.failed() and not options["exit_zero"]
    sys.exit(on_problem.status(has_failing_findings=failed))


def _request(paths: tuple[str, ...], options: dict[str, Any]) -> CheckRequest:
    from analyzer.checks.analyze import CheckRequest

    configuration, file = configured(paths, options)
    return CheckRequest(
        paths,
        configuration,
        "",
        stdin_filename=options["stdin_filename"],
        language=language_of(options),
        markup=options["markup"],
        drafts=options["drafts"],
        exclude=options["exclude"],
        force_exclude=options["force_exclude"],
        configuration_file=file,
        records=True,
        web=web_options(options),
    )


def _checkpoint(
    request: CheckRequest, folder: str, options: dict[str, Any]
) -> Checkpoint | None:
    """Return where finished batches are kept; None where Spark reads or writes addresses."""
    from analyzer.pipeline.checkpoint import NAME, Checkpoint
    from analyzer.spark.report import are_addresses

    engine, resume = options["engine"], options["resume"]
    remote_input = are_addresses(request.paths, engine)
    if are_addresses([folder], engine) or remote_input:
        if resume:
            raise SettingError("--resume needs local paths: input or output is an address")
        return None
    return Checkpoint(Path(folder) / NAME, resume=resume)


def _missing_folders(folder: str) -> list[Path]:
    """Return which of a folder and those above it do not exist, from below."""
    path = Path(folder)
    return [one for one in (path, *path.parents) if not one.exists()]


def _leave_nothing(checkpoint: Checkpoint | None, made: list[Path]) -> None:
    """Remove the checkpoint, and the folders that were made for it."""
    if checkpoint is not None:
        checkpoint.remove()
        with suppress(OSError):  # something else is in one by now
            for path in made:
                path.rmdir()


def _articles(
    request: CheckRequest,
    engine: SparkEngine | None,
    on_problem: ProblemHandler,
    options: dict[str, Any],
) -> Iterable[Article] | SparkArticles:
    """Return the articles of a run; executors of Spark read those at addresses."""
    from analyzer.spark.report import are_addresses, articles_at

    if engine is not None and are_addresses(request.paths, options["engine"]):
        from analyzer.readers.files import without_excluded

        included = partial(
            without_excluded, is_excluded=request.excludes, force=request.force_exclude
        )
        return articles_at(engine.session, request.paths, request.options, on_problem, included)
    from analyzer.checks.analyze import discover_files
    from analyzer.readers import read_found

    found = discover_files(request, on_problem)
    articles = read_found(found, options=request.options, on_problem=on_problem)
    return articles if options["quiet"] else with_progress(articles)


def _report_missing_fields(analysis: Analysis, on_problem: ProblemHandler) -> None:
    """Report fields that no article has, with those that the first articles have."""
    from analyzer.errors import Diagnostic
    from analyzer.pipeline.table_columns import field_column

    for field in analysis.settings.fields:
        if not any(analysis.tables["articles"][field_column(field)]):
            known = sorted(
                {name for article in analysis.texts[:SAMPLE] for name in article.fields}
            )
            hint = f"; found {', '.join(known[:MOST_NAMES])}" if known else ""
            message = f"no article has this field{hint}"
            on_problem(Diagnostic(f"--field {field}", message, severity="warning"))


def _write(
    analysis: Analysis, folder: str, formats: list[str], engine: SparkEngine | None
) -> None:
    from analyzer.reports import check_formats
    from analyzer.spark.hadoop import is_address

    if engine is not None and is_address(folder):
        from analyzer.spark.report import write_at

        write_at(engine.session, analysis, folder, formats)
    else:
        analysis.write(folder, check_formats(formats))


def _spark_engine() -> SparkEngine:
    from analyzer.spark.engine import SparkEngine
    from analyzer.spark.hadoop import get_session

    return SparkEngine(get_session())


def _report_name(paths: tuple[str, ...]) -> str:
    """Return a name after the input: a file's stem, a folder's name, a pattern's folder."""
    if len(paths) > 1:
        return "articles"
    if paths[0] == "-":
        return "stdin"
    if is_web_address(paths[0]):
        from analyzer.web.address import host_of

        return host_of(paths[0])
    path = Path(os.path.abspath(paths[0]))  # noqa: PTH100
    while has_magic(path.name) and not path.exists():
        path = path.parent
    name = path.name if path.is_dir() else Path(path.name.removesuffix(".gz")).stem
    return name or "articles"
