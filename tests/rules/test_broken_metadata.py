"""Front matter and suppression comments that cannot be parsed."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import Result
from examples import PLAIN

import analyzer

Run = Callable[..., Result]
BROKEN = f"---\ntitle: Ponds: a guide\nlang: de\n---\n\n{PLAIN}\n"


def found(result: Result) -> list[tuple[str, int, str, str]]:
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    return [
        (line["path"], line["line"], line["rule"], line["severity"])
        for line in lines
        if line["rule"] == "broken-metadata"
    ]


@pytest.mark.parametrize("jobs", [1, 2])
def test_broken_front_matter_is_a_warning_and_its_text_is_measured(
    scratch: Path, run: Run, jobs: int
) -> None:
    Path("content").mkdir()
    Path("content/pond.md").write_text(BROKEN)
    for number in range(8):
        Path(f"content/{number}.md").write_text(f"{number} words of my own.\n")
    for _ in range(2):  # the second from the cache
        result = run("check", "content", "--format", "jsonl", f"--jobs={jobs}")
        assert found(result) == [("content/pond.md", 2, "broken-metadata", "warning")]
        assert result.exit_code == 1
        assert result.stderr == ""
    report = run("report", "content", "-o", "out", "--format", "csv", f"--jobs={jobs}")
    assert report.exit_code == 0
    with Path("out/articles.csv").open(newline="") as stream:
        row = next(row for row in csv.DictReader(stream) if row["article"] == "pond.md")
    assert int(row["words"]) == len(PLAIN.split())
    assert row["quality"] == row["originality"] == "100"


def test_the_rule_is_off_or_of_another_severity_by_configuration(
    scratch: Path, run: Run
) -> None:
    Path("pond.md").write_text(BROKEN)
    assert run("check", "pond.md", "--ignore", "broken-metadata").exit_code == 0
    Path("analyzer.toml").write_text("[rules.broken-metadata]\nseverity = 'error'\n")
    [(*_, severity)] = found(run("check", "pond.md", "--format", "jsonl"))
    assert severity == "error"


def test_broken_front_matter_of_records_pages_and_frames_is_reported(
    scratch: Path, run: Run
) -> None:
    Path("a.jsonl").write_text(json.dumps({"text": BROKEN}) + "\n")
    Path("b.html").write_text(f"---\ntitle: [a\n---\n<p>{PLAIN}</p>")
    findings = found(run("check", ".", "a.jsonl", "--format", "jsonl", "--markup", "markdown"))
    assert {path for path, *_ in findings} == {"a.jsonl", "b.html"}
    frame = analyzer.analyze(pd.DataFrame({"text": [BROKEN]}), markup="markdown")
    assert list(frame.findings["rule"]) == ["broken-metadata"]


def test_a_suppression_comment_without_an_end_is_reported(scratch: Path, run: Run) -> None:
    comment = "<!-- analyzer-disable"
    Path("a.md").write_text(f"# Ponds\n\nNewts swim here.\n\n{comment}\n\nMore words.\n")
    result = run("check", "a.md", "--format", "jsonl")
    assert result.exit_code == 1
    assert found(result) == [("a.md", 5, "broken-metadata", "warning")]
    Path("a.md").write_text(f"# Ponds\n\nNewts swim here.\n\n`{comment}`\n\nMore words.\n")
    assert found(run("check", "a.md", "--format", "jsonl")) == []


def test_no_score_depends_on_broken_front_matter() -> None:
    whole: Any = analyzer.analyze([BROKEN], markup="markdown").articles
    plain: Any = analyzer.analyze([PLAIN], markup="markdown").articles
    assert whole["quality"].tolist() == plain["quality"].tolist()
