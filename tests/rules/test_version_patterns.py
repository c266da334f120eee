"""Versions that the configuration declares or denies."""

from pathlib import Path

import pytest
from examples import PLAIN, aiming

from analyzer import Article, analyze
from analyzer.rules.duplicate_title import RULE as DUPLICATE_TITLE
from analyzer.rules.keyword_cannibalization import RULE as CANNIBALIZATION
from analyzer.rules.near_duplicate_article import RULE as NEAR_DUPLICATE
from analyzer.rules.page_names import PageNames, Relation
from analyzer.rules.version_patterns import VersionPatterns
from analyzer.settings import Settings

Patterns = tuple[str, ...]


def severities(rule: str, articles: list[Article], versions: Patterns | None) -> list[str]:
    settings = Settings(select=(rule,), versions=versions)
    found = analyze(articles, settings=settings).findings["severity"].tolist()
    return [str(severity) for severity in found]


@pytest.mark.parametrize(
    ("one", "other", "patterns", "expected"),
    [
        ("docs/pine/lamp.md", "docs/fir/lamp.md", ("docs/*/",), Relation.VERSIONS),
        ("docs/pine/lamp.md", "docs/fir/lamp.md", ("pine", "fir"), Relation.VERSIONS),
        ("docs/pine/lamp.md", "docs/lamp.md", ("pine/",), Relation.VERSIONS),
        ("pine/a/lamp.md", "fir/b/lamp.md", ("/*/", "a/", "b/"), Relation.VERSIONS),
        ("docs/pine/lamp.md", "docs/fir/kettle.md", ("docs/*/",), Relation.UNRELATED),
        ("docs/pine/lamp.md", "docs/fir/lamp.md", ("guides/*/",), Relation.UNRELATED),
        ("notes/pine.md", "notes/fir.md", ("notes/*.md",), Relation.VERSIONS),
        ("notes/pine.md", "talks/fir.md", ("notes/*.md", "talks/*"), Relation.UNRELATED),
        ("docs/5.1/lamp.md", "docs/7.4/lamp.md", ("fir/",), Relation.VERSIONS),
        ("docs/5.1/lamp.md", "docs/7.4/lamp.md", ("!7.4/",), Relation.UNRELATED),
        ("docs/5.1/lamp.md", "docs/7.4/lamp.md", (), Relation.UNRELATED),
        ("docs/fir/lamp.md", "docs/ash/lamp.md", ("docs/*/", "!ash/"), Relation.UNRELATED),
    ],
)
def test_patterns_say_what_is_a_version(
    one: str, other: str, patterns: Patterns, expected: Relation
) -> None:
    names = PageNames([one, other], ["", ""], ["", ""], VersionPatterns(patterns))
    assert names.relation(0, 1) == expected


def test_patterns_are_relative_to_the_configuration_file(tmp_path: Path) -> None:
    paths = [str(tmp_path / "docs" / name / "lamp.md") for name in ("pine", "fir")]
    patterns = VersionPatterns(("/docs/*/",), str(tmp_path))
    names = PageNames(paths, ["", ""], ["", ""], patterns)
    assert names.relation(0, 1) == Relation.VERSIONS


def test_declared_versions_are_no_copies_and_denied_ones_are() -> None:
    names = ("docs/5.1/lamp.md", "docs/7.4/lamp.md", "pine/lamp.md", "fir/lamp.md")
    numbered, named = (
        [Article(path, PLAIN, source=path) for path in paths]
        for paths in (names[:2], names[2:])
    )
    rule = NEAR_DUPLICATE.name
    assert severities(rule, numbered, None) == ["note"]
    assert severities(rule, numbered, ("!docs/",)) == ["warning", "warning"]
    assert severities(rule, named, None) == ["warning", "warning"]
    assert severities(rule, named, ("pine/", "fir/")) == ["note"]


@pytest.mark.parametrize("rule", [DUPLICATE_TITLE.name, CANNIBALIZATION.name])
def test_what_is_denied_has_a_title_and_a_phrase_of_its_own(rule: str) -> None:
    same = "How to repair a wooden canoe"
    titles = [same, same]
    if rule == CANNIBALIZATION.name:
        titles = [f"{same} in 2024", f"{same} in 2025"]
    paths = ("docs/5.1/canoe.md", "docs/7.4/canoe.md")
    articles = []
    for number, (path, title) in enumerate(zip(paths, titles, strict=True)):
        article = aiming(title, 4 * number)
        articles.append(Article(path, article.text, title=title, source=path))
    assert severities(rule, articles, None) == []
    assert severities(rule, articles, ("!docs/",)) != []
