"""RSS and Atom, and the export of WordPress; needs the extra ``feeds``."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

import msgspec

from analyzer.errors import Diagnostic
from analyzer.readers.limits import named, size
from analyzer.readers.reader import Skipped, require
from analyzer.readers.records import Record, read_table
from analyzer.readers.wordpress import NAMESPACE, read_posts
from analyzer.readers.xml import (
    Characters,
    Elements,
    RefusedError,
    XmlError,
    parse_elements,
    plain_label,
    root_of,
)

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.errors import ProblemHandler
    from analyzer.readers.reader import ReadOptions, SourceFile

ROOTS = frozenset(["rss", "feed", "rdf"])
LANGUAGE = re.compile(r"<language>\s*([A-Za-z]{2}[A-Za-z-]{0,20})\s*</language>")
TEXTS = frozenset(["text/html", "application/xhtml+xml", "text/plain"])
# The library takes time in the square of the attributes of an element.
LONG_TAG, MOST_ATTRIBUTES = re.compile(r"<[^<>]{2000,}+"), 1000
ARTICLES = ("#post", "#page")
DECLARATION = re.compile(r"\A(?:<\?xml[^>]{0,400}\?>)?")
UTF_8 = '<?xml version="1.0" encoding="utf-8"?>'
NO_FEED = "neither RSS, Atom nor an export of WordPress"


def read(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield an article for each post; rows count posts from 1.

    XML that is something else is skipped in a folder, and so is the feed of a built site,
    whose pages are there.
    """
    head = ""
    if file.is_rereadable:
        with file.open(options.limits) as stream:
            head = Characters(stream).head
        if not file.is_explicit and root_of(head) not in ROOTS:
            raise Skipped(".xml without articles")
    require(file, "XML", "feeds", "feedparser", "defusedxml")
    if NAMESPACE not in head and not file.is_explicit and _is_beside_pages(file):
        raise Skipped("feed of a built site")
    if found := LANGUAGE.search(head):
        # Where all posts have a language, the file need not be read twice for it.
        options = msgspec.structs.replace(options, language=found[1][:2].lower())
    if options.markup == "auto":
        options = msgspec.structs.replace(options, markup="html")
    yield from read_table(
        lambda report: _records(file, options, report), file, options, on_problem
    )


def _is_beside_pages(file: SourceFile) -> bool:
    """Return whether a file is in the folder of a built site, or the one below."""
    folder = file.path.parent if file.path else None
    return folder is not None and any(
        (one / "index.html").is_file() for one in (folder, folder.parent)
    )


def _records(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Record]:
    most = options.limits.article_bytes
    with file.open(options.limits) as stream:
        text = Characters(stream)
        if root_of(text.head) not in ROOTS:
            on_problem(Diagnostic(file.source, NO_FEED))
        elif NAMESPACE in text.head:
            yield from read_posts(text, file, options, on_problem)
        else:
            parts, length = [], 0
            for chunk in text:
                parts.append(chunk)
                length += len(chunk)
                if length > most:
                    message = f"larger than {size(most)}, too large for a feed"
                    on_problem(Diagnostic(file.source, f"{message} {named('article-bytes')}"))
                    return
            yield from read_entries("".join(parts), file, options, on_problem)
        if text.replaced:
            message = "bytes that are not of its encoding were replaced"
            on_problem(Diagnostic(file.source, message, severity="warning"))


def read_entries(
    xml: str, file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Record]:
    """Yield the entries of a feed.

    Parameters
    ----------
    xml : str
    file, options, on_problem
        As a reader is given them.
    """
    import feedparser

    if any(tag[0].count("=") > MOST_ATTRIBUTES for tag in LONG_TAG.finditer(xml)):
        message = f"an element with more than {MOST_ATTRIBUTES:,} attributes; it is not read"
        on_problem(Diagnostic(file.source, message))
        return
    damage = ""
    try:
        for _ in parse_elements([xml], Elements()):
            pass
    except RefusedError as error:
        on_problem(Diagnostic(file.source, str(error)))
        return
    except XmlError as error:
        damage = str(error)
    # The library would read a string as an address, or as the name of a file.
    data = BytesIO(DECLARATION.sub(UTF_8, xml).encode())
    feed = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    links = Counter(entry.get("link") for entry in feed.entries)
    row = 0
    for row, entry in enumerate(feed.entries, 1):
        if _is_article(entry, drafts=options.drafts):
            key = "link" if links[entry.get("link")] == 1 else "id"
            language = feed.feed.get("language", "")
            yield row, {"id": entry.get(key), **_record(entry, language)}
    if damage:
        message = f"{damage}; the posts that were found were read"
        on_problem(Diagnostic(file.source, message, row or None))


def _is_article(entry: Mapping[str, Any], *, drafts: bool) -> bool:
    """Return whether an entry is one; exports of Blogger have comments and settings too."""
    if entry.get("app_draft") == "yes" and not drafts:
        return False
    kinds = [tag["term"] for tag in entry.get("tags", ()) if _is_kind(tag)]
    return not kinds or kinds[0].endswith(ARTICLES)


def _is_kind(tag: Mapping[str, Any]) -> bool:
    """Return whether a category says what an entry is, as feeds of Google have it."""
    return (tag.get("scheme") or "").endswith("#kind") and bool(tag.get("term"))


def _record(entry: Mapping[str, Any], language: str) -> dict[str, object]:
    """Return the columns of an entry; the summary is the text where there is no other."""
    bodies = [body for body in entry.get("content", ()) if body.get("type") in TEXTS]
    body = bodies[0] if bodies else entry.get("summary_detail") or {}
    text, excerpt = body.get("value", ""), entry.get("summary", "")
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    tags = [tag.get("label") or tag.get("term") for tag in entry.get("tags", ())
            if not _is_kind(tag)]  # fmt: skip
    return {
        "title": plain_label(entry.get("title", "")),
        "content": text,
        "language": body.get("language") or language,
        "url": entry.get("link", ""),
        "author": entry.get("author", ""),
        "date": time.strftime("%Y-%m-%dT%H:%M:%S+00:00", moment) if moment else "",
        "categories": plain_label(", ".join(filter(None, tags))),
        "excerpt": "" if excerpt == text else excerpt,
    }
