"""Which findings are those of a baseline, in another place."""

import pytest

from analyzer.checks.annotation import Entry
from analyzer.checks.known_findings import moved

PASSAGE, ARTICLE, STUFFING = "duplicate-passage", "near-duplicate-article", "keyword-stuffing"
WORDS = [f"w{n}" for n in range(80)]
TEXT = " ".join(WORDS)


def entry(path: str, first: int = 0, last: int = 80, rule: str = PASSAGE) -> Entry:
    return path, rule, " ".join(WORDS[first:last]), 1


@pytest.mark.parametrize(
    ("found", "gone", "expected"),
    [
        ([entry("b.md")], [entry("a.md")], {0}),
        ([entry("b.md"), entry("c.md")], [entry("a.md")], {0}),
        ([entry("a.md", 0, 40), entry("a.md", 40, 80)], [entry("a.md")], {0, 1}),
        ([entry("a.md", 0, 40), entry("b.md", 40, 80)], [entry("a.md")], {0, 1}),
        ([entry("a.md", 0, 40), entry("a.md", 40, 80), entry("b.md")], [entry("a.md")], {2}),
        ([entry("a.md", 0, 70), entry("b.md")], [entry("a.md", 1, 80)], {0}),
        ([entry("a.md", 0, 50)], [entry("a.md", 25, 80)], set()),
        ([entry("a.md", rule=ARTICLE)], [entry("b.md", rule=PASSAGE)], {0}),
        ([entry("a.md", 0, 3, STUFFING)], [entry("b.md", 0, 4, STUFFING)], {0}),
        ([entry("a.md", 0, 3, STUFFING)], [entry("b.md", 2, 5, STUFFING)], set()),
        ([entry("a.md", 0, 3, STUFFING)], [entry("b.md", 0, 3, PASSAGE)], set()),
        ([entry("a.md", 0, 0)], [entry("b.md", 0, 0)], set()),
    ],
    ids=[
        "moved", "moved and copied", "cut in two", "split", "cut in two beside a copy of it",
        "edited beside a copy of it", "half of it new", "another rule", "a part of a phrase",
        "another phrase", "a phrase of another rule", "without words",
    ],
)  # fmt: skip
def test_a_known_finding_that_is_gone_is_found_again_once(
    found: list[Entry], gone: list[Entry], expected: set[int]
) -> None:
    assert moved(dict(enumerate(found)), gone) == expected


def test_of_equal_texts_the_one_with_the_more_similar_path_has_moved() -> None:
    found = {0: entry("content/mill.md"), 1: entry("content/old/pier.md")}
    assert moved(found, [entry("content/pier.md")]) == {1}
