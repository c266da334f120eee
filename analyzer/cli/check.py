"""``analyzer check``: findings on the right line, for people, editors and CI services."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from analyzer.checks.formats import FORMATS
from analyzer.checks.result import FINDINGS
from analyzer.cli.options import (
    ProblemReporter,
    configured,
    echo,
    echo_problem,
    error_handler,
    input_options,
    judging_options,
)
from analyzer.settings import SEVERITIES

if TYPE_CHECKING:
    from analyzer.checks.analyze import CheckRequest
    from analyzer.checks.result import CheckResult
    from analyzer.configuration import Configuration
    from analyzer.errors import Problem

SUMMARY = "GITHUB_STEP_SUMMARY"


@click.command()
@input_options
@judging_options
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="NAME[=FILE]",
    help=f"{', '.join(FORMATS)}; several times with files of their own. [default: full]",
)
@click.option("-o", "--output", metavar="FILE", help="Write there instead of standard output.")
@click.option(
    "--level",
    type=click.Choice(SEVERITIES),
    help="Tell findings from this severity on. [default: warnings, and notes of copies]",
)
@click.option("--baseline", metavar="FILE", help="Findings that are known and not told again.")
@click.option("--update-baseline", is_flag=True, help="Make what is found now the baseline.")
@click.option("--baseline-from-ref", default="", metavar="REF", help="Not what git's REF has.")
@click.option("--changed-from", default="", metavar="REF", help="Only in text new since REF.")
@click.option("--no-cache", is_flag=True, help="Read and keep no results of earlier runs.")
@click.option("--show-settings", is_flag=True, help="Print the settings, and check nothing.")
@click.option("--show-files", is_flag=True, help="Print the files, and check nothing.")
def check(paths: tuple[str, ...], **options: Any) -> None:
    """Check articles: what is repeated, stuffed or copied, line by line.

    Exit status: 0 clean; 1 findings at or above the fail level (a warning
    unless told otherwise), or a quality too low; 2 the run is not to be trusted.
    """
    with error_handler():
        outputs = _outputs(options["formats"], options["output"])
        configuration, file = configured(paths, options)
        if options["show_settings"]:
            _show_settings(configuration, file)
            return
        request = _request(paths, configuration, file, options)
        if options["show_files"]:
            sys.exit(_show_files(request))
        from analyzer.checks.run import check as run

        done = run(request, ProblemReporter(strict=options["strict"]), echo)
        for name, target in outputs:
            _write(done, name, target)
    zero = options["exit_zero"] and done.status == FINDINGS
    sys.exit(0 if zero else done.status)


def _outputs(formats: tuple[str, ...], output: str | None) -> list[tuple[str, str]]:
    """Return each format and the file it goes to, empty for standard output."""
    from analyzer.checks.formats import format_named

    outputs = []
    for given in formats or ("full",):
        name, _, target = given.partition("=")
        format_named(name)
        outputs.append((name, target or output or ""))
    targets = [target for _, target in outputs]
    if len(set(targets)) < len(targets):
        raise click.UsageError("two formats cannot go to one place; name a file: NAME=FILE")
    return outputs


def _request(
    paths: tuple[str, ...],
    configuration: Configuration,
    file: Path | None,
    options: dict[str, Any],
) -> CheckRequest:
    from analyzer.checks.analyze import CheckRequest
    from analyzer.checks.git import root_of

    if options["update_baseline"] and not configuration.baseline:
        raise click.UsageError("--update-baseline needs --baseline FILE")
    root = root_of(paths, str(file.resolve().parent) if file else "")
    return CheckRequest(
        paths,
        configuration,
        root,
        stdin_filename=options["stdin_filename"],
        cache=None if options["no_cache"] else Path(root, ".analyzer_cache"),
        update_baseline=options["update_baseline"],
        baseline_ref=options["baseline_from_ref"],
        changed_ref=options["changed_from"],
        archive=options["against"],
        jobs=options["jobs"],
    )


def _show_settings(configuration: Configuration, file: Path | None) -> None:
    import json

    from analyzer.configuration import plain_settings

    values = plain_settings(configuration)
    del values["root"]
    click.echo(f"# {file or 'no configuration file'}")
    for name, value in values.items():
        click.echo(f"{name} = {json.dumps(value, ensure_ascii=False)}")


def _show_files(request: CheckRequest) -> int:
    from analyzer.checks.analyze import files_of
    from analyzer.checks.result import BROKEN

    problems: list[Problem] = []
    found = files_of(request, problems.append)
    for problem in problems:
        echo_problem(problem)
    for file in found.files:
        click.echo(file.source)
    return BROKEN if any(problem.fatal for problem in problems) else 0


def _write(done: CheckResult, name: str, target: str) -> None:
    from analyzer.checks.formats import format_named

    with _stream(target) as stream:
        format_named(name)(done, stream)
    if name == "github" and os.environ.get(SUMMARY):
        from analyzer.checks.formats.github import write_summary

        with open(os.environ[SUMMARY], "a", encoding="utf-8", errors="replace") as page:  # noqa: PTH123
            write_summary(done, page)


@contextmanager
def _stream(target: str) -> Iterator[TextIO]:
    """Open a file that appears when it is whole, or standard output, as UTF-8."""
    if not target or target == "-":
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        yield sys.stdout
        sys.stdout.flush()
        return
    from io import TextIOWrapper

    from analyzer.storage.atomic import atomic_write

    with atomic_write(Path(target)) as data:
        stream = TextIOWrapper(data, "utf-8", "backslashreplace", newline="\n")
        yield stream
        stream.detach()
