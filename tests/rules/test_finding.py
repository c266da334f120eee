"""A place is told once: which findings others make needless."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from analyzer.rules.finding import GAP, SLACK, Finding, redundant_findings
from analyzer.rules.registry import REDUNDANT_WITH
from analyzer.settings import SEVERITIES

PASSAGE, SENTENCE, OPENING = "duplicate-passage", "shared-sentence", "repeated-opening"
SAID = "near-duplicate-sentence"


def finding(
    rule: str, start: int, end: int, severity: str = "note", article: int = 0
) -> Finding:
    return Finding(article, start, end, rule, severity, 1.0, "", 0.0, "so", "g")  # type: ignore[arg-type]


CASES = {
    "a sentence inside a passage": (
        [(PASSAGE, 0, 100), (SENTENCE, 10, 50)], [SENTENCE],
    ),
    "a sentence that stands out of it": ([(PASSAGE, 0, 100), (SENTENCE, 80, 140)], []),
    "a sentence that stands out a little": (
        [(PASSAGE, 2, 100), (SENTENCE, 0, 100)], [SENTENCE],
    ),
    "a worse sentence in a passage": (
        [(PASSAGE, 0, 100, "note"), (SENTENCE, 10, 50, "warning")], [],
    ),
    "in another article": (
        [(PASSAGE, 0, 100), (SENTENCE, 10, 50, "note", 1)], [],
    ),
    "passages of one stretch": (
        [(PASSAGE, 0, 100, "warning"), (PASSAGE, 1, 101), (PASSAGE, 0, 100)],
        [PASSAGE, PASSAGE],
    ),
    "the worse of two passages stays": (
        [(PASSAGE, 0, 120), (PASSAGE, 2, 118, "warning")], [PASSAGE],
    ),
    "a much longer one stays beside it": (
        [(PASSAGE, 0, 200), (PASSAGE, 2, 118, "warning")], [],
    ),
    "an opening of a sentence said twice": ([(SAID, 0, 60), (OPENING, 0, 12)], [OPENING]),
    "two sentences in one stretch": ([(SAID, 0, 60), (SAID, 10, 50)], []),
    "the same rule at the same place": ([(SAID, 0, 60), (SAID, 0, 60, "warning")], [SAID]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_needless(case: str) -> None:
    given, needless = CASES[case]
    findings = sorted(finding(*one) for one in given)  # type: ignore[arg-type]
    left_out = redundant_findings(findings, REDUNDANT_WITH)
    assert [findings[number].rule for number in sorted(left_out)] == needless


def test_sentences_side_by_side_cover_a_run_of_words_through_them() -> None:
    run = finding("repetitive-text", 10, 90)
    first, second = finding(SAID, 0, 48), finding(SAID, 50, 100)
    assert redundant_findings(sorted([run, first, second]), REDUNDANT_WITH) == {1}
    apart = finding(SAID, 60, 100)
    assert redundant_findings(sorted([run, first, apart]), REDUNDANT_WITH) == set()


def test_the_span_that_a_finding_names_is_covered_too() -> None:
    named = replace(finding(SAID, 200, 260), other_start=10, other_end=70)
    opening = finding(OPENING, 10, 30)
    assert redundant_findings(sorted([opening, named]), REDUNDANT_WITH) == {0}


PLACES = st.tuples(
    st.sampled_from([*REDUNDANT_WITH, SAID]), st.integers(0, 30), st.integers(1, 30),
    st.sampled_from(SEVERITIES), st.integers(0, 1),
)  # fmt: skip


@given(st.lists(PLACES, max_size=12))
def test_nothing_is_left_out_that_no_other_finding_says(places: list[tuple]) -> None:
    findings = sorted(
        finding(rule, start, start + size, severity, article)
        for rule, start, size, severity, article in places
    )
    needless = redundant_findings(findings, REDUNDANT_WITH)
    for number in needless:
        one = findings[number]
        slack = SLACK * (one.end - one.start)
        others = [
            other
            for at, other in enumerate(findings)
            if at != number
            and other.article == one.article
            and other.rule in (*REDUNDANT_WITH.get(one.rule, ()), one.rule)
            and SEVERITIES.index(other.severity) >= SEVERITIES.index(one.severity)
        ]
        shown = {at for other in others for at in range(other.start, other.end)}
        needed = range(math.ceil(one.start + slack), math.floor(one.end - slack))
        assert shown
        assert all(
            shown.intersection(range(at - GAP, at + 1))
            and shown.intersection(range(at, at + GAP + 1))
            for at in needed
        )
    told = [f for number, f in enumerate(findings) if number not in needless]
    worst = {f.article: max(SEVERITIES.index(f.severity), 0) for f in findings}
    for article in worst:
        before = max(SEVERITIES.index(f.severity) for f in findings if f.article == article)
        after = max(SEVERITIES.index(f.severity) for f in told if f.article == article)
        assert before == after


def test_many_places_take_no_time() -> None:
    findings = sorted(
        finding(rule, start, start + 40)
        for start in range(20_000)
        for rule in (PASSAGE, SENTENCE, SAID, OPENING)
    )
    assert len(redundant_findings(findings, REDUNDANT_WITH)) > 30_000
