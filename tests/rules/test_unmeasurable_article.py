"""An article that cannot be measured is told, and costs the others nothing."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from msgspec.structs import replace
from samples import document

import analyzer
from analyzer.corpus import Corpus
from analyzer.pipeline import batch
from analyzer.pipeline import compare as comparing
from analyzer.rules.measurement import Measurement
from analyzer.rules.rule import Rule, RunArticles
from analyzer.rules.unmeasurable_article import RULE as UNMEASURABLE
from analyzer.settings import RuleOptions
from analyzer.similarity.article_rows import ArticleRows

Run = Callable[..., Result]
POISON = "Here stands the word arsenic. " * 3
NAMES = [f"a{number}.txt" for number in range(6)]
TOLD = (
    "could not be measured: ZeroDivisionError: "
    "too much arsenic (test_unmeasurable_article.py, line "
)


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch, scratch: Path) -> Path:
    """A folder of articles, in the fourth of which a measure raises."""
    first = batch.ARTICLE_RULES[0]
    measure = first.measure
    assert measure is not None

    def raising(corpus: Corpus, options: RuleOptions) -> Measurement:
        if any("arsenic" in article.text for article in corpus.articles):
            raise ZeroDivisionError("too much arsenic")
        return measure(corpus, options)

    broken = replace(first, measure=raising)
    monkeypatch.setattr(batch, "ARTICLE_RULES", (broken, *batch.ARTICLE_RULES[1:]))
    folder = scratch / "content"
    folder.mkdir()
    for number, name in enumerate(NAMES):
        (folder / name).write_text(POISON if number == 3 else document(number, 12))
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_report_has_an_error_row_and_is_right_about_the_rest(
    run: Run, poisoned: Path
) -> None:
    done = run("report", poisoned, "-o", "out", "--format", "csv,html,json,parquet,excel")
    assert done.exit_code == 2
    assert f"error: a3.txt: {TOLD}" in done.stderr
    articles = rows(Path("out/articles.csv"))
    assert sorted(row["article"] for row in articles) == NAMES
    (failed,) = (row for row in articles if row["article"] == NAMES[3])
    assert (failed["quality"], failed["originality"]) == ("", "")
    (told,) = (
        row for row in rows(Path("out/findings.csv")) if row["rule"] == UNMEASURABLE.name
    )
    assert (told["article"], told["severity"], told["line"]) == ("a3.txt", "error", "1")
    assert told["message"].startswith(TOLD)
    (poisoned / NAMES[3]).write_text("")
    assert run("report", poisoned, "-o", "rest", "--format", "csv").exit_code == 0
    for table in ("phrases", "sentences", "duplicates", "passages"):
        name = f"{table}.csv"
        assert Path("out", name).read_bytes() == Path("rest", name).read_bytes()
    others = [row for row in rows(Path("rest/articles.csv")) if row["article"] != "a3.txt"]
    assert [row for row in articles if row["article"] != "a3.txt"] == others


def test_strict_stops_there(run: Run, poisoned: Path) -> None:
    done = run("report", poisoned, "-o", "out", "--strict")
    assert done.exit_code == 2
    assert f"error: a3.txt: {TOLD}" in done.stderr
    assert not Path("out/run.json").exists()


def test_strict_stops_at_what_cannot_be_read(run: Run, scratch: Path) -> None:
    Path("a.jsonl").write_text('{"text": "One."}\n{"text": \n{"text": "Two."}\n')
    assert run("report", "a.jsonl", "-o", "out").exit_code == 2
    assert len(rows(Path("out/articles.csv"))) == 2
    assert run("report", "a.jsonl", "-o", "strict", "--strict").exit_code == 2
    assert not Path("strict/articles.csv").exists()


def test_a_check_tells_it_and_is_not_to_be_trusted(run: Run, poisoned: Path) -> None:
    for _ in range(2):  # what failed is not kept in a cache
        done = run("check", poisoned, "--format", "json")
        assert done.exit_code == 2
        found = json.loads(done.stdout)["findings"]
        (told,) = (finding for finding in found if finding["rule"] == UNMEASURABLE.name)
        assert told["severity"] == "error"
        assert f"error: a3.txt: {TOLD}" in done.stderr
    assert run("check", poisoned, "--strict").exit_code == 2


def test_every_format_of_a_check_can_tell_it(run: Run, poisoned: Path) -> None:
    for name in ("full", "concise", "github", "gitlab", "sarif", "junit", "checkstyle"):
        assert "could not be measured" in run("check", poisoned, "--format", name).stdout


def test_its_rule_has_a_page(run: Run) -> None:
    assert "What it measures" in run("explain", UNMEASURABLE.name).output


def test_in_a_notebook_it_is_a_warning(poisoned: Path) -> None:
    texts = [document(1, 12), POISON, document(2, 12)]
    with pytest.warns(RuntimeWarning, match=r"1: could not be measured"):
        analysis = analyzer.analyze(texts)
    unmeasured = analysis.articles["quality"].isna()
    assert analysis.articles["article"][unmeasured].tolist() == [1]
    assert "no scores" in repr(analysis)
    assert analysis.findings["rule"].eq(UNMEASURABLE.name).sum() == 1
    assert "2 words" not in repr(analysis[1])
    assert "4 findings" in analysis._repr_html_()
    assert "<iframe" in analysis[1]._repr_html_()


ARTICLE = "near-duplicate-article"


@pytest.mark.parametrize("rule", [measure.name for measure in comparing.CORPUS_RULES])
def test_a_rule_that_fails_in_comparing_finds_nothing_and_the_others_go_on(
    run: Run, scratch: Path, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    (scratch / "content").mkdir()
    for number in range(6):
        (scratch / f"content/{number}.txt").write_text(document(number // 2, 12))
    tables = ["--format", "csv"]
    assert run("report", "content", "-o", "right", *tables).exit_code == 0

    def broken(measure: Rule) -> Rule:
        def compare(
            rows: ArticleRows, articles: RunArticles, options: RuleOptions
        ) -> Measurement:
            if not failed:
                failed.append(rule)
                raise ZeroDivisionError("in comparing")
            assert measure.match is not None
            return measure.match(rows, articles, options)

        return replace(measure, match=compare) if measure.name == rule else measure

    failed: list[str] = []
    monkeypatch.setattr(
        comparing, "CORPUS_RULES", [broken(one) for one in comparing.CORPUS_RULES]
    )
    done = run("report", "content", "-o", "out", *tables)
    assert done.exit_code == 2
    assert f"{rule}: articles could not be compared: ZeroDivisionError: in comp" in done.stderr
    right, told = (
        {row["rule"] for row in rows(Path(folder, "findings.csv"))}
        for folder in ("right", "out")
    )
    # A near-duplicate takes the place of what the two articles share.
    implied = {"duplicate-passage", "shared-sentence"} if rule == ARTICLE else set()
    assert told - implied == right - {rule} - implied
    failed.clear()
    assert run("report", "content", "-o", "out", "--strict", *tables).exit_code == 2
    assert run("check", "content", "--no-cache", "--exit-zero").exit_code == 0
    failed.clear()
    assert run("check", "content", "--no-cache", "--exit-zero").exit_code == 2
