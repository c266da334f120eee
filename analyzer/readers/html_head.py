"""What the elements of the head of a page say of it."""

from __future__ import annotations

import re

from analyzer.readers.html_tags import Token, attributes, one_line
from analyzer.text.characters import unescape
from analyzer.text.later_patterns import compile_later

HEAD = frozenset(["html", "title", "meta", "link", "time", "abbr"])
META = {
    "og:title": "title",
    "og:site_name": "site",
    "og:locale": "language",
    "content-language": "language",
    "author": "author",
    "article:published_time": "date",
    "date": "date",
    "og:url": "url",
    "robots": "robots",
    "googlebot": "googlebot",
}
MAX_ALTERNATES = 200
DATE = compile_later(r"\d{4}-\d\d-\d\d")
# As in microformats, schema.org and the themes of WordPress.
PUBLISHED = compile_later(
    r"(?:^|[\s_-])(?:dt-|entry-|post-)?(?:published|datepublished|entry-date|post-date)\b",
    re.IGNORECASE,
)
NO_INDEX = compile_later(r"(?:^|[\s,])(?:noindex|none)(?:$|[\s,])", re.IGNORECASE)


def note(said: dict[str, str], token: Token, html: str) -> None:
    """Keep what an element of the head says of the page; the first word counts.

    The keys are ``head`` (the title element), ``title``, ``site``, ``language``,
    ``author``, ``date``, ``time`` (the only one of a page), ``url``, ``canonical``,
    ``alternates`` (the addresses of translations), ``robots`` and ``googlebot``.
    """
    if token.tag == "title":
        said.setdefault("head", one_line(unescape(html[token.start : token.end])))
        return
    found = attributes(token.attributes)
    if token.tag == "html":
        said.setdefault("language", found.get("lang") or found.get("xml:lang", ""))
    elif token.tag == "link" and found.get("rel", "").lower() == "canonical":
        said["url"] = said["canonical"] = found.get("href", "").strip()
    elif token.tag == "link" and "hreflang" in found:
        said["alternates"] = f"{said.get('alternates', '')} {found.get('href', '').strip()}"
    elif token.tag in ("time", "abbr"):
        _note_date(said, found)
    elif token.tag == "meta":
        name = found.get("property") or found.get("name") or found.get("http-equiv", "")
        key = META.get(name.lower(), "")
        if key and found.get("content"):
            said.setdefault(key, one_line(found["content"]))


def _note_date(said: dict[str, str], found: dict[str, str]) -> None:
    """Keep the date of an element that says when the page was published."""
    value = found.get("datetime") or found.get("title", "")
    marked = f"{found.get('itemprop', '')} {found.get('class', '')} {found.get('rel', '')}"
    if DATE.match(value.strip()) and ("pubdate" in found or PUBLISHED.search(marked)):
        said.setdefault("date", value.strip())
    elif DATE.match(found.get("datetime", "").strip()):
        moment = found["datetime"].strip()
        said["time"] = moment if said.get("time", moment) == moment else ""


def own_addresses(url: str, alternates: str, source: str) -> dict[str, object]:
    """Return the address of a page, and the one that its translations have in common.

    The latter is the first of their addresses in order. A page that is not one of its own
    translations names those of another page by mistake.

    Parameters
    ----------
    url, alternates : str
        The address that the page names as its own, and those of its translations.
    source : str
        The address that the page was fetched from, or the path of a file.
    """
    from urllib.parse import urljoin

    base = source if "://" in source else ""
    own = urljoin(base, url)
    links = alternates.split()[:MAX_ALTERNATES]
    named = {urljoin(own or base, link).rstrip("/") for link in links}
    found: dict[str, object] = {"url": own} if own else {}
    if len(named) > 1 and own.rstrip("/") in named:
        found["translations"] = min(named)
    return found


def is_unlisted(said: dict[str, str]) -> bool:
    """Return whether the page asks search engines to leave it out."""
    asked = (said.get("robots", ""), said.get("googlebot", ""))
    return any(map(NO_INDEX.search, asked))
