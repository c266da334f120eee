"""Markdown: what a person sees of it, and where that is in the source.

Paragraphs, headings, list items, quotations, tables and inline code are prose, in raw
HTML as well; code blocks are kept as such. Front matter, comments, attributes, template
tags, alternative texts, link targets and the scripting of MDX are no prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analyzer.article import Article, Block, Span
from analyzer.readers.front_matter import read_front_matter
from analyzer.readers.markdown_html import BlockBuilder
from analyzer.readers.markdown_source import TAG_MARK, Source, prepare
from analyzer.readers.markup_builder import (
    Pieces,
    Place,
    aligned_parts,
    assemble,
    collection_paused,
)
from analyzer.readers.masking import FILLER, SIGNS
from analyzer.readers.reader import read_text
from analyzer.readers.skipped import is_own_text, refuse

if TYPE_CHECKING:
    from analyzer.article import Markup
    from analyzer.errors import ProblemHandler
    from analyzer.readers.reader import ReadOptions, SourceFile

SPANS = {
    "Emphasis": Span.EMPHASIS,
    "Strong": Span.EMPHASIS,
    "Link": Span.LINK,
    "Strikethrough": None,
    "Superscript": None,
    "Subscript": None,
}
KINDS = {
    "Heading": Block.HEADING,
    "CodeBlock": Block.CODE,
    "Item": Block.LIST_ITEM,
    "DefinitionListTitle": Block.LIST_ITEM,
    "DefinitionListDefinition": Block.LIST_ITEM,
    "BlockQuote": Block.QUOTE,
    "TableCell": Block.TABLE,
    "FootnoteDefinition": Block.PARAGRAPH,
}
BREAKS = {"SoftBreak": " ", "HardBreak": "\n"}
QUOTED = frozenset(["Code", "InlineMath", "DisplayMath"])
LEVEL_1 = {"Heading": "H1"}
LINE = re.compile(r"[^\n]+|\n")
# What is left of masked text, and the marks of tags among it.
PART = re.compile(rf"{TAG_MARK}(?P<tag>..)|(?P<text>[^{FILLER}{TAG_MARK}]+)", re.DOTALL)
Event = tuple[Any, Any]


def read(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield the one article of a Markdown file."""
    text = read_text(file, options, on_problem, lambda _: "")
    if text is None:
        return
    if is_own_text(text):
        refuse(file, on_problem)
        return
    front = read_front_matter(text, options.limits)
    markup, heading = parse(
        text, front.end, title=front.title, mdx=file.name.lower().endswith(".mdx")
    )
    yield Article(
        file.id,
        text,
        title=front.title or heading,
        source=file.source,
        language=front.language or options.language,
        metadata_errors=front.errors,
        fields=front.fields,
        markup=markup,
    )


def parse(
    text: str, start: int = 0, *, title: str = "", mdx: bool = False
) -> tuple[Markup, str]:
    """Return what a person sees of Markdown, and its first heading of level one.

    Parameters
    ----------
    text : str
    start : int
        Where the front matter ends.
    title : str
        The title, where the front matter has one. Otherwise the first heading
        of level one is the title, and that block is of the kind `Block.TITLE`; so it
        is where it is the same as that of the front matter.
    mdx : bool
        Whether the text also holds JSX.
    """
    source = prepare(text[start:], mdx=mdx)
    data = source.text.encode("utf-8", "replace")
    builder = BlockBuilder()
    with collection_paused():
        _walk(_events(data, wiki_links="[[" in source.text), data, source, builder)
    heading = _name_title(builder.pieces, builder.top, title)
    starts, ends = source.positions(data)
    return assemble(builder.pieces, starts, start, ends), heading


def _events(data: bytes, *, wiki_links: bool) -> Iterable[Event]:
    import pyromark

    options = pyromark.Options
    chosen = (
        options.ENABLE_TABLES
        | options.ENABLE_FOOTNOTES
        | options.ENABLE_STRIKETHROUGH
        | options.ENABLE_TASKLISTS
        | options.ENABLE_HEADING_ATTRIBUTES
        | options.ENABLE_MATH
        | options.ENABLE_GFM
        | options.ENABLE_DEFINITION_LIST
    )
    if wiki_links:
        chosen |= options.ENABLE_WIKILINKS
    events: Iterable[Event] = pyromark.events_with_range(data.decode(), options=chosen)
    return events


def _walk(events: Iterable[Event], data: bytes, source: Source, builder: BlockBuilder) -> None:
    """Gather what is seen of the events of the parser."""
    walk, hider = _Walk(data, source, builder), builder.hider
    add_text, add_place = builder.pieces.text.append, builder.pieces.place.append
    careful = source.is_cut or FILLER in source.text or TAG_MARK in source.text
    # Whether text is hidden or in raw HTML; tags change that, and marks of tags in a text.
    inside = False
    for event, place in events:
        if type(event) is str:
            if event in BREAKS and not (inside and (walk.images or hider.tag)):
                add_text(BREAKS[event])
                add_place(place)
            continue
        if "Text" in event:
            value = event["Text"]
            if not inside and not (careful and source.is_special(value)):
                add_text(value)
                add_place(place)
                continue
            walk.add_text(value, place)
        elif "Start" in event:
            walk.start(event["Start"])
        elif "End" in event:
            walk.end(event["End"])
        elif not walk.images:
            [(name, value)] = event.items()
            walk.add_marked(name, value, place)
        inside = bool(walk.images or hider.tag or walk.html is not None)
    builder.finish()


@dataclass(slots=True)
class _Walk:
    """Where the walk is: how deep in images, in which raw HTML, in which inline spans."""

    data: bytes
    source: Source
    builder: BlockBuilder
    images: int = 0
    html: list[tuple[str, Place]] | None = None
    starts: list[int] = field(default_factory=list)

    def start(self, value: Any) -> None:
        """Begin an inline span, an image or a block."""
        if value == "Paragraph" and not self.images:
            self.builder.end_block()
            self.html = None
            return
        tag = value if type(value) is str else next(iter(value))
        if self.images or tag == "Image":
            self.images += tag == "Image"
        elif tag in SPANS:
            self.starts.append(len(self.builder.pieces.text))
        elif tag in KINDS:
            self.builder.open_block(KINDS[tag])
        else:
            self.builder.end_block()
            self.html = [] if tag == "HtmlBlock" else None

    def end(self, value: Any) -> None:
        """End what began last."""
        if value == "Paragraph" and not self.images and not self.html:
            self.html = None
            self.builder.end_block()
            return
        tag = value if type(value) is str else next(iter(value))
        if self.images:
            self.images -= tag == "Image"
            if not self.images:
                self.builder.add_picture()
        elif tag in SPANS:
            start, kind, pieces = self.starts.pop(), SPANS[tag], self.builder.pieces
            if kind is not None and len(pieces.text) > start:
                pieces.spans.append((start, len(pieces.text), kind))
        elif tag in KINDS:
            self.builder.close_block(top=value == LEVEL_1)
        else:
            if self.html:
                self.builder.add_html(self.html)
            self.html = None
            self.builder.end_block()

    def add_text(self, text: str, place: Place) -> None:
        """Add text that may be hidden, raw HTML or partly masked."""
        if self.images:
            return
        if self.html is not None:
            self.html.append((text, place))
        elif self.source.is_special(text):
            _add_parts(self.builder, self.source, text, place["start"])
        elif not self.builder.hider.tag:
            self.builder.pieces.add(text, place["start"], place["end"])

    def add_marked(self, name: str, value: Any, place: Place) -> None:
        """Add raw HTML, inline code or a formula."""
        if name == "Html":
            self.html = [] if self.html is None else self.html
            self.html.append((value, place))
        elif name == "InlineHtml":
            self.builder.add_tag(value, place)
        elif name in QUOTED and not self.builder.hider.tag:
            _add_quoted(self.builder.pieces, name, value, self.data, place)


def _add_parts(builder: BlockBuilder, source: Source, text: str, start: int) -> None:
    """Add text without what was masked in it; the tags among it are read."""
    at, done = start, 0
    for match in PART.finditer(text):
        at += len(text[done : match.start()].encode())
        done = match.start()
        if match["text"] is None:
            tag = source.tag(match["tag"])
            if tag:
                builder.add_tag(tag, {"start": at, "end": at})
            continue
        if builder.hider.tag:
            continue
        done = match.end()
        for line in LINE.findall(match[0]) if source.is_cut else [match[0]]:
            end = at + len(line.encode())
            builder.pieces.add(line, at, end)
            at = end


def _add_quoted(pieces: Pieces, name: str, value: str, data: bytes, place: Place) -> None:
    """Add inline code or a formula, which is between marks in the source."""
    if name != "Code" and (FILLER in value or not SIGNS.isdisjoint(value)):
        return
    start, end = place["start"], place["end"]
    source = data[start:end]
    at = start + len(source) - len(source.lstrip(source[:1]))
    written = value.encode()
    found = data.find(written, at, end)
    first = len(pieces.text)
    # Without a sign of a formula these are sums of money.
    money = name == "InlineMath"
    if money:
        pieces.add("$", start, start + 1)
    if found >= 0:
        pieces.add(value, found, found + len(written))
    else:
        for text, begin, last in aligned_parts(value, data[at:end].decode("utf-8", "replace")):
            pieces.add(text, at + begin, at + last)
    if money:
        pieces.add("$", end - 1, end)
    if name == "Code" and len(pieces.text) > first:
        pieces.spans.append((first, len(pieces.text), Span.CODE))


def _name_title(pieces: Pieces, top: int, title: str) -> str:
    """Mark the first heading as the title where it is one; return its text."""
    if top < 0:
        return ""
    first, last, _ = pieces.blocks[top]
    heading = " ".join("".join(pieces.text[first:last]).split())
    if not title or heading.casefold() == title.casefold():
        pieces.blocks[top] = (first, last, Block.TITLE)
    return heading
