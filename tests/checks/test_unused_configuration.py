"""Configuration that has no effect is reported: patterns, and files that are not read."""

from pathlib import Path
from typing import Any

import pytest
from stories import PHRASE, STUFFED

CONFIGURATION = """
exclude = [
    "drafts/",
    "PATTERN",
]

[[overrides]]
paths = ["content/valley.md"]
ignore = ["repeated-phrase"]
"""


@pytest.fixture
def warned(repository: Path, run: Any) -> Any:
    """Return the warnings of a check with one more pattern."""
    (repository / "drafts").mkdir()
    (repository / "drafts" / "notes.rst").write_text("A draft in another format.")

    def warnings(pattern: str, path: str = ".") -> list[str]:
        Path("analyzer.toml").write_text(CONFIGURATION.replace("PATTERN", pattern))
        return [line for line in run("check", path).stderr.splitlines() if "warning" in line]

    return warnings


@pytest.mark.parametrize("pattern", ["old/", "content/old/", "content/**/old.md", "*.markdown"])
def test_a_pattern_that_matches_nothing_is_reported_with_its_line(
    warned: Any, pattern: str
) -> None:
    expected = f"analyzer.toml:4: exclude: {pattern!r} matches no file that is read"
    assert warned(pattern) == [f"warning: {expected}"]


@pytest.mark.parametrize(
    "pattern", ["content/", "quarry.md", "*.md", "content/**", "drafts/*.rst", "!mill.md"]
)
def test_a_pattern_that_matches_something_is_not_reported(warned: Any, pattern: str) -> None:
    expected = ["drafts/*.rst"] if pattern == "drafts/*.rst" else []
    assert [pattern for line in warned(pattern) if repr(pattern) in line] == expected


@pytest.mark.parametrize("pattern", ["old/", "*.markdown", "drafts/*.md"])
def test_a_check_of_one_folder_does_not_judge_patterns_of_others(
    warned: Any, pattern: str
) -> None:
    assert warned(pattern, "content") == []


def test_an_override_without_files_is_reported(repository: Path, run: Any) -> None:
    Path("analyzer.toml").write_text('[[overrides]]\npaths = ["news/"]\nmin-quality = 3\n')
    assert "analyzer.toml:2: overrides[0].paths: 'news/' matches no file" in run("check").stderr


@pytest.mark.parametrize(
    ("other", "text"),
    [
        ("pyproject.toml", "[tool.analyzer]\nmin-quality = 3\n"),
        ("content/analyzer.toml", "min-quality = 3\n"),
        ("content/pyproject.toml", "[tool.analyzer]\nmin-quality = 3\n"),
    ],
)
def test_another_configuration_file_is_reported(
    repository: Path, run: Any, other: str, text: str
) -> None:
    Path("analyzer.toml").write_text('fail-level = "error"\n')
    Path("pyproject.toml").write_text('[project]\nname = "site"\n')
    assert "not read" not in run("check").stderr
    Path(other).write_text(text)
    message = f"warning: {other}: not read: the settings are those of analyzer.toml"
    assert message in run("check").stderr


def test_a_configuration_above_the_one_that_is_read_is_reported(
    repository: Path, run: Any
) -> None:
    for folder in (".", "content"):
        Path(folder, "analyzer.toml").write_text('fail-level = "error"\n')
    expected = "analyzer.toml: not read: the settings are those of content/analyzer.toml"
    assert f"warning: {expected}" in run("check", "content").stderr


@pytest.fixture
def check_terms(repository: Path, run: Any) -> Any:
    """Return the output of a check whose folder has a stuffed article and that has terms."""
    Path("content", "stuffed.md").write_text(STUFFED)

    def check(*terms: str, path: str = ".") -> Any:
        listed = ", ".join(f'"{term}"' for term in terms)
        Path("analyzer.toml").write_text(f"[rules.keyword-stuffing]\nterms = [{listed}]\n")
        return run("check", path)

    return check


def test_a_term_that_is_a_part_of_a_phrase_is_reported_with_the_phrase(
    check_terms: Any,
) -> None:
    result = check_terms("electric ferry")
    message = "'electric ferry' is the whole phrase of no finding"
    expected = f"analyzer.toml:2: rules.keyword-stuffing.terms: {message}; {PHRASE!r} is one"
    assert f"warning: {expected}\n" in result.stderr
    assert "[keyword-stuffing]" in result.stdout


def test_a_term_that_no_finding_has_is_reported(check_terms: Any) -> None:
    result = check_terms(PHRASE, "night train")
    assert "'night train' is the whole phrase of no finding\n" in result.stderr
    assert PHRASE not in result.stderr


@pytest.mark.parametrize("files", [0, 30])
def test_a_term_that_is_a_whole_phrase_accepts_it_in_any_case_without_a_warning(
    check_terms: Any, files: int
) -> None:
    for number in range(files):  # so many that the second check reads a cache
        Path("content", f"{number}.md").write_text(f"Day {number} was cold and quiet.")
    for _ in range(2):
        result = check_terms(PHRASE.upper())
        assert "whole phrase" not in result.stderr
        assert "[keyword-stuffing]" not in result.stdout


def test_a_check_of_some_files_does_not_judge_terms(check_terms: Any) -> None:
    assert "whole phrase" not in check_terms("night train", path="content").stderr
