"""The index of the HTML report: what to fix first, issues, sections and groups."""

import re
from html import unescape
from pathlib import Path

import pytest

from analyzer.analysis import Analysis, analyze
from analyzer.article import Article
from analyzer.comparison.changes import with_changes
from analyzer.comparison.runs import run_of
from analyzer.readers import read
from analyzer.reports.html.clusters import nearest_pairs
from analyzer.reports.html.kinds import kind_of
from analyzer.reports.html.templates import number
from analyzer.settings import Settings
from analyzer.similarity.duplicate_kinds import KINDS

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def seeds() -> Analysis:
    return analyze(list(read([SEEDS])))


def written(analysis: Analysis, folder: Path) -> str:
    """Write a report and return its index."""
    analysis.write(folder, ["html"])
    return (folder / "index.html").read_text("utf-8")


@pytest.fixture(scope="module")
def seed_page(seeds, tmp_path_factory) -> str:
    return written(seeds, tmp_path_factory.mktemp("seeds"))


def section(page: str, name: str) -> str:
    """Return one section of the index."""
    return page.split(f"<section id={name}>")[1].split("</section>", maxsplit=1)[0]


def test_near_duplicate_articles_are_listed_below_their_representative(seed_page):
    clusters = section(seed_page, "clusters")
    group = next(card for card in clusters.split("<h3>") if "Karsten" in card)
    assert group.startswith("3 articles</h3>")
    assert re.search(r"<p class=representative><a [^>]*>Landslip severs", group)
    assert re.findall(r'<b>(\d+)\xa0%</b><span title="(.+?)">([\w ]+)', group) == [
        ("100", "The shorter one is the beginning of the longer one.", "teaser"),
        ("64", "One is the other with changed words.", "edited copy"),
    ]


def test_every_kind_of_near_duplicate_is_explained():
    assert all(kind_of(kind).explained for kind in KINDS)


def test_an_article_names_the_kind_as_the_message_does(seed_page):
    article = next(
        part
        for part in seed_page.split("<article class=view")
        if "<p class=muted><bdi>event_oslo.md" in part
    )
    assert "(edited copy)" in article
    similar = article.split("<h2>Similar articles</h2>")[1]
    assert 'title="One is the other with changed words.">edited copy</span>' in similar


def test_the_articles_to_fix_first_are_the_lowest_of_both_scores_one_of_each_cluster(
    seeds, seed_page
):
    worst = section(seed_page, "worst")
    found = re.findall(r"<b>([\d.]+)</b><small>(\w+)</small>", worst)
    scores = [float(score) for score, _ in found]
    assert scores == sorted(scores)
    table = seeds.articles
    assert scores[0] == min(table["quality"].min(), table["originality"].min())
    assert {name for _, name in found} == {"quality", "originality"}
    assert "one of 3 near-duplicates" in worst
    assert worst.count(">Paper &amp; Type Weekend") == 1


def test_an_article_to_fix_first_links_to_the_other_one_and_says_what_to_do(seed_page):
    worst = section(seed_page, "worst")
    entry = next(part for part in worst.split("<li>") if "event_oslo.md</bdi>" in part)
    link, title, name, rest = re.search(
        r'<a href="#(a\d+)" title="([^"]*)">([^<]+)</a>([^<]*)</p>', entry
    ).groups()
    assert name == "event_lisbon.md"
    assert title == "Paper &amp; Type Weekend comes to Lisbon"
    assert f"<article class=view id={link}>\n<h1 dir=auto lang=en>{title}</h1>" in seed_page
    assert rest == (
        " (edited copy); keep one of the two: update the first story, or link to it"
    )


def test_no_message_with_advice_has_a_second_one(seed_page):
    worst = section(seed_page, "worst")
    messages = [unescape(found) for found in re.findall(r"<p dir=auto>(.*?)</p>", worst)]
    assert messages
    assert all(message.count("; ") <= 1 for message in messages)


def test_issues_are_counted_by_rule_and_lead_to_the_articles_that_lose_most(seeds, seed_page):
    issues = section(seed_page, "issues")
    found = [f for f in seeds.judged if f.rule == "keyword-stuffing"]
    points = sum(finding.points for finding in found)
    (issue,) = re.findall(
        r'<details id="rule-keyword-stuffing".*?</details>', issues, re.DOTALL
    )
    assert f"<b>takes {number(points)} points</b>" in issue
    errors = {(f.article, f.group) for f in found if f.severity == "error"}
    assert f"<span>{len(errors)} error, " in issue
    assert f"{len({finding.article for finding in found})} articles" in issue
    assert re.findall(r"<li><a href=\"#a\d+\" dir=auto>(\w+)", issue) == ["Garden", "Marrow"]


def test_the_sections_of_a_run_add_up_to_its_articles(tmp_path):
    page = written(
        analyze([Article(f"{'ab'[at % 2]}/{at}.txt", "Some text.") for at in range(5)]),
        tmp_path,
    )
    found = section(page, '"by-1"')
    assert re.findall(r"<bdi class=unfiltered>(\w)</bdi><td>(\d)", found) == [
        ("a", "3"),
        ("b", "2"),
    ]
    assert page.count('data-s="a"') == 3


def test_a_folder_that_is_no_text_can_be_filtered(tmp_path):
    articles = [Article(f"{name}/a.txt", "Some text.") for name in ("\udc80", "b & c")]
    page = written(analyze(articles), tmp_path)
    assert set(re.findall(r'href="#all\?section=([^"]*)"', page)) == {"%3F", "b%20%26%20c"}
    assert set(re.findall(r'data-s="([^"]*)"', page)) == {"?", "b &amp; c"}


def test_the_groups_of_a_field_are_listed(tmp_path):
    articles = [
        Article(f"{at}.txt", "Some text.", fields={"author": "Ada" if at else "Ben"})
        for at in range(4)
    ]
    page = written(analyze(articles, settings=Settings(fields=("author",))), tmp_path)
    assert re.findall(r"<bdi>(\w+)</bdi><td>(\d)", section(page, '"by-1"')) == [
        ("Ada", "3"),
        ("Ben", "1"),
    ]
    assert "<select id=section>" not in page


LAMP = "The lamp of the harbour burns all night long and nobody knows who lights it."


def test_what_changed_since_an_earlier_run_comes_first(tmp_path):
    once, twice = f"{LAMP}\n\nIt is old.", f"{LAMP}\n\nIt is old.\n\n{LAMP}"
    runs = [
        analyze([Article("lamp.md", once), Article("gone.md", "It is gone.")]),
        analyze([Article("lamp.md", once), Article("gone.md", "It is gone.")]),
    ]
    now = analyze([Article("lamp.md", twice), Article("more.md", "There is more.")])
    page = written(with_changes(now, [run_of(run.tables) for run in runs]), tmp_path)
    found = section(page, "changes")
    assert page.index("<section id=changes>") < page.index("<section id=worst>")
    assert "articles: 1 worse, 1 new, 1 removed" in found
    rows = [re.sub(r"<[^>]*>", " ", row).split() for row in found.split("<tr>")[2:]]
    assert [row[0] for row in rows[:3]] == ["lamp.md", "more.md", "gone.md"]
    assert re.search(r"<strong>worse</strong><td>100 → \d", found)
    assert re.search(r"new: [^<]*identical", found)
    assert "<strong dir=auto>gone.md</strong>" in found
    assert [row[:3] for row in rows[-3:]] == [["an", "earlier", "run"]] * 2 + [
        ["this", "run", "2"]
    ]


def test_a_run_that_is_compared_with_none_has_no_changes(seed_page):
    assert "id=changes" not in seed_page


DOORWAY = """Our team repairs roofs in {0} on every day of the week, and a first visit is free.
We have worked on the old slate roofs of {0} for thirty years, so we know each kind of leak.
Call us before noon, and somebody will stand on your roof in {0} on the same afternoon.
"""


def test_groups_of_doorway_pages_come_first_among_the_templates(tmp_path):
    towns = ("Hull", "Leeds", "York", "Derby")
    page = written(
        analyze(
            [
                Article(f"{town}.md", DOORWAY.format(town), title=f"Roof repair in {town}")
                for town in towns
            ]
        ),
        tmp_path,
    )
    templates = section(page, "templates")
    assert "<strong class=warning>doorway pages</strong>, 4 articles" in templates
    assert "Hull / Leeds / York / Derby" in templates
    assert "<mark class=originality>…</mark>" in templates


def test_doorway_pages_are_listed_with_links_and_many_are_folded(tmp_path):
    towns = ("Hull", "Leeds", "York", "Derby", "Bath", "Ripon", "Truro", "Wells")
    articles = [
        Article(f"{town}.md", DOORWAY.format(town), title=f"Roof repair in {town}")
        for town in towns
    ]
    templates = section(written(analyze(articles), tmp_path), "templates")
    shown, folded = templates.split("<details><summary>3 more</summary>")
    link = r'<li><a href="#a(\d)"[^>]*>Roof repair in (\w+)</a></li>'
    listed = [re.findall(link, part) for part in (shown, folded)]
    assert list(map(len, listed)) == [5, 3]
    assert listed[0] + listed[1] == [(str(at), town) for at, town in enumerate(towns)]


def test_a_member_of_a_cluster_is_compared_with_the_representative_if_it_can_be():
    pairs = [
        ((0, 1, 0.5), "merge"),
        ((1, 2, 0.9), ""),
        ((2, 3, 0.7), "copy"),
        ((1, 3, 0.6), ""),
    ]
    assert nearest_pairs(0, pairs) == {
        0: (1, 0.5, "merge"),
        1: (0, 0.5, "merge"),
        2: (1, 0.9, ""),
        3: (2, 0.7, "copy"),
    }
