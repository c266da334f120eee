"""Plain text, as a scraper or a writer leaves it: one article per file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.article import Article
from analyzer.readers.reader import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.errors import ProblemHandler
    from analyzer.readers.reader import ReadOptions, SourceFile


def read(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield the one article of a text file; its title is to be found in the text."""
    text = read_text(file, options, on_problem, lambda _: "")
    if text is not None:
        yield Article(file.id, text, title=None, source=file.source, language=options.language)
