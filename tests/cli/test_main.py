"""The report command, as a user runs it."""

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from examples import LINES, PLAIN, REFRAIN

from analyzer.cli.main import main


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "plain.txt").write_text(f"The valley in numbers\n\n{PLAIN}", "utf-8")
    (folder / "refrain.md").write_text(f"# Harbour\n\n{REFRAIN}", "utf-8")
    (folder / "empty.txt").write_text("")
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def articles(folder: Path) -> list[str]:
    lines = (folder / "articles.csv").read_text("utf-8").splitlines()
    return sorted(line.split(",")[0] for line in lines[1:])


def test_a_folder_is_reported_under_its_name(content: Path) -> None:
    result = run("report", "content")
    assert result.exit_code == 0
    assert articles(Path("reports/content")) == ["empty.txt", "plain.txt", "refrain.md"]
    assert "3 articles" in result.stdout
    assert result.stderr == ""


def test_several_inputs_are_reported_as_articles_below_their_common_root(content: Path) -> None:
    (content / "more").mkdir()
    (content / "more" / "one.txt").write_text(PLAIN)
    run("report", "content/plain.txt", "content/more")
    assert articles(Path("reports/articles")) == ["more/one.txt", "plain.txt"]


def test_the_order_of_the_inputs_does_not_change_the_report(content: Path) -> None:
    run("report", "content/plain.txt", "content/refrain.md", "-o", "one")
    run("report", "content/refrain.md", "content/plain.txt", "-o", "two")
    for path in Path("one").iterdir():
        assert path.read_bytes() == (Path("two") / path.name).read_bytes()


def test_standard_input_is_an_article(content: Path) -> None:
    result = CliRunner().invoke(main, ["report", "-"], input=PLAIN)
    assert result.exit_code == 0
    assert len(articles(Path("reports/stdin"))) == 1


def test_findings_fail_a_report_only_on_request(content: Path) -> None:
    assert run("report", "content").exit_code == 0
    assert run("report", "content", "--fail-level", "note").exit_code == 1
    assert run("report", "content", "--fail-level", "note", "--exit-zero").exit_code == 0
    assert run("report", "content", "--min-quality", "100").exit_code == 1


def test_an_ignored_rule_takes_no_points(content: Path) -> None:
    run("report", "content/refrain.md", "-o", "with")
    run("report", "content/refrain.md", "-o", "without", "--ignore", "repeated-opening")
    assert "repeated-opening" in Path("with/findings.csv").read_text("utf-8")
    assert "repeated-opening" not in Path("without/findings.csv").read_text("utf-8")


def test_a_misspelled_rule_is_an_error_that_suggests_the_nearest(content: Path) -> None:
    result = run("report", "content", "--ignore", "repeated-openings")
    assert result.exit_code == 2
    assert "did you mean 'repeated-opening'?" in result.stderr


@pytest.mark.parametrize(
    ("name", "content_", "message"),
    [
        ("bad.jsonl", b'{"text": "One."}\n{"text": "Two', "bad.jsonl:2"),
        ("bad.csv", b"name,city\nA,B\n", "found 'name', 'city'"),
        ("bad.jsonl.gz", gzip.compress(b"{}\n" * 99, mtime=0)[:-12], "bad.jsonl.gz"),
        ("bad.txt", bytes(range(256)) * 4, "bad.txt"),
    ],
)
def test_a_damaged_input_is_an_error_and_the_rest_is_reported(
    content: Path, name: str, content_: bytes, message: str
) -> None:
    Path(name).write_bytes(content_)
    result = run("report", name, "content", "-o", "out")
    assert result.exit_code == 2
    assert message in result.stderr
    assert "content/plain.txt" in articles(Path("out"))


def test_a_missing_path_is_an_error_and_the_rest_is_reported(content: Path) -> None:
    result = run("report", "content", "nowhere", "-o", "out")
    assert result.exit_code == 2
    assert "nowhere" in result.stderr
    assert any("plain.txt" in name for name in articles(Path("out")))


@pytest.mark.parametrize("name", ["nowhere", "odd.jsonl"])
def test_where_no_article_can_be_read_no_report_is_written(content: Path, name: str) -> None:
    Path("odd.jsonl").write_text('{"words": "x"}\n', "utf-8")
    result = run("report", name)
    assert result.exit_code == 2
    [error] = result.stderr.splitlines()
    assert error.startswith(f"error: {name}:")
    assert not result.stdout
    assert not Path("reports").exists()
    Path("reports").mkdir()
    run("report", name)
    assert not list(Path("reports").iterdir())


def test_an_image_in_a_folder_is_not_an_error(content: Path) -> None:
    (content / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    result = run("report", "content")
    assert result.exit_code == 0
    assert ".png" in result.stderr


def test_duplicate_ids_are_errors_and_no_article_is_lost(content: Path) -> None:
    records = [{"id": "x", "text": line} for line in LINES[:3]]
    Path("twice.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    result = run("report", "twice.jsonl", "-o", "out")
    assert result.exit_code == 2
    assert "twice.jsonl:2" in result.stderr
    assert len(set(articles(Path("out")))) == 3


def test_a_report_is_not_read_as_articles(content: Path) -> None:
    run("report", "content", "-o", "content/reports")
    run("report", "content", "-o", "out")
    assert len(articles(Path("out"))) == 3


def test_a_title_of_a_megabyte_is_an_error_and_its_article_is_reported(content: Path) -> None:
    Path("long.jsonl").write_text(json.dumps({"title": "word " * 200_000, "text": PLAIN}))
    result = run("report", "long.jsonl", "-o", "out")
    assert "long.jsonl:1: a title of 999999 characters was left out" in result.stderr
    assert len(articles(Path("out"))) == 1


def test_explain_prints_the_page_of_a_rule() -> None:
    result = run("explain", "near-duplicate-sentence")
    assert result.exit_code == 0
    assert result.stdout.startswith("near-duplicate-sentence: ")
    assert run("explain", "no-such-rule").exit_code == 2


def test_explain_names_the_command_that_explains_the_score_of_a_file(scratch: Path) -> None:
    (scratch / "old news.md").write_text(PLAIN)
    result = run("explain", "old news.md")
    assert result.exit_code == 2
    assert "`analyzer check 'old news.md'` shows what takes points" in result.stderr
    assert "unknown rule" not in result.stderr
