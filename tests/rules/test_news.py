"""Which pages are news: by their paths and by their front matter."""

import pytest

from analyzer.rules.news import is_post, is_release_notes


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"layout": "post"}, True),
        ({"type": "Blog"}, True),
        ({"path": "2026/05/02/kettle"}, True),
        ({"permalink": "/news/kettle/"}, True),
        ({"layout": "page", "date": "2026-05-02"}, False),
        ({"slug": "kettle"}, False),
        ({}, False),
    ],
)
def test_front_matter_says_that_a_page_is_a_post(
    fields: dict[str, object], *, expected: bool
) -> None:
    assert is_post(fields) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("docs/changelog", True),
        ("whatsnew/22", True),
        ("blog/2026", False),
        ("docs/lamp", False),
    ],
)
def test_release_notes_are_named_so(path: str, *, expected: bool) -> None:
    assert is_release_notes(path.split("/")) == expected
