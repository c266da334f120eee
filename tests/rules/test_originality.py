"""What findings across articles take off originality, and how seriously they are told."""

import math
from collections.abc import Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from analyzer.article import Article, Markup
from analyzer.rules.finding import Finding
from analyzer.rules.measurement import Elsewhere, Measurement
from analyzer.rules.originality import OriginalityScorer
from analyzer.rules.registry import BY_NAME
from analyzer.settings import Settings

Place = tuple[int, int, int]
LENGTH = 40
TEXT = "one  two three four five six seven eight"
IDS = ["a.md", "b.md", "c.md"]
ARTICLES = [Article(name, TEXT) for name in IDS]


def shared(
    places: Sequence[Place],
    share: Sequence[float] = (),
    other: Sequence[int] = (),
    weight: float = 0.0,
    detail: Sequence[str] = (),
) -> Measurement:
    """Evidence by article, start and end of each place, all in one group."""
    article, start, end = np.array(places, np.int64).reshape(-1, 3).T
    return Measurement(
        np.zeros(len(IDS)), article, start, end, np.zeros(len(places), np.int64),
        np.array([weight]), ["1"], detail,
        other=np.array(other, np.int64), share=np.array(share, float),
    )  # fmt: skip


def judged(
    article: int,
    found: dict[str, Measurement],
    characters: float = LENGTH,
    ignore: tuple[str, ...] = (),
    message: str = "{label} {value:g} {other}",
) -> list[Finding]:
    measures = [(replace(BY_NAME[rule], message=message), one) for rule, one in found.items()]
    return OriginalityScorer(measures, ARTICLES, IDS).score(
        article, characters, Settings(ignore=ignore)
    )


spans = st.tuples(st.integers(0, LENGTH), st.integers(0, LENGTH)).map(sorted)
shares = st.one_of(st.just(math.nan), st.floats(0, 1))
found_places = st.lists(st.tuples(st.integers(0, 2), spans, shares), min_size=1, max_size=6)


@settings(deadline=None)
@given(passages=found_places, sentences=found_places)
def test_a_finding_takes_the_share_that_none_before_it_took(
    passages: list[tuple[int, list[int], float]], sentences: list[tuple[int, list[int], float]]
) -> None:
    given_ = {
        "duplicate-passage": sorted(passages, key=lambda place: place[0]),
        "shared-sentence": sorted(sentences, key=lambda place: place[0]),
    }
    evidence = {
        rule: shared([(a, *span) for a, span, _ in places], [share for *_, share in places])
        for rule, places in given_.items()
    }
    for article in range(len(IDS)):
        expected, covered, taken = [], set[int](), 0.0
        for rule, places in given_.items():
            for _, (start, end), share in (place for place in places if place[0] == article):
                if math.isnan(share):
                    fresh = len(set(range(start, end)) - covered)
                    covered |= set(range(start, end))
                    wanted = taken + 100 * fresh / LENGTH
                else:
                    wanted = 100 * share
                points = max(min(round(4 * wanted) / 4, 100) - taken, 0)
                taken += points
                expected.append((rule, article, start, end, points))
        assert [
            (one.rule, one.article, one.start, one.end, one.points)
            for one in judged(article, evidence)
        ] == expected


def test_points_of_an_article_of_next_to_no_characters_are_bounded() -> None:
    for characters in (0.0, 1.0):
        found = judged(0, {"shared-sentence": shared([(0, 0, 1)])}, characters)
        assert [one.points for one in found] == [100]
    found = judged(0, {"shared-sentence": shared([(0, 0, 1), (0, 4, 9)])}, 2.0)
    assert [one.points for one in found] == [50, 50]


def test_what_is_only_counted_takes_nothing_and_names_no_score() -> None:
    found = judged(
        0,
        {
            "keyword-cannibalization": shared([(0, 0, 9)]),
            "shared-sentence": shared([(0, 0, 9)]),
        },
    )
    assert [(one.points, one.score) for one in found] == [(0, ""), (22.5, "originality")]


def test_a_rule_that_is_not_wanted_takes_nothing_from_the_others() -> None:
    both = {"duplicate-passage": shared([(0, 0, 9)]), "shared-sentence": shared([(0, 0, 9)])}
    found = judged(0, both, ignore=("duplicate-passage",))
    assert [(one.rule, one.points) for one in found] == [("shared-sentence", 22.5)]
    both = {"duplicate-passage": shared([(1, 0, 9)]), "shared-sentence": shared([(0, 0, 9)])}
    assert [one.rule for one in judged(0, both)] == ["shared-sentence"]


def test_the_severity_is_that_of_the_rule_unless_a_group_has_its_own() -> None:
    for end in (9, 40):
        assert judged(0, {"shared-sentence": shared([(0, 0, end)])})[0].severity == "note"
    own = replace(shared([(0, 0, 9)]), severity=("warning",))
    assert judged(0, {"shared-sentence": own})[0].severity == "warning"


def test_a_rule_that_names_its_warnings_decides_but_nothing_fails_without_points() -> None:
    for share, warns, severity in [
        (math.nan, True, "warning"), (math.nan, False, "note"), (0.0, True, "note"),
    ]:  # fmt: skip
        found = replace(shared([(0, 0, 20)], [share]), warns=np.array([warns]))
        assert judged(0, {"duplicate-passage": found})[0].severity == severity


def test_a_near_duplicate_takes_the_place_and_the_points_of_what_it_shares() -> None:
    shared_with_b = shared([(0, 0, 8), (1, 0, 8)], other=[1, 0])
    shared_with_c = shared([(0, 20, 24), (2, 0, 4)], other=[1, 0])
    whole = replace(
        shared([(0, 0, LENGTH)], [0.6]),
        warns=np.array([True]),
        elsewhere=Elsewhere(*(np.array([value]) for value in (1, 0, LENGTH, 1))),
    )
    article = {"near-duplicate-article": whole}
    found = judged(0, {"duplicate-passage": shared_with_b, **article})
    assert [(one.rule, one.points, one.severity) for one in found] == [
        ("near-duplicate-article", 60, "warning")
    ]
    found = judged(0, {"duplicate-passage": shared_with_c, **article})
    assert [(one.rule, one.points) for one in found] == [
        ("duplicate-passage", 10), ("near-duplicate-article", 50),
    ]  # fmt: skip


def test_a_quarter_in_an_archive_is_a_warning_whatever_was_taken_before() -> None:
    before = shared([(0, 0, LENGTH)])
    for value, severity in [(0.24, "note"), (0.25, "warning")]:
        of_archive = shared([(0, 0, 9)], weight=value)
        found = judged(0, {"shared-sentence": before, "archived-article": of_archive})
        assert (found[1].points, found[1].severity) == (0, severity)


def test_a_finding_names_the_article_of_the_place_it_is_like() -> None:
    places = [(0, 0, 3), (1, 5, 8), (2, 0, 3)]
    one = shared(places, other=[1, 0, -1], weight=2.5)
    assert [judged(article, {"shared-sentence": one})[0].message for article in range(3)] == [
        "1 2.5 2 other articles, first in b.md:1", "1 2.5 2 other articles, first in a.md:1",
        "1 2.5 ",
    ]  # fmt: skip
    assert judged(0, {"shared-sentence": shared(places)})[0].message == "1 0 "


def test_a_finding_quotes_its_place_with_single_spaces_or_says_it_in_its_own_words() -> None:
    one = {"shared-sentence": shared([(0, 0, 8)])}
    assert judged(0, one, message="like {text}")[0].message == "like one two"
    one = {"shared-sentence": shared([(0, 0, 8)], detail=["said elsewhere"])}
    assert judged(0, one)[0].message == "said elsewhere"


def test_places_are_those_of_the_source() -> None:
    """The prose stands in the source behind two characters of markup."""
    numbers = [np.array(values) for values in ([0, 3], [2], [5], [0], [3], [0])]
    article = Article("a.md", "# one", markup=Markup("one", *numbers))
    measure = BY_NAME["shared-sentence"]
    found = OriginalityScorer([(measure, shared([(0, 0, 3)]))], [article], ["a.md"]).score(
        0, 3.0, Settings()
    )
    assert (found[0].start, found[0].end) == (2, 5)
