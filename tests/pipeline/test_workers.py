"""Several processes find what one finds, to the byte."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from examples import LINES
from msgspec.structs import replace

import analyzer
from analyzer.analysis import analyze_stream
from analyzer.article import Article
from analyzer.cli.main import main
from analyzer.corpus import Corpus
from analyzer.errors import AnalyzerError, Diagnostic, SettingError
from analyzer.pipeline import batch, workers
from analyzer.pipeline.context import RunContext
from analyzer.pipeline.workers import Workers
from analyzer.rules.measurement import Measurement
from analyzer.rules.reference_profile import Profile
from analyzer.settings import RuleOptions, Settings

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch.batches, "__defaults__", (700, None))


@pytest.fixture
def folder(scratch: Path) -> Path:
    Path("site").mkdir()
    for number in range(16):
        lines = [LINES[(number * step + step) % 12] for step in range(1, 7)]
        text = f"Story {number % 9} of the harbour {number}. " + " ".join(lines)
        Path(f"site/{number}.md").write_text(f"# Story {number}\n\n{text}\n", "utf-8")
    return Path("site")


def report(folder: Path, output: str, *options: str) -> dict[str, bytes]:
    formats = ("--format", "csv,html,json")
    done = CliRunner().invoke(
        main, ["report", str(folder), "-o", output, *formats, "-q", *options]
    )
    assert done.exit_code == 0, done.output
    return {
        str(path.relative_to(output)): path.read_bytes()
        for path in sorted(Path(output).rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("jobs", ["3", "0"])
def test_reports_are_the_same_bytes_for_any_number_of_processes(
    folder: Path, jobs: str
) -> None:
    assert report(folder, "one") == report(folder, "many", "--jobs", jobs)


def test_a_check_tells_the_same(folder: Path) -> None:
    check = ["check", str(folder), "--format", "json", "--no-cache"]
    one = CliRunner().invoke(main, check)
    assert '"rule"' in one.output
    assert CliRunner().invoke(main, [*check, "--jobs", "2"]).output == one.output


@pytest.mark.parametrize("n_jobs", [2, -1])
def test_analyze_gives_the_same_tables_with_several_processes(n_jobs: int) -> None:
    texts = [" ".join(LINES[first : first + 6]) for first in range(7)]
    one, two = analyzer.analyze(texts), analyzer.analyze(texts, n_jobs=n_jobs)
    assert one.findings.equals(two.findings)
    assert one.articles.equals(two.articles)


def test_articles_that_cannot_be_measured_are_told_in_their_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = batch.ARTICLE_RULES[0]
    measure = first.measure
    assert measure is not None

    def raising(corpus: Corpus, options: RuleOptions) -> Measurement:
        if any("goat" in article.text for article in corpus.articles):
            raise IndexError("the goat")
        return measure(corpus, options)

    monkeypatch.setattr(
        batch, "ARTICLE_RULES", (replace(first, measure=raising), *batch.ARTICLE_RULES[1:])
    )
    monkeypatch.setattr("threading.active_count", lambda: 1)  # a fork has the patch
    articles = [Article(str(at), " ".join(LINES[at % 9 : at % 9 + 3])) for at in range(30)]
    told: dict[int, list[Diagnostic]] = {1: [], 2: []}
    found = [
        analyze_stream(articles, Settings(), [], told[jobs].append, RunContext(None, jobs))
        for jobs in told
    ]
    assert told[1] == told[2] != []
    assert [problem.source for problem in told[2]] == sorted(
        (p.source for p in told[2]), key=int
    )
    assert found[0].findings.equals(found[1].findings)


def test_batches_are_begun_ahead_and_taken_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []

    def work() -> Iterator[int]:
        for number in range(9):
            begun.append(number)
            yield number

    ahead = Workers(2, None, lambda _: None).prefetch(work())  # type: ignore[arg-type]
    assert next(ahead) == 0
    assert len(begun) == 1 + workers.AHEAD * 2
    assert list(ahead) == list(range(1, 9))


def test_a_process_that_dies_ends_the_run_with_a_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def die(*_: object, **__: object) -> None:
        import os

        os._exit(9)

    monkeypatch.setattr(workers, "measure_batch", die)
    monkeypatch.setattr("threading.active_count", lambda: 1)  # a fork has the patch
    with pytest.raises(AnalyzerError, match="a process of --jobs has died"):
        analyzer.analyze(list(LINES), n_jobs=2)


@pytest.mark.parametrize("n_jobs", [0, -2])
def test_a_number_of_processes_that_makes_no_sense_is_an_error(n_jobs: int) -> None:
    with pytest.raises(SettingError, match=f"n_jobs is {n_jobs}; it must be -1 or at least 1"):
        analyzer.analyze(["One."], n_jobs=n_jobs)


def test_processes_are_started_where_there_is_much_to_measure(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []
    make = workers._executor

    def counted(jobs: int, profile: Profile) -> object:
        started.append(jobs)
        return make(jobs, profile)

    monkeypatch.setattr(workers, "_executor", counted)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    alone = report(folder, "alone", "--jobs", "1")
    assert report(folder, "little") == alone
    assert started == []
    monkeypatch.setattr(workers, "FEW_CHARACTERS", 1500)
    assert report(folder, "much") == alone
    assert started == [2]
