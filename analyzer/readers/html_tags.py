"""Split HTML into text and tags in linear time, with the position of every character.

It follows the tokenizer of the HTML standard as far as text is concerned: comments,
quoted attributes, and elements whose content is not markup. No tree is built, so depth
costs nothing. Which elements a browser does not show is here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from analyzer.text.characters import unescape
from analyzer.text.later_patterns import compile_later

# Possessive, so that no character of a tag is read twice.
TAG = compile_later(r"<(/?)([A-Za-z][^\s/>]*+)((?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+)>")
OPENING = compile_later(r"</?[A-Za-z]")
ATTRIBUTE = compile_later(
    r"([^\s/=\"'<>]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'<>]++)))?+"
)
CLOSE_COMMENT = compile_later(r"</(?![A-Za-z])")
EMPTY_COMMENT = compile_later(r"<!--(?:-?)>")
COMMENT_END = compile_later(r"--!?>")
MAX_ATTRIBUTES = 1 << 16
# The content of these is not markup, or is not shown as text. The readings of ruby are
# shown, but beside the words that they repeat.
RAW = {
    name: compile_later(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in [
        *("script", "style", "template", "title", "textarea", "noscript", "noframes"),
        *("noembed", "xmp", "iframe", "svg", "math", "audio", "canvas", "object", "video"),
    ]
} | dict.fromkeys(["rp", "rt"], compile_later(r"</?r(?:[bpt]|tc|uby)(?=[\s/>])", re.IGNORECASE))


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


# The value of an attribute without quotes may end in a slash.
UNQUOTED_SLASH = compile_later(r"=\s*+[^\s\"'<>=]{0,400}/\Z")


def closes_itself(written: str) -> bool:
    """Return whether a tag is written as one of an empty element: ``<a id="top"/>``.

    Browsers do not regard the slash, but whoever writes it means an element without text.
    """
    return written.endswith("/") and UNQUOTED_SLASH.search(written[-400:]) is None


def one_line(text: str) -> str:
    """Return a text with each run of white space as one space."""
    return " ".join(text.split())


# One of these is in the attributes of every element that is not shown.
HINTS = (
    *("hidden", "display", "sr-only", "screen-reader", "footnote", "doc-", "cite_", "#fn"),
    *("#_ftn", "opacity", "font-size", "visibility", ":-", ": -", "clip"),
    *("headerlink", "hash-link"),
)
UNSEEN_STYLE = compile_later(
    r"(?:^|;)\s*(?:display\s*:\s*none|(?:content-)?visibility\s*:\s*(?:hidden|collapse)"
    r"|(?:opacity|font-size)\s*:\s*0(?:\.0+)?(?:px|r?em|pt|%)?"
    r"|clip\s*:\s*rect\((?:[\s,]*[01](?:px)?){4}\s*\)"
    r"|clip-path\s*:\s*inset\(\s*(?:50|100)%\s*\)"
    r"|(?:left|right|top|text-indent)\s*:\s*-\d{3,}(?:px|r?em)?)(?![\w.%])",
    re.IGNORECASE,
)
# Class names by which style sheets commonly leave text to screen readers alone.
UNSEEN_CLASSES = frozenset([
    "sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only",
])  # fmt: skip
# The number of a footnote in the text, the way back to it from the note, and the sign behind
# a heading that links to the heading.
NOTE_ROLES = frozenset(["doc-noteref", "doc-backlink"])
NOTE_CLASSES = frozenset([
    "footnote", "footnote-ref", "footnote-reference", "footnote-backref", "footnoteref",
    "reversefootnote", "headerlink", "hash-link",
])  # fmt: skip
NOTE_ADDRESS = compile_later(
    r"#(?:fn(?:ref)?(?:[:_-][\w:-]{1,40}|\d{1,4})|_ftn(?:ref)?\d{1,4}|cite_(?:note|ref)-[\w-]{1,40}"
    r"|(?:foot|end)note-(?:(?:ref|anchor)-)?[\w-]{1,40})$"
)
# Elements without an end tag never hold text.
VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
    "source", "track", "wbr",
))  # fmt: skip
# The end tags of these may be left out.
OPEN_ENDED = frozenset(["p", "li", "dt", "dd", "td", "th", "tr", "option", "rt", "rp"])
INLINE = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "em", "font", "i", "ins", "kbd",
    "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "u", "var",
))  # fmt: skip


def is_hidden(token: Token) -> bool:
    """Return whether the text of an element is not shown, or is the mark of a footnote.

    ``aria-hidden`` speaks to screen readers: what it hides is seen. On inline elements
    it marks icons and anchors, which are no words; elsewhere it is not regarded.
    ``hidden="until-found"`` is text that readers can open.
    """
    return _is_hidden(token.attributes, token.tag in INLINE)


def may_hide(written: str) -> bool:
    """Return whether the attributes of a tag, as written, have a word that may hide it."""
    lower = written.lower()
    for hint in HINTS:  # noqa: SIM110 - a generator takes three times as long
        if hint in lower:
            return True
    return False


# A page repeats few attributes many times.
@lru_cache(maxsize=4096)
def _is_hidden(written: str, inline: bool) -> bool:
    if not may_hide(written):
        return False
    found = attributes(written)
    if "hidden" in found and found["hidden"].strip().lower() != "until-found":
        return True
    if UNSEEN_STYLE.search(found.get("style", "")):
        return True
    classes = found.get("class", "").lower().split()
    if inline:
        if found.get("aria-hidden", "").strip().lower() == "true":
            return True
        if _is_note_mark(found, classes):
            return True
    return not UNSEEN_CLASSES.isdisjoint(classes)


def _is_note_mark(found: dict[str, str], classes: list[str]) -> bool:
    return (
        found.get("role", "") in NOTE_ROLES
        or not NOTE_CLASSES.isdisjoint(classes)
        or found.get("id", "").startswith("cite_ref")
        or NOTE_ADDRESS.match(found.get("href", "")) is not None
    )


@dataclass(slots=True)
class Hider:
    """Follows the tags of a page and says which are inside an element that is not shown.

    An element whose end tag was left out ends where a browser ends it: at the next
    element of its kind or at the end of its parent.
    """

    blocks: frozenset[str]
    tag: str = ""
    depth: int = field(default=0)

    def hides(self, token: Token) -> bool:
        """Return whether a tag, or the text, is not shown; tags are to come in order."""
        if not self.tag:
            if (
                token.attributes
                and not token.closes
                and token.tag not in VOID
                and is_hidden(token)
                and not closes_itself(token.attributes)
            ):
                self.tag, self.depth = token.tag, 0
                return True
            return False
        if not token.tag:
            return True
        return self._inside(token)

    def _inside(self, token: Token) -> bool:
        tag = token.tag
        if closes_itself(token.attributes):
            return True
        if self.tag not in OPEN_ENDED:
            if tag == self.tag:
                self.depth += -1 if token.closes else 1
                if self.depth < 0:
                    self.tag = ""
            return True
        if self.depth == 0 and self._ends(token):
            own_end = token.closes and tag == self.tag
            self.tag = ""
            return own_end or self.hides(token)
        if tag in self.blocks and tag not in OPEN_ENDED and tag not in VOID:
            self.depth += -1 if token.closes else 1
        return True

    def _ends(self, token: Token) -> bool:
        """Return whether a tag ends the open element, whose end tag may be missing."""
        if token.closes:
            return token.tag == self.tag or (
                token.tag in self.blocks and token.tag not in OPEN_ENDED
            )
        return token.tag == self.tag or (self.tag == "p" and token.tag in self.blocks)
