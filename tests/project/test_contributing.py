"""The steps of CONTRIBUTING.md work as they are written."""

import io
import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml
from checks import made_check
from hostile import hostile_articles
from samples import articles

import analyzer
from analyzer import readers, reports
from analyzer.analysis import analyze
from analyzer.segmentation import build_corpus

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def example(title: str) -> dict[str, Any]:
    """Run the module that the section with this title shows; return its names."""
    section = TEXT.partition(f"## {title}\n")[2].partition("\n## ")[0]
    source = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert source is not None
    names: dict[str, Any] = {}
    exec(textwrap.dedent(source[1]), names)
    return names


@pytest.mark.parametrize("task", sorted(set(re.findall(r"`make ([a-z ]+)`", TEXT))))
def test_every_task_is_in_the_makefile(task: str) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for name in task.split():
        assert re.search(rf"^{name}:", makefile, re.MULTILINE), name


def test_the_rule_measures() -> None:
    names = example("Add a rule")
    corpus = build_corpus(articles("Stop! Look! Now!", "One! Mark.", ""))
    found = names["RULE"].measure(corpus, names["Options"](min_marks=2))
    assert found.value.tolist() == [3, 0, 0]
    assert found.columns["exclamation_marks"].tolist() == [3, 1, 0]
    assert [corpus.prose[at] for at in found.start] == ["!"] * 3
    assert found.columns.keys() == {column.name for column in names["RULE"].columns}


def test_the_reader_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = example("Add a reader")["read"]
    (tmp_path / "a.txt").write_text("A title\n\nA sentence.\n")
    monkeypatch.setattr("analyzer.readers.document.read", read)
    (article,) = readers.read([tmp_path])
    assert (article.id, article.text) == ("a.txt", "A title\n\nA sentence.\n")


def test_the_report_format_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = example("Add a report format")["write"]
    monkeypatch.setitem(reports.FORMATS, "tsv", write)
    analysis = analyze(hostile_articles())
    analysis.write(tmp_path, ["tsv"])
    lines = (tmp_path / "articles.tsv").read_text("utf-8").split("\n")
    head, *rows = [line.split("\t") for line in lines[:-1]]
    words = [row[head.index("words")] for row in rows]
    assert words == analysis.articles["words"].astype(str).tolist()


def test_the_check_format_is_written() -> None:
    check, _ = made_check()
    stream = io.StringIO()
    example("Add a check format")["write"](check, stream)
    lines = stream.getvalue().splitlines()
    assert lines[-1] == f"{len(check.annotations)} findings"
    assert lines[0].endswith(f"[{check.annotations[0].finding.rule}]")


def test_the_citation_has_the_version_of_the_package() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == analyzer.__version__
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()


def test_every_folder_of_tests_is_named_after_a_package() -> None:
    folders = {path.parent.name for path in (ROOT / "tests").glob("*/test_*.py")}
    packages = {path.parent.name for path in (ROOT / "analyzer").glob("*/__init__.py")}
    assert folders <= packages | {"contracts", "project"}
