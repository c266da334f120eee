"""The visible blocks of a page, and what its head says."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from itertools import islice

from analyzer.article import Block
from analyzer.readers.html_tags import Token, attributes, scan
from analyzer.readers.markup_builder import Pieces

HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
KINDS = {
    "h": Block.HEADING,
    "li": Block.LIST_ITEM,
    "dd": Block.LIST_ITEM,
    "blockquote": Block.QUOTE,
    "table": Block.TABLE,
    "pre": Block.CODE,
    **dict.fromkeys(
        ["nav", "footer", "aside", "button", "select", "dialog"], Block.BOILERPLATE
    ),
}
LISTS = frozenset(["ul", "ol", "dl", "menu"])
PLAIN = (
    "address", "article", "body", "caption", "center", "details", "dir", "div", "dt",
    "fieldset", "figcaption", "figure", "form", "frameset", "head", "header", "hgroup",
    "hr", "html", "iframe", "label", "legend", "main", "optgroup", "option", "p", "search",
    "section", "summary", "tbody", "td", "tfoot", "th", "thead", "title", "tr",
)  # fmt: skip
BLOCKS = frozenset({*HEADINGS, *LISTS, *KINDS, *PLAIN})
# Elements without an end tag, or whose end tag is often left out.
SHALLOW = frozenset((
    "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input",
    "li", "link", "meta", "optgroup", "option", "p", "param", "rp", "rt", "source", "tbody",
    "td", "tfoot", "th", "thead", "tr", "track", "wbr",
))  # fmt: skip
HEAD = frozenset(["html", "title", "meta", "link"])
# The end tags of these are often left out: the next one closes the last.
NEVER_NESTED = frozenset(["li", "dd", "h"])
LOOK_BACK = 16
PART = re.compile(
    r"(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?)"
    r"|(?P<space>\s++)|(?:[^\s&]++| (?=[^\s&]))++|&"
)
META = {
    "og:title": "title",
    "og:site_name": "site",
    "og:locale": "language",
    "content-language": "language",
    "author": "author",
    "article:published_time": "date",
    "date": "date",
    "og:url": "url",
}


@dataclass(slots=True)
class Outline:
    """What a page shows, and what it says of itself.

    It grows while the page is read.

    Attributes
    ----------
    pieces : Pieces
        Every visible block, the boilerplate too.
    said : dict of str to str
        ``title``, ``site``, ``language``, ``author``, ``date`` and ``url``, as far
        as the head has them, and ``head``, the content of its title element.
    top : list of int
        The blocks that are headings of level one.
    depth, tags : int
        How many elements are inside one another at most, and how many tags there are.
    """

    pieces: Pieces = field(default_factory=Pieces)
    said: dict[str, str] = field(default_factory=dict)
    top: list[int] = field(default_factory=list)
    depth: int = 0
    tags: int = 0


def outline(html: str) -> Outline:
    """Return the visible blocks of a page or of a part of one."""
    page = Outline()
    state = _State(page.pieces)
    depth = 0
    for token in scan(html):
        tag = token.tag
        if not tag:
            state.add_text(html, token.start, token.end)
            continue
        page.tags += 1
        if tag not in SHALLOW:
            depth = max(0, depth - 1) if token.closes else depth + 1
            page.depth = max(page.depth, depth)
        if tag == "br":
            state.add_break(token)
        elif tag in BLOCKS:
            seen = len(page.pieces.blocks)
            state.turn("h" if tag in HEADINGS else tag, closes=token.closes)
            if tag == "h1" and token.closes and len(page.pieces.blocks) > seen:
                page.top.append(seen)
        if not token.closes and tag in HEAD:
            _note(page.said, token, html)
    state.close()
    return page


@dataclass(slots=True)
class _State:
    """The open block and the open elements that make its kind."""

    pieces: Pieces
    first: int = 0
    space: tuple[str, int, int] | None = None
    stack: list[tuple[str, Block]] = field(default_factory=lambda: [("", Block.PARAGRAPH)])
    open: Counter[str] = field(default_factory=Counter)

    def add_text(self, html: str, start: int, end: int) -> None:
        verbatim = self.stack[-1][1] == Block.CODE
        for match in PART.finditer(html, start, end):
            text, place = match[0], match.span()
            if match["space"] and not verbatim:
                if self.space is None and len(self.pieces.text) > self.first:
                    self.space = (" ", *place)
                continue
            if match["entity"]:
                text = unescape(text)
                if text.isspace() and not verbatim:
                    text = " "
            if self.space is not None:
                self.pieces.add(*self.space)
                self.space = None
            self.pieces.add(text, *place)

    def add_break(self, token: Token) -> None:
        """Begin a new line; a second one in a row begins a new block."""
        if self.space is not None and self.space[0] == "\n":
            self.close()
        elif len(self.pieces.text) > self.first:
            self.space = ("\n", token.start, token.end)

    def close(self) -> None:
        self.space = None
        self.first = self.pieces.close(self.first, self.stack[-1][1])

    def turn(self, tag: str, *, closes: bool) -> None:
        """Close the block, and open or close the element."""
        self.close()
        if tag not in KINDS and tag not in LISTS:
            return
        if closes:
            self._drop(self._back(tag, len(self.stack)))
            return
        if tag in NEVER_NESTED:
            self._drop(self._back(tag, LOOK_BACK, barred=LISTS))
        kind = self.stack[-1][1]
        if kind not in (Block.BOILERPLATE, Block.CODE):
            kind = KINDS.get(tag, kind)
        self.stack.append((tag, kind))
        self.open[tag] += 1

    def _back(self, tag: str, reach: int, barred: frozenset[str] = frozenset()) -> int:
        """Return how many elements to close to have closed the nearest `tag`."""
        if self.open[tag]:
            for back, (name, _) in enumerate(islice(reversed(self.stack), reach), 1):
                if name == tag:
                    return back
                if name in barred:
                    return 0
        return 0

    def _drop(self, count: int) -> None:
        for name, _ in self.stack[len(self.stack) - count :]:
            self.open[name] -= 1
        del self.stack[len(self.stack) - count :]


def _note(said: dict[str, str], token: Token, html: str) -> None:
    """Keep what an element of the head says of the page; the first word counts."""
    if token.tag == "title":
        said.setdefault("head", _line(unescape(html[token.start : token.end])))
        return
    found = attributes(token.attributes)
    if token.tag == "html":
        said.setdefault("language", found.get("lang") or found.get("xml:lang", ""))
    elif token.tag == "link" and found.get("rel", "").lower() == "canonical":
        said["url"] = found.get("href", "")
    elif token.tag == "meta":
        name = found.get("property") or found.get("name") or found.get("http-equiv", "")
        key = META.get(name.lower(), "")
        if key and found.get("content"):
            said.setdefault(key, _line(found["content"]))


def _line(text: str) -> str:
    return " ".join(text.split())
