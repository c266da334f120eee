"""The summary of a report and the comparison of two articles on a terminal."""

from io import StringIO

import pytest
from rich.console import Console

from analyzer.analysis import analyze, analyze_pair
from analyzer.article import Article
from analyzer.reports.terminal import print_summary, show

PASSAGE = (
    "The keeper climbed the tower each evening with a lamp, a cloth and a tin of oil, "
    "and the harbour waited for the light before any boat dared to leave the quay."
)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], "0 articles, 0 findings. Reports in out/"),
        (["One text."], "1 article, 0 findings. Reports in out/"),
        (["One text.", "Nobody came."], "2 articles, 0 findings. Reports in out/"),
    ],
)
def test_the_summary_counts_articles_and_findings(texts, expected, capsys):
    print_summary(analyze(texts), "out/")
    assert capsys.readouterr().err.strip() == expected


def test_the_summary_names_the_main_finding_of_the_worst_articles(capsys):
    text = "\n\n".join(f"Lamp oil prices {verb} again in town {n}." for n, verb in VERBS)
    analysis = analyze([Article("lamps.txt", text, title="Lamp oil prices")])
    assert analysis.articles["quality"].iloc[0] < 100
    print_summary(analysis, "out")
    printed = " ".join(capsys.readouterr().err.split())
    assert printed.startswith("quality originality article main issue")
    assert "lamps.txt" in printed


VERBS = list(
    enumerate(["rose", "fell", "held", "moved", "slid", "grew", "eased", "jumped", "sank"])
)


def shown(one: str, other: str) -> str:
    console = Console(width=200, highlight=False, file=StringIO())
    show(analyze_pair(Article("one.txt", one), Article("other.txt", other)), console)
    return " ".join(console.file.getvalue().split())


def test_a_comparison_says_how_much_of_each_article_appears_in_the_other():
    printed = shown(PASSAGE, f"{PASSAGE}\n\nNobody had asked him to, and nobody paid for oil.")
    assert "100 % of the first article also appears in the second" in printed
    assert "of the second in the first" in printed
    assert "1: the same 32 words" in printed


def test_a_comparison_of_unrelated_articles_says_so():
    assert shown("Nobody came.", "The lamp was lit at dusk.") == "nothing in common"
