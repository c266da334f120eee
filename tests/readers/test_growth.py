"""Readers never hang: what is made to be slow takes linear time."""

from pathlib import Path

import pytest
from growth import assert_linear

from analyzer.readers import read

pytestmark = pytest.mark.slow

SIZE, MOST_TIMES = 120_000, 40_000  # characters
DEEP = 50_000
REPEATED = {
    "unfinished tags.html": "<A",
    "unfinished attributes.html": "<a b='",
    "open elements.html": "<div>",
    "comments.html": "<!--",
    "ampersands.html": "&",
    "entities.html": "&amp",
    "quotes.md": ">",
    "lists.md": "- ",
    "brackets.md": "[",
    "links.md": "[a](",
    "stars.md": "*a ",
    "backticks.md": "` ",
    "pipes.md": "|a",
    "shortcodes.md": "{{< ",
    "highlights.md": "{% highlight a %}\n",
    "open attributes.md": "{a='",
    "attributes.md": "`a`{.b} ",
    "buttons.md": '[a b="c" ',
    "directives.md": ":::a\n",
    "fenced directives.md": "```{note}\n",
    "admonitions.md": "!!! a\n    ",
    "wiki links.md": "[[a|",
    "emoji.md": ":a:",
    "drawings.md": "<svg>\n\n",
    "inline html.md": "a <b> ",
    "hidden.md": "<p hidden>\n\n",
    "fences.md": "```` ```\n",
    "tags.md": "<div>",
    "signs.md": "<",
    "notes.md": "[^a]: x ",
    "definitions.md": "[a]: <",
    "comments.md": "<!-- analyzer-disable ",
    "returns.md": "\r",
    "braces.mdx": "{",
    "elements.mdx": "<A ",
    "imports.mdx": "import ",
    "scripts.mdx": "export const a = {\n\n",
    "components.mdx": "<A>\n    <b>\n",
    "arrays.json": "[",
    "objects.json": '{"a":',
    "arrays.jsonl": '{"text": [',
    "cells.csv": 'text\n"a',
    "letters.txt": "x",
}


@pytest.mark.parametrize("name", REPEATED)
def test_time_grows_with_the_text(tmp_path: Path, name: str) -> None:
    def read_repeated(times: int) -> None:
        path = tmp_path / name
        path.write_text(REPEATED[name] * times, "utf-8", newline="")
        for _ in read([path], on_problem=lambda _: None):
            pass

    assert_linear(read_repeated, min(SIZE // len(REPEATED[name]), MOST_TIMES))


@pytest.mark.parametrize(
    ("name", "opening", "closing"),
    [
        ("a.html", "<div>", "</div>"),
        ("a.html", "<ul><li>", "</li></ul>"),
        ("a.html", "<b>", "</b>"),
        ("a.md", "> ", ""),
        ("a.md", "- ", ""),
        ("a.md", "[", "]"),
    ],
)
def test_fifty_thousand_levels_are_read(
    tmp_path: Path, name: str, opening: str, closing: str
) -> None:
    path = tmp_path / name
    path.write_text(f"{opening * DEEP}Deep down lies a text.{closing * DEEP}\n")
    (article,) = read([path], on_problem=lambda _: None)
    assert "Deep down lies a text." in article.prose
