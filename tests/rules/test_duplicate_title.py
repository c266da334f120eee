"""duplicate-title: articles that share a title, and titles that may be equal."""

from itertools import pairwise

import pytest
from examples import LINES, PLAIN
from rule_examples import flags

from analyzer import Article, analyze
from analyzer.rules.duplicate_title import RULE, comparable_titles
from analyzer.settings import Settings

LAMPS = "How to choose a lamp"


def pages(*pairs: tuple[str, str]) -> list[Article]:
    """Articles with a source and a title, each with a text of its own."""
    return [
        Article(source, " ".join(LINES[at : at + 3]), title=title, source=source)
        for at, (source, title) in enumerate(pairs)
    ]


@pytest.mark.parametrize(
    "titles",
    [
        (LAMPS, LAMPS),
        (LAMPS, "how to  choose a LAMP"),
        (LAMPS, f"{LAMPS} | Lamp House"),
    ],
)
def test_the_rule_flags_equal_titles(titles) -> None:
    assert flags(RULE, *pages(("a/x.md", titles[0]), ("b/y.md", titles[1]))) == [True, True]


def test_the_message_names_all_articles() -> None:
    articles = pages(*((f"{name}.md", LAMPS) for name in ("a", "b", "c", "d", "e")))
    analysis = analyze(articles, settings=Settings(select=("duplicate-title",)))
    assert set(analysis.findings["message"]) == {
        f'5 articles have the title "{LAMPS}": a.md, b.md, c.md and 2 more; '
        "give each its own title"
    }
    assert set(analysis.findings["severity"]) == {"note"}
    assert set(analysis.findings["group"]) == {"1"}


@pytest.mark.parametrize(
    "pairs",
    [
        [("a.md", LAMPS), ("b.md", "How to choose a shade")],
        # Editions of one page.
        [("fr/lamp.md", LAMPS), ("de/lamp.md", LAMPS)],
        [("5.1/lamp.md", LAMPS), ("7.4/lamp.md", LAMPS)],
        # A series with its dates in the paths.
        [("2023-05-01-lamps.md", LAMPS), ("2024-05-02-lamps.md", LAMPS)],
        # Titles that name their folder.
        [("lamps/index.md", "Introduction"), ("shades/index.md", "Introduction")],
        [("lamps/start.md", "First steps"), ("shades/start.md", "First steps")],
        # No titles.
        [("a.md", ""), ("b.md", "")],
        [("a.md", "Lamps, part 1 - Oil"), ("b.md", "Lamps, part 1 - Gas")],
    ],
)
def test_the_rule_passes(pairs) -> None:
    assert flags(RULE, *pages(*pairs)) == [False, False]


def test_a_short_title_is_reported_within_a_folder() -> None:
    assert (
        flags(RULE, *pages(("a/x.md", "First steps"), ("a/y.md", "First steps"))) == [True] * 2
    )


def test_another_language_may_have_the_title() -> None:
    german = Article("b.md", PLAIN, title="Baedeker Atlas London", language="de")
    english = Article("a.md", PLAIN, title="Baedeker Atlas London", language="en")
    assert flags(RULE, german, english) == [False, False]


def test_records_of_one_file_are_articles_of_their_own() -> None:
    records = [
        Article(f"posts.csv#{row}", line, title=LAMPS, source="posts.csv", row=row)
        for row, line in enumerate(LINES[:3], 1)
    ]
    assert flags(RULE, *records) == [True] * 3


def test_the_name_of_the_site_after_a_dash_is_what_most_titles_end_with() -> None:
    titles = ["Oil lamps - Lamp House", "Gas lamps - Lamp House", "Wicks - Lamp House"]
    assert comparable_titles(titles) == ["oil lamps", "gas lamps", "wicks"]
    few = ["Oil lamps - Rome", "Oil lamps - Athens", "Oil lamps - Paris"]
    assert all(left != right for left, right in pairwise(comparable_titles(few)))
