"""Where a comment that suppresses a finding goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from analyzer.article import LINE_END
from analyzer.checks.suppression_scopes import COMMENTS, MARK, Scopes, scopes_of
from analyzer.checks.suppressions import directives_in
from analyzer.rules.unused_suppression import RULE as UNUSED

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.rules.finding import Finding

# Lines above which a comment of its own would end a list, a quotation or a table.
INSIDE = re.compile(r"\s*(?:[-*+>|]|\d+[.)])")
BLANK_ABOVE = re.compile(r"(?:\A|\n[ \t]*\r?\n)\Z")
Edit = tuple[int, str]


def suppression_edit(
    text: str, finding: Finding, reason: str, path: str, read: Callable[[str], Article | None]
) -> Edit | None:
    """Return the offset at which a comment is inserted, and the comment.

    The comment is on the line above where that is blank, else at the end of the line,
    else for the whole file. It is returned only if it suppresses the finding.

    Parameters
    ----------
    text : str
    finding : Finding
    reason : str
    path : str
        Whose suffix decides how comments are written.
    read : callable
        From a text to the article that it is in that file.
    """
    article = read(text)
    if article is None or article.markup is None or finding.rule == UNUSED.name:
        return None
    in_mdx = path.lower().endswith(".mdx")
    for opening, closing in COMMENTS[::-1] if in_mdx else COMMENTS:
        for kind, at, before, after in _places(text, finding.start):
            comment = f"{opening} {MARK}{kind} {finding.rule} -- {reason} {closing}"
            inserted = f"{before}{comment}{after}"
            changed = read(text[:at] + inserted + text[at:])
            shift = len(inserted) if at <= finding.start else 0
            moved = replace(finding, start=finding.start + shift, end=finding.end + shift)
            if changed is not None and _suppresses(changed, moved):
                return at, inserted
    return None


def _places(text: str, start: int) -> Iterator[tuple[str, int, str, str]]:
    """Yield the kind of a comment, its offset, and what precedes and follows it."""
    line = max((end.end() for end in LINE_END.finditer(text, 0, start)), default=0)
    stop = LINE_END.search(text, start)
    end = stop.start() if stop else len(text)
    newline = "\r\n" if stop and stop[0] == "\r\n" else "\n"
    if not INSIDE.match(text[line:end]) and BLANK_ABOVE.search(text[:line]):
        indent = text[line:start] if text[line:start].isspace() else ""
        yield "disable-next-line", line, indent, newline
    yield "disable-line", end, " ", ""
    for blank in re.finditer(r"(?:\r\n|\n){2}", text):
        yield "disable-file", blank.end(), "", newline * 2
        break
    yield "disable-file", len(text), newline * 2, newline


def _suppresses(article: Article, finding: Finding) -> bool:
    scopes = Scopes(scopes_of(article.text, directives_in(article)))
    return bool(scopes.that_suppress(finding))
