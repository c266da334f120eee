"""``analyzer deduplicate``: copy records without near-duplicates."""

from __future__ import annotations

import sys
from typing import Any

import click

from analyzer.cli.help import ADVANCED, COMPARISON, OUTPUT, Command, option
from analyzer.cli.messages import ProblemReporter, echo, error_handler
from analyzer.cli.options import (
    FILE,
    discover_paths,
    quiet_option,
    read_options,
    reading_options,
)


@click.command(
    cls=Command,
    examples=(
        "analyzer deduplicate articles.parquet -o clean.parquet",
        "analyzer deduplicate test.csv -o clean.csv --against train.csv --text-column body",
    ),
)
@click.argument("paths", nargs=-1, required=True, type=FILE, metavar="PATH...")
@reading_options
@option(
    OUTPUT, "-o", "--output", type=FILE, required=True, metavar="FILE",
    help="File to write the kept records to: .parquet, .jsonl, .csv or .tsv.",
)  # fmt: skip
@option(
    OUTPUT, "--manifest", type=FILE, metavar="FILE",
    help="File that says what became of each record.  [default: beside the output, as in "
    "clean.manifest.csv]",
)  # fmt: skip
@quiet_option
@option(
    COMPARISON, "--keep", type=click.Choice(["first", "longest", "best"]), default="first",
    metavar="NAME",
    help="Which of near-duplicates to keep: first, longest, or best for the highest "
    "quality.  [default: first]",
)  # fmt: skip
@option(
    COMPARISON, "--against", multiple=True, type=FILE, metavar="PATH",
    help="Drop near-duplicates of these records too, such as those of a training set, beside "
    "those within PATH; repeatable.",
)  # fmt: skip
@option(
    COMPARISON, "--threshold", type=float, default=0.8, metavar="NUMBER",
    help="Lowest similarity of near-duplicates, above 0, at most 1.  [default: 0.8]",
)  # fmt: skip
@option(
    COMPARISON, "--metric", type=click.Choice(["jaccard", "containment"]), default="jaccard",
    metavar="NAME", help="Similarity: jaccard or containment.  [default: jaccard]",
)  # fmt: skip
@option(
    COMPARISON, "--ngram-size", type=click.IntRange(1), default=1, metavar="N",
    help="Words or characters in an n-gram; 3 for copies of articles.  [default: 1]",
)  # fmt: skip
@option(
    COMPARISON, "--analyzer", type=click.Choice(["word", "char"]), default="word",
    metavar="NAME", help="What n-grams are made of: word or char.  [default: word]",
)  # fmt: skip
@option(COMPARISON, "--stem", is_flag=True, help="Compare words by their stems.")
@option(ADVANCED, "--resume", is_flag=True, help="Continue an interrupted run.")
def deduplicate(paths: tuple[str, ...], **options: Any) -> None:
    """Copy records without near-duplicates into a file.

    PATH is a file of records (CSV, TSV, JSON Lines, Parquet), a folder or a glob
    pattern. The records may be more than fits into memory.

    Exit status: 0; 2 for errors, which leave results incomplete.
    """
    from analyzer.deduplication.files import deduplicate_files

    quiet = options["quiet"]
    on_problem = ProblemReporter(quiet=quiet)
    with error_handler() as handler:
        against = options["against"]
        reading = read_options((*paths, *against), options)
        found = discover_paths(paths, options, reading, on_problem)
        if on_problem.failed and not found.files:
            sys.exit(on_problem.status())
        handler.advice = "; continue with --resume"
        done = deduplicate_files(
            found,
            options["output"],
            manifest=options["manifest"],
            threshold=options["threshold"],
            keep=options["keep"],
            against=discover_paths(against, options, reading, on_problem) if against else (),
            metric=options["metric"],
            ngram_size=options["ngram_size"],
            analyzer=options["analyzer"],
            stem=options["stem"],
            resume=options["resume"],
            options=reading,
            on_problem=on_problem,
        )
        echo(
            f"{done.output}: {done.kept:,} of {done.rows:,} records kept; "
            f"{done.manifest} has the reasons",
            quiet=quiet,
        )
    sys.exit(on_problem.status())
