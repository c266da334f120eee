"""ODT, the documents of LibreOffice; needs the extra ``odt``."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from analyzer.readers.extracted import (
    Counted,
    Extracted,
    Properties,
    extracted_article,
    parse_part,
    read_bytes,
)
from analyzer.readers.reader import UnreadableError, require
from analyzer.readers.zip_parts import open_parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.sax.xmlreader import AttributesImpl

    from analyzer.article import Article
    from analyzer.errors import ProblemHandler
    from analyzer.readers.limits import Limits
    from analyzer.readers.reader import ReadOptions, SourceFile

CONTENT, PROPERTIES, MANIFEST = "content.xml", "meta.xml", "META-INF/manifest.xml"
ENCRYPTED = b"encryption-data"
TAGS = {
    "text:p": "p",
    "text:list": "ul",
    "text:list-item": "li",
    "text:list-header": "li",
    "text:span": "span",
    "text:a": "a",
    "table:table": "table",
    "table:table-row": "tr",
    "table:table-cell": "td",
    "text:line-break": "br",
    "text:section": "div",
}
SPACES = {"text:s": " ", "text:tab": " "}
# What is deleted, said about the text, or repeats its headings.
HIDDEN = frozenset([
    "office:annotation", "office:forms", "svg:desc", "svg:title", "text:alphabetical-index",
    "text:bibliography", "text:illustration-index", "text:note-citation", "text:object-index",
    "text:sequence-decls", "text:table-index", "text:table-of-content", "text:tracked-changes",
    "text:user-index", "text:variable-decls",
])  # fmt: skip
NOTE = "text:note-body"
TITLE = "title"


class _Html(Counted):
    """Writes the text of a document as HTML, notes after all else."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self._text: list[str] = []
        self._notes: list[str] = []
        self._out = self._text
        self._hidden = 0
        self._in_body = False
        self._styles: dict[str, str] = {}
        self._closing: list[str] = []
        self.title = ""
        self._title_from = -1

    @property
    def html(self) -> str:
        """The document, as far as it was read."""
        notes = f'<div class="footnotes">{"".join(self._notes)}</div>' if self._notes else ""
        return "".join(self._text) + notes

    def begin(self, name: str, attributes: AttributesImpl) -> None:
        """Write a start tag."""
        super().begin(name, attributes)
        if name == "style:style":
            parent = attributes.get("style:parent-style-name", "")
            self._styles[attributes.get("style:name", "")] = parent
        self._in_body = self._in_body or name == "office:text"
        if name in HIDDEN:
            self._hidden += 1
        if not self._in_body or self._hidden:
            return
        if name == NOTE:
            self._out = self._notes
        style = attributes.get("text:style-name", "")
        tag = TAGS.get(name, "")
        if name == "text:h":
            level = attributes.get("text:outline-level", "1")
            tag = f"h{level}" if level in "123456" and level else "h6"
        elif name == "text:p" and self._is_title(style):
            tag, self._title_from = "h1", len(self._out) + 1
        self._out.append(SPACES.get(name, f"<{tag}>" if tag else ""))
        if name in ("text:p", "text:h"):
            self._closing.append(tag)

    def _is_title(self, style: str) -> bool:
        named = self._styles.get(style) or style
        return not self.title and named.lower() == TITLE

    def characters(self, content: str) -> None:
        """Write text."""
        if self._in_body and not self._hidden:
            self._out.append(escape(content, quote=False))

    def end(self, name: str) -> None:
        """Write an end tag."""
        if name in HIDDEN:
            self._hidden -= 1
            return
        if not self._in_body or self._hidden:
            return
        tag = TAGS.get(name, "")
        if name in ("text:p", "text:h"):
            tag = self._closing.pop()
            if self._title_from >= 0:
                self.title = "".join(self._out[self._title_from :])
                self._title_from = -1
        if tag and tag != "br":
            self._out.append(f"</{tag}>")
        if name == NOTE:
            self._out = self._text


def read(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield the one article of a document."""
    require(file, "ODT", "odt", "defusedxml")
    data = read_bytes(file, options.limits)
    yield extracted_article(file, _extract(data, options.limits), options, on_problem)


def _extract(data: bytes, limits: Limits) -> Extracted:
    from analyzer.readers.xml import plain_label

    parts = open_parts(data, limits, "ODT")
    if MANIFEST in parts.members and ENCRYPTED in parts.read(MANIFEST):
        raise UnreadableError("encrypted; save it as ODT without a password")
    content, properties = _Html(limits), Properties()
    parse_part(parts.read(CONTENT), content, CONTENT)
    if PROPERTIES in parts.members:
        parse_part(parts.read(PROPERTIES), properties, PROPERTIES)
    found = properties.values
    return Extracted(
        content.html,
        plain_label(content.title) or found.get("title", ""),
        fields={
            "author": found.get("initial-creator") or found.get("creator"),
            "date": found.get("creation-date") or found.get("date"),
        },
    )
