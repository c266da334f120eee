"""What identifies an article in an archive: its key, title, URL and date."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from analyzer.article import Article

URL = ("url", "link", "permalink", "canonical", "canonical_url", "href")
DATE = ("date", "published", "pubdate", "published_at", "datepublished", "publish_date")


@dataclass(frozen=True, slots=True)
class ArticleIdentity:
    """What identifies an article.

    Attributes
    ----------
    key : str
        Identifies the same article in a later version: its URL, else its file and
        record relative to the archive, else its id.
    name : str
        The id it had when it was added.
    title, url, date, language : str
        Empty if unknown.
    content : bytes
        A hash of everything that is stored of it.
    """

    key: str
    name: str
    title: str
    url: str
    date: str
    language: str
    content: bytes


def identity(article: Article, title: str, language: str, archive: Path) -> ArticleIdentity:
    """Return the identity of an article, relative to an archive."""
    url, date = _field(article, URL), _field(article, DATE)
    # What was given, not what was detected, which follows from the text.
    known = (article.id, article.title or "", url, date, article.language, article.prose)
    digest = hashlib.blake2b(digest_size=16)
    for value in known:
        data = value.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return ArticleIdentity(
        identity_key(article, archive) or f"id:{article.id}",
        article.id,
        title,
        url,
        date,
        language,
        digest.digest(),
    )


def identity_key(article: Article, archive: Path) -> str:
    """Return the key by which an article is recognised, empty for text alone."""
    url = _field(article, URL)
    if url:
        return f"url:{url}"
    if not article.source or article.source == "-":
        return ""
    folder = os.path.dirname(os.path.abspath(archive))  # noqa: PTH100, PTH120
    try:
        path = os.path.relpath(os.path.abspath(article.source), folder)  # noqa: PTH100
    except ValueError:  # on another drive
        path = os.path.abspath(article.source)  # noqa: PTH100
    record = "" if article.row is None else article.id.partition("#")[2] or article.row
    return f"file:{path.replace(os.sep, '/')}#{record}"


def _field(article: Article, names: tuple[str, ...]) -> str:
    known = {name.lower(): value for name, value in article.fields.items()}
    found = (str(known[name]).strip() for name in names if known.get(name))
    return next(found, "")
