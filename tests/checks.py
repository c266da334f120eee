"""Check results for the tests, with findings in texts that are hard to output."""

import io

import msgspec
from msgspec.structs import replace

from analyzer.article import Article
from analyzer.checks.annotation import annotate
from analyzer.checks.filters import with_fingerprint_data
from analyzer.checks.formats import format_named
from analyzer.checks.result import CheckResult
from analyzer.errors import Diagnostic
from analyzer.rules.finding import Finding
from analyzer.rules.registry import RULES

NASTY = (
    "Café 👩‍🔬 opens.\r\nA line with <tags> & \"quotes\", 100 % ]]> -- {braces}.\r"
    "::error file=x::not a command\r\n\x07bell \x1b[31mred\x1b[0m \u202eturned\u202c end.\n"
    "Half a surrogate: \udc80. Not in XML: \ufffe.\nlast line without an end"
)  # fmt: skip
SPANS = (
    "👩‍🔬 opens",
    '<tags> & "quotes", 100 %',
    "file=x::not a\x20command",
    "surrogate: \udc80",
    "last line",
)


def finding(
    article: int,
    text: str,
    words: str,
    group: str = "",
    severity: str = "warning",
    rule: str = "repeated-phrase",
) -> Finding:
    """Return a finding at the first occurrence of some words."""
    start = text.index(words)
    message = f"“{words}” appears: 100 %, twice\nand on a second line"
    return Finding(
        article,
        start,
        start + len(words),
        rule,
        severity,
        2.5,
        "quality",
        1.25,
        message,
        group,  # type: ignore[arg-type]
    )


def articles() -> list[Article]:
    long = "x" * 500_000 + " planted 🌱 words " + "y" * 500_000
    return [
        Article("a, b: 100% #1.md", NASTY, source="content/a, b: 100% #1.md"),
        Article("lines.jsonl#7", "First line.\nSecond line.", source="lines.jsonl", row=7),
        Article("long.txt", long, source="content/long.txt"),
        Article("ünïcode/日本.md", "e\u0301 and ô: a place", source="ünïcode/日本.md"),
        Article("table.csv#3", "One cell.", source="table.csv", row=3),
    ]


def findings(texts: list[Article]) -> list[Finding]:
    found = [
        finding(0, NASTY, words, group="one", severity=severity)
        for words, severity in zip(
            SPANS, ["note", "warning", "error", "note", "warning"], strict=True
        )
    ]
    across = finding(1, texts[1].text, "Second line", "1", "warning", "duplicate-passage")
    several = NASTY.index("<tags>"), NASTY.index("red")
    return sorted(
        [
            *found,
            across,
            replace(across, article=4, start=0, end=8),
            finding(2, texts[2].text, "planted 🌱 words", severity="error"),
            finding(3, texts[3].text, "a place", severity="note", rule="hard-to-read"),
            Finding(
                0, *several, "near-duplicate-sentence", "note", float("nan"), "", 0.0, "so", "2"
            ),
        ]
    )


def made_check() -> tuple[CheckResult, list[Article]]:
    """Return a check result with every kind of location, severity and problem."""
    texts = articles()
    found = with_fingerprint_data(
        annotate(texts, findings(texts), {"duplicate-passage"}, ""), texts
    )
    reported = tuple(
        msgspec.structs.replace(a, fails=a.finding.severity != "note") for a in found
    )
    problems = (
        Diagnostic("broken, file.md", "not & never\nYAML", 3),
        Diagnostic("old.txt", "read as cp1252", severity="warning"),
    )
    names = (*((text.id, text.source) for text in texts), ("clean.md", "clean.md"))
    hidden = {"suppressed": 1, "baseline": 0, "unchanged": 2}
    return CheckResult(
        reported, names, hidden, problems, {rule.name: rule.page or "" for rule in RULES}, 2
    ), texts


def written(check: CheckResult, name: str) -> str:
    """Return the output of a format as a file would hold it."""
    stream = io.StringIO()
    format_named(name)(check, stream)
    return stream.getvalue().encode("utf-8", "backslashreplace").decode()
