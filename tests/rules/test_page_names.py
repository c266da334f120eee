"""Relations between pages that their paths and titles show."""

import pytest

from analyzer.rules.page_names import PageNames, Relation, folder_of, page_name
from analyzer.rules.page_relations import is_identifier
from analyzer.rules.version_patterns import DeclaredPage


def relation(*pages: tuple[str, str, str]) -> Relation:
    """Return the relation of the first two of some pages: path, title, language."""
    return PageNames(*zip(*pages, strict=True)).relation(0, 1)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("docs/5.1/lamp.md", "docs/7.4/lamp.md", Relation.VERSIONS),
        ("docs/v1/lamp.md", "docs/v2/lamp.md", Relation.VERSIONS),
        ("docs/lamp.md", "docs/2.x/lamp.md", Relation.VERSIONS),
        ("docs/latest/lamp/index.md", "docs/5.1/lamp/index.md", Relation.VERSIONS),
        ("docs/2023.1/lamp.md", "docs/2024.2/lamp.md", Relation.VERSIONS),
        ("docs/5.1/lamp.md", "docs/7.4/kettle.md", Relation.UNRELATED),
        ("2021/05/lamp.md", "2021/06/lamp.md", Relation.UNRELATED),
        ("fr/lamp.md", "en/lamp.md", Relation.TRANSLATIONS),
        ("lamp.md", "pt-br/lamp.md", Relation.TRANSLATIONS),
        ("lamp/index.de.md", "lamp/index.md", Relation.TRANSLATIONS),
        ("posts/lamp/en.md", "posts/lamp/ko.md", Relation.TRANSLATIONS),
        ("fr/lamp.md", "en/kettle.md", Relation.UNRELATED),
        ("lamp-1.96.1.md", "lamp-1.97.0.md", Relation.SERIES),
        ("minutes-may.md", "minutes-june.md", Relation.SERIES),
        ("new-wardens.md", "new-wardens-2025.md", Relation.SERIES),
        ("export-12.md", "export-13.md", Relation.UNRELATED),
        ("2021-03-04.md", "2021-03-05.md", Relation.UNRELATED),
    ],
)
def test_paths_show_versions_translations_and_series(
    one: str, other: str, expected: Relation
) -> None:
    assert relation((one, "", ""), (other, "", "")) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Announcing Marrow 1.96.1", "Announcing Marrow 1.97.0", Relation.SERIES),
        ("This week on the quay 12", "This week on the quay 13", Relation.SERIES),
        ("Minutes of May", "Minutes of 3 June", Relation.SERIES),
        ("New wardens", "New wardens 2025", Relation.SERIES),
        ("Quay notes, part 1: Ropes", "Quay notes, part 2: Knots", Relation.SERIES),
        ("12", "13", Relation.UNRELATED),
        ("How to mend a net", "How to mend a net", Relation.UNRELATED),
        ("How to mend a net", "How to mend a sail", Relation.UNRELATED),
        ("Ferries of the north", "A lamp for the mill", Relation.UNRELATED),
    ],
)
def test_titles_show_series(one: str, other: str, expected: Relation) -> None:
    assert relation(("a.md", one, ""), ("b.md", other, "")) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("2021-03-04-lamp.md", True),
        ("blog/2021/03/04/lamp.md", True),
        ("2021/03/lamp.md", True),
        ("news/lamp.md", True),
        ("guide/whatsnew22.md", True),
        ("guide/Release-Notes.md", True),
        ("CHANGELOG.md", True),
        ("guide/lamp.md", False),
        ("2021/lamp.md", False),
        ("guide/newsroom.md", False),
    ],
)
def test_dated_posts_and_release_notes_are_news(path: str, *, expected: bool) -> None:
    assert page_name(DeclaredPage(path), "", "en").is_news == expected


def test_three_titles_with_one_slot_are_a_series_and_two_are_not() -> None:
    nets = [("a.md", "How to mend a net", ""), ("b.md", "How to mend a sail", "")]
    assert relation(*nets) == Relation.UNRELATED
    assert relation(*nets, ("c.md", "How to mend a rope", "")) == Relation.SERIES


def test_a_title_that_three_pages_have_is_a_series() -> None:
    pages = [(f"{name}.md", "Upcoming meetings", "") for name in "abc"]
    assert relation(*pages[:2]) == Relation.UNRELATED
    assert relation(*pages) == Relation.SERIES


def test_pages_of_other_names_are_no_translations_in_whatever_language() -> None:
    assert relation(("a.md", "", "en"), ("b.md", "", "de")) == Relation.UNRELATED


def test_three_titles_with_the_same_words_before_a_colon_are_a_series() -> None:
    meetings = [
        (f"{number}.md", f"Notes of the harbour board: {topic}", "")
        for number, topic in enumerate(["the new crane", "nets and moorings in winter", "fees"])
    ]
    assert relation(*meetings[:2]) == Relation.UNRELATED
    assert relation(*meetings) == Relation.SERIES


def test_records_of_one_file_have_no_path() -> None:
    assert relation(("en/all.csv", "", ""), ("en/all.csv", "", "")) == Relation.UNRELATED


def test_the_page_of_a_folder_is_beside_the_folder() -> None:
    assert folder_of("guides/lamp/en.md") == folder_of("guides/kettle.md") == "guides"


def test_a_title_in_prose_is_no_identifier() -> None:
    assert is_identifier("open_lamp()")
    assert not is_identifier("Lamps and kettles")
