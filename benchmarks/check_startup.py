"""Time the check: from a cold start, on a folder, and again after one file changed.

    python benchmarks/check_startup.py FOLDER

FOLDER holds Markdown files, to which every timed run adds a sentence of its own,
so that nothing is remembered from the run before. Bytecode is compiled first.
"""

from __future__ import annotations

import argparse
import compileall
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import analyzer

PACKAGE = Path(analyzer.__file__).parent
RUNS = 11
FEW_RUNS = 3
CHECK = [sys.executable, "-m", "analyzer", "check", "--exit-zero"]
REFERENCE = [sys.executable, "-c", "import numpy, click"]


def main() -> None:
    """Print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    files = sorted(parser.parse_args().folder.rglob("*.md"))
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["OMP_NUM_THREADS"] = "1"
    compileall.compile_dir(PACKAGE, quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        start(Path(folder), files)
        throughput(Path(folder), files)


def start(folder: Path, files: list[Path]) -> None:
    """Time one small article against importing NumPy and click, by turns."""
    here, reference = [], []
    for number in range(RUNS):
        article = folder / f"article{number}.md"
        article.write_bytes(files[number % len(files)].read_bytes() + b"\n\nRun %d.\n" % number)
        reference.append(seconds(REFERENCE))
        here.append(seconds([*CHECK, "--no-cache", str(article)]))
    one, other = statistics.median(here), statistics.median(reference)
    ratio = statistics.median(a / b for a, b in zip(here, reference, strict=True))
    print(
        f"one article: {1000 * one:.0f} ms, NumPy and click {1000 * other:.0f} ms, {ratio:.2f}x"
    )


def throughput(folder: Path, files: list[Path]) -> None:
    """Time a folder, then the same again with one file changed."""
    first, second = [], []
    for number in range(FEW_RUNS):
        content = folder / f"content{number}"
        content.mkdir()
        copies = [content / f"{at}.md" for at in range(len(files))]
        for path, copy in zip(files, copies, strict=True):
            copy.write_bytes(path.read_bytes() + b"\n\nRun %d.\n" % number)
        command = [*CHECK, "--format", "concise", str(content)]
        first.append(seconds(command, content))
        copies[0].write_bytes(copies[0].read_bytes() + b"\n\nChanged.\n")
        second.append(seconds(command, content))
    size = sum(path.stat().st_size for path in files) / 1e6
    one, again = statistics.median(first), statistics.median(second)
    print(f"{len(files)} files, {size:.1f} MB: {one:.2f} s, {size / one:.1f} MB/s")
    print(f"one file changed: {again:.2f} s, {again / one:.2f} of the first")


def seconds(command: list[str], folder: Path | None = None) -> float:
    """Return how long a command takes, its output thrown away."""
    begin = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
