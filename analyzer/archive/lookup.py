"""What of some articles an archive has already: which sentence and article, where, when."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analyzer.archive import sentence_index, sequence_index
from analyzer.archive.schema import SENTENCE, as_json
from analyzer.text.arrays import isin, unique

if TYPE_CHECKING:
    from sqlite3 import Connection

    from analyzer.archive.rows import ArticleFeatures
    from analyzer.archive.store import Archive
    from analyzer.article import Floats, Ints


# How many articles have a set is known; those that do not count are looked for one by
# one, or all are counted, whichever are fewer.
WHERE = """
SELECT j.key,
    (SELECT p.article FROM places p WHERE p."set" = s.id
     AND p.article NOT IN (SELECT id FROM temp.own) LIMIT 1),
    CASE WHEN s.articles > ?2
    THEN s.articles - (SELECT count(*) FROM temp.own CROSS JOIN places p
                       ON p."set" = s.id AND p.article = own.id)
    ELSE (SELECT count(*) FROM places p WHERE p."set" = s.id
          AND p.article NOT IN (SELECT id FROM temp.own)) END
FROM json_each(?1) j CROSS JOIN sets s ON s.id = j.value
"""


@dataclass(frozen=True, slots=True)
class Archived:
    """An article of the archive.

    Attributes
    ----------
    id : int
        Its number in the archive.
    key, name, title, url, date : str
    """

    id: int
    key: str
    name: str
    title: str
    url: str
    date: str

    def __str__(self) -> str:
        """Name it for a reader: title, address and date as far as they are known."""
        where = ", ".join(part for part in (self.url or self.name, self.date) if part)
        return f"“{self.title}” ({where})" if self.title else where


@dataclass(frozen=True, eq=False)
class Matches:
    """What was found; rows count the sentences and bodies that were looked up.

    Attributes
    ----------
    sentence : ndarray of int64, shape (n_sentence_pairs,)
        Row of the sentence, with one archived sentence each, from the most alike.
    jaccard : ndarray of float64, shape (n_sentence_pairs,)
    archived : ndarray of int64, shape (n_sentence_pairs,)
        The first archived article that has it.
    n_articles : ndarray of int64, shape (n_sentence_pairs,)
        How many archived articles have it.
    line : ndarray of int64, shape (n_sentence_pairs,)
        Where in that article it begins.
    text : list of str
        The archived sentence, empty where the archive keeps no text.
    body : ndarray of int64, shape (n_body_pairs,)
        Row of the body, with one archived article each, from the most alike.
    article : ndarray of int64, shape (n_body_pairs,)
    shared, size : ndarray of float64, shape (n_body_pairs,)
        Sequences that both have, and those of the archived article.
    articles : dict of int to Archived
    """

    sentence: Ints
    jaccard: Floats
    archived: Ints
    n_articles: Ints
    line: Ints
    text: list[str]
    body: Ints
    article: Ints
    shared: Floats
    size: Floats
    articles: dict[int, Archived]


def look_up(
    archive: Archive, rows: ArticleFeatures, threshold: float, keys: Sequence[str] = ()
) -> Matches:
    """Find every near-duplicate of some sentences and articles; arguments as of `look_ups`."""
    (matches,) = look_ups(archive, [rows], threshold, keys)
    return matches


def look_ups(
    archive: Archive, pieces: Iterable[ArticleFeatures], threshold: float, keys: Iterable[str]
) -> Iterator[Matches]:
    """Find every near-duplicate of sentences and articles in an archive as it is now.

    Parameters
    ----------
    archive : Archive
    pieces : iterable of ArticleFeatures
        What is looked up, some at a time.
    threshold : float
        The containment from which articles are told.
    keys : iterable of str
        By which the articles of the run are known: in the archive they are not
        told, as they are compared with each other anyway.

    Yields
    ------
    Matches
        Of each piece.

    Raises
    ------
    ArchiveError
        If the archive cannot be read.
    """
    with archive.reading() as connection:
        own = _own(connection, keys)
        for rows in pieces:
            yield _matches(connection, rows, threshold, own)


def _matches(
    connection: Connection, rows: ArticleFeatures, threshold: float, own: Ints
) -> Matches:
    sentence, found, jaccard = sentence_index.alike(connection, rows.stems)
    first, count = _where(connection, found, len(own))
    kept = np.flatnonzero(count)
    sentence, found, jaccard = sentence[kept], found[kept], jaccard[kept]
    first, count = first[kept], count[kept]
    body, article, shared, size = sequence_index.alike(connection, rows.sequences, threshold)
    kept = np.flatnonzero(~isin(article, own))
    body, article, shared, size = body[kept], article[kept], shared[kept], size[kept]
    line, text = _excerpts(connection, first, found)
    articles = _articles(connection, unique(np.concatenate([first, article])))
    return Matches(
        sentence, jaccard, first, count, line, text, body, article, shared, size, articles
    )


def _own(connection: Connection, keys: Iterable[str]) -> Ints:
    """Return, and put into a table, the numbers of the articles that are in the archive.

    The table is gone when reading ends.
    """
    query = "SELECT id FROM articles WHERE key = ?"
    rows = (connection.execute(query, (key,)).fetchone() for key in keys if key)
    own = sorted({row[0] for row in rows if row})
    connection.execute("CREATE TABLE temp.own (id INTEGER PRIMARY KEY)")
    connection.executemany("INSERT INTO temp.own VALUES (?)", ((number,) for number in own))
    return np.array(own, np.int64)


def _where(connection: Connection, found: Ints, n_own: int) -> tuple[Ints, Ints]:
    """Return the first article that has each set, and how many have it; 0 where none has.

    The articles of the run, so many, do not count.
    """
    different = unique(found)
    rows = connection.execute(WHERE, (as_json(different), n_own)).fetchall()
    ends = np.zeros((len(different), 2), np.int64)
    for at, first, count in rows:
        ends[at] = first or 0, count
    first, count = ends[np.searchsorted(different, found)].T
    return first, count


def _excerpts(connection: Connection, articles: Ints, found: Ints) -> tuple[Ints, list[str]]:
    """Return the line and the text of the first sentence of each article with each set."""
    different = unique(articles)
    rows = connection.execute(
        "SELECT a.sentences, a.prose FROM json_each(?) j "
        "CROSS JOIN articles a ON a.id = j.value",
        (as_json(different),),
    ).fetchall()
    length = np.array([len(data) for data, _ in rows], np.int64) // SENTENCE.itemsize
    held = np.frombuffer(b"".join([data for data, _ in rows]), SENTENCE)
    key = np.repeat(np.arange(len(rows)), length) << 32 | held["set"]
    order = np.argsort(key, kind="stable")
    mine = np.searchsorted(different, articles)
    places = held[order[np.searchsorted(key[order], mine << 32 | found)]]
    prose = [
        zlib.decompress(packed).decode("utf-8", "surrogatepass") if packed else ""
        for _, packed in rows
    ]
    edges = zip(mine.tolist(), places["start"].tolist(), places["end"].tolist(), strict=True)
    texts = [" ".join(prose[at][start:end].split()) for at, start, end in edges]
    return places["line"].astype(np.int64), texts


def _articles(connection: Connection, ids: Ints) -> dict[int, Archived]:
    rows = connection.execute(
        "SELECT a.id, a.key, a.name, a.title, a.url, a.date FROM json_each(?) j "
        "CROSS JOIN articles a ON a.id = j.value",
        (as_json(ids),),
    )
    return {row[0]: Archived(*row) for row in rows}
