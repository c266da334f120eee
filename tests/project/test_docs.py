"""The documents agree with the code."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import analyzer
from analyzer.cli.main import main
from analyzer.rules.registry import BY_NAME
from analyzer.rules.rule import Coverage, Probability, Rarity
from analyzer.rules.scoring import (
    NOTE_PROBABILITY,
    NOTE_RARITY,
    POINTS_PER_TENFOLD,
)

ROOT = Path(__file__).parents[2]


def test_the_worked_example_of_the_score_is_recomputed() -> None:
    page = (ROOT / "docs" / "score.md").read_text("utf-8").partition("## A worked example")[2]
    told = {
        (cells[0], cells[1]): (int(cells[2]), float(cells[4]))
        for line in page.splitlines()
        if len(cells := [cell.strip() for cell in line.strip("|").split("|")]) == 5
        and cells[0] in BY_NAME
    }
    sample = ROOT / "seeds" / "harbour_ferry_expansion.txt"
    analysis = analyzer.analyze(analyzer.read([sample]))
    taken = analysis.findings.query("points > 0 and score == 'quality'")
    found = {
        key: (len(group), group["points"].sum())
        for key, group in taken.groupby(["rule", "group"])
    }
    assert told == found
    quality = float(re.search(r"\*\*([\d.]+)\*\*", page)[1])  # type: ignore[index]
    assert analysis.articles["quality"].item() == quality == 100 - taken["points"].sum()


def test_the_table_of_points_is_what_the_code_takes() -> None:
    page = (ROOT / "docs" / "score.md").read_text("utf-8")
    told = {
        rule: (cells[1], float(cells[3]))
        for line in page.splitlines()
        if len(cells := [cell.strip() for cell in line.strip("|").split("|")]) == 4
        for rule in cells[0].split(", ")
        if rule in BY_NAME
    }
    scored = {
        name: rule.scoring
        for name, rule in BY_NAME.items()
        if rule.measure and not isinstance(rule.scoring, Coverage)
    }
    assert told.keys() == scored.keys()
    for rule, (limit, most) in told.items():
        scoring = scored[rule]
        assert getattr(scoring, "most", 0) == most
        if isinstance(scoring, Probability):
            assert limit == f"probability {NOTE_PROBABILITY}"
        elif isinstance(scoring, Rarity):
            assert limit == f"rarity {NOTE_RARITY:g}"
        else:
            assert limit in ("", "always")
    assert f"{POINTS_PER_TENFOLD:g} per tenfold rarity" in page


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_help_and_is_documented(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0
    assert main.commands[name].help
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    assert any(f"analyzer {name}" in page.read_text("utf-8") for page in pages)


def test_every_link_of_the_documents_has_a_target() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), (page.name, target)


def test_every_document_is_in_the_index_of_the_site() -> None:
    listed = set((ROOT / "docs" / "index.rst").read_text("utf-8").split())
    assert {path.stem for path in (ROOT / "docs").glob("*.md")} <= listed
