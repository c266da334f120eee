"""Links from the page to the source."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from analyzer.analysis import analyze
from analyzer.cli.main import main
from analyzer.errors import SettingError
from analyzer.readers import read
from analyzer.reports.html.source_links import check_source_url, source_url
from analyzer.settings import Settings

FORGE = "https://github.com/org/repo/blob/main/{path}#L{line}"
EDITOR = "vscode://file/{path}:{line}"


@pytest.mark.parametrize(
    ("pattern", "source", "expected"),
    [
        (FORGE, "docs/lamp.md", "https://github.com/org/repo/blob/main/docs/lamp.md#L7"),
        (FORGE, "a b/#1?.md", "https://github.com/org/repo/blob/main/a%20b/%231%3F.md#L7"),
        (FORGE, "../lamp.md", ""),
        (FORGE, "", ""),
        ("", "docs/lamp.md", ""),
        (EDITOR, "/site/lamp.md", "vscode://file/site/lamp.md:7"),
        ("idea://open?file={path}&line={line}", "/lamp.md", "idea://open?file=/lamp.md&line=7"),
    ],
)
def test_the_address_of_a_line_is_made_from_its_path(pattern, source, expected):
    assert source_url(pattern, source, 7) == expected


def test_paths_of_a_forge_are_relative_to_the_configuration(tmp_path):
    source = str(tmp_path / "docs" / "lamp.md")
    assert source_url(FORGE, source, 1, str(tmp_path)).endswith("/main/docs/lamp.md#L1")


@pytest.mark.parametrize(
    "pattern",
    [
        "docs/{path}",
        "https://example.org/",
        "https://example.org/{path}#{column}",
        "javascript:alert({path})",
        "data:text/html,{path}",
    ],
)
def test_a_pattern_that_is_no_address_of_a_path_is_refused(pattern):
    with pytest.raises(SettingError, match="source-url"):
        check_source_url(pattern)


def test_notes_and_the_article_lead_to_the_source(tmp_path):
    repeated = "The lamp of the harbour burns all night long and nobody knows who lights it."
    article = tmp_path / "lamp.md"
    article.write_text(f"# Lamps\n\n{repeated}\n\nIt is old.\n\n{repeated}\n", "utf-8")
    settings = Settings(source_url=FORGE, root=str(tmp_path))
    analyze(list(read([article])), settings=settings).write(tmp_path / "out", ["html"])
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    address = "https://github.com/org/repo/blob/main/lamp.md#L"
    assert f'<a href="{address}1">source</a>' in page
    assert re.search(rf'<a href="{address}7">line 7</a>', page)


def test_records_have_no_link_since_their_lines_are_not_those_of_the_file(tmp_path):
    (tmp_path / "a.csv").write_text("id,text\n1,Some text is here.\n", "utf-8")
    settings = Settings(source_url=FORGE, root=str(tmp_path))
    analyze(list(read([tmp_path / "a.csv"])), settings=settings).write(tmp_path, ["html"])
    assert "github.com" not in (tmp_path / "index.html").read_text("utf-8")


def test_the_command_line_takes_the_address(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("lamp.md").write_text("# Lamps\n\nThe lamp burns.\n", "utf-8")
    run = CliRunner().invoke
    arguments = ["report", "lamp.md", "-q", "-o", "out", "--source-url"]
    assert run(main, [*arguments, FORGE]).exit_code == 0
    page = Path("out/index.html").read_text("utf-8")
    assert "https://github.com/org/repo/blob/main/lamp.md#L1" in page
    refused = run(main, [*arguments, "lamp"])
    assert refused.exit_code == 2
    assert "not an address" in refused.output
