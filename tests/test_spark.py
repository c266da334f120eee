"""Reports on Spark are those of one machine; run with -m spark."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from examples import LINES

from analyzer import Article, batch
from analyzer.analysis import Analysis, analyze_stream
from analyzer.engines import spark_join, spark_session
from analyzer.errors import Problem, SettingError
from analyzer.means import Means
from analyzer.settings import Settings

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    pytest.importorskip("pyspark")
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("no Java here")
    os.environ["SPARK_MASTER"] = "local-cluster[2,1,1024]"
    session = spark_session.session()
    yield session
    session.stop()


@pytest.fixture
def articles(monkeypatch: pytest.MonkeyPatch) -> list[Article]:
    monkeypatch.setattr(batch.batches, "__defaults__", (2000, None))
    texts = [
        " ".join(
            f"{LINES[(number * step) % 12]} It was so in year {number % 7}."
            for step in range(6)
        )
        for number in range(60)
    ]
    return [Article(f"{number}.txt", text, "") for number, text in enumerate(texts)]


def written(analysis: Analysis, folder: Path) -> dict[str, bytes]:
    analysis.write(folder, ["csv"])
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def both(articles: list[Article], spark: Any, folder: Path) -> tuple[Any, Any]:
    one = analyze_stream(articles, Settings(), [])
    other = analyze_stream(articles, Settings(), [], means=Means(spark=spark))
    return written(one, folder / "one"), written(other, folder / "other")


def test_the_report_is_that_of_one_machine(
    spark: Any, articles: list[Article], tmp_path: Path
) -> None:
    one, other = both(articles, spark, tmp_path)
    assert one == other
    assert one["sentences.csv"].count(b"\n") > 100


def test_shuffled_and_repartitioned_rows_make_the_same_report(
    spark: Any, articles: list[Article], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = spark_join._table

    def shuffled(session: Any, rows: Any) -> Any:
        from pyspark.sql import functions as f

        return table(session, rows).repartition(7, f.rand(3)).sortWithinPartitions(f.rand(4))

    monkeypatch.setattr(spark_join, "_table", shuffled)
    one, other = both(articles, spark, tmp_path)
    assert one == other


def test_an_article_that_cannot_be_measured_is_a_row_and_not_the_end(
    spark: Any, articles: list[Article], tmp_path: Path
) -> None:
    articles[7] = Article("poison.txt", LINES[0], 7)  # type: ignore[arg-type]
    told: list[list[Problem]] = [[], []]
    found = [
        analyze_stream(articles, Settings(), [], problems.append, means)
        for problems, means in zip(told, (Means(), Means(spark=spark)), strict=True)
    ]
    assert told[0] == told[1]
    assert [problem.source for problem in told[1]] == ["poison.txt"]
    tables = [written(analysis, tmp_path / str(at)) for at, analysis in enumerate(found)]
    assert tables[0] == tables[1]
    assert b"unmeasurable-article" in tables[1]["findings.csv"]


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


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
def test_an_executor_that_is_killed_changes_nothing(
    spark: Any, articles: list[Article], tmp_path: Path
) -> None:
    killed: list[int] = []

    def kill() -> None:
        tracker = spark.sparkContext.statusTracker()
        while not tracker.getActiveStageIds():
            time.sleep(0.05)
        time.sleep(0.3)
        killed.extend(executors(spark.sparkContext.applicationId)[:1])
        os.kill(killed[0], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    one, other = both(articles, spark, tmp_path)
    killer.join()
    assert killed
    assert one == other


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(SettingError, match="needs PySpark: pip install 'analyzer\\[spark\\]'"):
        spark_session.session()


def test_missing_java_is_said() -> None:
    program = "from analyzer.engines.spark_session import session; session()"
    environment = {"PATH": "", "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "needs Java 17 or later" in done.stderr
