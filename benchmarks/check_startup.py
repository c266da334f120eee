"""Time the check: from a cold start, on a folder, and again after one file changed.

    python benchmarks/check_startup.py FOLDER

FOLDER holds Markdown files, to which every timed run adds a sentence of its own,
so that nothing is remembered from the run before. Bytecode is compiled first.
Seconds are those of the clock; the processor's stand beside them, for a machine
that has other things to do.
"""

from __future__ import annotations

import argparse
import compileall
import os
import resource
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
CLOCKS = ("clock", "processor")
CHECK = [str(Path(sys.executable).with_name("analyzer")), "check", "--exit-zero"]
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
    for which, clock in enumerate(CLOCKS):
        one = [1000 * times[which] for times in here]
        other = [1000 * times[which] for times in reference]
        ratio = statistics.median(a / b for a, b in zip(one, other, strict=True))
        print(
            f"one article: {statistics.median(one):.0f} ms, "
            f"NumPy and click {statistics.median(other):.0f} ms, {ratio:.2f}x ({clock})"
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
    for which, clock in enumerate(CLOCKS):
        one = statistics.median(times[which] for times in first)
        again = statistics.median(times[which] for times in second)
        print(
            f"{len(files)} files, {size:.1f} MB: {one:.2f} s, {size / one:.1f} MB/s ({clock})"
        )
        print(f"one file changed: {again:.2f} s, {again / one:.2f} of the first ({clock})")


def seconds(command: list[str], folder: Path | None = None) -> tuple[float, float]:
    """Return how long a command takes by each clock, its output thrown away."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    end, after = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return end - begin, used


if __name__ == "__main__":
    main()
