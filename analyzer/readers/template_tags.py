"""Tags and expressions of template languages in HTML: Django, Jinja, Go, Handlebars, Vue, PHP.

They are overwritten character by character, so that every offset stays as it was.
"""

from __future__ import annotations

import re

HOLE = "\x1a"
HINTS = ("{{", "{%", "{#", "<%", "<?php", "<?=")
TAG = re.compile(
    r"\{%-?\s*(?P<pair>comment|verbatim|raw)\b"
    r"|(?P<open>\{\{\{|\{\{|\{%|\{#|<%|<\?(?:php\b|=))"
)
CLOSE = {
    "{{{": "}}}",
    "{{": "}}",
    "{%": "%}",
    "{#": "#}",
    "<%": "%>",
    "<?php": "?>",
    "<?=": "?>",
}
# The text of such a tag is shown, translated.
TRANSLATION = re.compile(
    r"\{%-?\s*(?:trans|translate)\s+(?:\"(?P<double>[^\"%}]*)\"|'(?P<single>[^'%}]*)')"
    r"(?![^%}]*\bas\b)|\{\{-?\s*_\(\s*(?:\"(?P<double_>[^\"{}]*)\"|'(?P<single_>[^'{}]*)')"
)
CODE = re.compile(r"<(pre|code|script|style)(?=[\s>])", re.IGNORECASE)
CODE_END = {
    name: re.compile(rf"</{name}\s*>", re.IGNORECASE)
    for name in ("pre", "code", "script", "style")
}
MAX_TAG = 2000


def mask_templates(html: str) -> str:
    """Return HTML with its template tags and expressions overwritten.

    The string of a translation tag is kept. Code is left alone, for a page about a
    template language shows it there; so is a tag that is not closed. Linear time.
    """
    if not any(hint in html for hint in HINTS):
        return html
    code = _code(html)
    parts: list[str] = []
    done = at = index = 0
    missing: set[str] = set()
    while (match := TAG.search(html, at)) is not None:
        start = match.start()
        while index < len(code) and code[index][1] <= start:
            index += 1
        if index < len(code) and code[index][0] <= start:
            at = code[index][1]
            continue
        end = _end(html, match, missing)
        if end < 0:
            at = start + 2
            continue
        parts += [html[done:start], _masked(html, start, end)]
        done = at = end
    return "".join([*parts, html[done:]]) if parts else html


def _end(html: str, match: re.Match[str], missing: set[str]) -> int:
    """Return where the tag ends, -1 if it is not closed nearby."""
    start = match.start()
    if match["pair"]:
        closing = re.compile(r"\{%-?\s*end" + match["pair"] + r"\b[^%}]{0,80}%\}")
        if match["pair"] == "comment" and match["pair"] not in missing:
            found = closing.search(html, match.end())
            if found is not None:
                return found.end()
            missing.add(match["pair"])
        opening = "{%"
    else:
        opening = match["open"]
    closing_mark = CLOSE[opening]
    end = html.find(closing_mark, match.end(), start + MAX_TAG)
    return end + len(closing_mark) if end >= 0 else -1


def _masked(html: str, start: int, end: int) -> str:
    match = TRANSLATION.match(html, start, end)
    if match is None or match.lastgroup is None:
        return HOLE * (end - start)
    left, right = match.span(match.lastgroup)
    return HOLE * (left - start) + html[left:right] + HOLE * (end - right)


def _code(html: str) -> list[tuple[int, int]]:
    """Return where code is, in order."""
    found: list[tuple[int, int]] = []
    at = 0
    while (match := CODE.search(html, at)) is not None:
        closing = CODE_END[match[1].lower()].search(html, match.end())
        if closing is None:
            at = match.end()
            if len(html) - at > MAX_TAG:
                break
            continue
        at = closing.end()
        found.append((match.start(), at))
    return found
