"""The links of a page to other pages of its site, and how much other text there is."""

from __future__ import annotations

import re

import msgspec

from analyzer.readers.html_tags import Token, attributes, one_line, scan
from analyzer.text.characters import unescape
from analyzer.web.address import Address, AddressError

MAX_LINKS = 2000  # of a page
HEADING = re.compile(r"h[1-6]")


class Link(msgspec.Struct, frozen=True):
    """A link of a page.

    Attributes
    ----------
    target : Address
    text : str
        In lower case, on one line.
    position : int
        The number of words before it that are not in links.
    is_heading : bool
    """

    target: Address
    text: str
    position: int
    is_heading: bool


class Entries(msgspec.Struct, frozen=True):
    """The links of a page that may be entries.

    Attributes
    ----------
    links : tuple of Link
    n_words : int
        Words that are not in links.
    """

    links: tuple[Link, ...] = ()
    n_words: int = 0


def read_entries(html: str, address: Address) -> Entries:
    """Return the links of a page to other pages of its site, with their texts."""
    links: list[Link] = []
    target: Address | None = None
    text, n_words, in_heading, heading = "", 0, False, ""
    for token in scan(html):
        if not token.tag:
            piece = html[token.start : token.end]
            if target is None:
                n_words += len(piece.split())
            else:
                text += piece
        elif HEADING.fullmatch(token.tag):
            in_heading = not token.closes
            heading = heading or ("in link" if target is not None else "")
        elif token.tag == "a":
            if target is not None and len(links) < MAX_LINKS:
                shown = one_line(unescape(text)).casefold()
                links.append(Link(target, shown, n_words, bool(heading)))
            target = None if token.closes else _target(token, address)
            text, heading = "", "around" if in_heading else ""
    return Entries(tuple(links), n_words)


def _target(token: Token, address: Address) -> Address | None:
    """Return where a link leads to, if that is another page of the site."""
    try:
        there = address.join(attributes(token.attributes).get("href", "#"))
    except AddressError:
        return None
    return there if there.site == address.site and there.key != address.key else None
