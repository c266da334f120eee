"""One document for every interface: from the text of an article to prose with blocks.

Files, records, data frames, lists of strings and estimators all go through
`make_document`, so that the same content is measured in the same way. A file of plain
text is one article, and its reader is `read`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

import msgspec
import numpy as np

from analyzer.article import Article, Block, Ints, Markup, MetadataError
from analyzer.errors import Diagnostic, SettingError
from analyzer.readers.front_matter import plain_fields
from analyzer.readers.limits import LIMITS, Limits
from analyzer.readers.markup_kind import ENTITY, Found, MarkupKind, find_markup, is_escaped
from analyzer.readers.reader import read_text
from analyzer.readers.skipped import is_own_text, refuse
from analyzer.text.characters import unescape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.errors import ProblemHandler
    from analyzer.readers.html import Page
    from analyzer.readers.reader import ReadOptions, SourceFile

KINDS: tuple[MarkupKind, ...] = get_args(MarkupKind)

MOST_ENCODINGS = 3


class Document(msgspec.Struct, frozen=True, eq=False):
    """What a text is made of, apart from where it came from.

    Attributes
    ----------
    markup : Markup or None
        None for plain text.
    title : str or None
        The title that was given, else the one that the markup has. None where the
        text itself must be searched for it.
    language : str
        An ISO 639-1 code, empty where the markup declares none.
    fields : mapping
        What front matter, or the head of a page, says besides.
    problem : str
        What went wrong, empty for nothing.
    metadata_errors : tuple of (int, int, str)
        As those of an `Article`.
    """

    markup: Markup | None
    title: str | None
    language: str = ""
    fields: Mapping[str, object] = msgspec.field(default_factory=dict)
    problem: str = ""
    metadata_errors: tuple[MetadataError, ...] = ()


def make_document(
    text: str,
    markup: MarkupKind = "auto",
    title: str | None = "",
    limits: Limits = LIMITS,
) -> Document:
    """Return the prose of a text, with its blocks and spans.

    Parameters
    ----------
    text : str
    markup : {"auto", "text", "markdown", "html"}
        What the text is written in; "auto" judges by its content.
    title : str or None
        The title, where it is known; None where plain text is to be searched for it.
    limits : Limits
        On front matter.

    Raises
    ------
    ImportError
        For a whole page of HTML, if trafilatura is not installed.
    """
    kind: Found = find_markup(text) if markup == "auto" else markup
    if kind == "text":
        return Document(None, title)
    if kind == "markdown":
        return _from_markdown(text, title or "", limits)
    if kind == "entities":
        return _from_entities(text, title)
    from analyzer.readers.html import parse_html

    if kind == "escaped":
        html, positions = _decode_while(is_escaped, text)
        return _from_page(parse_html(html, title or ""), positions)
    return _from_page(parse_html(text, title or ""))


def prose_of(text: str, markup: MarkupKind = "auto") -> str:
    """Return a text without its markup."""
    found = make_document(text, markup).markup
    return text if found is None else found.prose


def check_markup(markup: object) -> MarkupKind:
    """Return what the user chose; anything that is no kind of markup is refused."""
    for kind in KINDS:
        if markup == kind:
            return kind
    choices = ", ".join(map(repr, KINDS))
    raise SettingError(f"markup is {markup!r}; it must be one of {choices}")


def decode_entities(text: str) -> tuple[str, Ints]:
    """Return a text with its HTML entities decoded, and where its characters were.

    Returns
    -------
    str
    ndarray of int64, shape (n_characters + 1,)
        The offset in `text` of each character, and the length of `text`.
    """
    parts, offsets = [], []
    done = 0
    for match in ENTITY.finditer(text):
        start, end = match.span()
        parts.append(text[done:start])
        offsets.append(np.arange(done, start))
        decoded = unescape(match[0])
        parts.append(" " if decoded.isspace() else decoded)
        offsets.append(np.full(len(parts[-1]), start))
        done = end
    parts.append(text[done:])
    offsets.append(np.arange(done, len(text) + 1))
    return "".join(parts), np.concatenate(offsets)


def _decode_while(is_encoded: Callable[[str], Any], text: str) -> tuple[str, Ints]:
    """Return a text decoded once, and again as long as it is encoded: "&amp;amp;"."""
    decoded, positions = decode_entities(text)
    for _ in range(MOST_ENCODINGS - 1):
        if not is_encoded(decoded):
            break
        decoded, again = decode_entities(decoded)
        positions = positions[again]
    return decoded, positions


def _from_page(page: Page, positions: Ints | None = None) -> Document:
    markup = page.markup if positions is None else moved(page.markup, positions)
    return Document(markup, page.title, page.language, page.fields, page.problem)


def moved(markup: Markup, positions: Ints) -> Markup:
    """Return a markup for the source that its own source was decoded from.

    Parameters
    ----------
    markup : Markup
    positions : ndarray of int64
        As `decode_entities` returns them.
    """
    length = np.diff(markup.run_prose)
    verbatim = markup.run_end - markup.run_start == length
    # Where the decoded source is no verbatim copy, a run ends: after every entity.
    jumps = np.flatnonzero(np.diff(positions) != 1)
    cuts = np.unique(np.concatenate([jumps, jumps + 1]))
    first = np.searchsorted(cuts, markup.run_start, side="right")
    last = np.searchsorted(cuts, markup.run_end, side="left")
    count = np.where(verbatim, np.maximum(last - first, 0), 0) + 1
    run = np.repeat(np.arange(len(count)), count)
    inside = np.arange(len(run)) - np.repeat(np.cumsum(count) - count, count)
    start = markup.run_start[run]
    split = inside > 0
    start[split] = cuts[(first[run] + inside - 1)[split]]
    is_last = inside == count[run] - 1
    end = markup.run_end[run]
    end[~is_last] = start[1:][~is_last[:-1]]
    prose = markup.run_prose[run] + np.where(split, start - markup.run_start[run], 0)
    return replace(
        markup,
        run_prose=np.append(prose, markup.run_prose[-1]),
        run_start=positions[start],
        run_end=positions[end],
    )


def _from_markdown(text: str, title: str, limits: Limits) -> Document:
    from analyzer.readers.front_matter import read_front_matter
    from analyzer.readers.markdown import parse

    front = read_front_matter(text, limits)
    markup, heading = parse(text, front.end, title=title or front.title)
    return Document(
        markup,
        title or front.title or heading,
        front.language,
        front.fields,
        metadata_errors=front.errors,
    )


def _from_entities(text: str, title: str | None) -> Document:
    """Return plain text with its entities decoded."""
    from analyzer.text.blocks import split_blocks
    from analyzer.text.boilerplate import classify

    prose, positions = _decode_while(ENTITY.search, text)
    start, end = split_blocks(prose)
    kind = classify(prose, start, end, title)
    whole = Markup(
        prose=prose,
        run_prose=np.array([0, len(prose)]),
        run_start=np.zeros(1, np.int64),
        run_end=np.array([len(prose)]),
        block_start=np.array(start, np.int64),
        block_end=np.array(end, np.int64),
        block_kind=np.array(kind, np.int64),
    )
    if title is None:
        title = next(
            (
                " ".join(prose[first:last].split())
                for first, last, own in zip(start, end, kind, strict=True)
                if own == Block.TITLE
            ),
            "",
        )
    return Document(moved(whole, positions), title)


def read(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield the one article of a text file; its title is searched for in the text."""
    text = read_text(file, options, on_problem, lambda _: "")
    if text is None:
        return
    if is_own_text(text):
        refuse(file, on_problem)
        return
    try:
        document = make_document(text, options.markup, None, options.limits)
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
