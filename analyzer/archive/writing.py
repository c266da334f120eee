"""Write a batch of articles into the tables of an archive, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from analyzer.archive import sentence_index
from analyzer.archive.delete import delete_articles
from analyzer.archive.index_blocks import index_entries
from analyzer.archive.schema import RANK, SENTENCE, ArticleFeatures, as_json
from analyzer.article import no_ints
from analyzer.similarity.rows import NgramRows, pointers
from analyzer.text.arrays import unique

if TYPE_CHECKING:
    from sqlite3 import Connection

    from analyzer.archive.schema import ArticleIdentity
    from analyzer.archive.store import Archive
    from analyzer.article import Flags, Ints

UPSERT = (
    "INSERT INTO {0} VALUES (?, ?) "
    # A concatenation is text until it is cast.
    "ON CONFLICT DO UPDATE SET entries = CAST(entries || excluded.entries AS BLOB)"
)


@dataclass
class AddResult:
    """The number of articles that were new, changed and unchanged."""

    new: int = 0
    changed: int = 0
    same: int = 0


@dataclass(eq=False)
class PendingBatch:
    """The articles of one transaction, and their features by batch."""

    identities: list[ArticleIdentity] = field(default_factory=list)
    prose: list[bytes] = field(default_factory=list)
    parts: list[ArticleFeatures] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    lines: list[Ints] = field(default_factory=list)

    def sentences(self) -> tuple[Ints, npt.NDArray[np.void], NgramRows]:
        """Return the article, the location and the stems of every sentence."""
        article = self._of([part.article for part in self.parts])
        held = np.zeros(len(article), SENTENCE)
        held["start"] = _joined([part.start for part in self.parts])
        held["end"] = _joined([part.end for part in self.parts])
        held["line"] = _joined(self.lines)
        return article, held, _stacked([part.stems for part in self.parts])

    def bodies(self) -> tuple[Ints, NgramRows]:
        """Return the article and the sequences of every body."""
        article = self._of([part.body for part in self.parts])
        return article, _stacked([part.sequences for part in self.parts])

    def _of(self, within: Sequence[Ints]) -> Ints:
        pairs = zip(within, self.first, strict=True)
        return _joined([article + first for article, first in pairs])


def _joined(arrays: Sequence[Ints]) -> Ints:
    return np.concatenate([no_ints(), *arrays])


def _stacked(rows: Sequence[NgramRows]) -> NgramRows:
    ngram = np.concatenate([np.zeros(0, np.uint64), *(part.ngram for part in rows)])
    return NgramRows(pointers(_joined([np.diff(part.ptr) for part in rows])), ngram)


def store(archive: Archive, pending: PendingBatch, done: AddResult) -> None:
    """Write articles in one transaction; changed ones replace the old ones."""
    counted = AddResult(done.new, done.changed, done.same)
    with archive.writing() as connection:
        fresh = _fresh(connection, pending.identities, counted)
        last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'articles'")
        ids = np.cumsum(fresh) + (last.fetchone() or (0,))[0]
        article, held, stems = pending.sentences()
        held, edge = _store_sets(connection, ids[article], held, stems, fresh[article])
        body, words = pending.bodies()
        kept = np.flatnonzero(fresh[body])
        _upsert(connection, "sequences", *index_entries(words.take(kept), ids[body[kept]]))
        size = np.zeros(len(ids), np.int64)
        size[body] = np.diff(words.ptr)
        upto = np.searchsorted(edge, np.stack([ids, ids + 1])).T.tolist()
        connection.executemany(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    int(ids[at]), one.key, one.name, one.title, one.url, one.date, one.language,
                    one.content, int(size[at]), held[slice(*upto[at])].tobytes(),
                    pending.prose[at] or None,
                )
                for at, one in enumerate(pending.identities)
                if fresh[at]
            ],
        )  # fmt: skip
    done.new, done.changed, done.same = counted.new, counted.changed, counted.same


def _fresh(
    connection: Connection, identities: Sequence[ArticleIdentity], counted: AddResult
) -> Flags:
    """Return which articles are to be written, and delete those that they replace."""
    last = {one.key: at for at, one in enumerate(identities)}
    fresh = np.zeros(len(identities), bool)
    replaced = []
    for at, one in enumerate(identities):
        row = connection.execute(
            "SELECT id, content FROM articles WHERE key = ?", (one.key,)
        ).fetchone()
        if last[one.key] != at or (row and row[1] == one.content):
            counted.same += 1
            continue
        fresh[at] = True
        counted.changed += row is not None
        counted.new += row is None
        replaced += [row[0]] if row else []
    delete_articles(connection, np.array(replaced, np.int64))
    return fresh


def _store_sets(
    connection: Connection,
    article: Ints,
    held: npt.NDArray[np.void],
    stems: NgramRows,
    fresh: Flags,
) -> tuple[npt.NDArray[np.void], Ints]:
    """Write the sentences of new articles; return them with their sets and articles."""
    chosen = np.flatnonzero(fresh)
    held, article, stems = held[chosen], article[chosen], stems.take(chosen)
    mark = sentence_index.marks(stems)
    different, first, which = _first_of_each(mark)
    known = _known_sets(connection, different)
    pair = unique(which << 32 | article)
    count = np.bincount(pair >> 32, minlength=len(different))
    old, new = np.flatnonzero(known >= 0), np.flatnonzero(known < 0)
    connection.executemany(
        "UPDATE sets SET articles = articles + ? WHERE id = ?",
        zip(count[old].tolist(), known[old].tolist(), strict=True),
    )
    last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'sets'").fetchone()
    # In the order of the text, so that an article's sets are neighbours.
    new = new[np.argsort(first[new], kind="stable")]
    known[new] = (last or (0,))[0] + 1 + np.arange(len(new))
    rows = stems.take(first[new])
    ranks = sentence_index.rarest_first(
        rows.ptr, sentence_index.number_stems(connection, rows.ngram)
    )
    columns = (known[new], different[new], count[new])
    connection.executemany(
        "INSERT INTO sets VALUES (?, ?, ?, ?)",
        zip(*(column.tolist() for column in columns), _cut(ranks, rows.ptr), strict=True),
    )
    _upsert(connection, "postings", *sentence_index.postings_of(known[new], rows.ptr, ranks))
    place = np.sort(known[pair >> 32] << 32 | pair & 0xFFFFFFFF)
    connection.executemany(
        "INSERT INTO occurrences VALUES (?, ?)",
        zip((place >> 32).tolist(), (place & 0xFFFFFFFF).tolist(), strict=True),
    )
    held["set"] = known[which]
    return held, article


def _cut(ranks: Ints, ptr: Ints) -> Iterator[bytes]:
    """Yield the ranks of each set as they are stored."""
    data, edges = ranks.astype(RANK).tobytes(), (ptr * RANK.itemsize).tolist()
    return (data[first:last] for first, last in pairwise(edges))


def _first_of_each(mark: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the distinct hashes, the first index of each, and the group of each one."""
    different = unique(mark)
    which = np.searchsorted(different, mark)
    first = np.full(len(different), len(mark))
    np.minimum.at(first, which, np.arange(len(mark)))
    return different, first, which


def _known_sets(connection: Connection, marks: Ints) -> Ints:
    """Return the ids of the sets with these hashes, -1 for new ones."""
    ids = np.full(len(marks), -1)
    found = connection.execute(
        "SELECT j.key, s.id FROM json_each(?) j CROSS JOIN sets s ON s.mark = j.value",
        (as_json(marks),),
    ).fetchall()
    if found:
        at, number = np.array(found, np.int64).T
        ids[at] = number
    return ids


def _upsert(
    connection: Connection, table: str, key: Ints, entries: npt.NDArray[np.void]
) -> None:
    """Append entries to the rows of their keys, which ascend."""
    edge = np.flatnonzero(np.diff(key, prepend=-1, append=-1)) if len(key) else no_ints()
    data, width = entries.tobytes(), entries.itemsize
    bounds = (edge * width).tolist()
    connection.executemany(
        UPSERT.format(table),
        (
            (number, data[bounds[at] : bounds[at + 1]])
            for at, number in enumerate(key[edge[:-1]].tolist())
        ),
    )
