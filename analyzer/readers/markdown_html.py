"""The blocks of Markdown, whose raw HTML is read as a browser shows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from analyzer.article import Block
from analyzer.readers.html_tags import OPEN_ENDED, Hider, Token, scan
from analyzer.readers.html_tree import BLOCKS, Element, Outline, State
from analyzer.readers.masking import FILLER, Range, overwrite, range_at
from analyzer.text.later_patterns import compile_later

if TYPE_CHECKING:
    from analyzer.readers.markup_builder import Place

# On a page these are beside the article; within an article its author wrote them, an aside
# most often to quote the text around it.
PROSE = {"aside": "blockquote", "footer": "div"}
# Elements whose content is no text, which may hold blank lines.
RAW_NAMES = (
    *("script", "style", "svg", "math", "template", "noscript", "iframe", "object"),
    *("audio", "canvas", "video", "rp", "rt"),
    # Descriptions for search engines and for cards, as Writerside has them.
    *("link-summary", "web-summary", "card-summary"),
)
RAW = compile_later(
    rf"<(?P<name>{'|'.join(RAW_NAMES)})(?:\s(?:[^<>\"']|\"[^\"]{{0,2000}}\"|'[^']{{0,2000}}'){{0,500}})?"
    r"(?<!/)>|<!\[CDATA\[",
    re.IGNORECASE,
)
CLOSING = {
    "": compile_later(r"\]\]>"),
    **{name: compile_later(rf"</{name}\s{{0,20}}>", re.IGNORECASE) for name in RAW_NAMES},
}
# The name of blocks of Markdown among the open elements; no end tag has it.
MARKDOWN = "#"


class BlockBuilder:
    """Gathers the blocks and inline spans of Markdown and of the HTML inside it.

    Attributes
    ----------
    pieces : Pieces
    hider : Hider
        Its tag is empty where text is shown.
    top : int
        The block that is the first heading of level one, -1 for none.
    """

    def __init__(self) -> None:
        self._page = Outline()
        self._state = State(self._page, False)
        self._stack = self._state.stack
        self.hider = Hider(BLOCKS)
        self._levels: list[int] = []
        self.pieces = self._page.pieces
        self.top = -1

    def open_block(self, kind: Block) -> None:
        """Begin a block of Markdown that gives what is inside its kind."""
        self.end_block()
        stack = self._stack
        self._levels.append(len(stack))
        stack.append(Element(MARKDOWN, kind, stack[-1].box))

    def end_block(self) -> None:
        """End the open block; elements of HTML stay open."""
        if len(self.pieces.text) > self._state.first:
            self._state.close()
        hider = self.hider
        if hider.tag and hider.tag in OPEN_ENDED:
            hider.tag = ""

    def close_block(self, *, top: bool = False) -> None:
        """End a block of Markdown, and what HTML opened inside it."""
        state = self._state
        if len(self.pieces.text) > state.first:
            if top and self.top < 0:
                self.top = len(self.pieces.blocks)
            state.close()
        level, depth = self._levels.pop(), len(self._stack)
        if depth == level + 1:
            self._stack.pop()
        elif depth > level:
            state.drop(depth - level)

    def add_picture(self) -> None:
        """Remember that the open block begins with a picture."""
        self._state.add_picture()

    def finish(self) -> None:
        """End the last block."""
        self._state.close()

    def add_html(self, parts: Sequence[tuple[str, Place]]) -> None:
        """Add raw HTML: its lines or its tag, and where each is in the source."""
        html = "".join(text for text, _ in parts)
        before = len(self.pieces.place)
        if FILLER in html:
            html = html.replace(FILLER, " ")
        for token in scan(html):
            if token.tag:
                self._turn(token)
            elif not self.hider.tag:
                self._state.add_text(html, token.start, token.end)
        if len(self.pieces.place) > before:
            offsets = _byte_offsets(parts)
            for place in self.pieces.place[before:]:
                start, end = place["start"], place["end"]
                if end > start:
                    place["end"] = offsets[end - 1] + len(html[end - 1].encode())
                else:
                    place["end"] = offsets[end]
                place["start"] = offsets[start]

    def add_tag(self, tag: str, place: Place) -> None:
        """Add a tag inside a paragraph of Markdown."""
        for token in scan(tag):
            if token.tag == "br":
                if not self.hider.tag:
                    self._break(place)
            elif token.tag:
                self._turn(token)

    def _break(self, place: Place) -> None:
        """Begin a new line; a second one in a row begins a new block."""
        text = self.pieces.text
        last = len(text) - 1
        while last >= self._state.first and text[last] == " ":
            last -= 1
        if last >= self._state.first and text[last] == "\n":
            self._state.close()
        else:
            self.pieces.add("\n", place["start"], place["end"])

    def _turn(self, token: Token) -> None:
        tag = token.tag
        if (self.hider.tag or token.attributes) and self.hider.hides(token):
            return
        seen = len(self.pieces.blocks)
        if tag in PROSE:
            self._state.turn(PROSE[tag], closes=token.closes)
        else:
            self._state.add_tag(tag, token)
        closes_top = tag == "h1" and token.closes
        if closes_top and self.top < 0 and len(self.pieces.blocks) > seen:
            self.top = seen


def mask_raw_elements(text: str, spared: Sequence[Range], *, mdx: bool = False) -> str:
    """Return Markdown with scripts, drawings and the like overwritten; code is spared.

    In MDX a name with a capital is a component, which may show its content.
    """
    spans: list[Range] = []
    unclosed: set[str] = set()
    at = 0
    while (opening := RAW.search(text, at)) is not None:
        start, at = opening.span()
        written = opening["name"] or ""
        name = written.lower()
        if name in unclosed or range_at(spared, start):
            continue
        if mdx and name != written:
            continue
        closing = CLOSING[name].search(text, at)
        if closing is None:
            unclosed.add(name)
            continue
        at = closing.end()
        spans.append((start, at))
    return overwrite(text, spans, FILLER)


def _byte_offsets(parts: Sequence[tuple[str, Place]]) -> Sequence[int]:
    """Return where each letter of the parts, and their end, is in the bytes of the source."""
    first, last = parts[0][1]["start"], parts[-1][1]["end"]
    if last - first == sum(len(text) for text, _ in parts):
        return range(first, last + 1)
    offsets: list[int] = []
    for text, place in parts:
        at = place["start"]
        if text.isascii():
            offsets += range(at, at + len(text))
            continue
        for letter in text:
            offsets.append(at)
            at += len(letter.encode())
    return [*offsets, last]
