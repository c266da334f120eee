"""Whether a report on Spark is that of one machine, byte for byte, and what it takes.

    python benchmarks/spark.py DATA [--articles 5000] [--cases NAME ...] [--keep DIR]

DATA is a folder of ``*.jsonl.gz``. Its articles, and perturbed ones as in `memory.py`
where they are too few, are written as part files, and reports on them by one process
and on a ``local-cluster`` of two executors are compared, every file. Cases:

plain       part files that the driver reads; bytes as they are
lines       JSON Lines in parts, at an address that executors read
tables      the same articles in another order, as Parquet in other parts
shuffled    rows shuffled and put into other partitions before every step
killed      an executor killed with -9 while it measures, and one later
poison      an article that cannot be measured

At addresses the sources of articles are addresses too; these are made paths again
before files are compared. ``run.json`` names no inputs then, and is left out.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from memory import perturbed

from analyzer.readers import read

CASES = ("plain", "lines", "tables", "shuffled", "killed", "poison")
MASTER = "local-cluster[2,1,1024]"
PARTS, MEASURING = 7, 15.0
TICK = os.sysconf("SC_CLK_TCK")
MARK = "This article cannot be measured."
# Found by every Python process of a run: what makes one article fail.
POISON = f'''
import analyzer.pipeline.batch as batch
build = batch.build_corpus
def poisoned(articles):
    if any(article.text.startswith("{MARK}") for article in articles):
        raise ValueError("poison")
    return build(articles)
batch.build_corpus = poisoned
'''


def write_parts(texts: list[str], folder: Path, kind: str, order: random.Random) -> None:
    """Write texts with ids as part files of a kind, shuffled for tables."""
    folder.mkdir(parents=True)
    records = [{"id": number, "text": text} for number, text in enumerate(texts)]
    if kind == "parquet":
        order.shuffle(records)
    for part in range(PARTS):
        some = records[part * len(records) // PARTS : (part + 1) * len(records) // PARTS]
        path = folder / f"part-{part:05}.{kind}"
        if kind == "parquet":
            pq.write_table(pa.Table.from_pylist(some), path, row_group_size=100)
        else:
            lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in some]
            path.write_text("".join(lines), "utf-8")


def processes(root: int) -> dict[int, tuple[str, float, int]]:
    """Return command, seconds of the processor and resident MB of all below a process."""
    children: dict[int, list[int]] = {}
    known = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            stat = (entry / "stat").read_text().rpartition(")")[2].split()
            command = (entry / "cmdline").read_bytes().decode("utf-8", "replace")
        except OSError:
            continue  # it has just ended
        children.setdefault(int(stat[1]), []).append(int(entry.name))
        seconds = (int(stat[11]) + int(stat[12])) / TICK
        known[int(entry.name)] = command, seconds, int(stat[21]) >> 8
    found, waiting = {}, [root]
    while waiting:
        process = waiting.pop()
        if process in known:
            found[process] = known[process]
        waiting += children.get(process, [])
    return found


class Run:
    """A run of the command line, watched while it goes on."""

    def __init__(self, command: list[str], *, kill: bool = False, path: Path | None = None):
        self.seconds: dict[int, float] = {}
        self.most: dict[str, int] = {"driver": 0, "driver's Java": 0, "executor": 0}
        self._kill = [MEASURING, 6 * MEASURING] if kill else []
        self.killed: list[float] = []
        here = str(Path(__file__).resolve().parent.parent)
        found = os.pathsep.join(filter(None, [path and str(path), here]))
        environment = {**os.environ, "PYTHONPATH": found, "SPARK_MASTER": MASTER}
        begun = time.monotonic()
        with tempfile.TemporaryFile("w+") as told:
            process = subprocess.Popen(command, env=environment, stderr=told)
            while process.poll() is None:
                self._look(process.pid)
                time.sleep(0.5)
            told.seek(0)
            self.told = told.read()
        self.wall, self.status = time.monotonic() - begun, process.returncode

    def _look(self, root: int) -> None:
        found = processes(root)
        working: dict[int, float] = {}
        for process, (command, seconds, resident) in found.items():
            self.seconds[process] = seconds
            kind = "driver"
            if "CoarseGrainedExecutorBackend" in command:
                kind = "executor"
                below = processes(process)
                working[process] = sum(s for c, s, _ in below.values() if "daemon" in c)
            elif "java" in command:
                kind = "driver's Java"
            elif process != root:
                continue
            self.most[kind] = max(self.most[kind], resident)
        if self._kill and sum(working.values()) > self._kill[0]:
            os.kill(max(working, key=working.__getitem__), signal.SIGKILL)
            self.killed.append(self._kill.pop(0))

    def __str__(self) -> str:
        memory = ", ".join(f"{name} {most} MB" for name, most in self.most.items() if most)
        processor = sum(self.seconds.values())
        killed = f"; {len(self.killed)} executors killed" if self.killed else ""
        return f"{self.wall:.0f} s, {processor:.0f} s of the processor; {memory}{killed}"


def report(given: str, output: str, **options: object) -> Run:
    """Run a report of one machine, or on Spark where an engine is given."""
    inside = str(options.pop("inside", ""))
    start = [__file__, "--inside", inside] if inside else ["-m", "analyzer"]
    engine = ["--engine", "spark"] if options.pop("spark", False) else []
    command = [sys.executable, *start, "report", given, "-o", output, "-q", "--isolated"]
    run = Run([*command, "--format", "csv,jsonl", *engine], **options)  # type: ignore[arg-type]
    if run.status not in (0, 2):
        raise SystemExit(run.told)
    return run


def differences(one: Path, other: Path, *, address: bool) -> list[str]:
    """Return the names of the files of two reports that are not the same bytes."""
    names = {path.name for folder in (one, other) for path in folder.iterdir()}
    if address:
        names.remove("run.json")

    def content(path: Path) -> bytes:
        if not path.is_file():
            return b""
        data = path.read_bytes()
        return data.replace(b"file:/", b"/") if address else data

    return sorted(name for name in names if content(one / name) != content(other / name))


def inside(kind: str, arguments: list[str]) -> None:
    """Run the command line with rows shuffled wherever they are tables of Spark."""
    from pyspark.sql import functions as f

    from analyzer.cli.main import main as command
    from analyzer.spark import join, report

    def shuffled(make: Callable[..., object], first: bool) -> Callable[..., object]:
        def mixed(table: object) -> object:
            moved = table.repartition(13, f.rand(3))  # type: ignore[attr-defined]
            return moved.sortWithinPartitions(f.rand(4))

        if first:
            return lambda table, *rest: make(mixed(table), *rest)
        return lambda *given: mixed(make(*given))

    assert kind == "shuffled"
    report.measured = shuffled(report.measured, first=True)
    join._table = shuffled(join._table, first=False)
    command(arguments)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--cases", nargs="+", default=CASES, choices=CASES)
    parser.add_argument("--keep", type=Path, help="Where articles and reports stay.")
    given = parser.parse_args()
    paths = sorted(given.data.glob("*.jsonl.gz"))
    texts = list(
        dict.fromkeys(article.text for article in read(paths, on_problem=lambda _: None))
    )
    endless = perturbed(random.Random(5).sample(texts, min(len(texts), given.articles)), seed=1)
    texts = [next(endless) for _ in range(given.articles)]
    with tempfile.TemporaryDirectory() as scratch:
        compare(texts, (given.keep or Path(scratch)).resolve(), given.cases)


def compare(texts: list[str], folder: Path, cases: list[str]) -> None:
    """Run the cases and print a line for each."""
    order = random.Random(3)
    write_parts(texts, folder / "lines", "jsonl", order)
    write_parts(texts, folder / "tables", "parquet", order)
    poisoned = [*texts]
    poisoned[len(texts) // 3] = f"{MARK} {texts[0]}"
    write_parts(poisoned, folder / "poisoned", "jsonl", order)
    (folder / "poison").mkdir()
    (folder / "poison" / "sitecustomize.py").write_text(POISON)
    local: dict[str, Path] = {}
    for case in cases:
        kind = {"tables": "tables", "poison": "poisoned"}.get(case, "lines")
        source, output = folder / kind, folder / f"report-{case}"
        options = {"path": folder / "poison"} if case == "poison" else {}
        if kind not in local:
            local[kind] = folder / f"local-{kind}"
            run = report(str(source), str(local[kind]), **options)
            with (local[kind] / "articles.jsonl").open(encoding="utf-8") as rows:
                count = sum(json.loads(row)["sentences"] for row in rows)
            print(f"{kind}, one process: {count:,} sentences, {run}", flush=True)
        plain = case == "plain"
        run = report(
            str(source) if plain else f"file://{source}",
            str(output) if plain else f"file://{output}",
            spark=True, kill=case == "killed", **options,
            inside="shuffled" if case == "shuffled" else "",
        )  # fmt: skip
        different = differences(local[kind], output, address=not plain)
        verdict = f"DIFFERENT: {', '.join(different)}" if different else "the same"
        load = os.getloadavg()[0]
        print(f"{case}, on Spark: {verdict}; {run}; load {load:.1f}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        inside(sys.argv[2], sys.argv[3:])
    else:
        main()
