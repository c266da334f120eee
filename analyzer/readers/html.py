"""HTML: an article, where it stands in the source of its page, and what the page says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.article import Article, Block
from analyzer.errors import Problem
from analyzer.readers.front_matter import language_code
from analyzer.readers.html_tree import Outline, outline
from analyzer.readers.main_content import article_blocks, texts
from analyzer.readers.markup_builder import Pieces, assemble
from analyzer.readers.reader import normalize_title, read_text

if TYPE_CHECKING:
    from analyzer.article import Markup
    from analyzer.errors import ProblemHandler
    from analyzer.readers.reader import ReadOptions, SourceFile

DECLARATION = re.compile(
    rb"<meta[^>]{1,400}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w:.-]{2,40})"
    rb"|<\?xml[^>]{1,200}?encoding\s{0,9}=\s{0,9}[\"']([\w:.-]{2,40})",
    re.IGNORECASE,
)
DECLARED_WITHIN = 4096
WHOLE_PAGE = re.compile(r"\s*+(?:<!doctype\s+html|<html|<head|<body)", re.IGNORECASE)
FRAGMENT = re.compile(
    r"\s*+(?:<!--[^>]{0,200}-->\s*+)?<(?:p|div|h[1-6]|[uo]l|section|article|main|figure"
    r"|blockquote|table|span|strong|em|b|i|a|img|br|header)(?=[\s/>])",
    re.IGNORECASE,
)
SEPARATOR = re.compile(r" (?:[|·»–—-]|::) ")
# Far beyond any article; there the extractor would take minutes.
MAX_DEPTH, MAX_TAGS, MAX_LENGTH = 1000, 100_000, 1 << 24
MAX_TITLES = 8
FIELDS = ("url", "author", "date")
MISSING = "HTML pages need trafilatura: pip install 'analyzer[html]'"


def read(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield the one article of a page."""
    html = read_text(file, options, on_problem, declared)
    if html is None:
        return
    try:
        page = parse_page(html)
    except ImportError:
        on_problem(Problem(file.source, MISSING))
        return
    if page.problem:
        on_problem(Problem(file.source, page.problem, fatal=False))
    yield Article(
        file.id,
        html,
        title=normalize_title(page.title, file, None, on_problem),
        source=file.source,
        language=page.language or options.language,
        fields=page.fields,
        markup=page.markup,
    )


@dataclass(frozen=True, slots=True)
class Page:
    """The article of a page.

    Attributes
    ----------
    markup : Markup
    title, language : str
        Empty where the page does not tell.
    fields : mapping of str to str
        ``url``, ``author`` and ``date``, as far as the page tells them.
    problem : str
        Why its main content could not be told from the rest, if so.
    """

    markup: Markup
    title: str
    language: str
    fields: Mapping[str, object]
    problem: str


def parse_page(html: str, title: str = "") -> Page:
    """Return the main content of a page, and what the page says of itself.

    Parameters
    ----------
    html : str
    title : str
        The title, where it is known from elsewhere.

    Raises
    ------
    ImportError
        If trafilatura is not installed.
    """
    seen = outline(html)
    title = title or _title(seen)
    kept: list[bool] = []
    problem = ""
    if seen.depth > MAX_DEPTH or seen.tags > MAX_TAGS or len(html) > MAX_LENGTH:
        problem = "too deep or too large to tell its main content; all of it was read"
    else:
        kept = article_blocks(html, seen.pieces)
    return Page(
        _markup(seen, kept or _unfurnished(seen.pieces), title),
        title,
        language_code(seen.said.get("language")),
        {name: seen.said[name] for name in FIELDS if seen.said.get(name)},
        problem,
    )


def parse_record(text: str, title: str) -> tuple[Markup | None, str]:
    """Return the markup of the text of a record, None for plain text, and its title.

    A whole page is read like a file of HTML and gives the title where the
    record has none. Of any other text that is HTML all is taken for the article.

    Raises
    ------
    ImportError
        For a whole page, if trafilatura is not installed.
    """
    if text.lstrip()[:1] != "<":
        return None, title
    if WHOLE_PAGE.match(text):
        page = parse_page(text, title)
        return page.markup, page.title
    if FRAGMENT.match(text) and "</" in text:
        return parse_fragment(text, title), title
    return None, title


def parse_fragment(html: str, title: str = "") -> Markup:
    """Return what is seen of a piece of HTML, the body of an article say."""
    seen = outline(html)
    return _markup(seen, _unfurnished(seen.pieces), title)


def declared(data: bytes) -> str:
    """Return the character set that a page declares near its top, empty for none."""
    match = DECLARATION.search(data[:DECLARED_WITHIN])
    return (match[1] or match[2]).decode("ascii") if match else ""


def _unfurnished(pieces: Pieces) -> list[bool]:
    """Tell which blocks stand outside navigation and the like; all if none does."""
    kept = [kind != Block.BOILERPLATE for _, _, kind in pieces.blocks]
    return kept if any(kept) else [True] * len(kept)


def _markup(seen: Outline, kept: list[bool], title: str) -> Markup:
    """Return the markup of the blocks kept, and of the title where it is a heading."""
    pieces = Pieces()
    first = 0
    for (start, end, kind), text, keep in zip(
        seen.pieces.blocks, texts(seen.pieces), kept, strict=True
    ):
        is_title = bool(title) and kind == Block.HEADING and _line(text) == title
        if not keep and not is_title:
            continue
        pieces.text += seen.pieces.text[start:end]
        pieces.place += seen.pieces.place[start:end]
        plain = Block.PARAGRAPH if kind == Block.BOILERPLATE else kind
        first = pieces.close(first, Block.TITLE if is_title else plain)
    return assemble(pieces)


def _title(seen: Outline) -> str:
    """Return the title: a main heading that the head repeats, else what the head says.

    A head often has the name of the site beside the title.
    """
    said = seen.said.get("title") or seen.said.get("head", "")
    tops = [_line(text) for text in texts(seen.pieces, seen.top[:MAX_TITLES])]
    for top in tops:
        if top and top.casefold() in said.casefold():
            return top
    parts = SEPARATOR.split(said)
    if len(parts) > 1 and (
        parts[-1] == seen.said.get("site") or len(parts[-1]) < len(parts[0])
    ):
        said = said[: said.rindex(parts[-1])].rstrip(" |·»–—-:")
    return said or next(filter(None, tops), "")


def _line(text: str) -> str:
    return " ".join(text.split())
