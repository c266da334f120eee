"""Fuzzing by structure: inputs that are nearly what a format allows, in large numbers.

    python tests/fuzz_structure.py [--cases 1000] [--seed 1] [KIND ...]

An input of each kind is made of its own grammar, then damaged or not, and read as a file
of a folder. Whatever it is, it gives articles with right positions or a problem of that
file; a git tree gives files below its folder or an error. The articles of some cases are
measured together, and each of them can be measured. A case that breaks this, or takes
long, is printed with its kind and number, by which it can be made again, and the status
is 1.
"""

import argparse
import random
import sys
import tempfile
import time
import traceback
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha1
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzz_targets import OPTIONS, every_letter_is_somewhere, runs_are_inside
from structures import MAKERS, damaged

from analyzer.analysis import analyze_stream
from analyzer.article import Article
from analyzer.checks.repository import GitError, list_tree, write_files
from analyzer.errors import raise_error
from analyzer.readers import read_file
from analyzer.settings import Settings
from analyzer.storage.cache import FileInMemory

NAMES = [
    b"a.md", b"..", b".", b".git", b"b/c", b"", b"\xff.md", b"con", b"a\nb", b".GIT", b"git~1",
]  # fmt: skip
TOGETHER = 100  # cases whose articles are measured in one run
ALONE = 10  # one case in so many is measured by itself too
LONGEST = 5  # seconds of one case
MODES = [b"100644", b"100755", b"120000", b"160000", b"40000", b"0", b"777777", b"x"]


def read_case(kind: str, number: int, seed: int) -> list[Article]:
    """Read one input of a kind, and assert what must hold of the articles."""
    chance = random.Random(f"{seed} {kind} {number}")
    name, make = MAKERS[kind]
    data = damaged(chance, make(chance))
    file = FileInMemory(None, name, name, ".", chance.random() < 0.5, data)
    articles = list(read_file(file, OPTIONS, lambda _: None, Counter()))
    for article in articles:
        runs_are_inside(article)
        if number % 10 == 0:
            every_letter_is_somewhere(article)
    return articles


def measure(articles: list[Article]) -> None:
    """Measure articles with all rules and compare them."""
    numbered = (replace(one, id=f"{number} {one.id}") for number, one in enumerate(articles))
    analyze_stream(numbered, Settings(), [], raise_error)


def git_case(number: int, seed: int, root: Path) -> None:
    """List a tree of odd entries and write its files; nothing may be outside the folder."""
    chance = random.Random(f"{seed} git {number}")
    blob = put(root, b"blob", b"The kettle sings.")
    tree = put(root, b"tree", b"")
    for _ in range(chance.randint(1, 3)):
        kinds = chance.choices([blob, tree, bytes(20), chance.randbytes(20)], [4, 4, 1, 1], k=3)
        entries = [
            chance.choice(MODES) + b" " + chance.choice(NAMES) + b"\0" + one for one in kinds
        ]
        tree = put(root, b"tree", damaged(chance, b"".join(entries), 0.1))
    people = b"author a <a> 0 +0000\ncommitter a <a> 0 +0000\n\nx\n"
    commit = put(root, b"commit", b"tree " + tree.hex().encode() + b"\n" + people)
    with tempfile.TemporaryDirectory() as outer:
        folder = Path(outer, "private")
        folder.mkdir()
        try:
            listed = list_tree(str(root), commit.hex())
            blobs = {path: name for mode, name, path in listed if mode in MODES[:2]}
            write_files(str(root), blobs, str(folder))
        except GitError:
            pass
        assert [path.name for path in Path(outer).iterdir()] == ["private"]
    assert sorted(path.name for path in root.iterdir()) == [".git"]


def put(root: Path, kind: bytes, content: bytes) -> bytes:
    """Write a loose object, whatever it holds, and return its name."""
    data = kind + b" %d\0" % len(content) + content
    name = sha1(data, usedforsecurity=False)
    path = root / ".git" / "objects" / name.hexdigest()[:2] / name.hexdigest()[2:]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zlib.compress(data))
    return name.digest()


def run(kind: str, cases: int, seed: int) -> int:
    """Run so many cases of a kind; return how many are broken."""
    broken, begun = Counter[str](), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for part in ("objects", "refs"):
            (root / ".git" / part).mkdir(parents=True)
        (root / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
        held: list[Article] = []
        for number in range(cases):
            with told(f"{kind} {number} of seed {seed}", broken):
                if kind == "git":
                    git_case(number, seed, root)
                else:
                    articles = read_case(kind, number, seed)
                    held += articles
                    if number % ALONE == 0:
                        measure(articles)
            if (number + 1) % TOGETHER == 0 or number + 1 == cases:
                with told(f"{kind} up to {number} of seed {seed}", broken):
                    measure(held)
                held.clear()
    taken = time.process_time() - begun
    print(f"{kind}: {cases:,} cases, {broken.total()} broken, {taken:.0f} s", flush=True)
    return broken.total()


@contextmanager
def told(name: str, broken: Counter[str]) -> Iterator[None]:
    """Print and count a case that raises an error or takes long."""
    begun = time.process_time()
    try:
        yield
    except Exception:
        broken[name] += 1
        print(f"broken: {name}", flush=True)
        traceback.print_exc(limit=-3)
    if time.process_time() - begun > LONGEST:
        broken[name] += 1
        print(f"slow: {name}", flush=True)


def main() -> int:
    """Run the cases of each kind."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("kinds", nargs="*")
    given = parser.parse_args()
    kinds = given.kinds or [*MAKERS, "git"]
    return int(sum(run(kind, given.cases, given.seed) for kind in kinds) > 0)


if __name__ == "__main__":
    sys.exit(main())
