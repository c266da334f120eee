"""Where a finding is: path, lines and columns of a span, for people and for editors."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from analyzer.article import byte_columns
from analyzer.web.options import is_web_address

if TYPE_CHECKING:
    from analyzer.article import Article, Named
    from analyzer.rules.finding import Finding

LINE_RECORDS = re.compile(r"\.(?:jsonl|ndjson)\Z", re.IGNORECASE)
# Their lines are paragraphs of the text that was extracted.
DOCUMENTS = re.compile(r"\.(?:docx|odt|epub|pdf)\Z", re.IGNORECASE)
PAGE_END = "\f"


class Location(msgspec.Struct, frozen=True):
    """The location of a finding.

    Attributes
    ----------
    source : str
        The file, relative to the current folder where it is in it.
    path : str
        The file from the root of the repository, with forward slashes.
    row : int or None
        The number of the record in that file, from 1; lines and columns then
        count within the record's text.
    line, column, end_line, end_column : int
        From 1, columns in code points; the end is exclusive.
    byte_column, end_byte_column : int
        The same columns in bytes of UTF-8.
    page : int or None
        The page of a document that has pages, from 1.
    """

    source: str
    path: str
    row: int | None
    line: int
    column: int
    end_line: int
    end_column: int
    byte_column: int
    end_byte_column: int
    page: int | None = None

    @property
    def is_document(self) -> bool:
        """Whether a line is a paragraph of a document, which has no lines."""
        return DOCUMENTS.search(self.path) is not None

    @property
    def has_lines(self) -> bool:
        """Whether lines and columns are those of the file."""
        return self.row is None and not self.is_document

    @property
    def file_line(self) -> int:
        """The line of the file; for a record its line in JSON Lines, otherwise 1."""
        if self.row is None:
            return self.line if self.has_lines else 1
        return self.row if LINE_RECORDS.search(self.path) else 1

    def name(self, *, path: bool = False) -> str:
        """Return the location as compilers write it, with the source or the path."""
        part = "" if self.row is None else f"#{self.row}"
        part = part if self.page is None else f"{part}#page={self.page}"
        return f"{self.path if path else self.source}{part}:{self.line}:{self.column}"


def label_of(article: Named) -> str:
    """Return how messages name an article: by its file, a record with its number."""
    row = "" if article.row is None else f"#{article.row}"
    return f"{from_here(article.source)}{row}" if article.source else article.id


def from_here(source: str) -> str:
    """Return a path relative to the current folder where it is in it, else as it is."""
    if not os.path.isabs(source):  # noqa: PTH117
        return source
    path = os.path.relpath(source)
    outside = path == os.pardir or path.startswith(os.pardir + os.sep)
    return source if outside else path.replace(os.sep, "/")


def path_from(root: str) -> Callable[[str], str]:
    """Return a function from a source to its path relative to `root`."""
    known: dict[str, str] = {"": ""}
    folder = os.path.join(os.path.abspath(root), "")  # noqa: PTH100, PTH118

    def relative(source: str) -> str:
        if source not in known:
            if is_web_address(source):
                return source
            absolute = os.path.abspath(source)  # noqa: PTH100 - links are not followed
            inside = absolute.removeprefix(folder) if root else source
            known[source] = inside.replace(os.sep, "/")
        return known[source]

    return relative


def named_locations(
    texts: Sequence[Article], findings: Sequence[Finding], relative: Callable[[str], str]
) -> dict[int, Location]:
    """Return the location that each finding names, by number, where it names one."""
    here: dict[int, list[tuple[int, int, int]]] = {}
    there: dict[int, list[tuple[int, int, int]]] = {}
    for number, finding in enumerate(findings):
        if finding.other_end:
            span = (number, finding.other_start, finding.other_end)
            here.setdefault(finding.article, []).append(span)
        elif finding.elsewhere:
            index, start, end = finding.elsewhere
            there.setdefault(index, []).append((number, start, end))
    for index, spans in there.items():
        numbers, starts, ends = np.array(spans).T
        located = map(np.ndarray.tolist, (numbers, *texts[index].locate(starts, ends)))
        here.setdefault(index, []).extend(zip(*located, strict=True))
    named: dict[int, Location] = {}
    for index, spans in here.items():
        found = locations_of(texts[index], [(start, end) for _, start, end in spans], relative)
        named.update(zip((number for number, _, _ in spans), found, strict=True))
    return named


def locations_of(
    article: Article, spans: Sequence[tuple[int, int]], relative: Callable[[str], str]
) -> list[Location]:
    """Return the location of each span of an article."""
    text, path = article.text, relative(article.source) or article.id
    source = from_here(article.source) or article.id
    offsets = {offset for span in spans for offset in span}
    at = byte_columns(text, offsets)
    has_pages = PAGE_END in text and DOCUMENTS.search(path) is not None
    locations = []
    for start, end in spans:
        line, column, byte_column = at[start]
        end_line, end_column, end_byte_column = at[end]
        page = text.count(PAGE_END, 0, start) + 1 if has_pages else None
        locations.append(
            Location(
                source, path, article.row, line, column,
                end_line, end_column, byte_column, end_byte_column, page,
            )
        )  # fmt: skip
    return locations
