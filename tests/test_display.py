"""Notebook display of an analysis, and its plots."""

import html
import re
from functools import partial
from pathlib import Path

import matplotlib
import pytest
from hostile import hostile_articles
from matplotlib import pyplot

from analyzer.analysis import Analysis, analyze
from analyzer.article import Article
from analyzer.errors import SettingError
from analyzer.readers import read

SEEDS = Path(__file__).parent.parent / "seeds"
STUFFED = "harbour_ferry_expansion.txt"


@pytest.fixture(scope="module")
def seeds() -> Analysis:
    return analyze(list(read([SEEDS])))


def inside(shown: str) -> str:
    """Return the page inside a frame."""
    frame = re.fullmatch(
        r'<iframe sandbox="allow-scripts" srcdoc="([^"]*)" title="[^"]*"[^<>]*></iframe>',
        shown,
    )
    assert frame
    return html.unescape(frame[1])


def worst(analysis) -> str:
    """Return the article with the lowest of both scores."""
    scores = analysis.articles.set_index("article")[["quality", "originality"]]
    return str(scores.min(axis=1).idxmin())


def test_the_display_of_an_analysis_has_scores_and_the_worst_articles(seeds):
    page = inside(seeds._repr_html_())
    assert "of 33 articles have warnings or errors" in page
    assert "Fix first" in page
    assert worst(seeds) in page
    assert "<a " not in page


def test_the_display_of_an_article_has_its_text_with_marked_findings(seeds):
    page = inside(seeds[STUFFED]._repr_html_())
    assert "<mark" in page
    assert "Share post:" in page
    assert set(re.findall(r'href="?([^" >]*)', page)) <= {
        f"#{name}" for name in re.findall(r"id=([a-z0-9-]+)", page)
    }


def test_every_article_can_be_displayed(seeds):
    for article in seeds:
        assert inside(article._repr_html_())
        assert str(article)


def test_hostile_articles_stay_inside_their_frame():
    for article in analyze(hostile_articles()):
        page = inside(article._repr_html_())
        assert page.count("<script") == 1


def test_the_same_input_gives_the_same_display(seeds):
    again = analyze(list(read([SEEDS])))
    assert seeds._repr_html_() == again._repr_html_()
    assert seeds[STUFFED]._repr_html_() == again[STUFFED]._repr_html_()


def test_plain_text_has_the_counts_and_the_worst_articles(seeds):
    lines = repr(seeds).splitlines()
    assert lines[0].startswith("Analysis of 33 articles, ")
    assert worst(seeds) in repr(seeds)
    assert len(lines) <= 10


def test_plain_text_of_an_article_lists_its_findings(seeds):
    lines = repr(seeds[STUFFED]).splitlines()
    assert lines[0].startswith("Marrow Sound ferry")
    assert f"quality {seeds[STUFFED].scores['quality']:g}" in lines[1]
    assert any("keyword-stuffing" in line for line in lines)


def test_plain_text_is_short_for_any_article():
    for article in analyze(hostile_articles()):
        assert max(map(len, repr(article).splitlines()), default=0) < 200


def test_an_article_is_found_by_its_id_and_by_its_position(seeds):
    at = seeds.position(STUFFED)
    assert seeds[at].article.id == STUFFED
    assert seeds[STUFFED].index == at
    assert seeds[-1].index == len(seeds) - 1
    with pytest.raises(KeyError, match="nowhere"):
        seeds["nowhere"]
    with pytest.raises(IndexError):
        seeds[len(seeds)]


def test_the_tables_of_an_article_are_its_rows(seeds):
    article = seeds["event_lisbon.md"]
    assert set(article.findings["article"]) == {"event_lisbon.md"}
    counts = article.scores[["errors", "warnings", "notes"]]
    assert len(article.findings) == counts.sum()
    assert len(article.duplicates) == 1
    assert len(article.sentences) == len(seeds["event_oslo.md"].sentences) > 0
    assert article.body.startswith("For two days")


def test_tables_are_ordinary_data_frames(seeds):
    assert seeds.articles.query("quality < 100")["words"].mean() > 0
    assert seeds.findings.groupby("rule")["points"].sum().ge(0).all()


def test_plots_draw_on_the_given_axes_and_return_them(seeds):
    matplotlib.use("agg")

    _, ax = pyplot.subplots()
    for drawn in (seeds.plot.quality, seeds.plot.clusters):
        assert drawn(ax=ax) is ax
        assert drawn().get_title()
    drawn = seeds.plot.phrases(STUFFED)
    assert "Marrow Sound ferry links widen" in [t.get_text() for t in drawn.get_yticklabels()]
    scored = seeds.articles[["quality", "originality"]].notna().to_numpy().sum()
    assert sum(patch.get_height() for patch in seeds.plot.quality().patches) == scored
    pyplot.close("all")


def test_plots_of_an_empty_analysis_are_no_error():
    matplotlib.use("agg")

    empty = analyze([Article("empty", "")])
    empty.plot.quality()
    empty.plot.clusters()
    empty.plot.phrases("empty")
    analyze([]).plot.quality()
    pyplot.close("all")


def test_progress_is_shown_when_asked_for(capsys):
    analyze(["One text.", "Another."], progress=True)
    assert "Analyzing" in capsys.readouterr().err
    analyze(["One text."])
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("module", "act"),
    [
        ("matplotlib", analyze(["a"]).plot.quality),
        ("tqdm.auto", partial(analyze, ["a"], progress=True)),
    ],
)
def test_the_error_for_a_missing_library_names_its_extra(module, act, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, module, None)
    with pytest.raises(SettingError, match=r"pip install 'analyzer\[notebook\]'"):
        act()
