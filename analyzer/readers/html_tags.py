"""Split HTML into text and tags in linear time, with the position of every character.

It follows the tokenizer of the HTML standard as far as text is concerned: comments,
quoted attributes, and elements whose content is not markup. No tree is built, so depth
costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from analyzer.readers.entities import unescape

# Possessive, so that no character of a tag is read twice.
TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*+)((?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+)>")
OPENING = re.compile(r"</?[A-Za-z]")
ATTRIBUTE = re.compile(
    r"([^\s/=\"'<>]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'<>]++)))?+"
)
CLOSE_COMMENT = re.compile(r"</(?![A-Za-z])")
EMPTY_COMMENT = re.compile(r"<!--(?:-?)>")
COMMENT_END = re.compile(r"--!?>")
MAX_ATTRIBUTES = 1 << 16
# The content of these is not markup, or is not shown as text.
RAW = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in [
        *("script", "style", "template", "title", "textarea", "noscript", "noframes"),
        *("noembed", "xmp", "iframe", "svg", "math"),
    ]
}


class Token(NamedTuple):
    """A part of HTML: text or a tag.

    Attributes
    ----------
    tag : str
        In lower case; empty for text.
    closes : bool
        Whether it is an end tag.
    start, end : int
        Its span; for the start tag of an element whose content is not markup, the span
        of that content.
    attributes : str
        As written in the source.
    """

    tag: str
    closes: bool
    start: int
    end: int
    attributes: str = ""


def scan(html: str) -> Iterator[Token]:
    """Yield the text and the tags of HTML in order; comments are left out.

    As in a browser, a tag or a comment that is never closed reaches to the end.
    """
    text, at = 0, 0
    while (start := html.find("<", at)) >= 0:
        match = TAG.match(html, start)
        if match is None:
            if html.startswith(("<!", "<?"), start) or CLOSE_COMMENT.match(html, start):
                end = _end_of_comment(html, start)
            elif OPENING.match(html, start):
                end = len(html)
            else:
                at = start + 1
                continue
            if text < start:
                yield Token("", False, text, start)
            text = at = end
            continue
        if text < start:
            yield Token("", False, text, start)
        slash, name, written = match.groups()
        tag, end = name.lower(), match.end()
        if tag in RAW and not slash and not written.endswith("/"):
            closing = RAW[tag].search(html, end)
            start, end = end, closing.start() if closing else len(html)
        yield Token(tag, slash == "/", start, end, written)
        text = at = end
    if text < len(html):
        yield Token("", False, text, len(html))


def attributes(written: str) -> dict[str, str]:
    """Return the attributes of a tag, entities decoded; the first of a name counts."""
    found: dict[str, str] = {}
    for match in ATTRIBUTE.finditer(written[:MAX_ATTRIBUTES]):
        name, *values = match.groups()
        found.setdefault(name.lower(), unescape(next(filter(None, values), "")))
    return found


def _end_of_comment(html: str, start: int) -> int:
    if not html.startswith("<!--", start):
        end = html.find(">", start)
        return end + 1 if end >= 0 else len(html)
    empty = EMPTY_COMMENT.match(html, start)
    match = empty or COMMENT_END.search(html, start + 4)
    return match.end() if match else len(html)
