"""The archive at scale: time to build, to open and to look up, and what is missed.

    python benchmarks/archive.py FOLDER [--sentences 1000000] [--queries 300] [--keep ARCHIVE]

FOLDER holds ``*.jsonl.gz`` with a ``text`` in each line. Sentences are drawn from a
chain of its words (each word by the two before it), so that frequencies and lengths are
those of real text; one sentence in twenty is one of two hundred stock phrases, the first
of them in every fourth article, and one in thirty an earlier one with a word changed.
Looked up are articles drawn in the same way, and some of the forty most common stock
phrases alone, each of which stands in hundreds or thousands of archived articles.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import tempfile
import time
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import numpy as np

from analyzer import Article
from analyzer.analysis import analyze_stream
from analyzer.archive import add, look_up, open_archive, sentence_index, sequence_index
from analyzer.archive.index_blocks import HIGH_BITS
from analyzer.archive.schema import CLASS_BITS, SEQUENCE, ArticleFeatures, article_features
from analyzer.settings import Settings
from analyzer.similarity.rows import owners
from analyzer.storage.codec import ArticleStore

CONTAINMENT = 0.2
PER_ARTICLE = 30
N_STOCK = 200


def texts(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from (text for line in lines if (text := json.loads(line).get("text")))


class Chain:
    """Sentences drawn word by word from what follows what in real text."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self.following: dict[tuple[str, str], list[str]] = {}
        before = ("", "")
        for number, text in enumerate(texts(folder)):
            if number >= 6000:
                break
            for word in text.split():
                self.following.setdefault(before, []).append(word)
                before = ("", "") if word[-1] in ".!?" else (before[1], word)
        starts = self.following["", ""]
        self.stock = [self.sentence(starts) for _ in range(N_STOCK)]
        self.often = list(accumulate(1 / (place + 1) for place in range(N_STOCK)))
        self.old = list(self.stock)

    def sentence(self, starts: list[str]) -> str:
        words = [self.random.choice(starts)]
        before = ("", words[0])
        while words[-1][-1] not in ".!?" and len(words) < 40 and before in self.following:
            words.append(self.random.choice(self.following[before]))
            before = (before[1], words[-1])
        return " ".join(words).rstrip(".!?") + "."

    def draw(self) -> str:
        kind = self.random.random()
        if kind < 0.05:
            return self.random.choices(self.stock, cum_weights=self.often)[0]
        if kind < 0.083:
            words = self.random.choice(self.old).split()
            words[self.random.randrange(len(words))] = "altered"
            return " ".join(words).rstrip(".") + "."
        sentence = self.sentence(self.following["", ""])
        if len(self.old) < 50_000:
            self.old.append(sentence)
        return sentence

    def article(self, number: int, *, stock: bool = False) -> Article:
        if stock:
            body = self.random.sample(self.stock[:40], PER_ARTICLE)
        else:
            body = [self.draw() for _ in range(PER_ARTICLE)]
        paragraphs = [" ".join(body[first : first + 5]) for first in range(0, len(body), 5)]
        return Article(
            f"{number}.txt", "\n\n".join(paragraphs), f"Article {number}",
            fields={"url": f"https://example.org/{number}", "date": "2024-01-01"},
        )  # fmt: skip


class Clock:
    """Milliseconds by the wall and of the processor: they part when others work too."""

    def __init__(self) -> None:
        self.taken: list[tuple[float, float]] = []

    def __enter__(self) -> None:
        self.start = time.perf_counter(), time.process_time()

    def __exit__(self, *error: object) -> None:
        self.taken.append(
            (time.perf_counter() - self.start[0], time.process_time() - self.start[1])
        )

    def __str__(self) -> str:
        wall, own = 1e3 * np.array(self.taken).T
        return (
            f"median {np.median(wall):.1f}, 99th percentile {np.quantile(wall, 0.99):.1f} ms; "
            f"of the processor {np.median(own):.1f} and {np.quantile(own, 0.99):.1f} ms"
        )


def build(folder: Path, path: Path, n_articles: int) -> None:
    chain = Chain(folder, 1)
    sample = [chain.article(number) for number in range(2000)]
    start = time.process_time()
    with ArticleStore() as shelf:
        analyze_stream(sample, Settings(), shelf)
    analysis = (time.process_time() - start) / (len(sample) * PER_ARTICLE)
    chain, drawing, characters = Chain(folder, 1), 0.0, 0

    def drawn() -> Iterator[Article]:
        nonlocal drawing, characters
        for number in range(n_articles):
            begin = time.process_time()
            article = chain.article(number)
            drawing += time.process_time() - begin
            characters += len(article.text)
            yield article

    start = time.process_time()
    with open_archive(path, create=True) as archive:
        add(archive, drawn())
    took = (time.process_time() - start - drawing) / (n_articles * PER_ARTICLE)
    size = path.stat().st_size
    print(f"{n_articles * PER_ARTICLE:,} sentences, {characters / 1e6:.0f} MB of text")
    print(f"build {took * 1e6:.1f} us of the processor a sentence, {took / analysis:.2f} times")
    print(f"analysing the same: {analysis * 1e6:.1f} us")
    print(f"file {size / 1e6:.0f} MB, {size / characters:.2f} bytes a character")


def lookups(folder: Path, path: Path, n_queries: int) -> None:
    chain = Chain(folder, 1)
    for number in range(2000):  # what the archive has too, of which some is altered
        chain.article(number)
    chain.random.seed(2)
    drawn = [article_features([chain.article(number)]) for number in range(n_queries)]
    stock = [
        article_features([chain.article(number, stock=True)])
        for number in range(n_queries // 6)
    ]
    opened = Clock()
    for query in drawn[:30]:
        with opened, open_archive(path) as archive:
            look_up(archive, query, CONTAINMENT)
    print(f"open and look up one article: {opened}")
    with open_archive(path) as archive:
        for kind, queries in (("", drawn), (" of stock phrases", stock)):
            taken, found = Clock(), [0, 0]
            for query in queries:
                with taken:
                    matches = look_up(archive, query, CONTAINMENT)
                found[0] += len(matches.sentence)
                found[1] += len(matches.article)
            print(f"look up an article{kind}: {taken}; met {found} sentences and articles")
        with archive.reading() as connection:
            sentence_recall(connection, [*drawn[:50], *stock[:5]])
            article_recall(connection, [*drawn[:50], *stock[:5]])


def sentence_recall(connection: Connection, queries: list[ArticleFeatures]) -> None:
    """Compare with counting what every archived set shares with every sentence."""
    ids = np.array([row[0] for row in connection.execute("SELECT id FROM sets ORDER BY id")])
    ptr, ranks = sentence_index.read_sets(connection, ids)
    size, owner = np.diff(ptr), owners(ptr)
    order = np.argsort(ranks, kind="stable")
    ordered = ranks[order]
    by_hand, by_index = set(), set()
    for number, query in enumerate(queries):
        row, found, _ = sentence_index.alike(connection, query.stems)
        by_index |= {(number, *pair) for pair in zip(row.tolist(), found.tolist(), strict=True)}
        known = sentence_index.known_ranks(connection, query.stems.ngram.view(np.int64))
        for at in range(len(query.stems)):
            mine = known[query.stems.ptr[at] : query.stems.ptr[at + 1]]
            shared = np.zeros(len(ids), np.int32)
            for rank in mine[mine >= 0]:
                first, last = np.searchsorted(ordered, [rank, rank + 1])
                shared[owner[order[first:last]]] += 1
            alike = np.flatnonzero(shared / (len(mine) + size - shared) >= 0.8)
            by_hand |= {(number, at, int(ids[k])) for k in alike}
    tell("sentences", by_hand, by_index)


def article_recall(connection: Connection, queries: list[ArticleFeatures]) -> None:
    """Compare with counting what every archived article shares with every other one."""
    rows = connection.execute("SELECT block, entries FROM sequences").fetchall()
    count = [len(data) // SEQUENCE.itemsize for _, data in rows]
    bucket = np.array([block for block, _ in rows], np.uint64) >> np.uint64(CLASS_BITS)
    entries = np.frombuffer(b"".join([data for _, data in rows]), SEQUENCE)
    del rows
    high = entries["high"].astype(np.uint64) & np.uint64((1 << HIGH_BITS) - 1)
    high |= np.repeat(bucket, count) << np.uint64(HIGH_BITS)
    keys = high << np.uint64(32) | entries["low"]
    order = np.argsort(keys)
    keys, article = keys[order], entries["article"][order]
    known = connection.execute("SELECT id, sequences FROM articles ORDER BY id").fetchall()
    size = np.zeros(known[-1][0] + 1)
    size[[number for number, _ in known]] = [n for _, n in known]
    by_hand, by_index = set(), set()
    for number, query in enumerate(queries):
        _, found, shared, _ = sequence_index.alike(connection, query.sequences, CONTAINMENT)
        by_index |= {
            (number, *pair) for pair in zip(found.tolist(), shared.tolist(), strict=True)
        }
        first = np.searchsorted(keys, query.sequences.ngram)
        last = np.searchsorted(keys, query.sequences.ngram, side="right")
        met = [article[one:other] for one, other in zip(first, last, strict=True)]
        both = np.bincount(np.concatenate(met), minlength=len(size))
        smaller = np.minimum(size, len(query.sequences.ngram))
        # All articles here are long: eight shared sequences and the threshold decide.
        told = np.flatnonzero((both >= np.maximum(CONTAINMENT * smaller, 8)) & (size > 0))
        by_hand |= {(number, int(at), float(both[at])) for at in told}
    tell("articles", by_hand, by_index)


def tell(kind: str, by_hand: set[Any], by_index: set[Any]) -> None:
    missed, invented = len(by_hand - by_index), len(by_index - by_hand)
    print(f"{kind}, all counted: {len(by_hand)} pairs, {missed} missed, {invented} invented")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sentences", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--keep", type=Path, help="make it here, or use the one that is here")
    given = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as scratch:
        path = given.keep or Path(scratch) / "a.analyzer-archive"
        if not path.exists():
            build(given.folder, path, given.sentences // PER_ARTICLE)
        lookups(given.folder, path, given.queries)
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
