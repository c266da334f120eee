"""An archive read by four processes while a fifth one writes.

    python benchmarks/archive_readers.py FOLDER [--minutes 1]

FOLDER as for ``archive.py``. The readers look articles up and compare what they find
among articles that nobody changes with what was found before, to the last digit; the
writer replaces others without end, about a dozen in a transaction.
"""

from __future__ import annotations

import argparse
import os
import pickle
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

from archive import CONTAINMENT
from archive_kills import CHARACTERS, contents, some_articles

from analyzer import Article
from analyzer.archive import Archive, add, insert, look_up, open_archive
from analyzer.archive.schema import article_features
from analyzer.pipeline.batch import batches


def write(path: str, texts: str) -> None:
    """Add and replace articles without end."""
    others = pickle.loads(Path(texts).read_bytes())
    insert.AT_ONCE, insert.batches = 0, partial(batches, characters=CHARACTERS)
    turn = 0
    with open_archive(path) as archive:
        while True:
            turn += 1
            for article in others:
                article.fields["date"] = str(turn)
            add(archive, others)
            os.write(1, f"{turn}\n".encode())


def read(path: str, texts: str, seconds: str) -> None:
    """Look articles up, and compare what is found among those that nobody changes."""
    queries, expected = pickle.loads(Path(texts).read_bytes())
    rows = [article_features([query]) for query in queries]
    end, count = time.monotonic() + float(seconds), 0
    with open_archive(path) as archive:
        while time.monotonic() < end:
            at = count % len(rows)
            assert found_of(archive, rows[at]) == expected[at]
            count += 1
    os.write(1, f"{count}\n".encode())


def found_of(archive: Archive, rows: Any) -> list[Any]:
    """Return what is found among the articles that were there first."""
    matches = look_up(archive, rows, CONTAINMENT)
    names = {number: one.name for number, one in matches.articles.items()}
    bodies = zip(matches.article.tolist(), matches.shared, matches.size, strict=True)
    sentences = zip(
        matches.archived.tolist(), matches.sentence, matches.jaccard, matches.text, strict=True
    )
    return [
        [
            (names[at], *map(float, rest))
            for at, *rest in bodies
            if names[at].startswith("base")
        ],
        [
            (names[at], int(row), float(jaccard), text)
            for at, row, jaccard, text in sentences
            if names[at].startswith("base")
        ],
    ]


def together(scratch: Path, old: list[Article], new: list[Article], seconds: float) -> None:
    """Let four processes read while one writes."""
    path, queries = scratch / "a", [*old[:40], *new[:40]]
    base = [Article(f"base{at}", article.text, "") for at, article in enumerate(old)]
    with open_archive(path, create=True) as archive:
        add(archive, base)
        expected = [found_of(archive, article_features([query])) for query in queries]
    (scratch / "queries").write_bytes(pickle.dumps((queries, expected)))
    (scratch / "others").write_bytes(pickle.dumps(new))

    def begin(*arguments: object) -> subprocess.Popen[bytes]:
        command = [sys.executable, __file__, *map(str, arguments)]
        return subprocess.Popen(command, stdout=subprocess.PIPE)

    writer = begin("write", path, scratch / "others")
    readers = [begin("read", path, scratch / "queries", seconds) for _ in range(4)]
    counts = [reader.communicate()[0].decode().strip() for reader in readers]
    alive = writer.poll() is None
    writer.kill()
    turns = writer.communicate()[0].split()
    with open_archive(path) as archive:
        n_articles = len(contents(archive))
    codes = [reader.returncode for reader in readers]
    partners = sum(map(len, expected))
    print(f"look-ups of 4 readers in {seconds:.0f} s: {counts}, exit {codes};")
    print(f"{len(queries)} articles in turn, which have {partners} partners")
    print(f"writer still at work: {alive}; it wrote {len(new)} articles {len(turns)} times;")
    print(f"{n_articles} articles there, whole")


def main() -> None:
    parts = {"write": write, "read": read}
    if sys.argv[1] in parts:
        parts[sys.argv[1]](*sys.argv[2:])
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--minutes", type=float, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        together(Path(scratch), *some_articles(given.folder), 60 * given.minutes)


if __name__ == "__main__":
    main()
