"""HTML: the main content of a page, and where it stands in the source.

What belongs to the article is told by trafilatura (extra ``html``). Its
extract is found again, word by word, in the blocks of the page, and those
blocks of which at least half was extracted are kept, whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from analyzer.article import Article, Block
from analyzer.errors import Problem
from analyzer.readers.align import cover, find_words
from analyzer.readers.assemble import Pieces, assemble
from analyzer.readers.frontmatter import language_code
from analyzer.readers.outline import Outline, outline
from analyzer.readers.source import read_text, tidy_title

if TYPE_CHECKING:
    from analyzer.article import Markup
    from analyzer.errors import Report
    from analyzer.readers.source import ReadOptions, SourceFile

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
# From here on its slow second opinions are not asked for: they take quadratic time.
MANY_BLOCKS = 2000
# What a library in pure Python and lxml may raise at hostile input.
FAULTS = (ValueError, TypeError, LookupError, AttributeError, RecursionError, SyntaxError)
MAX_TITLES = 8
FIELDS = ("url", "author", "date")
MISSING = "HTML pages need trafilatura: pip install 'analyzer[html]'"


def read(file: SourceFile, options: ReadOptions, report: Report) -> Iterator[Article]:
    """Yield the one article of a page."""
    html = read_text(file, options, report, declared)
    if html is None:
        return
    try:
        page = parse_page(html)
    except ImportError:
        report(Problem(file.source, MISSING))
        return
    if page.problem:
        report(Problem(file.source, page.problem, fatal=False))
    yield Article(
        file.id,
        html,
        title=tidy_title(page.title, file, None, report),
        source=file.source,
        language=page.language,
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
    extract, problem = "", ""
    if seen.depth > MAX_DEPTH or seen.tags > MAX_TAGS or len(html) > MAX_LENGTH:
        problem = "too deep or too large to tell its main content; all of it was read"
    else:
        extract = _extract(html, fast=len(seen.pieces.blocks) > MANY_BLOCKS)
    kept = _kept(seen.pieces, extract) or _unfurnished(seen.pieces)
    return Page(
        _markup(seen, kept, title),
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


def _extract(html: str, *, fast: bool) -> str:
    """Return the text of the article as trafilatura tells it, empty for none.

    Its setting for precision is taken: what is no part of the article must
    not be counted, and on labelled pages nothing of the article was lost by it.
    """
    from trafilatura import bare_extraction

    try:
        document = bare_extraction(
            html, include_comments=False, favor_precision=True, fast=fast
        )
    except FAULTS:
        return ""
    return str(getattr(document, "text", None) or "")


def _kept(pieces: Pieces, extract: str) -> list[bool]:
    """Tell which blocks were extracted, headings between two of them included.

    Empty where there is no extract, or half of it is not to be found.
    """
    sought = find_words(extract)
    words = [find_words(text) for text in _texts(pieces)]
    covered = cover([word for block in words for word in block], sought)
    if 2 * sum(covered) <= len(sought):
        return []
    ends = list(accumulate(map(len, words)))
    kept = [
        len(block) > 0 and 2 * sum(covered[end - len(block) : end]) >= len(block)
        for block, end in zip(words, ends, strict=True)
    ]
    for at in range(1, len(kept) - 1):
        if (
            pieces.blocks[at][2] == Block.HEADING
            and kept[at - 1]
            and any(kept[at + 1 : at + 3])
        ):
            kept[at] = True
    return kept


def _unfurnished(pieces: Pieces) -> list[bool]:
    """Tell which blocks stand outside navigation and the like; all if none does."""
    kept = [kind != Block.FURNITURE for _, _, kind in pieces.blocks]
    return kept if any(kept) else [True] * len(kept)


def _markup(seen: Outline, kept: list[bool], title: str) -> Markup:
    """Return the markup of the blocks kept, and of the title where it is a heading."""
    pieces = Pieces()
    first = 0
    for (start, end, kind), text, keep in zip(
        seen.pieces.blocks, _texts(seen.pieces), kept, strict=True
    ):
        is_title = bool(title) and kind == Block.HEADING and _line(text) == title
        if not keep and not is_title:
            continue
        pieces.text += seen.pieces.text[start:end]
        pieces.place += seen.pieces.place[start:end]
        plain = Block.PARAGRAPH if kind == Block.FURNITURE else kind
        first = pieces.close(first, Block.TITLE if is_title else plain)
    return assemble(pieces)


def _title(seen: Outline) -> str:
    """Return the title: a main heading that the head repeats, else what the head says.

    A head often has the name of the site beside the title.
    """
    said = seen.said.get("title") or seen.said.get("head", "")
    tops = [_line(text) for text in _texts(seen.pieces, seen.top[:MAX_TITLES])]
    for top in tops:
        if top and top.casefold() in said.casefold():
            return top
    parts = SEPARATOR.split(said)
    if len(parts) > 1 and (
        parts[-1] == seen.said.get("site") or len(parts[-1]) < len(parts[0])
    ):
        said = said[: said.rindex(parts[-1])].rstrip(" |·»–—-:")
    return said or next(filter(None, tops), "")


def _texts(pieces: Pieces, blocks: Iterable[int] | None = None) -> Iterator[str]:
    chosen = pieces.blocks if blocks is None else [pieces.blocks[block] for block in blocks]
    return ("".join(pieces.text[first:last]) for first, last, _ in chosen)


def _line(text: str) -> str:
    return " ".join(text.split())
