"""Find what is not text in MDX: imports, exports, expressions and JSX tags."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from analyzer.readers.masking import (
    BLANK_LINE,
    FILLER,
    Ahead,
    Finder,
    Range,
    overwrite,
    range_at,
)
from analyzer.text.later_patterns import compile_later

SCRIPT_START = (
    r"(?:import\s+(?:[\"'{*]|[\w$]+\s*(?:,|from\b))"
    r"|export\s+(?:default|const|let|var|function|class|async|type|interface)\b"
    r"|export\s*[{*])"
)
FIRST_SCRIPT = compile_later(SCRIPT_START)
# A literal is found many times faster than the beginning of a line.
SCRIPT = compile_later(r"\n" + SCRIPT_START)
# An address between angle brackets is no tag.
OPENING = compile_later(
    r"[<{](?:(?<=\{)|(?<=<)/?(?!(?i:https?|ftp|mailto):|[\w.+-]{1,64}@)[A-Za-z_>])"
)
DELIMITER = compile_later(r"[{}>\"'`]")
ELEMENT = compile_later(rf"</?[a-z][a-z0-9]*(?=[\s/>{FILLER}])")
# An expression that is a string, which is shown.
STRING = compile_later(
    r"\{\s*(?:\"(?P<double>[^\"\\\n]*)\"|'(?P<single>[^'\\\n]*)'|`(?P<raw>[^`\\$]*)`)\s*\}"
)
# A component that is opened or closed on a line of its own, or an import at the top.
COMPONENT = compile_later(
    r"</?[A-Z][A-Z0-9_]{0,40}+[a-z]\w{0,60}+(?:[ \t][^<>\n]{0,1000}+)?>[ \t]{0,40}$",
    re.MULTILINE,
)
IMPORT = compile_later(r"import [^\n]{1,300}? from [\"'][^\"'\n]+[\"']")


class Scripting(NamedTuple):
    """The parts of MDX that are not text.

    Attributes
    ----------
    spans : list of (int, int)
        In order and disjoint.
    tags : list of (int, str)
        The tags of HTML elements among them: where each begins, and its source with
        expressions blanked.
    """

    spans: list[Range]
    tags: list[tuple[int, str]]


def looks_like_mdx(text: str, code: Sequence[Range]) -> bool:
    """Return whether Markdown, whatever its file is called, imports or uses components."""
    for pattern, hint in ((COMPONENT, "<"), (IMPORT, "import ")):
        if hint not in text:
            continue
        for match in pattern.finditer(text):
            start = match.start()
            line = text.rfind("\n", 0, start) + 1
            if text[line:start].strip(" \t"):
                continue
            if range_at(code, start) is None:
                return True
    return False


def find_scripting(text: str, code: Sequence[Range] = ()) -> Scripting:
    """Return where MDX is not text; code spans, in order, are skipped.

    A tag or an expression must be closed within its paragraph, or its brackets later. If
    brackets are never closed, later ones are only searched within their paragraph.
    """
    search = _Search(text, Finder(text))
    scripts = search.scripts(code)
    found = Scripting([], [])
    in_code, in_scripts, at = Ahead(code), Ahead(scripts), 0
    while (opening := OPENING.search(text, at)) is not None:
        start = opening.start()
        skipped = max(in_code.end(start), in_scripts.end(start))
        if skipped >= 0:
            at = skipped
            continue
        end = search.end(start)
        if end < 0:
            at = search.finder.blank_line(start + 1)
            continue
        at = end
        string = STRING.fullmatch(text, start, end)
        if string is not None:
            first, last = string.span(string.lastgroup or 0)
            found.spans.extend([(start, first), (last, end)])
            continue
        found.spans.append((start, end))
        if ELEMENT.match(text, start):
            found.tags.append((start, _without_expressions(text[start:end])))
    return Scripting(sorted(found.spans + scripts), found.tags)


@dataclass(slots=True)
class _Search:
    """Finds the ends of scripts, tags and expressions.

    Attributes
    ----------
    reach : bool
        Whether brackets may be closed after a blank line.
    """

    text: str
    finder: Finder
    reach: bool = True

    def scripts(self, code: Sequence[Range]) -> list[Range]:
        """Return the imports and exports, which begin a paragraph."""
        if "import" not in self.text and "export" not in self.text:
            return []
        spans: list[Range] = []
        at = 0
        while (match := self._script(at)) is not None:
            start, at = match.span()
            start += match[0][0] == "\n"
            in_code = range_at(code, start) is not None
            line = self.text.rfind("\n", 0, max(start - 1, 0)) + 1
            if in_code or (start and self.text[line:start].strip()):
                continue
            end = self.finder.blank_line(start)
            if self.reach:
                last = _end_of_script(self.text, start, end)
                self.reach, end = last >= 0, max(last, end)
            at = end
            spans.append((start, end))
        return spans

    def _script(self, at: int) -> re.Match[str] | None:
        first = None if at else FIRST_SCRIPT.match(self.text)
        return first or SCRIPT.search(self.text, at)

    def end(self, start: int) -> int:
        """Return where the tag or the expression at `start` ends, -1 for nowhere."""
        end = _end(self.text, start, self.finder.blank_line(start))
        if end < 0 and self.reach:
            end = _end(self.text, start, len(self.text))
            self.reach = end >= 0
        return end


def _end_of_script(text: str, start: int, end: int) -> int:
    """Return the end of the paragraph where brackets and templates are closed, -1 for none."""
    depth = n_ticks = 0
    while True:
        depth += sum(text.count(bracket, start, end) for bracket in "{([")
        depth -= sum(text.count(bracket, start, end) for bracket in "})]")
        n_ticks += text.count("`", start, end)
        if depth <= 0 and not n_ticks % 2:
            return end
        blank = BLANK_LINE.match(text, end)
        if blank is None:
            return -1
        start, found = blank.end(), BLANK_LINE.search(text, blank.end())
        end = found.start() if found else len(text)


def _end(text: str, start: int, limit: int) -> int:
    """Return where the tag or the expression at `start` ends, -1 for nowhere."""
    depth, quote = 0, ""
    tag = text[start] == "<"
    for match in DELIMITER.finditer(text, start, limit):
        mark = match[0]
        if quote:
            quote = "" if mark == quote else quote
        elif mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
        elif tag and depth == 0 and mark == ">":
            return match.end()
        elif mark == "`" or (tag and depth == 0 and mark in "\"'"):
            quote = mark if tag or depth else ""
        if not tag and depth == 0:
            return match.end()
    return -1


def _without_expressions(tag: str) -> str:
    """Return a tag with its expressions blanked, so that no bracket in them closes it."""
    spans, depth, start = list[Range](), 0, 0
    for match in re.finditer(r"[{}]", tag):
        if match[0] == "{":
            start = start if depth else match.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                spans.append((start, match.end()))
    return overwrite(tag, spans, " ")
