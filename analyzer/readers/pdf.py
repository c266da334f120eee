"""PDF with a text layer; needs the extra ``pdf``.

A line of the text is a paragraph, and a form feed ends each page but the last. A page without
text, as of a scan, is the character that stands for an object.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from analyzer.article import Article, Block, Markup
from analyzer.readers.extracted import read_bytes
from analyzer.readers.limits import MEMORY_RATIO, LimitError, Limits, named, size
from analyzer.readers.markup_builder import Pieces, assemble
from analyzer.readers.pdf_lines import DAMAGED, ENCRYPTED, TOO_LONG
from analyzer.readers.pdf_paragraphs import Line, Paragraph, paragraphs_of
from analyzer.readers.reader import UnreadableError, normalize_title, require

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analyzer.errors import ProblemHandler
    from analyzer.readers.reader import ReadOptions, SourceFile

PROGRAM = Path(__file__).with_name("pdf_lines.py")
NO_TEXT, PAGE_END = "\ufffc", "\f"
DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?")


def read(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield the one article of a document."""
    require(file, "PDF", "pdf", "pypdfium2")
    properties, pages = extract_lines(read_bytes(file, options.limits), options.limits)
    paragraphs = paragraphs_of(pages)
    title = _title(properties.get("Title", ""), paragraphs)
    text, markup = _assembled(paragraphs, len(pages), title)
    date = DATE.match(properties.get("CreationDate", ""))
    fields = {
        "author": properties.get("Author", ""),
        "date": _iso_date(date) if date else "",
    }
    yield Article(
        file.id,
        text,
        title=normalize_title(title, file, None, on_problem, options.limits),
        source=file.source,
        language=options.language,
        fields={key: value for key, value in fields.items() if value},
        markup=markup,
    )


def _iso_date(found: re.Match[str]) -> str:
    year, month, day, hour, minute, second = found.groups("00")
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}"


def extract_lines(data: bytes, limits: Limits) -> tuple[dict[str, str], list[list[Line]]]:
    """Return the properties of a PDF file, and the lines of each page.

    Raises
    ------
    UnreadableError
        If it is damaged or encrypted.
    LimitError
        If it needs too much memory or time, or has too much text.
    """
    memory = limits.document_memory + MEMORY_RATIO * len(data)
    most = limits.text_bytes + limits.text_ratio * len(data)
    # -P: a module in the current folder must not be run in place of the library.
    command = [sys.executable, "-P", str(PROGRAM), str(memory), str(most)]
    seconds = limits.document_seconds
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, check=False, timeout=seconds
        )
    except subprocess.TimeoutExpired as error:
        raise LimitError(
            f"takes more than {seconds} s to read {named('document-seconds')}"
        ) from error
    if done.returncode == DAMAGED:
        raise UnreadableError("not PDF, or damaged")
    if done.returncode == ENCRYPTED:
        raise UnreadableError("encrypted; save it as PDF without a password")
    if done.returncode == TOO_LONG:
        raise LimitError(f"holds more than {size(most)} of text {named('text-bytes')}")
    if b"MemoryError" in done.stderr:
        raise LimitError(f"needs more than {memory >> 20} MB {named('document-memory')}")
    if done.returncode:
        cause = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise UnreadableError(f"the parser failed: {cause or f'status {done.returncode}'}")
    properties, *pages = (json.loads(line) for line in done.stdout.splitlines())
    return properties, [[Line(*line) for line in page or ()] for page in pages]


def _title(said: str, paragraphs: Sequence[Paragraph]) -> str:
    """Return the title of the properties if the first page shows it, else its largest line.

    Programs write the name of a file, or of a template, as the title of the properties.
    """
    said = " ".join(said.split())
    first = [one for one in paragraphs if one.page == 0]
    shown = [one.plain for one in first if one.kind == Block.HEADING]
    if said and said.casefold() in " ".join(one.plain for one in first).casefold():
        return said
    largest = max((one.size for one in first), default=0.0)
    heading = next((one.plain for one in first
                    if one.kind == Block.HEADING and one.size == largest), "")  # fmt: skip
    return heading or said or next(iter(shown), "")


def _assembled(paragraphs: Sequence[Paragraph], n_pages: int, title: str) -> tuple[str, Markup]:
    """Return the text, with a line for each paragraph, and its markup."""
    pieces, parts = Pieces(), list[str]()
    offset = page = 0

    def turn_to(last: int) -> None:
        nonlocal offset, page
        while page < last:
            here = parts[-1] if parts else ""
            blank = (
                "" if here.endswith("\n") and not here.endswith(f"{PAGE_END}\n") else NO_TEXT
            )
            parts.append(f"{blank}{PAGE_END}\n")
            offset += len(parts[-1])
            page += 1

    for one in paragraphs:
        turn_to(one.page)
        kind = Block.TITLE if one.kind == Block.HEADING and one.plain == title else one.kind
        first = len(pieces.text)
        pieces.add(one.text, offset, offset + len(one.text))
        pieces.close(first, kind)
        parts.append(f"{one.text}\n")
        offset += len(parts[-1])
        page += one.text.count(PAGE_END)
    turn_to(n_pages - 1)
    if not parts or parts[-1].endswith(f"{PAGE_END}\n"):
        parts.append(f"{NO_TEXT}\n")
    markup = assemble(pieces) if paragraphs else _empty()
    return "".join(parts), markup


def _empty() -> Markup:
    none = np.zeros(0, np.int64)
    return Markup("", np.zeros(1, np.int64), none, none, none, none, none)
