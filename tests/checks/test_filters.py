"""Filters: which findings a check reports, and which only a report shows."""

from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.article import Article
from analyzer.checks.filters import (
    INFORMATIONAL_RULES,
    MAX_ARTICLES,
    below_level,
    repeated,
    site_boilerplate,
    without_informational,
)
from analyzer.checks.sentence_kind import is_declarative, is_equivalent, is_structural
from analyzer.rules.finding import Finding
from analyzer.rules.low_quality import RULE as LOW_QUALITY
from analyzer.rules.registry import BY_NAME
from analyzer.settings import Override, Settings

TWICE, SHARED, PASSAGE = "near-duplicate-sentence", "shared-sentence", "duplicate-passage"
STATED = (
    "The keeper of the lighthouse mends his nets on the stairs, every evening before the fog "
    "comes in, while the others sleep."
)
OTHER = STATED.replace("before", "after")
FILL = "Something else is said of the weather here. " * 60


def finding(
    start: int, end: int, rule: str = TWICE, severity: str = "note", **others: Any
) -> Finding:
    values = {"article": 0, "group": "1", "value": 1.0} | others
    return Finding(
        values["article"], start, end, rule, severity, values["value"], "quality", 0, "message",
        values["group"],
    )  # type: ignore[arg-type]  # fmt: skip


def reported(sentences: Sequence[str], rule: str = TWICE, severity: str = "note") -> list[bool]:
    """Return for each of some near-duplicate sentences whether a check reports it."""
    texts, found = [], []
    for number, sentence in enumerate(sentences):
        article = number if rule == SHARED else 0
        start = 0 if rule == SHARED else len(texts[0].text) if texts else 0
        if rule == SHARED or not texts:
            texts.append(Article(f"{number}.md", sentence + FILL))
        else:
            texts[0] = Article("0.md", texts[0].text + sentence + FILL)
        found.append(finding(start, start + len(sentence), rule, severity, article=article))
    hidden = set(below_level(texts, found, Settings(), ""))
    return [number not in hidden for number in range(len(found))]


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        ([STATED, STATED], True),
        ([STATED, "And " + STATED], True),
        ([STATED, OTHER], True),
        (["What did you learn of the sea when you were a boy?"] * 2, False),
        (["Copy the following three lines to the end of the file you opened:"] * 2, False),
        (["(The photographs of this page were taken by the keeper's daughter.)"] * 2, False),
        (["Keepers of the lighthouse since it was built, and where each came from"] * 2, False),
        (["The fog lifts at noon."] * 2, False),
        (["On the north side, use the stairs with the green door.",
          "On the south side, use the stairs with the green door."], False),
        (["Tie the first rope to the second ring, and let the boat go slowly.",
          "Tie the second rope to the third ring, and let the boat go slowly."], False),
        (["每天傍晚灯塔的看守人都在楼梯上修补他的渔网。"] * 2, True),
        (["傍晚你在哪里修补你的渔网，灯塔的看守人？"] * 2, False),
    ],
)  # fmt: skip
def test_a_repeated_sentence_is_reported_if_it_is_a_statement(
    sentences: list[str], expected: bool
) -> None:
    assert reported(sentences) == [expected] * 2


def test_links_do_not_change_a_statement() -> None:
    one = "Read [the long story of the lighthouse](https://a.example/one) and of its keepers."
    other = "Read [the long story of the lighthouse](https://b.example/two) and of its keepers."
    assert is_declarative(one)
    assert is_equivalent(one, other)


def test_a_warning_is_reported_except_for_questions_and_captions() -> None:
    assert reported(["The fog lifts at noon."] * 3, severity="warning") == [True] * 3
    question = "What did you learn of the sea when you were a boy?"
    for form in (question, "(Drawn by the keeper's daughter, 1931)", "*(By the keeper).*"):
        assert is_structural(form)
        assert reported([form] * 3, severity="warning") == [False] * 3
    assert not is_structural("The fog (of which more is said below) lifts at noon.")


def test_a_sentence_shared_by_two_articles_must_be_long() -> None:
    short = "The keeper of the lighthouse mends his nets on the stairs."
    assert reported([short, short]) == [True, True]
    assert reported([short, short], SHARED) == [False, False]
    assert reported([STATED, STATED], SHARED) == [True, True]


def test_text_of_many_articles_is_boilerplate() -> None:
    for n_articles, expected in ((2, True), (3, False), (9, False)):
        assert reported([STATED] * n_articles, SHARED) == [expected] * n_articles
    for n_articles, expected in ((2, True), (3, True), (4, False)):
        assert passages_reported(n_articles) == expected


def passages_reported(n_articles: int) -> bool:
    """Return whether a passage shared pairwise by so many articles is reported."""
    texts = [Article(f"{number}.md", FILL) for number in range(n_articles)]
    found = sorted(
        finding(40 + left % 2, 300 + right % 2, PASSAGE, article=left, group=f"{left}{right}")
        for left, right in product(range(n_articles), repeat=2)
        if left != right
    )
    hidden = set(below_level(texts, found, Settings(), ""))
    assert len(hidden) in (0, len(found))
    return not hidden


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 60), st.integers(1, 40)), max_size=12)
)
def test_common_passages_match_a_slow_count(
    places: list[tuple[int, int, int]],
) -> None:
    texts = [Article(str(number), "x" * 10_000) for number in range(3)]
    found = sorted(
        finding(start, start + size, PASSAGE, article=article, group=str(number))
        for number, (article, start, size) in enumerate(places)
    )
    slow = set()
    for number, one in enumerate(found):
        middle = (one.start + one.end) // 2
        over = [f for f in found if f.article == one.article and f.start <= middle < f.end]
        if 1 + len(over) > MAX_ARTICLES[PASSAGE]:
            slow.add(number)
    assert site_boilerplate(texts, found) == slow


def test_a_shared_ending_is_boilerplate() -> None:
    ending = "Write to the harbour office or come by on any day but Sunday before noon."
    texts = [Article("a.md", FILL + ending), Article("b.md", FILL + FILL + ending + "\n")]
    at = [text.text.index(ending) for text in texts]
    found = [
        finding(start, start + len(ending), PASSAGE, article=number)
        for number, start in enumerate(at)
    ]
    assert set(below_level(texts, found, Settings(), "")) == {0, 1}
    texts[1] = Article("b.md", FILL + FILL + ending + FILL)
    assert set(below_level(texts, found, Settings(), "")) == set()


@pytest.mark.parametrize(
    ("rule", "severity", "expected"),
    [
        ("keyword-stuffing", "note", False), ("keyword-stuffing", "warning", True),
        ("hard-to-read", "note", False), ("recurring-line", "note", False),
        ("repetitive-text", "note", False), ("repetitive-text", "warning", True),
        ("repeated-opening", "warning", True), (PASSAGE, "note", True),
        ("archived-article", "note", True), ("archived-sentence", "note", True),
        ("low-quality", "error", True),
    ],
)  # fmt: skip
def test_matters_of_degree_are_reported_from_warnings_on(
    rule: str, severity: str, expected: bool
) -> None:
    texts = [Article("a.md", FILL)]
    found = [finding(0, 20, rule, severity)]
    assert list(below_level(texts, found, Settings(), "")) == ([] if expected else [0])


def test_terms_and_labels_recur_by_design() -> None:
    texts = [Article("a.md", f"Steps to take\n{FILL}")]
    label, opening = (finding(0, end, "repeated-opening", "warning") for end in (13, 8))
    assert list(below_level(texts, [opening, label], Settings(), "")) == [1]
    for group, expected in (("harbour office", False), ("the harbour office on Sundays", True)):
        found = [finding(0, 9, "repeated-phrase", "warning", group=group)]
        assert list(below_level(texts, found, Settings(), "")) == ([] if expected else [0])


def test_a_small_overlap_of_articles_is_hidden() -> None:
    texts = [Article("a.md", FILL)]
    for value, expected in ((0.3, False), (0.8, True)):
        found = [finding(0, 20, "near-duplicate-article", value=value)]
        assert list(below_level(texts, found, Settings(), "")) == ([] if expected else [0])


NOTE = [finding(0, 20, "hard-to-read"), finding(0, 20, "low-quality", "error")]


@pytest.mark.parametrize(
    ("settings", "level", "hidden"),
    [
        (Settings(), "", [0]),
        (Settings(select=("hard-to-read",)), "", []),
        (Settings(fail_level="note"), "", []),
        (Settings(), "note", []), (Settings(), "warning", [0]), (Settings(), "error", [0]),
    ],
)  # fmt: skip
def test_selected_rules_and_levels_are_reported(
    settings: Settings, level: str, hidden: list[int]
) -> None:
    found = [finding(0, 20, "hard-to-read"), finding(0, 20, "other", "error")]
    assert list(below_level([Article("a.md", FILL)], found, settings, level)) == hidden


def test_a_low_quality_reports_all_findings_that_take_points() -> None:
    found = [finding(0, 20, "repetitive-text"), finding(0, 20, LOW_QUALITY.name, "error")]
    assert list(below_level([Article("a.md", FILL)], found, Settings(), "")) == []


def test_a_phrase_is_reported_at_its_first_location_that_is_not_hidden() -> None:
    found = [finding(at, at + 4, "keyword-stuffing", "warning") for at in (0, 9, 20)]
    assert list(repeated(found, ["", "", ""])) == [1, 2]
    assert list(repeated(found, ["baseline", "", ""])) == [2]
    assert list(repeated([finding(0, 4), finding(9, 13)], ["", ""])) == []


def test_the_summary_counts_findings_below_the_report_level(scratch: Path, run: Any) -> None:
    question = "What did you learn of the sea when you were a boy?"
    Path("a.md").write_text(f"# Boys\n\n{question}\n\nTo swim.\n\n{question}\n", "utf-8")
    few, every = (
        run("check", "a.md", *level).stdout for level in ([], ["--report-level", "note"])
    )
    assert few.endswith("; hidden: 2 below the report level (show with --report-level note)\n")
    assert "a.md:3:1: note" in every
    assert "below the report level" not in every


def test_rules_that_would_be_hidden_are_not_measured() -> None:
    assert {name for name, rule in BY_NAME.items() if rule.is_informational} >= set(
        INFORMATIONAL_RULES
    )
    assert without_informational(Settings(), "").ignore == INFORMATIONAL_RULES
    assert without_informational(Settings(), "warning").ignore == INFORMATIONAL_RULES
    chosen = Settings(select=("hard-to-read",))
    assert "hard-to-read" not in without_informational(chosen, "").ignore
    for override in (
        Override(("a",), select=INFORMATIONAL_RULES), Override(("a",), fail_level="note"),
    ):  # fmt: skip
        assert not set(without_informational(Settings(overrides=(override,)), "").ignore) & set(
            INFORMATIONAL_RULES
        )
    assert without_informational(Settings(fail_level="note"), "") == Settings(fail_level="note")
    assert without_informational(Settings(), "note") == Settings()


def test_a_suppression_of_a_rule_that_is_not_measured_is_not_unused(
    scratch: Path, run: Any
) -> None:
    Path("a.md").write_text("<!-- analyzer-disable-file hard-to-read -->\n\nGood.\n")
    assert "unused" not in run("check", ".").stdout
    assert "unused-suppression" in run("check", ".", "--report-level", "note").stdout
