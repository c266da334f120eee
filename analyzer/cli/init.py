"""``analyzer init``: a commented configuration, and what a check with it would report."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from analyzer.checks.result import CLEAN, FINDINGS, count_by, summarize, worst_first
from analyzer.cli.help import OUTPUT, Command, option
from analyzer.cli.messages import ProblemReporter, error_handler, standard_output
from analyzer.cli.options import language_of, paths_argument, quiet_option, reading_options
from analyzer.errors import SettingError

if TYPE_CHECKING:
    from analyzer.checks.analyze import CheckRequest
    from analyzer.checks.result import CheckResult

FILE, BASELINE = "analyzer.toml", ".analyzer-baseline.jsonl"
SHOWN = 10
TEMPLATE = """\
# The configuration of `analyzer check` and `analyzer report` for the files below this folder.
# A line that begins with `# ` and a key shows a default, or an example.
# `analyzer check --show-settings` lists all keys, `analyzer explain` all rules, and
# `analyzer explain RULE` describes one.

# Files that are not read, in the syntax of .gitignore.
# exclude = ["CHANGELOG.md", "archive/"]

# The lowest severity that makes a check fail: note, warning, error or never.
# fail-level = "warning"

# The lowest severity that a check reports: note, warning or error.
# report-level = "warning"

# An article with a lower quality, from 0 to 100, makes a check fail.
# min-quality = 0

# Rules that are off, and rules that are on although they are off by default.
# ignore = ["keyword-cannibalization"]
# extend-select = ["hard-to-read"]

# Known findings, which a check does not report.
{baseline}

# Other settings for some files.
# [[overrides]]
# paths = ["docs/reference/"]
# ignore = ["near-duplicate-article"]

# Options of one rule: its severity, and terms that it accepts.
# [rules.keyword-stuffing]
# severity = "error"
# terms = ["service mesh"]
"""


@click.command(
    cls=Command, examples=("analyzer init", "analyzer init content/ --with-baseline")
)
@paths_argument
@reading_options
@option(
    OUTPUT, "--with-baseline", is_flag=True,
    help=f"Also write what fails today to {BASELINE}, so that a check passes.",
)  # fmt: skip
@quiet_option
def init(paths: tuple[str, ...], with_baseline: bool, **options: Any) -> None:
    """Write a commented configuration, and show what a check would report today.

    The file is analyzer.toml in the current folder. PATH is what a check will read;
    without PATH, it is the current folder.
    """
    on_problem = ProblemReporter(quiet=options["quiet"])
    with error_handler():
        _write(with_baseline=with_baseline)
        request = _request(paths, options)
        from analyzer.checks.run import check

        result = check(request, on_problem, _ignore)
        if with_baseline:
            settings = replace(request.configuration, baseline=BASELINE)
            known = replace(request, configuration=settings, update_baseline=True)
            check(known, _ignore, _ignore)
        if not options["quiet"]:
            with standard_output():
                _show(result, paths, with_baseline=with_baseline)
    sys.exit(on_problem.status())


def _ignore(_: object) -> None:
    """Ignore a problem that was reported already, or a sentence about the baseline."""


def _write(*, with_baseline: bool) -> None:
    """Write the configuration; one that is there already, and was edited, stays."""
    from analyzer.configuration import SHARED, has_table
    from analyzer.storage.atomic import atomic_write

    path, shared = Path(FILE), Path(SHARED)
    line = f'baseline = "{BASELINE}"'
    with_it, without = TEMPLATE.format(baseline=line), TEMPLATE.format(baseline=f"# {line}")
    if path.exists() and path.read_text("utf-8", "replace") not in (with_it, without):
        raise SettingError(f"{FILE}: exists already; edit it, or delete it first")
    if shared.is_file() and has_table(shared):
        raise SettingError(f"{SHARED}: holds a configuration already; edit it")
    with atomic_write(path) as stream:
        stream.write((with_it if with_baseline else without).encode())


def _request(paths: tuple[str, ...], options: dict[str, Any]) -> CheckRequest:
    from analyzer.checks.analyze import CheckRequest
    from analyzer.checks.git import output_root
    from analyzer.configuration import load_configuration

    columns = ("text_column", "title_column", "id_column")
    given = {name.replace("_", "-"): options[name] for name in columns}
    configuration, _ = load_configuration(paths, given, file=FILE)
    root = output_root(paths, os.getcwd())  # noqa: PTH109
    return CheckRequest(
        paths,
        replace(configuration, baseline=""),
        root,
        stdin_filename=options["stdin_filename"],
        language=language_of(options),
        markup=options["markup"],
        drafts=options["drafts"],
        exclude=options["exclude"],
        force_exclude=options["force_exclude"],
        cache=Path(root, ".analyzer_cache"),
    )


def _show(result: CheckResult, paths: tuple[str, ...], *, with_baseline: bool) -> None:
    """Print how many findings fail, by rule, the first of them, and what to do next."""
    from analyzer.checks.formats.text import head

    command = " ".join(("analyzer check", *(path for path in paths if path != ".")))
    click.echo(f"{FILE}: written. It is read by\n\n    {command}\n")
    click.echo("Give the same path each time. It reports today:")
    failing = tuple(annotation for annotation in result.annotations if annotation.fails)
    for annotation in worst_first(failing)[:SHOWN]:
        click.echo(f"    {head(annotation, lambda text, _: text)}")
    if len(failing) > SHOWN:
        rules = count_by([annotation.finding.rule for annotation in failing])
        click.echo(f"    and {len(failing) - SHOWN:,} more; all: {rules}")
    click.echo(f"    {summarize(result)}\n")
    if result.status != FINDINGS:
        click.echo("It passes." if result.status == CLEAN else "There are errors.")
    elif with_baseline:
        click.echo(f"{BASELINE}: written, so that it passes. Commit both files.")
    else:
        click.echo("It fails. A baseline makes it pass, and fail for new findings only:\n")
        click.echo(f"    {' '.join(('analyzer init --with-baseline', *command.split()[2:]))}")
