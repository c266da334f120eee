"""A house makes a profile of its archive, and what is usual there passes."""

import random
import re
import shlex
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from samples import word

import analyzer
from analyzer.cli.main import main
from analyzer.rules.reference_profile import load_profile

pytestmark = pytest.mark.slow

DOCUMENT = Path(__file__).parents[2] / "docs" / "how-to" / "calibrate.md"


def column(seed: int, refrains: int) -> str:
    """A column of the house: so many of its paragraphs begin as they always do."""
    random_ = random.Random(seed)
    blocks = []
    for at in range(10):
        words = " ".join(word(random_) for _ in range(14))
        opening = "Overheard on the quay this week" if at < refrains else word(random_).title()
        blocks.append(f"{opening} {words}.")
    return "\n\n".join(blocks)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    for name, seeds, refrains in (("archive", range(120), 7), ("articles", range(900, 901), 6)):
        (folder / name).mkdir()
        for seed in seeds:
            path = folder / name / f"{seed}.txt"
            path.write_text(column(seed, refrains), "utf-8")
    return folder


def test_the_commands_of_the_document_make_and_use_a_profile(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(house)
    page = DOCUMENT.read_text("utf-8")
    commands = re.findall(r"^ +analyzer (.*)$", page, re.MULTILINE)
    assert [command.split()[0] for command in commands] == ["calibrate", "report"]
    for command in commands:
        result = CliRunner().invoke(main, shlex.split(command))
        assert result.exit_code == 0, result.output
    assert load_profile("courier.json").name == "The Courier, 2024"
    passed = pd.read_csv("reports/articles/findings.csv")
    assert "repeated-opening" not in set(passed["rule"])
    shipped = analyzer.analyze(analyzer.read(["articles"])).findings
    assert "repeated-opening" in set(shipped["rule"])


def test_what_is_rare_in_the_house_is_told_with_its_profile(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(house)
    arguments = ["calibrate", "archive", "-o", "strict.json"]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    said_again = "\n\n".join([column(950, 7), *["The tide will turn at noon again."] * 6])
    found = analyzer.analyze([said_again], settings={"profile": "strict.json"}).findings
    assert {"near-duplicate-sentence"} <= set(found["rule"])
    assert found["points"].sum() > 0


def test_too_few_articles_make_no_profile(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(house)
    result = CliRunner().invoke(main, ["calibrate", "articles", "-o", "none.json"])
    assert result.exit_code == 2
    assert not Path("none.json").exists()
