"""near-duplicate-article: texts that it flags, and texts that pass."""

from pathlib import Path

import pytest
from examples import LINES, PLAIN, REFRAIN
from rule_examples import flags

from analyzer import Article, analyze, read
from analyzer.rules.near_duplicate_article import RULE
from analyzer.settings import Settings

PART = "\n\n".join(LINES[:5])


def findings(*articles: Article) -> list[tuple[str, str, str]]:
    rows = analyze(list(articles)).findings
    rows = rows[rows["rule"] != "keyword-cannibalization"]
    return [(row.article, row.severity, row.message) for row in rows.itertuples()]


def test_the_rule_flags_both_articles_where_each_has_half_of_the_other() -> None:
    assert flags(RULE, PLAIN, "\n\n".join(LINES[:10])) == [True, True]


def test_the_rule_flags_only_the_article_that_has_half_of_its_wording_elsewhere() -> None:
    assert flags(RULE, PLAIN, PART) == [False, True]
    pairs = analyze([PLAIN, PART]).duplicates
    assert len(pairs) == 1


def test_the_rule_passes_articles_with_nothing_in_common() -> None:
    assert flags(RULE, PLAIN, REFRAIN) == [False, False]


def test_a_finding_says_what_the_article_is_and_covers_what_both_share() -> None:
    found = findings(Article("whole.md", PLAIN), Article("part.md", " ".join(LINES[3:11])))
    message = "100 % of this article also appears in whole.md (trimmed copy)"
    assert [one for one in found if one[0] == "part.md"] == [("part.md", "warning", message)]
    assert any("part.md" in text for name, _, text in found if name == "whole.md")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (LINES[:2], LINES[:2], set()),
        (LINES[:3], LINES[:3], {"warning"}),
        (LINES[:4], LINES[:6], {"note"}),
        (LINES[:8], LINES[:12], {"warning"}),
    ],
    ids=["a stub", "a copy", "a short part", "a long part"],
)
def test_a_warning_needs_a_copy_or_a_long_part(
    one: tuple[str, ...], other: tuple[str, ...], expected: set[str]
) -> None:
    articles = [Article("a.md", " ".join(one)), Article("b.md", " ".join(other))]
    found = analyze(articles, settings=Settings(select=(RULE.name,))).findings
    assert set(found["severity"]) - {"note"} == expected - {"note"}
    assert ("note" in expected) <= ("note" in set(found["severity"]))


def test_links_that_two_articles_share_are_no_copied_text(tmp_path: Path) -> None:
    listed = "\n".join(f"- [{line.split()[1]}](a.md): {line}" for line in LINES)
    for name in ("lamp", "mill"):
        text = f"# The {name}\n\n{listed}\n\nThe {name} is here."
        (tmp_path / f"{name}.md").write_text(text, "utf-8")
    settings = Settings(select=(RULE.name,))
    found = analyze(read([tmp_path]), settings=settings).findings
    assert found["severity"].tolist() == ["note", "note"]


@pytest.mark.parametrize(
    ("one", "other"), [("5.1/lamp.md", "7.4/lamp.md"), ("en/lamp.md", "fr/lamp.md")]
)
def test_versions_and_translations_are_one_note_without_points(one: str, other: str) -> None:
    articles = [Article(path, PLAIN, source=path) for path in (one, other)]
    analysis = analyze(articles, settings=Settings(select=(RULE.name,)))
    assert analysis.findings["severity"].tolist() == ["note"]
    assert analysis.articles["originality"].tolist() == [100, 100]
    assert len(analysis.duplicates) == 1


def test_a_finding_names_where_most_is_shared_and_not_where_a_set_phrase_recurs() -> None:
    copied = " ".join(LINES[:6])
    phrase = "the ferry to the outer island"
    listed = " ".join(f"Pier {name} has {phrase}." for name in "abcdefghijklmnopqrstuvwxyz")
    apart = " ".join(f"{letter}{letter}ing" for letter in "abcdefghijklmnopqrstuvwxyz" * 4)
    long = Article("long.md", f"{listed * 2}\n\nThey say {apart}.\n\n{copied}")
    analysis = analyze([long, Article("short.md", f"{copied} There is {phrase}.")])
    (found,) = (
        one for one in analysis.judged if one.rule == RULE.name and one.elsewhere[:1] == (0,)
    )
    assert long.text[found.elsewhere[1] :].startswith(LINES[0])


def test_a_finding_does_not_begin_with_a_set_phrase_before_what_is_shared() -> None:
    copied, phrase = " ".join(LINES[:6]), "the ferry to the outer island"
    apart = " ".join(f"{letter}{letter}ing" for letter in "abcdefghijklmnopqrstuvwxyz")
    long = Article("long.md", f"Here is {phrase}. They say {apart}.\n\n{copied}")
    analysis = analyze([long, Article("short.md", f"There is {phrase}. {copied}")])
    (found,) = (
        one for one in analysis.judged if one.rule == RULE.name and one.elsewhere[:1] == (0,)
    )
    assert long.text[found.elsewhere[1] :].startswith(LINES[0])


@pytest.mark.parametrize(("n_words", "n_pairs"), [(6, 0), (8, 1)])
def test_a_teaser_below_its_headline_is_a_pair(n_words: int, n_pairs: int) -> None:
    teaser = " ".join(PLAIN.split()[:n_words])
    text = f"Nobody expected a storm of this size\n\n{teaser}..."
    assert len(analyze([PLAIN, text]).duplicates) == n_pairs


def test_seven_words_of_a_longer_article_are_no_pair() -> None:
    text = f"{' '.join(PLAIN.split()[:8])}. {' '.join(REFRAIN.split()[:60])}"
    assert len(analyze([PLAIN, text]).duplicates) == 0
