"""Plain text, as a scraper or a writer leaves it: one article per file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.article import Article
from analyzer.errors import Diagnostic
from analyzer.readers.document import make_document
from analyzer.readers.front_matter import plain_fields
from analyzer.readers.reader import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.errors import ProblemHandler
    from analyzer.readers.reader import ReadOptions, SourceFile


def read(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield the one article of a text file; its title is searched for in the text."""
    text = read_text(file, options, on_problem, lambda _: "")
    if text is None:
        return
    try:
        document = make_document(text, options.markup, None)
    except ImportError as error:
        on_problem(Diagnostic(file.source, str(error)))
        return
    yield Article(
        file.id,
        text,
        title=document.title,
        source=file.source,
        language=options.language or document.language,
        metadata_errors=document.metadata_errors,
        fields=plain_fields(document.fields),
        markup=document.markup,
    )
