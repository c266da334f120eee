"""``analyzer archive``: the index of published articles."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.checks.result import BROKEN, CLEAN
from analyzer.cli.help import ADVANCED, INPUT, Group, option
from analyzer.cli.messages import ProblemReporter, echo, error_handler, standard_output
from analyzer.cli.options import paths_argument, quiet_option, read_articles, reading_options

if TYPE_CHECKING:
    from analyzer.article import Article

archive_argument = click.argument("file", metavar="ARCHIVE")


@click.group(
    cls=Group,
    examples=(
        "analyzer archive add site.analyzer-archive content/",
        "analyzer check draft.md --archive site.analyzer-archive",
    ),
)
def archive() -> None:
    """Keep an index of published articles, for --archive."""


@archive.command("add", examples=("analyzer archive add site.analyzer-archive content/",))
@archive_argument
@paths_argument
@reading_options
@option(
    INPUT, "--text/--no-text", default=True,
    help="Keep the text, to quote it in messages.  [default: --text]",
)  # fmt: skip
@quiet_option
@option(
    ADVANCED, "--rebuild", is_flag=True, help="Replace the archive by these articles alone."
)
def add_command(file: str, paths: tuple[str, ...], **options: Any) -> None:
    """Add articles to ARCHIVE and replace those that have changed.

    PATH is a file, a folder, a glob pattern, or - for standard input. ARCHIVE
    is created if it does not exist.
    """
    from analyzer.archive.insert import add, note_inputs, rebuild
    from analyzer.archive.store import open_archive
    from analyzer.errors import ArchiveError

    on_problem = ProblemReporter(quiet=options["quiet"])
    inputs = _inputs(paths, options)

    def complete(articles: Iterable[Article]) -> Iterator[Article]:
        yield from articles
        if on_problem.failed:
            raise ArchiveError(f"{file}: not rebuilt, because some inputs could not be read")

    with error_handler():
        articles = read_articles(paths, options, on_problem)
        if options["rebuild"]:
            done = rebuild(file, complete(articles), text=options["text"], inputs=inputs)
        else:
            with open_archive(file, create=True, text=options["text"]) as opened:
                note_inputs(opened, inputs)
                done = add(opened, articles)
        counts = f"{done.new:,} added, {done.changed:,} replaced, {done.same:,} unchanged"
        echo(f"{file}: {counts}", quiet=options["quiet"])
    sys.exit(on_problem.status())


def _inputs(paths: tuple[str, ...], options: dict[str, Any]) -> str:
    """Return the arguments that add the same articles again, for the archive to keep."""
    given = [
        f"--{name.replace('_', '-')}={value}"
        for name in (
            "text_column",
            "title_column",
            "id_column",
            "language",
            "markup",
            "exclude",
        )
        for value in (
            [options[name]] if isinstance(options[name], str) else options[name] or ()
        )
        if value and (name, value) != ("markup", "auto")
    ]
    existing = [path for path in paths if Path(path).exists()]
    return shlex.join([*given, *existing]) if existing else ""


@archive.command(
    "remove", examples=("analyzer archive remove site.analyzer-archive content/old.md",)
)
@archive_argument
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@quiet_option
def remove_command(file: str, names: tuple[str, ...], quiet: bool) -> None:
    """Remove articles from ARCHIVE.

    NAME is an article's id, address or file.
    """
    from analyzer.archive.delete import remove
    from analyzer.archive.store import open_archive

    with error_handler(), open_archive(file) as opened:
        removed = remove(opened, names)
    for name, count in removed.items():
        if not count:
            echo(f"error: {file}: no article named {name!r}")
    echo(f"{file}: {sum(removed.values()):,} removed", quiet=quiet)
    sys.exit(CLEAN if all(removed.values()) else BROKEN)


@archive.command("info", examples=("analyzer archive info site.analyzer-archive",))
@archive_argument
@quiet_option
def info_command(file: str, quiet: bool) -> None:  # noqa: ARG001 - every command has it
    """Show how many articles ARCHIVE holds and how it was built."""
    from analyzer.archive.store import open_archive

    with error_handler(), standard_output(), open_archive(file) as opened:
        for name, value in opened.info().items():
            click.echo(f"{name}: {value}")
