"""Commands under signals: nothing is lost, half written or left running.

    python benchmarks/kills.py [--trials 1000] [--seed 1] [--seconds 3600]

A command with one of its formats is ended at a random moment by SIGKILL, SIGTERM, SIGHUP
or SIGINT, in every second trial within 300 ms, and in every second one over the output of
an earlier run. Then its status is that of the signal, what it writes is there as before or
complete, no process of it is left, and the same command again gives what it gives without
a signal. Commands that check this are forks of a loaded process, so that they are quick.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import math
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

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from forked import Completed, Forks  # noqa: E402 - found by the path above

PROGRAM = [sys.executable, "-m", "analyzer"]
SIGNALS = [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT]
N_FILES = 12
N_CALIBRATED = 100  # articles that a profile needs
FIRST = 0.3  # seconds
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


def content(folder: Path, count: int) -> None:
    """Write so many articles of some sentences each."""
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
    for number in range(count):
        said = [" ".join(chance.choices(words, k=9)).capitalize() + "." for _ in range(8)]
        said.append(f"Page {number} is about the {words[number % 10]}.")
        (folder / f"{number}.md").write_text("# Page\n\n" + " ".join(said) + "\n")


@contextlib.contextmanager
def inside(work: Path):
    """Make a folder the current one for a while."""
    before = Path.cwd()
    os.chdir(work)
    try:
        yield
    finally:
        os.chdir(before)


def run(forks: Forks, work: Path, command: list[str]) -> Completed:
    """Run a command in a folder to its end."""
    with inside(work):
        done = forks.run(*command)
    assert done.returncode == 0, (command, done.returncode, done.stderr)
    return done


def written(forks: Forks, work: Path) -> dict[str, str]:
    """Return hashes of what a command has written; of an archive, what it says of itself."""
    out = work / "out"
    if out.is_file() and out.read_bytes()[:6] == b"SQLite":
        said = run(forks, work, ["archive", "info", "out"]).stdout.splitlines()
        return {"archive": "\n".join(line for line in said if not line.startswith("bytes:"))}
    files = [out] if out.is_file() else sorted(out.rglob("*")) if out.is_dir() else []
    return {
        path.relative_to(work).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.is_file() and not path.relative_to(work).as_posix().startswith("out/.analyzer")
    }


def start(work: Path, command: list[str]) -> subprocess.Popen[bytes]:
    """Start a command in a folder, as a shell would."""
    return subprocess.Popen(
        [*PROGRAM, *command],
        cwd=work, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def wait(process: subprocess.Popen[bytes], seconds: float) -> float:
    """Wait until a process has had so much processor time or ends; return its time.

    A moment by the clock would be another one of the command while the machine is busy.
    """
    taken = 0.0
    while taken < seconds and process.poll() is None:
        with contextlib.suppress(OSError):
            taken = int(Path(f"/proc/{process.pid}/schedstat").read_text().split()[0]) / 1e9
        time.sleep(0.001)
    return taken


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


def is_whole(name: str, work: Path, now: dict[str, str], known: list[dict[str, str]]) -> bool:
    """Return whether what is there is what was there before, complete, or known as partial."""
    if now in known:
        return True
    if name.startswith("archive"):  # some articles of it, each whole
        return "archive" in now
    if (work / "out").is_dir():  # the move of files was cut short: run.json is missing
        return not (work / "out" / "run.json").exists()
    return False


class Trials:
    """Ends commands, and checks what is left of them.

    Parameters
    ----------
    scratch : Path
        A folder for inputs and for the outputs of earlier runs.
    seed : int
    """

    def __init__(self, scratch: Path, seed: int) -> None:
        self.chance, self.forks, self.scratch = random.Random(seed), Forks(), scratch
        self.longest: dict[str, float] = {}  # seconds of processor time
        self.whole: dict[str, dict[str, str]] = {}
        content(scratch / "few", N_FILES)
        content(scratch / "many", N_CALIBRATED)
        for name, command in COMMANDS.items():
            work = self.scratch / name / "work"
            self._inputs(name, work)
            if name != "calibrate":
                (work / "in" / "0.md").unlink()  # the earlier run lacks one article
            run(self.forks, work, command)
            shutil.copytree(work, self.scratch / name / "earlier")
            self._inputs(name, work)
            with start(work, command) as process:
                self.longest[name] = wait(process, math.inf)
            self.whole[name] = written(self.forks, work)

    def _inputs(self, name: str, work: Path) -> None:
        """Copy the articles of a command."""
        source = self.scratch / ("many" if name == "calibrate" else "few")
        shutil.copytree(source, work / "in", dirs_exist_ok=True)

    def run(self, name: str) -> str:
        """End a command; return what became of it."""
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder, "work")
            if self.chance.random() < 0.5:
                shutil.copytree(self.scratch / name / "earlier", work)
            self._inputs(name, work)
            before = written(self.forks, work)
            outcome = self._end(name, work)
            now = written(self.forks, work)
            assert is_whole(name, work, now, [before, self.whole[name]]), "half written"
            if outcome == DONE:
                assert now == self.whole[name], "not complete"
            run(self.forks, work, COMMANDS[name])
            assert written(self.forks, work) == self.whole[name], "another result"
            names = {path.name for path in work.iterdir()}
            names -= {path for path in names if path.startswith(".analyzer-")}
            assert names <= {"in", "out", ".analyzer_cache"}, names
        return outcome

    def _end(self, name: str, work: Path) -> str:
        """Start a command and end it; return what became of it."""
        number = self.chance.choice(SIGNALS)
        with start(work, COMMANDS[name]) as process:
            span = self.chance.choice([FIRST, self.longest[name]])
            wait(process, self.chance.random() * span)
            process.send_signal(number)
            _, errors = process.communicate(timeout=60)
        status, until = process.returncode, time.monotonic() + 5
        while left_in(work) and time.monotonic() < until:
            time.sleep(0.02)
        assert not left_in(work), "a process is left"
        if b"Traceback" in errors or status not in (0, -number, 128 + number):
            assert number == signal.SIGINT, (status, errors)
            begins = b"Fatal Python error: init_", b"Could not import runpy"
            assert errors.startswith(begins), (status, errors)
            assert b"/analyzer/" not in errors, errors
            return "interrupted while Python itself started"
        return DONE if status == 0 else signal.Signals(number).name


DONE = "was done before"


def main() -> None:
    """Print how many commands were ended, and how many of them left something wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3600)
    given = parser.parse_args()
    os.environ["PYTHONPATH"] = str(ROOT)
    for number in SIGNALS[1:]:  # a command in the background ignores some
        signal.signal(number, signal.SIG_DFL)
    until, outcomes = time.monotonic() + given.seconds, Counter[str]()
    with tempfile.TemporaryDirectory() as scratch:
        trials = Trials(Path(scratch), given.seed)
        for number in range(given.trials):
            if time.monotonic() > until:
                break
            name = list(COMMANDS)[number % len(COMMANDS)]
            try:
                outcomes[trials.run(name)] += 1
            except AssertionError as error:
                outcomes["wrong"] += 1
                print(f"{name}, trial {number}: {error}", flush=True)
            if number % 50 == 49:
                print(f"{number + 1} trials: {dict(outcomes)}", file=sys.stderr, flush=True)
        trials.forks.close()
    for outcome, count in sorted(outcomes.items()):
        print(f"{count:5d} {outcome}")


if __name__ == "__main__":
    main()
