"""Plant copies into real articles, and count how many `analyzer check` reports and fails.

    python benchmarks/planted.py FOLDER [--cases 60] [--seed 1] [--commit]

FOLDER holds articles as Markdown. Paragraphs (of 40 and more, or of 80 and more words, whole
or with one word in ten changed) and two thirds of an article are copied into articles that
share nothing else with their source. A sentence is pasted a second time into another
paragraph of its own article, whole or with one word changed. The first words of a title are
said again after every third (level 4) or second sentence (level 5). An article is replaced
by five that differ by a town. The folder is checked once for each kind; with --commit, what
is planted is a commit, and `--changed-from` checks it. A copy is found where a finding
covers its line, and fails where one that fails does. For each kind this prints how many were
planted, reported and failing, and how many findings fail in other articles.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from planted_kinds import KINDS, Copy, Page, read_page, runs

WHOLE_RULES = {"near-duplicate-article"}


def check(folder: Path, *more: str) -> list[dict[str, Any]]:
    """Return the findings of a check."""
    command = [sys.executable, "-m", "analyzer", "check", ".", "--format", "jsonl"]
    command += ["--report-level", "note", "--no-cache", "--isolated", *more]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        raise SystemExit(run.stderr)
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]


def commit(folder: Path) -> None:
    """Commit everything in a folder."""
    git = ["git", "-c", "user.name=planted", "-c", "user.email=planted@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "planted"]):
        subprocess.run([*git, *command], cwd=folder, check=True, capture_output=True)


def is_of(found: dict[str, Any], copy: Copy) -> bool:
    """Return whether a finding is about a copy: on its lines, or on its source as a whole.

    A sentence that was pasted above its source is reported at the source, and named.
    """
    if copy.rule and found["rule"] != copy.rule:
        return False
    if copy.rule:
        return Path(str(found["path"])) in copy.files
    if found["rule"] in WHOLE_RULES and found["path"] == str(copy.source):
        return str(copy.host) in str(found["message"])
    places = [found, *found["related"]] if copy.host == copy.source else [found]
    return any(
        place["path"] == str(copy.host)
        and place["line"] <= copy.last
        and place["end_line"] >= copy.first
        for place in places
    )


def plant(name: str, pages: list[Page], work: Path, args: argparse.Namespace) -> list[Copy]:
    """Plant copies of a kind into a folder."""
    rng = random.Random(args.seed)
    used: set[Path] = set()
    copies: list[Copy] = []
    words = {page.path: runs(page) for page in pages}
    for _ in range(args.cases * 20):
        source, host = rng.sample(pages, 2)
        if len(copies) == args.cases or {source.path, host.path} & used:
            continue
        if words[source.path] & words[host.path]:
            continue
        planted = KINDS[name](source, host, rng)
        if planted is not None:
            for path, text in planted.files.items():
                if text is None:
                    (work / path).unlink()
                else:
                    (work / path).write_text(text, "utf-8")
            copies.append(planted)
            used |= {source.path, host.path}
    return copies


def measure(name: str, pages: list[Page], root: Path, args: argparse.Namespace) -> str:
    """Plant copies of a kind, check, and return a line of the table."""
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch) / "pages"
        shutil.copytree(root, work, symlinks=True)
        if args.commit:
            commit(work)
            copies = plant(name, pages, work, args)
            commit(work)
            new = check(work, "--changed-from", "HEAD~1")
        else:
            before = {(str(f["path"]), f["rule"], f["message"]) for f in check(work)}
            copies = plant(name, pages, work, args)
            new = [
                found
                for found in check(work)
                if (str(found["path"]), found["rule"], found["message"]) not in before
            ]
    reported = sum(any(is_of(found, copy) for found in new) for copy in copies)
    failing = [found for found in new if found["fails"]]
    caught = sum(any(is_of(found, copy) for found in failing) for copy in copies)
    known = {str(path) for copy in copies for path in (copy.host, copy.source, *copy.files)}
    others = sum(found["path"] not in known for found in failing)
    total = max(len(copies), 1)
    shares = f"{100 * reported / total:9.1f} % {100 * caught / total:9.1f} %{others:8}"
    return f"{name:30}{len(copies):8}{shares}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cases", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--commit", action="store_true", help="plant a commit")
    parser.add_argument("--kind", choices=[*KINDS], action="append")
    args = parser.parse_args()
    root = args.folder.resolve()
    paths = sorted(path for path in root.rglob("*") if path.suffix in (".md", ".mdx"))
    pages = [page for page in (read_page(path, root) for path in paths) if page.paragraphs]
    print(f"{'':30}{'planted':>8}{'reported':>11}{'failing':>12}{'others':>8}")
    for name in args.kind or KINDS:
        print(measure(name, pages, root, args), flush=True)


if __name__ == "__main__":
    main()
