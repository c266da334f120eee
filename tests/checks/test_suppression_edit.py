"""Comments that suppress a finding, put where they have that effect."""

from pathlib import Path

import pytest
from stories import PIER, QUARRY, SAID

from analyzer.checks.analyze import CheckRequest
from analyzer.checks.annotation import Annotation
from analyzer.checks.suppression_edit import suppression_edit
from analyzer.checks.workspace import Workspace
from analyzer.configuration import load_configuration

RULE = "near-duplicate-sentence"
OTHER = "Rain came in from the sea, and nobody left."
LINE = f"<!-- analyzer-disable-line {RULE} -- agreed -->"
NEXT = f"<!-- analyzer-disable-next-line {RULE} -- agreed -->"
TEXTS = {
    "a paragraph": ("a.md", f"{SAID}\n\n{OTHER}\n\n{SAID}\n", f"{NEXT}\n{SAID}\n"),
    "the last line": ("a.md", f"{SAID}\n\n{OTHER}\n\n{SAID}", f"{NEXT}\n{SAID}"),
    "lines of a paragraph": (
        "a.md", f"{SAID}\n\n{OTHER}\n{SAID}\nThe gate shut.\n", f"{SAID} {LINE}\n",
    ),
    "an item": ("a.md", f"{SAID}\n\n- {OTHER}\n\n- {SAID}\n", f"- {SAID} {LINE}\n"),
    "carriage returns": (
        "a.md", f"{SAID}\r\n\r\n{OTHER}\r\n\r\n{SAID}\r\n", f"{NEXT}\r\n{SAID}\r\n",
    ),
    "HTML": (
        "a.html", f"<p>{SAID}</p>\n\n<p>{OTHER}</p>\n\n<p>{SAID}</p>\n", f"{NEXT}\n<p>{SAID}",
    ),
    "MDX": (
        "a.mdx", f"{SAID}\n\n{OTHER}\n\n{SAID}\n",
        f"{{/* analyzer-disable-next-line {RULE} -- agreed */}}\n{SAID}\n",
    ),
}  # fmt: skip


def opened(folder: Path, name: str, text: str) -> tuple[Workspace, str]:
    configuration, _ = load_configuration([str(folder)], {"report-level": "note"})
    workspace = Workspace(CheckRequest((str(folder),), configuration, str(folder)))
    source = str(folder / name)
    workspace.replace({source: text})
    return workspace, source


def edited(workspace: Workspace, source: str, text: str, found: Annotation) -> str | None:
    """Return the text with a comment that suppresses a finding; None if there is no place."""
    edit = suppression_edit(
        text, found.finding, "agreed", source, lambda new: workspace.article(source, new)
    )
    return None if edit is None else text[: edit[0]] + edit[1] + text[edit[0] :]


@pytest.mark.parametrize("name", TEXTS)
def test_the_comment_is_on_the_line_above_or_at_the_end(tmp_path: Path, name: str) -> None:
    file, text, expected = TEXTS[name]
    workspace, source = opened(tmp_path, file, text)
    found = [
        one for one in workspace.check_file(source).annotations if one.finding.rule == RULE
    ]
    new = edited(workspace, source, text, found[-1])
    assert new is not None
    assert expected in new
    workspace.replace({source: new})
    rules = [one.finding.rule for one in workspace.check_file(source).annotations]
    assert not {RULE, "unused-suppression"} & set(rules)


def test_a_finding_about_the_whole_article_is_suppressed(tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text(PIER, "utf-8")
    for text in (PIER, f"---\ntitle: Lamps\nauthor: A smith\n---\n\n{PIER}"):
        workspace, source = opened(tmp_path, "pier.md", text)
        (found,) = workspace.check_file(source).annotations
        new = edited(workspace, source, text, found)
        assert new is not None
        workspace.replace({source: new})
        assert not workspace.check_file(source).annotations


def test_plain_text_has_no_comments(tmp_path: Path) -> None:
    workspace, source = opened(tmp_path, "a.txt", QUARRY)
    (found,) = [
        one for one in workspace.check_file(source).annotations if one.finding.rule == RULE
    ]
    article = workspace.article(source, QUARRY)
    assert article is not None
    has_place = edited(workspace, source, QUARRY, found) is not None
    assert has_place == (article.markup is not None)
