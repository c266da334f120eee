"""What is at an address is for Spark; what is said where that cannot be."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from analyzer.spark.files import _common, _is_hidden
from analyzer.spark.hadoop import cause, is_address, literally

Run = Callable[..., Result]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["s3a://news/a.jsonl"],
            "s3a://news/a.jsonl: an address like this needs --engine spark",
        ),
        (["a.md", "-o", "hdfs://name/out"], "hdfs://name/out: an address like this needs"),
        (
            ["s3a://news/a.jsonl", "a.md", "--engine", "spark"],
            "a.md: beside s3a://news/a.jsonl",
        ),
        (["file:///a.jsonl", "--resume", "--engine", "spark"], "--resume needs local paths"),
    ],
)
def test_what_cannot_be_done_with_an_address_is_said(
    scratch: Path, run: Run, arguments: list[str], message: str
) -> None:
    (scratch / "a.md").write_text("An article.")
    result = run("report", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (scratch / "reports").exists()


def test_a_path_that_is_there_is_no_address(scratch: Path) -> None:
    assert is_address("file:/x")
    (scratch / "file:").mkdir()
    (scratch / "file:" / "x").write_text("")
    assert not is_address("file:/x")
    assert not is_address("C:/x")
    assert not is_address("news/a:b")


def test_signs_of_patterns_stand_for_themselves() -> None:
    assert literally("file:/a [1]{x}*?.md") == r"file:/a \[1\]\{x\}\*\?.md"


@pytest.mark.parametrize(
    ("roots", "common"),
    [
        ({"s3a://news/a"}, "s3a://news/a"),
        ({"s3a://news/a/b", "s3a://news/ab"}, "s3a://news"),
        ({"s3a://news/a", "hdfs://name/a"}, ""),
        (set(), ""),
    ],
)
def test_ids_begin_below_the_folder_that_all_are_in(roots: set[str], common: str) -> None:
    assert _common(roots) == common


def test_names_that_spark_passes_over_are_known() -> None:
    hidden = {
        name: _is_hidden(name) for name in ("_SUCCESS", ".a.crc", "_x=1", "a._COPYING_", "a")
    }
    assert hidden == {
        "_SUCCESS": True, ".a.crc": True, "_x=1": False, "a._COPYING_": True, "a": False
    }  # fmt: skip


def test_what_an_executor_has_thrown_is_told_in_a_line() -> None:
    text = "From the worker: Traceback:\n  File x\nValueError: a wrong value\n\tat java.lang"
    assert cause(RuntimeError(text)) == "From the worker: Traceback: ValueError: a wrong value"
    assert cause(RuntimeError("")) == ""
