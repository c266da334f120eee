"""Taking articles out of an archive.

What is looked up first goes at once: the article, its places and the sentences
that no other article has. What the index still says of them leads nowhere, as
numbers are never given twice; when there is much of it, it is cleared away.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from analyzer.archive.published import key_of
from analyzer.archive.schema import (
    PIECE_BITS,
    PIECES_BITS,
    POSTING,
    SENTENCE,
    SEQUENCE,
    as_json,
)
from analyzer.article import Article, Ints
from analyzer.text.order import among, distinct

if TYPE_CHECKING:
    from sqlite3 import Connection

    from analyzer.archive.store import Archive

# So many articles may be gone from the tables and not from the index, or so
# large a share of those that are there.
MOST_GONE = 1000
LARGEST_SHARE = 0.25


def remove(archive: Archive, names: Iterable[str]) -> dict[str, int]:
    """Take articles out, all of them or none.

    Parameters
    ----------
    archive : Archive
    names : iterable of str
        Ids, addresses, or files.

    Returns
    -------
    dict of str to int
        How many articles each name stood for.

    Raises
    ------
    ArchiveError
        If the archive cannot be changed.
    """
    removed = {}
    with archive.writing() as connection:
        for name in dict.fromkeys(names):
            file = key_of(Article("", "", source=name), archive.path)
            rows = connection.execute(
                "SELECT id FROM articles WHERE name = ?1 OR key = ?2 OR key = ?3",
                (name, file, f"url:{name}"),
            ).fetchall()
            removed[name] = len(rows)
            take_out(connection, np.array([row[0] for row in rows], np.int64))
    return removed


def take_out(connection: Connection, ids: Ints) -> None:
    """Take out articles and the sentences that no other article has."""
    for article in ids.tolist():
        row = connection.execute("SELECT sentences FROM articles WHERE id = ?", (article,))
        held = distinct(np.frombuffer(row.fetchone()[0], SENTENCE)["set"].astype(np.int64))
        connection.executemany(
            'DELETE FROM places WHERE "set" = ? AND article = ?',
            [(number, article) for number in held.tolist()],
        )
        connection.execute(
            "DELETE FROM sets WHERE id IN (SELECT value FROM json_each(?)) AND NOT EXISTS"
            ' (SELECT 1 FROM places WHERE "set" = sets.id)',
            (as_json(held),),
        )
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
    """Take out of the index what leads nowhere."""
    articles = _ids(connection, "articles")
    for bucket, data in connection.execute("SELECT bucket, entries FROM sequences").fetchall():
        entries = np.frombuffer(data, SEQUENCE)
        kept = among(entries["article"].astype(np.int64), articles)
        _put(connection, ("sequences", "bucket"), bucket, entries[kept], len(entries))
    sets = _ids(connection, "sets")
    for piece, data in connection.execute("SELECT piece, entries FROM postings").fetchall():
        entries = np.frombuffer(data, POSTING)
        first = (piece & (1 << PIECES_BITS) - 1) << PIECE_BITS
        kept = among(entries["set"].astype(np.int64) + first, sets)
        _put(connection, ("postings", "piece"), piece, entries[kept], len(entries))
    connection.execute("UPDATE meta SET value = '0' WHERE name = 'gone'")


def _ids(connection: Connection, table: str) -> Ints:
    rows = connection.execute(f"SELECT id FROM {table} ORDER BY id").fetchall()
    return np.array([row[0] for row in rows], np.int64)


def _put(
    connection: Connection, table: tuple[str, str], key: int, kept: np.ndarray, before: int
) -> None:
    name, column = table
    if not len(kept):
        connection.execute(f"DELETE FROM {name} WHERE {column} = ?", (key,))
    elif len(kept) < before:
        connection.execute(
            f"UPDATE {name} SET entries = ? WHERE {column} = ?", (kept.tobytes(), key)
        )
