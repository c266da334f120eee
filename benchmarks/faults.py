"""Kill commands at random moments, and look at what they leave behind.

    python benchmarks/faults.py [--trials 100] [--seed 1] [report baseline calibrate cache]

Each trial begins with what an earlier run over other articles has written, starts the
command, and kills it (SIGKILL): every other time at any moment, otherwise in the last
quarter of its usual time, when it writes. Then what is there must be the old, the new, or
known to be cut short, and the command, run again, must give the new. Every fifth killed
report is resumed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

TEXT = "the old harbour lamp was lit at dusk by a keeper who never spoke of storms"
OLD, NEW, CUT, HALF = "old", "new", "known to be cut short", "HALF WRITTEN"
RESUMED = 5
LATEST = 1.15  # of the usual time
Files = dict[str, bytes]


def articles(folder: Path, seed: int, n_files: int) -> Path:
    """Write articles of random words, with sentences that come again."""
    chance = random.Random(seed)
    folder.mkdir(parents=True)
    for number in range(n_files):
        made = [
            " ".join(chance.choices(TEXT.split(), k=12)).capitalize() + "." for _ in range(40)
        ]
        (folder / f"{number:03}.md").write_text("\n\n".join(made + made[:3]), "utf-8")
    return folder


def files(folder: Path) -> Files:
    """Return what is below a folder and not hidden."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(p.startswith(".") for p in path.relative_to(folder).parts)
    }


def sealed(found: Files) -> bool:
    """Tell whether ``run.json`` names the hash of every other file."""
    if "run.json" not in found:
        return False
    named = json.loads(found["run.json"])["reports"]
    return all(
        f"sha256:{hashlib.sha256(data).hexdigest()}" == named.get(name)
        for name, data in found.items()
        if name != "run.json"
    )


class Fault:
    """One command, what it writes, and how that is judged."""

    def __init__(self, scratch: Path, name: str) -> None:
        self.name, self.scratch = name, scratch / name
        self.target = self.scratch / "now"
        n_files = {"report": 60, "calibrate": 120}.get(name, 30)
        self.contents = [articles(self.scratch / side / "content", at, n_files)
                         for at, side in enumerate(("one", "two"))]  # fmt: skip
        self.kept: list[Files] = []
        for content in self.contents:
            shutil.rmtree(self.target, ignore_errors=True)
            self.target.mkdir()
            begun = time.monotonic()
            self.run(content)
            self.usual = time.monotonic() - begun
            self.kept.append(files(self.target))

    def command(self, content: Path) -> list[str]:
        """Return the command for some articles."""
        target = self.target.as_posix()
        more = {
            "report": ["-q", "-o", target],
            "baseline": ["--baseline", f"{target}/known.jsonl", "--update-baseline",
                         "--no-cache", "--isolated", "--exit-zero"],
            "calibrate": ["-o", f"{target}/profile.json", "--name", "house"],
            "cache": ["--isolated", "--exit-zero", "-o", f"{target}/found.txt"],
        }[self.name]  # fmt: skip
        verb = {"baseline": "check", "cache": "check"}.get(self.name, self.name)
        return [sys.executable, "-m", "analyzer", verb, str(content), *more]

    def run(self, content: Path, *more: str) -> None:
        """Run the command to its end."""
        done = subprocess.run(
            [*self.command(content), *more], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{self.name}: exit status {done.returncode}: {done.stderr}")

    def reset(self) -> None:
        """Put in place what the earlier run wrote."""
        for folder in (self.target, *list(self.scratch.rglob(".analyzer_cache"))):
            shutil.rmtree(folder, ignore_errors=True)
        for name, data in self.kept[0].items():
            (self.target / name).parent.mkdir(parents=True, exist_ok=True)
            (self.target / name).write_bytes(data)

    def kill(self, after: float) -> bool:
        """Kill the command after so many seconds; tell whether it was still running."""
        with subprocess.Popen(
            self.command(self.contents[1]), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            time.sleep(after)
            running = process.poll() is None
            process.kill()
        return running

    def state(self) -> str:
        """Say what is there."""
        found = files(self.target)
        if self.name == "baseline":  # the update is of the baseline that was there
            return OLD if found == self.kept[0] else NEW if self.whole_baseline() else HALF
        for name, kept in zip((OLD, NEW), self.kept, strict=True):
            if found == kept:
                return name
        both = [{*self.kept[0].items()}, {*self.kept[1].items()}]
        whole = all(item in both[0] | both[1] for item in found.items())
        return CUT if self.name == "report" and whole and not sealed(found) else HALF

    def whole_baseline(self) -> bool:
        """Tell whether every line of a baseline is one."""
        lines = (self.target / "known.jsonl").read_text("utf-8").split("\n")
        return lines[-1] == "" and all(json.loads(line) for line in lines[:-1])

    def mended(self, number: int) -> bool:
        """Tell whether the command, run again, gives the new, to the byte."""
        more = ["--resume"] if self.name == "report" and number % RESUMED == 0 else []
        self.run(self.contents[1], *more)
        return self.state() == NEW


def trials(
    fault: Fault, n_trials: int, chance: random.Random, tell: Callable[[str], None]
) -> bool:
    """Kill a command so many times; tell whether all went well."""
    states: Counter[str] = Counter()
    mended = again = ended = 0
    for number in range(n_trials):
        fault.reset()
        first = 0.75 * fault.usual if number % 2 else 0.0
        ended += not fault.kill(chance.uniform(first, LATEST * fault.usual))
        states[fault.state()] += 1
        if number % RESUMED == 0:
            again += 1
            mended += fault.mended(number)
    counts = ", ".join(f"{count} {state}" for state, count in states.most_common())
    tell(
        f"{fault.name}: {n_trials} trials, {ended} had ended; {counts}; "
        f"run again {again} times, right {mended} times"
    )
    return not states[HALF] and mended == again


def main() -> None:
    """Print a line for each command; exit with 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = ["report", "baseline", "calibrate", "cache"]
    parser.add_argument("names", nargs="*", default=names, metavar="NAME")
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as scratch:
        well = [
            trials(Fault(Path(scratch), name), given.trials, chance, print)
            for name in given.names
        ]
    sys.exit(not all(well))


if __name__ == "__main__":
    main()
