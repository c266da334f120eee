"""The terminal, the tables and the page have the same figures and words."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lxml import html

from analyzer.cli.main import main
from analyzer.rules.registry import ONE_PER_GROUP

SEEDS = Path(__file__).parents[2] / "seeds"
SEVERITIES = ("errors", "warnings", "notes")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The folder of a report, and the lines of its summary."""
    folder = tmp_path_factory.mktemp("report")
    arguments = ["report", str(SEEDS), "-o", str(folder), "--format", "csv,html,json"]
    done = CliRunner().invoke(main, arguments, catch_exceptions=False)
    return folder, done.stdout.splitlines()


def rows_of(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def issues_of(folder: Path) -> list[dict[str, str]]:
    """Return the findings of a report, one for the locations of a group."""
    issues = {}
    for number, row in enumerate(rows_of(folder, "findings")):
        at = row["group"] if row["rule"] in ONE_PER_GROUP else number
        issues.setdefault((row["article"], row["rule"], row["severity"], at), row)
    return list(issues.values())


def shown(node: Any) -> str:
    """Return the words of a node, without marks where a line may be broken."""
    return " ".join(node.text_content().replace("\u200b", "").split())


def test_the_terminal_shows_the_first_rows_of_the_table_one_of_each_group(
    report: tuple[Path, list[str]],
) -> None:
    folder, lines = report
    groups: dict[str, set[str]] = {}
    for pair in rows_of(folder, "duplicates"):
        if pair["cluster"]:
            groups.setdefault(pair["cluster"], set()).update(
                [pair["article_a"], pair["article_b"]]
            )
    expected: list[list[str]] = []
    seen: set[str] = set()
    for row in rows_of(folder, "articles"):
        quality, originality = float(row["quality"] or 100), float(row["originality"] or 100)
        own = [group for group in groups.values() if row["article"] in group]
        group = own[0] if own and originality <= quality else set()
        if row["article"] not in seen and min(quality, originality) < 100:
            note = f"; one of {len(group)} near-duplicates" if group else ""
            cells = [row[c] for c in ("quality", "originality", "article")]
            expected.append([*cells, row["main_issue"] + note])
            seen |= group
    assert any("near-duplicates" in row[3] for row in expected[:10])
    for line, cells in zip(lines[1:11], expected, strict=False):
        assert [cell.strip() for cell in line.split("  ") if cell.strip()] == cells


def test_the_page_and_the_terminal_list_the_same_articles_first(
    report: tuple[Path, list[str]],
) -> None:
    folder, lines = report
    page = html.fromstring((folder / "index.html").read_text("utf-8"))
    found = [shown(item) for item in page.xpath("//section[@id='worst']/ol/li")]
    assert len(found) == 8
    for line, item in zip(lines[1:9], found, strict=True):
        _, _, name, issue = (cell.strip() for cell in line.split("  ") if cell.strip())
        assert name in item
        assert all(part in item for part in issue.split("; one"))


def test_the_terminal_counts_what_the_tables_count(report: tuple[Path, list[str]]) -> None:
    folder, lines = report
    articles, findings = rows_of(folder, "articles"), issues_of(folder)
    for severity in SEVERITIES:
        count = sum(int(row[severity]) for row in articles)
        held = sum(row[severity] != "0" for row in articles)
        assert count == sum(row["severity"] == severity[:-1] for row in findings)
        noun = severity if count != 1 else severity[:-1]
        assert any(f"{count} {noun} in {held} article" in line for line in lines)
    by_rule = next(line for line in lines if line.startswith("Issues by rule: "))
    counts = dict(part.split()[::-1] for part in by_rule.partition(": ")[2].split(", "))
    for rule, count in counts.items():
        assert int(count) == sum(row["rule"] == rule for row in findings)
    assert sum(map(int, counts.values())) == len(findings)


def test_the_page_has_the_rows_of_the_table_in_its_order(
    report: tuple[Path, list[str]],
) -> None:
    folder, _ = report
    page = html.fromstring((folder / "index.html").read_text("utf-8"))
    lines = page.xpath("//table[@id='articles']/tbody/tr")
    rows = rows_of(folder, "articles")
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        name, quality, originality, issue, *_ = (shown(cell) for cell in line.xpath("./td"))
        assert row["article"] in name
        assert (quality, originality) == (row["quality"], row["originality"])
        assert issue == " ".join(row["main_issue"].split())


def test_the_page_counts_the_issues_of_an_article_as_the_table_does(
    report: tuple[Path, list[str]],
) -> None:
    folder, _ = report
    page = html.fromstring((folder / "index.html").read_text("utf-8"))
    lines = page.xpath("//table[@id='articles']/tbody/tr")
    findings = rows_of(folder, "findings")
    assert len(findings) > len(issues_of(folder))
    for line, row in zip(lines, rows_of(folder, "articles"), strict=True):
        counts = [(int(row[name]), name) for name in SEVERITIES]
        words = [f"{n} {name if n > 1 else name[:-1]}" for n, name in counts if n]
        assert " ".join(words) in [shown(cell) for cell in line.xpath("./td")]


def test_a_score_is_100_minus_the_points_of_the_findings(
    report: tuple[Path, list[str]],
) -> None:
    folder, _ = report
    findings = rows_of(folder, "findings")
    for row in rows_of(folder, "articles"):
        for score in ("quality", "originality"):
            own = [f for f in findings if (f["article"], f["score"]) == (row["article"], score)]
            points = sum(float(finding["points"]) for finding in own)
            assert row[score] == "" or float(row[score]) == max(100 - points, 0)


def test_json_has_the_rows_of_csv(report: tuple[Path, list[str]]) -> None:
    folder, _ = report
    for table in ("articles", "metrics", "findings"):
        values = json.loads((folder / f"{table}.json").read_text("utf-8"))[table]
        for row, cells in zip(values, rows_of(folder, table), strict=True):
            for name, value in row.items():
                cell = cells[name].removeprefix("'") if isinstance(value, str) else cells[name]
                if isinstance(value, float | int) and not isinstance(value, bool):
                    assert float(cell) == value
                else:
                    assert cell == (value or "")
