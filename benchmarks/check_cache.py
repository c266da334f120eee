"""Measure what a check costs when little has changed since the last one.

    python benchmarks/check_cache.py FOLDER [--files 3000] [--sizes 500 1000 3000]

FOLDER holds Markdown files, of which so many are copied. The check runs without results of
an earlier run, then after each kind of edit: nothing, one article changed, a passage copied
into another article, one article added, one removed. Each run is compared byte for byte
with one that has no cache. Seconds are processor time of all processes, megabytes the
greatest resident set. The last part is how long a check takes after the analysis, and how
the time of a first run grows with the number of files.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from analyzer.checks.analyze import CheckRequest, annotated, discover_files
from analyzer.checks.incremental import analyze_incrementally
from analyzer.checks.run import report
from analyzer.configuration import Configuration

LINE = "\n\nOne more sentence, about the kettle on the stove of the harbour master.\n"


def run(folder: Path, output: Path, *options: str) -> tuple[float, int]:
    """Check a folder; return the seconds of processor time and the megabytes."""
    command = [sys.executable, "-m", "analyzer", "check", ".", "--exit-zero"]
    command += ["--format", f"json={output}", *options]
    process = os.fork()
    if not process:
        os.chdir(folder)
        sys.stderr.flush()
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        os.execv(sys.executable, command)
    _, status, usage = os.wait4(process, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit("the check failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024


def copied(files: list[Path], n_files: int, folder: Path) -> list[Path]:
    """Copy files, a hundred to a folder, and return where they are."""
    made = []
    for number, path in enumerate(files[:n_files]):
        target = folder / f"part{number // 100:02}" / f"{number:05}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        made.append(target)
    return made


def edits(files: list[Path]) -> dict[str, Callable[[], object]]:
    """Return what is done before each run."""
    one, other = files[len(files) // 3], files[len(files) // 2]

    def append(text: str) -> None:
        one.write_text(one.read_text("utf-8") + text, "utf-8")

    return {
        "unchanged": lambda: None,
        "one changed": lambda: append(LINE),
        "passage copied": lambda: append(f"\n\n{other.read_text('utf-8')}"),
        "one added": lambda: other.with_name("new.md").write_text(LINE * 20, "utf-8"),
        "one removed": other.unlink,
    }


def after_analysis(folder: Path) -> tuple[float, float]:
    """Return the seconds of the analysis, with the cache, and of what follows it."""
    os.chdir(folder)
    request = CheckRequest((".",), Configuration(), str(folder))
    found = discover_files(request, print)
    begun = time.process_time()
    analyzed = analyze_incrementally(
        found, request.options, request.measured_settings, None, print
    )
    measured = time.process_time()
    every = annotated(request, analyzed, True, print)
    result = report(request, every, list(every.reasons), ())
    ended = time.process_time()
    told = Counter(reason or "reported" for reason in every.reasons)
    print(f"{sum(told.values()):,} findings, {len(result.annotations):,} reported")
    return measured - begun, ended - measured


def main() -> None:
    """Print a line for each run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=3000)
    parser.add_argument("--level", default="warning", help="of --report-level")
    parser.add_argument("--sizes", type=int, nargs="*", default=[500, 1000])
    given = parser.parse_args()
    files, level = sorted(given.folder.rglob("*.md")), ("--report-level", given.level)
    with tempfile.TemporaryDirectory() as made:
        scratch = Path(made)
        # An installed program is compiled once, not in each run.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(scratch / "compiled")
        copied(files, 20, scratch / "few")
        run(scratch / "few", scratch / "few.json")
        output, plain = scratch / "found.json", scratch / "plain.json"
        for size in given.sizes:
            folder = scratch / f"of{size}"
            copied(files, size, folder)
            seconds, peak = run(folder, output, "--no-cache", *level, "--jobs", "1")
            print(f"{size:,} files: {1000 * seconds / size:.2f} ms a file, {peak} MB")
        folder = scratch / "site"
        texts = copied(files, given.files, folder)
        first, peak = run(folder, output, *level, "--jobs", "1")
        print(f"{len(texts):,} files: {1000 * first / len(texts):.2f} ms a file, {peak} MB")
        print(f"{'first':15} {first:6.2f} s  {peak:4} MB")
        for name, edit in edits(texts).items():
            edit()
            seconds, peak = run(folder, output, *level, "--jobs", "1")
            run(folder, plain, *level, "--no-cache")
            same = "same" if output.read_bytes() == plain.read_bytes() else "DIFFERENT"
            share = f"{seconds / first:.2f} of the first"
            print(f"{name:15} {seconds:6.2f} s  {peak:4} MB  {share}  {same}", flush=True)
        analysis, rest = after_analysis(folder)
        print(f"analysis {analysis:.2f} s, then {rest:.2f} s: {rest / analysis:.2f}")


if __name__ == "__main__":
    main()
