"""Adding articles to an archive: some thousands at a time, all of them or none."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from analyzer.archive.identity import identity
from analyzer.archive.rows import ArticleFeatures, rows_of_corpus
from analyzer.archive.store import Archive, check_ours, copy_over, open_archive
from analyzer.archive.writing import AddResult, PendingBatch, store
from analyzer.article import Article
from analyzer.corpus import build_corpus
from analyzer.pipeline.batch import batches
from analyzer.text.positions import line_columns

if TYPE_CHECKING:
    from analyzer.article import Article, Ints


# Sequences of one transaction: about 200 MB of memory.
AT_ONCE = 4_000_000
LEVEL = 1  # of packing: half the size at no time to speak of


def add(archive: Archive, articles: Iterable[Article]) -> AddResult:
    """Add articles; one that is there already is replaced if it has changed.

    Each article is in the archive whole or not at all, whatever happens; where
    adding many was cut short, add them again: those that are there are passed over.

    Parameters
    ----------
    archive : Archive
    articles : iterable of Article

    Returns
    -------
    Added

    Raises
    ------
    ArchiveError
        If the archive cannot be changed.
    """
    done, load, concatenate_rows = AddResult(), PendingBatch(), 0
    text = archive.meta("text") == "kept"
    for batch in batches(_different(archive, articles, done)):
        corpus = build_corpus(batch)
        rows = rows_of_corpus(corpus)
        load.first.append(len(load.who))
        load.parts.append(rows)
        load.lines.append(_lines(batch, rows))
        named = zip(batch, corpus.titles, corpus.languages, strict=True)
        load.who += [identity(*one, archive.path) for one in named]
        load.prose += [_packed(article) if text else b"" for article in batch]
        concatenate_rows += len(rows.sequences.ngram)
        if concatenate_rows > AT_ONCE:
            store(archive, load, done)
            load, concatenate_rows = PendingBatch(), 0
    if load.who:
        store(archive, load, done)
    return done


def rebuild(
    path: str | Path, articles: Iterable[Article], *, text: bool = True, inputs: str = ""
) -> AddResult:
    """Make an archive anew, and put it in the place of the old one when it is whole.

    Those who read the old one meanwhile see it as it was until they are done.

    Raises
    ------
    ArchiveError
        If there is a file of that name that is no archive, or if it cannot be written.
    """
    path = Path(path)
    check_ours(path)
    part = path.with_name(f"{path.name}.part")
    leftovers = [Path(f"{part}{end}") for end in ("", "-wal", "-shm")]
    for file in leftovers:
        file.unlink(missing_ok=True)
    try:
        with open_archive(part, create=True, text=text) as archive:
            note_inputs(archive, inputs)
            done = add(archive, articles)
            copy_over(archive, path)
    finally:
        for file in leftovers:
            file.unlink(missing_ok=True)
    return done


def note_inputs(archive: Archive, inputs: str) -> None:
    """Keep what was added, for the command that rebuilds the archive."""
    with archive.writing() as connection:
        known = archive.meta("inputs")
        if inputs and f" {inputs} " not in f" {known} ":
            connection.execute(
                "UPDATE meta SET value = ? WHERE name = 'inputs'",
                (f"{known} {inputs}".strip(),),
            )


def _different(
    archive: Archive, articles: Iterable[Article], done: AddResult
) -> Iterator[Article]:
    """Yield the articles that are not in the archive as they are; count the others."""
    query = "SELECT content FROM articles WHERE key = ?"
    for article in articles:
        who = identity(article, "", "", archive.path)
        row = archive.connection.execute(query, (who.key,)).fetchone()
        if row and row[0] == who.content:
            done.same += 1
        else:
            yield article


def _packed(article: Article) -> bytes:
    return zlib.compress(article.prose.encode("utf-8", "surrogatepass"), LEVEL)


def _lines(articles: Sequence[Article], rows: ArticleFeatures) -> Ints:
    """Return the line of the source on which each sentence begins."""
    lines = np.zeros(len(rows.article), np.int64)
    edges = np.searchsorted(rows.article, np.arange(len(articles) + 1)).tolist()
    for article, (first, last) in zip(articles, pairwise(edges), strict=True):
        start = rows.start[first:last]
        places, _ = article.locate(start, start + 1)
        lines[first:last] = [line for line, _ in line_columns(article.text, places.tolist())]
    return lines
