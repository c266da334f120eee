"""A rule that is ignored does not let another report the same location."""

from pathlib import Path
from typing import Any

import pytest
from stories import STUFFED

NEAR, PASSAGE, STUFFING = "near-duplicate-article", "duplicate-passage", "keyword-stuffing"
WAYS = {
    "option": "",
    "severity": f'[rules.{NEAR}]\nseverity = "off"\n',
    "override": f'[[overrides]]\npaths = ["content/"]\nignore = ["{NEAR}"]\n',
}


@pytest.mark.parametrize("way", WAYS)
def test_what_an_ignored_rule_covers_is_not_reported_by_another(
    repository: Path, run: Any, way: str
) -> None:
    everything = run("check", "--format", "concise").stdout.splitlines()
    assert sum(NEAR in line for line in everything) == 2
    Path("analyzer.toml").write_text(WAYS[way])
    more = ("--ignore", NEAR) if way == "option" else ()
    result = run("check", "--format", "concise", *more)
    assert result.stdout.splitlines() == [line for line in everything if NEAR not in line]


def test_a_rule_that_is_selected_alone_reports_what_another_would_cover(
    repository: Path, run: Any
) -> None:
    result = run("check", "--select", PASSAGE, "--format", "concise")
    assert result.stdout.count(f"[{PASSAGE}]") == 2


def test_an_ignored_rule_takes_no_points(scratch: Path, run: Any) -> None:
    Path("a.md").write_text(STUFFED)
    quality = ("check", "a.md", "--min-quality", "90", "--format", "concise")
    assert "low-quality" in run(*quality).stdout
    assert "repeated-phrase" not in run(*quality, "--ignore", STUFFING).stdout
