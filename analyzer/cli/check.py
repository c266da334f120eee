"""``analyzer check``: findings on their lines, for people, editors and CI services."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from analyzer.checks.formats import FORMATS
from analyzer.checks.result import FINDINGS
from analyzer.cli.help import ADVANCED, COMPARISON, OUTPUT, Command, combined, option
from analyzer.cli.messages import ProblemReporter, echo, error_handler, standard_output
from analyzer.cli.options import (
    FILE,
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
from analyzer.settings import SEVERITIES
from analyzer.web.options import CACHE

if TYPE_CHECKING:
    from analyzer.checks.analyze import CheckRequest
    from analyzer.checks.result import CheckResult
    from analyzer.configuration import Configuration

SUMMARY = "GITHUB_STEP_SUMMARY"
output_options = combined(
    option(
        OUTPUT, "--format", "formats", multiple=True, metavar="NAME[=FILE]",
        shell_complete=lambda *given: [name for name in FORMATS if name.startswith(given[-1])],
        help=f"{', '.join(FORMATS)}; repeatable, each with its own file.  [default: full]",
    ),
    option(
        OUTPUT, "-o", "--output", type=FILE, metavar="FILE",
        help="File to write to.  [default: standard output]",
    ),
    option(
        OUTPUT, "--report-level", type=click.Choice(SEVERITIES),
        metavar="LEVEL",
        help="Lowest severity to report: note, warning or error.  [default: warning]",
    ),
    fail_options("warning"),
    quiet_option,
)  # fmt: skip
comparison_options = combined(
    archive_option,
    option(
        COMPARISON, "--baseline", type=FILE, metavar="FILE",
        help="Do not report the findings that this file lists.",
    ),
    option(
        COMPARISON, "--update-baseline", is_flag=True,
        help="Write the current findings to the baseline.",
    ),
    option(
        COMPARISON, "--baseline-from-ref", metavar="REF",
        help="Do not report the findings of this git branch or commit.",
    ),
    option(
        COMPARISON, "--changed-from", metavar="REF",
        help="Report only findings in text changed since this git branch or commit.",
    ),
)  # fmt: skip


@click.command(
    cls=Command,
    examples=(
        "analyzer check draft.md",
        "analyzer check content/ --changed-from origin/main --format github",
    ),
)
@paths_argument
@reading_options
@rule_options
@output_options
@comparison_options
@advanced_options
@option(ADVANCED, "--no-cache", is_flag=True, help="Do not use or keep results of other runs.")
@option(ADVANCED, "--show-settings", is_flag=True, help="Print the settings and exit.")
@option(
    ADVANCED,
    "--show-files",
    is_flag=True,
    help="Print the files to be read, with their formats, and exit.",
)
def check(paths: tuple[str, ...], **options: Any) -> None:
    """Check articles and report findings line by line.

    PATH is a file, a folder, a glob pattern, - for standard input, or an address of the
    web; without PATH, the current folder is checked. Tables, such as CSV files, are
    checked where PATH names them.

    Exit status: 0; 1 if a finding is at or above --fail-level or a quality is
    below --min-quality; 2 for errors, which leave results incomplete.
    """
    on_problem = ProblemReporter(strict=options["strict"], quiet=options["quiet"])
    with error_handler():
        outputs = _outputs(options["formats"], options["output"])
        configuration, file = configured(paths, options)
        if options["show_settings"]:
            with standard_output():
                _show_settings(configuration, file)
            return
        request = _request(paths, configuration, file, options)
        if options["show_files"]:
            with standard_output():
                _show_files(request, on_problem)
            sys.exit(on_problem.status())
        from analyzer.checks.run import check as run

        result = run(request, on_problem, partial(echo, quiet=options["quiet"]))
        for name, target in outputs:
            _write(result, name, target, quiet=options["quiet"])
    zero = options["exit_zero"] and result.status == FINDINGS
    sys.exit(0 if zero else result.status)


def _outputs(formats: tuple[str, ...], output: str | None) -> list[tuple[str, str]]:
    """Return each format and the file it goes to, empty for standard output."""
    from analyzer.checks.formats import format_named

    if output == "":
        raise click.UsageError("--output is empty; expected a file, or - for standard output")
    outputs = []
    for given in formats or ("full",):
        name, equals, target = given.partition("=")
        format_named(name)
        if equals and not target:
            raise click.UsageError(
                f"--format {given}: no file after '='; expected {name}=FILE, or {name} alone"
            )
        outputs.append((name, target or output or ""))
    targets = [target for _, target in outputs]
    if len(set(targets)) < len(targets):
        raise click.UsageError(
            "two formats have the same destination; give each a file: --format NAME=FILE"
        )
    return outputs


def _request(
    paths: tuple[str, ...],
    configuration: Configuration,
    file: Path | None,
    options: dict[str, Any],
) -> CheckRequest:
    from analyzer.checks.analyze import CheckRequest
    from analyzer.checks.git import output_root

    if options["update_baseline"] and not configuration.baseline:
        raise click.UsageError("--update-baseline needs --baseline FILE")
    root = output_root(paths, str(file.resolve().parent) if file else "")
    return CheckRequest(
        paths,
        configuration,
        root,
        stdin_filename=options["stdin_filename"],
        language=language_of(options),
        markup=options["markup"],
        drafts=options["drafts"],
        exclude=options["exclude"],
        force_exclude=options["force_exclude"],
        configuration_file=file,
        cache=None if options["no_cache"] else Path(root, ".analyzer_cache"),
        update_baseline=options["update_baseline"],
        baseline_ref=_ref(options, "baseline_from_ref"),
        changed_ref=_ref(options, "changed_from"),
        archive=options["archive"],
        jobs=jobs_of(options),
        web=web_options(options, Path(root, CACHE)),
    )


def _ref(options: dict[str, Any], name: str) -> str:
    """Return a git commit, empty where the option was not given."""
    ref = options[name]
    if ref is not None and not ref.strip():
        flag = f"--{name.replace('_', '-')}"
        raise click.UsageError(f"{flag} is empty; expected a branch, a tag or a commit")
    return ref or ""


def _show_settings(configuration: Configuration, file: Path | None) -> None:
    import json

    from analyzer.settings import plain_settings

    values = plain_settings(configuration)
    del values["root"]
    click.echo(f"# {file or 'no configuration file'}")
    for name, value in values.items():
        click.echo(f"{name} = {json.dumps(value, ensure_ascii=False)}")


def _show_files(request: CheckRequest, on_problem: ProblemReporter) -> None:
    from analyzer.checks.analyze import discover_files
    from analyzer.readers import reader_of

    for file in discover_files(request, on_problem).files:
        reader = reader_of(file)
        click.echo(f"{file.source}\t{reader.label if reader else 'unknown type'}")


def _write(result: CheckResult, name: str, target: str, *, quiet: bool) -> None:
    from analyzer.checks.formats import format_named

    with _stream(target) as stream:
        if quiet and name == "full":
            from analyzer.checks.formats.text import write_full

            write_full(result, stream, summary=False)
        else:
            format_named(name)(result, stream)
    if name == "github" and os.environ.get(SUMMARY):
        from analyzer.checks.formats.text import write_summary

        with open(os.environ[SUMMARY], "a", encoding="utf-8", errors="replace") as page:  # noqa: PTH123
            write_summary(result, page)


@contextmanager
def _stream(target: str) -> Iterator[TextIO]:
    """Open a file that appears when it is complete, or standard output, as UTF-8."""
    if not target or target == "-":
        with standard_output() as stream:
            yield stream
        return
    from io import TextIOWrapper

    from analyzer.storage.atomic import atomic_write

    with atomic_write(Path(target)) as data:
        stream = TextIOWrapper(data, "utf-8", "backslashreplace", newline="\n")
        yield stream
        stream.detach()
