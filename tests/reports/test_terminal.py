"""The summary of a report and the comparison of two articles on a terminal."""

from io import StringIO

import pytest
from rich.console import Console
from samples import document

from analyzer.analysis import Analysis, analyze, analyze_pair
from analyzer.article import Article
from analyzer.reports.terminal import count_lines, print_summary, show, worst_lines
from analyzer.text.terminal_text import width

PASSAGE = (
    "The keeper climbed the tower each evening with a lamp, a cloth and a tin of oil, "
    "and the harbour waited for the light before any boat dared to leave the quay."
)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], "0 articles: no findings\nReports in out/\n"),
        (["One text."], "1 article: no findings\nReports in out/\n"),
        (["One text.", "Nobody came."], "2 articles: no findings\nReports in out/\n"),
    ],
)
def test_the_summary_counts_articles_and_findings(texts, expected):
    assert summary(analyze(texts)) == expected


def summary(analysis: Analysis) -> str:
    stream = StringIO()
    print_summary(analysis, "out/", stream)
    return stream.getvalue()


def test_the_summary_names_the_main_finding_of_the_worst_articles():
    text = "\n\n".join(f"Lamp oil prices {verb} again in town {n}." for n, verb in VERBS)
    analysis = analyze([Article("lamps.txt", text, title="Lamp oil prices")])
    assert analysis.articles["quality"].iloc[0] < 100
    head, row, *_ = summary(analysis).splitlines()
    assert head.split() == ["quality", "originality", "article", "main", "issue"]
    assert "  lamps.txt  " in row
    assert row.endswith(analysis.articles["main_issue"].iloc[0])


LONG = "guides/the-lamps-of-the-northern-harbour-and-the-people-who-tend-them/chapter-one.md"


def repetitive() -> Analysis:
    names = (LONG, "日本の灯台.md", "b.md")
    texts = [f"{document(seed, 4)}\n\n{document(seed, 4)}" for seed in range(3)]
    return analyze(list(map(Article, names, texts)))


def test_a_pipe_has_one_line_for_each_article_with_the_cells_of_the_table():
    analysis = repetitive()
    lines = summary(analysis).splitlines()
    for line, row in zip(lines[1:], analysis.articles.itertuples(), strict=False):
        cells = [cell.strip() for cell in line.split("  ") if cell.strip()]
        scores = [f"{score:g}" for score in (row.quality, row.originality)]
        assert cells == [*scores, row.article, row.main_issue]


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_a_terminal_has_lines_that_fit_and_whole_names(columns):
    analysis = repetitive()
    lines = [*worst_lines(analysis, columns), *count_lines(analysis, columns)]
    longest = max(map(width, " ".join(lines).split()))
    assert all(width(line) <= max(columns, 22 + longest) for line in lines)
    words = " ".join(lines).split()
    for row in analysis.articles.itertuples():
        assert row.article in words
        assert row.main_issue in " ".join(words)


def test_no_name_can_control_the_terminal():
    analysis = analyze([Article("a\x1b[31m.md", f"{PASSAGE}\n\n{PASSAGE}")] * 2)
    assert "\x1b" not in summary(analysis)


def test_the_rest_of_the_articles_below_100_is_counted():
    analysis = analyze([Article(f"{n}.md", PASSAGE) for n in range(14)])
    assert "one of 14 near-duplicates\n13 more articles below 100\n" in summary(analysis)


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
