"""What a check tells and what it leaves to a report."""

from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.article import Article
from analyzer.checks.filters import (
    ASIDES,
    FEW_ARTICLES,
    again,
    house_wording,
    minor,
    without_asides,
)
from analyzer.checks.sentence_kind import is_statement, is_structure, say_the_same
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
        values["article"], start, end, rule, severity, values["value"], "quality", 0, "so",
        values["group"],
    )  # type: ignore[arg-type]  # fmt: skip


def said(sentences: Sequence[str], rule: str = TWICE, severity: str = "note") -> list[bool]:
    """Tell of each of some near-duplicate sentences whether a check tells it."""
    texts, found = [], []
    for number, sentence in enumerate(sentences):
        article = number if rule == SHARED else 0
        start = 0 if rule == SHARED else len(texts[0].text) if texts else 0
        if rule == SHARED or not texts:
            texts.append(Article(f"{number}.md", sentence + FILL))
        else:
            texts[0] = Article("0.md", texts[0].text + sentence + FILL)
        found.append(finding(start, start + len(sentence), rule, severity, article=article))
    hidden = set(minor(texts, found, Settings(), ""))
    return [number not in hidden for number in range(len(found))]


@pytest.mark.parametrize(
    ("sentences", "told"),
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
def test_a_sentence_said_twice_is_told_where_it_states_something(
    sentences: list[str], told: bool
) -> None:
    assert said(sentences) == [told] * 2


def test_a_link_is_no_wording() -> None:
    one = "Read [the long story of the lighthouse](https://a.example/one) and of its keepers."
    other = "Read [the long story of the lighthouse](https://b.example/two) and of its keepers."
    assert is_statement(one)
    assert say_the_same(one, other)


def test_a_warning_is_told_but_not_of_a_question() -> None:
    assert said(["The fog lifts at noon."] * 3, severity="warning") == [True] * 3
    question = "What did you learn of the sea when you were a boy?"
    for form in (question, "(Drawn by the keeper's daughter, 1931)", "*(By the keeper).*"):
        assert is_structure(form)
        assert said([form] * 3, severity="warning") == [False] * 3
    assert not is_structure("The fog (of which more is said below) lifts at noon.")


def test_a_sentence_of_two_articles_must_be_no_chance() -> None:
    short = "The keeper of the lighthouse mends his nets on the stairs."
    assert said([short, short]) == [True, True]
    assert said([short, short], SHARED) == [False, False]
    assert said([STATED, STATED], SHARED) == [True, True]


def test_what_many_articles_say_is_the_house_s_wording() -> None:
    for n_articles, told in ((2, True), (3, False), (9, False)):
        assert said([STATED] * n_articles, SHARED) == [told] * n_articles
    for n_articles, told in ((2, True), (3, True), (4, False)):
        assert passages_told(n_articles) == told


def passages_told(n_articles: int) -> bool:
    """Tell whether a passage that stands in so many articles, in pairs, is told."""
    texts = [Article(f"{number}.md", FILL) for number in range(n_articles)]
    found = sorted(
        finding(40 + left % 2, 300 + right % 2, PASSAGE, article=left, group=f"{left}{right}")
        for left, right in product(range(n_articles), repeat=2)
        if left != right
    )
    hidden = set(minor(texts, found, Settings(), ""))
    assert len(hidden) in (0, len(found))
    return not hidden


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 60), st.integers(1, 40)), max_size=12)
)
def test_passages_over_a_middle_are_counted_like_one_by_one(
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
        if 1 + len(over) > FEW_ARTICLES[PASSAGE]:
            slow.add(number)
    assert house_wording(texts, found) == slow


def test_what_all_end_with_is_the_house_s_wording() -> None:
    ending = "Write to the harbour office or come by on any day but Sunday before noon."
    texts = [Article("a.md", FILL + ending), Article("b.md", FILL + FILL + ending + "\n")]
    at = [text.text.index(ending) for text in texts]
    found = [
        finding(start, start + len(ending), PASSAGE, article=number)
        for number, start in enumerate(at)
    ]
    assert set(minor(texts, found, Settings(), "")) == {0, 1}
    texts[1] = Article("b.md", FILL + FILL + ending + FILL)
    assert set(minor(texts, found, Settings(), "")) == set()


@pytest.mark.parametrize(
    ("rule", "severity", "told"),
    [
        ("keyword-stuffing", "note", False), ("keyword-stuffing", "warning", True),
        ("hard-to-read", "note", False), ("recurring-line", "note", False),
        ("repetitive-text", "note", False), ("repetitive-text", "warning", True),
        ("repeated-opening", "warning", True), (PASSAGE, "note", True),
        ("archived-article", "note", True), ("archived-sentence", "note", True),
        ("low-quality", "error", True),
    ],
)  # fmt: skip
def test_matters_of_degree_are_told_from_warnings_on(
    rule: str, severity: str, told: bool
) -> None:
    texts = [Article("a.md", FILL)]
    found = [finding(0, 20, rule, severity)]
    assert list(minor(texts, found, Settings(), "")) == ([] if told else [0])


def test_a_term_and_a_label_are_form() -> None:
    texts = [Article("a.md", f"Steps to take\n{FILL}")]
    label, opening = (finding(0, end, "repeated-opening", "warning") for end in (13, 8))
    assert list(minor(texts, [opening, label], Settings(), "")) == [1]
    for group, told in (("harbour office", False), ("the harbour office on Sundays", True)):
        found = [finding(0, 9, "repeated-phrase", "warning", group=group)]
        assert list(minor(texts, found, Settings(), "")) == ([] if told else [0])


def test_an_article_that_has_little_of_another_is_told_by_its_passages() -> None:
    texts = [Article("a.md", FILL)]
    for value, told in ((0.3, False), (0.8, True)):
        found = [finding(0, 20, "near-duplicate-article", value=value)]
        assert list(minor(texts, found, Settings(), "")) == ([] if told else [0])


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
def test_what_is_asked_for_is_told(settings: Settings, level: str, hidden: list[int]) -> None:
    found = [finding(0, 20, "hard-to-read"), finding(0, 20, "other", "error")]
    assert list(minor([Article("a.md", FILL)], found, settings, level)) == hidden


def test_where_the_quality_is_too_low_all_that_takes_points_is_told() -> None:
    found = [finding(0, 20, "repetitive-text"), finding(0, 20, LOW_QUALITY.name, "error")]
    assert list(minor([Article("a.md", FILL)], found, Settings(), "")) == []


def test_a_phrase_is_told_at_its_first_place_that_is_not_hidden() -> None:
    found = [finding(at, at + 4, "keyword-stuffing", "warning") for at in (0, 9, 20)]
    assert list(again(found, ["", "", ""])) == [1, 2]
    assert list(again(found, ["baseline", "", ""])) == [2]
    assert list(again([finding(0, 4), finding(9, 13)], ["", ""])) == []


def test_the_check_counts_what_it_leaves_out(scratch: Path, run: Any) -> None:
    question = "What did you learn of the sea when you were a boy?"
    Path("a.md").write_text(f"# Boys\n\n{question}\n\nTo swim.\n\n{question}\n", "utf-8")
    few, every = (run("check", "a.md", *level).stdout for level in ([], ["--level", "note"]))
    assert few.endswith("not told: 2 minor (--level note tells them)\n")
    assert "a.md:3:1: note" in every
    assert "minor" not in every


def test_what_would_not_be_told_is_not_measured() -> None:
    assert {name for name, rule in BY_NAME.items() if rule.is_informational} >= set(ASIDES)
    assert without_asides(Settings(), "").ignore == ASIDES
    assert without_asides(Settings(), "warning").ignore == ASIDES
    chosen = Settings(select=("hard-to-read",))
    assert "hard-to-read" not in without_asides(chosen, "").ignore
    for override in (
        Override(("a",), select=ASIDES), Override(("a",), fail_level="note"),
    ):  # fmt: skip
        assert not set(without_asides(Settings(overrides=(override,)), "").ignore) & set(ASIDES)
    assert without_asides(Settings(fail_level="note"), "") == Settings(fail_level="note")
    assert without_asides(Settings(), "note") == Settings()


def test_a_suppression_of_what_is_not_measured_is_not_called_unused(
    scratch: Path, run: Any
) -> None:
    Path("a.md").write_text("<!-- analyzer-disable-file hard-to-read -->\n\nGood.\n")
    assert "unused" not in run("check", ".").stdout
    assert "unused-suppression" in run("check", ".", "--level", "note").stdout
