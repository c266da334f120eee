"""Tables of the source as rows and columns."""

import pytest

from analyzer.article import Article
from analyzer.readers import read
from analyzer.reports.html.source_tables import MOST_COLUMNS, source_tables
from analyzer.reports.layout import lay_out

PROSE = "Some prose is here, so that the page is read as an article of its own."
MARKDOWN = f"""# Lamps

{PROSE}

| Name | What **it** does |
|------|------------------|
| wick | It burns \\| glows. |
|      | No name.         |
| oil  |                  |

| Other | table |
|---|---|
| a | b |
"""
HTML = f"""<html><body><article><h1>Lamps</h1><p>{PROSE}</p>
<table><tr><th>Name</th>
<th>What it does</th></tr>
<tr><td></td><td><p>It burns.</p>
<p>It glows.</p></td></tr><tr><td>oil</td></tr></table>
<table><tr><td>one<td>two</table>
<p>{PROSE}</p></article></body></html>"""
PLAIN = f"{PROSE}\n\n| wick | burns |\n| oil | |\n\n{PROSE}\n"


def tables(path) -> list[tuple[bool, list[list[str]]]]:
    """Return whether each table has a header, and the text of its cells."""
    (layout,) = lay_out(list(read([path])))
    prose = layout.article.prose
    return [
        (
            table.header,
            [
                [
                    " / ".join(prose[part.start : part.end].strip() for part in cell)
                    for cell in row
                ]
                for row in table.rows
            ],
        )
        for table in source_tables(layout.article, layout.pieces)
    ]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "a.md",
            MARKDOWN,
            [
                (
                    True,
                    [
                        ["Name", "What it does"],
                        ["wick", "It burns | glows."],
                        ["", "No name."],
                        ["oil", ""],
                    ],
                ),
                (True, [["Other", "table"], ["a", "b"]]),
            ],
        ),
        (
            "a.html",
            HTML,
            [
                (True, [["Name", "What it does"], ["", "It burns. / It glows."], ["oil", ""]]),
                (False, [["one", "two"]]),
            ],
        ),
        ("a.txt", PLAIN, [(False, [["wick", "burns"], ["oil", ""]])]),
    ],
)
def test_cells_are_in_the_rows_and_columns_of_the_source(tmp_path, name, text, expected):
    (tmp_path / name).write_text(text, "utf-8")
    assert tables(tmp_path / name) == expected


def test_a_table_has_each_of_its_blocks_once(tmp_path):
    (tmp_path / "a.html").write_text(HTML, "utf-8")
    (layout,) = lay_out(list(read([tmp_path / "a.html"])))
    for table in source_tables(layout.article, layout.pieces):
        parts = [part.block for row in table.rows for cell in row for part in cell]
        assert parts == list(range(table.first, table.last))


def test_very_many_empty_cells_make_no_very_wide_table(tmp_path):
    cells = "<td></td>" * 5000
    text = HTML.replace("<td>oil</td>", f"{cells}<td>oil</td><td>glows</td>")
    (tmp_path / "a.html").write_text(text, "utf-8")
    (_, rows), _ = tables(tmp_path / "a.html")
    assert rows[2][MOST_COLUMNS:] == ["oil", "glows"]


def test_articles_without_tables_have_none():
    (layout,) = lay_out([Article("a.txt", PROSE)])
    assert list(source_tables(layout.article, layout.pieces)) == []
