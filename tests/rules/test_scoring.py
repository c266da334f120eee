"""Scores are 100 minus points, exactly, and never reward saying a thing again."""

import numpy as np
import pytest
from examples import LINES, PASTED, PLAIN, REFRAIN, SAID_TWICE, SCRAPED
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from samples import document

from analyzer import Article
from analyzer.analysis import Analysis, analyze
from analyzer.pipeline.batch import analyze_batch
from analyzer.rules.reference_profile import build_profile, shipped_profile
from analyzer.rules.scoring import apportion
from analyzer.settings import Settings

TEXTS = [PLAIN, SAID_TWICE, REFRAIN, PASTED, SCRAPED, "", *(document(n, 40) for n in range(8))]


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyze([*TEXTS, PLAIN, f"{REFRAIN}\n\n{' '.join(LINES[:7])}"])


@pytest.mark.parametrize("score", ["quality", "originality"])
def test_a_score_is_a_hundred_minus_its_points_exactly(analysis: Analysis, score: str) -> None:
    points = analysis.findings.query("score == @score").groupby("article")["points"].sum()
    expected = (100 - analysis.articles["article"].map(points).fillna(0)).clip(lower=0)
    scored = analysis.articles["sentences"] > 0
    assert (analysis.articles[score] == expected)[scored].all()
    assert analysis.articles[score][~scored].isna().all()


def test_a_finding_without_points_names_no_score(analysis: Analysis) -> None:
    free = analysis.findings.query("points == 0")
    assert "near-duplicate-sentence" in set(free["rule"])
    assert free["score"].isna().all()


@given(
    st.floats(0, 100),
    arrays(np.float64, st.integers(1, 40), elements=st.floats(0.001, 100)),
)
def test_points_split_into_quarters_that_add_up(points: float, weight: np.ndarray) -> None:
    shares = apportion(points, weight)
    assert shares.sum() == round(points * 4) / 4
    assert (shares * 4 == np.round(shares * 4)).all()
    assert (shares >= 0).all()
    exact = round(points * 4) / 4 * weight / weight.sum()
    assert np.abs(shares - exact).max() <= 0.25 + 1e-6


def alone(text: str) -> float:
    return float(analyze([text]).articles["quality"].iloc[0])


@pytest.mark.parametrize("copies", range(1, 5))
@pytest.mark.parametrize("text", TEXTS[:4])
def test_another_copy_of_a_sentence_never_raises_quality(text: str, copies: int) -> None:
    sentence = f"\n\n{LINES[1]}"
    assert alone(text + sentence * (copies + 1)) <= alone(text + sentence * copies)


@pytest.mark.parametrize("text", TEXTS[:9])
def test_wrapping_and_line_ends_change_no_score(text: str) -> None:
    import textwrap

    given = analyze([text]).articles
    paragraphs = text.split("\n\n")
    for width in (50, 80):
        wrapped = "\n\n".join(textwrap.fill(p, width) for p in paragraphs)
        for variant in (wrapped, wrapped.replace("\n", "\r\n")):
            other = analyze([variant]).articles
            for column in ("quality", "originality", "stuffing_probability", "words"):
                assert other[column].equals(given[column]), (column, variant)


def test_the_tail_of_a_profile_never_falls_as_the_value_grows() -> None:
    profile = shipped_profile()
    values = np.linspace(0, 500, 400)
    for measure in profile.values:
        for size in (10, 130, 333, 5000):
            tail = profile.rarity(measure, values, np.full(len(values), size))
            assert (np.diff(tail) >= 0).all()
            assert tail[0] >= 0


def test_a_profile_says_how_many_clean_articles_have_as_much() -> None:
    random = np.random.default_rng(3)
    size = random.integers(50, 600, 20_000)
    value = random.exponential(size / 100)
    profile = build_profile("made up", {"rule": value}, size)
    for n_distinct in (100, 300):
        for level in (1.0, 2.0):
            reached = level * np.log(10) * n_distinct / 100
            tail = profile.rarity("rule", np.array([reached]), np.array([n_distinct]))
            assert tail[0] == pytest.approx(level, abs=0.25)


def test_points_do_not_depend_on_the_other_articles_of_a_batch() -> None:
    text = " ".join(
        f"{opening} {rest}"
        for rest in ("a list of places.", "the names of birds.", "at the office by noon.")
        for opening in ("For other downloads we have", "You can learn how to find")
    )
    article, words = Article("a", text), sorted(text.split(), reverse=True)
    for before in ([], [Article("b", " ".join(words))], [Article("b", " ".join(words[::-1]))]):
        part = analyze_batch([*before, article], Settings(), shipped_profile())
        found = [f for f in part.findings if f.article == len(before)]
        points = [(f.start, f.points) for f in found if f.rule == "repeated-opening"]
        assert points == [
            (0, 1.75),
            (46, 1.75),
            (90, 1.75),
            (138, 1.75),
            (184, 1.5),
            (235, 1.5),
        ]
