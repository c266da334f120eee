"""Documents: the text that is extracted from a file, with a paragraph a line.

Nobody sees the source of a DOCX file. The text of its article is what was extracted, so
that a line of a finding is the number of a paragraph. Headings, list items and the cells of
tables count as paragraphs, empty ones do not.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from analyzer.article import Article, Block
from analyzer.readers.html import parse_fragment
from analyzer.readers.limits import LimitError, Limits, named, size
from analyzer.readers.markup_builder import collection_paused
from analyzer.readers.reader import UnreadableError, normalize_title
from analyzer.readers.xml import Characters, Elements, XmlError, parse_elements

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.sax.xmlreader import AttributesImpl

    from analyzer.article import Markup
    from analyzer.errors import ProblemHandler
    from analyzer.readers.reader import ReadOptions, SourceFile

BREAK = re.compile(r"[\r\n]")


class Extracted(msgspec.Struct, frozen=True):
    """What was extracted from a document.

    Attributes
    ----------
    html : str
        Its text, with headings, lists, tables and notes.
    title : str
        As its properties have it.
    language : str
        An ISO 639-1 code, empty where it has none that can be relied on.
    fields : mapping
        What its properties say besides.
    """

    html: str
    title: str = ""
    language: str = ""
    fields: Mapping[str, object] = msgspec.field(default_factory=dict)


def read_bytes(file: SourceFile, limits: Limits) -> bytes:
    """Return the bytes of a document; raise `LimitError` where there are too many."""
    data = file.read(limits.document_bytes, limits)
    if len(data) > limits.document_bytes:
        raise LimitError(f"larger than {size(limits.document_bytes)} {named('document-bytes')}")
    return data


def extracted_article(
    file: SourceFile, found: Extracted, options: ReadOptions, on_problem: ProblemHandler
) -> Article:
    """Return the article of a document."""
    with collection_paused():
        page = parse_fragment(found.html, found.title)
    text, markup = one_paragraph_a_line(page.markup)
    title = page.title or _first_heading(markup)
    return Article(
        file.id,
        text,
        title=normalize_title(title, file, None, on_problem, options.limits),
        source=file.source,
        language=options.language or found.language,
        fields={key: value for key, value in found.fields.items() if value},
        markup=markup,
    )


def one_paragraph_a_line(markup: Markup) -> tuple[str, Markup]:
    """Return the text of some blocks with a line for each, and their markup for that text."""
    lines, offset = [], 0
    run_prose, run_start, run_end = [0], [0], [0]
    for start, end in zip(markup.block_start.tolist(), markup.block_end.tolist(), strict=True):
        lines.append(BREAK.sub(" ", markup.prose[start:end]))
        run_prose += start, end
        run_start += offset, offset + end - start
        run_end += offset + end - start, offset + end - start
        offset += end - start + 1
    return "\n".join([*lines, ""]), replace(
        markup,
        run_prose=np.array([*run_prose, len(markup.prose)], np.int64),
        run_start=np.array(run_start, np.int64),
        run_end=np.array(run_end, np.int64),
    )


def _first_heading(markup: Markup) -> str:
    for start, end, kind in zip(
        markup.block_start, markup.block_end, markup.block_kind, strict=True
    ):
        if kind == Block.HEADING:
            return markup.prose[start:end]
    return ""


class Properties(Elements):
    """The properties of a document by their names without prefixes; the first counts."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._parts: list[str] = []

    def begin(self, name: str, attributes: AttributesImpl) -> None:  # noqa: ARG002
        """Begin a value."""
        self._parts = []

    def characters(self, content: str) -> None:
        """Keep the text of a value."""
        self._parts.append(content)

    def end(self, name: str) -> None:
        """Keep a value."""
        value = " ".join("".join(self._parts).split())
        if value:
            self.values.setdefault(name.rpartition(":")[2], value)
        self._parts = []


class Counted(Elements):
    """Counts the elements of a document, whose tree takes far more memory than its text."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._most, self._count = limits.document_elements, 0

    def begin(self, name: str, attributes: AttributesImpl) -> None:  # noqa: ARG002
        """Count an element."""
        self._count += 1
        if self._count > self._most:
            limit = f"{self._most:,} elements {named('document-elements')}"
            raise LimitError(f"has more than {limit}")


def parse_part(data: bytes, elements: Elements, name: str) -> None:
    """Parse one part of a document; raise `UnreadableError` where it is damaged or hostile."""
    from io import BytesIO

    try:
        for _ in parse_elements(Characters(BytesIO(data)), elements):
            pass
    except XmlError as error:
        raise UnreadableError(f"{name}: {error}") from error
