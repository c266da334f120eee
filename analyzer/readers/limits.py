"""Limits on what one file may expand to; ``docs/limits.md`` explains them.

A file that reaches a limit is an error of that file, which names the limit.
"""

from __future__ import annotations

import errno
import re
from pathlib import Path
from typing import Annotated, Any

import msgspec

MAX_SETTINGS = 256 << 20  # bytes of a baseline or a profile
MAX_IGNORE_BYTES = 1 << 20  # of a .gitignore file
MAX_IGNORE_PATTERNS = 10_000
MAX_IGNORE_MATCHES = 30_000_000  # patterns times paths, of all files of a walk
# What each byte of a file adds to its limits.
CELL_RATIO = 4
ROW_RATIO = 1
MEMORY_RATIO = 32
# An article costs as much as some hundred characters, however short it is.
CHARACTERS_PER_ARTICLE = 32
UNPACKED_RATIO = 2  # the parts of a workbook, unpacked, to the limit of the workbook

MAX_KEY_PARTS = 100
DEEP_KEY = re.compile(
    rf"(?<![\"'\w.-])(?:[\"'\w-]++[ \t]*+\.[ \t]*+){{{MAX_KEY_PARTS}}}", re.ASCII
)

Count = Annotated[int, msgspec.Meta(ge=1, le=10**12)]
Seconds = Annotated[int, msgspec.Meta(ge=1, le=3600)]


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What one file may expand to.

    Attributes
    ----------
    article_bytes : int
        Bytes of a file or a record that is one article, and of a line of a table.
    table_articles : int
        Articles of a table, besides one for each 32 characters of their text.
    title_characters : int
        Characters of a title.
    front_matter_characters : int
        Characters of front matter.
    alias_characters : int
        Characters of front matter with its YAML aliases expanded.
    text_bytes : int
        Bytes of text in a compressed file (``.gz``, Parquet, a workbook), besides
        ``text-ratio`` times the bytes of the file.
    text_ratio : int
        How many times its own bytes a compressed file may hold as text.
    json_bytes : int
        Bytes of a JSON file.
    table_rows : int
        Rows of a Parquet file, besides one for each byte of the file.
    sheet_cells : int
        Cells of a sheet, empty ones between filled ones included, besides four for each
        byte of the file.
    workbook_bytes : int
        Bytes of a workbook; unpacked, twice as many.
    workbook_memory : int
        Bytes of memory to open a workbook, besides 32 for each byte of the file.
    workbook_seconds : int
        Seconds to open a workbook.
    download_bytes : int
        Bytes of a page, a sitemap or a feed at an address, uncompressed.
    site_bytes : int
        Bytes of everything that one run fetches from addresses.
    document_bytes : int
        Bytes of a document (DOCX, ODT, EPUB, PDF).
    document_elements : int
        Elements of the XML of a document.
    document_memory : int
        Bytes of memory to read a PDF file, besides 32 for each byte of the file.
    document_seconds : int
        Seconds to read a PDF file.
    """

    article_bytes: Count = 64 << 20
    table_articles: Count = 1 << 16
    title_characters: Count = 10_000
    front_matter_characters: Count = 1 << 16
    alias_characters: Count = 1 << 18
    text_bytes: Count = 8 << 20
    text_ratio: Count = 30
    json_bytes: Count = 512 << 20
    table_rows: Count = 1 << 20
    sheet_cells: Count = 1 << 22
    workbook_bytes: Count = 256 << 20
    workbook_memory: Count = 1 << 30
    workbook_seconds: Seconds = 30
    download_bytes: Count = 50 << 20
    site_bytes: Count = 2 << 30
    document_bytes: Count = 256 << 20
    document_elements: Count = 1 << 19
    document_memory: Count = 1 << 30
    document_seconds: Seconds = 60


LIMITS = Limits()


def load_toml(text: str) -> dict[str, Any]:
    """Return the values of a TOML document.

    Raises
    ------
    ValueError
        If it is no TOML, or has a key that takes the parser time in the square.
    """
    import tomllib

    if DEEP_KEY.search(text):
        raise ValueError(f"a key of more than {MAX_KEY_PARTS} parts")
    return tomllib.loads(text)


class LimitError(Exception):
    """A file reaches a limit; the message names it."""


def named(name: str) -> str:
    """Return how a message names a limit: as the configuration does."""
    return f"(limits.{name})"


def size(n_bytes: int) -> str:
    """Return a number of bytes for a message, in MB where that is exact enough."""
    return f"{n_bytes >> 20} MB" if n_bytes >= 1 << 20 else f"{n_bytes:,} bytes"


def read_at_most(path: Path, most: int = MAX_SETTINGS) -> bytes:
    """Return the bytes of a file that may be a device without an end.

    Raises
    ------
    OSError
        If it cannot be read, or is larger than `most`.
    """
    with path.open("rb") as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"larger than {size(most)}", str(path))
    return data


class TextBudget:
    """Counts the text of a compressed file.

    Parameters
    ----------
    n_bytes : int
        The bytes of the file.
    limits : Limits
    """

    def __init__(self, n_bytes: int, limits: Limits) -> None:
        self._limits = limits
        self._most = limits.text_bytes + limits.text_ratio * n_bytes
        self._count = 0

    def add(self, count: int) -> None:
        """Count some text.

        Raises
        ------
        LimitError
            If there is more than the file may hold.
        """
        self._count += count
        if self._count > self._most:
            raise LimitError(
                f"holds more than {size(self._most)} of text; expected at most "
                f"{self._limits.text_ratio} times the bytes of the file and "
                f"{size(self._limits.text_bytes)} {named('text-bytes')}"
            )


class ArticleBudget:
    """Counts the articles of a table; short ones cost far more than their bytes.

    Parameters
    ----------
    limits : Limits
    """

    def __init__(self, limits: Limits) -> None:
        self._most = limits.table_articles
        self._articles = self._characters = 0

    def add(self, characters: int) -> None:
        """Count an article with so many characters of text.

        Raises
        ------
        LimitError
            If there are more than the table may hold.
        """
        self._articles += 1
        self._characters += characters
        if self._articles > self._most + self._characters // CHARACTERS_PER_ARTICLE:
            raise LimitError(
                f"holds more than {self._articles - 1:,} articles; expected at most "
                f"{self._most:,} and one for each {CHARACTERS_PER_ARTICLE} characters of "
                f"their text {named('table-articles')}"
            )
