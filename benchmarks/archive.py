"""The archive at scale: time to build, to open and to look up; what is missed; what survives.

    python benchmarks/archive.py FOLDER [--sentences 1000000] [--queries 300]
    python benchmarks/archive.py FOLDER --trials 100 --minutes 1

FOLDER holds ``*.jsonl.gz`` with a ``text`` in each line. Where it has too few
sentences, more are drawn from a chain of its words (each word by the two before it),
so that frequencies and lengths are those of real text; one sentence in twenty is
one of two hundred stock phrases, one in thirty an earlier one with a word changed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from analyzer import Article
from analyzer.analysis import analyze_stream
from analyzer.archive import add, look_up, open_archive, sets
from analyzer.archive.rows import rows_of
from analyzer.disk.shelf import Shelf
from analyzer.matching.ngramrows import owners
from analyzer.settings import Settings

PER_ARTICLE = 30


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
        self.stock = [self.sentence(starts) for _ in range(200)]
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
            return self.random.choice(self.stock)
        if kind < 0.083:
            words = self.random.choice(self.old).split()
            words[self.random.randrange(len(words))] = "altered"
            return " ".join(words).rstrip(".") + "."
        sentence = self.sentence(self.following["", ""])
        if len(self.old) < 50_000:
            self.old.append(sentence)
        return sentence

    def article(self, number: int) -> Article:
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


def lookups(folder: Path, path: Path, wanted: int, n_queries: int) -> None:
    chain = Chain(folder, 1)
    sample = [chain.article(number) for number in range(2000)]
    start = time.process_time()
    with Shelf() as shelf:
        analyze_stream(sample, Settings(), shelf)
    analysis = (time.process_time() - start) / (len(sample) * PER_ARTICLE)

    n_articles = wanted // PER_ARTICLE
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
    archive = open_archive(path, create=True)
    add(archive, drawn())
    build = (time.process_time() - start - drawing) / (n_articles * PER_ARTICLE)
    archive.close()
    size = path.stat().st_size
    print(f"{n_articles * PER_ARTICLE:,} sentences, {characters / 1e6:.0f} MB of text")
    print(
        f"build {build * 1e6:.1f} us of the processor a sentence, {build / analysis:.2f} times"
    )
    print(f"analysing the same: {analysis * 1e6:.1f} us")
    print(f"file {size / 1e6:.0f} MB, {size / characters:.2f} bytes a character")

    queries = [rows_of([chain.article(10**6 + number)]) for number in range(n_queries)]
    opened, cold = Clock(), queries[0]
    for _ in range(20):
        with opened, open_archive(path) as archive:
            look_up(archive, cold, 0.22)
    print(f"open and look up one article: {opened}")
    taken, found = Clock(), 0
    with open_archive(path) as archive:
        for query in queries:
            with taken:
                found += len(look_up(archive, query, 0.22).sentence)
        print(f"look up: {taken}; {found} sentences met")
        recall(archive, queries[:50])


def recall(archive: object, queries: list) -> None:  # type: ignore[type-arg]
    """Compare with counting what every archived set shares with every sentence."""
    connection = archive.connection  # type: ignore[attr-defined]
    ids = np.array([row[0] for row in connection.execute("SELECT id FROM sets ORDER BY id")])
    ptr, ranks = sets.read_sets(connection, ids)
    size, owner = np.diff(ptr), owners(ptr)
    order = np.argsort(ranks, kind="stable")
    ordered = ranks[order]
    by_hand, by_index = set(), set()
    for number, query in enumerate(queries):
        row, found, _ = sets.alike(connection, query.stems)
        by_index |= {(number, *pair) for pair in zip(row.tolist(), found.tolist(), strict=True)}
        known = sets.known_ranks(connection, query.stems.ngram.view(np.int64))
        for at in range(len(query.stems)):
            mine = known[query.stems.ptr[at] : query.stems.ptr[at + 1]]
            shared = np.zeros(len(ids), np.int32)
            for rank in mine[mine >= 0]:
                first, last = np.searchsorted(ordered, [rank, rank + 1])
                shared[owner[order[first:last]]] += 1
            alike = np.flatnonzero(shared / (len(mine) + size - shared) >= 0.8)
            by_hand |= {(number, at, int(ids[k])) for k in alike}
    missed, invented = len(by_hand - by_index), len(by_index - by_hand)
    print(f"against counting all: {len(by_hand)} pairs, {missed} missed, {invented} invented")


ADDING = """
import sys, itertools
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from archive import Chain
from analyzer.archive import add, adding, open_archive
adding.AT_ONCE = 20_000
chain = Chain(Path(sys.argv[1]), 5)
articles = [chain.article(number) for number in range(3000)]
print("begun", flush=True)
with open_archive(sys.argv[2], create=True) as archive:
    for turn in itertools.count():
        for article in articles:
            article.fields["date"] = str(turn)
        add(archive, articles)
"""
READING = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from archive import Chain
from analyzer.archive import look_up, open_archive
from analyzer.archive.rows import rows_of
chain = Chain(Path(sys.argv[1]), 5)
queries = [rows_of([chain.article(number)]) for number in range(50)]
print("begun", flush=True)
end, count, met = time.time() + float(sys.argv[4]), 0, 0
with open_archive(sys.argv[2]) as archive:
    while time.time() < end:
        met += len(look_up(archive, queries[count % 50], 0.22).sentence)
        count += 1
print(count, met)
"""


def begin(program: str, *arguments: object) -> subprocess.Popen[str]:
    here = str(Path(__file__).parent)
    first, *rest = map(str, arguments)
    child = subprocess.Popen(
        [sys.executable, "-c", program, first, rest[0], here, *rest[1:]],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    child.stdout.readline()
    return child


def whole(path: Path) -> tuple[int, int]:
    """Return how many articles there are, and how many faults."""
    with open_archive(path, create=True) as archive, archive.reading() as connection:
        one = lambda query: connection.execute(query).fetchone()[0]  # noqa: E731
        faults = one("PRAGMA integrity_check") != "ok"
        faults += one('SELECT count(*) FROM places WHERE "set" NOT IN (SELECT id FROM sets)')
        faults += one('SELECT count(*) FROM sets WHERE id NOT IN (SELECT "set" FROM places)')
        faults += one(
            "SELECT count(*) FROM places WHERE article NOT IN (SELECT id FROM articles)"
        )
        return one("SELECT count(*) FROM articles"), int(faults)


def killed(folder: Path, path: Path, trials: int) -> None:
    faults, counts = 0, []
    for trial in range(trials):
        child = begin(ADDING, folder, path)
        time.sleep(0.05 + 0.03 * (trial % 40))
        child.kill()
        child.communicate()
        count, wrong = whole(path)
        counts.append(count)
        faults += wrong
    print(f"{trials} times killed while adding: {faults} faults, {counts[-1]} articles")


def together(folder: Path, path: Path, seconds: float) -> None:
    whole(path)
    writer = begin(ADDING, folder, path)
    readers = [begin(READING, folder, path, seconds) for _ in range(4)]
    results = [reader.communicate()[0].strip() for reader in readers]
    alive = writer.poll() is None
    writer.kill()
    writer.communicate()
    codes = [reader.returncode for reader in readers]
    work = "still at work" if alive else "gone"
    print(f"4 readers, 1 writer, {seconds:.0f} s: look-ups and pairs {results}")
    print(f"exit {codes}, writer {work}, articles and faults {whole(path)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sentences", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--trials", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "a.analyzer-archive"
        if given.trials:
            killed(given.folder, path, given.trials)
        if given.minutes:
            together(given.folder, path, 60 * given.minutes)
        if not given.trials and not given.minutes:
            lookups(given.folder, path, given.sentences, given.queries)


if __name__ == "__main__":
    main()
