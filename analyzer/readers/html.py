"""HTML: the article of a page, its positions in the source, and what the page says about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec

from analyzer.article import Article, Block
from analyzer.errors import Diagnostic
from analyzer.readers.front_matter import language_code, read_front_matter
from analyzer.readers.html_head import is_unlisted, own_addresses
from analyzer.readers.html_tags import one_line
from analyzer.readers.html_tree import Outline, outline
from analyzer.readers.main_content import article_blocks, texts, without_boilerplate
from analyzer.readers.markup_builder import Pieces, assemble, collection_paused
from analyzer.readers.masking import FILLER, Range, mask_formulas
from analyzer.readers.reader import Skipped, normalize_title, read_text
from analyzer.readers.template_syntax import (
    mask_lone_shortcodes,
    mask_shortcodes,
    mask_templates,
)

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
WHOLE_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)(?=[\s>])", re.IGNORECASE)
# A section of XML around HTML, as feeds have it.
CDATA = re.compile(r"\A\s{0,99}<!\[CDATA\[|\]\]>\s{0,99}\Z")
CODE = re.compile(r"<(pre|code|script|style)(?=[\s>])", re.IGNORECASE)
CODE_END = {
    name: re.compile(rf"</{name}\s{{0,9}}>", re.IGNORECASE)
    for name in ("pre", "code", "script", "style")
}
SEPARATOR = re.compile(r" (?:[|·»–—-]|::) ")
# Far beyond any article; there the extractor would take minutes.
MAX_DEPTH, MAX_TAGS, MAX_LENGTH = 1000, 100_000, 1 << 24
SEPARATORS = " |·»–—-:"
MAX_TITLES = 8
NEAR_BLOCKS, NEAR_WORDS = 60, 10
FIELDS = ("url", "author", "date")
MISSING = "HTML pages need trafilatura: pip install 'analyzer[html]'"


def read(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield the one article of a page.

    A page that was found in a folder and asks search engines to leave it out, such as a
    list of tags or an error page, is passed over.
    """
    html = read_text(file, options, on_problem, declared)
    if html is None:
        return
    front = read_front_matter(html, options.limits)
    try:
        # Spaces in place of the front matter keep every offset as it was.
        page = parse_html(" " * front.end + html[front.end :], front.title)
    except ImportError:
        on_problem(Diagnostic(file.source, MISSING))
        return
    if page.unlisted and not file.is_explicit:
        raise Skipped("noindex")
    if page.problem:
        on_problem(Diagnostic(file.source, page.problem, severity="warning"))
    yield Article(
        file.id,
        html,
        title=normalize_title(page.title, file, None, on_problem, options.limits),
        source=file.source,
        language=front.language or options.language or page.language,
        metadata_errors=front.errors,
        fields={**_fields(page, file.source), **front.fields},
        markup=page.markup,
    )


def _fields(page: Page, source: str) -> Mapping[str, object]:
    """Return the fields of a page, with whole addresses where it was fetched from one."""
    addresses = own_addresses(str(page.fields.get("url", "")), page.alternates, source)
    return {**page.fields, **addresses}


class Page(msgspec.Struct, frozen=True, eq=False):
    """The article of a page.

    Attributes
    ----------
    markup : Markup
    title, language : str
        Empty where the page names none.
    fields : mapping of str to str
        ``url``, ``author`` and ``date``, as far as the page has them.
    alternates : str
        The addresses of the page in other languages.
    problem : str
        Why the main content could not be separated from the rest, if so.
    unlisted : bool
        Whether the page asks search engines to leave it out.
    """

    markup: Markup
    title: str
    language: str = ""
    fields: Mapping[str, object] = msgspec.field(default_factory=dict)
    alternates: str = ""
    problem: str = ""
    unlisted: bool = False


def parse_html(html: str, title: str = "") -> Page:
    """Return the article of a page, or all that a piece of HTML shows.

    Parameters
    ----------
    html : str
    title : str
        The title, where it is known from elsewhere.

    Raises
    ------
    ImportError
        For a whole page, if trafilatura is not installed.
    """
    if "<![CDATA[" in html:
        html = CDATA.sub(lambda match: " " * len(match[0]), html)
    is_page = WHOLE_PAGE.search(html, 0, DECLARED_WITHIN) is not None
    with collection_paused():
        return parse_page(html, title) if is_page else parse_fragment(html, title)


def parse_page(html: str, title: str = "") -> Page:
    """Return the main content of a page, and what the page says about itself.

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
    html = _without_templates(html)
    seen = outline(html)
    title = title or _title(seen)
    kept: list[bool] = []
    problem = ""
    if seen.depth > MAX_DEPTH or seen.tags > MAX_TAGS or len(html) > MAX_LENGTH:
        problem = "too deep or too large to find its main content; all of it was read"
    else:
        kept = article_blocks(html.replace(FILLER, " "), seen)
    said = {**seen.said, "date": seen.said.get("date") or seen.said.get("time", "")}
    return Page(
        _markup(seen, kept or without_boilerplate(seen, links=False), title),
        title,
        language_code(seen.said.get("language")),
        {name: said[name] for name in FIELDS if said.get(name)},
        seen.said.get("alternates", ""),
        problem,
        is_unlisted(seen.said),
    )


def parse_fragment(html: str, title: str = "") -> Page:
    """Return all that a piece of HTML shows, such as the body of an article.

    Outside of elements for paragraphs, blank lines separate them.
    """
    seen = outline(_without_templates(html), blank_lines=True)
    title = title or next(filter(None, map(one_line, texts(seen.pieces, seen.top[:1]))), "")
    return Page(_markup(seen, without_boilerplate(seen, links=True), title), title)


def _without_templates(html: str) -> str:
    """Return HTML with template tags, shortcodes and formulas overwritten, except in code."""
    if not any(sign in html for sign in ("{", "[", "$", "<%", "<?")):
        return html
    code = list(_code(html))
    html = mask_lone_shortcodes(mask_shortcodes(mask_templates(html, code), code), code)
    return mask_formulas(html, code)


def _code(html: str) -> Iterator[Range]:
    """Yield where code is, in order."""
    at = 0
    while (match := CODE.search(html, at)) is not None:
        end = CODE_END[match[1].lower()].search(html, match.end())
        if end is None:
            yield match.start(), len(html)
            return
        at = end.end()
        yield match.start(), at


def declared(data: bytes) -> str:
    """Return the character set that a page declares near its top, empty for none."""
    match = DECLARATION.search(data[:DECLARED_WITHIN])
    return (match[1] or match[2]).decode("ascii") if match else ""


def _markup(seen: Outline, kept: list[bool], title: str) -> Markup:
    """Return the markup of the blocks kept, and of the title where it is a heading."""
    kinds = [
        Block.TITLE if title and _is_title(seen, block, title) else kind
        for block, (_, _, kind) in enumerate(seen.pieces.blocks)
    ]
    chosen = [keep or kind == Block.TITLE for keep, kind in zip(kept, kinds, strict=True)]
    pieces = seen.pieces if all(chosen) else _selected(seen.pieces, chosen)
    kinds = [kind for kind, keep in zip(kinds, chosen, strict=True) if keep]
    pieces.blocks = [
        (first, last, Block.PARAGRAPH if kind == Block.BOILERPLATE else kind)
        for (first, last, _), kind in zip(pieces.blocks, kinds, strict=True)
    ]
    return assemble(pieces)


def _is_title(seen: Outline, block: int, title: str) -> bool:
    first, last, kind = seen.pieces.blocks[block]
    return kind == Block.HEADING and one_line("".join(seen.pieces.text[first:last])) == title


def _selected(pieces: Pieces, chosen: list[bool]) -> Pieces:
    """Return the pieces and spans of some of the blocks."""
    selected = Pieces()
    spans = sorted(pieces.spans)
    first = at = 0
    for (start, end, kind), keep in zip(pieces.blocks, chosen, strict=True):
        if not keep:
            continue
        while at < len(spans) and spans[at][0] < start:
            at += 1
        while at < len(spans) and spans[at][0] < end:
            left, right, span = spans[at]
            selected.spans.append((left - start + first, right - start + first, span))
            at += 1
        selected.text += pieces.text[start:end]
        selected.place += pieces.place[start:end]
        first = selected.close(first, kind)
    return selected


def _title(seen: Outline) -> str:
    """Return the title: a main heading that the head repeats, else what the head says.

    A head often has the name of the site beside the title.
    """
    said = seen.said.get("title") or seen.said.get("head", "")
    tops = [one_line(text) for text in texts(seen.pieces, seen.top[:MAX_TITLES])]
    for block, top in zip(seen.top, tops, strict=False):
        if top and top.casefold() in said.casefold():
            return _title_below(seen, block, top, said) or top
    parts = SEPARATOR.split(said)
    if len(parts) > 1 and (
        parts[-1] == seen.said.get("site") or len(parts[-1]) < len(parts[0])
    ):
        said = said[: said.rindex(parts[-1])].rstrip(SEPARATORS)
    return said or next(filter(None, tops), "")


def _title_below(seen: Outline, block: int, name: str, said: str) -> str:
    """Return the title below a heading that is the name of the site; empty where it is none.

    The head then has both, and no paragraph is between the two headings.
    """
    parts = SEPARATOR.split(said)
    rest = ""
    if len(parts) > 1 and name in (parts[0], parts[-1]):
        rest = said.removeprefix(name) if name == parts[0] else said.removesuffix(name)
        rest = rest.strip(SEPARATORS)
    blocks = seen.pieces.blocks[block + 1 : block + NEAR_BLOCKS]
    for first, last, kind in blocks if rest else ():
        text = one_line("".join(seen.pieces.text[first:last]))
        if kind == Block.HEADING and text == rest:
            return rest
        if kind == Block.PARAGRAPH and len(text.split()) > NEAR_WORDS:
            break
    return ""
