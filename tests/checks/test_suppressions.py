"""Suppressions: what they hide, and which are unused."""

from pathlib import Path
from typing import Any

import pytest
from growth import assert_linear
from stories import QUARRY, SAID

from analyzer.article import Article
from analyzer.checks.suppressions import directives_in, suppress
from analyzer.readers import read
from analyzer.readers.markdown import parse
from analyzer.rules.finding import Finding
from analyzer.rules.registry import BY_NAME

RULE, OTHER = "repeated-phrase", "near-duplicate-sentence"


def article(text: str, *, mdx: bool = False, **fields: object) -> Article:
    markup, _ = parse(text, mdx=mdx)
    return Article("a.md", text, source="a.md", markup=markup, fields=fields)


def hidden(text: str, *, rule: str = RULE, mdx: bool = False, **fields: object) -> str:
    """Return the text with every suppressed word FAULT replaced by dashes."""
    one = article(text, mdx=mdx, **fields)
    places = [at for at in range(len(text)) if text.startswith("FAULT", at)]
    found = [Finding(0, at, at + 5, rule, "note", 1, "", 0, "fault", "g") for at in places]
    done = suppress([one], found, tuple(BY_NAME), lambda *_: True)
    assert not done.problems
    for number in done.findings:
        at = places[number]
        text = f"{text[:at]}-----{text[at + 5 :]}"
    return text


CASES = {
    "next line": (
        "FAULT\n\n<!-- analyzer-disable-next-line repeated-phrase -- quoted -->\nFAULT\nFAULT",
        "FAULT ----- FAULT",
    ),
    "next line after blank lines": (
        "<!-- analyzer-disable-next-line repeated-phrase -->\n\n \nFAULT\n\nFAULT",
        "----- FAULT",
    ),
    "next line after another comment": (
        "<!-- analyzer-disable-next-line repeated-phrase -->\n"
        "<!-- analyzer-disable-next-line hard-to-read -->\n\nFAULT\n\nFAULT",
        "----- FAULT",
    ),
    "this line": (
        "FAULT here <!-- analyzer-disable-line repeated-phrase --> FAULT\nFAULT",
        "----- ----- FAULT",
    ),
    "a span": (
        "FAULT\n\n<!-- analyzer-disable repeated-phrase -->\n\nFAULT\n\nFAULT\n\n"
        "<!-- analyzer-enable repeated-phrase -->\n\nFAULT",
        "FAULT ----- ----- FAULT",
    ),
    "a span to the end": (
        "FAULT\n\n<!-- analyzer-disable repeated-phrase -->\n\nFAULT",
        "FAULT -----",
    ),
    "the file, from anywhere": (
        "FAULT\n\nFAULT\n\n<!-- analyzer-disable-file repeated-phrase -->",
        "----- -----",
    ),
    "all rules": ("<!-- analyzer-disable-file -->\n\nFAULT", "-----"),
    "all rules but one": (
        "<!-- analyzer-disable -->\n\nFAULT\n\n"
        "<!-- analyzer-enable repeated-phrase -->\n\nFAULT",
        "----- FAULT",
    ),
    "several rules": (
        "<!-- analyzer-disable-file hard-to-read, repeated-phrase -->\n\nFAULT",
        "-----",
    ),
    "another rule": ("<!-- analyzer-disable-file hard-to-read -->\n\nFAULT", "FAULT"),
    "enabled by all": (
        "<!-- analyzer-disable repeated-phrase -->\n\nFAULT\n\n"
        "<!-- analyzer-enable -->\n\nFAULT",
        "----- FAULT",
    ),
    "other line ends": (
        "FAULT\r\n<!-- analyzer-disable-next-line repeated-phrase -->\r\nFAULT\r\n\r\nFAULT",
        "FAULT ----- FAULT",
    ),
    "an example in code": (
        "```html\n<!-- analyzer-disable-file -->\n```\n\n"
        "Write `<!-- analyzer-disable-file -->` for it.\n\nFAULT",
        "FAULT",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_comment_suppresses(case: str) -> None:
    text, left = CASES[case]
    words = [word for word in hidden(text).split() if word in ("FAULT", "-----")]
    assert " ".join(words) == left


def test_mdx_comments_suppress() -> None:
    text = "{/* analyzer-disable-next-line repeated-phrase -- why */}\nFAULT\n\nFAULT"
    assert hidden(text, mdx=True).count("-----") == 1
    assert directives_in(article(text)) == []


def test_suppressions_that_are_too_many_are_an_error() -> None:
    text = "<!-- analyzer-disable-next-line repeated-phrase -->\n\n" * 1002
    done = suppress([article(text)], [], tuple(BY_NAME), lambda *_: False)
    assert [str(problem) for problem in done.problems] == [
        "a.md:2001: more than 1,000 suppressions; this one and later ones are ignored"
    ]


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ("repeated-phrase", 1), ("hard-to-read, repeated-phrase", 1), (True, 1),
        ("hard-to-read", 0), (False, 0),
    ],
)  # fmt: skip
def test_front_matter_suppresses_for_the_file(value: object, count: int) -> None:
    fields = {"analyzer-disable": value}
    assert hidden("A FAULT.", **fields).count("-----") == count


def unused(text: str, rule: str = RULE) -> list[tuple[str, str]]:
    one = article(text)
    places = [at for at in range(len(text)) if text.startswith("FAULT", at)]
    found = [Finding(0, at, at + 5, rule, "note", 1, "", 0, "fault", "g") for at in places]
    done = suppress([one], found, tuple(BY_NAME), lambda *_: True)
    return [(directive.kind, name) for _, directive, name in done.unused]


def test_an_unused_suppression_is_reported() -> None:
    comment = "<!-- analyzer-disable-next-line repeated-phrase, hard-to-read -->\n"
    assert unused(f"{comment}FAULT") == [("disable-next-line", "hard-to-read")]
    assert unused("<!-- analyzer-disable-file -->\n\nGood.") == [("disable-file", "*")]
    assert unused("<!-- analyzer-disable -->\n\nFAULT") == []
    assert unused("<!-- analyzer-enable -->\n\nFAULT") == [("enable", "*")]


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("<!-- analyzer-disable-file repeated-phrases -->",
         "a.md:3: unknown rule 'repeated-phrases' in a suppression; "
         "did you mean 'repeated-phrase'?"),
        ("<!-- analyzer-disable-nextline -->",
         "a.md:3: unknown suppression 'analyzer-disable-nextline'; "
         "did you mean 'analyzer-disable-next-line'?"),
        ("<!-- analyzer-disable-file copied-passage -->",
         "a.md:3: unknown rule 'copied-passage' in a suppression; "
         "renamed to 'duplicate-passage'"),
    ],
)  # fmt: skip
def test_an_unknown_or_renamed_name_is_an_error_with_its_line(
    comment: str, message: str
) -> None:
    one = article(f"Text.\n\n{comment}\n")
    done = suppress([one], [], tuple(BY_NAME), lambda *_: True)
    assert [(str(problem), problem.severity) for problem in done.problems] == [
        (message, "error")
    ]
    assert done.unused == ()


def test_of_two_copies_either_may_be_suppressed(scratch: Path, run: Any) -> None:
    comment = f"<!-- analyzer-disable-next-line {OTHER} -- the refrain -->\n"
    first = QUARRY.replace(SAID, comment + SAID, 1)
    later = (comment + SAID).join(QUARRY.rsplit(SAID, 1))
    for text in (first, later):
        (scratch / "one.md").write_text(text, "utf-8")
        result = run("check", "one.md", "--select", OTHER)
        assert result.stdout == "1 article, no findings; hidden: 1 suppressed\n"


def test_of_three_copies_the_other_two_are_reported_once(scratch: Path, run: Any) -> None:
    comment = f"<!-- analyzer-disable-next-line {OTHER} -->\n"
    text = QUARRY.replace(SAID, comment + SAID, 1) + f"\n{SAID}\n"
    (scratch / "one.md").write_text(text, "utf-8")
    result = run("check", "one.md", "--select", OTHER, "--format", "concise")
    lines = [line.split(":")[1] for line in result.stdout.splitlines()]
    assert lines == [str(1 + text.count("\n", 0, text.rindex(SAID, 0, -90)))]


def test_an_unused_suppression_is_a_note_that_can_be_ignored(scratch: Path, run: Any) -> None:
    (scratch / "one.md").write_text("Good.\n\n<!-- analyzer-disable repeated-phrase -->\n")
    result = run("check", "one.md")
    assert result.exit_code == 0
    assert (
        "one.md:3:1: note: this suppression of repeated-phrase hides no finding"
        in result.stdout
    )
    assert "one.md:3:1" not in run("check", "one.md", "--ignore", "unused-suppression").stdout


def test_unused_suppressions_of_corpus_rules_are_reported_for_folders_only(
    scratch: Path, run: Any
) -> None:
    (scratch / "one.md").write_text("Good.\n\n<!-- analyzer-disable duplicate-passage -->\n")
    assert "unused" not in run("check", "one.md").stdout
    assert "unused-suppression" in run("check", ".").stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "comment",
    [
        "<!-- analyzer-disable-line hard-to-read -->\n",
        "<!-- analyzer-disable-next-line -->\n",
        "<!-- analyzer-disable -->\n\nThe kettle sings.\n\n",
        "<!-- analyzer-disable a --> <!-- analyzer-enable hard-to-read -->\n\n",
    ],
)
def test_many_comments_take_linear_time(tmp_path: Path, comment: str) -> None:
    def check(times: int) -> None:
        (tmp_path / "a.md").write_text(comment * times)
        [one] = read([tmp_path / "a.md"])
        finding = Finding(0, 9, 10, "hard-to-read", "note", 0.0, "", 0.0, "", "")
        suppress([one], [finding] * 10, ["hard-to-read"], lambda *_: True)

    assert_linear(check, 5_000)


def test_a_line_of_plain_text_in_the_form_of_a_suppression_is_reported(
    scratch: Path, run: Any
) -> None:
    comment = "<!-- analyzer-disable-next-line repeated-phrase -->"
    text = (
        f"The kettle sings.\n\n  {comment}\n\nWrite {comment} here.\n\n<!-- analyzer-fast -->\n"
    )
    Path("one.txt").write_text(text, "utf-8")
    done = run("check", "one.txt", "--report-level", "note")
    assert done.exit_code == 0
    found = [line for line in done.stdout.splitlines() if "unused-suppression" in line]
    assert len(found) == 1
    assert found[0].startswith("one.txt:3:3: note: plain text has no comments")
    ignored = run(
        "check", "one.txt", "--report-level", "note", "--ignore", "unused-suppression"
    )
    assert "plain text" not in ignored.stdout
