"""Filters: which findings a check reports, and which it only counts."""

from pathlib import Path
from typing import Any

import pytest

from analyzer.article import Article
from analyzer.checks.filters import below_level, repeated
from analyzer.rules.finding import Finding
from analyzer.settings import Override, Settings, Severity

TEXTS = [Article("a.md", "Something is written of the weather here.", source="a.md")]


def finding(start: int, end: int, rule: str, severity: Severity = "note") -> Finding:
    return Finding(0, start, end, rule, severity, 1.0, "quality", 0, "message", "1")


FOUND = [
    finding(0, 20, "hard-to-read"),
    finding(0, 20, "repetitive-text"),
    finding(0, 20, "near-duplicate-sentence", "warning"),
    finding(0, 20, "keyword-stuffing", "error"),
]


@pytest.mark.parametrize(
    ("settings", "level", "hidden"),
    [
        (Settings(), "", [0, 1]),
        (Settings(), "note", []),
        (Settings(), "warning", [0, 1]),
        (Settings(), "error", [0, 1, 2]),
        (Settings(select=("hard-to-read",)), "", [1]),
        (Settings(select=("hard-to-read",)), "warning", [0, 1]),
        (Settings(extend_select=("hard-to-read",)), "", [1]),
        (Settings(fail_level="note"), "", []),
        (Settings(overrides=(Override(("a.md",), fail_level="note"),)), "", []),
        (Settings(overrides=(Override(("b.md",), fail_level="note"),)), "", [0, 1]),
    ],
)
def test_warnings_errors_and_notes_that_were_asked_for_are_reported(
    settings: Settings, level: str, hidden: list[int]
) -> None:
    assert list(below_level(TEXTS, FOUND, settings, level)) == hidden


def test_a_low_quality_reports_all_findings_that_take_points() -> None:
    found = [finding(0, 20, "repetitive-text"), finding(0, 20, "low-quality", "error")]
    assert list(below_level(TEXTS, found, Settings(), "")) == []


def test_a_phrase_is_reported_at_its_first_location_that_is_not_hidden() -> None:
    found = [finding(at, at + 4, "keyword-stuffing", "warning") for at in (0, 9, 20)]
    assert list(repeated(found, ["", "", ""])) == [1, 2]
    assert list(repeated(found, ["baseline", "", ""])) == [2]
    shared = [finding(at, at + 4, "shared-sentence") for at in (0, 9)]
    assert list(repeated(shared, ["", ""])) == []


def test_the_summary_counts_findings_below_the_report_level(scratch: Path, run: Any) -> None:
    question = "What did you learn of the sea when you were a boy?"
    Path("a.md").write_text(f"# Boys\n\n{question}\n\nTo swim.\n\n{question}\n", "utf-8")
    few, every = (
        run("check", "a.md", *level).stdout for level in ([], ["--report-level", "note"])
    )
    assert few.endswith("; hidden: 1 below the report level (show with --report-level note)\n")
    assert (
        "a.md:7:1: note: identical to a sentence in line 3 [near-duplicate-sentence]" in every
    )
    assert "below the report level" not in every


def test_a_rule_that_is_off_is_turned_on_by_name(scratch: Path, run: Any) -> None:
    word = "interdepartmental organisational responsibilities"
    text = f"The {word} necessitate {word} considerations of {word} alternatives. " * 12
    Path("a.md").write_text(text, "utf-8")
    assert "hard-to-read" not in run("check", "a.md", "--report-level", "note").stdout
    assert "[hard-to-read]" in run("check", "a.md", "--extend-select", "hard-to-read").stdout


def test_a_rule_that_is_none_any_more_gets_an_error_that_says_what_it_is(
    scratch: Path, run: Any
) -> None:
    Path("a.md").write_text("Good.\n", "utf-8")
    result = run("check", "a.md", "--ignore", "page-boilerplate")
    assert result.exit_code == 2
    assert "boilerplate is the column boilerplate_lines" in result.output
