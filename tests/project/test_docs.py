"""The documents agree with the code."""

import re
import tomllib
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
    written = {
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
    assert written == found
    quality = float(re.search(r"\*\*([\d.]+)\*\*", page)[1])  # type: ignore[index]
    assert analysis.articles["quality"].item() == quality == 100 - taken["points"].sum()


def test_the_table_of_points_is_what_the_code_takes() -> None:
    page = (ROOT / "docs" / "score.md").read_text("utf-8")
    written = {
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
    taking = {name for name, scoring in scored.items() if getattr(scoring, "most", 0)}
    assert taking <= written.keys() <= scored.keys()
    for rule, (limit, most) in written.items():
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
    pages = [ROOT / "README.md", *(ROOT / "docs" / "how-to").glob("*.md")]
    assert any(f"analyzer {name}" in page.read_text("utf-8") for page in pages)


def test_every_link_of_the_documents_has_a_target() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), (page.name, target)


def test_every_document_is_in_a_table_of_contents() -> None:
    docs = ROOT / "docs"
    listed = set()
    for page in (*docs.rglob("*.md"), *docs.rglob("*.rst")):
        for name in page.read_text("utf-8").split():
            listed.add((page.parent / name).resolve())
    pages = {path.with_suffix("") for path in docs.rglob("*.md") if "_build" not in path.parts}
    assert pages <= listed


def test_every_public_name_is_in_the_api_reference() -> None:
    page = (ROOT / "docs" / "api.rst").read_text("utf-8")
    names = set(analyzer.__all__) - {"__version__"}
    assert {name for name in names if f":: analyzer.{name}\n" in page} == names


@pytest.mark.parametrize("term", ["rarity", "boilerplate", "key phrase", "finding"])
def test_the_glossary_has_the_terms_of_other_pages(term: str) -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    assert re.search(rf"^(?:.*, )?{term}(?:,.*)?\n: ", glossary, re.MULTILINE)


def test_the_layers_of_the_architecture_are_those_of_the_contract() -> None:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layers = contract["tool"]["importlinter"]["contracts"][0]["layers"]
    names = [
        name
        for layer in layers
        for name in layer.split(" | ")
        if not name.startswith("(") and name != "__main__"
    ]
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.*?) \|", page.partition("## Packages")[2], re.MULTILINE)
    shown = [re.sub(r"/|\.py", "", name) for row in rows for name in re.findall("`(.*?)`", row)]
    assert [name for name in shown if name in names] == names


def test_every_dependency_is_explained_with_its_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    for requirement in project["dependencies"]:
        name, version = requirement.split(">=")
        assert f"| {name} | {version} |" in page
    for requirements in project["optional-dependencies"].values():
        for requirement in requirements:
            name = re.split(r"[>\[]", requirement)[0].lower()
            assert name in page.lower(), requirement
