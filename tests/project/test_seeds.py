"""Each sample in `seeds/` shows what it was written to show."""

from pathlib import Path

import pandas as pd
import pytest

import analyzer
from analyzer.analysis import Analysis

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        off = ("hard-to-read", "low-lexical-diversity")
        settings = analyzer.Settings(extend_select=off, fail_level="never")
        return analyzer.analyze(analyzer.read(["seeds/"]), settings=settings)


@pytest.mark.parametrize(
    ("article", "rule"),
    [
        ("harbour_ferry_expansion.txt", "keyword-stuffing"),
        ("stuffed_words.txt", "keyword-stuffing"),
        ("repeated_sentences.md", "near-duplicate-sentence"),
        ("repeated_openings.txt", "repeated-opening"),
        ("thin_vocabulary.txt", "low-lexical-diversity"),
        ("hard_to_read.txt", "hard-to-read"),
        ("quoting_review.md", "duplicate-passage"),
        ("event_oslo.md", "near-duplicate-article"),
        ("story_teaser.txt", "near-duplicate-article"),
    ],
)
def test_a_sample_shows_the_issue_that_it_was_written_for(
    analysis: Analysis, article: str, rule: str
) -> None:
    found = analysis.findings.query("article == @article")
    assert rule in set(found["rule"])


CLEAN = "clean_clock_keeper.txt", "clean_night_market.txt", "page.html", "tide_tables.md"


@pytest.mark.parametrize("article", CLEAN)
def test_a_clean_sample_loses_no_quality(analysis: Analysis, article: str) -> None:
    quality = analysis.articles.set_index("article")["quality"]
    assert quality[article] == 100


def test_the_stuffed_phrase_is_reported_with_its_counts(analysis: Analysis) -> None:
    phrases: pd.DataFrame = analysis.phrases
    row = phrases.query("article == 'harbour_ferry_expansion.txt'").nlargest(
        1, "stuffing_probability"
    )
    assert row["phrase"].item() == "Marrow Sound ferry links widen"
    assert row[["count", "paragraphs", "sentence_initial"]].values.tolist() == [[4, 4, 4]]
    assert row["in_title"].item()
    articles = analysis.articles.set_index("article")
    assert articles.loc["harbour_ferry_expansion.txt", "top_phrase"] == row["phrase"].item()
    assert articles.loc["harbour_ferry_expansion.txt", "quality"] <= 75


def test_kinds_of_duplicates_are_distinguished(analysis: Analysis) -> None:
    kinds = analysis.duplicates.set_index(["article_a", "article_b"])["kind"]
    assert kinds["story_teaser.txt", "story_v1.txt"] == "teaser"
    assert kinds["story_v1.txt", "story_v2.txt"] == "version"


def test_a_passage_in_quotation_marks_takes_no_originality(analysis: Analysis) -> None:
    originality = analysis.articles.set_index("article")["originality"]
    assert originality["quoting_with_credit.md"] == 100
    assert originality["quoting_review.md"] < 85
    quoted = analysis.passages.groupby("article")["quoted"]
    assert quoted.get_group("quoting_with_credit.md").all()
    assert not quoted.get_group("quoting_review.md").any()


def test_a_copied_passage_is_a_warning_unless_it_is_quoted(analysis: Analysis) -> None:
    copied = analysis.findings.query("rule == 'duplicate-passage'").groupby("article")[
        "severity"
    ]
    assert set(copied.get_group("quoting_with_credit.md")) == {"note"}
    assert set(copied.get_group("quoting_review.md")) == {"warning"}
