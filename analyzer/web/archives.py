"""Which pages are archives: lists of other pages by tag, category, author, date or page.

An entry of an archive is a link whose text is the title of the page that it leads to.
Menus have such links too, but on most pages. A page is an archive where it has several
entries and its address says so, or where most of its text is between headings that are
entries, as on the first page of a blog.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import unquote

from analyzer.text.word_lists import word_lists

if TYPE_CHECKING:
    from analyzer.web.address import Address
    from analyzer.web.entries import Entries, Link
    from analyzer.web.page import Page

FEWEST = 3  # entries of an archive
FEWEST_PAGES = 10  # from which on a link can be one of a menu
MENU_SHARE = 0.5  # of the pages; links that more of them have are a menu
TEXT_SHARE = 0.6  # of the text of an archive is about its entries
GAP_SHARE = 0.5  # of the text; more between two entries is an article
FEW_WORDS = 100  # besides links
NUMBERED = re.compile(r"(?:page|index|seite|p)?[-_]?\d{1,6}")
PAGE_QUERY = re.compile(r"[?&](?:page|paged|p|pg|start|offset)=\d{1,6}(?:&|\Z)")
SUFFIX = re.compile(r"\.(?:x?html?|php|aspx?)\Z")


def archives(pages: Mapping[Address, Page], start: Address | None) -> frozenset[Address]:
    """Return which pages are archives.

    Parameters
    ----------
    pages : mapping of Address to Page
        All pages of a run.
    start : Address or None
        The page that a crawl began with.
    """
    titles = {
        address.key: page.head.title.casefold()
        for address, page in pages.items()
        if page.head is not None and page.head.title
    }
    found = {address: list(_entries(page.entries, titles)) for address, page in pages.items()}
    linked = Counter(
        key for links in found.values() for key in {link.target.key for link in links}
    )
    most = MENU_SHARE * len(pages) if len(pages) >= FEWEST_PAGES else len(pages)
    result = set()
    for address, links in found.items():
        own = [link for link in links if linked[link.target.key] <= most]
        if len({link.target.key for link in own}) < FEWEST:
            continue
        named = address == start or is_named_archive(address)
        if named or _is_list([link for link in own if link.is_heading], pages[address].entries):
            result.add(address)
    return frozenset(result)


def _entries(entries: Entries, titles: Mapping[str, str]) -> Iterator[Link]:
    """Yield the links whose text is the title of the page that they lead to.

    A title may name the site too. In a mere list of links, part of a title is enough, as in
    a list of tags.
    """
    is_bare = entries.n_words < FEW_WORDS
    for link in entries.links:
        title = titles.get(link.target.key, "")
        is_title = title.startswith(link.text) or title.endswith(link.text)
        if link.text and (is_title or (is_bare and link.text in title)):
            yield link


def _is_list(headings: list[Link], entries: Entries) -> bool:
    """Return whether most of the text of a page is between headings that are entries."""
    if len({link.target.key for link in headings}) < FEWEST:
        return False
    positions = [link.position for link in headings]
    gaps = [later - earlier for earlier, later in pairwise(positions)]
    about = sum(gaps) + min(entries.n_words - positions[-1], sum(gaps) // len(gaps))
    total = max(entries.n_words, 1)
    return about >= TEXT_SHARE * total and max(gaps) <= GAP_SHARE * total


def is_named_archive(address: Address) -> bool:
    """Return whether the address of a page says that it is an archive.

    Examples
    --------
    >>> from analyzer.web.address import parse_address
    >>> [is_named_archive(parse_address(f"https://example.org/{path}")[0])
    ...  for path in ("tag/lamps/", "news/page/2/", "tag/lamps/a-lamp", "lamps.html")]
    [True, True, False, False]
    """
    parts = [part for part in unquote(address.path).casefold().split("/") if part]
    if parts:
        parts[-1] = SUFFIX.sub("", parts[-1])
    if PAGE_QUERY.search(address.query) or (parts and NUMBERED.fullmatch(parts[-1])):
        return True
    return any(part in _folders() for part in parts[-2:])


@cache
def _folders() -> frozenset[str]:
    lines = word_lists("archive_folders", str.casefold)["folders"]
    return frozenset(word for line in lines for word in line.split())
