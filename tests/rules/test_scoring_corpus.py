"""What is told of evidence, how seriously, and what it takes off a score.

Evidence is made up here, and so is the profile: in it the value of a measure is its tail. A
tail of 2 is what one clean article in a hundred has, 3 what one in a thousand has.
"""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from analyzer.article import Article
from analyzer.corpus import Corpus
from analyzer.rules.finding import Finding
from analyzer.rules.measurement import Measurement
from analyzer.rules.reference_profile import Profile
from analyzer.rules.registry import BY_NAME, DECLARED
from analyzer.rules.scoring import quality, score_articles
from analyzer.segmentation import build_corpus
from analyzer.settings import RuleOptions, Settings

Place = tuple[int, int, int, int]
DEFAULT_SETTINGS = Settings()
TAILS = (1.0, 2.0, 3.0)
FIRST = "The ferry leaves at nine. It takes an hour to the island, and a bell rings twice."
CORPUS = build_corpus([Article("a", ""), Article("b", FIRST), Article("c", "Rain.")])
EMPTY, LONG, SHORT = range(3)


def evidence(
    value: Sequence[float],
    places: Sequence[Place] = (),
    weight: Sequence[float] = (),
    detail: Sequence[str] = (),
) -> Measurement:
    """Evidence by article, start, end and group of each place."""
    columns = np.array(places, np.int64).reshape(-1, 4).T
    labels = [f"group {number}" for number in range(len(weight))]
    weights = np.array(weight, float)
    return Measurement(np.array(value, float), *columns, weights, labels, detail)


def judged(
    found: dict[str, Measurement],
    tails: tuple[float, ...] = TAILS,
    corpus: Corpus = CORPUS,
    chosen: Settings = DEFAULT_SETTINGS,
) -> list[Finding]:
    """Judge evidence whose places are offsets into the articles."""
    measures = []
    for rule, one in found.items():
        base = corpus.prose_ptr[one.article]
        moved = replace(one, start=one.start + base, end=one.end + base)
        measures.append(
            (replace(BY_NAME[rule], message="{label}: {value:g} of {count}"), moved)
        )
    profile = Profile("made up", 1, (10, 100), tails, dict.fromkeys(found, (tails, tails)))
    return score_articles(corpus, measures, corpus.n_distinct, profile, chosen)


def of_one_place(rule: str, value: float, tails: tuple[float, ...] = TAILS) -> Finding | None:
    found = judged({rule: evidence([0, value, 0], [(LONG, 0, 9, 0)], [value])}, tails)
    return found[0] if found else None


@pytest.mark.parametrize("rule", ["repetitive-text", "repeated-phrase", "repeated-opening"])
def test_what_one_clean_article_in_a_hundred_has_is_told_and_takes_nothing_yet(
    rule: str,
) -> None:
    assert of_one_place(rule, 1.99) is None
    told = of_one_place(rule, 2.0, (2.0, 3.0, 4.0))
    assert told is not None
    assert (told.points, told.score, told.severity) == (0.0, "", "note")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("repetitive-text", [0.5, 2.5, 10, 20, 20]),
        ("repeated-phrase", [0.5, 2.5, 10, 10, 10]),
    ],
)
def test_every_tenfold_rarity_takes_twenty_points_up_to_the_most(
    rule: str, expected: list[float]
) -> None:
    for value, points in zip((2.025, 2.125, 2.5, 3.0, 3.9), expected, strict=True):
        told = of_one_place(rule, value)
        assert told is not None
        assert told.points == points


def test_the_severity_is_that_of_the_rule_of_the_group_or_of_the_settings() -> None:
    places = [(LONG, 0, 9, 0), (LONG, 26, 30, 1)]
    found = evidence([0, 3.9, 0], places, [3, 1])
    assert [one.severity for one in judged({"repetitive-text": found})] == ["note", "note"]
    own = replace(found, severity=("warning", ""))
    assert [one.severity for one in judged({"repetitive-text": own})] == ["warning", "note"]
    given = Settings(rules=(("repetitive-text", RuleOptions(severity="error")),))
    for one in judged({"repetitive-text": own}, chosen=given):
        assert one.severity == "error"


def test_a_count_takes_points_for_each_unit_and_reports_every_group() -> None:
    places = [(LONG, 0, 9, 0), (LONG, 26, 30, 1)]
    for value, points in ((0, [0, 0]), (1, [2, 0]), (7, [14, 0]), (50, [30, 0])):
        found = judged({"near-duplicate-sentence": evidence([0, value, 0], places, [value, 0])})
        assert [one.points for one in found] == points
    assert judged({"near-duplicate-sentence": evidence([0, 0, 0])}) == []


def test_a_finding_names_the_other_span_which_is_not_reported_itself() -> None:
    found = replace(
        evidence([0, 1, 0], [(LONG, 0, 9, 0), (LONG, 26, 30, 0)], [1]),
        other=np.array([-1, 0]),
        reported=np.array([False, True]),
    )
    (one,) = judged({"near-duplicate-sentence": found})
    assert (one.start, one.end, one.other_start, one.other_end) == (26, 30, 0, 9)


def test_a_phrase_is_told_only_where_it_is_rare_by_itself() -> None:
    places = [(LONG, 0, 3, 0), (LONG, 4, 9, 1), (LONG, 10, 16, 2)]
    tails = (2.0, 3.0, 4.0)
    found = judged({"repeated-phrase": evidence([0, 2.5, 0], places, [2.5, 2.0, 2.0])}, tails)
    assert [finding.start for finding in found] == [0, 4, 10]
    found = judged({"repeated-phrase": evidence([0, 2.5, 0], places, [2.5, 1.9, 2.1])})
    assert [(finding.start, finding.score) for finding in found] == [
        (0, "quality"), (10, "quality"),
    ]  # fmt: skip
    assert sum(finding.points for finding in found) == 10


def test_stuffing_takes_its_probability_of_forty_points() -> None:
    told = [of_one_place("keyword-stuffing", value) for value in (0.49, 0.5, 0.8, 0.95, 1.0)]
    assert [one and (one.points, one.severity) for one in told] == [
        None, (20, "note"), (32, "warning"), (38, "error"), (40, "error"),
    ]  # fmt: skip


def test_reading_ease_is_reported_below_its_limit_once_it_is_turned_on() -> None:
    for value, reported in [(30.0, False), (29.9, True)]:
        found = {"hard-to-read": evidence([99, value, 99])}
        on = Settings(extend_select=("hard-to-read",))
        assert [(one.points, one.severity) for one in judged(found, chosen=on)] == [
            (0, "note")
        ] * reported
        assert judged(found) == []


def test_a_metric_reports_nothing() -> None:
    for name in ("page-boilerplate", "compressible-text"):
        metric = next(rule for rule in DECLARED if rule.name == name)
        found = evidence([0, 1, 0], [(LONG, 0, 9, 0)], [1])
        profile = Profile("made up", 1, (10, 100), TAILS, {})
        assert (
            score_articles(CORPUS, [(metric, found)], CORPUS.n_distinct, profile, Settings())
            == []
        )


def test_a_whole_article_is_told_at_its_first_sentence_if_it_has_words() -> None:
    found = judged({"repetitive-text": evidence([2.5, 2.5, 2.13])})
    assert [(one.article, one.start, one.end, one.points) for one in found] == [
        (LONG, 0, 24, 10), (SHORT, 0, 4, 2.5),
    ]  # fmt: skip
    assert [one.message for one in found] == [": 2.5 of 0", ": 2.13 of 0"]
    found = judged({"repetitive-text": evidence([0, 2.0, 1.0])}, (2.0, 3.0, 4.0))
    assert [one.article for one in found] == [LONG, SHORT]


def test_points_are_split_over_places_by_the_weight_of_their_group() -> None:
    places = [(LONG, 0, 3, 0), (LONG, 4, 9, 0), (LONG, 10, 16, 1), (SHORT, 0, 4, 2)]
    found = judged({"repetitive-text": evidence([0, 3, 2.5], places, [3, 1, 7])})
    assert [(one.article, one.points, one.group) for one in found] == [
        (LONG, 7.5, "group 0"), (LONG, 7.5, "group 0"), (LONG, 5, "group 1"),
        (SHORT, 10, "group 2"),
    ]  # fmt: skip
    assert [one.message for one in found] == [
        "group 0: 3 of 2", "group 0: 3 of 2", "group 1: 1 of 1", "group 2: 7 of 1",
    ]  # fmt: skip
    assert quality([one for one in found if one.article == LONG]) == 80
    assert quality([*found] * 9) == 0


def test_a_group_is_told_in_its_own_words_where_it_has_some() -> None:
    one = evidence([0, 3, 0], [(LONG, 0, 3, 0)], [3], ["said three times"])
    assert judged({"repetitive-text": one})[0].message == "said three times"


spans = st.tuples(st.integers(0, 12), st.integers(1, 12)).map(lambda s: (s[0], sum(s)))
placed = st.lists(st.tuples(st.sampled_from([LONG, SHORT]), spans), min_size=1, max_size=6)


@settings(deadline=None)
@given(phrases=placed, keywords=placed, sentences=placed)
def test_a_phrase_that_a_stronger_finding_shows_gives_it_its_points(
    phrases: list[tuple[int, tuple[int, int]]],
    keywords: list[tuple[int, tuple[int, int]]],
    sentences: list[tuple[int, tuple[int, int]]],
) -> None:
    values = {"repeated-phrase": 2.5, "keyword-stuffing": 0.75, "near-duplicate-sentence": 1.0}
    found = {
        rule: evidence(
            [value] * 3,
            [(article, *span, 0) for article, span in sorted(places)],
            [value],
        )
        for (rule, value), places in zip(
            values.items(), (phrases, keywords, sentences), strict=True
        )
    }
    separate = {rule: judged({rule: one}) for rule, one in found.items()}
    together = judged(found)
    stronger = separate["keyword-stuffing"] + separate["near-duplicate-sentence"]
    left = [
        one
        for one in separate["repeated-phrase"]
        if not any(
            other.article == one.article and other.start <= one.start and one.end <= other.end
            for other in stronger
        )
    ]
    assert [one for one in together if one.rule == "repeated-phrase"] == left
    assert len(together) == len(left) + len(stronger)
    for article in (LONG, SHORT):
        assert quality([one for one in together if one.article == article]) == quality(
            [one for one in stronger + separate["repeated-phrase"] if one.article == article]
        )


def test_points_move_to_the_finding_that_shows_the_phrase() -> None:
    found = judged(
        {
            "keyword-stuffing": evidence(
                [0, 0.5, 0], [(LONG, 0, 9, 0), (LONG, 26, 40, 0)], [0.5]
            ),
            "repeated-phrase": evidence(
                [0, 2.5, 0], [(LONG, 4, 9, 0), (LONG, 29, 34, 0)], [2.5]
            ),
            "near-duplicate-sentence": evidence(
                [0, 0, 0], [(LONG, 0, 5, 0), (LONG, 26, 30, 0)], [0]
            ),
        }
    )
    assert [(one.start, one.end, one.points, one.score) for one in found] == [
        (0, 5, 0, ""), (0, 9, 15, "quality"), (26, 30, 0, ""), (26, 40, 15, "quality"),
    ]  # fmt: skip
