"""Reports on Spark are those of one machine; run with -m spark."""

import csv
import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import Result
from examples import LINES

from analyzer import Article
from analyzer.analysis import Analysis, analyze_stream
from analyzer.errors import Diagnostic, SettingError
from analyzer.pipeline import batch
from analyzer.pipeline.context import RunContext
from analyzer.settings import Settings
from analyzer.similarity.join import collect, self_join
from analyzer.similarity.pairs import Pairs
from analyzer.similarity.rows import NgramRows, pointers
from analyzer.spark import hadoop, join, reading
from analyzer.spark import report as spark_report
from analyzer.spark.engine import SparkEngine

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("ignore")]
Run = Callable[..., Result]
# Java processes that live for a minute are not worth much compiling.
QUICK = {"JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    pytest.importorskip("pyspark")
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("no Java here")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_MASTER", "local-cluster[2,1,1024]")
        for name, value in QUICK.items():
            patch.setenv(name, value)
        session = hadoop.get_session()
        session.sparkContext.setLogLevel("ERROR")
        yield session
        session.stop()


def text_of(number: int) -> str:
    return " ".join(
        f"{LINES[(number * step) % 12]} It was so in year {number % 7}." for step in range(6)
    )


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Part files as lakes hold them, some of them damaged."""
    folder = tmp_path_factory.mktemp("lake")
    (folder / "day=1").mkdir()
    (folder / ".gitignore").write_text("_*")
    records = [{"id": at % 40, "text": text_of(at), "title": f"No. {at}"} for at in range(50)]
    lines = [json.dumps(record).encode() for record in records]
    lines[10:10] = [b"", b"{broken", b"[1]", b'{"text": 5}']
    lines[30:30] = ['{"text": "The caf\xe9 is closed on days like these."}'.encode("latin-1")]
    (folder / "part-0.jsonl").write_bytes(b"\xef\xbb\xbf" + b"\r\n".join(lines))
    packed = gzip.compress(b"\n".join(lines[:20]))
    (folder / "day=1" / "part-1.jsonl.gz").write_bytes(packed)
    (folder / "day=1" / "part-2.jsonl.gz").write_bytes(packed[:-30])
    table = [
        {"Body": None if at == 3 else text_of(at + 50), "slug": f"s{at // 2}", "wide": [at]}
        for at in range(40)
    ]
    pq.write_table(pa.Table.from_pylist(table), folder / "t [1].parquet", row_group_size=7)
    pq.write_table(pa.table({"number": [1]}), folder / "day=1" / "none.parquet")
    (folder / "broken.parquet").write_bytes(b"PAR1, but no more of it")
    (folder / "note.md").write_text(f"# A note\n\n{text_of(5)}\n", "utf-8")
    (folder / "picture.xyz").write_bytes(b"")
    (folder / "_hidden").mkdir()
    (folder / "_hidden" / "left.txt").write_text("Not of the table.")
    (folder / "empty.md").write_bytes(b"")
    return folder


def test_what_lies_at_an_address_makes_the_report_of_one_machine(
    spark: Any, lake: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SPLIT_BYTES", 3000)
    monkeypatch.setattr(reading, "BYTES_A_TASK", 9000)
    plain, address = tmp_path / "plain", tmp_path / "address"
    more = ["-q", "--isolated", "--format", "csv,jsonl,parquet", "--key-phrase-field", "slug"]
    one = run("report", lake, "-o", plain, *more)
    other = run(
        "report", f"file://{lake}", "--engine", "spark", "-o", f"file://{address}", *more
    )
    assert (one.exit_code, other.exit_code) == (2, 2), other.stderr
    names = sorted(path.name for path in plain.iterdir())
    assert sorted(path.name for path in address.iterdir() if path.name[0] != ".") == names
    for name in names:
        if name == "run.json" or name.endswith(".parquet"):
            continue
        found = (address / name).read_bytes().replace(b"file:/", b"/")
        assert found == (plain / name).read_bytes(), name
    rows = pq.read_table(address / "sentences.parquet").to_pylist()
    assert rows == pq.read_table(plain / "sentences.parquet").to_pylist()
    assert len(rows) > 100
    told = [
        sorted(line for line in result.stderr.replace("file:///", "/").replace("file:/", "/")
               .splitlines() if line.startswith(("error", "warning")) and "PAR1" not in line
               and "not Parquet" not in line)
        for result in (one, other)
    ]  # fmt: skip
    assert told[0] == told[1]
    assert "part-0.jsonl:12: not JSON" in other.stderr
    assert "broken.parquet: not Parquet, or damaged" in other.stderr


def test_shuffled_and_repartitioned_rows_make_the_same_report(
    spark: Any, lake: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyspark.sql import functions as f

    def shuffled(table: Any) -> Any:
        return table.repartition(5, f.rand(3)).sortWithinPartitions(f.rand(4))

    measured, table = spark_report.measured, join._table
    monkeypatch.setattr(
        spark_report, "measured", lambda pieces, *rest: measured(shuffled(pieces), *rest)
    )
    monkeypatch.setattr(join, "_table", lambda *given: shuffled(table(*given)))
    monkeypatch.setattr(reading, "SPLIT_BYTES", 8000)
    assert same_report(run, lake / "part-0.jsonl", tmp_path)


def test_short_rows_in_several_splits_share_their_language(
    spark: Any, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SPLIT_BYTES", 300)
    goods = ["Teekanne", "Wolldecke", "Eierbecher", "Tischlampe", "Brotkorb", "Kerze"]
    kinds = [
        "{} mit Muster",
        "{} aus Holz",
        "{} rot",
        "{} 12 cm",
        "Die {} ist von Hand gemacht",
    ]
    rows = [
        {"text": kind.format(one), "sku": at} for at, one in enumerate(goods) for kind in kinds
    ]
    lines = tmp_path / "goods.jsonl"
    lines.write_text("\n".join(json.dumps(row) for row in rows))
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "goods.parquet", row_group_size=5)
    for path in (lines, tmp_path / "goods.parquet"):
        folder = tmp_path / path.suffix
        assert same_report(run, path, folder)
        found = (folder / "other" / "articles.csv").read_text("utf-8")
        assert [row["language"] for row in csv.DictReader(found.splitlines())] == ["de"] * 30


def same_report(run: Run, path: Path, folder: Path) -> bool:
    """Whether the reports of one machine, and of Spark at an address, are the same tables."""
    more = ["-q", "--isolated", "--format", "csv"]
    run("report", path, "-o", folder / "one", *more)
    run("report", f"file://{path}", "--engine", "spark", "-o", folder / "other", *more)
    return all(
        table.read_bytes()
        == (folder / "other" / table.name).read_bytes().replace(b"file:/", b"/")
        for table in (folder / "one").glob("*.csv")
    )


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
def test_an_executor_that_is_killed_changes_nothing(
    spark: Any, lake: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed: list[int] = []
    monkeypatch.setattr(reading, "BYTES_A_TASK", 2000)

    def kill() -> None:
        tracker = spark.sparkContext.statusTracker()
        while not any(
            (stage := tracker.getStageInfo(number)) and stage.numCompletedTasks > 2
            for number in tracker.getActiveStageIds()
        ):
            time.sleep(0.05)
        killed.extend(executors(spark.sparkContext.applicationId)[:1])
        os.kill(killed[0], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    same = same_report(run, lake / "part-0.jsonl", tmp_path)
    killer.join(timeout=60)
    assert killed
    assert same


def executors(application: str) -> list[int]:
    """The processes that work for an application."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            arguments = entry.read_bytes().decode().split("\0")
        except OSError:
            continue  # it has just ended
        if "org.apache.spark.executor.CoarseGrainedExecutorBackend" in arguments:
            found += [int(entry.parent.name)] * (application in arguments)
    return found


def test_articles_of_the_driver_make_the_same_report_and_a_failure_a_row(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch.batches, "__defaults__", (2000, None))
    articles = [Article(f"{number}.txt", text_of(number), "") for number in range(60)]
    articles[7] = Article("poison.txt", LINES[0], 7)  # type: ignore[arg-type]
    told: list[list[Diagnostic]] = [[], []]
    found = [
        written(analyze_stream(articles, Settings(), [], problems.append, means), folder)
        for problems, means, folder in (
            (told[0], RunContext(), tmp_path / "one"),
            (told[1], RunContext(engine=SparkEngine(spark)), tmp_path / "other"),
        )
    ]
    assert found[0] == found[1]
    assert told[0] == told[1]
    assert [problem.source for problem in told[1]] == ["poison.txt"]
    assert b"unmeasurable-article" in found[1]["findings.csv"]


def written(analysis: Analysis, folder: Path) -> dict[str, bytes]:
    analysis.write(folder, ["csv"])
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_relational_join_finds_the_pairs_of_the_other(spark: Any) -> None:
    chance = random.Random(7)
    sets = [chance.sample(range(40), chance.randint(1, 25)) for _ in range(60)]
    sets += [[*one[1:], 41] for one in sets] + sets[:20] + [[]]
    rows = NgramRows(
        pointers(np.array([len(one) for one in sets])),
        np.array([number for one in sets for number in one], np.uint64) * np.uint64(2**58 + 1),
    )
    found = collect(join.joiner(spark)(rows, 0.7))
    expected = collect(self_join(rows, 0.7, max_identical_pairs=0))
    assert len(expected) > 50
    for name in Pairs.__struct_fields__:
        assert np.array_equal(getattr(found, name), getattr(expected, name)), name


@pytest.mark.skipif(sys.platform == "win32", reason="spark-submit is a script of a shell")
def test_what_is_submitted_runs_as_spark_submit_says(tmp_path: Path) -> None:
    pyspark = pytest.importorskip("pyspark")
    program = tmp_path / "program.py"
    program.write_text(
        "from analyzer.spark.hadoop import get_session\n"
        "spark = get_session()\n"
        "print(spark.sparkContext.master, spark.conf.get('spark.sql.shuffle.partitions'))\n"
    )
    command = Path(pyspark.__file__).parent / "bin" / "spark-submit"
    options = ["--master", "local[3]", "--conf", "spark.sql.shuffle.partitions=17"]
    other = {"PYSPARK_PYTHON": sys.executable, "SPARK_MASTER": "local[1]"}
    done = subprocess.run(
        [command, *options, program],
        env={**os.environ, **QUICK, **other}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "local[3] 17" in done.stdout


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(SettingError, match="needs PySpark: pip install 'analyzer\\[spark\\]'"):
        hadoop.get_session()


def test_missing_java_is_said() -> None:
    program = "from analyzer.spark.hadoop import get_session; get_session()"
    environment = {"PATH": "", "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "needs Java 17 or later" in done.stderr
