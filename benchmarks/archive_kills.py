"""An archive under kill -9.

    python benchmarks/archive_kills.py FOLDER [--trials 100]

FOLDER as for ``archive.py``. A process that makes an archive, adds to one, replaces its
articles or makes it anew is killed at a statement drawn at random, or up to some
hundredths of a second later: while tables are made, inside a transaction, in a commit.
Then the archive must be whole: SQLite finds nothing wrong; every article is there as it
was added, sentence by sentence and sequence by sequence, or not at all; the index says
neither more nor less; and doing the same again gives what it gives without a kill.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import pickle
import random
import signal
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from archive import Chain

from analyzer import Article
from analyzer.archive import Archive, add, insert, open_archive, rebuild, sentence_index, store
from analyzer.archive.index_blocks import HIGH_BITS, size_step
from analyzer.archive.schema import CLASS_BITS, POSTING, SENTENCE, SEQUENCE, STEP_BITS
from analyzer.pipeline.batch import batches
from analyzer.similarity.rows import pointers

N_ARTICLES = 200
CHARACTERS = 40_000  # of a transaction: about a dozen articles
LONGEST = 0.03  # seconds between a statement and the kill
AFTER_LAST = 0.2  # in which an archive that was made anew is written over the old one
KINDS = ("make", "add", "replace", "rebuild")


def contents(archive: Archive) -> dict[str, str]:
    """Make sure that an archive is whole; return a hash of what it has of each article."""
    with archive.reading() as connection:

        def many(query: str) -> list[Any]:
            return connection.execute(query).fetchall()

        assert many("PRAGMA integrity_check") == [("ok",)]
        stem = dict(many("SELECT rank, hash FROM stems"))
        rows = many("SELECT id, mark, articles, ranks FROM sets ORDER BY id")
        ranks = {row[0]: np.frombuffer(row[3], "<u4").astype(np.int64) for row in rows}
        known = {row[0]: (row[1], sorted(stem[rank] for rank in ranks[row[0]])) for row in rows}
        places = many('SELECT "set", article FROM occurrences')
        assert Counter(number for number, _ in places) == {row[0]: row[2] for row in rows}
        _check_postings(many("SELECT bucket, entries FROM postings"), ranks)
        told: dict[int, list[Any]] = {row[0]: [] for row in many("SELECT id FROM articles")}
        for number, article in places:
            told[article].append(known[number])
        sequences: dict[int, list[Any]] = {article: [] for article in told}
        for block, data in many("SELECT block, entries FROM sequences"):
            for low, high, article in np.frombuffer(data, SEQUENCE).tolist():
                if article in told:  # what was taken out may be told of
                    sequences[article].append((block, high, low))
        found = {}
        for row in many("SELECT * FROM articles"):
            _check_sizes(row[8], sequences[row[0]])
            held = [
                (known[one], *rest) for one, *rest in np.frombuffer(row[9], SENTENCE).tolist()
            ]
            said = row[1:9], row[10], held, sorted(told[row[0]]), sorted(sequences[row[0]])
            found[row[1]] = hashlib.blake2b(repr(said).encode()).hexdigest()
        return found


def _check_postings(rows: list[tuple[int, bytes]], ranks: dict[int, np.ndarray]) -> None:
    """Make sure that the index of sets is what their ranks say."""
    flat = np.concatenate([np.zeros(0, np.int64), *ranks.values()])
    ptr = pointers(np.array([len(one) for one in ranks.values()], np.int64))
    bucket, entries = sentence_index.postings_of(np.array(list(ranks), np.int64), ptr, flat)
    there = Counter(
        (number, *entry)
        for number, data in rows
        for entry in np.frombuffer(data, POSTING).tolist()
    )
    wanted = zip(bucket.tolist(), entries.tolist(), strict=True)
    expected = Counter((number, *entry) for number, entry in wanted)
    assert Counter({one: n for one, n in there.items() if one[4] in ranks}) == expected


def _check_sizes(size: int, sequences: list[tuple[int, int, int]]) -> None:
    told = int(size_step(np.array([size]))[0])
    assert len(sequences) == size
    for block, high, _ in sequences:
        class_ = block & (1 << CLASS_BITS) - 1
        assert class_ << STEP_BITS | high >> HIGH_BITS == told


def some_articles(folder: Path) -> tuple[list[Article], list[Article]]:
    """Return two versions of some articles, of the same addresses."""
    chain = Chain(folder, 5)
    old, new = ([chain.article(number) for number in range(N_ARTICLES)] for _ in range(2))
    return old, new


def work(kind: str, path: Path, old: list[Article], new: list[Article]) -> None:
    """Do what is to be cut short."""
    insert.AT_ONCE, insert.batches = 0, partial(batches, characters=CHARACTERS)
    if kind == "rebuild":
        rebuild(path, new)
    else:
        with open_archive(path, create=True) as archive:
            add(archive, new if kind == "replace" else old)


def child(kind: str, path: str, texts: str, statement: str, delay: str) -> None:
    """Work until a statement and a time have come; tell the number of each commit."""
    old, new = pickle.loads(Path(texts).read_bytes())
    count = 0

    def told(sql: str) -> None:
        nonlocal count
        count += 1
        if sql.startswith("COMMIT"):
            os.write(1, f"{count}\n".encode())
        if count == int(statement):
            end = threading.Timer(float(delay), os.kill, (os.getpid(), signal.SIGKILL))
            end.start() if float(delay) else end.function(*end.args)

    connect = store._connect

    def connected(path: Path) -> Any:
        connection = connect(path)
        connection.set_trace_callback(told)
        return connection

    store._connect = connected
    work(kind, Path(path), old, new)
    os.write(1, f"{count}\n".encode())


def run(*arguments: object) -> tuple[bool, list[int]]:
    """Return whether a child was killed, and the numbers it told."""
    command = [sys.executable, __file__, "child", *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    assert done.returncode in (0, -signal.SIGKILL)
    return done.returncode != 0, [int(line) for line in done.stdout.split()]


def moment(chance: random.Random, statements: list[int]) -> tuple[str, int, float]:
    """Draw when to kill, given the numbers of all commits and of the last statement."""
    at = chance.choice(["early", "inside", "commit", "last"])
    number = {
        "early": chance.randint(1, 30),
        "inside": chance.randint(1, statements[-1]),
        "commit": chance.choice(statements),
        "last": statements[-1],
    }[at]
    delay = chance.choice([0.0, chance.random() ** 2 * LONGEST])
    return at, number, chance.random() * AFTER_LAST if at == "last" else delay


def killed(scratch: Path, old: list[Article], new: list[Article], trials: int) -> None:
    """Kill so many processes, and say what became of their archives."""
    chance, texts = random.Random(1), scratch / "texts"
    texts.write_bytes(pickle.dumps((old, new)))
    whole, half = {}, scratch / "half"
    for name, added in (("old", old), ("new", new), ("half", old[: len(old) // 2])):
        with open_archive(scratch / name, create=True) as archive:
            add(archive, added)
            whole[name] = contents(archive)
    start = {"make": None, "add": half, "replace": scratch / "old", "rebuild": scratch / "old"}
    statements, outcomes = {}, Counter[str]()
    for trial in range(-len(KINDS), trials):
        kind = KINDS[trial % len(KINDS)]
        path = scratch / f"{trial}"
        if start[kind] is not None:
            path.write_bytes(start[kind].read_bytes())
        if trial < 0:  # all that is told when nothing is killed
            statements[kind] = run(kind, path, texts, 0, 0)[1]
            continue
        at, number, delay = moment(chance, statements[kind])
        dead, _ = run(kind, path, texts, number, delay)
        outcomes[f"{kind}, at {at}: {'killed' if dead else 'was done before'}"] += 1
        outcomes[f"{kind}: {judged(kind, path, whole)}"] += 1
        work(kind, path, old, new)
        with open_archive(path) as archive:
            assert (
                contents(archive) == whole["new" if kind in ("replace", "rebuild") else "old"]
            )
        assert not list(scratch.glob("*.part*"))
        assert not list(scratch.glob(f"{path.name}-*"))
    for outcome, count in sorted(outcomes.items()):
        print(f"{count:4d} {outcome}")


def judged(kind: str, path: Path, whole: dict[str, dict[str, str]]) -> str:
    """Make sure that an archive is whole after a kill; return what it has."""
    with open_archive(path, create=True) as archive:
        found = contents(archive)
    known = (whole["old"],) if kind in ("make", "add") else (whole["old"], whole["new"])
    for key, content in found.items():
        assert content in {one[key] for one in known}, key
    if kind == "rebuild":
        assert found in known
        return "new" if found == whole["new"] else "old"
    target = known[-1]
    count = sum(target[key] == content for key, content in found.items())
    before = len(whole["half"]) if kind == "add" else 0
    return "nothing" if count == before else "all" if count == len(target) else "a part"


def main() -> None:
    if sys.argv[1] == "child":
        child(*sys.argv[2:])
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--trials", type=int, default=100)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        killed(Path(scratch), *some_articles(given.folder), given.trials)


if __name__ == "__main__":
    main()
