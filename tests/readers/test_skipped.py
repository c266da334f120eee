"""What this program writes is not read as articles, and hides nothing else."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from samples import document

from analyzer.errors import Diagnostic
from analyzer.readers import read
from analyzer.readers.skipped import FINDING, is_own_text

Run = Callable[..., Result]
SAID = "The kettle is on the stove and nobody is watching it. "


@pytest.fixture
def content(scratch: Path) -> Path:
    folder = scratch / "content"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.md").write_text(document(number, 30) + SAID * 6)
    return folder


def ids(path: Path) -> list[str]:
    return [article.id for article in read(path, on_problem=lambda _: None)]


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        *((name, "json") for name in ("json", "gitlab", "rdjson", "sarif")),
        *((name, "xml") for name in ("junit", "checkstyle")),
        *((name, suffix) for name in ("full", "concise", "github") for suffix in ("txt", "md")),
        ("jsonl", "jsonl"),
    ],
)
def test_the_output_of_a_check_is_not_read_by_the_next_one(
    content: Path, run: Run, name: str, suffix: str
) -> None:
    arguments = ["check", "content", "--format", name, "--exit-zero", "--report-level", "note"]
    first = run(*arguments, "-o", f"content/found.{suffix}")
    assert first.exit_code == 0
    assert Path(f"content/found.{suffix}").stat().st_size > 100
    assert ids(content) == ["0.md", "1.md", "2.md"]
    named: list[Diagnostic] = []
    assert not list(read(f"content/found.{suffix}", on_problem=named.append))
    assert named


def test_the_output_of_a_check_without_findings_is_not_read(scratch: Path, run: Run) -> None:
    Path("in").mkdir()
    Path("in/a.md").write_text("The kettle sings.")
    run("check", "in", "-o", "in/found.txt")
    assert "1 article, no findings" in Path("in/found.txt").read_text()
    assert ids(Path("in")) == ["a.md"]


def test_a_baseline_of_any_name_is_not_read(content: Path, run: Run) -> None:
    run("check", "content", "--baseline", "content/known.jsonl", "--update-baseline")
    assert len(Path("content/known.jsonl").read_text().splitlines()) > 2
    assert ids(content) == ["0.md", "1.md", "2.md"]


@pytest.mark.parametrize("style", ["csv", "html", "json", "parquet,excel"])
def test_a_report_is_not_read_in_whatever_format(content: Path, run: Run, style: str) -> None:
    assert run("report", "content", "-o", "content/out", "--format", style).exit_code == 0
    assert ids(content) == ["0.md", "1.md", "2.md"]
    (content / "out" / ".analyzer-part").mkdir()
    (content / "out/run.json").rename(content / "out/.analyzer-part/run.json")
    assert ids(content) == ["0.md", "1.md", "2.md"]  # as after a kill in the last step


@pytest.mark.parametrize("run_json", [None, "{}", '{"analyzer": "1", "reports": {}}'])
def test_a_package_that_says_report_hides_nothing(scratch: Path, run_json: str | None) -> None:
    Path("articles.csv").write_text(f"text\n{SAID}\n")
    package = {"name": "analyzer-report", "resources": [{"path": "articles.csv"}]}
    Path("datapackage.json").write_text(json.dumps(package))
    if run_json:
        Path("run.json").write_text(run_json)
    assert ids(scratch) == ["articles.csv#1"]


def test_articles_among_findings_are_read(scratch: Path) -> None:
    own = dict.fromkeys([*FINDING, "fingerprint"], "x")
    lines: list[Any] = [own, {"text": SAID}, {"analyzer-baseline": 1}, {**own, "text": SAID}]
    Path("a.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    Path("a.txt").write_text(f"a.md:1:1: note: {SAID}[rule]\n{SAID}\n")
    problems: list[Diagnostic] = []
    found = [article.id for article in read(scratch, on_problem=problems.append)]
    assert found == ["a.jsonl#2", "a.txt"]
    assert any("3 records written by Analyzer itself" in str(one) for one in problems)


def test_prose_is_no_output_of_a_check() -> None:
    assert not is_own_text("")
    assert not is_own_text("\n\n")
    assert not is_own_text("Note: this is prose. [rule]\n")
    assert not is_own_text("3 articles, no findings at all, were published.\n")
    assert is_own_text("3 articles, no findings; hidden: 2 suppressed\n")


def test_the_configuration_of_a_folder_is_not_counted_as_skipped(content: Path) -> None:
    (content / "analyzer.toml").write_text("")
    (content / "other.toml").write_text("")
    found: list[Diagnostic] = []
    assert len(list(read(content, on_problem=found.append))) == 3
    assert [one.message for one in found] == ["1 file skipped (.toml 1)"]
