"""The table of findings, and the main issue of an article."""

import pandas as pd
import pytest
from samples import document

import analyzer
from analyzer import Article
from analyzer.inputs import to_articles
from analyzer.pipeline.finding_rows import excerpts, main_issue
from analyzer.rules.finding import Finding, Score
from analyzer.settings import Severity

WALL = "The lamp keeper climbed the outer wall before dawn and counted every ship in the bay."


def finding(
    start: int = 0,
    end: int = 1,
    rule: str = "a-rule",
    points: float = 0,
    message: str = "a message",
    severity: Severity = "note",
) -> Finding:
    score: Score = "quality" if points else ""
    return Finding(0, start, end, rule, severity, 1.0, score, points, message, "")


def test_a_phrase_has_the_words_around_it_and_a_long_text_is_shortened() -> None:
    text = f"{WALL} {WALL} {WALL}\n\nA paragraph of its own."
    article = Article("a", text)
    at = text.index("outer wall", 100)
    short, long, last = excerpts(
        article,
        [
            finding(at, at + 10, "keyword-stuffing"),
            finding(0, 250, "duplicate-passage"),
            finding(len(text) - 7, len(text), "keyword-stuffing"),
        ],
    )
    assert " climbed the outer wall before dawn " in short
    assert (short[0], short[-1]) == ("…", "…")
    assert set(short[1:-1].split()) <= set(WALL.split())
    assert long.endswith("…")
    assert 100 < len(long) <= 161
    assert text.startswith(long[:-1])
    assert last == "A paragraph of its own."


def test_an_excerpt_has_no_markup() -> None:
    page = f"# Lamps\n\n{WALL} See **the [outer wall](wall.md)** again.\n"
    (article,) = to_articles([page], markup="markdown")
    at = page.index("[outer")
    (shown,) = excerpts(article, [finding(at, at + 21, "repeated-phrase")])
    assert "the outer wall again." in shown


def test_a_text_outside_of_the_prose_is_its_own_excerpt() -> None:
    page = f"---\ntitle: [\n---\n\n{WALL}\n"
    analysis = analyzer.analyze([page], markup="markdown")
    (row,) = analysis.findings.query("rule == 'broken-metadata'").itertuples()
    assert WALL[:10] not in row.excerpt
    assert row.excerpt


WARNING = finding(message="w", severity="warning")


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([], ""),
        ([finding(message="only a note")], ""),
        (
            [finding(message="a warning", severity="warning"), finding(message="no")],
            "a warning",
        ),
        (
            [finding(message="w", severity="warning"), finding(message="e", severity="error")],
            "e",
        ),
        (
            [finding(message="w", severity="error"), finding(message="points", points=1)],
            "points",
        ),
        (
            [
                finding(message="most at once", points=5),
                finding(rule="b-rule", message="less", points=3),
                finding(rule="b-rule", message="more", points=2),
                finding(rule="b-rule", message="more", points=2),
            ],
            "more",
        ),
    ],
)
def test_the_main_issue_is_what_takes_most_points(
    findings: list[Finding], expected: str
) -> None:
    assert main_issue(findings) == expected


def test_a_finding_names_the_other_article_and_its_line() -> None:
    shared = document(1, 12)
    texts = {"a.md": f"{shared}\n\n{document(2, 40)}", "b.md": f"{document(3, 40)}\n\n{shared}"}
    found = analyzer.analyze([Article(name, text) for name, text in texts.items()]).findings
    rows = found.query("rule == 'duplicate-passage'").set_index("article")
    assert rows.loc["a.md", "other_article"] == "b.md"
    line = rows.loc["a.md", "other_line"]
    assert texts["b.md"].splitlines()[line - 1].startswith(shared[:20])
    assert f"b.md:{line}" in rows.loc["a.md", "message"]


def test_a_sentence_names_the_line_of_the_one_that_it_repeats() -> None:
    text = f"{WALL}\n\n{document(4, 9)}\n\n{WALL.replace('ship', 'boat')}"
    found = analyzer.analyze([Article("a.md", text)]).findings
    rows = found.query("rule == 'near-duplicate-sentence'").dropna(subset="other_line")
    assert set(rows["other_article"]) == {"a.md"}
    assert {*rows["other_line"]} & {1, len(text.splitlines())}
    assert pd.isna(found["other_article"]).sum() == pd.isna(found["other_line"]).sum()
