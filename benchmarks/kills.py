"""Commands under signals: nothing is lost, half written or left running.

    python benchmarks/kills.py [--trials 1000] [--seed 1]

A command with one of its formats is ended at a random moment by SIGKILL, SIGTERM, SIGHUP
or SIGINT. Then its status is that of the signal, what it writes is there as before or
complete, no process of it is left, and the same command again gives what it gives
without a signal.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

PROGRAM = [sys.executable, "-m", "analyzer"]
SIGNALS = [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT]
N_FILES = 120
CHECKS = [
    "full",
    "concise",
    "json",
    "jsonl",
    "github",
    "gitlab",
    "sarif",
    "junit",
    "rdjson",
    "checkstyle",
]
COMMANDS = {
    **{f"check {name}": ["check", "in", "--no-cache", "--exit-zero", "--format", name,
                         "-o", "out"]
       for name in CHECKS},
    **{f"report {name}": ["report", "in", "-o", "out", "-q", "--format", name]
       for name in ("csv,html", "json", "parquet", "excel")},
    "report with processes": ["report", "in", "-o", "out", "-q", "--jobs", "2"],
    "report of an interrupted run": ["report", "in", "-o", "out", "-q", "--resume"],
    "check with a cache": ["check", "in", "--exit-zero", "--format", "json", "-o", "out"],
    "baseline": ["check", "in", "--no-cache", "--baseline", "out", "--update-baseline", "-q"],
    "archive add": ["archive", "add", "out", "in", "-q"],
    "archive rebuild": ["archive", "add", "--rebuild", "out", "in", "-q"],
    "calibrate": ["calibrate", "in", "-o", "out", "-q", "--name", "x"],
}  # fmt: skip


def content(folder: Path) -> None:
    """Write articles of some sentences each."""
    chance = random.Random(1)
    words = [
        "harbour",
        "ferry",
        "ticket",
        "island",
        "captain",
        "lantern",
        "winter",
        "morning",
        "market",
        "bridge",
    ]
    folder.mkdir()
    for number in range(N_FILES):
        said = [" ".join(chance.choices(words, k=9)).capitalize() + "." for _ in range(40)]
        said.append(f"Page {number} is about the {words[number % 10]}.")
        (folder / f"{number}.md").write_text("# Page\n\n" + " ".join(said) + "\n")


def written(work: Path) -> dict[str, str]:
    """Return hashes of what a command has written, without the parts of an archive file."""
    out = work / "out"
    if out.is_file() and out.read_bytes()[:6] == b"SQLite":
        command = [*PROGRAM, "archive", "info", "out"]
        done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        lines = [line for line in done.stdout.splitlines() if not line.startswith("bytes:")]
        return {"archive": "\n".join(lines)}
    files = [out] if out.is_file() else sorted(out.rglob("*")) if out.is_dir() else []
    return {
        path.relative_to(work).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.is_file() and not path.relative_to(work).as_posix().startswith("out/.analyzer")
    }


def left_in(work: Path) -> list[int]:
    """Return the processes that have a folder as their current one."""
    found = []
    for path in Path("/proc").iterdir():
        try:
            if path.name.isdigit() and (path / "cwd").resolve() == work.resolve():
                found.append(int(path.name))
        except OSError:
            continue
    return found


def is_whole(name: str, work: Path, before: dict[str, str], whole: dict[str, str]) -> bool:
    """Return whether what is there is what was there before, complete, or known as partial."""
    now = written(work)
    if now in (before, whole):
        return True
    if name.startswith("archive"):  # some articles of it, each whole
        return "archive" in now
    run = work / "out" / "run.json"
    if (work / "out").is_dir():  # the move of files was cut short: run.json is missing or old
        if not run.exists():
            return True
        hashes = json.loads(run.read_text())["reports"]
        return all(f"sha256:{now.get(f'out/{one}')}" == hashes[one] for one in hashes)
    return False


def trial(name: str, chance: random.Random, source: Path, longest: float) -> str:
    """End a command; return what became of it."""
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        shutil.copytree(source, work / "in")
        before: dict[str, str] = {}
        number = chance.choice(SIGNALS)
        with subprocess.Popen(
            [*PROGRAM, *COMMANDS[name]],
            cwd=work,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            time.sleep(chance.random() * longest)
            process.send_signal(number)
            _, errors = process.communicate(timeout=60)
        status = process.returncode
        until = time.monotonic() + 5
        while left_in(work) and time.monotonic() < until:
            time.sleep(0.02)
        assert not left_in(work), "a process is left"
        started = b"site module" in errors  # Python itself was interrupted
        assert status in (0, -number, 128 + number) or started, (status, errors)
        assert b"Traceback" not in errors or b"KeyboardInterrupt" in errors, errors
        assert is_whole(name, work, before, WHOLE[name]), "half written"
        again = subprocess.run(
            [*PROGRAM, *COMMANDS[name]], cwd=work, capture_output=True, check=False
        )
        assert again.returncode == 0, again.stderr
        assert written(work) == WHOLE[name], "another result"
        names = {path.name for path in work.iterdir()}
        names -= {path for path in names if path.startswith(".analyzer-")}
        assert names <= {"in", "out", ".analyzer_cache"}, names
    return "was done before" if status == 0 else signal.Signals(number).name


WHOLE: dict[str, dict[str, str]] = {}


def main() -> None:
    """Print how many commands were ended, and how many of them left something wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    os.environ["PYTHONPATH"] = str(Path(__file__).resolve().parents[1])
    chance, outcomes = random.Random(given.seed), Counter[str]()
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch, "in")
        content(source)
        longest = {}
        for name, command in COMMANDS.items():
            begun = time.monotonic()
            done = subprocess.run(
                [*PROGRAM, *command], cwd=scratch, capture_output=True, check=False
            )
            assert done.returncode == 0, (name, done.stderr)
            longest[name] = (time.monotonic() - begun) * 1.1
            WHOLE[name] = written(Path(scratch))
            for path in (Path(scratch, "out"), Path(scratch, ".analyzer_cache")):
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        for number in range(given.trials):
            name = list(COMMANDS)[number % len(COMMANDS)]
            try:
                outcomes[trial(name, chance, source, longest[name])] += 1
            except AssertionError as error:
                outcomes["wrong"] += 1
                print(f"{name}: {error}", flush=True)
    for outcome, count in sorted(outcomes.items()):
        print(f"{count:5d} {outcome}")


if __name__ == "__main__":
    main()
