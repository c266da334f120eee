"""Find near-duplicates of sentences and articles in an archive."""

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

    from analyzer.archive.schema import ArticleFeatures
    from analyzer.archive.store import Archive
    from analyzer.article import Floats, Ints


# The number of articles of a set is stored; either the run's own articles are looked up
# one by one and subtracted, or all are counted, whichever is less work.
OCCURRENCES = """
SELECT j.key,
    (SELECT p.article FROM occurrences p WHERE p."set" = s.id
     AND p.article NOT IN (SELECT id FROM temp.own) LIMIT 1),
    CASE WHEN s.articles > ?2
    THEN s.articles - (SELECT count(*) FROM temp.own CROSS JOIN occurrences p
                       ON p."set" = s.id AND p.article = own.id)
    ELSE (SELECT count(*) FROM occurrences p WHERE p."set" = s.id
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
        """Return title, URL and date as far as they are known."""
        where = ", ".join(part for part in (self.url or self.name, self.date) if part)
        return f"“{self.title}” ({where})" if self.title else where


@dataclass(frozen=True, eq=False)
class Matches:
    """The near-duplicates found; rows count the sentences and bodies looked up.

    Attributes
    ----------
    sentence : ndarray of int64, shape (n_sentence_pairs,)
        Row of the sentence, one per archived sentence, from the most similar.
    jaccard : ndarray of float64, shape (n_sentence_pairs,)
    archived : ndarray of int64, shape (n_sentence_pairs,)
        The first archived article that has it.
    n_articles : ndarray of int64, shape (n_sentence_pairs,)
        How many archived articles have it.
    line : ndarray of int64, shape (n_sentence_pairs,)
        The line of that article on which it begins.
    text : list of str
        The archived sentence, empty if the archive keeps no text.
    body : ndarray of int64, shape (n_body_pairs,)
        Row of the body, one per archived article, from the most similar.
    article : ndarray of int64, shape (n_body_pairs,)
    shared, size : ndarray of float64, shape (n_body_pairs,)
        The number of shared sequences, and of those of the archived article.
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
    """Find every near-duplicate of some sentences and articles; see `look_ups`."""
    (matches,) = look_ups(archive, [rows], threshold, keys)
    return matches


def look_ups(
    archive: Archive, batches: Iterable[ArticleFeatures], threshold: float, keys: Iterable[str]
) -> Iterator[Matches]:
    """Find every near-duplicate of sentences and articles in an archive as it is now.

    Parameters
    ----------
    archive : Archive
    batches : iterable of ArticleFeatures
        The features to look up.
    threshold : float
        The least containment of articles.
    keys : iterable of str
        The keys of the run's own articles, which are not reported: the run compares
        them with each other anyway.

    Yields
    ------
    Matches
        The matches of each batch.

    Raises
    ------
    ArchiveError
        If the archive cannot be read.
    """
    with archive.reading() as connection:
        own = _own(connection, keys)
        for rows in batches:
            yield _matches(connection, rows, threshold, own)


def _matches(
    connection: Connection, rows: ArticleFeatures, threshold: float, own: Ints
) -> Matches:
    sentence, found, jaccard = sentence_index.find_similar(connection, rows.stems)
    first, count = _occurrences(connection, found, len(own))
    kept = np.flatnonzero(count)
    sentence, found, jaccard = sentence[kept], found[kept], jaccard[kept]
    first, count = first[kept], count[kept]
    body, article, shared, size = sequence_index.find_similar(
        connection, rows.sequences, threshold
    )
    kept = np.flatnonzero(~isin(article, own))
    body, article, shared, size = body[kept], article[kept], shared[kept], size[kept]
    line, text = _excerpts(connection, first, found)
    articles = _articles(connection, unique(np.concatenate([first, article])))
    return Matches(
        sentence, jaccard, first, count, line, text, body, article, shared, size, articles
    )


def _own(connection: Connection, keys: Iterable[str]) -> Ints:
    """Return the ids of the run's articles in the archive, and put them into a table.

    The table is rolled back when reading ends.
    """
    query = "SELECT id FROM articles WHERE key = ?"
    rows = (connection.execute(query, (key,)).fetchone() for key in keys if key)
    own = sorted({row[0] for row in rows if row})
    connection.execute("CREATE TABLE temp.own (id INTEGER PRIMARY KEY)")
    connection.executemany("INSERT INTO temp.own VALUES (?)", ((number,) for number in own))
    return np.array(own, np.int64)


def _occurrences(connection: Connection, found: Ints, n_own: int) -> tuple[Ints, Ints]:
    """Return the first article and the number of articles that have each set.

    The articles of the run are not counted.
    """
    different = unique(found)
    rows = connection.execute(OCCURRENCES, (as_json(different), n_own)).fetchall()
    ends = np.zeros((len(different), 2), np.int64)
    for at, first, count in rows:
        ends[at] = first or 0, count
    first, count = ends[np.searchsorted(different, found)].T
    return first, count


def _excerpts(connection: Connection, articles: Ints, found: Ints) -> tuple[Ints, list[str]]:
    """Return line and text of the first sentence of each article that has each set."""
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
    sentences = held[order[np.searchsorted(key[order], mine << 32 | found)]]
    prose = [
        zlib.decompress(packed).decode("utf-8", "surrogatepass") if packed else ""
        for _, packed in rows
    ]
    edges = zip(
        mine.tolist(), sentences["start"].tolist(), sentences["end"].tolist(), strict=True
    )
    texts = [" ".join(prose[at][first:last].split()) for at, first, last in edges]
    return sentences["line"].astype(np.int64), texts


def _articles(connection: Connection, ids: Ints) -> dict[int, Archived]:
    rows = connection.execute(
        "SELECT a.id, a.key, a.name, a.title, a.url, a.date FROM json_each(?) j "
        "CROSS JOIN articles a ON a.id = j.value",
        (as_json(ids),),
    )
    return {row[0]: Archived(*row) for row in rows}
