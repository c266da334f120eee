"""Markdown: what a person sees of it, and where that stands in the source.

Paragraphs, headings, list items, quotes, tables and inline code are prose;
code blocks are kept as such; front matter, HTML, comments, shortcodes, alt
texts, link targets and the scripting of MDX are not prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from analyzer.article import Article, Block
from analyzer.readers.front_matter import read_front_matter
from analyzer.readers.markup_builder import Pieces, Place, assemble, code_points
from analyzer.readers.reader import read_text
from analyzer.readers.shortcodes import FILLER, mask

if TYPE_CHECKING:
    from analyzer.article import Markup
    from analyzer.errors import ProblemHandler
    from analyzer.readers.reader import ReadOptions, SourceFile

INLINE = frozenset(["Emphasis", "Strong", "Strikethrough", "Link", "Image"])
KINDS = {
    "Heading": Block.HEADING,
    "CodeBlock": Block.CODE,
    "Item": Block.LIST_ITEM,
    "DefinitionListDefinition": Block.LIST_ITEM,
    "BlockQuote": Block.QUOTE,
    "Table": Block.TABLE,
    "FootnoteDefinition": Block.PARAGRAPH,
}
BREAKS = {"SoftBreak": " ", "HardBreak": "\n"}
QUOTED = frozenset(["Code", "InlineMath", "DisplayMath"])
LEVEL_1 = {"Heading": "H1"}
LONE_RETURN = re.compile(rb"\r(?!\n)")
HOLE = FILLER.decode()
# In these a formula is not a sum of money between two dollar signs.
FORMULA = frozenset("\\^_={}")
Event = tuple[Any, Any]


def read(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield the one article of a Markdown file."""
    text = read_text(file, options, on_problem, lambda _: "")
    if text is None:
        return
    front = read_front_matter(text, file, on_problem)
    markup, heading = parse(
        text, front.end, title=front.title, mdx=file.id.lower().endswith(".mdx")
    )
    yield Article(
        file.id,
        text,
        title=front.title or heading,
        source=file.source,
        language=front.language or options.language,
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
        of level one is it, and that block is of the kind `Block.TITLE`; so it
        is where it says the same as the front matter.
    mdx : bool
        Whether the text also holds JSX.
    """
    # The parser knows a lone carriage return at some places only.
    data = LONE_RETURN.sub(b"\n", text[start:].encode("utf-8", "replace"))
    masked, holes = mask(data, _code, mdx=mdx)
    pieces, top = _walk(_around(_events(masked), holes), data)
    heading = _name_title(pieces, top, title)
    return assemble(pieces, code_points(data), start), heading


def _events(data: bytes) -> Iterable[Event]:
    import pyromark

    options = pyromark.Options
    events: Iterable[Event] = pyromark.events_with_range(
        data.decode(),
        options=options.ENABLE_TABLES
        | options.ENABLE_FOOTNOTES
        | options.ENABLE_STRIKETHROUGH
        | options.ENABLE_TASKLISTS
        | options.ENABLE_HEADING_ATTRIBUTES
        | options.ENABLE_MATH
        | options.ENABLE_GFM
        | options.ENABLE_DEFINITION_LIST,
    )
    return events


def _walk(events: Iterable[Event], data: bytes) -> tuple[Pieces, int]:
    """Gather what is seen; also return the block of the first heading, or -1."""
    pieces = Pieces()
    add_text, add_place = pieces.text.append, pieces.place.append
    kinds = [Block.PARAGRAPH]
    first, images, top = 0, 0, -1
    for event, place in events:
        if images:
            images += _image(event)
        elif type(event) is str:
            if event != "Rule":
                add_text(BREAKS[event])
                add_place(place)
        elif "Text" in event:
            add_text(event["Text"])
            add_place(place)
        elif (value := event.get("Start") or event.get("End")) is not None:
            tag = value if type(value) is str else next(iter(value))
            if tag == "Image":
                images = 1
            elif tag not in INLINE:
                seen = len(pieces.blocks)
                first = pieces.close(first, kinds[-1])
                if top < 0 and value == LEVEL_1 and len(pieces.blocks) > seen:
                    top = seen
                _nest(kinds, tag, opens="Start" in event)
        else:
            _add_quoted(pieces, event, data, place)
    pieces.close(first, kinds[-1])
    return pieces, top


def _image(event: Any) -> int:
    """Return by how much an event within the alternative text of an image nests deeper."""
    if type(event) is not dict:
        return 0
    start = event.get("Start")
    return int(type(start) is dict and "Image" in start) - int(event.get("End") == "Image")


def _nest(kinds: list[Block], tag: str, *, opens: bool) -> None:
    """Keep the kinds of the blocks that are open; what has none takes its parent's."""
    if opens:
        kinds.append(KINDS.get(tag, kinds[-1]))
    else:
        kinds.pop()


def _add_quoted(pieces: Pieces, event: dict[str, str], data: bytes, place: Place) -> None:
    """Add inline code or a formula, which stands between marks in the source."""
    name, value = next(iter(event.items()))
    if name not in QUOTED or (name != "Code" and not FORMULA.isdisjoint(value)):
        return
    start, end = place["start"], place["end"]
    source = data[start:end]
    at = start + len(source) - len(source.lstrip(source[:1]))
    found = data.find(value.encode(), at, end)
    if found >= 0:
        pieces.add(value, found, found + len(value.encode()))
        return
    for text, first, last in _along(value, data[at:end].decode("utf-8", "replace")):
        pieces.add(text, at + first, at + last)


def _along(value: str, source: str) -> Iterator[tuple[str, int, int]]:
    """Yield the stretches of a value that stand in the source, with their bytes there.

    A line end stands as a space in the value; the marks of a quote, indents and
    the backslash before a bar are not in it.
    """
    stretch, first, last = "", 0, 0
    letters = iter(source)
    for letter in value:
        start = last
        for other in letters:
            last += len(other.encode())
            if letter in (other, HOLE) or (letter == " " and other in "\r\n"):
                break
            start = last
        if stretch and (start > first + len(stretch.encode()) or letter == HOLE):
            yield stretch, first, first + len(stretch.encode())
            stretch = ""
        if not stretch:
            first = start
        if letter != HOLE and start < last:
            stretch += letter
    if stretch:
        yield stretch, first, first + len(stretch.encode())


def _name_title(pieces: Pieces, top: int, title: str) -> str:
    """Mark the first heading as the title where it is; return what it says."""
    if top < 0:
        return ""
    first, last, _ = pieces.blocks[top]
    heading = " ".join("".join(pieces.text[first:last]).split())
    if not title or heading.casefold() == title.casefold():
        pieces.blocks[top] = (first, last, Block.TITLE)
    return heading


def _code(data: bytes) -> list[tuple[int, int]]:
    """Return where code stands, in bytes."""
    return [
        (place["start"], place["end"])
        for event, place in _events(data)
        if type(event) is dict and ("Code" in event or "CodeBlock" in str(event.get("Start")))
    ]


def _around(events: Iterable[Event], holes: Sequence[tuple[int, int]]) -> Iterable[Event]:
    """Leave out of the events what stands in the holes, which are in order."""
    if not holes:
        return events
    return _cut(events, holes)


def _cut(events: Iterable[Event], holes: Sequence[tuple[int, int]]) -> Iterator[Event]:
    index = 0
    for event, place in events:
        if type(event) is not dict or "Text" not in event:
            yield event, place
            continue
        start, end = place["start"], place["end"]
        while index < len(holes) and holes[index][1] <= start:
            index += 1
        text, hole = event["Text"].encode(), index
        base = start
        while hole < len(holes) and holes[hole][0] < end:
            left, right = holes[hole]
            if start < left:
                seen = text[start - base : left - base].decode()
                yield {"Text": seen}, {"start": start, "end": left}
            start = max(start, min(right, end))
            hole += 1
        if start < end:
            yield {"Text": text[start - base :].decode()}, {"start": start, "end": end}
