"""Notebook display of an analysis, and its plots."""

import html
import re
from functools import partial
from pathlib import Path

import matplotlib
import pandas as pd
import pytest
from hostile import hostile_articles
from matplotlib import pyplot
from samples import document

from analyzer.analysis import Analysis, analyze
from analyzer.article import Article
from analyzer.errors import SettingError
from analyzer.pipeline.table_columns import TABLES
from analyzer.readers import read
from analyzer.reports.worst import worst_articles

SEEDS = Path(__file__).parent.parent / "seeds"
STUFFED = "harbour_ferry_expansion.txt"


COPY = "The keeper lit the lamp at dusk and rowed back to the harbour before the storm."


@pytest.fixture(autouse=True)
def plots():
    matplotlib.use("agg")
    yield
    pyplot.close("all")


@pytest.fixture(scope="module")
def seeds() -> Analysis:
    return analyze(list(read([SEEDS])))


def inside(shown: str) -> str:
    """Return the page inside a frame."""
    frame = re.fullmatch(
        r'<iframe sandbox="allow-scripts" srcdoc="([^"]*)" title="[^"]*" width="100%" '
        r'height="560" onload="const f=this;window.addEventListener[^"]*" '
        r'style="border:0"></iframe>',
        shown,
    )
    assert frame
    return html.unescape(frame[1])


def worst(analysis) -> str:
    """Return the article with the lowest of both scores."""
    scores = analysis.articles.set_index("article")[["quality", "originality"]]
    return str(scores.min(axis=1).idxmin())


def test_the_display_of_an_analysis_leads_with_the_worst_articles(seeds):
    page = seeds._repr_html_()
    rows = re.findall("<tr><td.*?><b>(.*?)</b>", page)
    listed = [
        seeds.tables["articles"]["article"][one.article] for one in worst_articles(seeds, 8)
    ]
    assert rows == listed
    assert rows[0] == worst(seeds)
    assert len(rows) == 8
    assert html.escape(seeds.articles["main_issue"].iloc[0]) in page.replace("&#34;", "&quot;")


def test_the_display_of_an_analysis_names_its_tables(seeds):
    page = seeds._repr_html_()
    for name in TABLES:
        assert f"<code>.{name}</code> ({len(getattr(seeds, name)):,})" in page
        assert name in repr(seeds).partition("tables: ")[2]
    assert max(map(len, repr(seeds).splitlines())) < 80
    assert f"analysis[&#39;{worst(seeds)}&#39;]" in page


def test_the_display_of_an_analysis_has_no_frame_no_script_and_no_markup_of_the_texts():
    given = pd.DataFrame({"id": ["<b>"], "text": ["<script>1</script>"], "title": ["<i>x</i>"]})
    page = analyze(pd.concat([given, given]), markup="text")._repr_html_()
    assert not re.search("<(iframe|script|link|style|i)", page)


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
    assert len(lines) <= 12


def test_of_near_duplicates_one_is_listed_with_their_number():
    texts = {"one": f"{COPY}\n\n{document(1, 9)}", "two": f"{document(1, 9)}\n\n{COPY}"}
    analysis = analyze(pd.Series(texts))
    shown, page = repr(analysis), analysis._repr_html_()
    assert "one of 2 near-duplicates" in shown
    assert "one of 2 near-duplicates" in page
    assert page.count("<tr><td") == sum("near-duplicate" in line for line in shown.splitlines())
    assert page.count("<tr><td") == 1


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


def test_plots_draw_on_the_given_axes_and_have_titles_and_units(seeds):
    _, ax = pyplot.subplots()
    for drawn in (
        seeds.plot.quality,
        seeds.plot.clusters,
        partial(seeds.plot.phrases, STUFFED),
    ):
        assert drawn(ax=ax) is ax
        own = drawn()
        assert own.get_title()
        assert "(" in own.get_xlabel()
        assert own.get_ylabel()
        assert own.get_legend().get_texts()
    assert "Marrow Sound ferry links widen" in [t.get_text() for t in own.get_yticklabels()]
    scored = seeds.articles[["quality", "originality"]].notna().to_numpy().sum()
    assert sum(patch.get_height() for patch in seeds.plot.quality().patches) == scored


@pytest.mark.parametrize("score", ["quality", "originality"])
def test_scores_are_drawn_by_the_values_of_a_column(seeds, score):
    drawn = seeds.plot.quality(score=score, hue="language")
    known = seeds.articles[seeds.articles[score].notna()]
    wanted = known["language"].value_counts()
    legend = dict(t.get_text()[:-1].split(" (") for t in drawn.get_legend().get_texts())
    assert int(legend["en"]) == wanted["en"]
    assert sum(map(int, legend.values())) == len(known)
    assert sum(patch.get_height() for patch in drawn.patches) >= len(known)
    with pytest.raises(SettingError, match="no column 'colour'; found article"):
        seeds.plot.quality(hue="colour")
    with pytest.raises(SettingError, match="score is 'all'"):
        seeds.plot.quality(score="all")


def test_clusters_are_whole_with_their_representative_first(seeds):
    drawn = seeds.plot.clusters()
    names = [tick.get_text() for tick in drawn.get_yticklabels()]
    pairs = seeds.duplicates[seeds.duplicates["cluster"].notna()]
    assert sorted(name.removesuffix(" *") for name in names) == sorted(
        set(pairs["article_a"]) | set(pairs["article_b"])
    )
    assert {name.removesuffix(" *") for name in names if name.endswith(" *")} == set(
        pairs["representative"]
    )
    few = seeds.plot.clusters(most=3)
    assert len(few.get_yticklabels()) <= 3
    assert "not drawn" in few.get_title()


def test_repeated_labels_are_drawn():
    copies = pd.Series([COPY, COPY + " Late.", "Short."], index=["x", "x", "y"])
    drawn = analyze(copies).plot.clusters()
    assert [tick.get_text() for tick in drawn.get_yticklabels()] == ["x *", "x"]


def test_plots_of_an_empty_analysis_are_no_error():
    empty = analyze([Article("empty", "")])
    empty.plot.quality()
    empty.plot.quality(hue="language")
    empty.plot.clusters()
    empty.plot.phrases("empty")
    analyze([]).plot.quality()


@pytest.mark.parametrize("stream", [False, True])
def test_progress_covers_the_whole_run_and_is_shown_when_asked_for(stream, capsys):
    texts = ["One text.", "Another.", "A third."]
    analyze(iter(texts) if stream else texts, progress=True)
    shown = capsys.readouterr().err
    assert "Scoring: 100%" in shown
    assert "6/6" in shown
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
