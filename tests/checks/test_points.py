"""The points that a check shows add up to what the scores lack."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from stories import QUARRY, STUFFED

import analyzer


@pytest.fixture
def found(scratch: Path, run: Any) -> Callable[[str], list[dict[str, Any]]]:
    """Return the findings of a check of one text."""

    def findings(text: str) -> list[dict[str, Any]]:
        (scratch / "one.md").write_text(text, "utf-8")
        result = run("check", "one.md", "--report-level", "note", "--format", "jsonl")
        return [json.loads(line) for line in result.stdout.splitlines()]

    return findings


@pytest.mark.parametrize("text", [STUFFED, QUARRY])
def test_the_points_of_a_check_add_up_with_the_quality(
    found: Callable[[str], list[dict[str, Any]]], text: str
) -> None:
    taken = sum(one["points"] for one in found(text) if one["score"] == "quality")
    (quality,) = analyzer.analyze([text]).articles["quality"]
    assert taken > 0
    assert quality == 100 - taken


def test_a_finding_in_several_places_shows_their_points_and_the_quality(
    scratch: Path, run: Any
) -> None:
    (scratch / "one.md").write_text(STUFFED, "utf-8")
    shown = run("check", "one.md", "--select", "keyword-stuffing").stdout
    line = re.search(r"= takes (\S+) points from quality in (\d+) places; .* is (\S+)\n", shown)
    assert line is not None
    analysis = analyzer.analyze([STUFFED], settings={"select": ["keyword-stuffing"]})
    assert int(line[2]) == len(analysis.findings) > 1
    assert float(line[1]) == analysis.findings["points"].sum()
    assert float(line[3]) == analysis.articles["quality"][0]


def test_a_suppressed_place_takes_no_points(
    found: Callable[[str], list[dict[str, Any]]],
) -> None:
    title, rest = STUFFED.split("\n\n", 1)
    comment = "<!-- analyzer-disable-next-line keyword-stuffing -->"
    points = [
        sum(one["points"] for one in found(text) if one["rule"] == "keyword-stuffing")
        for text in (f"{title}\n\n{rest}", f"{title}\n\n{comment}\n{rest}")
    ]
    assert 0 < points[1] < points[0]
