"""What versions, translations and series share is said once, in the summary."""

from pathlib import Path
from typing import Any

import pytest
from examples import BUREAUCRACY, LINES, PLAIN

from analyzer import Article, analyze
from analyzer.rules.page_names import Relation

OTHER = Article("kettle.md", f"{LINES[0]} {BUREAUCRACY}", source="kettle.md")


def pages(*paths: str) -> list[Article]:
    return [Article(path, PLAIN, source=path) for path in paths]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (("docs/5.1/lamp.md", "docs/7.4/lamp.md"), {Relation.VERSIONS: 2}),
        (("de/lamp.md", "fr/lamp.md"), {Relation.TRANSLATIONS: 2}),
        (("minutes-may.md", "minutes-june.md"), {Relation.SERIES: 2}),
        (("lamp.md", "kettle.md"), {}),
    ],
)
def test_related_pages_that_share_text_are_counted(
    paths: tuple[str, ...], expected: dict[Relation, int]
) -> None:
    assert analyze(pages(*paths)).related == expected


def test_versions_get_one_note_that_names_the_other_version() -> None:
    found = analyze(pages("docs/5.1/lamp.md", "docs/7.4/lamp.md")).findings
    assert found["severity"].tolist() == ["note"]
    assert "(another version)" in found["message"].iloc[0]


def test_a_sentence_of_versions_is_reported_where_another_page_has_it_too() -> None:
    versions = pages("docs/5.1/lamp.md", "docs/7.4/lamp.md")
    rules = analyze(versions).findings["rule"]
    assert "shared-sentence" not in set(rules)
    rules = analyze([*versions, OTHER]).findings
    named = rules[rules["article"] == OTHER.id]["rule"]
    assert "shared-sentence" in set(named)


def test_what_sibling_pages_share_is_one_note_for_the_group() -> None:
    names = ("openLamp", "closeLamp", "dimLamp", "moveLamp")
    heads = ("Syntax", "Parameters", "Return value")
    articles = [
        Article(
            f"api/{name}.md",
            "\n\n".join(f"{head}\n\n{line}" for head, line in zip(heads, LINES, strict=False))
            + f"\n\n{name} {LINES[4 + at]}",
            title=name,
            source=f"api/{name}.md",
        )
        for at, name in enumerate(names)
    ]
    found = analyze(articles).findings
    assert found["rule"].tolist() == ["near-duplicate-article"]
    assert found["severity"].tolist() == ["note"]


def test_both_commands_say_it_once(scratch: Path, run: Any) -> None:
    for folder in ("5.1", "7.4"):
        path = scratch / "docs" / folder / "lamp.md"
        path.parent.mkdir(parents=True)
        path.write_text(PLAIN, "utf-8")
    said = "not compared as copies: 2 versions"
    assert run("check", "docs").stdout.count(said) == 1
    assert run("report", "docs", "-o", "out").stdout.count(said.capitalize()) == 1
    page = Path("out/index.html").read_text("utf-8")
    assert page.count(said.capitalize()) == 1


DOORWAY = """Our team repairs roofs in {0} on every day of the week, and a first visit is free.
We have worked on the old slate roofs of {0} for thirty years, so we know each kind of leak.
Call us before noon, and somebody will stand on your roof in {0} on the same afternoon.
"""


@pytest.mark.parametrize(("ignored", "count"), [("", 0), ("doorway-pages", 4)])
def test_doorway_pages_are_not_counted_as_a_series_as_well(ignored: str, count: int) -> None:
    articles = [
        Article(f"roof-repair-{town}.md", DOORWAY.format(town), title=f"Roof repair in {town}")
        for town in ("hull", "leeds", "york", "derby")
    ]
    found = analyze(articles, settings={"ignore": [ignored] if ignored else []})
    assert found.related.get(Relation.SERIES, 0) == count
    assert ("doorway-pages" in set(found.findings["rule"])) == (not ignored)
