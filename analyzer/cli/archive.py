"""``analyzer archive``: the index of articles already published."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.checks.result import BROKEN, CLEAN
from analyzer.cli.options import echo, echo_problem, error_handler, input_options

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.article import Article
    from analyzer.errors import Problem


@click.group()
def archive() -> None:
    """Keep an index of published articles, to compare new ones with (--against)."""


@archive.command("add")
@click.argument("file", metavar="ARCHIVE")
@input_options
@click.option("--text/--no-text", default=True, help="Keep the text of a new one, to quote it.")
@click.option("--rebuild", is_flag=True, help="Make it anew, of these articles alone.")
def add_command(file: str, paths: tuple[str, ...], **options: Any) -> None:
    """Add articles; one that is there already is replaced if it has changed."""
    from analyzer.archive.insert import add, note_inputs, rebuild
    from analyzer.archive.store import open_archive
    from analyzer.errors import ArchiveError
    from analyzer.readers import ReadOptions, read

    problems: list[Problem] = []

    def tell(problem: Problem) -> None:
        problems.append(problem)
        echo_problem(problem)

    read_options = ReadOptions(
        text_column=options["text_column"] or "",
        title_column=options["title_column"] or "",
        id_column=options["id_column"] or "",
        stdin_filename=options["stdin_filename"],
    )
    inputs = _inputs(paths, options)

    def whole(articles: Iterable[Article]) -> Iterator[Article]:
        yield from articles
        if any(problem.fatal for problem in problems):
            raise ArchiveError(f"{file}: not made anew, as not all could be read")

    with error_handler():
        articles = read(paths, options=read_options, on_problem=tell)
        if options["rebuild"]:
            done = rebuild(file, whole(articles), text=options["text"], inputs=inputs)
        else:
            with open_archive(file, create=True, text=options["text"]) as opened:
                note_inputs(opened, inputs)
                done = add(opened, articles)
        echo(f"{file}: {done.new} added, {done.changed} replaced, {done.same} as before")
    sys.exit(BROKEN if any(problem.fatal for problem in problems) else CLEAN)


def _inputs(paths: tuple[str, ...], options: dict[str, Any]) -> str:
    """Return what was asked to be added, as a command that makes the archive anew says it."""
    columns = [
        f"--{name.replace('_', '-')}={options[name]}"
        for name in ("text_column", "title_column", "id_column")
        if options[name]
    ]
    there = [path for path in paths if Path(path).exists()]
    return shlex.join([*columns, *there]) if there else ""


@archive.command("remove")
@click.argument("file", metavar="ARCHIVE")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
def remove_command(file: str, names: tuple[str, ...]) -> None:
    """Take articles out, by id, address or file."""
    from analyzer.archive.delete import remove
    from analyzer.archive.store import open_archive

    with error_handler(), open_archive(file) as opened:
        removed = remove(opened, names)
    for name, count in removed.items():
        if not count:
            echo(f"error: {file}: no article {name}")
    echo(f"{file}: {sum(removed.values())} removed")
    sys.exit(CLEAN if all(removed.values()) else BROKEN)


@archive.command("info")
@click.argument("file", metavar="ARCHIVE")
def info_command(file: str) -> None:
    """Show how much an archive holds, and how it was made."""
    from analyzer.archive.store import open_archive

    with error_handler(), open_archive(file) as opened:
        for name, value in opened.info().items():
            click.echo(f"{name}: {value}")
