"""Plant copies into real articles, and count how many `analyzer check` reports and fails.

    python benchmarks/planted.py FOLDER [--cases 60] [--seed 1]

FOLDER holds articles as Markdown. For each kind of copy, paragraphs (of 40 and more, or of
80 and more words, whole or with one word in ten changed), two thirds of an article, or a
sentence pasted a second time into another paragraph of its own article, are copied into
articles that share nothing else with their source; the folder is then checked once for
all copies of a kind. A copy is found where a finding covers its line, and fails where one
that fails does. For each kind this prints how many were planted, reported and failing.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

PLAIN = re.compile(r"[A-Z“\"][^\n|{}<>#`]*(?:\n[^\n|{}<>#`*+-][^\n|{}<>#`]*)*")
FENCE = re.compile(r"^(?:---|\+\+\+)\s*$|```|~~~", re.MULTILINE)
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
# Sources and hosts share no run of so many words.
RUN = 8
WHOLE_RULES = {"near-duplicate-article"}


class Page(NamedTuple):
    """A Markdown file as blocks between blank lines, and which of them are paragraphs."""

    path: Path
    blocks: list[str]
    paragraphs: list[int]


class Copy(NamedTuple):
    """A planted copy: the lines of the host, and the source."""

    host: Path
    first: int
    last: int
    source: Path


def read_page(path: Path, root: Path) -> Page:
    """Split a file into blocks; what is inside front matter or code is no paragraph."""
    blocks = re.split(r"\n{2,}", path.read_text("utf-8", "replace").strip("\n"))
    paragraphs, fenced = [], False
    for at, block in enumerate(blocks):
        marks = len(FENCE.findall(block))
        if not fenced and not marks and PLAIN.fullmatch(block.strip()):
            paragraphs.append(at)
        fenced ^= marks % 2 == 1
    return Page(path.relative_to(root), blocks, paragraphs)


def runs(page: Page) -> set[tuple[str, ...]]:
    """Return the runs of words of a page."""
    words = re.findall(r"\w+", "\n".join(page.blocks).casefold())
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def changed(text: str, rng: random.Random) -> str:
    """Return the text with one word in ten replaced."""
    words = text.split(" ")
    for at in rng.sample(range(len(words)), len(words) // 10):
        words[at] = rng.choice(["harbour", "quietly", "seven", "painted", "across", "narrow"])
    return " ".join(words)


def insert(page: Page, text: str, at: int, source: Path) -> tuple[str, Copy]:
    """Return a page with a block put before one of its blocks, and where it is."""
    blocks = [*page.blocks[:at], text, *page.blocks[at:]]
    first = sum(block.count("\n") + 2 for block in blocks[:at]) + 1
    return "\n\n".join(blocks) + "\n", Copy(page.path, first, first + text.count("\n"), source)


def paragraph(least: int, most: int, *, change: bool) -> Callable[..., tuple[str, Copy] | None]:
    """Return a function that plants a paragraph of some length."""

    def plant(source: Page, host: Page, rng: random.Random) -> tuple[str, Copy] | None:
        fit = [
            at for at in source.paragraphs if least <= len(source.blocks[at].split()) <= most
        ]
        if not fit or not host.paragraphs:
            return None
        text = source.blocks[rng.choice(fit)]
        place = rng.choice(host.paragraphs)
        return insert(host, changed(text, rng) if change else text, place, source.path)

    return plant


def two_thirds(source: Page, host: Page, rng: random.Random) -> tuple[str, Copy] | None:
    """Plant two thirds of the paragraphs of an article."""
    own = [source.blocks[at] for at in source.paragraphs]
    n_words = sum(len(text.split()) for text in own)
    everything = len("\n".join(source.blocks).split())
    if n_words < max(150, 0.8 * everything) or not host.paragraphs:
        return None
    kept: list[str] = []
    for text in own:
        if sum(len(one.split()) for one in kept) < 2 / 3 * n_words:
            kept.append(text)
    return insert(host, "\n\n".join(kept), rng.choice(host.paragraphs), source.path)


def twice(source: Page, _host: Page, rng: random.Random) -> tuple[str, Copy] | None:
    """Paste a sentence of 12 words and more a second time, into another paragraph."""
    sentences = [
        (at, one)
        for at in source.paragraphs
        for one in SENTENCE.split(source.blocks[at].replace("\n", " "))
        if len(one.split()) >= 12 and one[-1] in ".!?"
    ]
    if not sentences or len(source.paragraphs) < 3:
        return None
    at, sentence = rng.choice(sentences)
    others = [
        other
        for other in source.paragraphs
        if other != at and source.blocks[other].rstrip()[-1] in ".!?"
    ]
    if not others:
        return None
    place = rng.choice(others)
    blocks = list(source.blocks)
    blocks[place] = f"{blocks[place].rstrip()}\n{sentence}"
    last = (
        sum(block.count("\n") + 2 for block in blocks[:place]) + blocks[place].count("\n") + 1
    )
    return "\n\n".join(blocks) + "\n", Copy(source.path, last, last, source.path)


KINDS: dict[str, Callable[..., tuple[str, Copy] | None]] = {
    "paragraph of 40 to 79 words": paragraph(40, 79, change=False),
    "paragraph of 80 and more": paragraph(80, 10**6, change=False),
    "  one word in ten changed": paragraph(80, 10**6, change=True),
    "two thirds of an article": two_thirds,
    "sentence pasted twice": twice,
}


def check(folder: Path) -> list[dict[str, Any]]:
    """Return the findings of a check."""
    command = [sys.executable, "-m", "analyzer", "check", ".", "--format", "jsonl"]
    command += ["--report-level", "note", "--no-cache", "--isolated"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        raise SystemExit(run.stderr)
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]


def is_of(found: dict[str, Any], copy: Copy) -> bool:
    """Return whether a finding is about a copy: on its lines, or on its source as a whole.

    A sentence that was pasted above its source is reported at the source, and named.
    """
    if found["rule"] in WHOLE_RULES and found["path"] == str(copy.source):
        return str(copy.host) in str(found["message"])
    places = [found, *found["related"]] if copy.host == copy.source else [found]
    return any(
        place["path"] == str(copy.host)
        and place["line"] <= copy.last
        and place["end_line"] >= copy.first
        for place in places
    )


def measure(name: str, pages: list[Page], root: Path, cases: int, seed: int) -> str:
    """Plant copies of a kind, check, and return a line of the table."""
    rng = random.Random(seed)
    used: set[Path] = set()
    copies: list[Copy] = []
    words = {page.path: runs(page) for page in pages}
    before = {(str(f["path"]), f["rule"], f["message"]) for f in check(root)}
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch) / "pages"
        shutil.copytree(root, work, symlinks=True)
        for _ in range(cases * 20):
            source, host = rng.sample(pages, 2)
            if len(copies) == cases or {source.path, host.path} & used:
                continue
            if words[source.path] & words[host.path]:
                continue
            planted = KINDS[name](source, host, rng)
            if planted is not None:
                (work / planted[1].host).write_text(planted[0], "utf-8")
                copies.append(planted[1])
                used |= {source.path, host.path}
        new = [
            found
            for found in check(work)
            if (str(found["path"]), found["rule"], found["message"]) not in before
        ]
    reported = sum(any(is_of(found, copy) for found in new) for copy in copies)
    failing = sum(
        any(found["fails"] and is_of(found, copy) for found in new) for copy in copies
    )
    total = max(len(copies), 1)
    shares = f"{100 * reported / total:9.1f} % {100 * failing / total:9.1f} %"
    return f"{name:30}{len(copies):8}{shares}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cases", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=[*KINDS], action="append")
    args = parser.parse_args()
    root = args.folder.resolve()
    paths = sorted(path for path in root.rglob("*") if path.suffix in (".md", ".mdx"))
    pages = [page for page in (read_page(path, root) for path in paths) if page.paragraphs]
    print(f"{'':30}{'planted':>8}{'reported':>11}{'failing':>12}")
    for name in args.kind or KINDS:
        print(measure(name, pages, root, args.cases, args.seed), flush=True)


if __name__ == "__main__":
    main()
