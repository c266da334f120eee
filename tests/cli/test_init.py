"""analyzer init: the configuration that it writes, and what it shows."""

import re
from pathlib import Path
from typing import Any

import pytest

from analyzer.cli.init import BASELINE, FILE, TEMPLATE
from analyzer.configuration import Configuration, load_configuration


def test_every_line_of_the_configuration_is_valid_without_its_comment_sign(
    scratch: Path,
) -> None:
    text = TEMPLATE.format(baseline=f'# baseline = "{BASELINE}"')
    Path(FILE).write_text(text)
    assert load_configuration(["."], {})[0] == Configuration(root=str(scratch))
    Path(FILE).write_text(re.sub(r"(?m)^# (?=[a-z-]+ = |\[)", "", text))
    configuration, _ = load_configuration(["."], {})
    assert configuration.exclude
    assert configuration.baseline == BASELINE
    assert configuration.overrides
    assert configuration.rules
    assert configuration.fail_level == Configuration().fail_level


def test_what_fails_today_is_shown_and_the_baseline_makes_a_check_pass(
    repository: Path, run: Any
) -> None:
    failing = run("check", "content", "--format", "concise").stdout.splitlines()
    first = run("init", "content")
    assert first.exit_code == 0
    assert [
        line.strip() for line in first.stdout.splitlines() if ": warning:" in line
    ] == failing
    assert "analyzer init --with-baseline content" in first.stdout
    assert run("check", "content").exit_code == 1
    second = run("init", "content", "--with-baseline")
    assert "written, so that it passes" in second.stdout
    assert run("check", "content").exit_code == 0
    (repository / "content" / "second.md").write_text(
        (repository / "content" / "quarry.md").read_text("utf-8"), "utf-8"
    )
    assert run("check", "content").exit_code == 1


def test_a_repository_without_findings_is_said_to_pass(repository: Path, run: Any) -> None:
    for name in ("quarry.md", "pier.md"):
        (repository / "content" / name).unlink()
    assert "It passes." in run("init").stdout
    assert run("init", "-q").output == ""


@pytest.mark.parametrize(
    ("name", "text"),
    [(FILE, 'fail-level = "error"\n'), ("pyproject.toml", "[tool.analyzer]\n")],
)
def test_a_configuration_that_is_there_stays(
    repository: Path, run: Any, name: str, text: str
) -> None:
    Path(name).write_text(text)
    result = run("init")
    assert result.exit_code == 2
    assert f"error: {name}: " in result.stderr
    assert Path(name).read_text() == text
    assert sorted(path.name for path in Path().glob("*.toml")) == [name]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("analyzer explain repeated-", {"repeated-phrase", "repeated-opening"}),
        ("analyzer check --ignore no-prose,repeated-p", {"no-prose,repeated-phrase"}),
        ("analyzer check --format sa", {"sarif"}),
        ("analyzer check cont", {"cont"}),
        ("analyzer check --baseline .an", {".an"}),
        ("analyzer ini", {"init"}),
    ],
)
def test_a_shell_completes_rules_formats_files_and_commands(
    run: Any, words: str, expected: set[str]
) -> None:
    given = words.split()
    asked = {
        "_ANALYZER_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(given) - 1),
    }
    result = run(env=asked, prog_name="analyzer")
    assert {line.partition(",")[2] for line in result.stdout.split()} == expected
