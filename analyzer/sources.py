"""From what a user names to articles: files, folders and addresses of the web."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from analyzer import readers
from analyzer.errors import SettingError, raise_error
from analyzer.readers import ReadOptions, read_found
from analyzer.readers.files import DiscoveredFiles
from analyzer.web.options import WebOptions, is_web_address

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.errors import ProblemHandler
    from analyzer.readers.markup_kind import MarkupKind

DEFAULTS = WebOptions()


def discover(
    inputs: Iterable[str],
    options: ReadOptions,
    web: WebOptions,
    on_problem: ProblemHandler,
    *,
    records: bool = True,
) -> DiscoveredFiles:
    """Return the files that inputs name or contain, those of addresses fetched.

    Parameters
    ----------
    inputs : iterable of str
        Files, folders, globs, ``-``, or addresses of the web.
    options : ReadOptions
    web : WebOptions
    on_problem : callable
        Called with what is missing or cannot be read.
    records : bool
        Whether tables in folders are read; those that are named always are.
    """
    given = list(inputs)
    addresses = [one for one in given if is_web_address(one)]
    paths = [one for one in given if not is_web_address(one)]
    found = DiscoveredFiles((), Counter(), ())
    if paths or not addresses:
        found = readers.discover(paths, options=options, records=records, on_problem=on_problem)
    if not addresses:
        return found
    from analyzer.web.discovery import discover as fetch

    fetched = fetch(addresses, web, options.limits, on_problem, with_host=bool(found.files))
    return DiscoveredFiles(
        found.files + fetched.files,
        found.skipped + fetched.skipped,
        found.folders + fetched.folders,
    )


def read(  # noqa: PLR0913 - each may be given by name alone
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    text_column: str = "",
    title_column: str = "",
    id_column: str = "",
    language: str = "",
    markup: MarkupKind = "auto",
    drafts: bool = False,
    options: ReadOptions | None = None,
    web: WebOptions = DEFAULTS,
    on_problem: ProblemHandler = raise_error,
) -> Iterator[Article]:
    """Return an iterator of the articles in files and folders, and at addresses.

    Parameters
    ----------
    paths : path, or iterable of paths
        Files, folders (walked, ``.gitignore`` respected, hidden files and
        symbolic links skipped), globs, ``-`` for standard input, or addresses of the
        web: a page, a sitemap or a feed.
    text_column, title_column, id_column : str
        The columns of a table or the keys of a record; guessed if empty.
    language : str
        The language code of articles that declare none.
    markup : {"auto", "text", "markdown", "html"}
        What records and files of plain text are written in; "auto" judges each by its
        content. The type of a Markdown or HTML file is known by its name.
    drafts : bool
        Whether drafts, and posts of exports that are not published, are read as well.
    options : ReadOptions, optional
        Replaces the arguments above.
    web : WebOptions
        How addresses are read: whether links are followed, and how many pages.
    on_problem : callable
        Called for each `Diagnostic`; everything else is still read. By default the
        first error is raised and warnings are ignored.

    Returns
    -------
    iterator of Article
        In path order, one at a time: no more than one article, or one row
        group of a table, is held in memory.

    Raises
    ------
    ReadError
        By the default `on_problem`, for the first input that could not be read.
    """
    given = [paths] if isinstance(paths, str | os.PathLike) else paths
    chosen = readers.read_options(
        text_column=text_column,
        title_column=title_column,
        id_column=id_column,
        language=language,
        markup=markup,
        drafts=drafts,
    )
    if options is not None:
        if chosen != readers.read_options():
            raise SettingError("read: options replaces the arguments before it; give either")
        chosen = options
    found = discover([os.fspath(path) for path in given], chosen, web, on_problem)
    return read_found(found, options=chosen, on_problem=on_problem)
