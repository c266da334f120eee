"""The visible blocks of a page, their inline spans, and what its head says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from analyzer.article import Block, Span
from analyzer.readers.html_head import HEAD, note
from analyzer.readers.html_tags import VOID, Hider, Token, closes_itself, may_hide, scan
from analyzer.readers.markup_builder import Pieces
from analyzer.readers.masking import FILLER
from analyzer.text.characters import decode_entity
from analyzer.text.later_patterns import compile_later

HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
KINDS = {
    "h": Block.HEADING,
    "li": Block.LIST_ITEM,
    "d": Block.LIST_ITEM,
    "blockquote": Block.QUOTE,
    "table": Block.TABLE,
    "caption": Block.CAPTION,
    "figcaption": Block.CAPTION,
    "pre": Block.CODE,
    **dict.fromkeys(
        ["nav", "footer", "aside", "button", "select", "dialog"], Block.BOILERPLATE
    ),
}
LISTS = frozenset(["ul", "ol", "dl", "menu"])
# Elements whose own blocks belong together: an article, or a column beside it.
BOXES = frozenset([
    "article", "body", "center", "details", "div", "fieldset", "form", "header", "main",
    "section",
])  # fmt: skip
# The notes below an article are part of it.
FOOTNOTES = ("doc-endnotes", "footnotes")
PLAIN = (
    "address", "dir", "figure", "frameset", "head", "hgroup", "hr", "html", "iframe", "label",
    "legend", "optgroup", "option", "p", "search", "summary", "tbody", "td", "tfoot", "th",
    "thead", "title", "tr",
)  # fmt: skip
# One name for elements that close each other.
SAME = {"dt": "d", "dd": "d", **dict.fromkeys(HEADINGS, "h")}
BLOCKS = frozenset({*HEADINGS, *LISTS, *KINDS, *BOXES, *PLAIN, "dt", "dd"} - {"h", "d"})
NESTED = frozenset({*KINDS, *LISTS, *BOXES})
INLINE = {
    "a": Span.LINK,
    **dict.fromkeys(["code", "kbd", "samp", "tt", "var"], Span.CODE),
    **dict.fromkeys(["b", "em", "i", "mark", "strong", "u"], Span.EMPHASIS),
    "q": Span.QUOTATION,
}
# Elements without an end tag, or whose end tag is often left out.
SHALLOW = frozenset((
    "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input",
    "li", "link", "meta", "optgroup", "option", "p", "param", "rp", "rt", "source", "tbody",
    "td", "tfoot", "th", "thead", "tr", "track", "wbr",
))  # fmt: skip
# The end tags of these are often left out: the next one closes the last.
PARAGRAPH, LIST_ITEM, QUOTE = Block.PARAGRAPH, Block.LIST_ITEM, Block.QUOTE
NEVER_NESTED = frozenset(["li", "d", "h"])
LOOK_BACK = 16
# Inline elements that may be open at once; more are of no use to anybody.
MAX_OPEN = 16
PART = compile_later(
    r"(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?)"
    rf"|(?P<space>\s++)|(?P<hole>{FILLER}++)"
    rf"|(?:[^\s&{FILLER}]++| (?=[^\s&{FILLER}]))++|&"
)
WHITE_SPACE = frozenset(" \n\r\t")
BLANK_LINE = compile_later(r"\n[ \t\r]*\n")


@dataclass(slots=True)
class Outline:
    """What a page shows, and what it says about itself.

    It grows while the page is read.

    Attributes
    ----------
    pieces : Pieces
        Every visible block, the boilerplate too.
    boxes : list of int
        For each block the number of the element, such as a ``div``, that it is in.
    parents : list of int
        For each of these elements the one around it; that of the outermost is itself.
    said : dict of str to str
        As `html_head.note` keeps it.
    top : list of int
        The blocks that are headings of level one.
    depth, tags : int
        How many elements are inside one another at most, and how many tags there are.
    """

    pieces: Pieces = field(default_factory=Pieces)
    boxes: list[int] = field(default_factory=list)
    parents: list[int] = field(default_factory=lambda: [0])
    said: dict[str, str] = field(default_factory=dict)
    top: list[int] = field(default_factory=list)
    depth: int = 0
    tags: int = 0


def outline(html: str, *, blank_lines: bool = False) -> Outline:
    """Return the visible blocks of a page or of a part of one.

    Parameters
    ----------
    html : str
    blank_lines : bool
        Whether a blank line ends a paragraph without an element, as in WordPress.
    """
    page = Outline()
    state = State(page, blank_lines)
    hider = Hider(BLOCKS)
    harmless = set[str]()
    depth = 0
    for token in scan(html):
        tag, closes, start, end, written = token
        if not tag:
            if not hider.tag:
                state.add_text(html, start, end)
            continue
        page.tags += 1
        if tag not in SHALLOW:
            depth += -1 if closes and depth else not closes
            page.depth = max(page.depth, depth)
        if hider.tag or (written and written not in harmless):
            if not hider.tag and not may_hide(written):
                harmless.add(written)
            elif hider.hides(token):
                continue
        state.add_tag(tag, token)
        if not closes and tag in HEAD:
            note(page.said, token, html)
    state.close()
    return page


class Element(NamedTuple):
    tag: str
    kind: Block
    box: int


@dataclass(slots=True)
class State:
    """The open block, and the open elements that make its kind."""

    page: Outline
    blank_lines: bool
    first: int = 0
    space: tuple[str, int, int] | None = None
    stack: list[Element] = field(default_factory=lambda: [Element("", Block.PARAGRAPH, 0)])
    open: Counter[str] = field(default_factory=Counter)
    inline: list[tuple[str, int]] = field(default_factory=list)
    picture: int = -1
    in_paragraph: bool = False

    def add_picture(self) -> None:
        """Remember that the open block begins with a picture."""
        if len(self.page.pieces.text) == self.first:
            self.picture = self.first

    def add_text(self, html: str, start: int, end: int) -> None:
        """Add the text between two tags to the open block."""
        verbatim = self.stack[-1].kind == Block.CODE
        if not verbatim and html[start] in WHITE_SPACE:
            space = html[start:end]
            if space.isspace():
                self._add_space(space, start, end)
                return
        pieces = self.page.pieces
        add_text, add_place = pieces.text.append, pieces.place.append
        for match in PART.finditer(html, start, end):
            kind, text = match.lastgroup, match[0]
            first, last = match.span()
            if kind is not None:
                if kind == "hole":
                    continue
                if kind == "space" and not verbatim:
                    self._add_space(text, first, last)
                    continue
                if kind == "entity":
                    text = decode_entity(text)
                    if text.isspace() and not verbatim:
                        text = " "
            if self.space is not None:
                pieces.add(*self.space)
                self.space = None
            add_text(text)
            add_place({"start": first, "end": last})

    def _add_space(self, text: str, start: int, end: int) -> None:
        """Keep white space until text follows it in the block."""
        if self.blank_lines and not self.in_paragraph and BLANK_LINE.search(text):
            self.close()
        elif self.space is None and len(self.page.pieces.text) > self.first:
            self.space = (" ", start, end)

    def add_tag(self, tag: str, token: Token) -> None:
        written = token.attributes
        if written and written[-1] == "/" and tag not in VOID and closes_itself(written):
            if tag in BLOCKS:
                self.close()
        elif tag in INLINE:
            self.turn_inline(tag, token)
        elif tag == "br":
            self.add_break(token)
        elif tag == "img":
            self.add_picture()
        elif tag in BLOCKS:
            seen = len(self.page.boxes)
            joined = written and any(sign in written for sign in FOOTNOTES)
            self.turn(SAME.get(tag, tag), closes=token.closes, joined=bool(joined))
            if tag == "h1" and token.closes and len(self.page.boxes) > seen:
                self.page.top.append(seen)

    def add_break(self, token: Token) -> None:
        """Begin a new line; a second one in a row begins a new block."""
        if self.space is not None and self.space[0] == "\n":
            self.close()
        elif len(self.page.pieces.text) > self.first:
            self.space = ("\n", token.start, token.end)

    def close(self) -> None:
        """End the open block; inline elements go on in the next."""
        pieces, first = self.page.pieces, self.first
        end = len(pieces.text)
        self.space = None
        if end > first:
            _, kind, box = self.stack[-1]
            if kind is LIST_ITEM and any(one.kind is QUOTE for one in self.stack):
                pieces.spans.append((first, end, Span.QUOTATION))
            elif first == self.picture and kind is PARAGRAPH and pieces.is_emphasized(first):
                kind = Block.CAPTION
            self.first = pieces.close(first, kind)
            self.page.boxes.append(box)
        if self.inline:
            for at, (tag, start) in enumerate(self.inline):
                self._add_span(tag, start, end)
                self.inline[at] = (tag, self.first)

    def turn_inline(self, tag: str, token: Token) -> None:
        """Begin or end an inline span."""
        if not token.closes:
            if len(self.inline) < MAX_OPEN and (tag != "a" or "href" in token.attributes):
                start = len(self.page.pieces.text) + (self.space is not None)
                self.inline.append((tag, start))
            return
        for at in range(len(self.inline) - 1, -1, -1):
            if self.inline[at][0] == tag:
                self._add_span(tag, self.inline[at][1], len(self.page.pieces.text))
                del self.inline[at]
                return

    def _add_span(self, tag: str, start: int, end: int) -> None:
        if end > start:
            self.page.pieces.spans.append((start, end, INLINE[tag]))

    def turn(self, tag: str, *, closes: bool, joined: bool = False) -> None:
        """Close the block, and open or close the element.

        One that is joined belongs to the text around it.
        """
        self.close()
        self.in_paragraph = tag == "p" and not closes
        if tag not in NESTED:
            return
        if closes:
            self.drop(self._back(tag, len(self.stack)))
            return
        if tag in NEVER_NESTED:
            self.drop(self._back(tag, LOOK_BACK, barred=LISTS))
        _, kind, box = self.stack[-1]
        if kind not in (Block.BOILERPLATE, Block.CODE):
            kind = KINDS.get(tag, kind)
        if tag in BOXES and not joined:
            self.page.parents.append(box)
            box = len(self.page.parents) - 1
        self.stack.append(Element(tag, kind, box))
        self.open[tag] += 1

    def _back(self, tag: str, reach: int, barred: frozenset[str] = frozenset()) -> int:
        """Return how many elements to close to have closed the nearest `tag`."""
        if self.open[tag]:
            for back, element in enumerate(islice(reversed(self.stack), reach), 1):
                if element.tag == tag:
                    return back
                if element.tag in barred:
                    return 0
        return 0

    def drop(self, count: int) -> None:
        for element in self.stack[len(self.stack) - count :]:
            self.open[element.tag] -= 1
        del self.stack[len(self.stack) - count :]
