"""What is generated from the code is up to date; `make generate` renews it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from generated import (
    REFERENCE,
    REPORT,
    ROOT,
    changed_examples,
    configuration_schema,
    examples_of_document,
    reference,
    report,
    transcripts,
    with_outputs,
    with_transcripts,
    worked_example,
)

import analyzer

HINT = "run `make generate`"


@pytest.mark.parametrize(
    "generate", [report, configuration_schema, reference, worked_example, transcripts]
)
def test_generated_files_are_up_to_date(
    generate: Callable[[], Iterator[tuple[Path, bytes]]],
) -> None:
    for path, data in generate():
        assert path.is_file(), f"{path.relative_to(ROOT)} is missing: {HINT}"
        assert path.read_bytes() == data, f"{path.relative_to(ROOT)} is out of date: {HINT}"


def test_the_report_of_the_samples_has_no_other_files() -> None:
    assert {path.name for path in REPORT.iterdir()} == {path.name for path, _ in report()}


def test_there_is_no_page_of_a_rule_that_is_gone() -> None:
    rules = {path for path, _ in reference() if path.parent.name == "rules"}
    assert set((REFERENCE / "rules").iterdir()) == rules


def test_the_output_of_commands_is_replaced() -> None:
    page = "Text\n\n```console\n$ analyzer --version\nold\n$ echo $?\n```\n"
    shown = f"$ analyzer --version\nanalyzer, version {analyzer.__version__}\n$ echo $?\n0\n"
    assert with_transcripts(page) == f"Text\n\n```console\n{shown}```\n"


def test_an_example_in_a_list_stays_indented() -> None:
    page = "1. Step\n\n   ```console\n   $ echo $?\n   ```\n\n2. Step\n"
    assert with_transcripts(page) == page.replace("$?\n", "$?\n   0\n")


def test_a_command_can_keep_the_first_lines_only() -> None:
    page = "```console\n$ analyzer explain | head -n 1\n```\n"
    assert with_transcripts(page).count("\n") == 4


def test_outputs_that_have_changed_are_replaced(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    text = "Sums:\n\n    >>> 1 + 1\n    {}\n\n```\n>>> for x in (1, 2):\n...     x\n{}\n```\n"
    page.write_text(text.format(3, "1"))
    changed = changed_examples(examples_of_document(str(page)))
    assert with_outputs(page, changed) == (page, text.format(2, "1\n2").encode())


def test_outputs_that_differ_in_white_space_only_are_kept(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(">>> [1, 2]\n[1,\n 2]\n")
    assert changed_examples(examples_of_document(str(page))) == []


def test_an_example_that_fails_is_an_error(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("One\n\n>>> 1 / 0\n0\n")
    with pytest.raises(RuntimeError, match=r"page.md, line 3: the example failed: 1 / 0"):
        changed_examples(examples_of_document(str(page)))
