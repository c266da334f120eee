"""Which pages a page links to."""

import pytest

from analyzer import Article
from analyzer.rules.page_addresses import last_name, linked_names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("See [the lamp](../guides/lamp.md#care).", "lamp"),
        ("See [the lamp][1].\n\n[1]: https://example.org/2024/lamp/", "lamp"),
        ('<a href="/guides/lamp/index.html?x=1">lamp</a>', "lamp"),
        ("[the lamp]({{ '/guides/lamp/' | url }})", "lamp"),
    ],
)
def test_links_of_markdown_html_and_templates_are_found(text: str, name: str) -> None:
    assert name in list(linked_names(Article("a", text)))


def test_prose_and_anchors_link_to_nothing() -> None:
    assert not list(linked_names(Article("a", "A lamp (of brass) is in [the hall](#hall).")))


def test_an_index_has_the_name_of_its_folder() -> None:
    assert last_name("guides/Lamp/index.md") == last_name("lamp.md") == "lamp"
    assert last_name("index.md") == ""
