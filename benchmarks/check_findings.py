"""Draw findings of a check at random, with their places, to be read by eye.

    python benchmarks/check_findings.py DATA.jsonl.gz [--articles 300] [--draw 50] [--seed 1]

The articles (a JSON object a line, with ``id`` and ``text``) are written out as
Markdown files into a scratch folder and checked as a whole. Each finding drawn is
cut out of its file by line and column, so that a wrong place shows.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

LINE_END = re.compile(r"\r\n|\r|\n")
SHOWN, AROUND = 200, 30


def main() -> None:
    """Print the findings drawn, and how many there are of each rule."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, default=0, help="how many; all if 0")
    parser.add_argument("--draw", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        n_articles = write_out(options.data, Path(folder), options.articles, chance)
        found = check(Path(folder))
        drawn = chance.sample(found, min(options.draw, len(found)))
        for number, finding in enumerate(drawn, 1):
            show(Path(folder), number, finding)
    print(f"{n_articles} articles, {len(found)} findings")
    for (rule, severity), count in Counter(
        (finding["rule"], finding["severity"]) for finding in found
    ).most_common():
        print(f"  {count:5} {rule} ({severity})")


def write_out(data: Path, folder: Path, n_articles: int, chance: random.Random) -> int:
    """Write the articles, or so many drawn at random, as files."""
    with gzip.open(data, "rt", encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    if n_articles:
        rows = chance.sample(rows, min(n_articles, len(rows)))
    for row in rows:
        name = re.sub(r"[^\w.-]+", "_", str(row["id"]))[-100:]
        (folder / f"{name}.md").write_text(row["text"], "utf-8", newline="")
    return len(rows)


def check(folder: Path) -> list[dict[str, Any]]:
    """Return the findings of a check of a folder."""
    command = [sys.executable, "-m", "analyzer", "check", ".", "--exit-zero", "--isolated"]
    done = subprocess.run(
        [*command, "--no-cache", "--format", "jsonl"],
        cwd=folder, check=True, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def show(folder: Path, number: int, finding: dict[str, Any]) -> None:
    """Print a finding with what stands around it, and the nearest of its copies."""
    before, inside, after = cut(folder, finding)
    place = f"{finding['path']}:{finding['line']}:{finding['column']}"
    print(f"{number}. {place} {finding['severity']} {finding['rule']}: {finding['message']}")
    print(f"   {before!r} >>{inside!r}<< {after!r}")
    for other in finding["related"][:1]:
        print(f"   also {other['path']}:{other['line']}: {cut(folder, other)[1]!r}")


def cut(folder: Path, place: dict[str, Any]) -> tuple[str, str, str]:
    """Return what stands before, in and after a place."""
    with (folder / place["path"]).open(encoding="utf-8", newline="") as stream:
        text = stream.read()
    starts = [0, *(match.end() for match in LINE_END.finditer(text))]
    start = starts[place["line"] - 1] + place["column"] - 1
    end = starts[place["end_line"] - 1] + place["end_column"] - 1
    inside = text[start:end]
    if len(inside) > SHOWN:
        inside = f"{inside[: SHOWN // 2]} ... {inside[-SHOWN // 2 :]}"
    return text[max(start - AROUND, 0) : start], inside, text[end : end + AROUND]


if __name__ == "__main__":
    main()
