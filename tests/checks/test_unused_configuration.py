"""Configuration that has no effect is reported: patterns, and files that are not read."""

from pathlib import Path
from typing import Any

import pytest

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
