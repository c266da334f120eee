"""Add articles to an archive, some thousands per transaction."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from analyzer.archive.schema import ArticleFeatures, corpus_features, identity
from analyzer.archive.store import (
    Archive,
    check_is_archive,
    only_writer,
    open_archive,
    replace_contents,
)
from analyzer.archive.writing import AddResult, PendingBatch, store
from analyzer.article import Article, line_columns
from analyzer.errors import ArchiveError
from analyzer.pipeline.batch import batches
from analyzer.segmentation import build_corpus

if TYPE_CHECKING:
    from analyzer.article import Article, Ints


# Sequences of one transaction: about 200 MB of memory.
AT_ONCE = 4_000_000
LEVEL = 1  # of compression: half the size in hardly any time


def add(archive: Archive, articles: Iterable[Article]) -> AddResult:
    """Add articles; one that is there already is replaced if it has changed.

    Each article is added whole or not at all. After an interruption add all of them
    again: those that are there are skipped.

    Parameters
    ----------
    archive : Archive
    articles : iterable of Article

    Returns
    -------
    AddResult

    Raises
    ------
    ArchiveError
        If the archive cannot be changed.
    """
    with only_writer(archive.path):
        return _add(archive, articles)


def _add(archive: Archive, articles: Iterable[Article]) -> AddResult:
    done, pending, n_sequences = AddResult(), PendingBatch(), 0
    text = archive.meta("text") == "kept"
    for batch in batches(_different(archive, articles, done)):
        corpus = build_corpus(batch)
        rows = corpus_features(corpus)
        pending.first.append(len(pending.identities))
        pending.parts.append(rows)
        pending.lines.append(_lines(batch, rows))
        named = zip(batch, corpus.titles, corpus.languages, strict=True)
        pending.identities += [identity(*one, archive.path) for one in named]
        pending.prose += [_packed(article) if text else b"" for article in batch]
        n_sequences += len(rows.sequences.ngram)
        if n_sequences > AT_ONCE:
            store(archive, pending, done)
            pending, n_sequences = PendingBatch(), 0
    if pending.identities:
        store(archive, pending, done)
    return done


def rebuild(
    path: str | Path, articles: Iterable[Article], *, text: bool = True, inputs: str = ""
) -> AddResult:
    """Build a new archive, and replace the old one when it is complete.

    Concurrent readers of the old archive see it unchanged until they are done.

    Raises
    ------
    ArchiveError
        If the file is not an archive, or cannot be written.
    """
    path = Path(path)
    if not path.parent.is_dir():
        raise ArchiveError(f"{path}: no such folder: {path.parent}")
    with only_writer(path):
        check_is_archive(path)
        return _rebuild(path, articles, text=text, inputs=inputs)


def _rebuild(path: Path, articles: Iterable[Article], *, text: bool, inputs: str) -> AddResult:
    part = path.with_name(f"{path.name}.part")
    leftovers = [Path(f"{part}{end}") for end in ("", "-wal", "-shm")]
    for file in leftovers:
        file.unlink(missing_ok=True)
    try:
        with open_archive(part, create=True, text=text) as archive:
            note_inputs(archive, inputs)
            done = _add(archive, articles)
            replace_contents(archive, path)
    finally:
        for file in leftovers:
            file.unlink(missing_ok=True)
    return done


def note_inputs(archive: Archive, inputs: str) -> None:
    """Store what was added, for the command that rebuilds the archive."""
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
    """Yield the articles that are new or changed; count the others."""
    query = "SELECT content FROM articles WHERE key = ?"
    for article in articles:
        found = identity(article, "", "", archive.path)
        row = archive.connection.execute(query, (found.key,)).fetchone()
        if row and row[0] == found.content:
            done.same += 1
        else:
            yield article


def _packed(article: Article) -> bytes:
    return zlib.compress(article.prose.encode("utf-8", "surrogatepass"), LEVEL)


def _lines(articles: Sequence[Article], rows: ArticleFeatures) -> Ints:
    """Return the source line on which each sentence begins."""
    lines = np.zeros(len(rows.article), np.int64)
    edges = np.searchsorted(rows.article, np.arange(len(articles) + 1)).tolist()
    for article, (first, last) in zip(articles, pairwise(edges), strict=True):
        start = rows.start[first:last]
        positions, _ = article.locate(start, start + 1)
        lines[first:last] = [line for line, _ in line_columns(article.text, positions.tolist())]
    return lines
