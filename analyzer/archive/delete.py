"""Remove articles from an archive.

Articles, occurrences and sentences that no other article has are deleted at once. Index
entries of deleted articles are ignored, as ids are never reused, and are removed when
there are many of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from analyzer.archive.schema import POSTING, SENTENCE, SEQUENCE, as_json, identity_key
from analyzer.archive.store import only_writer
from analyzer.article import Article, Ints
from analyzer.similarity.rows import pointers, row_sums
from analyzer.text.arrays import isin, unique

if TYPE_CHECKING:
    from sqlite3 import Connection

    from analyzer.archive.store import Archive

# The most deleted articles that the index may still contain: a number, or a share of the
# articles that are left.
MOST_GONE = 1000
LARGEST_SHARE = 0.25
# Rows of the index processed at once.
AT_ONCE = 10_000


def remove(archive: Archive, names: Iterable[str]) -> dict[str, int]:
    """Remove articles, all of them or none.

    Parameters
    ----------
    archive : Archive
    names : iterable of str
        Ids, URLs or files.

    Returns
    -------
    dict of str to int
        The number of articles that each name matched.

    Raises
    ------
    ArchiveError
        If the archive cannot be changed.
    """
    removed = {}
    with only_writer(archive.path), archive.writing() as connection:
        for name in dict.fromkeys(names):
            file = identity_key(Article("", "", source=name), archive.path)
            rows = connection.execute(
                "SELECT id FROM articles WHERE name = ?1 OR key = ?2 OR key = ?3",
                (name, file, f"url:{name}"),
            ).fetchall()
            removed[name] = len(rows)
            delete_articles(connection, np.array([row[0] for row in rows], np.int64))
    return removed


def delete_articles(connection: Connection, ids: Ints) -> None:
    """Delete articles, and the sentences that no other article has."""
    for article in ids.tolist():
        row = connection.execute("SELECT sentences FROM articles WHERE id = ?", (article,))
        held = unique(np.frombuffer(row.fetchone()[0], SENTENCE)["set"].astype(np.int64))
        connection.executemany(
            'DELETE FROM occurrences WHERE "set" = ? AND article = ?',
            [(number, article) for number in held.tolist()],
        )
        for query in (
            "UPDATE sets SET articles = articles - 1 WHERE id IN",
            "DELETE FROM sets WHERE articles = 0 AND id IN",
        ):
            connection.execute(f"{query} (SELECT value FROM json_each(?))", (as_json(held),))
        connection.execute("DELETE FROM articles WHERE id = ?", (article,))
    if len(ids):
        _count_gone(connection, len(ids))


def _count_gone(connection: Connection, count: int) -> None:
    connection.execute(
        "INSERT INTO meta VALUES ('gone', ?1) "
        "ON CONFLICT DO UPDATE SET value = CAST(value AS INTEGER) + ?1",
        (count,),
    )
    gone = int(connection.execute("SELECT value FROM meta WHERE name = 'gone'").fetchone()[0])
    left = connection.execute("SELECT count(*) FROM articles").fetchone()[0]
    if gone > max(MOST_GONE, LARGEST_SHARE * left):
        clear_index(connection)


def clear_index(connection: Connection) -> None:
    """Remove the index entries of deleted articles."""
    for table, key, dtype, owner, column in (
        ("sequences", "block", SEQUENCE, "articles", "article"),
        ("postings", "bucket", POSTING, "sets", "set"),
    ):
        there = _ids(connection, owner)
        query = (
            f"SELECT {key}, entries FROM {table} WHERE {key} > ? ORDER BY {key} LIMIT {AT_ONCE}"
        )
        rows = connection.execute(query, (-1,)).fetchall()
        while rows:
            data = [row[1] for row in rows]
            ptr = pointers(np.array([len(part) // dtype.itemsize for part in data]))
            entries = np.frombuffer(b"".join(data), dtype)
            kept = isin(entries[column], there)
            for at in np.flatnonzero(row_sums(ptr, ~kept)).tolist():
                here = slice(ptr[at], ptr[at + 1])
                connection.execute(
                    f"UPDATE {table} SET entries = ? WHERE {key} = ?",
                    (entries[here][kept[here]].tobytes(), rows[at][0]),
                )
            rows = connection.execute(query, (rows[-1][0],)).fetchall()
        connection.execute(f"DELETE FROM {table} WHERE length(entries) = 0")
    connection.execute("UPDATE meta SET value = '0' WHERE name = 'gone'")


def _ids(connection: Connection, table: str) -> Ints:
    rows = connection.execute(f"SELECT id FROM {table} ORDER BY id").fetchall()
    return np.array([row[0] for row in rows], np.int64)
